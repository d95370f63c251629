"""The files of numbered issues, found by name and read once for each version."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

from newsletter.errors import AuthorError

DISCARDED: Final = "discarded"  # a folder in ``issues/``; its numbers are not used again
_DIGITS: Final = 9  # at most, of a number that is typed

T = TypeVar("T")


def paths(folder: Path) -> list[Path]:
    """Return the files named like issues, sorted by name."""
    return sorted(folder.glob("[0-9]*-*.md"))


def number_of(path: Path) -> int:
    """Return the number in a file's name; 0 if there is none."""
    digits = path.name.partition("-")[0]
    return int(digits) if digits.isdecimal() else 0


def highest(folder: Path) -> int:
    """Return the highest number in a folder; 0 if there is none."""
    return max(map(number_of, paths(folder)), default=0)


def by_number(folder: Path) -> dict[int, Path]:
    """Return the files by number, without numbers that occur twice."""
    found: dict[int, list[Path]] = {}
    for path in paths(folder):
        found.setdefault(number_of(path), []).append(path)
    return {number: those[0] for number, those in found.items() if len(those) == 1}


def typed(ref: str) -> int | None:
    """Return the number that an editor typed for a file; ``None`` if it names it otherwise."""
    return int(ref) if ref.isdecimal() and len(ref) <= _DIGITS else None


def has(folder: Path, number: int) -> bool:
    """Return whether a file has this number, valid or not."""
    return any(number_of(path) == number for path in paths(folder))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of an issue's file, to detect later changes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class ReadOnce(Generic[T]):
    """Reads files, and caches the result of each version, also an error.

    A version is identified by inode, time and size. Every save here replaces the file, which
    gives another version, however quickly it follows.
    """

    def __init__(self, read: Callable[[Path], T]) -> None:
        """Set the function that reads a file, which may raise ``AuthorError``."""
        self._read = read
        self._known: dict[Path, tuple[tuple[int, int, int], T | AuthorError]] = {}

    def __call__(self, path: Path) -> T:
        """Return the content of a file.

        Raises:
            AuthorError: It cannot be read.
        """
        version = _version(path)
        known = self._known.get(path)
        if known is None or known[0] != version:
            known = (version, self._attempt(path))
            self._known[path] = known
        if isinstance(known[1], AuthorError):
            raise known[1].with_traceback(None)
        return known[1]

    def _attempt(self, path: Path) -> T | AuthorError:
        try:
            return self._read(path)
        except AuthorError as error:
            return error


def _version(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:  # reading the file raises the proper error
        return (0, 0, 0)
    return (status.st_ino, status.st_mtime_ns, status.st_size)
