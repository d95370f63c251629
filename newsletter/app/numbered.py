"""The files of numbered issues, by their names; none is read but for its hash."""

import hashlib
from pathlib import Path


def paths(folder: Path) -> list[Path]:
    """Return the files that are named as issues, by name."""
    return sorted(folder.glob("[0-9]*-*.md"))


def number_of(path: Path) -> int:
    """Return the number in a file's name."""
    digits = path.name.partition("-")[0]
    return int(digits) if digits.isdecimal() else 0


def by_number(folder: Path) -> dict[int, Path]:
    """Return the files by number, without those whose number another has too."""
    found: dict[int, list[Path]] = {}
    for path in paths(folder):
        found.setdefault(number_of(path), []).append(path)
    return {number: those[0] for number, those in found.items() if len(those) == 1}


def file_hash(path: Path) -> str:
    """Return what an issue's file is at this moment; another hash later means that it was changed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
