"""Blocks of text with the roles that their tags give them, for Markdown and HTML."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsletter.model.blocks import Span, plain
from newsletter.sources.structure.pieces import BOLD_LINE, Piece, PieceKind
from newsletter.sources.structure.quotes import attribution, closes_only, opens_only, pull_quote
from newsletter.sources.structure.rich_text import BLANKS, cut, joined, stripped, tidy
from newsletter.text.vocabulary import Kind, phrases

BREAK = "\n"  # a line break that is displayed
SOFT_BREAK = "\v"  # a line break in the source only


@dataclass(frozen=True, slots=True)
class Bit:
    """A span or a break, with its first and last line."""

    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The role of a block, from the tags around it.

    Attributes:
        heading: The heading's level, or 0.
        mark: The bullet or number of a list item, or empty.
        depth: The nesting depth of the list.
        quoted: The number of the block quote around it, or 0.
        asks: Whether it is the summary of a ``details`` element.
        folded: Whether it is the collapsed content of a ``details`` element.
        button: Whether the page shows its link as a button.
        captions: Whether it is the attribution of the quote before it, or a picture's caption.
        region: The region of the page: ``article 1``, ``main``, ``header`` …
    """

    heading: int = 0
    mark: str = ""
    depth: int = 0
    quoted: int = 0
    asks: bool = False
    folded: bool = False
    button: bool = False
    captions: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item with its role."""

    bits: tuple[Bit, ...]
    setting: Setting = field(default_factory=Setting)

    @property
    def words(self) -> str:
        """Return all the words, on one line."""
        return tidy("".join(bit.span.text for bit in self.bits))


def with_whole_quotes(found: Iterable[tuple[Piece, Setting]]) -> Iterator[Piece]:
    """Yield the pieces, with each block quote and its attribution merged into one.

    A caption that does not follow a quote is dropped: it describes a picture.
    """
    last: Piece | None = None
    number = 0  # number of the block quote that contains the last piece
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
    """Return the quote extended by a piece, or ``None`` if unrelated.

    The piece is one more paragraph of the quote, or its attribution.
    """
    if name := attribution(piece.whole):
        return replace(quote, by=name, last=piece.last)
    if piece.form is not PieceKind.QUOTE or pull_quote(piece.whole) is not None:
        return None
    text = joined((quote.text, piece.text), "\n")
    if opens_only(quote.whole) and closes_only(piece.whole, quote.whole):
        text = cut(text, 0, len(plain(text).rstrip()) - 1)  # its opening mark was removed too
    return replace(
        quote,
        text=text,
        whole=f"{quote.whole}\n{piece.whole}",
        last=piece.last,
        by=quote.by or piece.by,
    )


_AROUND: tuple[Kind, ...] = ("faq", "questions", "related", "subscribe")
_MARKS = "–—-:"
_LONGEST = 12  # words
_FEWEST = 2  # a single one is emphasis


def with_run_in_headings(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Split off run-in headings, if the text has no other headings."""
    openings = {at: end for at, piece in enumerate(pieces) if (end := _opening(piece))}
    if len(openings) < _FEWEST or any(_is_heading_of_text(piece) for piece in pieces):
        return tuple(pieces)
    return tuple(
        part
        for at, piece in enumerate(pieces)
        for part in (_parted(piece, openings[at]) if at in openings else (piece,))
    )


def _opening(piece: Piece) -> int:
    """Return where the bold opening words and their mark end; 0 if there are none."""
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
    known = any(phrases.begins(kind, piece.words) for kind in _AROUND)
    return piece.is_sure_heading and piece.level > 1 and not known and not piece.asks


def _parted(piece: Piece, end: int) -> Iterator[Piece]:
    heading = stripped(cut(piece.text, 0, end), _MARKS)
    yield replace(
        piece, form=PieceKind.HEADING, text=heading, whole=plain(heading), level=BOLD_LINE
    )
    text = stripped(cut(piece.text, end))
    yield replace(piece, text=text, whole=plain(text))
