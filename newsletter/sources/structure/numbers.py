"""Lines that a number heads: the headings of a series, and numbers on lines of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newsletter.model.blocks import plain, rich
from newsletter.sources.structure.lines import could_be_heading
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.rich_text import joined

_LINES = (PieceKind.TEXT, PieceKind.HEADING)
_LONG_TEXT = 12  # words
_FEWEST = 3  # headings of a series; fewer may be chance
_NUMBERED = re.compile(
    r"[^\w\s]*\s*(?:(?P<label>[^\W\d_]+)\s)?#?0?(?P<number>\d{1,2})(?:[.):]|\s?[—–-](?=\s))\s*(?=[^\W_]|[\"“‘'(])"
)
_NUMBER = re.compile(r"#?0?(\d{1,2})[.)]?")


def numbered_series(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the places of headings that count from 1: ``Stap 1: …``, ``Stap 2: …``.

    There are three or more of one form, each with something else below it.
    """
    counted: dict[str, list[int]] = {}
    for at, piece in enumerate(pieces[:-1]):
        found = _NUMBERED.match(piece.words) if piece.form is PieceKind.HEADING else None
        if found is None or piece.sure:
            continue
        series = counted.setdefault(_label(piece), [])
        if int(found["number"]) == len(series) + 1 and (not series or series[-1] < at - 1):
            series.append(at)
    return frozenset(at for series in counted.values() if len(series) >= _FEWEST for at in series)


def last_words_before(pieces: Sequence[Piece], series: frozenset[int]) -> frozenset[int]:
    """Return the places of lines directly above the later headings of a series.

    They close a section, unless the first has such a line too, which is then the title of a
    group: ``Inside``, ``1. …``, ``2. …``, ``Outside``, ``3. …``.
    """
    begun: set[str] = set()
    grouped: set[str] = set()
    found: set[int] = set()
    for at in sorted(series):
        label = _label(pieces[at])
        follows = at > 0 and at - 1 not in series and pieces[at - 1].form is PieceKind.HEADING
        if label not in begun and follows:
            grouped.add(label)
        elif label in begun - grouped and follows:
            found.add(at - 1)
        begun.add(label)
    return frozenset(found)


def _label(piece: Piece) -> str:
    found = _NUMBERED.match(piece.words)
    return (found["label"] or "").casefold() if found else ""


def with_numbers_joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join numbers on lines of their own with the headings below them.

    There are three or more of them, which count from 1.
    """
    marked = any(piece.is_sure_heading for piece in pieces)
    alone = [at for at in range(len(pieces) - 1) if _is_number_above(pieces, at, marked=marked)]
    counts = [_number_of(pieces[at]) for at in alone] == list(range(1, len(alone) + 1))
    if len(alone) < _FEWEST or not counts:
        return tuple(pieces)
    return tuple(_joined(pieces, frozenset(alone)))


def _joined(pieces: Sequence[Piece], alone: Iterable[int]) -> Iterator[Piece]:
    numbers = set(alone)
    for at, piece in enumerate(pieces):
        if at - 1 in numbers:
            above = pieces[at - 1]
            text = joined((rich(f"{_number_of(above)}."), piece.text), " ")
            yield replace(
                piece,
                form=PieceKind.HEADING,
                text=text,
                whole=plain(text),
                first=above.first,
                gap=above.gap,
            )
        elif at not in numbers:
            yield piece


def _is_number_above(pieces: Sequence[Piece], at: int, *, marked: bool) -> bool:
    """Return whether a number has a heading below it, and that its own text.

    Without such a text it is an item of a list, or the number of a verse.

    Args:
        pieces: The pieces of the text.
        at: The place of the number.
        marked: Whether headings are marked as such.
    """
    if at + 2 >= len(pieces) or not _is_number(pieces[at]) or _is_number(pieces[at + 2]):
        return False
    below = pieces[at + 1]
    titled = below.is_sure_heading or (not marked and below.form in _LINES)
    if below.sure or not titled or _is_verse(pieces[at + 2]):
        return False
    return could_be_heading(below.words.removesuffix("."))


def _is_verse(piece: Piece) -> bool:
    """Return whether it goes on with the line above it, or has no end of a sentence."""
    words = piece.words
    short = len(words.split()) < _LONG_TEXT and words[-1:] not in ".!?:…"
    return piece.form in _LINES and (words[:1].islower() or short)


def _is_number(piece: Piece) -> bool:
    is_line = piece.form in _LINES and not piece.sure
    return is_line and _NUMBER.fullmatch(piece.words.strip()) is not None


def _number_of(piece: Piece) -> int:
    found = _NUMBER.fullmatch(piece.words.strip())
    return int(found[1]) if found else 0
