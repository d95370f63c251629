"""What Markdown and HTML have in common: blocks of text, with what the tags around them say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsletter.model.blocks import Span, plain
from newsletter.sources.structure.pieces import BOLD_LINE, Piece, PieceKind
from newsletter.sources.structure.quotes import attribution, pull_quote
from newsletter.sources.structure.rich_text import BLANKS, cut, joined, stripped, tidy
from newsletter.text.vocabulary import Kind, phrases

BREAK = "\n"  # a line end that the writer asked for
SOFT_BREAK = "\v"  # one that only the source has


@dataclass(frozen=True, slots=True)
class Bit:
    """A span or a break, with the first and last line that it stands on."""

    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the tags around a block say.

    Attributes:
        heading: Its level; 0 for none.
        mark: The bullet or number of a list item; empty for none.
        depth: How deep the list is.
        quoted: Number of the block quote that it stands in; 0 for none.
        asks: It is the question of what the page folds away.
        folded: It is folded away.
        button: The page shows its link as a button.
        captions: It names who said the quote before it, or what a picture shows.
        region: Where on a page it stands: ``article 1``, ``main``, ``header`` …
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
    """A paragraph, heading or list item in its setting."""

    bits: tuple[Bit, ...]
    setting: Setting = field(default_factory=Setting)

    @property
    def words(self) -> str:
        """All the words, on one line."""
        return tidy("".join(bit.span.text for bit in self.bits))


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
    known = any(phrases.begins(kind, piece.words) for kind in _AROUND)
    return piece.is_sure_heading and piece.level > 1 and not known and not piece.asks


def _parted(piece: Piece, end: int) -> Iterator[Piece]:
    heading = stripped(cut(piece.text, 0, end), _MARKS)
    yield replace(
        piece, form=PieceKind.HEADING, text=heading, whole=plain(heading), level=BOLD_LINE
    )
    text = stripped(cut(piece.text, end))
    yield replace(piece, text=text, whole=plain(text))
