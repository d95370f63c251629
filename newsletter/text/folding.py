"""Folding of text for comparison, and removal of unsafe characters.

Each rule has its own purpose: ``fold_spaces`` keeps a text as it is read,
``fold_sentence`` compares sentences, ``fold_title`` compares titles. ``keepable`` makes
text from outside (providers, receiving hosts, readers) safe for emails, databases and
terminals.
"""

import re
import unicodedata
from typing import Final

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85]")
# Controls except tab and line end, surrogates, and the code points that Unicode never assigns to
# a character: the last two of each plane and 32 more (Unicode 16, §23.7).
_NEVER = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNFIT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NEVER}]")
_SPACES = re.compile(r"\s+")
_PARTS_OF_A_TITLE = re.compile(r"\s[—–-]\s|:\s|\s\|\s")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


def clean(text: str) -> str:
    """Return the text as an email may contain it.

    Line ends become LF. Controls and lone surrogates are removed.
    """
    return _UNFIT.sub("", _LINE_ENDS.sub("\n", text))


def fold_spaces(text: str) -> str:
    """Return the text on one line, with single spaces and none at its ends."""
    return _SPACES.sub(" ", text).strip()


def fold_sentence(text: str) -> str:
    """Return the text with case, white space and a closing full stop folded."""
    return fold_spaces(text).rstrip(". ").casefold()


def fold_title(text: str) -> str:
    """Return only the letters and digits, with case folded.

    Titles are often repeated with other punctuation.
    """
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def are_alike(one: str, other: str) -> bool:
    """Return whether two titles differ at most in case, spaces and punctuation."""
    return bool(fold_title(one)) and fold_title(one) == fold_title(other)


def is_half_of(part: str, title: str) -> bool:
    """Return whether a text is one side of a title's dash, colon or bar."""
    return any(are_alike(part, half) for half in _PARTS_OF_A_TITLE.split(title)[:3])


def share_a_word(one: str, other: str) -> bool:
    """Return whether the texts share a word of five letters or more."""
    words = _LONG_WORD.findall(other.casefold())
    return not set(_LONG_WORD.findall(one.casefold())).isdisjoint(words)


# Category Cc without tab and line feed, and Cs: halves of surrogate pairs.
_UNKEEPABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def keepable(text: str) -> str:
    """Return the text without control characters and half surrogate pairs.

    PostgreSQL stores no NUL (documentation, 8.3), no database stores half a
    surrogate pair, and an escape character would control the terminal that displays
    the text. Tab and line feed are kept.
    """
    return text if text.isprintable() else _UNKEEPABLE.sub("", text)


def one_line(text: str) -> str:
    """Return the text on one line, without what ``keepable`` removes."""
    return keepable(" ".join(text.split()))
