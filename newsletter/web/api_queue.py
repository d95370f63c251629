"""The queue for programs: what goes when, and changes of that."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from newsletter.app import Newsletter
from newsletter.app.queue_rows import QueueRow
from newsletter.model.secret import Scope
from newsletter.web.api_parts import (
    ApiBody,
    ApiNote,
    ApiRoutes,
    By,
    Moment,
    written,
)

_Day = Annotated[
    str,
    Field(
        max_length=10, pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}
    ),
]
_Letter = Annotated[int, Field(ge=1, le=999_999_999, description="The number of a queued letter.")]


class QueuedLetter(BaseModel):
    """A letter in the queue. ``needs_yes``: somebody must say at the desk that it may go."""

    place: int
    number: int
    subject: str
    goes_at: Moment
    is_pinned: bool
    needs_yes: bool
    notes: list[ApiNote]

    @classmethod
    def of(cls, row: QueueRow) -> "QueuedLetter":
        """Return a row of the queue."""
        return cls(
            place=row.place,
            number=row.number,
            subject=row.subject,
            goes_at=written(row.goes_at),
            is_pinned=row.is_pinned,
            needs_yes=row.needs_yes,
            notes=[ApiNote.of(one) for one in row.notes],
        )


class ShownQueue(BaseModel):
    """The queue in its order, and the coming days on which nothing is sent."""

    letters: list[QueuedLetter]
    skipped: list[Annotated[str, Field(json_schema_extra={"format": "date"})]]


class MovedLetter(ApiBody):
    """A letter, and its new place, counted from 1."""

    number: _Letter
    place: Annotated[int, Field(ge=1, le=100_000)]


class PinnedLetter(ApiBody):
    """A letter, and the moment at which it goes, on the publication's clock."""

    number: _Letter
    day: _Day
    time: Annotated[str, Field(max_length=5, pattern="^[0-9]{2}:[0-9]{2}$", examples=["10:00"])]


class NamedLetter(ApiBody):
    """A letter in the queue."""

    number: _Letter


class SkippedDay(ApiBody):
    """A sending day on which nothing goes; with ``back``, something can go again."""

    day: _Day
    back: bool = False


class QueueApi:
    """``/queue``, for the scope ``edit``. Every change is answered with the queue after it."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Set the publication."""
        self._newsletter = newsletter

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = ApiRoutes(self._newsletter, Scope.EDIT, "queue")
        routes.add("GET", "/queue", self.show, "Show which letter goes when")
        for act, title in (
            (self.move, "Move a letter to another place"),
            (self.pin, "Give a letter a fixed moment"),
            (self.unpin, "Let a letter go in turn again"),
            (self.remove, "Take a letter out of the queue"),
            (self.skip, "Skip a sending day, or no longer"),
        ):
            path = f"/queue/{act.__name__}"
            routes.add("POST", path, act, title, 400, 404, 409, 413, 422)
        return routes.all

    def show(self) -> ShownQueue:
        """A letter without a day has a note that says why."""
        days = self._newsletter.desk.agenda.look().days
        return ShownQueue(
            letters=[QueuedLetter.of(row) for row in self._newsletter.queue.rows()],
            skipped=[one.day.isoformat() for one in days if one.is_skipped],
        )

    def move(self, asked: MovedLetter, by: By) -> ShownQueue:
        """The letters in between move by a place."""
        self._newsletter.desk.agenda.move(asked.number, asked.place, by)
        return self.show()

    def pin(self, asked: PinnedLetter, by: By) -> ShownQueue:
        """The moment is written into the letter's file too, as `send_at`."""
        self._newsletter.desk.pinning.pin(asked.number, asked.day, asked.time, by)
        return self.show()

    def unpin(self, asked: NamedLetter, by: By) -> ShownQueue:
        """The letter goes at its place in the queue again."""
        self._newsletter.desk.pinning.unpin(asked.number, by)
        return self.show()

    def remove(self, asked: NamedLetter, by: By) -> ShownQueue:
        """The letter stays approved."""
        self._newsletter.desk.agenda.remove(asked.number, by)
        return self.show()

    def skip(self, asked: SkippedDay, by: By) -> ShownQueue:
        """The letters of that day and after it move by a slot."""
        self._newsletter.desk.agenda.skip(asked.day, by, back=asked.back)
        return self.show()
