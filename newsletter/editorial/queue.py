"""The queue: which approved issue takes which slot."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from typing import NamedTuple

from newsletter.editorial.slots import Slot, SlotTime, occurrences


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An approved issue in the queue.

    Attributes:
        issue: Its number.
        send_at: The aware moment that pins it; ``None`` for the next free slot.
        since: When it was approved: it takes no slot before. ``None``: any.
    """

    issue: int
    send_at: datetime | None = None
    since: datetime | None = None


class PlacedIssue(NamedTuple):
    """An issue with the slot that it takes."""

    issue: int
    slot: SlotTime


class Why(Enum):
    """Why a queued issue has no moment; it stays in the queue until the editor says more."""

    PAST = "past"
    TAKEN = "taken"
    SKIPPED = "skipped"
    NO_SLOTS = "no slots"


class Stranded(NamedTuple):
    """A queued issue that has no moment, and why."""

    issue: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What the queue is laid upon.

    Attributes:
        slots: The weekly moments, on the clock of ``zone``.
        after: Nothing is placed at or before it. To show the queue: now. To see
            what is due: the moment of the slot that was handled last, so that a
            slot that nobody was awake for is still there.
        skipped: Local dates on which nothing goes.
        taken: Local dates that have their dispatch already.
    """

    slots: tuple[Slot, ...]
    zone: tzinfo
    after: datetime
    skipped: frozenset[date] = frozenset()
    taken: frozenset[date] = frozenset()


def plan_queue(queue: Sequence[Queued], calendar: Calendar) -> tuple[PlacedIssue, ...]:
    """Which issue goes when, in order of time.

    Each issue takes the next free slot, in the queue's order. A pinned one goes
    at its own moment, and the others leave that local date to it. An issue that
    cannot have its moment is left out, never moved: see ``stranded``.
    """
    pins = _pins(queue, calendar)
    pinned = [
        PlacedIssue(issue, slot) for issue, slot in pins.items() if isinstance(slot, SlotTime)
    ]
    free = _free_slots(calendar, {placed.slot.date for placed in pinned})
    in_turn = _in_turn([queued for queued in queue if queued.send_at is None], free)
    return tuple(sorted([*pinned, *in_turn], key=lambda placed: placed.slot.at))


def stranded(queue: Sequence[Queued], calendar: Calendar) -> tuple[Stranded, ...]:
    """The issues that ``plan_queue`` leaves out, with the reason, in the queue's order."""
    pins = _pins(queue, calendar)
    left_out = {issue: why for issue, why in pins.items() if isinstance(why, Why)}
    placed = {issue for issue, _ in plan_queue(queue, calendar)}
    return tuple(
        Stranded(queued.issue, left_out.get(queued.issue, Why.NO_SLOTS))
        for queued in queue
        if queued.issue not in placed
    )


def _pins(queue: Sequence[Queued], calendar: Calendar) -> dict[int, SlotTime | Why]:
    """What becomes of every pinned issue: its moment, or why it cannot have it."""
    pins: dict[int, SlotTime | Why] = {}
    taken = set(calendar.taken)
    for queued in queue:
        if queued.send_at is None:
            continue
        day = queued.send_at.astimezone(calendar.zone).date()
        if queued.send_at <= calendar.after:
            pins[queued.issue] = Why.PAST
        elif day in taken:
            pins[queued.issue] = Why.TAKEN
        elif day in calendar.skipped:
            pins[queued.issue] = Why.SKIPPED
        else:
            pins[queued.issue] = SlotTime(day, queued.send_at.astimezone(UTC))
            taken.add(day)
    return pins


def _free_slots(calendar: Calendar, pinned: Collection[date]) -> Iterator[SlotTime]:
    closed = {*calendar.skipped, *calendar.taken, *pinned}
    return (
        slot
        for slot in occurrences(calendar.slots, calendar.zone, calendar.after)
        if slot.date not in closed
    )


def _in_turn(queue: Iterable[Queued], free: Iterator[SlotTime]) -> Iterator[PlacedIssue]:
    for queued in queue:
        since = queued.since
        slot = next((slot for slot in free if since is None or slot.at > since), None)
        if slot is None:
            return
        yield PlacedIssue(queued.issue, slot)
