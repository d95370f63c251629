"""Run-in headings: bold words that open a paragraph, ``**Eerst –** Je …``."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsletter.model.blocks import plain
from newsletter.sources.shape import wording
from newsletter.sources.shape.pieces import BOLD_LINE, Piece, PieceKind
from newsletter.sources.shape.rich_text import BLANKS, cut, stripped
from newsletter.sources.shape.words import Kind

_AROUND: tuple[Kind, ...] = ("faq", "questions", "related", "subscribe")
_MARKS = "–—-:"
_LONGEST = 12  # words
_FEWEST = 2  # one alone is emphasis


def with_run_in_headings(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Run-in headings as headings of their own, where a text has no others."""
    openings = {at: end for at, piece in enumerate(pieces) if (end := _opening(piece))}
    if len(openings) < _FEWEST or any(_is_heading_of_text(piece) for piece in pieces):
        return tuple(pieces)
    return tuple(
        part
        for at, piece in enumerate(pieces)
        for part in (_parted(piece, openings[at]) if at in openings else (piece,))
    )


def _opening(piece: Piece) -> int:
    """Where the bold words and the mark behind them end; 0 if there are none."""
    if piece.form is not PieceKind.TEXT or not piece.text[0].strong:
        return 0
    bold = piece.text[0].text
    rest = piece.words[len(bold) :]
    behind = rest.lstrip(BLANKS)
    marked = bold.rstrip(BLANKS)[-1:] in _MARKS
    end = len(bold) if marked else len(piece.words) - len(behind) + 1
    if not marked and behind[:1] not in tuple(_MARKS):
        return 0
    return end if piece.words[end:].strip(BLANKS) and len(bold.split()) <= _LONGEST else 0


def _is_heading_of_text(piece: Piece) -> bool:
    known = any(wording.begins(kind, piece.words) for kind in _AROUND)
    return piece.is_sure_heading and piece.level > 1 and not known and not piece.asks


def _parted(piece: Piece, end: int) -> Iterator[Piece]:
    heading = stripped(cut(piece.text, 0, end), _MARKS)
    yield replace(
        piece, form=PieceKind.HEADING, text=heading, whole=plain(heading), level=BOLD_LINE
    )
    text = stripped(cut(piece.text, end))
    yield replace(piece, text=text, whole=plain(text))
