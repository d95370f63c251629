"""The planning as a calendar feed: an editor's private address, and its contents."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import WRITE, PageRoutes

_CALENDAR = "/desk/calendar"
# calendar programs poll: they may cache the file, but only privately
_KEPT = {"cache-control": "private, max-age=900", "x-robots-tag": "noindex"}


class CalendarPages:
    """``/desk/calendar`` and ``/desk/calendar/{token}.ics``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door = Permission.WRITE, self._door
        routes.add(_CALENDAR, door.shows(write, self.show))
        routes.add(_CALENDAR, door.acts(write, self.make), WRITE)
        routes.add(f"{_CALENDAR}/end", door.acts(write, self.end), WRITE)
        routes.add(f"{_CALENDAR}/{{token}}.ics", self.read)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show whether the editor has an address, with buttons to create and end one."""
        made_at = self._newsletter.desk.calendars.made_at(visit.editor)
        done = visit.request.query_params.get("done", "")
        return self._door.show(visit, "calendar", made_at=made_at, address="", done=done)

    def make(self, visit: Visit, _form: FormData) -> Response:
        """Create an address, and show it this one time."""
        calendars = self._newsletter.desk.calendars
        address = calendars.make(visit.editor)
        made_at = calendars.made_at(visit.editor)
        return self._door.show(visit, "calendar", made_at=made_at, address=address, done="")

    def end(self, visit: Visit, _form: FormData) -> Response:
        """End the address."""
        self._newsletter.desk.calendars.end(visit.editor)
        return self._door.go(f"{_CALENDAR}?done=ended")

    def read(self, token: str, request: Request) -> Response:
        """Return the planning to a calendar program, which has no session.

        Raises:
            HTTPException: 404, whether the address never existed or has ended.
        """
        found = self._newsletter.desk.calendars.read(token)
        if found is None:
            raise HTTPException(404)
        headers = {**_KEPT, "etag": f'"{found.etag}"'}
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        disposition = {"content-disposition": 'inline; filename="planning.ics"'}
        return Response(found.data, 200, headers | disposition, "text/calendar; charset=utf-8")
