"""Readers for programs with an owner's key, by number."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from newsletter.app import Newsletter
from newsletter.app.reader_access import KnownReader
from newsletter.model.audience import Rhythm, Standing, SuppressionReason
from newsletter.model.secret import Scope
from newsletter.web.api_parts import (
    After,
    ApiRoutes,
    By,
    Moment,
    Number,
    written,
)


class ShownReader(BaseModel):
    """A reader. Nothing is mailed to an address that is suppressed."""

    number: int
    address: str
    first_name: str
    language: str
    standing: Standing
    rhythm: Rhythm
    tags: list[str]
    joined_at: Moment
    confirmed_at: Moment
    left_at: Moment
    paused_until: Moment
    suppressed_for: SuppressionReason | None

    @classmethod
    def of(cls, known: KnownReader) -> "ShownReader":
        """Return a reader."""
        one = known.subscriber
        return cls(
            number=one.id,
            address=str(one.address),
            first_name=one.first_name,
            language=one.language,
            standing=one.standing,
            rhythm=one.rhythm,
            tags=sorted(one.tags),
            joined_at=written(one.joined_at),
            confirmed_at=written(one.confirmed_at),
            left_at=written(one.left_at),
            paused_until=written(one.paused_until),
            suppressed_for=None if known.suppression is None else known.suppression.reason,
        )


class ReaderApi:
    """``/readers``, for the scope ``readers``. The log of the desk names what was looked at."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Set the publication."""
        self._newsletter = newsletter

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = ApiRoutes(self._newsletter, Scope.READERS, "readers")
        one, asked = "/readers/{number}", "who asked for it"
        routes.add("GET", "/readers", self.page, "List the readers by number", 422)
        routes.add("GET", one, self.show, "Show a reader", 404, 422)
        leave = f"{one}/unsubscribe"
        routes.add("POST", leave, self.unsubscribe, f"Unsubscribe a reader {asked}", 404, 409, 422)
        routes.add("DELETE", one, self.forget, f"Erase a reader {asked}", 404, 422)
        return routes.all

    def page(
        self, by: By, after: After = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
    ) -> list[ShownReader]:
        """In the order of their numbers, which are not used again: no reader is left out.

        Reading is an act: the log of the desk says once a day that this key read the list. No
        other GET of this API changes anything, but when the key was last used.
        """
        found = self._newsletter.desk.reader_access.page(by, after=after, limit=limit)
        return [ShownReader.of(one) for one in found]

    def show(self, number: Number, by: By) -> ShownReader:
        """Somebody who was erased is not found.

        Reading is an act: the log of the desk says once a day that this key looked at them.
        """
        return ShownReader.of(self._newsletter.desk.reader_access.find(number, by))

    def unsubscribe(self, number: Number, by: By) -> ShownReader:
        """Repeating it changes nothing."""
        return ShownReader.of(self._newsletter.desk.reader_access.unsubscribe(number, by))

    def forget(self, number: Number, by: By) -> None:
        """Only a keyed hash remains, by which the address is never written to again."""
        self._newsletter.desk.reader_access.forget(number, by)
