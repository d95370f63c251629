"""Find the files of numbered issues by name, without parsing them."""

import hashlib
from pathlib import Path


def paths(folder: Path) -> list[Path]:
    """Return the files named like issues, sorted by name."""
    return sorted(folder.glob("[0-9]*-*.md"))


def number_of(path: Path) -> int:
    """Return the number in a file's name; 0 if there is none."""
    digits = path.name.partition("-")[0]
    return int(digits) if digits.isdecimal() else 0


def by_number(folder: Path) -> dict[int, Path]:
    """Return the files by number, without numbers that occur twice."""
    found: dict[int, list[Path]] = {}
    for path in paths(folder):
        found.setdefault(number_of(path), []).append(path)
    return {number: those[0] for number, those in found.items() if len(those) == 1}


def file_hash(path: Path) -> str:
    """Return the SHA-256 of an issue's file, to detect later changes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
