"""Where the pages are served from this machine, as a server notes it for other processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_NOTES: Final = Path("subscribers", ".listening")  # a file for each server, with its address
_ALL: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # nothing is bound here


def address_of(host: str, port: int) -> str:
    """Return the URL of pages that are served at a host and a port.

    A server that listens on all addresses is named by the machine's own.
    """
    named = _ALL.get(host, host)
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"


@contextmanager
def noted(folder: Path, address: str) -> Iterator[None]:
    """Note while the context is open that a publication's pages are served at an address.

    The note counts only while its file is locked, which ends with the process: a server
    that was killed leaves no false note. Where that is not possible, nothing is noted.

    Args:
        folder: The publication's folder.
        address: The URL of the pages.
    """
    path = folder / _NOTES / address.rpartition("/")[2].replace(":", "_")
    held = _locked(path, address)
    try:
        yield
    finally:
        if held is not None:
            path.unlink(missing_ok=True)
            held.close()


def found(folder: Path) -> str | None:
    """Return where a process serves a publication's pages now; ``None`` if none does.

    Of several, it is the one that started last.
    """
    notes = filter(None, map(_read, (folder / _NOTES).glob("*")))
    return max(notes, default=(0, None))[1]


def _locked(path: Path, address: str) -> IO[str] | None:
    """Write a note and lock it; return the open file, or ``None`` if that is not possible."""
    import fcntl

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.open("w", encoding="utf-8")
        fcntl.flock(held, fcntl.LOCK_EX)  # somebody who looks holds it for a moment
        held.write(address)
        held.flush()
    except OSError:  # such as a folder that may not be written to
        return None
    return held


def _read(path: Path) -> tuple[int, str] | None:
    """Return when a note was written and its address, if its server still runs."""
    import fcntl

    try:
        with path.open(encoding="utf-8") as note:
            try:
                fcntl.flock(note, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                address = note.read()
                return (path.stat().st_mtime_ns, address) if address else None
    except OSError:  # such as one that was removed meanwhile
        return None
    return None
