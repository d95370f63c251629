"""The planning of the queue at the desk: which letter is sent on which day."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.queue import Queue
from newsletter.app.queue_rows import QueueRow
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Doer

_WEEKS: Final = 12  # listed at least
_MONTHS_AHEAD: Final = 24
_LEAVING: Final = (Act.ISSUE_WITHDRAWN, Act.ISSUE_APPROVED, Act.QUEUE_CHANGED)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDay:
    """One sending day.

    Attributes:
        at: The moment of its slot; ``None`` if the day is skipped.
        row: The issue that is sent then; ``None`` if the slot is empty or skipped.
    """

    day: date
    at: datetime | None
    row: QueueRow | None = None

    @property
    def is_skipped(self) -> bool:
        """Return whether an editor chose that nothing is sent on this day."""
        return self.at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaList:
    """The planning as a list.

    Attributes:
        days: The sending days of twelve weeks, or up to the last unpinned issue if that is
            later. Issues pinned to later days follow, without the empty days in between.
        undated: The queued issues without a slot, each with the reason in its notes.
        in_turn: The coming days to which an issue can be moved, with their present issues.
    """

    days: tuple[AgendaDay, ...]
    undated: tuple[QueueRow, ...]
    in_turn: tuple[tuple[date, QueueRow], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaMonth:
    """One month of the planning.

    Attributes:
        first: The first day of the month.
        weeks: Its weeks from Monday, each day with its sending day if it is one. Days of
            the months before and after are ``None``.
        earlier: The first day of the previous month; ``None`` if that is in the past.
        later: The first day of the next month; ``None`` if that is too far away.
    """

    first: date
    weeks: tuple[tuple[tuple[date, AgendaDay | None] | None, ...], ...]
    earlier: date | None
    later: date | None

    def has(self, day: date) -> bool:
        """Return whether a day is in this month."""
        return (day.year, day.month) == (self.first.year, self.first.month)

    @property
    def has_sending_day(self) -> bool:
        """Return whether any of its days is a sending day that is not past."""
        return any(cell is not None and cell[1] for week in self.weeks for cell in week)


class Agenda:
    """Shows and changes the queue. Each change is committed together with its log entry."""

    def __init__(self, container: Container, queue: Queue) -> None:
        """Store the dependencies."""
        self._container = container
        self._queue = queue

    @property
    def today(self) -> date:
        """Return the current local date."""
        return self._container.now().astimezone(self._container.zone).date()

    def look(self) -> AgendaList:
        """Return the planning as a list."""
        rows = self._queue.rows()
        until = self._container.now() + timedelta(weeks=_WEEKS)
        in_turn = [row.goes_at for row in rows if row.goes_at and not row.is_pinned]
        return AgendaList(
            days=self._between(rows, max([until, *in_turn])),
            undated=tuple(row for row in rows if row.goes_at is None),
            in_turn=self._in_turn(rows),
        )

    def month(self, named: str = "") -> AgendaMonth:
        """Return a month of the planning.

        Args:
            named: The month, such as ``2026-12``; empty for the current one, or the next one
                after the last sending day of that.

        Raises:
            DeskError: The text is not a month, or the month is past or too far away.
        """
        current = self.today.replace(day=1)
        if not named:
            month = self._month(current, 0)
            if not month.has_sending_day:
                later = self._month(_later_month(current), 1)
                return later if later.has_sending_day else month
            return month
        if not _MONTH.fullmatch(named):
            raise DeskError("month-unreadable", text=named[:40])
        first = date.fromisoformat(f"{named}-01")
        ahead = (first.year - current.year) * 12 + first.month - current.month
        if not 0 <= ahead <= _MONTHS_AHEAD:
            raise DeskError("month-not-shown", text=named)
        return self._month(first, ahead)

    def _month(self, first: date, ahead: int) -> AgendaMonth:
        """Return the month that begins on a day, which is so many months ahead."""
        after = _later_month(first)
        until = datetime.combine(after, time.min, self._container.zone)
        days = {one.day: one for one in self._between(self._queue.rows(), until)}
        monday = first - timedelta(days=first.weekday())
        weeks = []
        while monday < after:
            week = [monday + timedelta(days=number) for number in range(7)]
            weeks.append(
                tuple((day, days.get(day)) if day.month == first.month else None for day in week)
            )
            monday += timedelta(days=7)
        return AgendaMonth(
            first=first,
            weeks=tuple(weeks),
            earlier=(first - timedelta(days=1)).replace(day=1) if ahead else None,
            later=after if ahead < _MONTHS_AHEAD else None,
        )

    def move(self, number: int, place: int, by: Doer) -> None:
        """Move a queued issue to a place, counted from 1.

        Raises:
            DeskError: The issue is not in the queue, or another would lose the slot at which
                it is being sent.
        """
        with self._container.store.queue.alone():
            self._queue.move(str(number), place)
            note(self._container, Act.QUEUE_CHANGED, f"issue {number}", by, after=f"place {place}")

    def move_to(self, number: int, day: str, by: Doer) -> None:
        """Move a queued issue to a coming day. The issues in between move by a slot.

        If the planning has changed so that this is impossible, nothing is moved.

        Raises:
            DeskError: The issue is not in the queue, is pinned or is being sent, or no
                unpinned issue is sent on that day.
        """
        with self._container.store.queue.alone():
            if movable(self._container, self._queue, number).is_pinned:
                raise DeskError("issue-pinned", issue=number)
            wanted = read_day(day)
            there = dict(self._in_turn(self._queue.rows())).get(wanted)
            if there is None:
                raise DeskError("day-not-in-turn", day=wanted)
            self.move(number, there.place, by)

    def remove(self, number: int, by: Doer) -> None:
        """Take an issue out of the queue. It stays approved.

        Raises:
            DeskError: The issue is not in the queue, or is being sent.
        """
        with self._container.store.queue.alone():
            row = movable(self._container, self._queue, number)
            self._queue.remove(str(number))
            before = self._day_of(row.goes_at).isoformat() if row.goes_at else ""
            thing, after = f"issue {number}", "out of the queue"
            note(self._container, Act.QUEUE_CHANGED, thing, by, before=before, after=after)

    def former_day(self, number: int) -> date | None:
        """Return the day from which an editor last took an unqueued issue; ``None`` if unknown."""
        last = self._container.store.log.last_of(f"issue {number}", _LEAVING)
        if last is None or not _DAY.fullmatch(last.before):
            return None
        return date.fromisoformat(last.before)

    def can_move_to(self, number: int, day: date) -> bool:
        """Return whether a queued issue that is sent in turn could be moved to another day."""
        in_turn = dict(self._in_turn(self._queue.rows()))
        numbers = {row.number for row in in_turn.values()}
        return number in numbers and day in in_turn and in_turn[day].number != number

    def skip(self, day: str, by: Doer, *, back: bool = False) -> None:
        """Skip a sending day, or undo that with ``back``. Later issues move.

        Raises:
            DeskError: The text is not a date, or there is nothing to skip or to undo.
        """
        wanted = read_day(day).isoformat()
        with self._container.store.queue.alone():
            self._queue.skip(wanted, back=back)
            after = "free again" if back else "skipped"
            note(self._container, Act.QUEUE_CHANGED, f"day {wanted}", by, after=after)

    def _in_turn(self, rows: Sequence[QueueRow]) -> tuple[tuple[date, QueueRow], ...]:
        now = self._container.now()
        dated = (
            (row.goes_at, row)
            for row in rows
            if row.goes_at and not row.is_pinned and not row.starts_at
        )
        return tuple((self._day_of(at), row) for at, row in dated if at > now)

    def _between(self, rows: Sequence[QueueRow], until: datetime) -> tuple[AgendaDay, ...]:
        """Return the days with an issue, and the empty and skipped ones up to a moment."""
        last = self._day_of(until)
        dated = [
            AgendaDay(day=self._day_of(row.goes_at), at=row.goes_at, row=row)
            for row in rows
            if row.goes_at is not None
        ]
        empty = [
            AgendaDay(day=slot.date, at=slot.at)
            for slot, entry in self._queue.expected(until - self._container.now())
            if entry is None
        ]
        skipped = [
            AgendaDay(day=day, at=None)
            for day in self._container.store.queue.skipped()
            if self.today <= day <= last
        ]
        return tuple(sorted((*dated, *empty, *skipped), key=lambda one: one.day))

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(self._container.zone).date()


def movable(container: Container, queue: Queue, number: int) -> QueueRow:
    """Return a queued issue, unless it is being sent at this moment.

    A round may be about to freeze it. An issue that waits for its release is not being sent.

    Raises:
        DeskError: The issue is not in the queue, its moment has come, or an editor sends it now.
    """
    row = next((row for row in queue.rows() if row.number == number), None)
    if row is None:
        raise DeskError("issue-not-queued", issue=number)
    if row.starts_at is not None:
        raise DeskError("issue-starts-now", issue=number)
    if row.goes_at is not None and row.goes_at <= container.now() and not row.needs_yes:
        raise DeskError("issue-being-sent", issue=number)
    return row


def read_day(text: str) -> date:
    """Return a date that a form sent.

    Raises:
        DeskError: The text is empty, or not a date such as ``2026-12-27``.
    """
    if not text:
        raise DeskError("date-missing")
    with suppress(ValueError):  # such as 2026-02-30
        if _DAY.fullmatch(text):  # other forms of ISO 8601 come from no form of ours
            return date.fromisoformat(text)
    raise DeskError("date-unreadable", text=text[:40])


def _later_month(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)
