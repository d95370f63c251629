"""The operating system, and why it refused, as a message; this process, its name and its memory."""

import errno
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from newsletter.message import Message

_BY_NUMBER: Final = {
    errno.ENOSPC: Message("system-disk-full"),
    errno.EDQUOT: Message("system-disk-share-full"),
    errno.EROFS: Message("system-disk-read-only"),
    errno.EACCES: Message("system-access-denied"),
    errno.EPERM: Message("system-access-denied"),
    errno.ENOENT: Message("system-path-missing"),
    errno.EISDIR: Message("system-path-is-folder"),
    errno.ENOTDIR: Message("system-path-is-file"),
    errno.EEXIST: Message("system-path-taken"),
    errno.ENAMETOOLONG: Message("system-name-too-long"),
    errno.EMFILE: Message("system-files-open"),
    errno.ENFILE: Message("system-files-open"),
    errno.EADDRINUSE: Message("system-port-taken"),
    errno.ECONNREFUSED: Message("system-connection-refused"),
    errno.ECONNRESET: Message("system-connection-lost"),
    errno.ECONNABORTED: Message("system-connection-lost"),
    errno.EPIPE: Message("system-connection-lost"),
    errno.ETIMEDOUT: Message("system-no-answer"),
    errno.EHOSTUNREACH: Message("system-unreachable"),
    errno.ENETUNREACH: Message("system-unreachable"),
    errno.ENETDOWN: Message("system-unreachable"),
}
# a batch of a thousand readers makes some 7,000, and a few are made at once
_OBJECTS: Final = 50_000
_OBJECTS_OF_A_SERVER: Final = 100_000


def process_name() -> str:
    """Return the name under which PostgreSQL lists this process: ``newsletter:MACHINE:NUMBER``."""
    return f"newsletter:{os.uname().nodename[:40]}:{os.getpid()}"  # at most 63 characters are kept


def reason_of(error: BaseException) -> Message:
    """Return why a call failed, from the system's error or one that caused it.

    Libraries wrap the system's error in their own, whose text is English. An
    unknown error keeps its own text.
    """
    for cause in causes_of(error):
        known = _known(cause)
        if known is not None:
            return known
    strerror = error.strerror if isinstance(error, OSError) else None
    return Message.in_own_words(strerror or str(error) or type(error).__name__)


def _known(error: BaseException) -> Message | None:
    import socket
    import ssl  # not imported at the start of every command

    match error:
        case ssl.SSLCertVerificationError():
            return Message("system-certificate-bad", detail=error.verify_message)
        case socket.gaierror():  # its numbers are those of getaddrinfo, not of errno
            return Message("system-name-unknown")
        case TimeoutError():
            return Message("system-no-answer")
        case ssl.SSLError():  # its numbers are OpenSSL's
            return None
        case OSError():
            return _BY_NUMBER.get(error.errno or 0)
        case _:
            return None


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that caused it, each at most once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__  # httpcore cuts the cause off with `from None`


def collect_for_long() -> None:
    """Collect cycles more often than in a command that soon ends, so that less memory is held."""
    gc.set_threshold(_OBJECTS_OF_A_SERVER)


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Collect cycles after 50,000 new objects instead of 700 while the context is open.

    The default costs a dispatch or an import a sixth of its time. Objects outside cycles are
    freed at once in any case, so peak memory stays the same.
    """
    _rarely.begin()
    try:
        yield
    finally:
        _rarely.end()


class _Rarely:
    """Counts the contexts that are open in all threads: the last one restores what was before."""

    def __init__(self) -> None:
        self._open = 0
        self._before = gc.get_threshold()
        self._lock = Lock()

    def begin(self) -> None:
        with self._lock:
            if not self._open:
                self._before = gc.get_threshold()
                gc.set_threshold(max(self._before[0], _OBJECTS), *self._before[1:])
            self._open += 1

    def end(self) -> None:
        with self._lock:
            self._open -= 1
            if not self._open:
                gc.set_threshold(*self._before)


_rarely: Final = _Rarely()
