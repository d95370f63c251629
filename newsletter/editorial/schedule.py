"""The schedule of issues: one rule for lists, reminders and the scheduler."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from itertools import chain, pairwise, takewhile
from typing import NamedTuple

from newsletter.editorial.slots import ScheduleSettings, SlotTime, moment, occurrences
from newsletter.model.issue import Approval, Planned, Release


class Why(Enum):
    """Why a queued issue has no moment; it stays queued until the editor decides."""

    PAST = "past"
    TAKEN = "taken"
    SKIPPED = "skipped"
    NO_SLOTS = "no slots"


class Stranded(NamedTuple):
    """A queued issue that has no moment, and the reason."""

    issue: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The conditions under which the queue is planned.

    Attributes:
        settings: The weekly slots, their time zone, and the grace.
        now: This moment.
        skipped: Local dates on which nothing is sent.
        taken: Local dates whose slot was taken or missed, from ``first_day`` on.
        released: The releases given by editors, from ``first_day`` on; used only if the
            settings hold every slot.
    """

    settings: ScheduleSettings
    now: datetime
    skipped: frozenset[date] = frozenset()
    taken: frozenset[date] = frozenset()
    released: frozenset[Release] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The sending times of all issues, as planned at one moment.

    Attributes:
        due: The issues to send now, in chronological order.
        held: The issues that are due but await an editor's yes, in chronological order.
        coming: The issues to send later, in chronological order.
        missed: The issues that were not sent within the grace; the editor decides.
        stranded: All issues without a moment, missed or not, in the queue's order.
    """

    due: tuple[Planned, ...]
    held: tuple[Planned, ...]
    coming: tuple[Planned, ...]
    missed: tuple[Planned, ...]
    stranded: tuple[Stranded, ...]

    @property
    def moments(self) -> dict[int, datetime]:
        """The sending time of each issue, by its number."""
        return {planned.issue: planned.at for planned in (*self.due, *self.open)}

    @property
    def open(self) -> tuple[Planned, ...]:
        """The issues still open to decision, held and coming, in chronological order."""
        return (*self.held, *self.coming)

    def new_at_past_slots(self, before: "Schedule") -> frozenset[int]:
        """Return the issues whose moment has come or passed, and had not in a schedule before.

        An issue that takes the slot of another that was held is not one of them.
        """
        held = {planned.day for planned in before.held}
        reached = {planned.issue for planned in (*self.due, *self.missed)}
        reached -= {planned.issue for planned in (*before.due, *before.missed)}
        return frozenset(reached | {one.issue for one in self.held if one.day not in held})


def plan_queue(queue: Sequence[Approval], calendar: Calendar) -> Schedule:
    """Decide when each issue is sent.

    A pinned issue is sent at its own moment and has that local date to itself. The other
    issues take the free slots, in the queue's order. An issue takes no moment from before
    it was queued. An issue that cannot have its moment is left out, never moved: see
    ``Schedule.stranded``.

    If every slot is on hold, an issue without a yes keeps its slot until the grace is
    over or the next slot comes. It is then missed, so that it never takes the slot of
    another issue that has a yes.

    Sending due issues and recording missed ones, in any order, does not change the result
    for the other issues.
    """
    now = calendar.now
    pins = _pins(queue, calendar)
    own = [pin for pin in pins.values() if isinstance(pin, Planned)]
    late = {pin.issue for pin in own if now - pin.at > calendar.settings.grace}
    in_turn = list(_in_turn(queue, calendar, {pin.day for pin in own}))
    if in_turn and in_turn[0].is_missed:
        late.add(in_turn[0].planned.issue)
    planned = sorted([*own, *(turn.planned for turn in in_turn)], key=lambda one: one.at)
    goes = [one for one in planned if one.issue not in late]
    moments = {one.issue for one in goes}
    return Schedule(
        due=tuple(one for one in goes if one.at <= now and one.is_released),
        held=tuple(one for one in goes if one.at <= now and not one.is_released),
        coming=tuple(one for one in goes if one.at > now),
        missed=tuple(one for one in planned if one.issue in late),
        stranded=tuple(
            Stranded(entry.issue, _why(pins.get(entry.issue), is_late=entry.issue in late))
            for entry in queue
            if entry.issue not in moments
        ),
    )


def open_slots(schedule: Schedule, calendar: Calendar, until: datetime) -> list[SlotTime]:
    """Return the weekly slots from now to ``until`` for which nothing is queued."""
    planned = (*schedule.due, *schedule.held, *schedule.coming, *schedule.missed)
    free = _free_slots(calendar, {one.day for one in planned})
    return list(takewhile(lambda slot: slot.at <= until, free))


def first_day(queue: Iterable[Approval], now: datetime, zone: tzinfo) -> date:
    """Return the local date from which ``Calendar.taken`` must be known."""
    moments = [entry.since if entry.send_at is None else entry.send_at for entry in queue]
    # a slot in a gap of the clock may fall on the next date
    return min([now, *moments]).astimezone(zone).date() - timedelta(days=1)


def last_slot(settings: ScheduleSettings, now: datetime) -> SlotTime | None:
    """Return the latest weekly slot that is not in the future, whether used or not."""
    since = now - timedelta(days=8)
    slots = occurrences(settings.slots, settings.timezone, since)
    return max(takewhile(lambda slot: slot.at <= now, slots), default=None)


def _why(pin: Planned | Why | None, *, is_late: bool) -> Why:
    if is_late:
        return Why.PAST
    return pin if isinstance(pin, Why) else Why.NO_SLOTS


def _pins(queue: Iterable[Approval], calendar: Calendar) -> dict[int, Planned | Why]:
    """Return each pinned issue's moment, or the reason why it cannot have it."""
    pins: dict[int, Planned | Why] = {}
    taken = set(calendar.taken)
    for entry in queue:
        if entry.send_at is None:
            continue
        slot = SlotTime(
            entry.send_at.astimezone(calendar.settings.timezone).date(),
            entry.send_at.astimezone(UTC),
        )
        if slot.at <= entry.since:
            pins[entry.issue] = Why.PAST
        elif slot.date in taken:
            pins[entry.issue] = Why.PAST if slot.at <= calendar.now else Why.TAKEN
        elif slot.date in calendar.skipped:
            pins[entry.issue] = Why.PAST if slot.at <= calendar.now else Why.SKIPPED
        else:
            pins[entry.issue] = _planned(entry, slot, calendar)
            taken.add(slot.date)
    return pins


class _Turn(NamedTuple):
    """An unpinned issue, and the slot that it takes or has missed."""

    planned: Planned
    is_missed: bool = False


def _in_turn(
    queue: Iterable[Approval], calendar: Calendar, pinned: Collection[date]
) -> Iterator[_Turn]:
    """Yield the unpinned issues with their slots, in the queue's order.

    Only one issue at a time has a past slot, so that after a long absence one issue is
    missed and at most one is sent, instead of one for every week.
    """
    waiting = [entry for entry in queue if entry.send_at is None]
    if not waiting:
        return
    passed = _passed_slots(waiting[0], calendar, pinned)
    free = [slot for slot in passed if slot.date not in pinned]
    usable = [
        slot
        for slot in free[-1:]
        if slot == passed[-1] and calendar.now - slot.at <= calendar.settings.grace
    ]
    if _was_missed(passed, pinned, calendar):
        # recording the newest unusable slot as missed also closes those before it
        missed = free[-1 - len(usable)]
        yield _Turn(_planned(waiting.pop(0), missed, calendar), is_missed=True)
    slots = chain(usable, _free_slots(calendar, pinned))
    for entry in waiting:
        slot = next((slot for slot in slots if slot.at > entry.since), None)
        if slot is None:
            return
        yield _Turn(_planned(entry, slot, calendar))


def _was_missed(passed: Sequence[SlotTime], pinned: Collection[date], calendar: Calendar) -> bool:
    """Return whether the grace of a free slot ended before the next slot.

    Until then the issue is sent at that slot, afterwards at the next one. This depends
    only on the time, not on when the schedule is evaluated. On hold, the next slot ends
    the grace of the one before it.
    """
    if calendar.settings.hold and any(slot.date not in pinned for slot in passed[:-1]):
        return True
    moments = [*((slot.at, slot.date in pinned) for slot in passed), (calendar.now, False)]
    return any(
        later - at > calendar.settings.grace
        for (at, is_pinned), (later, _) in pairwise(moments)
        if not is_pinned
    )


def _passed_slots(first: Approval, calendar: Calendar, pinned: Collection[date]) -> list[SlotTime]:
    """Return the slots passed since an issue was queued and since the last slot taken.

    A date that is taken or has a pinned issue counts from the start of the day, whatever
    the time of sending. The list includes ``pinned`` dates.
    """
    settings, zone = calendar.settings, calendar.settings.timezone
    today = calendar.now.astimezone(zone).date()
    passed: list[SlotTime] = []
    for slot in occurrences(settings.slots, zone, first.since):
        if slot.date > today:
            break
        if slot.date in calendar.taken:
            passed.clear()
        elif slot.date in pinned:
            passed.append(SlotTime(slot.date, moment(slot.date, time.min, zone)))
        elif slot.at <= calendar.now and slot.date not in calendar.skipped:
            passed.append(slot)
    return passed


def _free_slots(calendar: Calendar, pinned: Collection[date]) -> Iterator[SlotTime]:
    """Return an endless iterator of future weekly slots: not skipped, taken or pinned."""
    settings = calendar.settings
    closed = {*calendar.skipped, *calendar.taken, *pinned}
    coming = occurrences(settings.slots, settings.timezone, calendar.now)
    return (slot for slot in coming if slot.date not in closed)


def _planned(entry: Approval, slot: SlotTime, calendar: Calendar) -> Planned:
    release = Release(slot.date, entry.issue, entry.edition)
    return Planned(
        issue=entry.issue,
        edition=entry.edition,
        day=slot.date,
        at=slot.at,
        audience=entry.audience,
        is_released=not calendar.settings.hold or release in calendar.released,
    )
