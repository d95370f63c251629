"""Issues as a person names several of them: ``1-11``, ``1 3 5-7``."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from newsletter.errors import DeskError

_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def chosen(refs: Sequence[str], known: Collection[int]) -> tuple[str, ...]:
    """The issues that are named, each once, in the order in which they are named.

    Args:
        refs: Numbers, files and ranges; a range means those of its issues that
            are there.
        known: The numbers of the issues that are there.

    Raises:
        DeskError: There is no issue in a range.
    """
    return tuple(dict.fromkeys(ref for named in refs for ref in _meant(named, known)))


def _meant(named: str, known: Collection[int]) -> Iterable[str]:
    found = _RANGE.fullmatch(named)
    if found is None:
        return (str(int(named)),) if named.isascii() and named.isdecimal() else (named,)
    first, last = int(found[1]), int(found[2])
    there = [str(number) for number in sorted(known) if first <= number <= last]
    if not there:
        raise DeskError("range-empty", range=named)
    return there


def written(numbers: Iterable[int]) -> str:
    """Numbers as they are named: ``1-3 5``."""
    return " ".join(_runs(sorted(set(numbers))))


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    start = 0
    for at, number in enumerate(numbers):
        if at + 1 == len(numbers) or numbers[at + 1] != number + 1:
            first = numbers[start]
            yield str(first) if first == number else f"{first}-{number}"
            start = at + 1
