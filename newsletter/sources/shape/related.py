"""Other pieces that an article names at its end."""

from collections.abc import Sequence
from itertools import groupby

from newsletter.model.blocks import CrossLink, RichText
from newsletter.sources.shape import wording
from newsletter.sources.shape.pieces import Piece, PieceKind
from newsletter.sources.shape.rich_text import BLANKS

_LONGEST_TITLE = 25  # words; longer is what a teaser says


def related_pieces(pieces: Sequence[Piece]) -> tuple[CrossLink, ...]:
    """The titles listed, with their addresses where they have one."""
    return tuple(
        link
        for piece in pieces
        if not wording.is_whole("related", piece.words)
        for link in _links(piece.text) or _named(piece)
    )


def _links(text: RichText) -> tuple[CrossLink, ...]:
    """Every link in the text by its own words."""
    runs = groupby(text, key=lambda span: span.url)
    told = ((url, "".join(span.text for span in spans).strip(BLANKS + "→»")) for url, spans in runs)
    return tuple(CrossLink(words, url) for url, words in told if url is not None and words)


def _named(piece: Piece) -> tuple[CrossLink, ...]:
    """A title without an address: an item, a heading, or a short line that is no sentence."""
    short = len(piece.words.split()) <= _LONGEST_TITLE
    is_title = piece.form in (PieceKind.ITEM, PieceKind.HEADING, PieceKind.BUTTON) or (
        piece.form is PieceKind.TEXT and piece.words[-1:] not in ".:;"
    )
    return (CrossLink(piece.words),) if short and is_title else ()
