"""How this program is started from a terminal, for the commands that hints and help suggest.

``newsletter`` alone is right only where the shell finds it. In an environment that is not
activated (``make demo``, a virtual environment's ``bin/newsletter``) a hint names the path.
On a server the shell may find a script that starts it as the user that owns the publication
(``contrib/newsletter``): then a hint is for that script, in the journal of the service as well.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAME: Final = "newsletter"
_LONGEST_SCRIPT: Final = 4_000  # bytes


@dataclass(frozen=True, slots=True)
class Invocation:
    """The program as it was started. By default it is ``newsletter``, in the current folder.

    Attributes:
        words: What starts it.
        wrapper: The script that the shell finds under its name, if that starts it.
        publication: The folder of another publication than the current one.
    """

    words: tuple[str, ...] = (_NAME,)
    wrapper: str = ""
    publication: Path | None = None

    @classmethod
    def started_as(cls, argument: str) -> "Invocation":
        """Return what starts the program again.

        Args:
            argument: The first of ``sys.argv``: a name, a path, or the file of ``python -m``.
        """
        if Path(argument) == Path(__file__).parents[1] / "__main__.py":
            script = Path(sys.executable).with_name(_NAME)
            if not script.is_file():
                return cls((sys.executable, "-m", _NAME))
            argument = str(script)
        if os.sep not in argument or not os.access(argument, os.X_OK):
            return cls()
        found = shutil.which(_NAME)
        path = Path(argument).absolute()
        if found is not None and path.samefile(found):
            return cls()
        wrapper = _script(Path(found)) if found else ""
        return cls(wrapper=wrapper) if str(path) in wrapper else cls((str(path),))

    def name(self, here: Path | None = None) -> str:
        """Return what to type for the program's name in a folder, by default the current one."""
        first, *rest = self.words
        if Path(first).is_absolute():
            with suppress(OSError):  # the current folder may be gone
                near = os.path.relpath(first, here)
                near = near if os.sep in near else f".{os.sep}{near}"
                first = min(near, first, key=len)
        return shlex.join([first, *rest])

    def to_type(self, commands: Iterable[str]) -> Iterator[str]:
        """Yield the commands of a hint as they can be typed one after the other."""
        here, publication = current_folder(), self.publication
        for command in commands:
            word, _, rest = command.partition(" ")
            if word == "cd":
                here, publication = ((here or Path()) / shlex.split(rest)[0]).resolve(), None
                yield command
                continue
            chosen = ""
            if publication is not None and not rest.startswith("init "):
                is_its_own = str(publication.resolve()) in self.wrapper
                chosen = "" if is_its_own else f" -C {shlex.quote(str(publication))}"
            yield f"{self.name(here)}{chosen} {rest}"


def current_folder() -> Path | None:
    """Return the current folder; ``None`` if it was deleted."""
    try:
        return Path.cwd()
    except OSError:
        return None


def _script(path: Path) -> str:
    """Return the text of a short script; empty if it is none, or cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST_SCRIPT).decode("utf-8", "replace")
    except OSError:
        return ""
