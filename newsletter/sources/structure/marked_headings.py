"""Headings without markup that all end in a colon or a full stop."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from newsletter.model.blocks import RichText, plain
from newsletter.sources.structure.lines import could_be_heading
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.rich_text import BLANKS, cut, is_bold
from newsletter.text.vocabulary import Kind, phrases

_FEWEST = 3  # of one mark; fewer introduce what is below them
_MOST_WORDS = 12
_MOST_STOPPED_WORDS = 10
_LONGEST = 150  # characters
_LONG_PARAGRAPH = 12  # words
_QUOTE_MARKS = tuple("\"“„«'‘-–—")
_AROUND: tuple[Kind, ...] = ("faq", "questions", "related", "subscribe", "see_also", "conclusion")
_NO_HEADING: tuple[Kind, ...] = ("example", "prompt_label", "see_also", "sign_off", "entry")


def with_marked_headings(pieces: Sequence[Piece], level: int = 0) -> tuple[Piece, ...]:
    """Turn the lines of one mark, each with its own text below it, into headings.

    The text has no other headings, or only a few. Lines with a colon may all be bold. Else
    a prompt or a wide gap must be above each but the first, because a colon may introduce
    what somebody wrote, and short sentences may be paragraphs.

    Args:
        pieces: The pieces of a text without headings by markup, but for its title.
        level: The level that such headings have; 0 if no markup tells them.
    """
    for mark in (":", "."):
        found = _lines_with(mark, pieces)
        titles = {pieces[at].words.casefold() for at in found}
        if len(found) >= _FEWEST and len(titles) == len(found) and _are_the_only(pieces, found):
            return tuple(
                replace(piece, form=PieceKind.HEADING, level=level) if at in found else piece
                for at, piece in enumerate(pieces)
            )
    return tuple(pieces)


def _lines_with(mark: str, pieces: Sequence[Piece]) -> Sequence[int]:
    """Return the places of the short lines with a mark that could be headings."""
    lone = [at for at in range(1, len(pieces)) if _could_be_one(mark, pieces, at)]
    if len(lone) < _FEWEST:
        return []
    bold = [at for at in lone if mark == ":" and _is_bold_before_mark(pieces[at].text)]
    if len(bold) >= _FEWEST:
        return bold
    gaps = Counter(piece.gap for piece in pieces)
    usual = max(1, max(gaps, key=lambda gap: (gaps[gap], -gap), default=0))
    found = [
        at
        for at in lone
        if at == lone[0] or pieces[at].gap > usual or _follows_a_prompt(pieces, at)
    ]
    return [] if _are_refuted(found, pieces, usual) else found


def _are_refuted(found: Sequence[int], pieces: Sequence[Piece], usual: int) -> bool:
    """Return whether a paragraph has the place of a heading, so that the place makes none.

    It is below a prompt, or below a gap wider than usual and between two of the lines.
    """
    taken = frozenset(found)
    return any(
        pieces[at - 1].form is PieceKind.PROMPT
        or (pieces[at].gap > usual and found[0] < at < found[-1])
        for at in range(1, len(pieces) if found else 0)
        if at not in taken and _is_text_of_section(pieces[at])
    )


def _is_bold_before_mark(text: RichText) -> bool:
    return is_bold(cut(text, 0, len(plain(text)) - 1))


def _follows_a_prompt(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether only links to other articles are between a line and the prompt above it."""
    above = at - 1
    while above and phrases.begins("see_also", pieces[above].words):
        above -= 1
    return pieces[above].form is PieceKind.PROMPT


def _could_be_one(mark: str, pieces: Sequence[Piece], at: int) -> bool:
    piece = pieces[at]
    if piece.form is not PieceKind.TEXT or piece.sure or at + 1 == len(pieces):
        return False
    words = piece.words
    if len(words) > _LONGEST or not words.endswith(mark):
        return False
    bare = words.removesuffix(mark).rstrip(BLANKS)
    most = _MOST_WORDS if mark == ":" else _MOST_STOPPED_WORDS
    if len(bare.split()) > most or not could_be_heading(bare):
        return False
    if any(phrases.is_whole(kind, bare) for kind in _NO_HEADING):
        return False
    return _is_text_of_section(pieces[at + 1]) and not pieces[at - 1].words.endswith(":")


def _is_text_of_section(piece: Piece) -> bool:
    """Return whether it is a paragraph, unlike a list or what somebody says."""
    is_long = len(piece.words.split()) >= _LONG_PARAGRAPH
    return piece.form is PieceKind.TEXT and is_long and not piece.words.startswith(_QUOTE_MARKS)


def _are_the_only(pieces: Sequence[Piece], found: Sequence[int]) -> bool:
    """Return whether other lines that look like headings are few, below the first of these."""
    others = [
        at
        for at in range(found[0], len(pieces) - 1)
        if pieces[at].form is PieceKind.HEADING
        and not pieces[at].asks
        and _is_text_of_section(pieces[at + 1])
        and not any(phrases.begins(kind, pieces[at].words) for kind in _AROUND)
    ]
    return 2 * len(others) < len(found)
