"""What people wrote to the unsubscribe mailbox in their own words, at the desk."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.readers import READERS
from newsletter.web.desk.typed_numbers import number_in_form
from newsletter.web.routes import WRITE, PageRoutes

REPLIES = f"{READERS}/replies"


class ReplyPages:
    """``/desk/readers/replies``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes, door, may = PageRoutes(), self._door, Permission.READERS
        routes.add(REPLIES, door.shows(may, self.show))
        routes.add(f"{REPLIES}/unsubscribe", door.acts(may, self.unsubscribe), WRITE)
        routes.add(f"{REPLIES}/done", door.acts(may, self.put_away), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the messages that wait."""
        return self._show(visit)

    def _show(self, visit: Visit, why: Message | None = None) -> Response:
        return self._door.show(
            visit,
            "replies",
            status=422 if why else 200,
            waiting=self._newsletter.correspondence.waiting(),
            many=self._newsletter.correspondence.count(),
            why=why,
            done="" if why else visit.request.query_params.get("done", ""),
        )

    def unsubscribe(self, visit: Visit, form: FormData) -> Response:
        """Unsubscribe the sender of a message, and settle it."""
        number = number_in_form(form, "reply")
        try:
            self._newsletter.correspondence.unsubscribe(number, visit.editor)
        except DeskError as error:
            return self._show(visit, error.message)
        return self._door.go(f"{REPLIES}?done=unsubscribed")

    def put_away(self, visit: Visit, form: FormData) -> Response:
        """Settle a message without acting on it."""
        number = number_in_form(form, "reply")
        try:
            self._newsletter.correspondence.put_away(number)
        except DeskError as error:
            return self._show(visit, error.message)
        return self._door.go(f"{REPLIES}?done=settled")
