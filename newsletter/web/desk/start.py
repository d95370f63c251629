"""Immediate sending of a letter from the desk, revocable for a minute."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import number_in
from newsletter.web.routes import WRITE, PageRoutes


class StartPage:
    """``/desk/issues/{number}/start``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        send, door, path = Permission.SEND, self._door, "/desk/issues/{number}/start"
        routes.add(path, door.shows(send, self.ask))
        routes.add(path, door.acts(send, self.begin), WRITE)
        routes.add(f"{path}/undo", door.acts(send, self.undo), WRITE)
        return routes

    def ask(self, visit: Visit) -> Response:
        """Show what sending the letter would do."""
        return self._ask(visit, number_in(visit))

    def begin(self, visit: Visit, form: FormData) -> Response:
        """Start sending the letter, which happens after a minute."""
        number = number_in(visit)
        try:
            self._newsletter.desk.starts.begin(number, visit.editor, str(form.get("edition", "")))
        except ConfigError as error:
            return self._not_ready(visit, number, error)
        except DeskError as error:
            match error.code:
                case "start-waits-already":
                    pass  # the letter's page says so
                case "start-changed-meanwhile":
                    return self._ask(visit, number, why=error.message, status=409)
                case _:
                    return self._cannot(visit, number, error.message)
        return self._door.go(f"/desk/issues/{number}")

    def undo(self, visit: Visit, form: FormData) -> Response:  # noqa: ARG002  # of every act
        """Cancel sending the letter, or dismiss the notice that it was not sent."""
        number = number_in(visit)  # a start can be undone even if its letter's file is gone
        try:
            self._newsletter.desk.starts.undo(number, visit.editor)
        except DeskError as error:
            if error.code != "start-too-late":
                raise
            dispatch = self._newsletter.desk.dispatch_views.newest_of(number)
            values = {"number": number, "why": error.message, "dispatch": dispatch}
            return self._door.show(visit, "start_too_late", status=422, **values)
        is_there = self._newsletter.desk.writing.has(number)
        return self._door.go(f"/desk/issues/{number}?done=not-sent" if is_there else "/desk")

    def _ask(
        self, visit: Visit, number: int, *, why: Message | None = None, status: int = 200
    ) -> Response:
        try:
            asked = self._newsletter.desk.starts.look(number, is_exact=visit.sees_readers)
        except ConfigError as error:
            return self._not_ready(visit, number, error)
        except DeskError as error:
            if error.code == "start-waits-already":
                return self._door.go(f"/desk/issues/{number}")
            return self._cannot(visit, number, error.message)
        follower = self._newsletter.queue.follower(number)
        return self._door.show(
            visit, "start", status=status, asked=asked, follower=follower, why=why
        )

    def _not_ready(self, visit: Visit, number: int, error: ConfigError) -> Response:
        """Say what keeps all mail from leaving, or else what keeps this letter."""
        lacking = self._newsletter.desk.outgoing.issues()
        return self._cannot(visit, number, *([lacking] if lacking else error.problems))

    def _cannot(self, visit: Visit, number: int, *reasons: Message) -> Response:
        return self._door.show(visit, "start_not", status=422, number=number, reasons=reasons)
