"""Files that are written whole: a reader of the folder sees the old text or the new, never half."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

from newsletter.errors import AuthorError


def put_new(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        AuthorError: There is a file of that name; it is left as it is.
    """
    with _beside(path, text) as written:
        try:
            # unlike a rename, a link never replaces a file that came up meanwhile
            os.link(written, path)
        except FileExistsError as error:
            raise AuthorError(
                "is there already and stays as it is; choose another name", path
            ) from error


def replace(path: Path, text: str) -> None:
    """Write a file over the one that may be there."""
    with _beside(path, text) as written:
        written.replace(path)


@contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """The text in a hidden file in the same folder, safe on the disk; gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        hidden.touch()
    except OSError as error:
        error.filename = str(path)  # the file that was meant
        raise
    try:
        with hidden.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield hidden
    finally:
        hidden.unlink(missing_ok=True)


def read_text(path: Path) -> str:
    """Return a file's text with LF as line ends and without a byte order mark.

    Raises:
        AuthorError: It is not there, cannot be read, or is not UTF-8.
    """
    return text_of(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        AuthorError: It is not there, or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise AuthorError(f"cannot be read: {error.strerror or error}", path) from error


def text_of(raw: bytes, path: Path) -> str:
    """Return the text of a file that was read, as ``read_text`` does.

    Raises:
        AuthorError: It is not UTF-8.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise AuthorError("is not UTF-8; save it as UTF-8 in your editor", path, line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
