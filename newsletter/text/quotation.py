"""Typesetting of straight quotation marks and apostrophes, by language."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple, Self

_NARROW = "\u202f"  # French uses a narrow no-break space within guillemets


class QuoteStyle(Enum):
    """The language whose quotation marks an issue uses."""

    NL = "nl"
    EN = "en"
    DE = "de"
    FR = "fr"
    AS_WRITTEN = "as written"

    @classmethod
    def of(cls, language: str) -> Self:
        """Return the style of a BCP 47 tag, or ``AS_WRITTEN`` for others."""
        name = language.partition("-")[0].lower()
        return cls(name) if name in {one.value for one in cls} else cls("as written")

    @property
    def quotation(self) -> tuple[str, str]:
        """Return the opening and closing marks, by default the English ones."""
        return _MARKS.get(self, _ENGLISH).double


class _Marks(NamedTuple):
    """The pairs that replace each straight mark."""

    double: tuple[str, str]
    single: tuple[str, str]


_ENGLISH: Final = _Marks(("“", "”"), ("‘", "’"))
_MARKS: Final = {
    QuoteStyle.NL: _ENGLISH,
    QuoteStyle.EN: _ENGLISH,
    QuoteStyle.DE: _Marks(("„", "“"), ("‚", "‘")),
    QuoteStyle.FR: _Marks((f"«{_NARROW}", f"{_NARROW}»"), ("“", "”")),
}
_APOSTROPHE: Final = "’"
_BEFORE_OPENING = "([{—–-/“„«‘‚\"'"
# An address, or a placeholder in braces: the marks in it are not punctuation.
_KEPT = re.compile(r"(?:https?://|www\.|mailto:)\S+|\{[^{}\s]*\}")
# 's avonds, 't, 'n, 'em, 'tis, '90s: words shortened at their start by an apostrophe.
_SHORTENED = re.compile(r"'(?:[stnkmr]|em|tis|twas|til|cause|\d0s|\d\d)(?![^\W_])", re.IGNORECASE)


def typeset(text: str, style: QuoteStyle) -> str:
    """Return the text with its straight marks typeset. Unpaired ones are kept."""
    return "".join(typeset_each(text, style))


def typeset_each(text: str, style: QuoteStyle) -> Sequence[str]:
    """Return the replacement of each character of the text."""
    out = list(text)
    marks = _MARKS.get(style)
    if marks is None or ('"' not in text and "'" not in text):
        return out
    kept = {at for found in _KEPT.finditer(text) for at in range(*found.span())}
    for start, end in _pairs(text, '"', kept):
        out[start], out[end] = marks.double
    inner = dict(_pairs(text, "'", kept | _apostrophes(text)))
    for start, end in inner.items():
        out[start], out[end] = marks.single
    for at, char in enumerate(text):
        if char == "'" and out[at] == "'" and at not in kept and _is_apostrophe(text, at):
            out[at] = _APOSTROPHE
    return out


def unpaired(text: str) -> bool:
    """Return whether any straight double mark is unpaired."""
    kept = {at for found in _KEPT.finditer(text) for at in range(*found.span())}
    paired = {at for pair in _pairs(text, '"', kept) for at in pair}
    return any(
        char == '"' and at not in kept and at not in paired and not text[at - 1 : at].isdigit()
        for at, char in enumerate(text)
    )


def _pairs(text: str, mark: str, passed: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the opening and closing marks that belong together, by their neighbours.

    The end of a paragraph closes nothing. An opening mark replaces an earlier one that was
    never closed.
    """
    opened: int | None = None
    for at, char in enumerate(text):
        if char != mark or at in passed:
            continue
        if opened is not None and _can_close(text, at):
            yield opened, at
            opened = None
        elif _can_open(text, at):
            opened = at


def _can_open(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(after) and not after.isspace() and (not before or _parts(before))


def _parts(char: str) -> bool:
    return char.isspace() or char in _BEFORE_OPENING


def _can_close(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(before.strip()) and not after.isalnum()


def _apostrophes(text: str) -> set[int]:
    """Return the single marks that are certainly apostrophes.

    They are within a word, or where a word is shortened.
    """
    found = {
        at
        for at, char in enumerate(text)
        if char == "'" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
    }
    short = (
        one.start()
        for one in _SHORTENED.finditer(text)
        if not text[one.start() - 1 : one.start()].isalnum() or not one.start()
    )
    return found.union(short)


def _is_apostrophe(text: str, at: int) -> bool:
    """Return whether an unpaired mark touches a letter or digit.

    Otherwise it is not an apostrophe.
    """
    return text[at - 1 : at].isalpha() or text[at + 1 : at + 2].isalnum()
