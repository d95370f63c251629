"""Line-by-line merging of two texts of an issue, without losing lines of either."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import assert_never

from newsletter.model.writing import Clash, Difference, MergedText, Side


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The corresponding lines of three texts."""

    base: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]


def merged(
    base: str | None, mine: str, theirs: str, kept: Mapping[int, Side] | None = None
) -> MergedText:
    """Merge two texts with a common base.

    A change made in only one text is adopted. Where both texts differ from the base and
    from each other, both versions are kept, one after the other, unless ``kept`` says
    otherwise.

    Args:
        base: The text from which both were made; ``None`` if unknown, in which case every
            line that only one of them has is kept.
        mine: The first text.
        theirs: The second text.
        kept: The side to keep at each conflict, counted from 0.
    """
    lines: list[str] = []
    clashes: list[Clash] = []
    ours = mine.split("\n")
    at, head = 0, _head_of(ours)
    for one in _stretches(base, ours, theirs.split("\n")):
        settled = _settled(one, knows_base=base is not None)
        if settled is None:
            is_in_head = at < head
            usual = Side.MINE if is_in_head else Side.BOTH
            chosen = (kept or {}).get(len(clashes), usual)
            clashes.append(Clash(tuple(one.mine), tuple(one.theirs), is_in_head, chosen))
            settled = _chosen(one, chosen)
        lines += settled
        at += len(one.mine)
    return MergedText("\n".join(lines), tuple(clashes))


def _head_of(lines: Sequence[str]) -> int:
    """Return the number of lines of front matter above an issue's text."""
    if lines[0].rstrip() != "---":
        return 0
    return next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), 0)


def _chosen(one: _Stretch, side: Side) -> Sequence[str]:
    match side:
        case Side.MINE:
            return one.mine
        case Side.THEIRS:
            return one.theirs
        case Side.BOTH:
            return [*one.mine, *one.theirs]
        case _:
            assert_never(side)


def differences(mine: str, theirs: str) -> tuple[Difference, ...]:
    """Return the differences between two texts, in order."""
    one, other = mine.split("\n"), theirs.split("\n")
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return tuple(
        Difference(tuple(one[i:i_end]), tuple(other[j:j_end]), i + 1, j + 1)
        for tag, i, i_end, j, j_end in matcher.get_opcodes()
        if tag != "equal"
    )


def _settled(one: _Stretch, *, knows_base: bool) -> Sequence[str] | None:
    """Return the merged lines of a stretch; ``None`` if both changed it differently."""
    if one.mine == one.theirs:
        return one.mine
    if knows_base:
        if one.mine == one.base:
            return one.theirs
        return one.mine if one.theirs == one.base else None
    if not one.mine or not one.theirs:
        return one.mine or one.theirs
    return None


def _stretches(base: str | None, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[_Stretch]:
    """Yield the three texts in stretches, alternating identical and differing ones."""
    if base is None:
        matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
        for _, i, i_end, j, j_end in matcher.get_opcodes():
            yield _Stretch((), mine[i:i_end], theirs[j:j_end])
        return
    origin = base.split("\n")
    at = my_at = their_at = 0
    for start, length, my_start, their_start in _common(origin, mine, theirs):
        yield _Stretch(origin[at:start], mine[my_at:my_start], theirs[their_at:their_start])
        same = origin[start : start + length]
        yield _Stretch(same, same, same)
        at, my_at, their_at = start + length, my_start + length, their_start + length


def _common(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of lines common to all three texts, then the ends of the texts.

    Each consists of its first line in the base, its length, and its first lines in the others.
    """
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    others = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(ours) and j < len(others):
        one, other = ours[i], others[j]
        start = max(one.a, other.a)
        end = min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, end - start, one.b + start - one.a, other.b + start - other.a
        if one.a + one.size <= other.a + other.size:
            i += 1
        else:
            j += 1
    yield len(base), 0, len(mine), len(theirs)
