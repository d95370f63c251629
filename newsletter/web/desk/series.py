"""An article at the desk, and the series of letters that it becomes."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.drawing import MadeSeries
from newsletter.app.issue_list import IssueRow
from newsletter.app.proposed_series import ProposedSeries
from newsletter.errors import DeskError, NewsletterError
from newsletter.model.editor import Permission
from newsletter.web.desk.articles import article_name
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.results import Results
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.routes import WRITE, PageRoutes

_MOST_WEEKS: Final = 100
_LONGEST_NUMBER: Final = 12  # characters, of a number of weeks that is shown again
_SHOWN_HERE: Final = {"series-changed-meanwhile", "issue-not-drawable"}
_BLANK: Final = {"why": None, "weeks_why": None, "typed": ""}


class SeriesPages:
    """``/desk/articles/{name}``, and making its letters."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._results = Results[MadeSeries]()

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door, one = Permission.WRITE, self._door, "/desk/articles/{name}"
        routes.add(one, door.shows(write, self.show))
        routes.add(f"{one}/made/{{result}}", door.shows(write, self.made))
        routes.add(f"{one}/drafts", door.acts(write, self.keep), WRITE)
        routes.add(f"{one}/queue", door.acts(Permission.SEND, self.queue), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show an article's sections, and the letters that can be made of it."""
        typed = visit.request.query_params.get("weeks", "").strip()
        try:
            weeks = weeks_in(typed) if typed else None
        except DeskError as error:
            typed = typed[:_LONGEST_NUMBER]
            return self._show(visit, None, typed=typed, weeks_why=error.message, status=422)
        return self._show(visit, weeks)

    def _show(
        self, visit: Visit, weeks: int | None, *, status: int = 200, **more: object
    ) -> Response:
        """Show the page of an article, which can also show what ``_BLANK`` names."""
        name = article_name(self._newsletter, visit)
        proposed = self._newsletter.desk.drawing.propose(name, weeks)
        return self._door.show(
            visit,
            "article",
            status=status,
            proposed=proposed,
            made=self._made_before(proposed),
            older=self._newsletter.desk.versions.older(name),
            replaced=visit.request.query_params.get("replaced") == "yes",
            lacking=self._newsletter.desk.outgoing.issues(),
            weeks=weeks,
            may_send=visit.editor.may(Permission.SEND),
            may_discard=visit.editor.may(Permission.DISCARD),
            **{**_BLANK, **more},
        )

    def _made_before(self, proposed: ProposedSeries) -> Sequence[IssueRow]:
        """Return the letters of an article that are more than drafts, in the order of their days."""
        if not proposed.queued:
            return ()
        rows = [one for one in self._newsletter.issue_list.rows() if one.number in proposed.queued]
        return sorted(rows, key=lambda row: (row.goes_at is None, row.goes_at, row.number))

    def keep(self, visit: Visit, form: FormData) -> Response:
        """Write the proposed issues as drafts."""
        return self._make(visit, form, is_queued=False)

    def queue(self, visit: Visit, form: FormData) -> Response:
        """Write the proposed issues, and approve and queue those without errors."""
        return self._make(visit, form, is_queued=True)

    def _make(self, visit: Visit, form: FormData, *, is_queued: bool) -> Response:
        typed, expected = str(form.get("weeks", "")), str(form.get("expected", ""))
        weeks = weeks_in(typed) if typed else None
        has_drafts = form.get("only") != "new"
        drawing, name = self._newsletter.desk.drawing, article_name(self._newsletter, visit)
        try:
            made = drawing.make(
                name,
                weeks,
                expected=expected,
                is_queued=is_queued,
                has_drafts=has_drafts,
                by=visit.editor,
            )
        except NewsletterError as error:
            if error.code not in _SHOWN_HERE:
                raise
            status = 409 if error.code == "series-changed-meanwhile" else 422
            return self._show(visit, weeks, why=error.message, status=status)
        return self._door.go(f"/desk/articles/{quote(name)}/made/{self._results.keep(made)}")

    def made(self, visit: Visit) -> Response:
        """Show what became of a series that was just made; later on, its article."""
        name = article_name(self._newsletter, visit)
        made = self._results.of(str(visit.request.path_params["result"]))
        if made is None:
            return self._door.go(f"/desk/articles/{quote(name)}")
        return self._door.show(visit, "made", name=name, made=made, subjects=made.subjects)


def weeks_in(text: str) -> int:
    """Return the number of weeks that a form asks for.

    Raises:
        DeskError: It is not a number from 1 to 100.
    """
    wanted = whole_number(text.strip(), 3) or 0
    if not 1 <= wanted <= _MOST_WEEKS:
        raise DeskError("weeks-unreadable", most=_MOST_WEEKS)
    return wanted
