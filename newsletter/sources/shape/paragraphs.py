"""Plain text to pieces: which lines belong together, and what each is by its form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from newsletter.model.blocks import rich
from newsletter.sources.shape.forms import (
    BULB,
    bullet,
    could_be_heading,
    is_button,
    is_prompt,
    without_arrow,
    without_bulb,
    without_words,
)
from newsletter.sources.shape.lines import is_blank
from newsletter.sources.shape.pieces import Piece, PieceKind
from newsletter.sources.shape.quoting import attribution, closes_only, opens_only, pull_quote
from newsletter.sources.shape.rich_text import BLANKS, tidy

_SHORTEST_WRAPPED = 40  # characters: where an editor's window would break a line
_LONGEST_WRAPPED = 120
_MOST_QUOTE_LINES = 4
_SPACED = 0.4  # of the pieces have a blank line before them
_SENTENCE_ENDS = '.!?:;…"”’»→'


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank, without its end, and the blank lines before it."""

    index: int
    text: str
    gap: int

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(BLANKS))


def pieces_of(lines: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of a plain text; lines without words are in none."""
    groups = _together(tuple(_visible(lines)))
    pieces = [_piece(group) for group in groups if not without_words(_text(group))]
    return tuple(_numbered_headings(_with_authors(pieces)))


def is_spaced(pieces: Sequence[Piece]) -> bool:
    """Whether blank lines part the paragraphs, rather than only line ends."""
    return sum(piece.gap > 0 for piece in pieces) > _SPACED * len(pieces)


def _visible(lines: Sequence[str]) -> Iterator[_Line]:
    gap = 0
    for index, line in enumerate(lines):
        if is_blank(line):
            gap += 1
        else:
            yield _Line(index, line.rstrip(BLANKS), gap)
            gap = 0


def _together(lines: Sequence[_Line]) -> Iterator[tuple[_Line, ...]]:
    """Lines that are one piece: a bulb and its words, a quote over lines, a wrapped paragraph."""
    at = 0
    while at < len(lines):
        length = _bulb_apart(lines, at) or _quote_lines(lines, at)
        if length:
            yield tuple(lines[at : at + length])
        else:
            length = _run(lines, at)
            yield from _unwrapped(lines[at : at + length])
        at += length


def _bulb_apart(lines: Sequence[_Line], at: int) -> int:
    alone = lines[at].text.strip(BLANKS) == BULB
    return 2 if alone and at + 1 < len(lines) and lines[at + 1].gap <= 1 else 0


def _quote_lines(lines: Sequence[_Line], at: int) -> int:
    opening = lines[at].text.strip(BLANKS)
    if not opens_only(opening):
        return 0
    for end in range(at + 1, min(at + _MOST_QUOTE_LINES, len(lines))):
        if lines[end].gap:
            return 0
        if closes_only(lines[end].text, opening):
            return end - at + 1
    return 0


def _run(lines: Sequence[_Line], at: int) -> int:
    """How many lines might be one paragraph that an editor's window has broken."""
    end = at + 1
    while end < len(lines) and _may_go_on(lines[end - 1], lines[end]):
        end += 1
    return end - at


def _unwrapped(run: Sequence[_Line]) -> Iterator[tuple[_Line, ...]]:
    """The run as one paragraph when most of its lines break in mid-sentence, else line by line."""
    breaks = [(before.text, after.text.lstrip(BLANKS)) for before, after in pairwise(run)]
    mid_sentence = sum(breaks_mid_sentence(before, after) for before, after in breaks)
    if breaks and mid_sentence * 2 >= len(breaks):
        yield tuple(run)
    else:
        yield from ((line,) for line in run)


def breaks_mid_sentence(before: str, after: str) -> bool:
    """Whether the line after goes on with the sentence of the line before."""
    return before[-1] not in _SENTENCE_ENDS and after[0].islower()


def _may_go_on(before: _Line, after: _Line) -> bool:
    text = after.text.lstrip(BLANKS)
    if after.gap or bullet(text) or is_prompt(text) or opens_only(text):
        return False
    if bullet(before.text.lstrip(BLANKS)) and after.indent > before.indent:
        return True
    return _SHORTEST_WRAPPED <= len(before.text) <= _LONGEST_WRAPPED


def _text(group: Sequence[_Line]) -> str:
    return " ".join(tidy(line.text) for line in group)


def _piece(group: Sequence[_Line]) -> Piece:
    whole = _text(group)
    form, words, by = _by_form(whole)
    return Piece(
        form=form,
        text=rich(words),
        whole=whole,
        first=group[0].index,
        last=group[-1].index,
        level=group[0].indent // 2 if form is PieceKind.ITEM else 0,
        mark=bullet(whole) if form is PieceKind.ITEM else "",
        by=by,
        gap=group[0].gap,
    )


def _by_form(whole: str) -> tuple[PieceKind, str, str | None]:
    if is_prompt(whole):
        return PieceKind.PROMPT, without_bulb(whole), None
    if quoted := pull_quote(whole):
        return PieceKind.QUOTE, quoted.text, quoted.by
    if mark := bullet(whole):
        return PieceKind.ITEM, tidy(whole[len(mark) :]), None
    if is_button(whole):
        return PieceKind.BUTTON, without_arrow(whole) or whole, None
    return PieceKind.HEADING if could_be_heading(whole) else PieceKind.TEXT, whole, None


def _with_authors(pieces: Sequence[Piece]) -> list[Piece]:
    """A line ``— Name`` under a quote goes with the quote."""
    kept: list[Piece] = []
    for piece in pieces:
        before = kept[-1] if kept else None
        name = attribution(piece.whole) if piece.form is PieceKind.ITEM and piece.gap == 0 else None
        if name and before is not None and before.form is PieceKind.QUOTE and before.by is None:
            kept[-1] = replace(
                before, by=name, last=piece.last, whole=f"{before.whole} {piece.whole}"
            )
        else:
            kept.append(piece)
    return kept


def _numbered_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A short numbered line on its own, with a paragraph under it, is a heading, no list."""
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        apart = not (before and before.is_numbered) and not (after and after.is_numbered)
        leads = before is not None and before.words.endswith(":")
        if piece.is_numbered and apart and not leads and could_be_heading(piece.whole):
            yield replace(piece, form=PieceKind.HEADING, text=rich(piece.whole), mark="", level=0)
        else:
            yield piece
