"""Planned absences at the desk, with a preview before confirmation."""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.agenda import read_day
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.typed_numbers import number_in_form
from newsletter.web.routes import WRITE, PageRoutes

_AWAY = "/desk/queue/away"


class AwayPages:
    """``/desk/queue/away``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        send, door = Permission.SEND, self._door
        routes.add(_AWAY, door.shows(send, self.show))
        routes.add(_AWAY, door.acts(send, self.begin), WRITE)
        routes.add(f"{_AWAY}/end", door.acts(send, self.end), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the effect of an absence between two days, without changing anything."""
        asked = visit.request.query_params
        if "since" not in asked and "until" not in asked:
            return self._form(visit, "", "", {})
        return self._outcome(visit, asked.get("since", ""), asked.get("until", ""))

    def begin(self, visit: Visit, form: FormData) -> Response:
        """Skip the days of the absence that were shown."""
        since, until = str(form.get("since", "")), str(form.get("until", ""))
        expected = str(form.get("expected", ""))
        try:
            self._newsletter.desk.absences.begin(since, until, expected, visit.editor)
        except DeskError as error:
            return self._outcome(visit, since, until, why=error.message, status=409)
        return self._door.go("/desk/queue?away=begun#away")

    def end(self, visit: Visit, form: FormData) -> Response:
        """Unskip the days of an absence."""
        since, until = str(form.get("since", "")), str(form.get("until", ""))
        number = number_in_form(form, "absence")
        self._newsletter.desk.absences.end(number, since, until, visit.editor)
        return self._door.go("/desk/queue?away=ended#away")

    def _outcome(
        self,
        visit: Visit,
        since: str,
        until: str,
        *,
        why: Message | None = None,
        status: int = 200,
    ) -> Response:
        try:
            found = self._newsletter.desk.absences.propose(since, until)
        except DeskError as error:
            return self._form(visit, since, until, _wrong(since, until, error), status=422)
        return self._door.show(visit, "away", status=status, found=found, why=why)

    def _form(
        self,
        visit: Visit,
        since: str,
        until: str,
        wrong: Mapping[str, Message],
        *,
        status: int = 200,
    ) -> Response:
        return self._door.show(
            visit,
            "away_form",
            status=status,
            since=since[:40],
            until=until[:40],
            today=self._newsletter.desk.agenda.today,
            wrong=wrong,
        )


def _wrong(since: str, until: str, error: DeskError) -> Mapping[str, Message]:
    """Return what is wrong with the dates, by the field that it is about."""
    wrong = {}
    for field, text in (("since", since), ("until", until)):
        try:
            read_day(text)
        except DeskError as unreadable:
            wrong[field] = unreadable.message
    return wrong or {"until": error.message}
