"""The coming sending days at the desk: which letter each has, which are empty or skipped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newsletter.app.container import Container
from newsletter.app.queue import Queue, QueueRow
from newsletter.model.editor import Act, Actor, Editor, LogEntry

_WEEKS = 12  # shown at least


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


class Agenda:
    """Shows and changes the queue; a change is committed together with its entry in the log."""

    def __init__(self, container: Container, queue: Queue) -> None:
        """Set the parts."""
        self._container = container
        self._queue = queue

    def days(self) -> tuple[AgendaDay, ...]:
        """Return the sending days of twelve weeks, or up to the last queued issue if it is later."""
        rows = {row.number: row for row in self._queue.rows()}
        moments = [row.goes_at for row in rows.values() if row.goes_at is not None]
        now = self._container.now()
        until = max([now + timedelta(weeks=_WEEKS), *moments]) - now
        coming = self._queue.coming(until)
        planned = [
            AgendaDay(day=slot.date, at=slot.at, row=rows.get(entry.issue) if entry else None)
            for slot, entry in coming
        ]
        today = now.astimezone(self._container.zone).date()
        last = max([day.day for day in planned], default=today)
        skipped = [
            AgendaDay(day=day, at=None)
            for day in self._container.store.queue.skipped()
            if today <= day <= last
        ]
        return tuple(sorted((*planned, *skipped), key=lambda one: one.day))

    def undated(self) -> tuple[QueueRow, ...]:
        """Return the queued issues that have no slot, each with the reason in its notes."""
        return tuple(row for row in self._queue.rows() if row.goes_at is None)

    def move(self, number: int, place: int, by: Editor) -> None:
        """Move a queued issue to a place, counted from 1.

        Raises:
            DeskError: The issue is not in the queue.
        """
        with self._container.store.together():
            self._queue.move(str(number), place)
            self._log(by, f"issue {number}", f"place {place}")

    def remove(self, number: int, by: Editor) -> None:
        """Take an issue out of the queue; it stays approved.

        Raises:
            DeskError: The issue is not in the queue.
        """
        with self._container.store.together():
            self._queue.remove(str(number))
            self._log(by, f"issue {number}", "out of the queue")

    def skip(self, day: str, by: Editor, *, back: bool = False) -> None:
        """Skip a sending day, or undo that with ``back``; later issues move.

        Raises:
            DeskError: The text is not a date, or there is nothing to skip or to undo.
        """
        with self._container.store.together():
            self._queue.skip(day, back=back)
            self._log(by, f"day {day}", "free again" if back else "skipped")

    def _log(self, by: Editor, thing: str, after: str) -> None:
        at = self._container.now()
        self._container.store.log.add(
            LogEntry(
                at=at,
                actor=Actor.DESK,
                act=Act.QUEUE_CHANGED,
                thing=thing,
                editor=by.id,
                after=after,
            )
        )
