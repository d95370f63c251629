"""Discarding and restoring drafts at the desk."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_form import has_text
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
        discard = self._letter.after_saving(self.discard)
        for name, act in (("discard", discard), ("restore", self.restore)):
            path = f"/desk/issues/{{number}}/{name}"
            routes.add(path, self._door.acts(Permission.WRITE, act), WRITE)
        return routes

    def discard(self, visit: Visit, form: FormData) -> Response:
        """Move the draft aside; the next page can restore it."""
        opened = self._letter.opened(visit)
        expected = opened.sha256 if has_text(form) else str(form.get("expected", ""))
        self._newsletter.desk.discarded.discard(opened.number, expected, visit.editor)
        return self._door.go(f"/desk/issues?discarded={opened.number}")

    def restore(self, visit: Visit, _form: FormData) -> Response:
        """Restore a discarded draft, and show it."""
        number = number_in(visit)
        self._newsletter.desk.discarded.restore(number, visit.editor)
        return self._door.go(f"/desk/issues/{number}?done=restored")
