"""Dispatches for programs: how far each is, and stopping it."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from newsletter.app import Newsletter
from newsletter.app.dispatch_list import DispatchRow, DispatchStatus
from newsletter.model.secret import Scope
from newsletter.web.api_parts import (
    After,
    ApiNote,
    ApiRoutes,
    By,
    Moment,
    Number,
    SeesReaders,
    written,
)


class ShownDispatch(BaseModel):
    """A dispatch. The ``counts`` of its recipients by state add up to ``audience``.

    To a key without the scope ``readers``, they do not tell who has left: a reader whom
    a batch left out counts as its others, and before anything went out there are no numbers.
    """

    number: int
    letter: int
    state: DispatchStatus
    began_at: Moment
    slot: Annotated[str | None, Field(json_schema_extra={"format": "date"})]
    again_of: int | None
    audience: int
    counts: dict[str, int]
    is_done: bool
    waits_until: Moment
    why: list[ApiNote]

    @classmethod
    def of(cls, row: DispatchRow) -> "ShownDispatch":
        """Return a row of the dispatches."""
        return cls(
            number=row.id,
            letter=row.issue,
            state=row.state,
            began_at=written(row.since),
            slot=None if row.slot is None else row.slot.isoformat(),
            again_of=row.again_of,
            audience=row.audience,
            counts={state.value: many for state, many in row.counts.items()},
            is_done=row.is_done,
            waits_until=written(row.waits_until),
            why=[ApiNote.of(one) for one in row.why],
        )


class DispatchApi:
    """``/dispatches``, for the scope ``edit``.

    Starting a letter at once is left to people, who have a minute to undo it. So is resuming:
    a dispatch was paused because somebody has to look at it.
    """

    def __init__(self, newsletter: Newsletter) -> None:
        """Set the publication."""
        self._newsletter = newsletter

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = ApiRoutes(self._newsletter, Scope.EDIT, "dispatches")
        one, wrong = "/dispatches/{number}", (404, 409, 422)
        routes.add("GET", "/dispatches", self.page, "List the dispatches by number", 422)
        routes.add("GET", one, self.show, "Show a dispatch with its counts", 404, 422)
        routes.add("POST", f"{one}/pause", self.pause, "Pause a dispatch for now", *wrong)
        routes.add("POST", f"{one}/cancel", self.cancel, "Cancel the rest for good", *wrong)
        return routes.all

    def page(
        self,
        sees_readers: SeesReaders,
        after: After = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> list[ShownDispatch]:
        """In the order of their numbers: a new one comes at the end."""
        listed = self._newsletter.dispatch_list
        rows = listed.page(after=after, limit=limit, is_exact=sees_readers)
        return [ShownDispatch.of(row) for row in rows]

    def show(self, number: Number, sees_readers: SeesReaders) -> ShownDispatch:
        """Every recipient is counted once."""
        row = self._newsletter.dispatches.show(number, is_exact=sees_readers)
        return ShownDispatch.of(row)

    def pause(self, number: Number, by: By, sees_readers: SeesReaders) -> ShownDispatch:
        """What is being handed over at this moment is still sent."""
        self._newsletter.desk.dispatch_acts.pause(number, by)
        return self.show(number, sees_readers)

    def cancel(self, number: Number, by: By, sees_readers: SeesReaders) -> ShownDispatch:
        """Readers who have not got the letter yet are spared."""
        self._newsletter.desk.dispatch_acts.cancel(number, by)
        return self.show(number, sees_readers)
