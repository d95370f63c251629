"""The queue: when each approved issue is sent, and changes to that."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from newsletter.app import agreement, numbered
from newsletter.app.container import Container
from newsletter.app.queue_rows import QueueRow, rows_of
from newsletter.editorial.expectation import Expectation, expect
from newsletter.editorial.schedule import (
    Calendar,
    Schedule,
    first_day,
    last_slot,
    open_slots,
    plan_queue,
)
from newsletter.editorial.slots import SlotTime
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.issue import Approval, Planned, Release

if TYPE_CHECKING:
    from newsletter.app.issues import Issues
    from newsletter.store.queue import QueueRecords

log = logging.getLogger(__name__)
_TWO_MONTHS = timedelta(days=61)


class Plans(Protocol):
    """The stored queue, read from the store or a listing."""

    def entries(self) -> tuple[Approval, ...]:
        """Return the approved issues that are to be sent, in order."""
        ...

    def skipped(self) -> tuple[date, ...]:
        """Return the skipped local dates, earliest first."""
        ...

    def taken(self, since: date) -> tuple[date, ...]:
        """Return the local dates from ``since`` whose slot is taken or was missed."""
        ...

    def released(self, since: date) -> tuple[Release, ...]:
        """Return what editors have released for slots on local dates from ``since``."""
        ...


class Queue:
    """The approved issues in order, assigned to the weekly slots."""

    def __init__(self, container: Container) -> None:
        self._container = container

    @property
    def _kept(self) -> "QueueRecords":
        return self._container.store.queue

    def moments(
        self, plans: Plans | None = None, starts: Mapping[int, datetime] | None = None
    ) -> dict[int, datetime]:
        """Return when each queued issue is sent, by number.

        An issue that an editor sends now has that moment, and the others move up.

        Args:
            plans: The queue; by default that of the store.
            starts: When each issue is sent that an editor sends now; by default as stored.
        """
        starts = self._starts() if starts is None else starts
        return self._expected(plans or self._kept, starts).moments

    def follower(self, number: int) -> QueueRow | None:
        """Return the issue that is sent next if this one is sent now; ``None`` if there is none."""
        moments = self.moments(starts={**self._starts(), number: self._container.now()})
        later = [one for one in self.rows() if one.number != number and one.number in moments]
        first = min(later, key=lambda one: moments[one.number], default=None)
        return first and replace(first, goes_at=moments[first.number])

    def forecast(self, numbers: Sequence[int]) -> dict[int, datetime]:
        """Return when issues would be sent if they were queued now, in this order."""
        calendar, _ = self._calendar(self._kept)
        entries = self._expected(self._kept, self._starts()).entries
        behind = len(entries)
        stand_ins = (
            Approval(issue=number, edition="", approved_at=calendar.now, position=behind + place)
            for place, number in enumerate(numbers, start=1)
        )
        return plan_queue((*entries, *stand_ins), calendar).moments

    def rows(self) -> list[QueueRow]:
        """Return the queue in order, each issue with its moment or the reason for having none."""
        with self._container.listing() as listing:
            entries = listing.entries()
            return rows_of(
                self._container, listing, entries, self._expected(listing, listing.starts())
            )

    def missed(self) -> list[Message]:
        """Return the issues whose slot was missed, for the editor to decide about."""
        with self._container.listing() as listing:
            missed = listing.missed()
        return [Message("slot-missed", issue=one.issue, day=one.day) for one in missed]

    def outdated(self) -> list[Message]:
        """Return the issues approved under other settings, each with the differences."""
        return [
            Message("issue-approved-otherwise", issue=issue, differences=differences)
            for issue, differences in agreement.outdated(self._container).items()
        ]

    def add(self, ref: str) -> Message:
        """Add an approved issue to the end of the queue."""
        number = self.number(ref)
        self._kept.add(number)
        return self._goes(number)

    def move(self, ref: str, place: int) -> Message:
        """Move an issue to another place, unless a due issue would lose its slot."""
        number = self.number(ref)
        with self.keeping_due():
            self._kept.move(number, place)
        return self._goes(number)

    def remove(self, ref: str) -> Message:
        """Remove an issue from the queue. It stays approved."""
        number = self.number(ref)
        with self.keeping_due(leaving=number):
            if not self._kept.remove(number):
                raise DeskError("issue-not-queued", issue=number)
        return Message("issue-out-of-queue", issue=number)

    def skip(self, day: str, *, back: bool = False) -> Message:
        """Skip a date, or undo that with ``back``."""
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            raise DeskError("date-unreadable", text=day) from None
        if back:
            if not self._kept.unskip(wanted):
                raise DeskError("date-not-skipped", day=wanted)
            return Message("date-free-again", day=wanted)
        if not self._may_go_on(wanted):
            raise DeskError("date-without-slot", day=wanted)
        self._kept.skip(wanted)
        return Message("date-skipped", day=wanted)

    def _may_go_on(self, day: date) -> bool:
        """Return whether this date has a slot or a pinned issue to skip."""
        zone, schedule = self._container.zone, self._container.settings.schedule
        if day < self._container.now().astimezone(zone).date():
            return False
        pins = {one.send_at.astimezone(zone).date() for one in self._kept.entries() if one.send_at}
        return day in pins or any(slot.weekday == day.weekday() for slot in schedule.slots)

    def number(self, ref: str) -> int:
        """Return the number of an issue given by number or file."""
        return numbered.typed(ref) or self._issues.find(ref)[0].number

    @cached_property
    def _issues(self) -> "Issues":
        # most commands name a number, and these imports take longer than listing the queue
        from newsletter.app.articles import Articles
        from newsletter.app.issues import Issues

        return Issues(self._container, Articles.of(self._container.settings))

    def coming(self, within: timedelta) -> list[tuple[SlotTime, Planned | None]]:
        """Return the slots from now until ``within``, each with its issue or ``None``.

        A slot whose moment has passed is included while its issue waits for its release.
        """
        calendar, entries = self._calendar(self._kept)
        return _slots(plan_queue(entries, calendar), calendar, calendar.now + within)

    def expected(self, within: timedelta) -> list[tuple[SlotTime, Planned | None]]:
        """Return the slots like ``coming``, without the issues that editors send now."""
        calendar, entries = self._calendar(self._kept)
        schedule = expect(entries, calendar, self._starts()).schedule
        return _slots(schedule, calendar, calendar.now + within)

    def last_taken(self) -> date | None:
        """Return the local date of the newest slot in two months that was taken or missed, if any."""
        since = self._container.now().astimezone(self._container.zone).date() - _TWO_MONTHS
        return max(self._kept.taken(since), default=None)

    def open(self) -> tuple[Planned, ...]:
        """Return the planned issues that are still to be sent, also those on hold."""
        return self._schedule(self._kept).open

    def if_skipped(self, day: date, issue: int) -> datetime | None:
        """Return when an issue would be sent if a local date were skipped."""
        calendar, entries = self._calendar(self._kept)
        skipping = replace(calendar, skipped=calendar.skipped | {day})
        return plan_queue(entries, skipping).moments.get(issue)

    def due(self) -> tuple[Planned, ...]:
        """Return the issues whose moment has come, in order of time.

        A slot missed by more than the grace period is recorded, and its issue
        leaves the queue until the editor decides.
        """
        schedule = self._schedule(self._kept)
        for missed in schedule.missed:
            if self._kept.miss(missed.day, missed.issue):
                log.warning("slot missed", extra={"issue": missed.issue, "slot": missed.day})
        return schedule.due

    def is_due(self, issue: int, edition: str, day: date | None) -> bool:
        """Return whether this edition is due at the slot of this local date."""
        due = self._schedule(self._kept).due
        return any((one.issue, one.edition, one.day) == (issue, edition, day) for one in due)

    def has_come(self, issue: int) -> bool:
        """Return whether a queued issue is due."""
        return any(one.issue == issue for one in self._schedule(self._kept).due)

    @contextmanager
    def keeping_due(self, leaving: int | None = None) -> Iterator[None]:
        """Open a transaction for changing the queue, by which no issue misses or takes a past slot.

        Args:
            leaving: The issue that leaves the queue, if one does.

        Raises:
            DeskError: Another issue that is due would be sent a slot later. Nothing is changed.
        """
        with self._kept.alone():
            before = self._schedule(self._kept)
            yield
            after = self._schedule(self._kept)
            was_due = {one.issue for one in before.due}
            if lost := was_due - {one.issue for one in after.due} - {leaving}:
                raise DeskError("issue-before-being-sent", issue=min(lost))
            for issue in after.new_at_past_slots(before):
                self._kept.wait_anew(issue)  # nothing was to go at a slot that passed before

    def last_slot(self) -> datetime | None:
        """Return the moment of the newest slot that is not in the future, taken or not."""
        slot = last_slot(self._container.settings.schedule, self._container.now())
        return None if slot is None else slot.at

    def _starts(self) -> dict[int, datetime]:
        with self._container.listing() as listing:
            return listing.starts()

    def _expected(self, kept: Plans, starts: Mapping[int, datetime]) -> Expectation:
        calendar, entries = self._calendar(kept)
        return expect(entries, calendar, starts)

    def _schedule(self, kept: Plans) -> Schedule:
        calendar, entries = self._calendar(kept)
        return plan_queue(entries, calendar)

    def _calendar(self, kept: Plans) -> tuple[Calendar, tuple[Approval, ...]]:
        """Return the calendar and the stored queue."""
        settings, now = self._container.settings.schedule, self._container.now()
        entries = kept.entries()
        since = first_day(entries, now, settings.timezone)
        calendar = Calendar(
            settings=settings,
            now=now,
            skipped=frozenset(kept.skipped()),
            taken=frozenset(kept.taken(since)),
            released=frozenset(kept.released(since)) if settings.hold else frozenset(),
        )
        return calendar, entries

    def _goes(self, number: int) -> Message:
        if (moment := self.moments().get(number)) is None:
            return Message("issue-goes-at-no-slot", issue=number)
        return Message("issue-goes-at", issue=number, at=moment.astimezone(self._container.zone))


def _slots(
    schedule: Schedule, calendar: Calendar, until: datetime
) -> list[tuple[SlotTime, Planned | None]]:
    soon: list[tuple[SlotTime, Planned | None]] = [
        (SlotTime(one.day, one.at), one) for one in schedule.open if one.at <= until
    ]
    soon += [(slot, None) for slot in open_slots(schedule, calendar, until)]
    return sorted(soon, key=lambda found: found[0])
