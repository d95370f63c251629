"""The report of a letter that went out."""

from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import number_in
from newsletter.web.routes import PageRoutes


class ReportPage:
    """``/desk/dispatches/{number}/report``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the route."""
        routes = PageRoutes()
        shows = self._door.shows(Permission.WRITE, self.show)
        routes.add("/desk/dispatches/{number}/report", shows)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show what became of a letter: figures for everybody, who it is about for owners."""
        number = number_in(visit)
        reports = self._newsletter.desk.reports
        knows_readers = visit.sees_readers
        with self._newsletter.container.snapshot():
            report = reports.show(number, is_exact=knows_readers)
            is_asked = knows_readers and report.to_look_at
            addresses = reports.addresses(number) if is_asked else {}
        return self._door.show(
            visit,
            "report",
            report=report,
            web=self._newsletter.web_changes.page_of(report.figures.issue),
            may_send=visit.editor.may(Permission.SEND),
            addresses=addresses,
            may_see_readers=knows_readers,
        )
