"""Weekly slots and their occurrences, across changes to and from daylight saving time."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from newsletter.errors import ConfigError

_DAYS = (
    ("mon", "monday", "ma", "maandag"),
    ("tue", "tuesday", "di", "dinsdag"),
    ("wed", "wednesday", "wo", "woensdag"),
    ("thu", "thursday", "do", "donderdag"),
    ("fri", "friday", "vr", "vrijdag"),
    ("sat", "saturday", "za", "zaterdag"),
    ("sun", "sunday", "zo", "zondag"),
)
_WEEKDAY = {name: number for number, names in enumerate(_DAYS) for name in names}
_WRITTEN = re.compile(r"([a-z]+)\.?\s+(?:at\s+|om\s+)?(\d{1,2})[:.](\d{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One weekly moment of sending, in local time; ``weekday`` is 0 for Monday."""

    weekday: int
    time: time

    @classmethod
    def parse(cls, text: str) -> "Slot":
        """Read ``sun 08:00`` or ``zo 08:00``, the day short or in full.

        Raises:
            ConfigError: It is not a day and a time of day.
        """
        written = _WRITTEN.fullmatch(text.strip())
        day = _WEEKDAY.get(written[1].lower()) if written else None
        if written is None or day is None or int(written[2]) > 23 or int(written[3]) > 59:
            raise ConfigError("slot-not-weekly", text=text)
        return cls(day, time(int(written[2]), int(written[3])))

    def __str__(self) -> str:
        return f"{_DAYS[self.weekday][0]} {self.time:%H:%M}"


@dataclass(frozen=True, slots=True, order=True)
class SlotTime:
    """One occurrence of a slot.

    Attributes:
        date: The local date of the slot, which is its key. A date occurs once,
            whereas an hour occurs twice in autumn and not at all in spring.
        at: The moment, in UTC.
    """

    date: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """``[tool.newsletter.schedule]``: when issues go.

    Attributes:
        slots: The weekly moments, at most one a day, such as ``["sun 08:00"]``.
        timezone: Whose clock they are read on, such as ``Europe/Amsterdam``.
        grace: How late an issue may still be sent after a missed slot, such as
            ``6 h``; after that the editor decides.
        remind_before: How long before a slot the editors are mailed what goes, or
            that nothing is queued for it; ``0 min``: never.
        hold: Whether an issue goes only after an editor said yes to it for that slot.
    """

    slots: tuple[Slot, ...] = (Slot(6, time(8)),)
    timezone: tzinfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    grace: timedelta = timedelta(hours=6)
    remind_before: timedelta = timedelta(days=1)
    hold: bool = False

    def __post_init__(self) -> None:
        """Refuse two slots on one day: a local date is the key of one dispatch only."""
        days = [slot.weekday for slot in self.slots]
        for slot in self.slots:
            if days.count(slot.weekday) > 1:
                twice = ", ".join(str(each) for each in self.slots if each.weekday == slot.weekday)
                raise ConfigError("slots-on-one-day", slots=twice)
        if self.grace < timedelta(0):
            raise ConfigError("grace-negative")
        if not timedelta(0) <= self.remind_before <= timedelta(days=7):
            raise ConfigError("remind-before-out-of-range")


def occurrences(slots: Iterable[Slot], zone: tzinfo, after: datetime) -> Iterator[SlotTime]:
    """Yield every occurrence later than ``after``, in order, endlessly; none without slots.

    If two slots fall on one date, the earlier one counts.
    """
    by_day: dict[int, time] = {}
    for slot in sorted(slots, reverse=True):
        by_day[slot.weekday] = slot.time
    day = after.astimezone(zone).date() - timedelta(days=1)  # a gap may push a slot past midnight
    while by_day and day < date.max - timedelta(days=7):
        day += timedelta(days=1)
        clock = by_day.get(day.weekday())
        if clock is not None and (at := moment(day, clock, zone)) > after:
            yield SlotTime(day, at)


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """Convert a local date and time to UTC.

    A time that occurs twice (autumn) means the first occurrence. A time that does not
    occur at all (spring) means the end of the gap.
    """
    local = datetime.combine(day, clock, zone)
    first, second = local.replace(fold=0), local.replace(fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before >= after:
        return first.astimezone(UTC)
    # in a gap the two readings lie on both sides of the change (PEP 495)
    return _change_between(second.astimezone(UTC), first.astimezone(UTC), zone)


def _change_between(early: datetime, late: datetime, zone: tzinfo) -> datetime:
    """Return the second at which the zone's clock changes, between two moments."""
    old = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            early = middle
        else:
            late = middle
    return late
