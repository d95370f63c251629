"""Issues at the desk: the list, and the page on which one is written, checked and queued."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from newsletter.app import Newsletter
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.writing import (
    IssueFields,
    OpenIssue,
    SaveConflict,
    Saved,
    Side,
    Unreadable,
)
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import WRITE, PageRoutes

_LONGEST_TITLE = 300  # characters
_MOST_CLASHES = 150  # that are asked about; of others both texts stay
_VIEWS = ("light", "dark", "outlook", "no styles")
# A mail is shown in a frame, in which no script runs and nothing is fetched.
MAIL_IN_A_FRAME = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; "
        "frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
}


class IssuePages:
    """``/desk/issues`` and ``/desk/issues/{number}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door = Permission.WRITE, self._door
        one = "/desk/issues/{number}"
        for path, show in (
            ("/desk/issues", self.list),
            (one, self.open),
            (f"{one}/mail", self.mail),
            (f"{one}/text", self.text),
            (f"{one}/history", self.history),
        ):
            routes.add(path, door.shows(write, show))
        routes.add("/desk/issues", door.acts(write, self.begin), WRITE)
        for name, permission, act in (
            ("save", write, self.save),
            ("check", write, self.check),
            ("merge", write, self.merge),
            ("test", write, self.test),
            ("approve", Permission.SEND, self.approve),
            ("withdraw", Permission.SEND, self.withdraw),
        ):
            routes.add(f"{one}/{name}", door.acts(permission, act), WRITE)
        return routes

    def list(self, visit: Visit) -> Response:
        """Show every issue with its state, and the files that cannot be read."""
        return self._list(visit)

    def _list(
        self, visit: Visit, *, typed: str = "", why: Message | None = None, status: int = 200
    ) -> Response:
        rows, wrong = self._newsletter.issue_list.survey()
        return self._door.show(
            visit, "issues", status=status, rows=rows, wrong=wrong, typed=typed, why=why
        )

    def begin(self, visit: Visit, form: FormData) -> Response:
        """Make an empty letter with a title, and go to its page."""
        title = " ".join(str(form.get("title", "")).split())[:_LONGEST_TITLE]
        if not title:
            return self._list(visit, why=Message("letter-without-title"), status=422)
        try:
            number = self._newsletter.desk.writing.begin(title, visit.editor)
        except OSError:  # such as a full disk
            why = Message("desk-cannot-write")
            return self._list(visit, typed=title, why=why, status=507)
        return self._door.go(f"/desk/issues/{number}")

    def open(self, visit: Visit) -> Response:
        """Show the page on which an issue is written."""
        return self._page(visit, self._opened(visit))

    def mail(self, visit: Visit) -> Response:
        """Show the issue's email as a mail program displays it in the requested view."""
        view = visit.request.query_params.get("view", "")
        try:
            html = self._newsletter.previews.seen(str(number_of(self._newsletter, visit)), view)
        except NewsletterError as error:
            return self._door.show(visit, "no_preview", why=error.message)
        return HTMLResponse(html, headers=MAIL_IN_A_FRAME)

    def text(self, visit: Visit) -> Response:
        """Show the plain-text part of the issue's email."""
        return PlainTextResponse(
            self._newsletter.previews.show(str(number_of(self._newsletter, visit))).text
        )

    def history(self, visit: Visit) -> Response:
        """Show the texts of an issue that are kept beside its file."""
        opened = self._opened(visit)
        writing = self._newsletter.desk.writing
        kept = [
            (one, writing.take_apart(opened.number, one.text))
            for one in writing.earlier(opened.number)
        ]
        names = {one.id: one for one in self._newsletter.desk.editors.all()}
        return self._door.show(visit, "history", opened=opened, kept=kept, names=names)

    def save(self, visit: Visit, form: FormData) -> Response:
        """Save what was typed; what cannot be saved is kept, and shown again with the reason."""
        number = self._opened(visit).number
        if visit.request.headers.get("accept") == "application/json":
            return self._saved_meanwhile(visit, number, form)
        return self._unsaved(visit, form) or self._door.go(f"/desk/issues/{number}?done=saved")

    def _saved_meanwhile(self, visit: Visit, number: int, form: FormData) -> Response:
        """Save while somebody writes on: the answer is for the page's script."""
        typed, expected = self._typed(number, form), str(form.get("expected", ""))
        match self._newsletter.desk.writing.save(number, typed, expected, visit.editor):
            case Saved(sha256, subject, preheader):
                return JSONResponse(
                    {"expected": sha256, "subject": subject, "preheader": preheader}
                )
            case Unreadable(problem, line):
                why = self._door.said(problem)
                return JSONResponse({"why": why, "line": line}, 422)
            case SaveConflict():
                return JSONResponse({}, 409)

    def merge(self, visit: Visit, form: FormData) -> Response:
        """Show a typed text merged with what the file holds now, to be looked at and saved.

        Where both changed the same lines, the page asks first which are kept.
        """
        opened = self._opened(visit)
        typed, base = self._typed(opened.number, form), str(form.get("base", ""))
        # chosen among the places of the text that the file holds now, not of an earlier one
        kept = _chosen(form) if form.get("against") == opened.sha256 else {}
        found = self._newsletter.desk.writing.merge(opened.number, typed, base, kept)
        if found.clashes and not kept:
            clashes = found.clashes[:_MOST_CLASHES]
            return self._door.show(
                visit, "merge", opened=opened, typed=typed, base=base, clashes=clashes
            )
        return self._page(visit, opened, typed=found.text, merged=found)

    def _unsaved(self, visit: Visit, form: FormData) -> Response | None:
        """Save what was typed, which every button of the page sends along.

        Returns:
            The page that shows why it could not be saved; ``None`` if it was, or if
            nothing came along.
        """
        if "text" not in form and "body" not in form:
            return None
        writing, number = self._newsletter.desk.writing, number_of(self._newsletter, visit)
        typed = self._typed(number, form)
        match writing.save(number, typed, str(form.get("expected", "")), visit.editor):
            case Saved():
                return None
            case Unreadable(problem, line):
                return self._page(
                    visit, writing.open(number), typed=typed, why=problem, line=line, status=422
                )
            case SaveConflict() as conflict:
                base = str(form.get("expected", ""))
                return self._conflict(visit, conflict, typed=typed, base=base)

    def _typed(self, number: int, form: FormData) -> str:
        """Return the whole text that a form holds, in fields or as it is."""
        if "body" not in form:
            return str(form.get("text", ""))
        names = ("head", "title", "subject", "preheader", "body")
        fields = IssueFields(**{name: str(form.get(name, "")) for name in names})
        return self._newsletter.desk.writing.put_together(number, fields)

    def _conflict(self, visit: Visit, conflict: SaveConflict, *, typed: str, base: str) -> Response:
        """Show both texts; saving one's own from here replaces the other, which is then kept."""
        names = {one.id: one.name for one in self._newsletter.desk.editors.all()}
        return self._door.show(
            visit,
            "conflict",
            status=409,
            theirs=conflict.theirs,
            by=names.get(conflict.by or 0, ""),
            typed=typed,
            mine=self._newsletter.desk.writing.take_apart(conflict.theirs.number, typed),
            base=base,
            differences=conflict.differences,
        )

    def check(self, visit: Visit, form: FormData) -> Response:
        """Save and check the issue, and show the findings."""
        if (unsaved := self._unsaved(visit, form)) is not None:
            return unsaved
        opened = self._opened(visit)
        checked = self._newsletter.approvals.check(str(opened.number), offline=True)
        return self._page(visit, opened, checked=checked)

    def approve(self, visit: Visit, form: FormData) -> Response:
        """Save and check the issue; if it has no errors, approve and queue it.

        Raises:
            DeskError: The file is not the one that was shown, or changes during the check.
        """
        if (unsaved := self._unsaved(visit, form)) is not None:
            return unsaved
        opened = self._opened(visit)
        has_text = "text" in form or "body" in form
        if not has_text and opened.sha256 != form.get("expected"):
            raise DeskError("issue-changed-since-shown", issue=opened.number)
        found = self._newsletter.approvals.look_over(str(opened.number), offline=True)
        if found.file_hash != opened.sha256:
            raise DeskError("issue-changed-since-shown", issue=opened.number)
        return self._page(
            visit, opened, checked=self._newsletter.approvals.freeze(found, visit.editor)
        )

    def withdraw(self, visit: Visit, form: FormData) -> Response:
        """Save the issue and withdraw its approval, so that it leaves the queue."""
        if (unsaved := self._unsaved(visit, form)) is not None:
            return unsaved
        number = number_of(self._newsletter, visit)
        self._newsletter.approvals.withdraw(str(number), visit.editor)
        return self._door.go(f"/desk/issues/{number}?done=withdrawn")

    def test(self, visit: Visit, form: FormData) -> Response:
        """Save the issue and send it to the editor's own address."""
        if (unsaved := self._unsaved(visit, form)) is not None:
            return unsaved
        number = number_of(self._newsletter, visit)
        self._newsletter.previews.send_test(str(number), str(visit.editor.address))
        return self._door.go(f"/desk/issues/{number}?done=tested")

    def _page(
        self, visit: Visit, opened: OpenIssue, *, status: int = 200, **more: object
    ) -> Response:
        """Show the page on which an issue is written.

        Args:
            visit: The request.
            opened: The issue.
            status: The status of the answer.
            more: ``typed`` if it is not what the file holds, ``why`` and ``line`` if it
                cannot be saved, ``checked`` with findings, or ``merged``.
        """
        rows = {row.number: row for row in self._newsletter.issue_list.rows()}
        asked = visit.request.query_params
        view = asked.get("view", "light")
        values: dict[str, object] = {
            "typed": opened.text,
            "why": opened.problem,
            "line": None,
            "checked": None,
            "merged": None,
            "row": rows.get(opened.number),
            "view": view if view in _VIEWS else "light",
            "is_wide": asked.get("width") == "wide",
            "sender": self._newsletter.sender_name,
            "stays_here": not self._newsletter.desk.editors.can_mail,
            "may_send": visit.editor.may(Permission.SEND),
            "start": self._newsletter.desk.starts.of(opened.number),
            "done": asked.get("done", ""),
        }
        values |= more
        values["fields"] = None if "whole" in asked else self._fields(opened, str(values["typed"]))
        return self._door.show(visit, "issue", status=status, opened=opened, **values)

    def _fields(self, opened: OpenIssue, typed: str) -> IssueFields | None:
        if typed == opened.text:
            return opened.fields
        return self._newsletter.desk.writing.take_apart(opened.number, typed)

    def _opened(self, visit: Visit) -> OpenIssue:
        return self._newsletter.desk.writing.open(number_of(self._newsletter, visit))


def _chosen(form: FormData) -> dict[int, Side]:
    """Return what is kept, by the places that both changed; other fields mean nothing."""
    sides = {side.value: side for side in Side}
    return {
        place: sides[choice]
        for place in range(_MOST_CLASHES)
        if (choice := str(form.get(f"keep-{place}"))) in sides
    }


def number_of(newsletter: Newsletter, visit: Visit) -> int:
    """Return the number of the issue in the URL.

    Raises:
        HTTPException: 404, if there is no such issue.
    """
    number = str(visit.request.path_params["number"])
    is_number = number.isascii() and number.isdigit() and len(number) < 7
    if not (is_number and newsletter.desk.writing.has(int(number))):
        raise HTTPException(404)
    return int(number)
