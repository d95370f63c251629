"""Which lines are headings: the source's marks say it, or form and surroundings do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from newsletter.sources.structure.lines import is_spaced
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.text.vocabulary import phrases

_CLOSERS = frozenset(
    {PieceKind.PROMPT, PieceKind.QUOTE, PieceKind.BUTTON}
)  # a section may end with these
_LONGEST_COMPACT = 90  # characters, where no blank lines help
_LONG_PARAGRAPH = 20  # words
_FEWEST_ASKING = 2
_STYLED = (" — ", " – ", " - ", ": ")


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How a text uses blank lines: whether between paragraphs, and from how many on it means more."""

    parts_paragraphs: bool
    wide: int


def settle_headings(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Each candidate becomes a section's heading, a subheading, or a paragraph after all."""
    if any(piece.is_sure_heading for piece in pieces):
        return _by_level(pieces)
    spacing = _spacing(pieces)
    plausible = _plausible(pieces, spacing)
    sections = _sections(pieces, plausible, spacing)
    return tuple(
        piece
        if piece.form is not PieceKind.HEADING or at in sections
        else replace(piece, form=PieceKind.SUBHEADING if at in plausible else PieceKind.TEXT)
        for at, piece in enumerate(pieces)
    )


def _by_level(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The highest level that comes twice makes sections, lower ones stand under them."""
    levels = Counter(piece.level for piece in pieces if piece.is_sure_heading)
    repeated = [level for level, count in levels.items() if count > 1]
    section = min(repeated, default=min(levels))
    return tuple(
        replace(piece, form=PieceKind.SUBHEADING)
        if piece.is_sure_heading and piece.level > section
        else piece
        for piece in pieces
    )


def _spacing(pieces: Sequence[Piece]) -> _Spacing:
    gaps = Counter(piece.gap for piece in pieces if piece.gap)
    usual = max(gaps, key=lambda gap: (gaps[gap], -gap), default=1)
    return _Spacing(is_spaced(pieces), usual + 1)


def _plausible(pieces: Sequence[Piece], spacing: _Spacing) -> frozenset[int]:
    """The candidates that stand where a heading can."""
    standing = [
        at
        for run in _runs(pieces)
        for at in _leading(pieces, run)
        if _can_stand(pieces, at, spacing)
    ]
    asking = {at for at in standing if pieces[at].words.endswith(("?", "!"))}
    in_style = len(asking) * 2 > len(standing) > 1
    return frozenset(
        at
        for at in standing
        if at not in asking or in_style or at == standing[0] or _may_ask(pieces, at, spacing)
    )


def _runs(pieces: Sequence[Piece]) -> Iterator[list[int]]:
    """Candidates that follow each other."""
    for is_candidate, group in groupby(
        range(len(pieces)), key=lambda at: pieces[at].form is PieceKind.HEADING
    ):
        if is_candidate:
            yield list(group)


def _leading(pieces: Sequence[Piece], run: Sequence[int]) -> Sequence[int]:
    """A heading, perhaps with a subheading; a longer run is a list or a poem, but for what stands off."""
    if len(run) <= len(("heading", "subheading")):
        return run
    closest = min(pieces[at].gap for at in run)
    return [
        at
        for at in run
        if pieces[at].gap > closest and at + 1 < len(pieces) and pieces[at + 1].gap > 0
    ]


def _can_stand(pieces: Sequence[Piece], at: int, spacing: _Spacing) -> bool:
    """Whether it introduces what follows, and is not itself introduced by what precedes."""
    piece = pieces[at]
    if at + 1 == len(pieces):
        return False
    after = pieces[at + 1]
    if after.form is PieceKind.TEXT and after.words[:1].islower():
        return False  # a verse, or a sentence that goes on
    if at and pieces[at - 1].words.endswith(":") and piece.gap < spacing.wide:
        return False
    if spacing.parts_paragraphs:
        return at == 0 or piece.gap > 0
    longer = after.form is not PieceKind.TEXT or len(after.words) > len(piece.words)
    return len(piece.words) <= _LONGEST_COMPACT and longer


def _may_ask(pieces: Sequence[Piece], at: int, spacing: _Spacing) -> bool:
    """Whether what ends in ``?`` or ``!`` is more than a lone question in the text."""
    piece, before, after = pieces[at], pieces[at - 1], pieces[at + 1]
    if piece.gap >= spacing.wide or before.form in _CLOSERS or _is_styled(piece):
        return True
    opens = phrases.begins("asking", piece.words) and len(piece.words.split()) > _FEWEST_ASKING
    return opens and len(after.words.split()) >= _LONG_PARAGRAPH


def _sections(
    pieces: Sequence[Piece], plausible: frozenset[int], spacing: _Spacing
) -> frozenset[int]:
    """Those that open a section; the others stand under them.

    Where most stand off by more blank lines than usual, or behind a prompt or a quote, those
    that do not are subheadings.
    """
    order = sorted(plausible)
    first = frozenset(order[:1])
    wide = frozenset(at for at in order if pieces[at].gap >= spacing.wide)
    closing = frozenset(at for at in order if at and pieces[at - 1].form in _CLOSERS)
    sure = first | wide | closing
    under = frozenset(b for a, b in pairwise(order) if b == a + 1 and b not in wide)
    ranked = any(len(off) > 1 and len(off) * 2 >= len(order) - 1 for off in (wide, closing))
    doubtful = frozenset(
        at for at in plausible - sure if not _is_styled(pieces[at]) and not _concludes(pieces[at])
    )
    return plausible - under - (doubtful if ranked else frozenset())


def _is_styled(piece: Piece) -> bool:
    return piece.is_numbered or any(mark in piece.words for mark in _STYLED)


def _concludes(piece: Piece) -> bool:
    return phrases.begins("conclusion", piece.words)
