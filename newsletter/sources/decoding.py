"""Decoding of an article's bytes, and errors that name an encoding that is not supported."""

import codecs
import re
from itertools import pairwise

from newsletter.errors import ArticleError
from newsletter.message import Message
from newsletter.sources.discovery import LARGEST_BYTES
from newsletter.sources.structure.rich_text import BLANKS

_FORMATS = (
    (b"%PDF", "kind-pdf"),
    (b"PK\x03\x04", "kind-zip-or-docx"),
    (b"\xd0\xcf\x11\xe0", "kind-doc"),
    (b"{\\rtf", "kind-rtf"),
    (b"\x89PNG", "kind-png"),
    (b"\xff\xd8\xff", "kind-jpeg"),
    (b"GIF8", "kind-gif"),
    (b"\x1f\x8b", "kind-gzip"),
)
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),  # before UTF-16, whose little-endian mark begins the same way
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# the characters beyond ASCII to expect in nl, en, de and fr when the guessed encoding is right
_WESTERN = frozenset(
    "éèêëáàâäãíìîïóòôöõúùûüçñýÿœæøåßÉÈÊËÁÀÂÄÍÎÏÓÔÖÚÛÜÇÑŒÆØÅ‘’‚“”„«»‹›–—…•·€£©®™°§¿¡²³½¼×\N{NO-BREAK SPACE}\N{SOFT HYPHEN}"
)
_OTHER_WESTERN = (("mac_roman", "Mac Roman"), ("cp850", "DOS (cp850)"))
_EAST_ASIAN = ("shift_jis", "euc_jp", "euc_kr", "gb18030", "big5")
_PLAUSIBLE = 0.9  # share of the characters beyond ASCII that are in _WESTERN
_MOST_ACCENTED = 0.3  # share of the letters; more means another alphabet
_SOUND_UTF_8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_META_CHARSET = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE | re.ASCII
)
_PRESCANNED = 1_024  # bytes
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01  # share of the characters


def decode(data: bytes, name: str, *, charset: str | None = None) -> str:
    """Return the text of a file, without its byte-order mark.

    Args:
        data: The file's bytes.
        name: Its name, for messages.
        charset: The label that a server or the page gave. A byte-order mark takes
            precedence over it, as does text that can only be UTF-8.

    Raises:
        ArticleError: If the file is too large, empty, binary, in an unsupported
            encoding, or not in the one that it declares.
    """
    if len(data) > LARGEST_BYTES:
        size, limit = round(len(data) / 1e6, 1), LARGEST_BYTES / 1e6
        raise ArticleError("article-too-large", name, size=size, limit=limit)
    for magic, kind in _FORMATS:
        if data.startswith(magic):
            raise ArticleError("article-no-text", name, kind=Message(kind))
    text = _decoded(data, name, charset)
    if not text.strip(BLANKS):
        raise ArticleError("article-empty", name)
    if "\0" in text or len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise ArticleError("article-with-controls", name)
    return text


def declared_charset(data: bytes) -> str | None:
    """Return the encoding's label in a page's head (HTML §4.2.5.4: its first 1,024 bytes)."""
    found = _META_CHARSET.search(data[:_PRESCANNED])
    return found[1].decode("ascii") if found else None


def _decoded(data: bytes, name: str, charset: str | None) -> str:
    for mark, encoding in _WIDE_MARKS:
        if data.startswith(mark):
            return _wide(data, encoding, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if charset is not None:
            return _as_declared(data, charset, name)
        return _not_utf_8(data, error, name)


def _as_declared(data: bytes, charset: str, name: str) -> str:
    """Return the text in the encoding that its label names (WHATWG Encoding §4.2)."""
    import webencodings

    encoding = webencodings.lookup(charset)
    if encoding is None:
        raise ArticleError("charset-unknown", name, charset=charset)
    try:
        text, _ = webencodings.decode(data, encoding, errors="strict")
    except UnicodeDecodeError as error:
        raise ArticleError("charset-untrue", name, charset=charset, byte=error.start) from error
    return text


def _wide(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        named = encoding.upper()
        raise ArticleError("encoding-damaged", name, encoding=named, byte=error.start) from error


def _not_utf_8(data: bytes, error: UnicodeDecodeError, name: str) -> str:
    if b"\0" in data:
        raise ArticleError(_code_of_zeros(data), name) from error
    beyond = sum(byte > 0x7F for byte in data)
    sound = sum(map(len, _SOUND_UTF_8.findall(data)))
    if sound >= _PLAUSIBLE * beyond - 1 and sound > 1:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleError("utf-8-damaged", name, line, byte=error.start) from error
    cp1252 = _if_western(data, "cp1252")
    if cp1252 is not None:
        return cp1252
    raise ArticleError("encoding-other", name, encoding=_looks_like(data)) from error


def _code_of_zeros(data: bytes) -> str:
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) > len(data) / 4 and min(even, odd) * 10 < max(even, odd):
        return "utf-16-without-mark"
    return "article-binary"


def _if_western(data: bytes, encoding: str) -> str | None:
    """Return the text in this encoding if its non-ASCII characters are plausible.

    A capital within a word, or many accented letters, indicates a wrong guess.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    beyond = [(before, char) for before, char in pairwise(f" {text}") if char > "\x7f"]
    fits = sum(
        char in _WESTERN and not (char.isupper() and before.islower()) for before, char in beyond
    )
    accented = sum(char.isalpha() for _, char in beyond)
    letters = sum(map(str.isalpha, text))
    few = accented <= max(1, _MOST_ACCENTED * letters)
    return text if few and fits >= _PLAUSIBLE * len(beyond) else None


def _looks_like(data: bytes) -> Message:
    western = [
        (sum(map(str.islower, text)), spoken)
        for encoding, spoken in _OTHER_WESTERN
        if (text := _if_western(data, encoding)) is not None
    ]
    if western:
        return Message.in_own_words(
            max(western)[1]
        )  # accented letters are lower-case, with few exceptions
    if sum(byte >= 0xC0 for byte in data) > len(data) / 3 and _is_cyrillic(data):
        return Message("encoding-cyrillic")
    if any(_is_east_asian(data, encoding) for encoding in _EAST_ASIAN):
        return Message("encoding-east-asian")
    return Message("encoding-elsewhere")


def _is_cyrillic(data: bytes) -> bool:
    """Return whether words of several high bytes are separated by ASCII, as in Cyrillic."""
    return len(re.findall(rb"[\xc0-\xff]{2,}[ ,.\n]", data)) > 1


def _is_east_asian(data: bytes, encoding: str) -> bool:
    try:
        beyond = [char for char in data.decode(encoding) if char > "\x7f"]
    except UnicodeDecodeError:
        return False
    fits = sum("\u3000" <= char <= "\u9fff" or "\uac00" <= char <= "\uffef" for char in beyond)
    return fits >= _PLAUSIBLE * len(beyond)
