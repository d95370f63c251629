"""Articles at the desk: pasted, looked at, and made into weeks."""

from fastapi import APIRouter, HTTPException, Response
from starlette.datastructures import FormData

from newsletter.app import Newsletter
from newsletter.errors import ArticleError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.pages import READ

_MOST_WEEKS = 100


class ArticlePages:
    """``/desk/articles`` and ``/desk/articles/{name}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Keep the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = APIRouter(include_in_schema=False)
        write, door = Permission.WRITE, self._door
        one = "/desk/articles/{name}"
        routes.add_api_route("/desk/articles", door.shows(write, self.list), methods=READ)
        routes.add_api_route("/desk/articles", door.acts(write, self.paste), methods=["POST"])
        routes.add_api_route(one, door.shows(write, self.show), methods=READ)
        routes.add_api_route(f"{one}/drafts", door.acts(write, self.keep), methods=["POST"])
        queue = door.acts(Permission.SEND, self.queue)
        routes.add_api_route(f"{one}/queue", queue, methods=["POST"])
        return routes

    def list(self, visit: Visit) -> Response:
        """Show every article, and the box for a new one."""
        return self._list(visit)

    def paste(self, visit: Visit, form: FormData) -> Response:
        """Keep a pasted article, and show the weeks that it can become."""
        text = str(form.get("text", ""))
        try:
            name = self._newsletter.articles.paste(text)
        except ArticleError as error:
            return self._list(visit, typed=text, why=error.problem, status=422)
        return self._door.go(f"/desk/articles/{name}")

    def show(self, visit: Visit) -> Response:
        """Show an article's parts, and the weeks that it can become."""
        name = self._name(visit)
        weeks = _weeks(visit.request.query_params.get("weeks", ""))
        proposed = self._newsletter.drawing.propose(name, weeks)
        may_send = visit.editor.may(Permission.SEND)
        return self._door.show(visit, "article", proposed=proposed, weeks=weeks, may_send=may_send)

    def keep(self, visit: Visit, form: FormData) -> Response:
        """Write the issues as drafts."""
        return self._make(visit, form, is_queued=False)

    def queue(self, visit: Visit, form: FormData) -> Response:
        """Write the issues, and approve and queue those that may go."""
        return self._make(visit, form, is_queued=True)

    def _make(self, visit: Visit, form: FormData, *, is_queued: bool) -> Response:
        name, weeks = self._name(visit), _weeks(str(form.get("weeks", "")))
        made = self._newsletter.drawing.make(name, weeks, is_queued=is_queued)
        return self._door.show(visit, "made", made=made, name=name)

    def _list(
        self, visit: Visit, *, typed: str = "", why: Message | None = None, status: int = 200
    ) -> Response:
        rows = self._newsletter.articles.listed()
        return self._door.show(visit, "articles", status=status, rows=rows, typed=typed, why=why)

    def _name(self, visit: Visit) -> str:
        """Return the article's name in the address; one that is not there is not found."""
        name = str(visit.request.path_params["name"])
        if all(name != path.name for path in self._newsletter.articles.paths()):
            raise HTTPException(404)
        return name


def _weeks(text: str) -> int | None:
    """Return how many weeks were asked for; ``None`` for as many as there are."""
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return wanted if 1 <= wanted <= _MOST_WEEKS else None
