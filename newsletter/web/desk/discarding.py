"""Discarding and restoring drafts at the desk."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import LetterPage, number_in
from newsletter.web.routes import WRITE, PageRoutes


class DiscardPages:
    """``/desk/issues/{number}/discard`` and ``/desk/issues/{number}/restore``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._letter = LetterPage(newsletter, door)

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        for name, act in (("discard", self.discard), ("restore", self.restore)):
            path = f"/desk/issues/{{number}}/{name}"
            routes.add(path, self._door.acts(Permission.WRITE, act), WRITE)
        return routes

    def discard(self, visit: Visit, form: FormData) -> Response:
        """Save the typed text and move the draft aside; the next page can restore it."""
        if (unsaved := self._letter.save_first(visit, form)) is not None:
            return unsaved
        opened = self._letter.opened(visit)
        has_text = "text" in form or "body" in form
        expected = opened.sha256 if has_text else str(form.get("expected", ""))
        self._newsletter.desk.discarded.discard(opened.number, expected, visit.editor)
        return self._door.go(f"/desk/issues?discarded={opened.number}")

    def restore(self, visit: Visit, _form: FormData) -> Response:
        """Restore a discarded draft, and show it."""
        number = number_in(visit)
        self._newsletter.desk.discarded.restore(number, visit.editor)
        return self._door.go(f"/desk/issues/{number}?done=restored")
