"""The label of a backup: which version wrote it, when, and its checksum.

``sha256sum --check`` reads it too, because the first line is a comment to it.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from newsletter.errors import StoreError
from newsletter.system import reason_of
from newsletter.text import files

_TEXT = re.compile(
    r"# newsletter (?P<program>\S+), database (?P<revision>\S+), made (?P<made>\S+)\n"
    r"(?P<checksum>[0-9a-f]{64})  (?P<name>.+)\n"
)
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupLabel:
    """What is known about a backup without reading its tables.

    Attributes:
        program: The version of the newsletter that wrote it.
        revision: The version of the database.
        made: When it was made.
        checksum: SHA-256 of the file.
    """

    program: str
    revision: str
    made: datetime
    checksum: str

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """Return the label of a backup; ``None`` if there is none, as for older versions.

        Raises:
            StoreError: It cannot be read, or is not a label.
        """
        place = place_of(path)
        try:
            found = _TEXT.fullmatch(place.read_text("utf-8"))
            if found is not None:
                made = datetime.fromisoformat(found["made"])
                return cls(
                    program=found["program"],
                    revision=found["revision"],
                    made=made,
                    checksum=found["checksum"],
                )
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError("backup-not-readable", path=place, reason=reason_of(error)) from error
        except ValueError:  # its bytes are not UTF-8, or its moment is none
            pass
        raise StoreError("backup-label-unreadable", path=place)

    def write(self, path: Path) -> None:
        """Write the label of a backup, which only its owner may read.

        Raises:
            OSError: It cannot be written.
        """
        made = f"{self.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        text = (
            f"# newsletter {self.program}, database {self.revision}, made {made}\n"
            f"{self.checksum}  {path.name}\n"
        )
        files.replace(place_of(path), text, mode=0o600)


def place_of(path: Path) -> Path:
    """Return where the label of a backup is."""
    return path.with_name(f"{path.name}.sha256")


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        StoreError: It cannot be read.
    """
    summed = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                summed.update(piece)
    except OSError as error:
        raise StoreError("backup-not-readable", path=path, reason=reason_of(error)) from error
    return summed.hexdigest()


def verified(path: Path) -> BackupLabel | None:
    """Compare a backup with its label, and return that; ``None`` if it has none.

    Raises:
        StoreError: It cannot be read, or is not what was written.
    """
    label = BackupLabel.of(path)
    if label is not None and checksum_of(path) != label.checksum:
        raise StoreError("backup-altered", path=path)
    return label


def on_disk(path: Path) -> None:
    """Wait until a file or the names in a folder are on disk.

    Raises:
        OSError: They cannot be written.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
