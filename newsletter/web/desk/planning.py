"""Planning at the desk: which letter is sent on which day."""

from fastapi import APIRouter, Response
from starlette.datastructures import FormData

from newsletter.app import Newsletter
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit, number_in
from newsletter.web.pages import READ

_PLANNING = "/desk/queue"


class PlanningPage:
    """``/desk/queue``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = APIRouter(include_in_schema=False)
        door = self._door
        routes.add_api_route(_PLANNING, door.shows(Permission.WRITE, self.show), methods=READ)
        for path, act in (
            (f"{_PLANNING}/move", self.move),
            (f"{_PLANNING}/remove", self.remove),
            (f"{_PLANNING}/skip", self.skip),
            (f"{_PLANNING}/release", self.release),
        ):
            routes.add_api_route(path, door.acts(Permission.SEND, act), methods=["POST"])
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the coming sending days, and the queued letters without one."""
        agenda = self._newsletter.desk.agenda
        may_send = visit.editor.may(Permission.SEND)
        return self._door.show(
            visit, "planning", days=agenda.days(), undated=agenda.undated(), may_send=may_send
        )

    def move(self, visit: Visit, form: FormData) -> Response:
        """Move a letter to another place in the queue."""
        number, place = number_in(form, "number"), number_in(form, "place")
        self._newsletter.desk.agenda.move(number, place, visit.editor)
        return self._door.go(f"{_PLANNING}#letter-{number}")

    def remove(self, visit: Visit, form: FormData) -> Response:
        """Take a letter out of the queue."""
        self._newsletter.desk.agenda.remove(number_in(form, "number"), visit.editor)
        return self._door.go(_PLANNING)

    def release(self, visit: Visit, form: FormData) -> Response:
        """Say yes to a letter that waits for it."""
        number = number_in(form, "number")
        self._newsletter.desk.decisions.release(number, visit.editor)
        return self._door.go(f"{_PLANNING}#letter-{number}")

    def skip(self, visit: Visit, form: FormData) -> Response:
        """Skip a day, or undo that."""
        day, back = str(form.get("day", "")), form.get("back") == "yes"
        self._newsletter.desk.agenda.skip(day, visit.editor, back=back)
        return self._door.go(f"{_PLANNING}#day-{day}")
