"""Block quotes of several paragraphs, and the captions that name who said them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsletter.sources.markup.blocks import Setting
from newsletter.sources.shape.pieces import Piece, PieceKind
from newsletter.sources.shape.quoting import attribution, pull_quote
from newsletter.sources.shape.rich_text import joined


def with_whole_quotes(found: Iterable[tuple[Piece, Setting]]) -> Iterator[Piece]:
    """The pieces with each block quote as one, and the name under it given to it.

    A caption that is not under a quote is left out: it tells of a picture.
    """
    last: Piece | None = None
    number = 0  # of the block quote that the last piece stands in
    for piece, setting in found:
        quote = last if last is not None and last.form is PieceKind.QUOTE else None
        if setting.captions:
            last = _captioned(quote, piece) if quote else last
            continue
        inside = setting.quoted != 0 and setting.quoted == number
        if quote and inside and (longer := _continued(quote, piece)):
            last = longer
            continue
        if last is not None:
            yield last
        last, number = piece, setting.quoted
    if last is not None:
        yield last


def _captioned(quote: Piece, caption: Piece) -> Piece:
    by = attribution(caption.whole) or caption.words
    return replace(quote, by=by, last=caption.last)


def _continued(quote: Piece, piece: Piece) -> Piece | None:
    """The quote with one more paragraph, unless that is a quote of its own or none."""
    if name := attribution(piece.whole):
        return replace(quote, by=name, last=piece.last)
    if piece.form is not PieceKind.QUOTE or pull_quote(piece.whole) is not None:
        return None
    return replace(
        quote,
        text=joined((quote.text, piece.text), "\n"),
        whole=f"{quote.whole}\n{piece.whole}",
        last=piece.last,
        by=quote.by or piece.by,
    )
