"""Sets up a virtual environment for make, with the progress on one line.

``python tests/set_up.py FOLDER PIP-ARGUMENT…`` installs what the arguments name; the file
``.ready`` in the folder is then newer than everything that it was made from. An environment
that an interruption left half made is made anew. Needs nothing but Python.
"""

import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import IO, NoReturn

READY = ".ready"
UNFINISHED = ".unfinished"  # there while files are written that pip would take for whole
WRONG, INTERRUPTED = 2, 130
SECONDS_BETWEEN_LOOKS = 1.0
LINES_OF_A_FAILURE = 40
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--no-color")


def main(folder: Path, wanted: list[str]) -> None:
    """Set up the environment, or exit with the reason why that cannot be."""
    if folder.is_symlink():
        leave(
            f"{folder} is a link to that of another clone, which setting up would change; remove the link"
        )
    progress = Progress(folder)
    try:
        if not is_whole(folder):
            progress.stage("making the environment")
            make_anew(folder)
        progress.stage("finding packages")
        install(folder, wanted, progress)
    except KeyboardInterrupt:
        progress.end("interrupted")
        sys.exit(INTERRUPTED)
    (folder / READY).touch()
    progress.end("ready")


def leave(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    sys.exit(WRONG)


def is_whole(folder: Path) -> bool:
    """Whether it can be installed into: nothing was interrupted, and its Python is still there."""
    python = folder / "bin" / "python"
    if (folder / UNFINISHED).exists() or not python.exists():
        return False
    return (
        subprocess.run([python, *PIP, "--version"], capture_output=True, check=False).returncode
        == 0
    )


def make_anew(folder: Path) -> None:
    marks = [folder / name for name in ("pyvenv.cfg", UNFINISHED)]
    if folder.exists() and not any(mark.exists() for mark in marks):
        leave(f"{folder} is not a virtual environment; remove it or move it away")
    folder.mkdir(exist_ok=True)
    (folder / UNFINISHED).touch()
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != UNFINISHED:  # so that it is known even if this is interrupted
            path.unlink()
    made = subprocess.run([sys.executable, "-m", "venv", folder], check=False)
    if made.returncode:
        sys.exit(WRONG)  # venv has said why
    (folder / UNFINISHED).unlink()


def install(folder: Path, wanted: list[str], progress: "Progress") -> None:
    """Install with pip. What it says is read for the progress, and printed if it fails."""
    interruptions: list[int] = []
    # pip, which the terminal interrupts too, is heard to its end: it may have begun to install
    own = signal.signal(signal.SIGINT, lambda number, _: interruptions.append(number))
    pip = subprocess.Popen(
        [folder / "bin" / "python", *PIP, "install", "--progress-bar", "off", *wanted],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert pip.stdout is not None
    told = []
    for line in lines_of(pip.stdout):
        told.append(line)
        progress.hear(line)
        progress.show()
    code = pip.wait()
    signal.signal(signal.SIGINT, own)
    if interruptions:
        raise KeyboardInterrupt
    if code:
        progress.end("failed")
        leave("".join([line for line in told if line][-LINES_OF_A_FAILURE:]).rstrip())
    (folder / UNFINISHED).unlink(missing_ok=True)


def lines_of(stream: IO[bytes]) -> Iterator[str]:
    """Yield each line as it comes, and an empty one whenever a second went by without any."""
    begun = b""
    while True:
        if not select.select([stream], [], [], SECONDS_BETWEEN_LOOKS)[0]:
            yield ""
            continue
        more = stream.read1(65536)  # type: ignore[attr-defined]  # of a BufferedReader
        if not more:
            break
        *whole, begun = (begun + more).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace") + "\n"
    if begun:
        yield begun.decode(errors="replace") + "\n"


class Progress:
    """One line that is written over on a terminal; elsewhere a line for each stage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.begun = monotonic()
        self.words = ""
        self.found: set[str] = set()
        self.planned = self.before = 0
        self.is_terminal = sys.stdout.isatty()

    def stage(self, words: str) -> None:
        self.words = words
        if self.is_terminal:
            self.show()
        else:
            print(f"setting up {self.folder}: {words} …", flush=True)

    def hear(self, line: str) -> None:
        """Take in one line of pip's, or an empty one: a second went by."""
        if found := re.match(r"\s*(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            self.found.add(found[1])
            self.words = f"{len(self.found)} packages found"
        elif installing := re.match(r"Installing collected packages: (.*)", line):
            (self.folder / UNFINISHED).touch()
            self.planned = len(installing[1].split(", "))
            self.before = self.installed()
            self.stage(f"installing {self.planned} packages")
        elif self.planned:
            done = min(max(self.installed() - self.before, 0), self.planned)
            self.words = f"{done} of {self.planned} packages installed"

    def installed(self) -> int:
        return sum(1 for _ in self.folder.glob("lib/python*/site-packages/*.dist-info"))

    def show(self) -> None:
        if self.is_terminal:
            self._write(f"setting up {self.folder}: {self.words}")

    def end(self, words: str) -> None:
        self._write(f"{self.folder}: {words}")
        print(flush=True)

    def _write(self, line: str) -> None:
        over = "\r\033[K" if self.is_terminal else ""  # back to its start, and clear it
        print(f"{over}{line}, {monotonic() - self.begun:.0f} s", end="", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
