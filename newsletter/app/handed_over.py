"""When the mails of a dispatch were handed over, counted by intervals of equal length."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

_MOST_BARS: Final = 30
_MOST_DAYS: Final = 366  # between two of a dispatch, unless one was recorded under a wrong clock
_STEPS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(days=1),
)
_ORIGIN: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # a time of day, which has no zone


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval, in the publication's time zone.

    Attributes:
        count: How many mails were handed over in it.
    """

    begins: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """When mails were handed to the provider.

    Attributes:
        step: The length of each stretch: a minute, five, fifteen, an hour or a day.
        intervals: From the first mail to the last, also those without any, up to a year of them.
        first: The moment of the first hand-over.
        last: The moment of the last.
    """

    step: timedelta
    intervals: tuple[Interval, ...]
    first: datetime
    last: datetime

    @property
    def total(self) -> int:
        """Return how many mails were handed over."""
        return sum(one.count for one in self.intervals)

    @property
    def most(self) -> int:
        """Return the largest number in a stretch."""
        return max(one.count for one in self.intervals)


def by_interval(moments: Sequence[tuple[datetime, int]], zone: tzinfo) -> HandedOver | None:
    """Count mails by intervals, as short as fit in a chart; ``None`` if there are none.

    Args:
        moments: When mails were handed over, and how many each time.
        zone: The clock that the intervals begin by.
    """
    if not moments:
        return None
    first, last = min(at for at, _ in moments), max(at for at, _ in moments)
    for step in _STEPS:
        counts: Counter[datetime] = Counter()
        for at, many in moments:
            counts[_beginning(at, step, zone)] += many
        begins, ends = min(counts), max(counts)
        bars = (ends - begins) // step + 1
        if bars <= _MOST_BARS:
            break
    every = [begins + step * number for number in range(bars)] if bars <= _MOST_DAYS else counts
    return HandedOver(
        step=step,
        intervals=tuple(Interval(at.replace(tzinfo=zone), counts[at]) for at in sorted(every)),
        first=first,
        last=last,
    )


def _beginning(at: datetime, step: timedelta, zone: tzinfo) -> datetime:
    """Return when the stretch of a moment begins, by the wall clock."""
    wall = at.astimezone(zone).replace(tzinfo=None)
    return wall - (wall - _ORIGIN) % step
