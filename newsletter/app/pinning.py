"""Letters that are pinned to a day and a time."""

import re
from datetime import datetime, time, timedelta
from typing import Final

from newsletter.app.acts import note
from newsletter.app.agenda import movable, read_day
from newsletter.app.container import Container
from newsletter.app.queue import Queue
from newsletter.app.writing import Writing
from newsletter.editorial import issue_files
from newsletter.editorial.slots import moment
from newsletter.errors import AuthorError, DeskError
from newsletter.model.editor import Act, Doer

_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_AHEAD: Final = timedelta(days=731)


class Pinning:
    """Pins queued issues to moments.

    The moment is in the issue's file, as ``send_at``, and in its approval, by which it is
    sent. Both are changed together, so that an issue that is approved again keeps its
    moment. The frozen edition does not depend on it and is not changed.
    """

    def __init__(self, container: Container, queue: Queue, writing: Writing) -> None:
        """Store the dependencies."""
        self._container = container
        self._queue = queue
        self._writing = writing

    def pin(self, number: int, day: str, clock: str, by: Doer) -> None:
        """Have a queued issue sent on a day and at a time, such as ``2026-12-24`` and ``10:00``.

        Raises:
            DeskError: The issue is not in the queue or is being sent, the moment is invalid,
                past or too far away, the day is skipped, used or taken by another pinned
                issue, or the issue's file cannot be changed.
        """
        self._put(number, self._moment(day, clock), by)

    def unpin(self, number: int, by: Doer) -> None:
        """Have a pinned issue sent in turn again, at its place in the queue.

        Raises:
            DeskError: The issue is not in the queue or is being sent, or its file cannot be
                changed.
        """
        self._put(number, None, by)

    def _put(self, number: int, at: datetime | None, by: Doer) -> None:
        container, zone = self._container, self._container.zone

        def pin(was: str, becomes: str) -> None:
            with self._queue.keeping_due():
                movable(container, self._queue, number)
                if at is not None:
                    self._refuse(number, at)
                if not container.store.pins.put(number, at, was=was, becomes=becomes):
                    raise DeskError("issue-not-queued", issue=number)  # taken out at this moment
                after = at.astimezone(zone).isoformat(timespec="minutes") if at else "in turn"
                note(container, Act.QUEUE_CHANGED, f"issue {number}", by, after=after)

        try:
            self._writing.amend(
                number,
                lambda text, path: issue_files.with_moment(text, at, path, zone),
                pin,
                by,
            )
        except AuthorError as error:
            raise DeskError("pin-file-unusable", issue=number, problem=error.problem) from error
        except OSError as error:
            raise DeskError("pin-not-written", issue=number) from error

    def _moment(self, day: str, clock: str) -> datetime:
        """Return the moment that a form names, in the publication's time zone.

        Raises:
            DeskError: It is invalid, past or too far away.
        """
        local, zone, now = read_day(day), self._container.zone, self._container.now()
        if not clock:
            raise DeskError("time-missing")
        if not _TIME.fullmatch(clock):
            raise DeskError("time-unreadable", text=clock[:40])
        today = now.astimezone(zone).date()
        if local < today:
            raise DeskError("pin-in-the-past", at=local)
        if local - today > _AHEAD:
            raise DeskError("pin-too-far", day=local)
        at = moment(local, time.fromisoformat(clock), zone)
        if at <= now:
            raise DeskError("pin-in-the-past", at=at.astimezone(zone))
        return at

    def _refuse(self, number: int, at: datetime) -> None:
        """Refuse a day to which another issue is pinned, or on which nothing more is sent."""
        zone, queue = self._container.zone, self._container.store.queue
        day = at.astimezone(zone).date()
        for other in queue.entries():
            own = other.send_at.astimezone(zone).date() if other.send_at else None
            if own == day and other.issue != number:
                raise DeskError("pin-beside-another", day=day, issue=other.issue)
        if day in queue.skipped():
            raise DeskError("pin-on-skipped-day", day=day)
        if day in queue.taken(day):
            raise DeskError("pin-on-used-day", day=day)
