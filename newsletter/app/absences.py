"""Times in which the editor is away, whose sending days are skipped together."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from newsletter.app.acts import note
from newsletter.app.agenda import read_day
from newsletter.app.container import Container
from newsletter.app.queue import Plans, Queue
from newsletter.app.queue_rows import QueueRow
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor
from newsletter.model.issue import Approval, Release

_LONGEST: Final = timedelta(days=366)
_AHEAD: Final = timedelta(days=731)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAbsence:
    """Coming sending days that are skipped together.

    Attributes:
        number: That of the absence; 0 for consecutive days that were skipped one by one.
    """

    number: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedIssue:
    """A queued issue that gets another moment; ``to`` is ``None`` if it would have no slot."""

    row: QueueRow
    to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAway:
    """The effect of a time away on the planning, before anything is changed.

    Attributes:
        since: Its first day.
        until: Its last day.
        days: The sending days in it, which are skipped.
        pinned: Issues that are pinned to a moment in it, and are sent nevertheless.
        moved: The issues that get another moment because of it, in the order of the queue.
    """

    since: date
    until: date
    days: tuple[date, ...]
    pinned: tuple[QueueRow, ...]
    moved: tuple[MovedIssue, ...]

    @property
    def digest(self) -> str:
        """Return a hash of the effect, to recognise later changes."""
        moved = [(one.row.number, one.to) for one in self.moved]
        parts = (self.days, [row.number for row in self.pinned], moved)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Skipping:
    """The stored queue as it would be if more days were skipped."""

    stored: Plans
    also: Collection[date]

    def entries(self) -> tuple[Approval, ...]:
        return self.stored.entries()

    def skipped(self) -> tuple[date, ...]:
        return tuple(sorted({*self.stored.skipped(), *self.also}))

    def taken(self, since: date) -> tuple[date, ...]:
        return self.stored.taken(since)

    def released(self, since: date) -> tuple[Release, ...]:
        return self.stored.released(since)


class Absences:
    """Skips the sending days of a time away together, and undoes that."""

    def __init__(self, container: Container, queue: Queue) -> None:
        """Store the dependencies."""
        self._container = container
        self._queue = queue

    def propose(self, since: str, until: str) -> TimeAway:
        """Return the effect of a time away, without changing anything.

        Args:
            since: The first day, such as ``2026-12-19``.
            until: The last day.

        Raises:
            DeskError: A text is not a date, the days are in the wrong order, in the past,
                too far away or too many, or they contain no sending day that is not skipped.
        """
        first, last = self._span(since, until)
        zone, now = self._container.zone, self._container.now()
        end = datetime.combine(last + timedelta(days=1), time.min, zone)
        rows = {row.number: row for row in self._queue.rows()}
        there = [
            (slot.date, rows.get(entry.issue) if entry else None)
            for slot, entry in self._queue.expected(end - now)
            if first <= slot.date <= last
        ]
        days = tuple(day for day, row in there if row is None or not row.is_pinned)
        if not days:
            raise DeskError("away-without-sending-day", since=first, until=last)
        after = self._queue.moments(_Skipping(self._container.store.queue, days))
        return TimeAway(
            since=first,
            until=last,
            days=days,
            pinned=tuple(row for _, row in there if row is not None and row.is_pinned),
            moved=tuple(
                MovedIssue(row=row, to=after.get(row.number))
                for row in rows.values()
                if row.goes_at is not None and row.goes_at != after.get(row.number)
            ),
        )

    def begin(self, since: str, until: str, expected: str, by: Editor) -> None:
        """Skip the sending days of a time away, if the effect is the one the editor saw.

        Args:
            since: The first day.
            until: The last day.
            expected: The ``digest`` of the effect that the editor saw.
            by: The editor, for the log.

        Raises:
            DeskError: As for ``propose``, or ``planning-changed-meanwhile``.
        """
        with self._container.store.queue.alone():
            found = self.propose(since, until)
            if found.digest != expected:
                raise DeskError("planning-changed-meanwhile")
            self._container.store.absences.skip(found.days)
            self._log(by, found.since, found.until, f"{len(found.days)} skipped")

    def end(self, number: int, since: str, until: str, by: Editor) -> None:
        """Undo the skipping of an absence's days from one day to another.

        Days between them that were skipped for another reason stay skipped.

        Args:
            number: The absence; 0 for days that were skipped one by one.
            since: The first day.
            until: The last day.
            by: The editor, for the log.

        Raises:
            DeskError: A text is not a date, or none of these days is skipped.
        """
        first, last = read_day(since), read_day(until)
        with self._container.store.queue.alone():
            days = [
                day
                for day, absence in self._skipped()
                if first <= day <= last and absence == number
            ]
            if not days:
                raise DeskError("away-not-skipped", since=first, until=last)
            for day in days:
                self._container.store.queue.unskip(day)
            self._log(by, first, last, f"{len(days)} free again")

    def coming(self) -> tuple[PlannedAbsence, ...]:
        """Return the coming absences of two or more days, the earliest first.

        Consecutive days that were skipped one by one count as one of number 0.
        """
        sending = {slot.weekday for slot in self._container.settings.schedule.slots}
        alone: list[list[date]] = []
        together: dict[int, list[date]] = {}
        for day, absence in self._skipped():
            if absence:
                together.setdefault(absence, []).append(day)
            elif alone and _follows(alone[-1][-1], day, sending):
                alone[-1].append(day)
            else:
                alone.append([day])
        found = [*together.items(), *((0, days) for days in alone)]
        absences = [
            PlannedAbsence(number=one, days=tuple(days)) for one, days in found if len(days) > 1
        ]
        return tuple(sorted(absences, key=lambda one: one.days))

    def _skipped(self) -> Iterable[tuple[date, int]]:
        """Return the coming skipped days, each with the number of its absence or 0."""
        today = self._container.now().astimezone(self._container.zone).date()
        skipped = self._container.store.absences.by_day()
        return [(day, absence or 0) for day, absence in skipped.items() if day >= today]

    def _span(self, since: str, until: str) -> tuple[date, date]:
        first, last = read_day(since), read_day(until)
        today = self._container.now().astimezone(self._container.zone).date()
        if last < first:
            raise DeskError("away-ends-before", since=first, until=last)
        if last < today:
            raise DeskError("away-is-over", until=last)
        if last - first > _LONGEST:
            raise DeskError("away-too-long")
        if last - today > _AHEAD:
            raise DeskError("away-too-far", until=last)
        return first, last

    def _log(self, by: Editor, since: date, until: date, after: str) -> None:
        note(self._container, Act.QUEUE_CHANGED, f"days {since} to {until}", by, after=after)


def _follows(day: date, later: date, sending: Collection[int]) -> bool:
    """Return whether there is no sending day between two days."""
    if later - day > _WEEK:
        return not sending
    between = (day + timedelta(days=number) for number in range(1, (later - day).days))
    return all(one.weekday() not in sending for one in between)
