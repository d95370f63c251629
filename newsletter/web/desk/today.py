"""The first page: what was sent last, what is next, and what needs attention."""

from fastapi import APIRouter, Response

from newsletter.app import Newsletter
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.pages import READ


class TodayPage:
    """``/desk``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = APIRouter(include_in_schema=False)
        routes.add_api_route("/desk", self._door.shows(Permission.WRITE, self.show), methods=READ)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the state of the publication."""
        today, may_send = self._newsletter.desk.today.look(), visit.editor.may(Permission.SEND)
        return self._door.show(visit, "today", today=today, may_send=may_send)
