"""Who left, complained or was erased, kept beside the database so that an old backup revives nobody."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from newsletter.errors import StoreError

_FINGERPRINT_BYTES = 16


class Departure(Enum):
    """What the journal remembers of a person."""

    LEFT = "left"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    ERASED = "erased"
    RETURNED = "returned"  # signed up again of their own will


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: who, by the keyed hash of the address, did what, and when."""

    at: datetime
    departure: Departure
    fingerprint: bytes


class Journal:
    """An append-only file of one short line an entry, on disk before the database commits."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._one_at_a_time = threading.Lock()

    def append(self, departure: Departure, fingerprints: list[bytes], at: datetime) -> None:
        """Write down that these people did this.

        Raises:
            StoreError: It cannot be written; then nothing else may happen either.
        """
        if self.path is None or not fingerprints:
            return
        lines = "".join(
            f"{at.isoformat(timespec='seconds')} {departure.value} {fingerprint.hex()}\n"
            for fingerprint in fingerprints
        )
        try:
            with self._one_at_a_time:
                self._write(self.path, lines.encode())
        except OSError as error:
            raise StoreError(
                f"the journal {self.path} cannot be written: {error.strerror}"
            ) from error

    def entries(self) -> Iterator[Entry]:
        """Every entry in order; a last line that a crash cut short is passed over."""
        if self.path is None or not self.path.exists():
            return
        with self.path.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                entry = _read(line)
                if entry is not None:
                    yield entry

    @staticmethod
    def _write(path: Path, lines: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # one write in append mode is whole even when two processes write at once (POSIX write(2))
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(handle).st_size
            was_cut_short = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            os.write(handle, b"\n" + lines if was_cut_short else lines)
            os.fsync(handle)
        finally:
            os.close(handle)


def _read(line: str) -> Entry | None:
    try:
        at, departure, digits = line.split()
        fingerprint = bytes.fromhex(digits)
        entry = Entry(datetime.fromisoformat(at), Departure(departure), fingerprint)
    except ValueError:
        return None
    return entry if len(fingerprint) == _FINGERPRINT_BYTES else None
