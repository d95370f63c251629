"""Corrections by a person, applied to pieces before they are classified.

A corrected piece is sure: it has the form that its place requires, and no later
step changes it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.model.blocks import rich
from newsletter.model.corrections import (
    CorrectedPlace,
    Correction,
    IgnoredCorrection,
    Misfit,
)
from newsletter.sources.structure.pieces import Hints, Piece, PieceKind
from newsletter.sources.structure.quotes import pull_quote
from newsletter.text.vocabulary import phrases

_HEAD = frozenset(
    {
        CorrectedPlace.TITLE,
        CorrectedPlace.SHORT_TITLE,
        CorrectedPlace.CATEGORY,
        CorrectedPlace.MINUTES,
        CorrectedPlace.AUTHOR,
    }
)
_WITHIN_TEXT = frozenset({LeftOutKind.FOOTNOTE, LeftOutKind.SHORTCODE, LeftOutKind.STRUCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The pieces with their corrections, and the corrections that do not fit."""

    pieces: tuple[Piece, ...]
    outside: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...]
    ignored: tuple[IgnoredCorrection, ...] = ()


def corrected(
    lines: Sequence[str],
    pieces: Sequence[Piece],
    outside: Sequence[Piece],
    left_out: Sequence[LeftOut],
    corrections: Iterable[Correction],
) -> Corrected:
    """Apply the corrections: each to the one part that has words on its line.

    The whole part is corrected, even if it takes several lines. A part that was outside
    the article, or left out, joins the pieces at its line.
    """
    parts: tuple[Piece | LeftOut, ...] = (*pieces, *outside, *left_out)
    asked, ignored = _asked(lines, parts, corrections)
    sure = {at: _sure(parts[at], one.place) for at, one in asked.items()}
    kept = [sure.get(at, piece) for at, piece in enumerate(pieces)]
    whole = _with(kept, (piece for at, piece in sure.items() if at >= len(pieces)))
    dropped = (_as_left_out(one) for one in whole if one.sure is CorrectedPlace.LEFT_OUT)
    before = len(pieces) + len(outside)
    return Corrected(
        pieces=tuple(piece for piece in whole if piece.sure is not CorrectedPlace.LEFT_OUT),
        outside=tuple(piece for at, piece in enumerate(outside, len(pieces)) if at not in asked),
        left_out=(*(one for at, one in enumerate(left_out, before) if at not in asked), *dropped),
        ignored=ignored,
    )


def _asked(
    lines: Sequence[str],
    parts: Sequence[Piece | LeftOut],
    corrections: Iterable[Correction],
) -> tuple[dict[int, Correction], tuple[IgnoredCorrection, ...]]:
    """Return the corrections by the index of their part, and those that do not fit."""
    asked: dict[int, Correction] = {}
    ignored: list[IgnoredCorrection] = []
    for correction in corrections:
        found = _part(lines, parts, correction, asked)
        if isinstance(found, Misfit):
            ignored.append(IgnoredCorrection(correction, found))
        else:
            asked[found] = correction
    return asked, tuple(ignored)


def _part(
    lines: Sequence[str],
    parts: Sequence[Piece | LeftOut],
    correction: Correction,
    asked: Mapping[int, Correction],
) -> int | Misfit:
    """Return the index of the part that the correction is for, or why there is none."""
    if correction.number > len(lines):
        return Misfit.BEYOND_END
    if folded(lines[correction.number - 1]) != correction.text:
        return Misfit.TEXT_CHANGED
    there = [at for at, part in enumerate(parts) if correction.number in _lines_of(part)]
    if any(isinstance(parts[at], Piece) for at in there):
        there = [at for at in there if not _is_within_text(parts[at])]
    if not there:
        return Misfit.NO_WORDS
    if len(there) > 1 or not _adjoining(parts[there[0]]):
        return Misfit.SEVERAL_PARTS
    if there[0] in asked and asked[there[0]].place is not correction.place:
        return Misfit.SAME_PART
    is_minutes = correction.place is CorrectedPlace.MINUTES
    if is_minutes and _minutes(_piece(parts[there[0]]).whole) is None:
        return Misfit.NO_MINUTES
    return there[0]


def folded(line: str) -> str:
    """Return a line as corrections quote it: white space folded, ends stripped."""
    return " ".join(line.split())


def _lines_of(part: Piece | LeftOut) -> Sequence[int]:
    return part.lines if isinstance(part, LeftOut) else range(part.first + 1, part.last + 2)


def _is_within_text(part: Piece | LeftOut) -> bool:
    """Return whether it was left out of a piece, not of the page around it."""
    return isinstance(part, LeftOut) and part.kind in _WITHIN_TEXT


def _adjoining(part: Piece | LeftOut) -> bool:
    return all(after == before + 1 for before, after in pairwise(_lines_of(part)))


def _piece(part: Piece | LeftOut) -> Piece:
    if isinstance(part, Piece):
        return part
    first, last = part.lines[0] - 1, part.lines[-1] - 1
    text = rich(part.words)
    return Piece(form=PieceKind.TEXT, text=text, whole=part.words, first=first, last=last)


# The form that a place requires. Other places are outside the text and allow any form.
_FORMS = {
    CorrectedPlace.HEADING: PieceKind.HEADING,
    CorrectedPlace.SUBHEADING: PieceKind.SUBHEADING,
    CorrectedPlace.TEXT: PieceKind.TEXT,
    CorrectedPlace.SEE_ALSO: PieceKind.TEXT,
    CorrectedPlace.PROMPT: PieceKind.PROMPT,
    CorrectedPlace.CALL_TO_ACTION: PieceKind.BUTTON,
}


def _sure(part: Piece | LeftOut, place: CorrectedPlace) -> Piece:
    """Return the piece with the form that its place requires."""
    piece = replace(_piece(part), sure=place)
    if place is CorrectedPlace.QUOTE:
        return _quote(piece)
    form = _FORMS.get(place, piece.form)
    if form is PieceKind.TEXT and piece.form is PieceKind.ITEM:
        return piece
    words = rich(piece.whole) if piece.form is PieceKind.QUOTE else piece.text
    headed = place in (CorrectedPlace.HEADING, CorrectedPlace.SUBHEADING)
    return replace(piece, form=form, text=words, level=0 if headed else piece.level)


def _quote(piece: Piece) -> Piece:
    quoted = None if piece.form is PieceKind.QUOTE else pull_quote(piece.whole)
    if quoted is None:
        return replace(piece, form=PieceKind.QUOTE)
    return replace(piece, form=PieceKind.QUOTE, text=rich(quoted.text), by=quoted.by)


def _with(pieces: Sequence[Piece], joining: Iterable[Piece]) -> list[Piece]:
    """Insert the joining pieces before the first one of a later line."""
    whole = list(pieces)
    for piece in joining:
        later = (at for at, other in enumerate(whole) if other.first > piece.first)
        whole.insert(next(later, len(whole)), piece)
    return whole


def _as_left_out(piece: Piece) -> LeftOut:
    return LeftOut(LeftOutKind.BY_HAND, piece.words, tuple(range(piece.first + 1, piece.last + 2)))


def corrected_hints(hints: Hints, pieces: Sequence[Piece]) -> Hints:
    """Return the hints, giving precedence to the head that a person marked."""
    by_place = {piece.sure: piece for piece in reversed(pieces) if piece.sure in _HEAD}
    words = {place: folded(piece.words) for place, piece in by_place.items()}
    if author := words.get(CorrectedPlace.AUTHOR):
        words[CorrectedPlace.AUTHOR] = author[phrases.after("author", author) or 0 :].lstrip(": ")
    minutes = by_place.get(CorrectedPlace.MINUTES)
    return replace(
        hints,
        title=words.get(CorrectedPlace.TITLE, hints.title),
        short_title=words.get(CorrectedPlace.SHORT_TITLE, hints.short_title),
        category=words.get(CorrectedPlace.CATEGORY, hints.category),
        author=words.get(CorrectedPlace.AUTHOR, hints.author),
        reading_minutes=hints.reading_minutes if minutes is None else _minutes(minutes.whole),
    )


def _minutes(words: str) -> int | None:
    number = re.search(r"\b\d{1,3}\b", words)
    return phrases.reading_minutes(words) or (int(number.group()) if number else None)
