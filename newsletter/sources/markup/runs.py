"""One block of Markdown or HTML to pieces: what its tags say, and what its text says itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from newsletter.model.blocks import RichText, Span, plain, rich
from newsletter.sources.shape.forms import (
    bullet,
    could_be_heading,
    is_button,
    is_prompt,
    without_arrow,
    without_bulb,
)
from newsletter.sources.shape.pieces import BOLD_LINE, Form, Piece
from newsletter.sources.shape.quoting import attribution, pull_quote
from newsletter.sources.shape.rich_text import (
    cut,
    is_bold,
    joined,
    merged,
    only_link,
    stripped,
    tidy,
    without_runs,
)

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
    """

    heading: int = 0
    mark: str = ""
    depth: int = 0
    quoted: int = 0
    asks: bool = False
    folded: bool = False
    button: bool = False


def pieces_of_block(bits: Sequence[Bit], setting: Setting) -> Iterator[Piece]:
    """The pieces of one block: more than one where line breaks part bullets or paragraphs."""
    for segment in _segments(bits):
        text = _tidied(bit.span for bit in segment)
        seen = [bit for bit in segment if bit.span.text.strip()]
        if text and seen:
            piece = _piece(text, setting)
            yield replace(piece, first=seen[0].first, last=seen[-1].last)


def _segments(bits: Sequence[Bit]) -> Iterator[list[Bit]]:
    """Lines that belong together; a bullet, a bulb or an empty line begins anew."""
    segment: list[Bit] = []
    before: list[Bit] = []
    for line in _lines(bits):
        if segment and _begins_anew(before, line):
            yield segment
            segment = []
        segment.extend(line)
        before = line
    yield segment


def _lines(bits: Sequence[Bit]) -> Iterator[list[Bit]]:
    """The bits up to and with each break."""
    line: list[Bit] = []
    for bit in bits:
        line.append(bit)
        if bit.span.text in (BREAK, SOFT_BREAK):
            yield line
            line = []
    if line:
        yield line


def _begins_anew(before: Sequence[Bit], line: Sequence[Bit]) -> bool:
    words, words_before = _words(line), _words(before)
    if before[-1].span.text == SOFT_BREAK:
        return is_prompt(words) or words.startswith("•")
    return not words or not words_before or _stands_alone(words) or _stands_alone(words_before)


def _stands_alone(words: str) -> bool:
    return bool(bullet(words) or is_prompt(words) or is_button(words) or pull_quote(words))


def _words(bits: Iterable[Bit]) -> str:
    return tidy("".join(bit.span.text for bit in bits))


def _tidied(spans: Iterable[Span]) -> RichText:
    """One space where there were several, also across spans; none beside a break."""
    kept: list[Span] = []
    before = BREAK
    for span in spans:
        text = BREAK if span.text == BREAK else " ".join(span.text.split(SOFT_BREAK))
        text = without_runs(text)
        if before.endswith((" ", BREAK)):
            text = text.lstrip(" ") if text != BREAK else text
        if text == BREAK and kept and kept[-1].text.endswith(" "):
            kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
        if text:
            kept.append(replace(span, text=text))
            before = text
    return stripped(merged(span for span in kept if span.text))


def _piece(text: RichText, setting: Setting) -> Piece:
    """What the tags say comes first, then what the words say themselves."""
    words = plain(text)
    form, told, by = _form(text, words, setting)
    return Piece(
        form=form,
        text=told,
        whole=words,
        first=0,
        last=0,
        level=_level(form, setting),
        mark=(setting.mark or bullet(words)) if form is Form.ITEM else "",
        by=by,
        folded=setting.folded,
    )


def _form(text: RichText, words: str, setting: Setting) -> tuple[Form, RichText, str | None]:
    if setting.asks:
        return Form.FOLDED, text, None
    if setting.heading:
        return Form.HEADING, text, None
    if is_prompt(words):
        return Form.PROMPT, _behind(text, without_bulb(words)), None
    quoted = pull_quote(words)
    if quoted or (setting.quoted and not setting.mark):
        return Form.QUOTE, rich(quoted.text) if quoted else text, quoted.by if quoted else None
    if setting.mark:
        return Form.ITEM, text, None
    if mark := bullet(words):
        return Form.ITEM, stripped(cut(text, len(mark))), None
    if is_button(words) or (setting.button and only_link(text)):
        return Form.BUTTON, cut(text, 0, len(without_arrow(words) or words)), None
    if is_bold(text) and could_be_heading(words):
        return Form.HEADING, text, None
    return Form.TEXT, text, None


def _behind(text: RichText, words: str) -> RichText:
    """The end of the text that has these words."""
    return cut(text, len(plain(text)) - len(words))


def _level(form: Form, setting: Setting) -> int:
    if form is Form.HEADING:
        return setting.heading or BOLD_LINE
    return setting.depth if form is Form.ITEM else 0


def merge_block_quotes(pieces: Iterable[tuple[Piece, int]]) -> Iterator[Piece]:
    """The paragraphs of one block quote as one quote, its last line perhaps who said it.

    Each piece comes with the number of its block quote, 0 for none. Paragraphs
    that stand in quote marks of their own stay apart.
    """
    open_quote: Piece | None = None
    number = 0
    for piece, quote in pieces:
        goes_on = open_quote is not None and quote and quote == number
        if goes_on and open_quote is not None and piece.form is Form.QUOTE:
            if name := attribution(piece.whole):
                open_quote = replace(open_quote, by=name, last=piece.last)
                continue
            if pull_quote(piece.whole) is None:
                open_quote = _one_quote(open_quote, piece)
                continue
        if open_quote is not None:
            yield open_quote
        open_quote, number = (piece, quote) if quote and piece.form is Form.QUOTE else (None, 0)
        if open_quote is None:
            yield piece
    if open_quote is not None:
        yield open_quote


def _one_quote(first: Piece, then: Piece) -> Piece:
    return replace(
        first,
        text=joined((first.text, then.text), "\n"),
        whole=f"{first.whole}\n{then.whole}",
        last=then.last,
        by=first.by or then.by,
    )
