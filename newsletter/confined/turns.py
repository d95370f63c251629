"""Turns: one child process at a time, of this process and of others of the same account."""

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import BinaryIO, Final

from newsletter.errors import DeskError

MOST_WAITING: Final = 4  # more would take the threads that answer other requests
_LONGEST_WAIT: Final = 30.0  # seconds
_LOOKS_AGAIN: Final = 0.02  # seconds; the system has no lock that is waited for so long

_room = BoundedSemaphore(1 + MOST_WAITING)
_one = Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Hold the turn while the context is open.

    Raises:
        DeskError: Too many wait already, or it was not this one's turn for half a minute.
    """
    if not _room.acquire(blocking=False):
        raise DeskError("files-being-read")
    try:
        until = time.monotonic() + _LONGEST_WAIT
        if not _one.acquire(timeout=_LONGEST_WAIT):
            raise DeskError("files-being-read")
        try:
            with _turn_of_this_machine(until):
                yield
        finally:
            _one.release()
    finally:
        _room.release()


@contextmanager
def _turn_of_this_machine(until: float) -> Iterator[None]:
    """Hold a lock file, which the system releases when this process ends.

    Without such a file, processes do not wait for each other.
    """
    file = _lock_file()
    if file is None:
        yield
        return
    import fcntl

    with file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise DeskError("files-being-read") from error
                time.sleep(_LOOKS_AGAIN)
            else:
                break
        yield


def _lock_file() -> BinaryIO | None:
    """Return the lock file of this account; ``None`` if there cannot be one.

    Others may write in the folder too: a file or link of theirs is not used.
    """
    if not hasattr(os, "getuid"):  # Windows, where no file is locked so
        return None
    path = Path(tempfile.gettempdir()) / f"newsletter-child-{os.getuid()}.lock"
    try:
        found = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    file = os.fdopen(found, "r+b")
    about = os.fstat(found)
    if about.st_uid == os.getuid() and stat.S_ISREG(about.st_mode):
        return file
    file.close()
    return None
