"""Straight quotation marks and apostrophes, set as the language writes them."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple, Self

_NARROW = "\u202f"  # French sets a narrow no-break space within the guillemets


class QuoteStyle(Enum):
    """Whose quotation marks a letter has."""

    NL = "nl"
    EN = "en"
    DE = "de"
    FR = "fr"
    AS_WRITTEN = "as written"

    @classmethod
    def of(cls, language: str) -> Self:
        """Return the style of a BCP 47 tag; as written where it is none of these."""
        name = language.partition("-")[0].lower()
        return cls(name) if name in {one.value for one in cls} else cls("as written")

    @property
    def quotation(self) -> tuple[str, str]:
        """The marks before and after a quotation; the English ones where all is as written."""
        return _MARKS.get(self, _ENGLISH).double


class _Marks(NamedTuple):
    """The pair of each straight mark."""

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
# An address, or a name in braces that is filled in later: no mark in it is a person's.
_KEPT = re.compile(r"(?:https?://|www\.|mailto:)\S+|\{[^{}\s]*\}")
# 's avonds, 't, 'n, 'em, 'tis, '90s: what an apostrophe shortens at its start.
_SHORTENED = re.compile(r"'(?:[stnkmr]|em|tis|twas|til|cause|\d0s|\d\d)(?![^\W_])", re.IGNORECASE)


def typeset(text: str, style: QuoteStyle) -> str:
    """Return the text with its straight marks set; one without its pair stays."""
    return "".join(typeset_each(text, style))


def typeset_each(text: str, style: QuoteStyle) -> Sequence[str]:
    """Return for each character of the text what takes its place."""
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
    """Return whether a straight double mark has no pair."""
    kept = {at for found in _KEPT.finditer(text) for at in range(*found.span())}
    paired = {at for pair in _pairs(text, '"', kept) for at in pair}
    return any(
        char == '"' and at not in kept and at not in paired and not text[at - 1 : at].isdigit()
        for at, char in enumerate(text)
    )


def _pairs(text: str, mark: str, passed: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the opening and closing marks that belong together, by their neighbours.

    A paragraph end within a quotation closes nothing: what opens in one
    paragraph is closed there.
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
    """The single marks that surely are apostrophes: within a word, or where one is shortened."""
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
    """Whether a mark without a pair touches a letter or digit; on its own it is none."""
    return text[at - 1 : at].isalpha() or text[at + 1 : at + 2].isalnum()
