"""Headings by the source's markup, else inferred from form and surroundings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from newsletter.model.blocks import plain
from newsletter.sources.structure.body import part_cross_links
from newsletter.sources.structure.bylines import author_in
from newsletter.sources.structure.lines import bullet, has_two_sentences, is_spaced
from newsletter.sources.structure.numbers import last_words_before, numbered_series
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.text.vocabulary import phrases

_CLOSERS = frozenset({PieceKind.PROMPT, PieceKind.QUOTE, PieceKind.BUTTON})  # may end a section
_LONGEST_COMPACT = 90  # characters, in a text without blank lines
_LONG_PARAGRAPH = 20  # words
_FEWEST_ASKING = 2
_STYLED = (" — ", " – ", " - ", ": ")


@dataclass(frozen=True, slots=True)
class _Spacing:
    """The use of blank lines: as paragraph separators, and as wide gaps."""

    parts_paragraphs: bool
    wide: int


def settle_headings(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Decide for each candidate: a section's heading, a subheading or a paragraph."""
    if any(piece.is_sure_heading for piece in pieces):
        return _by_level(pieces)
    spacing = _spacing(pieces)
    series = numbered_series(pieces)
    closing = last_words_before(pieces, series)
    plausible = (_plausible(pieces, spacing) | series) - closing
    sections = _sections(pieces, plausible, spacing) | series
    return tuple(
        piece
        if piece.form is not PieceKind.HEADING or at in sections
        else replace(piece, form=PieceKind.SUBHEADING if at in plausible else PieceKind.TEXT)
        for at, piece in enumerate(pieces)
    )


def _by_level(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Make sections of the highest repeated level, and subheadings of lower levels."""
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
    """Return the candidates in positions that are possible for a heading."""
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
    """Yield runs of consecutive candidates."""
    for is_candidate, group in groupby(
        range(len(pieces)), key=lambda at: pieces[at].form is PieceKind.HEADING
    ):
        if is_candidate:
            yield list(group)


def _leading(pieces: Sequence[Piece], run: Sequence[int]) -> Sequence[int]:
    """Return the possible headings of a run.

    In runs longer than a heading with its subheading (a list or a poem), only lines with
    a wider gap count.
    """
    if len(run) <= len(("heading", "subheading")):
        return run
    closest = min(pieces[at].gap for at in run)
    return [
        at
        for at in run
        if pieces[at].gap > closest and at + 1 < len(pieces) and pieces[at + 1].gap > 0
    ]


def _can_stand(pieces: Sequence[Piece], at: int, spacing: _Spacing) -> bool:
    """Return whether it introduces the next piece and is not introduced by the previous one."""
    piece = pieces[at]
    if at + 1 == len(pieces):
        return False
    after = pieces[at + 1]
    if after.form is PieceKind.TEXT and after.words[:1].islower():
        return False  # a verse, or a sentence that continues
    if at and pieces[at - 1].words.endswith(":") and piece.gap < spacing.wide:
        return False
    if ":" in piece.words and author_in(piece.words) is not None:
        return False  # "Tekst: Anna Vos", with who made the pictures below it
    if spacing.parts_paragraphs:
        return at == 0 or piece.gap > 0
    longer = (
        after.form is not PieceKind.TEXT
        or len(after.words) > len(piece.words)
        or has_two_sentences(after.words)
    )
    closed = _follows_a_closer(pieces, at)  # only a heading does
    return len(piece.words) <= _LONGEST_COMPACT and (longer or closed)


def _may_ask(pieces: Sequence[Piece], at: int, spacing: _Spacing) -> bool:
    """Return whether a line ending in ``?`` or ``!`` is more than a question in the text."""
    piece, after = pieces[at], pieces[at + 1]
    if piece.gap >= spacing.wide or _follows_a_closer(pieces, at) or _is_styled(piece):
        return True
    opens = phrases.begins("asking", piece.words) and len(piece.words.split()) > _FEWEST_ASKING
    return opens and len(after.words.split()) >= _LONG_PARAGRAPH


def _sections(
    pieces: Sequence[Piece], plausible: frozenset[int], spacing: _Spacing
) -> frozenset[int]:
    """Return the headings that open a section; the others are subheadings.

    If most have a wide gap, or follow a prompt or a quote, those that do not are
    subheadings.
    """
    order = sorted(plausible)
    first = frozenset(order[:1])
    wide = frozenset(at for at in order if pieces[at].gap >= spacing.wide)
    closing = frozenset(at for at in order if _follows_a_closer(pieces, at))
    sure = first | wide | closing | {at for at in order if _is_below_a_prompt(pieces, at)}
    under = frozenset(b for a, b in pairwise(order) if b == a + 1 and b not in wide)
    ranked = any(len(off) > 1 and len(off) * 2 >= len(order) - 1 for off in (wide, closing))
    doubtful = frozenset(
        at for at in plausible - sure if not _is_styled(pieces[at]) and not _concludes(pieces[at])
    )
    return plausible - under - (doubtful if ranked else frozenset())


def _above(pieces: Sequence[Piece], at: int) -> Iterator[Piece]:
    """Yield the pieces above one, from the nearest on."""
    return map(pieces.__getitem__, range(at - 1, -1, -1))


def _follows_a_closer(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a section has ended above it. Links to other articles may stand between."""
    forms = (piece.form for piece in _above(pieces, at) if not _is_cross_link(piece))
    return next(forms, None) in _CLOSERS


def _is_below_a_prompt(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a prompt has closed the section, whatever was added after it."""
    forms = (piece.form for piece in _above(pieces, at))
    ends = (PieceKind.PROMPT, PieceKind.HEADING)
    return next((form for form in forms if form in ends), None) is PieceKind.PROMPT


def _is_cross_link(piece: Piece) -> bool:
    rest, links = part_cross_links(piece.text)
    return piece.form is PieceKind.TEXT and bool(links) and not plain(rest).strip()


def _is_styled(piece: Piece) -> bool:
    return bullet(piece.words)[:1].isdecimal() or any(mark in piece.words for mark in _STYLED)


def _concludes(piece: Piece) -> bool:
    return phrases.begins("conclusion", piece.words)
