"""Checks of the words: enough of them, correctly encoded, none too long to fit."""

import re
import unicodedata
from collections.abc import Iterator

from newsletter.editorial.checks.finding import (
    Finding,
    shortened,
    texts,
    words_of,
)
from newsletter.editorial.checks.inspected import Inspected
from newsletter.model.blocks import Image

# Spam filters weigh pictures against words (SpamAssassin's HTML_IMAGE_ONLY and HTML_IMAGE_RATIO),
# and readers who block pictures see only the words.
_WORDS_WITH_PICTURES = 50
_WORDS_A_PICTURE = 25

_LONGEST_WORD = 40  # letters; a phone has room for about 30 at 18 px
_TOO_LONG = re.compile(rf"[^\W\d_]{{{_LONGEST_WORD + 1},}}")

# UTF-8 decoded with another encoding: "cafÃ©" for "café", "â€™" for an apostrophe.
_MISTAKEN_FOR = ("cp1252", "mac_roman")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_TWO_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{2}")
# As Slack, GitHub and Notion copy an emoji: ":smile:", ":+1:". Hours have no letters.
_EMOJI_CODE = re.compile(r"(?<![\w:/.]):(?:[a-z][a-z0-9_-]*[a-z0-9]|[+-]1|100):(?![\w:/])")

_UNREADABLE = "\N{REPLACEMENT CHARACTER}"


def check_text_with_pictures(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that a letter with pictures also says something in words."""
    blocks = inputs.issue.blocks
    pictures = sum(isinstance(block, Image) for block in blocks)
    words = sum(len(words_of(block).split()) for block in blocks if not isinstance(block, Image))
    if not pictures or words >= max(_WORDS_WITH_PICTURES, pictures * _WORDS_A_PICTURE):
        return ()
    return (Finding.hint("words-few", words=words, pictures=pictures),)


def check_encoding(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no text was decoded with the wrong encoding."""
    return tuple(
        Finding.hint("text-garbled", block=block, line=line, text=found)
        for block, text, line in texts(inputs)
        if (found := _garbled(text))
    )


def _garbled(text: str) -> str:
    """Return the first garbled word; empty if there is none."""
    at = min((at for at in (text.find(_UNREADABLE), *_mistaken(text)) if at >= 0), default=-1)
    if at < 0:
        return ""
    start = text.rfind(" ", 0, at) + 1
    return shortened(text[start:].split(maxsplit=1)[0])


def _mistaken(text: str) -> Iterator[int]:
    """Yield the positions of characters that are UTF-8 bytes of one other character."""
    if not _TWO_BEYOND_ASCII.search(text):
        return
    for encoding in _MISTAKEN_FOR:
        as_read = b"".join(_byte(sign, encoding) for sign in text)
        for found in _UTF_8.finditer(as_read):
            if _is_likely(found[0].decode("utf-8", "ignore")):
                yield found.start()


def _byte(sign: str, encoding: str) -> bytes:
    """Return one byte for a character, in the encoding or else in Latin-1."""
    try:
        return sign.encode(encoding)
    except UnicodeEncodeError:
        # Windows passes through the five bytes that cp1252 omits (WHATWG Encoding, windows-1252)
        return sign.encode("latin-1") if "\x80" <= sign <= "\xff" else b"?"


def _is_likely(sign: str) -> bool:
    """Return whether a character is plausible in Latin-script text, or is an emoji."""
    if len(sign) != 1:
        return False
    is_latin = "\u00a0" <= sign <= "\u017f"
    is_mark = "\u2010" <= sign <= "\u2044" or sign in "\u20ac\u2122\u2192\ufeff"
    return is_latin or is_mark or unicodedata.category(sign) == "So"


def check_emoji_codes(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no emoji was left as the code that other programs show it from."""
    return tuple(
        Finding.hint("emoji-code", block=block, line=line, text=shortened(found[0]))
        for block, text, line in texts(inputs)
        if (found := _EMOJI_CODE.search(text))
    )


def check_long_words(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no word is too long for a line on a phone."""
    return tuple(
        Finding.hint(
            "word-long", block=block, line=line, word=shortened(found[0]), limit=_LONGEST_WORD
        )
        for block, text, line in texts(inputs)
        if (found := _TOO_LONG.search(text))
    )
