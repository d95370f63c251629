"""What a command costs as a whole process, from its start to its end, beside an empty Python's.

Processor time, with bytecode cached, as a ratio to ``--version`` in the same
run: a slower machine, or a busy one, makes no difference to it.
"""

import itertools
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.app.numbered import file_hash
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Audience, NewSubscriber
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import Plan
from newsletter.model.edition import Edition
from newsletter.store.schema.sending import batches
from tests.app.builders import SetClock, a_publication

ROUNDS = 5
READERS = 20
_PARAGRAPH = (
    "Er staat een stoel bij het raam waar bijna niemand zit. Toch is het de plek waar de dag even"
    " ophoudt met trekken. Wie er *tien tellen* blijft, merkt dat het hoofd vanzelf wat zachter wordt"
    " en dat de schouders zakken zonder dat iemand erom vroeg."
)
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
_COMMAND = (sys.executable, "-m", "newsletter")
_VERSION = (*_COMMAND, "--version")
_LISTS: tuple[tuple[str, ...], ...] = (
    ("issue", "list"),
    ("queue", "list"),
    ("dispatch", "list"),
    ("subscribers", "list"),
    ("article", "list"),
    ("provider", "list"),
    ("api-key", "list"),
)
_MOST = {11: "≤ 3", 240: "≤ 4"}
_ASKED = {("issue", "list"), ("queue", "list"), ("dispatch", "list")}
Row = tuple[str, float, str, str]


def measure() -> Iterator[Row]:
    """An empty Python's seconds, the seconds of ``--version``, and of every command beside it."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "eleven"), Path(folder, "many")
        a_year(small, issues=11)
        a_year(large, issues=240)
        commands: list[tuple[str, Path, tuple[str, ...], str]] = [
            (f"{' '.join(words)}, {issues} issues", place, words, _asked(words, issues))
            for issues, place in ((11, small), (240, large))
            for words in _LISTS
        ]
        commands += [
            ("check --offline, 11 issues", small, ("check", "--offline", "11"), "≤ 5"),
            ("doctor, 11 issues", small, ("doctor",), ""),
        ]
        yield from _told(small, commands)


def _asked(words: tuple[str, ...], issues: int) -> str:
    return f"{_MOST[issues]} × --version" if words in _ASKED else ""


def _told(place: Path, commands: Sequence[tuple[str, Path, tuple[str, ...], str]]) -> Iterator[Row]:
    empty = processor_time((sys.executable, "-c", "pass"), place)
    version = processor_time(_VERSION, place)
    yield ("an empty Python", empty, "s of processor time", "")
    yield ("newsletter --version", version, "s of processor time", "")
    for name, folder, words, asked in commands:
        took = processor_time((*_COMMAND, *words), folder)
        yield (f"newsletter {name}", took, "s of processor time", "")
        yield ("… beside --version", took / version, "×", asked)


def processor_time(command: Sequence[str], folder: Path) -> float:
    """Seconds of one whole process, the fewest of some runs; the first run fills the caches."""
    run_once(command, folder)
    return min(run_once(command, folder) for _ in range(ROUNDS))


def run_once(command: Sequence[str], folder: Path) -> float:
    """Seconds of processor time, of the process and all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        cwd=folder,
        env=keeping_bytecode(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)  # os.times counts in steps of 10 ms
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def keeping_bytecode(folder: Path) -> dict[str, str]:
    """An environment in which bytecode is kept in the folder, as an installed package has it.

    Also where this one says that none is written (``PYTHONDONTWRITEBYTECODE``), or the
    packages' own folders cannot be.
    """
    kept = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / ".bytecode")}


def a_year(folder: Path, *, issues: int) -> None:
    """A publication with that many issues: a quarter of them wait, the others went out."""
    app = a_publication(folder, SetClock())
    store = app.container.store
    people = [
        NewSubscriber(address=EmailAddress(f"lezer{n}", "example.org")) for n in range(READERS)
    ]
    store.subscribers.take_in(people, source="test")
    patterns = _patterns(app)
    waiting = max(3, issues // 4)
    for number, (text, edition) in zip(
        range(1, issues + 1), itertools.cycle(patterns), strict=False
    ):
        path = folder / "issues" / f"{number:03}-week-{number}.md"
        path.write_text(re.sub(r"(?m)^number: .*", f"number: {number}", text, count=1), "utf-8")
        store.queue.approve(
            replace(edition, issue=number), audience=Audience(), file_hash=file_hash(path)
        )
        if number <= issues - waiting:
            _send(app, number)
        else:
            store.queue.add(number)
    with store.database.write() as connection:
        connection.execute(update(batches).values(state=BatchState.SENT))
    app.close()


def _patterns(app: Newsletter) -> list[tuple[str, Edition]]:
    """Three drawn issues of the usual length, as text and compiled; their files are taken away."""
    app.issues.draw([str(app.container.folder / "rust.txt")])
    found = []
    for path in sorted((app.container.folder / "issues").glob("0*.md")):
        text = f"{path.read_text('utf-8')}\n{_PARAGRAPH}\n\n> {_PARAGRAPH}\n\n{_PARAGRAPH}\n"
        issue, _ = app.issues.find(str(path))
        found.append((text, app.issues.compiler.compile(issue, path)))
        path.unlink()
    return found


def _send(app: Newsletter, number: int) -> None:
    approval = app.container.store.queue.approval(number)
    assert approval is not None
    app.container.store.dispatches.freeze(
        Plan(
            key=f"key{number:05}",
            issue=number,
            edition=approval.edition,
            audience=Audience(),
            at=app.container.now(),
            batch_size=10,
            provider="outbox",
        )
    )
