"""The planning for editors' calendar programs, as iCalendar at an address for each editor."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.queue import Queue
from newsletter.editors.sessions import draw
from newsletter.model.editor import Act, Editor
from newsletter.model.secret import hash_of

if TYPE_CHECKING:
    from icalendar import Event

_REFRESHED_EVERY: Final = timedelta(hours=6)
_AROUND: Final = timedelta(days=366)  # for which the file has the rules of the time zone


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The planning as an iCalendar file (RFC 5545).

    Attributes:
        data: The file.
        etag: A hash of the planning alone, whenever the file was made.
    """

    data: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class _Letter:
    number: int
    subject: str
    at: datetime


class Calendars:
    """Makes, ends and answers the addresses, at most one for each editor.

    Only a hash of an address's secret part is stored, so that it can be displayed only
    once. The file contains dates and subjects, and nothing about people.
    """

    def __init__(self, container: Container, queue: Queue) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._queue = queue

    def make(self, by: Editor) -> str:
        """Return a new address for an editor. The former address ends."""
        token = draw(secrets.token_bytes)
        with self._container.store.together():
            self._container.store.calendars.put(hash_of(token), by.id, self._container.now())
            note(self._container, Act.CALENDAR_MADE, f"editor {by.id}", by)
        return f"{self._container.pages_at}/desk/calendar/{token}.ics"

    def end(self, by: Editor) -> None:
        """End an editor's address, if there is one."""
        with self._container.store.together():
            if self._container.store.calendars.drop(by.id):
                note(self._container, Act.CALENDAR_ENDED, f"editor {by.id}", by)

    def made_at(self, editor: Editor) -> datetime | None:
        """Return when an editor's address was made, or ``None`` if there is none."""
        return self._container.store.calendars.made_at(editor.id)

    def read(self, token: str) -> CalendarFile | None:
        """Return the planning for an address's secret part; ``None`` if it is invalid."""
        if not self._container.store.calendars.is_open(hash_of(token)):
            return None
        letters = [
            _Letter(row.number, row.subject, row.goes_at)
            for row in self._queue.rows()
            if row.goes_at is not None
        ]
        name, zone = self._container.settings.publication.name, self._container.zone
        planning = repr((name, str(zone), self._base, letters))
        etag = hashlib.sha256(planning.encode()).hexdigest()[:32]
        return CalendarFile(self._written(letters), etag)

    def _written(self, letters: Sequence[_Letter]) -> bytes:
        from icalendar import Calendar

        now, name = self._container.now(), self._container.settings.publication.name
        calendar = Calendar()
        calendar.add("prodid", "-//newsletter//desk//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", name)  # RFC 7986 §5.1; most programs still read the next line
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", _REFRESHED_EVERY, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")  # the same, for programs from before 2016
        for letter in letters:
            calendar.add_component(self._event(letter, now))
        latest = max((letter.at for letter in letters), default=now)
        calendar.add_missing_timezones((now - _AROUND).date(), (latest + _AROUND).date())
        data: bytes = calendar.to_ical()
        return data

    def _event(self, letter: _Letter, now: datetime) -> "Event":
        from icalendar import Event

        event = Event()
        # from the letter alone, so that a calendar moves the event when the letter moves
        event.add("uid", f"letter-{letter.number}@{urlsplit(self._base).hostname}")
        event.add("dtstamp", now)
        event.add("dtstart", letter.at.astimezone(self._container.zone))
        event.add("summary", letter.subject)
        event.add("transp", "TRANSPARENT")  # it does not mark anybody as busy
        return event

    @property
    def _base(self) -> str:
        return self._container.settings.publication.base_url
