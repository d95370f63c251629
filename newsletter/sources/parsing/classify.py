"""Classification of Markdown and HTML blocks as pieces, by their tags and their words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from newsletter.model.blocks import RichText, Span, plain, rich
from newsletter.sources.parsing.blocks import (
    BREAK,
    SOFT_BREAK,
    Bit,
    Block,
    Setting,
    with_run_in_headings,
    with_whole_quotes,
)
from newsletter.sources.structure.lines import (
    breaks_mid_sentence,
    bullet,
    could_be_heading,
    is_button,
    is_lone,
    is_prompt,
    without_arrow,
    without_bulb,
)
from newsletter.sources.structure.marked_headings import with_marked_headings
from newsletter.sources.structure.pieces import BOLD_LINE, Piece, PieceKind
from newsletter.sources.structure.quotes import pull_quote
from newsletter.sources.structure.rich_text import (
    cut,
    is_bold,
    joined,
    merged,
    only_link,
    stripped,
    tidy,
    without_runs,
)
from newsletter.sources.structure.speakers import with_speakers

_OF_TITLE = 1  # the level of a heading


def pieces_of(blocks: Sequence[Block]) -> tuple[Piece, ...]:
    """Return the pieces of a text.

    A text without any heading is treated as pasted plain text: each line is a piece,
    and headings are recognised by their form.
    """
    pieces = _pieces(blocks, lines_apart=False)
    levels = {piece.level for piece in pieces if piece.is_sure_heading}
    if levels:
        styled = levels <= {_OF_TITLE, BOLD_LINE}
        return with_marked_headings(pieces, BOLD_LINE) if styled else pieces
    return with_marked_headings(
        [
            replace(piece, form=PieceKind.HEADING)
            if piece.form is PieceKind.TEXT and could_be_heading(piece.words)
            else piece
            for piece in _pieces(blocks, lines_apart=True)
        ]
    )


def _pieces(blocks: Sequence[Block], *, lines_apart: bool) -> tuple[Piece, ...]:
    own = _own_lines(blocks) if lines_apart else {}
    found = (
        (piece, part.setting)
        for at, block in enumerate(blocks)
        for part in (_parted(blocks, at, own.get(at, 0)) if lines_apart else (block,))
        for piece in pieces_of_block(
            part,
            lines_apart=lines_apart and not (at in own and part.setting.mark),
        )
    )
    pieces = with_speakers(tuple(with_whole_quotes(found)))
    return with_run_in_headings(_with_bold_numbers(pieces))


def _own_lines(blocks: Sequence[Block]) -> dict[int, int]:
    """Return how many lines each item has of its own, where all in its list have several.

    The last has as many as the longest of the others. What is below those is text.
    """
    found: dict[int, int] = {}
    for is_list, group in groupby(range(len(blocks)), key=lambda at: bool(blocks[at].setting.mark)):
        items = list(group)
        sizes = [sum(bool(_words(line)) for line in _lines(blocks[at].bits)) for at in items]
        if is_list and len(items) > 1 and min(sizes) > 1:
            found.update(zip(items, [*sizes[:-1], max(sizes[:-1])], strict=True))
    return found


def _parted(blocks: Sequence[Block], at: int, own: int) -> tuple[Block, ...]:
    """Return a block, or an item of a list and the text below it as two blocks.

    Without a blank line Markdown takes all that is below an item for a part of it. A line
    between two items is one too.

    Args:
        blocks: The blocks of the text.
        at: The place of the block.
        own: The number of lines that the item has, or 0 if that is not known.
    """
    block, below = blocks[at], blocks[at + 1 : at + 2]
    if not block.setting.mark:
        return (block,)
    parts = list(_lines(block.bits) if own else _segments(block.bits, lines_apart=True))
    first = [bit for part in parts[: own or 1] for bit in part]
    if len(parts) <= (own or 1 + bool(below and below[0].setting.mark)):
        return (block,)
    rest = replace(block, bits=block.bits[len(first) :])
    return Block(tuple(first), block.setting), replace(rest, setting=replace(rest.setting, mark=""))


def _with_bold_numbers(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Turn bold lines with a number, each with its own text below it, into headings."""
    lone = [at for at in range(len(pieces)) if _is_bold_with_number(pieces, at)]
    found = list(pieces)
    for at in lone if len(lone) > 1 else ():
        text = joined((rich(pieces[at].mark), pieces[at].text), " ")
        found[at] = replace(
            pieces[at], form=PieceKind.HEADING, text=text, whole=plain(text), level=BOLD_LINE
        )
    return tuple(found)


def _is_bold_with_number(pieces: Sequence[Piece], at: int) -> bool:
    piece = pieces[at]
    leads = at + 1 < len(pieces) and pieces[at + 1].form is PieceKind.TEXT
    numbered = piece.is_numbered and piece.level == 0 and leads and is_lone(pieces, at)
    return numbered and is_bold(piece.text) and could_be_heading(piece.words)


def pieces_of_block(block: Block, *, lines_apart: bool = False) -> Iterator[Piece]:
    """Yield a block's pieces. Line breaks may separate bullets or paragraphs."""
    gap = 1
    for segment in _segments(block.bits, lines_apart=lines_apart):
        text = _tidied(bit.span for bit in segment)
        seen = [bit for bit in segment if bit.span.text.strip()]
        if text and seen:
            yield _piece(text, block.setting, lines=(seen[0].first, seen[-1].last), gap=gap)
            gap = 0
        else:
            gap += 1


def _segments(bits: Sequence[Bit], *, lines_apart: bool) -> Iterator[list[Bit]]:
    """Group lines that belong together.

    A bullet, a bulb or an empty line starts a group.
    """
    segment: list[Bit] = []
    before: list[Bit] = []
    for line in _lines(bits):
        if segment and _begins_anew(before, line, lines_apart=lines_apart):
            yield segment
            segment = []
        segment.extend(line)
        before = line
    yield segment


def _lines(bits: Sequence[Bit]) -> Iterator[list[Bit]]:
    """Split the bits into lines, each including its break."""
    line: list[Bit] = []
    for bit in bits:
        line.append(bit)
        if bit.span.text in (BREAK, SOFT_BREAK):
            yield line
            line = []
    if line:
        yield line


def _begins_anew(before: Sequence[Bit], line: Sequence[Bit], *, lines_apart: bool) -> bool:
    words, words_before = _words(line), _words(before)
    if not words or not words_before:
        return True
    if not without_bulb(words_before):
        return False  # a bulb alone on its line belongs to the text below it
    if lines_apart:
        return not breaks_mid_sentence(words_before, words)
    if before[-1].span.text == SOFT_BREAK:
        return is_prompt(words) or words.startswith("•")
    return _stands_alone(words) or _stands_alone(words_before)


def _stands_alone(words: str) -> bool:
    return bool(bullet(words) or is_prompt(words) or is_button(words) or pull_quote(words))


def _words(bits: Iterable[Bit]) -> str:
    return tidy("".join(bit.span.text for bit in bits))


def _tidied(spans: Iterable[Span]) -> RichText:
    """Collapse spaces, even across spans, and drop those next to a break."""
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
            kept.append(span if text == span.text else replace(span, text=text))
            before = text
    return stripped(merged(span for span in kept if span.text))


def _piece(text: RichText, setting: Setting, *, lines: tuple[int, int], gap: int) -> Piece:
    """Classify a text: tags take precedence over the form of the words.

    Args:
        text: The text.
        setting: The tags around it.
        lines: The first and the last line from which it comes.
        gap: How many breaks come before it.
    """
    words = plain(text)
    form, content, by = _form(text, words, setting)
    return Piece(
        form=form,
        text=content,
        whole=words,
        first=lines[0],
        last=lines[1],
        gap=gap,
        level=_level(form, setting),
        mark=(setting.mark or bullet(words)) if form is PieceKind.ITEM else "",
        by=by,
        folded=setting.folded,
    )


def _form(text: RichText, words: str, setting: Setting) -> tuple[PieceKind, RichText, str | None]:
    if setting.asks:
        return PieceKind.FOLDED, text, None
    if setting.heading:
        return PieceKind.HEADING, text, None
    if is_prompt(words):
        return PieceKind.PROMPT, _behind(text, without_bulb(words)), None
    quoted = pull_quote(words)
    if quoted or (setting.quoted and not setting.mark):
        return PieceKind.QUOTE, rich(quoted.text) if quoted else text, quoted.by if quoted else None
    if setting.mark:
        return PieceKind.ITEM, text, None
    if mark := bullet(words):
        return PieceKind.ITEM, stripped(cut(text, len(mark))), None
    if is_button(words) or (setting.button and only_link(text)):
        return PieceKind.BUTTON, cut(text, 0, len(without_arrow(words) or words)), None
    if is_bold(text) and could_be_heading(words):
        return PieceKind.HEADING, text, None
    return PieceKind.TEXT, text, None


def _behind(text: RichText, words: str) -> RichText:
    """Return the end of the text that consists of these words."""
    return cut(text, len(plain(text)) - len(words))


def _level(form: PieceKind, setting: Setting) -> int:
    if form is PieceKind.HEADING:
        return setting.heading or BOLD_LINE
    return setting.depth if form is PieceKind.ITEM else 0
