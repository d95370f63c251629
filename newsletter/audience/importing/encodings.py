"""Detects the encoding of a file: UTF-8, UTF-16, or that of Excel for Windows."""

import codecs
import io
from typing import BinaryIO, Final

from newsletter.errors import AuthorError

_PIECE: Final = 1 << 18  # bytes
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def as_text(stream: BinaryIO, name: str) -> io.TextIOWrapper:
    """Return the stream as text, with its line ends kept.

    It is read through once to be sure.

    Raises:
        AuthorError: It is empty, a workbook, or no text at all.
    """
    encoding = encoding_of(stream, name)
    stream.seek(0)
    # cp1252 leaves five bytes undefined; one strange sign must not lose the file
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


def encoding_of(stream: BinaryIO, name: str) -> str:
    """Return the encoding by the byte order mark, or else by the bytes."""
    stream.seek(0)
    head = stream.read(_PIECE)
    if not head.strip():
        raise AuthorError("import-file-empty", name)
    if head.startswith(b"PK\x03\x04"):
        raise AuthorError("import-file-workbook", name)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        return _utf_16_without_mark(head, name)
    return "utf-8" if _is_utf_8(stream, head) else "cp1252"


def _utf_16_without_mark(head: bytes, name: str) -> str:
    # in Latin text one of every two bytes is NUL, always on the same side
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even and odd * 4 > len(head):
        return "utf-16-le"
    if even > 4 * odd and even * 4 > len(head):
        return "utf-16-be"
    raise AuthorError("import-file-binary", name)


def _is_utf_8(stream: BinaryIO, piece: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece:
            decoder.decode(piece)
            piece = stream.read(_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
