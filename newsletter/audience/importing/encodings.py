"""Detects the encoding of a file: UTF-8, UTF-16, or that of Excel for Windows, in Poland, for the Mac or in DOS."""

import codecs
import io
import re
import struct
import zipfile
from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, Final

from newsletter.errors import AuthorError

_PIECE: Final = 1 << 18  # bytes
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What reading a damaged archive's directory raises; UnicodeDecodeError is a ValueError.
_DAMAGED: Final = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error)
_WITHIN_A_WORD: Final = re.compile(rb"(?:[a-z]|[A-Z](?=[\x80-\xff][a-z]))([\x80-\xff])")
_QUOTED: Final = re.compile(rb"(?<![A-Za-z\x80-\xff])\x84([^\x84\x93\r\n]{1,80})\x93")  # „so“
_FOR_AN_APOSTROPHE: Final = re.compile(rb"\x91(?=[nst](?![A-Za-z\x80-\xff]))")  # zo‘n
# The cp1250 of a Polish Excel has ł and ą where cp1252 has ³ and ¹, which stand behind a word, and
# letters of no Polish name where that has these.
_POLISH: Final = re.compile(rb"(?:[A-Za-ln-z]|(?<=[A-Za-z]{2})m)[\xb3\xb9](?=[a-z])")  # not "m³gas"
_NOT_POLISH: Final = tuple(letter.encode("cp1252") for letter in "èïøåãõàùìòûÈÏØÅ")
_POLISH_TO_OTHERS: Final = 4  # for a colleague in Prague
_OFTEN: Final = frozenset("éèëïöüçáóäñ")
_SELDOM: Final = frozenset("àâãåæêìíîòôõøœùúûýÿßšž")
_AFTER_A_WORD: Final = frozenset("’”–—…™®€\xa0·»")


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
        raise AuthorError(_of_archive(stream), name)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        return _utf_16_without_mark(head, name)
    return "utf-8" if _is_utf_8(stream, head) else _single_bytes(head)


def _of_archive(stream: BinaryIO) -> str:
    """Return what to say of a ZIP archive: one with lists in it is no workbook."""
    try:
        names = zipfile.ZipFile(stream).namelist()
    except _DAMAGED:
        return "import-file-workbook"
    has_lists = any(one.casefold().endswith((".csv", ".txt")) for one in names)
    return "import-file-archive" if has_lists else "import-file-workbook"


def _single_bytes(head: bytes) -> str:
    """Return cp1252, or another encoding of single bytes if that leaves signs within words.

    An é of Excel for the Mac is a Ž there, which no word has after a small letter.
    """
    text = _FOR_AN_APOSTROPHE.sub(b"'", _QUOTED.sub(rb" \1 ", head))
    found = Counter(_WITHIN_A_WORD.findall(text))
    if _is_polish(text):
        return "cp1250"
    if _fit(found, "cp1252")[0] == 0:
        return "cp1252"
    return max(("cp1252", "mac_roman", "cp850"), key=lambda encoding: _fit(found, encoding))


def _is_polish(text: bytes) -> bool:
    """Return whether raised numbers within words are letters: there are many more than letters of other languages."""
    raised = len(_POLISH.findall(text))
    return raised > 0 and raised > _POLISH_TO_OTHERS * sum(map(text.count, _NOT_POLISH))


def _fit(found: Mapping[bytes, int], encoding: str) -> tuple[int, int]:
    """Return minus how many signs fit in no word, and how likely the others are."""
    misfits = likely = 0
    for sign, count in found.items():
        letter = sign.decode(encoding, "replace")
        if letter in _OFTEN or letter in _SELDOM:
            likely += count * (2 if letter in _OFTEN else 1)
        elif letter in _AFTER_A_WORD:
            likely += count  # as likely as the letter that another encoding has for it
        else:
            misfits += count
    return -misfits, likely


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
