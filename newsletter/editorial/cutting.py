"""Manual division of an article into weeks: the rules, and the resulting portions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from newsletter.editorial.portions import (
    LONG,
    Portion,
    PortionPart,
    both_ask,
    cut,
    even_cuts,
    may_cut,
    texts_in,
    whole,
    words_of,
)
from newsletter.editorial.quotes import cut_key
from newsletter.errors import DeskError
from newsletter.model.article import Article
from newsletter.model.cutting import Cutting, SectionPiece

_LONGEST_BEGINNING = 80  # characters


class CuttingRules:
    """The permitted changes to the cutting of one article. A refusal changes nothing."""

    def __init__(self, article: Article) -> None:
        """Set the article."""
        self._article = article

    @cached_property
    def _wholes(self) -> dict[str, PortionPart]:
        """The sections that have something to send, by slug, in order."""
        wholes = (whole(section, self._article) for section in self._article.sections)
        return {one.key: one for one in wholes if one.words or one.quotes or one.prompts}

    def begun_with(self, weeks: Iterable[Sequence[str]]) -> Cutting:
        """Return a cutting with these sections as its weeks; all others are left out.

        Args:
            weeks: The keys of the sections, or of parts of long ones, as issues name them.
        """
        starts = {slug: [0, *even_cuts(one)] for slug, one in self._wholes.items()}
        by_key = {
            key: SectionPiece(slug, start)
            for slug, of_one in starts.items()
            for key, start in _even_keys(slug, of_one).items()
        }
        put = tuple(tuple(by_key[key] for key in week if key in by_key) for week in weeks)
        used = {piece for week in put for piece in week}
        out = (piece for piece in by_key.values() if piece not in used)
        return self._settled(put, out)

    def without(self, cutting: Cutting, is_used: Callable[[str], bool]) -> Cutting:
        """Return a cutting whose weeks contain no piece with a used key."""
        used = {piece for piece, part in self.parts(cutting).items() if is_used(part.key)}
        weeks = (tuple(one for one in week if one not in used) for week in cutting.weeks)
        return self._settled(weeks, {*cutting.out, *used})

    def portions(self, cutting: Cutting) -> tuple[Portion, ...]:
        """Return the portions of the issues, one for each week."""
        parts = self.parts(cutting)
        return tuple(tuple(parts[piece] for piece in week) for week in cutting.weeks)

    def parts(self, cutting: Cutting) -> Mapping[SectionPiece, PortionPart]:
        """Return the content of each piece of a cutting."""
        found: dict[SectionPiece, PortionPart] = {}
        for slug, one in self._wholes.items():
            starts = sorted(piece.start for piece in cutting.pieces() if piece.section == slug)
            parts = [one] if len(starts) == 1 else cut(one, self._keys(one, starts))
            found |= zip((SectionPiece(slug, start) for start in starts), parts, strict=True)
        return found

    def cuts(self, cutting: Cutting, piece: SectionPiece) -> dict[int, str]:
        """Return the blocks before which a piece may be cut, each with its first words."""
        one = self._wholes[piece.section]
        end = min(
            (
                other.start
                for other in cutting.pieces()
                if other.section == piece.section and other.start > piece.start
            ),
            default=len(one.blocks),
        )
        return {at: _beginning(one, at) for at in range(piece.start + 1, end) if may_cut(one, at)}

    def put(self, cutting: Cutting, piece: SectionPiece, week: int) -> Cutting:
        """Put a piece into a week, counted from 1; the number after the last adds a week.

        Raises:
            DeskError: There is no such piece or week, or they do not go together.
        """
        self._demand(cutting, piece)
        if not 1 <= week <= len(cutting.weeks) + 1:
            raise DeskError("week-unknown", week=week)
        weeks = [tuple(one for one in there if one != piece) for there in cutting.weeks]
        if week > len(cutting.weeks):
            weeks.append((piece,))
        else:
            self._demand_fit(cutting, weeks[week - 1], (piece,))
            weeks[week - 1] = (*weeks[week - 1], piece)
        return self._settled(weeks, (one for one in cutting.out if one != piece))

    def leave_out(self, cutting: Cutting, piece: SectionPiece) -> Cutting:
        """Remove a piece from its week, so that no issue uses it.

        Raises:
            DeskError: There is no such piece.
        """
        self._demand(cutting, piece)
        weeks = (tuple(one for one in week if one != piece) for week in cutting.weeks)
        return self._settled(weeks, {*cutting.out, piece})

    def move(self, cutting: Cutting, week: int, to: int) -> Cutting:
        """Move a week to another position; the weeks in between shift.

        Raises:
            DeskError: There is no such week or position.
        """
        self._demand_week(cutting, week)
        self._demand_week(cutting, to)
        weeks = list(cutting.weeks)
        weeks.insert(to - 1, weeks.pop(week - 1))
        return replace(cutting, weeks=tuple(weeks))

    def join(self, cutting: Cutting, week: int) -> Cutting:
        """Join a week with the next one.

        Raises:
            DeskError: There is no next week, or the two may not be joined.
        """
        self._demand_week(cutting, week)
        self._demand_week(cutting, week + 1)
        one, other = cutting.weeks[week - 1 : week + 1]
        self._demand_fit(cutting, one, other)
        weeks = [*cutting.weeks[: week - 1], (*one, *other), *cutting.weeks[week + 1 :]]
        return self._settled(weeks, cutting.out)

    def may_join(self, cutting: Cutting, week: int) -> bool:
        """Return whether a week, counted from 1, may be joined with the next one."""
        try:
            self.join(cutting, week)
        except DeskError:
            return False
        return True

    def split(self, cutting: Cutting, piece: SectionPiece, at: int) -> Cutting:
        """Cut a piece before a block; the remainder becomes the next week.

        Raises:
            DeskError: There is no such piece, or it cannot be cut there.
        """
        self._demand(cutting, piece)
        if at not in self.cuts(cutting, piece):
            raise DeskError("no-cut-there")
        rest = SectionPiece(piece.section, at)
        if piece in cutting.out:
            return self._settled(cutting.weeks, {*cutting.out, rest})
        weeks: list[tuple[SectionPiece, ...]] = []
        for week in cutting.weeks:
            weeks.append(week)
            if piece in week:  # the pieces after it stay after the rest
                behind = week[week.index(piece) + 1 :]
                weeks[-1:] = [week[: week.index(piece) + 1], (rest, *behind)]
        return self._settled(weeks, cutting.out)

    def _settled(
        self, weeks: Iterable[Sequence[SectionPiece]], out: Iterable[SectionPiece]
    ) -> Cutting:
        """Return a cutting in order: no empty week, and no cut between neighbours in a week."""
        in_order = tuple(tuple(sorted(week, key=self._order)) for week in weeks if week)
        left = tuple(sorted(out, key=self._order))
        every = sorted((*left, *(piece for week in in_order for piece in week)))
        needless = {
            piece
            for week in in_order
            for before, piece in pairwise(every)
            if before.section == piece.section and before in week and piece in week
        }
        kept = (tuple(one for one in week if one not in needless) for week in in_order)
        return Cutting(tuple(kept), left)

    def _order(self, piece: SectionPiece) -> tuple[int, int]:
        return list(self._wholes).index(piece.section), piece.start

    def _keys(self, one: PortionPart, starts: Sequence[int]) -> dict[int, str]:
        """Return the key of each part by its first block; keys of manual cuts differ."""
        if list(starts) == [0, *even_cuts(one)]:
            return {start: key for key, start in _even_keys(one.key, starts).items()}
        return {
            start: cut_key(one.key, start, end)
            for start, end in pairwise([*starts, len(one.blocks)])
        }

    def _demand(self, cutting: Cutting, piece: SectionPiece) -> None:
        if piece not in set(cutting.pieces()):
            raise DeskError("piece-unknown")

    def _demand_week(self, cutting: Cutting, week: int) -> None:
        if not 1 <= week <= len(cutting.weeks):
            raise DeskError("week-unknown", week=week)

    def _demand_fit(
        self, cutting: Cutting, one: Sequence[SectionPiece], other: Sequence[SectionPiece]
    ) -> None:
        parts = self.parts(cutting)
        first, second = (tuple(parts[piece] for piece in week) for week in (one, other))
        words = words_of(first) + words_of(second)
        if both_ask(first, second):
            raise DeskError("weeks-both-ask")
        if first and words > LONG:
            raise DeskError("weeks-too-long", words=words, most=LONG)


def _even_keys(slug: str, starts: Sequence[int]) -> dict[str, int]:
    if len(starts) == 1:
        return {slug: 0}
    return {f"{slug}/{at}": start for at, start in enumerate(starts, start=1)}


def _beginning(part: PortionPart, at: int) -> str:
    return " ".join(texts_in(part.blocks[at]))[:_LONGEST_BEGINNING]
