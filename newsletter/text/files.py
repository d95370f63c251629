"""Atomic writes: a reader sees the old content or the new, never a mixture."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from newsletter.errors import AuthorError
from newsletter.system import reason_of

_READABLE_BY_ALL = 0o644
_LONGEST_NAME = 255  # bytes, in the file systems in use


def put_new(path: Path, content: str | bytes) -> None:
    """Write a file that does not exist yet, creating its folder if necessary.

    Raises:
        AuthorError: A file of that name exists. It is not changed.
        OSError: It cannot be written; the error names ``path``.
    """
    with _written_next_to(path, content, _READABLE_BY_ALL) as written:
        try:
            # unlike a rename, a link never replaces a file that was created meanwhile
            os.link(written, path)
        except FileExistsError as error:
            raise AuthorError("file-there-already", path) from error


def replace(path: Path, content: str | bytes, *, mode: int | None = None) -> None:
    """Write or replace a file, creating its folder if necessary.

    Args:
        path: The file.
        content: Text is written as UTF-8, with its line ends unchanged.
        mode: The file's permissions. By default those of the replaced file,
            and 0644 for a new one.

    Raises:
        OSError: It cannot be written; the error names ``path``.
    """
    with _written_next_to(path, content, _mode_of(path) if mode is None else mode) as written:
        written.replace(path)


def named(folder: Path, name: str) -> Path | None:
    """Return the path of a name in a folder; ``None`` if no file there can have that name.

    What somebody typed, such as ``../.env``, must not open a file elsewhere.
    """
    is_name = name not in {"", ".."} and Path(name).name == name and "\0" not in name
    is_short = len(name.encode(errors="replace")) <= _LONGEST_NAME
    return folder / name if is_name and is_short else None


def set_aside(path: Path, folder: Path) -> None:
    """Move a file into a folder, which is created if necessary.

    An existing file of that name in the folder is kept, with a number appended to its name.

    Raises:
        OSError: It cannot be moved.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / path.name
    if place.exists():
        names = (place.with_name(f"{place.name}.{number}") for number in count(2))
        place.replace(next(name for name in names if not name.exists()))
    path.replace(place)


@contextmanager
def all_or_nothing() -> Iterator[Callable[[Path, str | bytes], None]]:
    """Yield a function that writes or replaces files; new ones are removed again on an error."""
    with ExitStack() as undo:

        def write(path: Path, content: str | bytes) -> None:
            if not path.exists():
                undo.callback(path.unlink, missing_ok=True)
            replace(path, content)

        yield write
        undo.pop_all()


def _mode_of(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return _READABLE_BY_ALL


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file while the context is open.

    Other threads and processes wait for it. The operating system manages the lock, so a
    process that is killed does not leave it behind.

    Raises:
        OSError: It cannot be opened or locked.
    """
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    # opened anew by each holder, so that threads exclude each other too
    with path.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold a folder as ``locked`` holds a file, where none may be added for it.

    Raises:
        OSError: There is no such folder, or it cannot be locked.
    """
    import fcntl

    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Hold a lock file as ``locked`` does, but do not wait: yield whether it is held.

    Raises:
        OSError: It cannot be opened.
    """
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def shared(path: Path) -> Iterator[bool]:
    """Keep ``locked_if_unshared`` from a file that is read; yield whether it is there.

    Many may share a file at once. Without locks it is only looked whether it is there.
    """
    import fcntl

    try:
        file = path.open("rb")
    except OSError as error:  # reading the file says what is wrong
        yield not isinstance(error, FileNotFoundError)
        return
    with file:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_SH)
        yield path.exists()


@contextmanager
def locked_if_unshared(path: Path) -> Iterator[bool]:
    """Hold an existing file alone, but do not wait: yield whether it is held.

    Raises:
        OSError: It cannot be opened or locked.
    """
    import fcntl

    with path.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _written_next_to(path: Path, content: str | bytes, mode: int) -> Iterator[Path]:
    """Yield a hidden file with the content in the same folder, then remove it."""
    from tempfile import mkstemp  # takes 8 ms to import, and reading does not need it

    data = content.encode() if isinstance(content, str) else content
    hidden: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # readable only by the owner until complete: the content may be secret
        handle, hidden = mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # before the rename, which may reach the disk first
        Path(hidden).chmod(mode)
        yield Path(hidden)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        if hidden is not None:
            Path(hidden).unlink(missing_ok=True)


def read_text(path: Path) -> str:
    """Return a file's text with LF as line ends and without a byte order mark.

    Raises:
        AuthorError: It does not exist, cannot be read, or is not UTF-8.
    """
    return text_of(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        AuthorError: It does not exist, or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise AuthorError("not-readable", path, reason=reason_of(error)) from error


def text_of(raw: bytes, path: Path) -> str:
    """Return the text in bytes that were read from a file, as ``read_text`` does.

    Raises:
        AuthorError: It is not UTF-8.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise AuthorError("not-utf-8", path, line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
