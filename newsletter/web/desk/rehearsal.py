"""The rehearsal of a letter's sending."""

from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.rehearsals import Rehearsals
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import number_of
from newsletter.web.routes import PageRoutes


class RehearsalPage:
    """``/desk/issues/{number}/rehearsal``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._rehearsals: Rehearsals | None = None

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        path = "/desk/issues/{number}/rehearsal"
        routes.add(path, self._door.shows(Permission.SEND, self.show))
        return routes

    def show(self, visit: Visit) -> Response:
        """Show what sending the letter would do. It changes nothing."""
        number = number_of(self._newsletter, visit)
        if self._rehearsals is None:  # one for all visits, because it rehearses one at a time
            self._rehearsals = Rehearsals.of(self._newsletter)
        done = self._rehearsals.at_desk(number, is_exact=visit.sees_readers)
        return self._door.show(visit, "rehearsal", done=done)
