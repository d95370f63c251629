"""Queueing letters again with the present settings, and what became of each."""

from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.requeueing import Requeued
from newsletter.errors import DeskError
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.results import Results
from newsletter.web.routes import WRITE, PageRoutes

_QUEUE: Final = "/desk/queue"


class RequeuePages:
    """``/desk/queue/renew``, and its result."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._results = Results[Requeued]()

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        send, door = Permission.SEND, self._door
        routes.add(f"{_QUEUE}/renew", door.acts(send, self.renew), WRITE)
        routes.add(f"{_QUEUE}/renewed/{{result}}", door.shows(send, self.show))
        return routes

    def renew(self, visit: Visit, _form: FormData) -> Response:
        """Queue every letter again that would be another one now."""
        try:
            done = self._newsletter.desk.settings.requeueing.again(visit.editor)
        except DeskError as error:
            return self._door.show(visit, "requeue_busy", status=409, why=error.message)
        return self._door.go(f"{_QUEUE}/renewed/{self._results.keep(done)}")

    def show(self, visit: Visit) -> Response:
        """Show what became of the letters; later on, the schedule."""
        done = self._results.of(str(visit.request.path_params["result"]))
        if done is None:
            return self._door.go(_QUEUE)
        return self._door.show(visit, "requeued", done=done)
