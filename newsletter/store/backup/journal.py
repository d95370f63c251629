"""The journal of departures and dispatches, in a file next to the database.

Each line is an entry. People are identified by keyed hashes of their addresses. The first
line names the journal, and the database stores that name, so that a restored backup
recognises its own journal.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from errno import ENOSPC
from pathlib import Path
from typing import TypeAlias

from newsletter.errors import StoreError
from newsletter.system import reason_of
from newsletter.text import files

_FINGERPRINT_BYTES = 16
_HEAD = "# newsletter journal "
_NEWEST_BYTES = 32_768


class Departure(Enum):
    """What the journal records about a person."""

    LEFT = "left"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    ERASED = "erased"
    HELD = "held"  # on the provider's own list, for a reason that it does not give
    UNDONE = "undone"  # the import that added them was undone, as if they had never come
    RETURNED = "returned"  # signed up again themselves, or was taken off the list


@dataclass(frozen=True, slots=True)
class Entry:
    """A departure: the keyed hash of the address, what happened, and when."""

    at: datetime
    departure: Departure
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class SentEntry:
    """A frozen dispatch: its key, its issue, and its slot if it took one."""

    at: datetime
    issue: int
    key: str
    slot: date | None


Later: TypeAlias = Callable[[Callable[[Sequence[str]], None], Iterable[str]], None]
"""Takes what writes lines, and lines for it."""


def _at_once(write: Callable[[Sequence[str]], None], lines: Iterable[str]) -> None:
    write(list(lines))


class Journal:
    """An append-only file, written to disk before the database commits.

    Args:
        path: The file; ``None``: nothing is recorded.
        before_commit: Has the lines of a transaction written together right before its commit,
            because each write waits for the disk. By default every entry is written at once.
    """

    def __init__(self, path: Path | None, before_commit: Later = _at_once) -> None:
        self.path = path
        self._before_commit = before_commit

    @property
    def name(self) -> str:
        """The name in its first line, or an empty text if there is no journal."""
        if self.path is None or not self.path.is_file():
            return ""
        with self.path.open(encoding="ascii", errors="replace") as lines:
            head = lines.readline()
        return head.removeprefix(_HEAD).strip() if head.startswith(_HEAD) else ""

    def begin(self, name: str) -> None:
        """Create the file under this name, or give one this name that has none.

        It has none if it was deleted while the newsletter ran, and somebody departed then. A
        name that another process gave it meanwhile stays.

        Raises:
            StoreError: It cannot be written.
        """
        if self.path is None:
            return
        head = f"{_HEAD}{name}\n".encode()
        with _alone(self.path):
            if self.name:
                return
            kept = self.path.read_bytes() if self.path.is_file() else b""
            files.replace(self.path.resolve(), head + kept, mode=0o600)  # a link stays one

    def look(self) -> None:
        """Open the file as for an entry, and write nothing.

        Raises:
            OSError: It is gone, or cannot be written.
        """
        if self.path is not None:
            os.close(os.open(self.path, os.O_RDWR | os.O_APPEND))

    def append(self, departure: Departure, fingerprints: Sequence[bytes], at: datetime) -> None:
        """Record that these people departed, with the transaction of this thread.

        Raises:
            StoreError: It cannot be written, so the departure is not committed.
        """
        # the same people may be imported again right after an undo
        precision = "microseconds" if departure is Departure.UNDONE else "seconds"
        moment = at.isoformat(timespec=precision)
        self._add(f"{moment} {departure.value} {one.hex()}" for one in fingerprints)

    def append_sent(self, sent: SentEntry) -> None:
        """Record that this dispatch is frozen and about to be sent, as ``append`` does.

        Raises:
            StoreError: It cannot be written, so the dispatch is not committed.
        """
        slot = sent.slot.isoformat() if sent.slot else "-"
        self._add([f"{_moment(sent.at)} sent {sent.issue} {sent.key} {slot}"])

    def entries(self) -> Iterator[Entry | SentEntry]:
        """Yield every entry in order, without a line that a crash cut short."""
        if self.path is None or not self.path.is_file():
            return
        with self.path.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                entry = _read(line)
                if entry is not None:
                    yield entry

    def tails(self) -> Iterator[list[Entry | SentEntry]]:
        """Yield the last few hundred entries in order, then more and more, and at last all."""
        if self.path is None or not self.path.is_file():
            return
        with self.path.open("rb") as file:
            size, back = file.seek(0, os.SEEK_END), _NEWEST_BYTES
            while True:
                file.seek(max(0, size - back))
                lines = file.read().decode("ascii", "replace").splitlines(keepends=True)
                # the first may be the end of a line, which is no entry
                yield list(filter(None, map(_read, lines)))
                if back >= size:
                    return
                back *= 8

    def sent(self) -> list[SentEntry]:
        """Return the dispatches among the entries. This is fast, even with a million departures."""
        if self.path is None or not self.path.is_file():
            return []
        with self.path.open("rb") as lines:
            found = [_read(line.decode("ascii", "replace")) for line in lines if b" sent " in line]
        return [one for one in found if isinstance(one, SentEntry)]

    def _add(self, lines: Iterable[str]) -> None:
        self._before_commit(self._write, lines)

    def _write(self, lines: Sequence[str]) -> None:
        if self.path is None or not lines:
            return
        with _alone(self.path):
            _append(self.path, "".join(f"{line}\n" for line in lines).encode())


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other threads and processes from writing to the file.

    One that is given a name is replaced, and what was appended to the old file would be lost.
    """
    try:
        with files.locked_folder(path.resolve().parent):
            yield
    except OSError as error:
        raise StoreError("journal-not-writable", path=path, reason=reason_of(error)) from error


def _append(path: Path, lines: bytes) -> None:
    # its folder is not made: that of a disk that is gone would hide the journal under the disk
    # two processes that write at once do not mix their lines in append mode (POSIX write(2))
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        was_cut_short = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        rest = b"\n" + lines if was_cut_short else lines
        written = os.write(handle, rest)
        if written < len(rest):  # a full disk takes a part without an error
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _read(line: str) -> Entry | SentEntry | None:
    if not line.endswith("\n"):
        return None
    try:
        match line.split():
            case [at, "sent", issue, key, slot]:
                day = None if slot == "-" else date.fromisoformat(slot)
                return SentEntry(datetime.fromisoformat(at), int(issue), key, day)
            case [at, departure, digits] if len(digits) == 2 * _FINGERPRINT_BYTES:
                return Entry(
                    datetime.fromisoformat(at), Departure(departure), bytes.fromhex(digits)
                )
    except ValueError:
        return None
    return None
