"""The web page of a sent letter at the desk: corrected, taken off the site, and put back."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.web_changes import Seen
from newsletter.errors import AuthorError, DeskError, StoreAway
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.writing import OpenIssue, SaveConflict, Saved, Unreadable
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_form import (
    field_of,
    packed,
    unpacked,
    why_at,
)
from newsletter.web.desk.letter_page import LetterPage, number_in
from newsletter.web.routes import WRITE, PageRoutes


class WebPagePages:
    """``/desk/issues/{number}/web``, ``/web/changes`` and ``/web/hidden``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._letter = LetterPage(newsletter, door)

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        send, door, path = Permission.SEND, self._door, "/desk/issues/{number}/web"
        for name, show, act in (
            ("", self.edit, self.save),
            ("/changes", self.changes, self.correct),
            ("/hidden", self.ask, self.hide),
        ):
            routes.add(f"{path}{name}", door.shows(send, show))
            routes.add(f"{path}{name}", door.acts(send, act), WRITE)
        return routes

    # ─── correcting ──────────────────────────────────────────────────────────

    def edit(self, visit: Visit) -> Response:
        """Show the text from which the page is corrected."""
        return self._edit(visit, self._opened(visit))

    def save(self, visit: Visit, form: FormData) -> Response:
        """Save the typed text, which changes the page only after it was confirmed."""
        opened, writing = self._opened(visit), self._newsletter.desk.writing
        typed, expected = self._letter.typed(opened.number, form), str(form.get("expected", ""))
        try:
            answer = writing.save(opened.number, typed, expected, visit.editor)
        except (OSError, StoreAway):  # such as a full disk
            why = Message("desk-cannot-write")
            return self._edit(visit, opened, typed=typed, why=why, status=507)
        match answer:
            case Saved():
                return self._door.go(f"/desk/issues/{opened.number}/web/changes")
            case Unreadable(problem, line) as unreadable:
                field = field_of(unreadable, form)
                why = why_at(field, problem) if field else problem
                more = {"why": why, "field": field, "line": line, "is_kept": True}
                return self._edit(visit, opened, typed=typed, status=422, **more)
            case SaveConflict() as conflict:
                text = unpacked(form, "expected_text")
                return self._letter.conflicts.show(
                    visit, conflict, typed=typed, base=expected, base_text=text
                )

    def changes(self, visit: Visit) -> Response:
        """Show what would change on the page."""
        return self._changes(visit)

    def correct(self, visit: Visit, form: FormData) -> Response:
        """Correct the page, if page and text are still as they were shown."""
        number, changes = number_in(visit), self._newsletter.web_changes
        changes.demand_page(number)
        seen = Seen(str(form.get("text", "")), str(form.get("page", "")))
        try:
            done = changes.correct(str(number), offline=True, by=visit.editor, seen=seen).done
        except DeskError as error:
            if error.code == "page-same-already":  # pressed twice, or by two editors
                return self._done(number, "page-corrected")
            return self._changes(visit, why=error.message, status=409)
        if not done:
            return self._changes(visit, status=422)
        return self._done(number, "page-corrected")

    def _opened(self, visit: Visit) -> OpenIssue:
        """Return the text of the letter in the URL.

        Raises:
            DeskError: It was not sent.
            HTTPException: 404, if there is no such letter.
        """
        opened = self._letter.opened(visit)
        self._newsletter.web_changes.demand_page(opened.number)
        return opened

    def _edit(
        self, visit: Visit, opened: OpenIssue, *, status: int = 200, **more: object
    ) -> Response:
        values: dict[str, object] = {
            "typed": opened.text,
            "why": None,
            "field": "",
            "line": None,
            "is_kept": False,
        }
        values |= more
        typed = str(values["typed"])
        fields = opened.fields
        if typed != opened.text:
            fields = self._newsletter.desk.writing.take_apart(opened.number, typed)
        values |= {"fields": fields, "expected_text": packed(opened.text)}
        values |= {"web": self._newsletter.web_changes.demand_page(opened.number)}
        return self._door.show(visit, "web_page", status=status, opened=opened, **values)

    def _changes(self, visit: Visit, *, why: Message | None = None, status: int = 200) -> Response:
        opened = self._opened(visit)
        number = opened.number
        try:
            change = self._newsletter.web_changes.look(number)
        except AuthorError as error:
            why = self._letter.why(number, error)
            return self._edit(visit, opened, why=why, line=error.line, status=422)
        fields = opened.fields
        values = {"change": change, "opened": opened, "fields": fields, "why": why}
        above = fields.lines if fields else 0
        return self._door.show(visit, "web_changes", status=status, above=above, **values)

    # ─── off the site and back ───────────────────────────────────────────────

    def ask(self, visit: Visit) -> Response:
        """Show what taking the page off the site does, or putting it back."""
        web = self._newsletter.web_changes.demand_page(number_in(visit))
        return self._door.show(visit, "web_hidden", web=web)

    def hide(self, visit: Visit, form: FormData) -> Response:
        """Take the page off the site, or put it back."""
        number, changes = number_in(visit), self._newsletter.web_changes
        changes.demand_page(number)
        if (asked := form.get("hidden")) not in {"yes", "no"}:
            raise DeskError("act-unknown")
        hidden = asked == "yes"
        try:
            changes.hide(str(number), hidden=hidden, by=visit.editor)
        except DeskError as error:  # pressed twice, or by two editors
            if error.code not in {"page-hidden-already", "page-shown-already"}:
                raise
        return self._done(number, "page-hidden" if hidden else "page-shown")

    def _done(self, number: int, done: str) -> Response:
        letter = f"/desk/issues/{number}"
        is_there = self._newsletter.desk.writing.has(number)
        return self._door.go(f"{letter}?done={done}" if is_there else f"{letter}/web/hidden")
