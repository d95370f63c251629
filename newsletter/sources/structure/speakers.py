"""Speakers of quotes, named in a paragraph of their own."""

from collections.abc import Sequence
from dataclasses import replace

from newsletter.sources.structure.bylines import is_name
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.quotes import attribution

_DASHES = ("—", "–", "―")  # unlike a hyphen, they begin no list
_WIDEST_GAP = 2  # blank lines


def with_speakers(pieces: Sequence[Piece]) -> list[Piece]:
    """Attach a line ``— Name`` to the quote above it.

    After a blank line it needs a dash and the form of a name, and must not begin a list.
    """
    kept: list[Piece] = []
    for at, piece in enumerate(pieces):
        quote = kept[-1] if kept else None
        name = _speaker(pieces, at)
        if name and quote is not None and quote.form is PieceKind.QUOTE and quote.by is None:
            whole = f"{quote.whole} {piece.whole}"
            kept[-1] = replace(quote, by=name, last=piece.last, whole=whole)
        else:
            kept.append(piece)
    return kept


def _speaker(pieces: Sequence[Piece], at: int) -> str | None:
    """Return the name on the line of a piece that may belong to the quote above it."""
    piece = pieces[at]
    name = attribution(piece.whole) if piece.form is PieceKind.ITEM else None
    if name is None or piece.gap == 0:
        return name
    begins_list = at + 1 < len(pieces) and pieces[at + 1].form is PieceKind.ITEM
    apart = piece.mark in _DASHES and piece.gap <= _WIDEST_GAP and not begins_list
    return name if apart and is_name(name.partition(",")[0]) else None
