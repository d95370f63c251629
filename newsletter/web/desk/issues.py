"""Issues at the desk: the list, and the page to write one."""

from collections.abc import Callable
from functools import partial

from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, JSONResponse, Response

from newsletter.app import Newsletter
from newsletter.app.letter_pictures import placed
from newsletter.errors import AuthorError, DeskError, NewsletterError, StoreAway
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.writing import SaveConflict, Saved, Unreadable
from newsletter.web.desk.conflicts import corrects_in
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_form import field_of, line_in_box, packed, why_at
from newsletter.web.desk.letter_page import LetterPage, number_in, number_of
from newsletter.web.desk.shifted import in_address
from newsletter.web.desk.typed_numbers import number_in_form
from newsletter.web.routes import WRITE, PageRoutes

_LONGEST_TITLE = 300  # characters
# A mail is shown in a frame, where no script runs and nothing is fetched.
MAIL_IN_A_FRAME = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; "
        "frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
}


# The page for writing may read and set how far its preview is scrolled. No script runs in it either.
_PREVIEW = MAIL_IN_A_FRAME | {
    "content-security-policy": MAIL_IN_A_FRAME["content-security-policy"].replace(
        "sandbox;", "sandbox allow-same-origin;"
    )
}


class IssuePages:
    """``/desk/issues`` and ``/desk/issues/{number}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._letter = LetterPage(newsletter, door)

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
            ("merge", write, self.merge),
            ("test", write, self._letter.after_saving(self.test)),
            ("tests", Permission.SEND, self._letter.after_saving(self.test_saved)),
            ("withdraw", Permission.SEND, self._letter.after_saving(self.withdraw)),
        ):
            routes.add(f"{one}/{name}", door.acts(permission, act), WRITE)
        routes.add(f"{one}/open", door.acts(write, self.note_open, by_itself=True), WRITE)
        routes.add(f"{one}/picture", door.acts(write, self.picture, files=1), WRITE)
        return routes

    def list(self, visit: Visit) -> Response:
        """Show every issue with its state, and the files that cannot be read."""
        return self._list(visit)

    def _list(
        self, visit: Visit, *, typed: str = "", why: Message | None = None, status: int = 200
    ) -> Response:
        rows, wrong = self._newsletter.issue_list.survey()
        just_discarded = visit.request.query_params.get("discarded", "")
        discarded = self._newsletter.desk.discarded.all(visit.editor)
        return self._door.show(
            visit,
            "issues",
            status=status,
            rows=rows,
            starts=self._newsletter.desk.starts.waiting(is_exact=visit.sees_readers),
            years=self._newsletter.readers.archive.years(),
            may_send=visit.editor.may(Permission.SEND),
            wrong=wrong,
            typed=typed,
            why=why,
            discarded=discarded,
            just=[one for one in discarded if str(one.number) == just_discarded],
        )

    def begin(self, visit: Visit, form: FormData) -> Response:
        """Create an empty letter with a title, and go to its page."""
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
        """Show the page for writing an issue, or the one of a discarded issue."""
        number = number_in(visit)
        if not self._newsletter.desk.writing.has(number):
            return self._letter.discarded(visit, number)
        return self._letter.show(visit, self._letter.opened(visit))

    def mail(self, visit: Visit) -> Response:
        """Show the issue's email as a mail program displays it in the requested view."""
        view = visit.request.query_params.get("view", "")
        return self._framed(
            visit, lambda ref: HTMLResponse(self._newsletter.previews.seen(ref, view))
        )

    def text(self, visit: Visit) -> Response:
        """Show the plain-text part of the issue's email."""
        previews, show = self._newsletter.previews, self._door.show
        return self._framed(
            visit, lambda ref: show(visit, "text_part", text=previews.show(ref).text)
        )

    def _framed(self, visit: Visit, preview: Callable[[str], Response]) -> Response:
        """Return a part of the issue's email for a frame, or why there is none."""
        number = number_of(self._newsletter, visit)
        try:
            answer = preview(str(number))
        except NewsletterError as error:
            answer = self._door.show(visit, "no_mail", why=self._letter.why(number, error))
        answer.headers.update(_PREVIEW)
        return answer

    def history(self, visit: Visit) -> Response:
        """Show the earlier texts of an issue, which are kept in addition to its file."""
        opened = self._letter.opened(visit)
        writing = self._newsletter.desk.writing
        kept = [
            (one, writing.take_apart(opened.number, one.text))
            for one in writing.earlier(opened.number)
        ]
        names = self._newsletter.desk.names()
        return self._door.show(visit, "history", opened=opened, kept=kept, names=names)

    def save(self, visit: Visit, form: FormData) -> Response:
        """Save the typed text; if that fails, keep it and show it again with the reason."""
        if visit.request.headers.get("accept") == "application/json":
            if self._letter.gone(visit, form) is not None:
                return JSONResponse({}, 410)
            return self._saved_meanwhile(visit, number_in(visit), form)
        if (unsaved := self._letter.save_first(visit, form)) is not None:
            return unsaved
        corrected_by = self._newsletter.desk.corrections.corrected_by
        if (original := corrects_in(form)) and corrected_by(number_in(visit)) == original:
            return self._door.go(f"/desk/issues/{original}/correction?done=saved")
        return self._letter.back(visit, "saved")

    def _saved_meanwhile(self, visit: Visit, number: int, form: FormData) -> Response:
        """Save while the editor continues writing; the answer is for the page's script."""
        typed, expected = self._letter.typed(number, form), str(form.get("expected", ""))
        try:
            answer = self._newsletter.desk.writing.save(number, typed, expected, visit.editor)
        except (OSError, StoreAway):  # such as a full disk
            return JSONResponse({"why": self._door.said(Message("desk-cannot-write"))}, 507)
        match answer:
            case Saved(sha256, subject, preheader):
                text = packed(typed.replace("\r\n", "\n"))
                known = {"expected": sha256, "expected_text": text}
                return JSONResponse(known | {"subject": subject, "preheader": preheader})
            case Unreadable(problem, line) as unreadable:
                field, seen = field_of(unreadable, form), line_in_box(form, typed, line)
                why = self._door.said(why_at(field, problem) if field else problem)
                return JSONResponse({"why": why, "line": seen, "field": field}, 422)
            case SaveConflict():
                return JSONResponse({}, 409)

    def note_open(self, visit: Visit, form: FormData) -> Response:
        """Record that the page was opened or left, and say who else has it open.

        The page's script sends this request automatically.
        """
        number, letters = number_of(self._newsletter, visit), self._newsletter.desk.open_letters
        if "left" in form:
            letters.leave(number, visit.editor)
            return Response(status_code=204)
        letters.note(number, visit.editor)
        others = self._letter.others(visit, number)
        return JSONResponse({"others": self._door.said(others) if others else ""})

    def merge(self, visit: Visit, form: FormData) -> Response:
        """Show a typed text merged with the file's current text, for review and saving.

        Where both changed the same lines, the page first asks which to keep.
        """
        if (gone := self._letter.gone(visit, form)) is not None:
            return gone
        opened = self._letter.opened(visit)
        typed = self._letter.typed(opened.number, form)
        found = self._letter.conflicts.merge(visit, form, opened, typed)
        if isinstance(found, Response):
            return found
        return self._letter.show(visit, opened, typed=found.text, merged=found)

    def picture(self, visit: Visit, form: FormData) -> Response:
        """Save the typed text and the picture, and insert its name at the cursor."""
        if (unsaved := self._letter.save_first(visit, form)) is not None:
            return unsaved
        opened, desk = self._letter.opened(visit), self._newsletter.desk
        try:
            line = _kept_picture(self._newsletter, opened.number, form)
        except (DeskError, AuthorError) as error:
            return self._letter.show(
                visit, opened, picture_why=error.message, form=form, status=422
            )
        except OSError:  # such as a full disk
            why = Message("desk-cannot-write")
            return self._letter.show(visit, opened, picture_why=why, form=form, status=507)
        body = opened.fields.body if opened.fields else opened.text
        at = str(form.get("at", ""))
        put = placed(body, line, int(at) if at.isdecimal() and len(at) < 8 else None)
        text = opened.text.removesuffix(body) + put.text
        saved = desk.writing.save(opened.number, text, opened.sha256, visit.editor)
        if isinstance(saved, SaveConflict):
            return self._letter.conflicts.show(
                visit, saved, typed=text, base=opened.sha256, base_text=opened.text
            )
        return self._letter.back(
            visit, "picture-last" if put.is_last else "picture", line=str(put.line)
        )

    def withdraw(self, visit: Visit, _form: FormData) -> Response:
        """Withdraw the issue's approval, so that it leaves the queue."""
        number = number_of(self._newsletter, visit)
        act = partial(self._newsletter.approvals.withdraw, str(number), visit.editor)
        shifted = self._newsletter.desk.shifts.of(act, number)
        return self._letter.back(visit, "withdrawn", **in_address(shifted))

    def test(self, visit: Visit, _form: FormData) -> Response:
        """Send the issue to the editor's own address."""
        number = number_of(self._newsletter, visit)
        self._newsletter.desk.trials.to_oneself(number, visit.editor)
        return self._letter.back(visit, "tested")

    def test_saved(self, visit: Visit, form: FormData) -> Response:
        """Send the issue to one of the saved addresses, or to all of them."""
        number = number_of(self._newsletter, visit)
        which = None if form.get("address") == "all" else number_in_form(form, "address")
        sent = self._newsletter.desk.trials.to_saved(number, which, visit.editor)
        return self._letter.back(visit, "tests", line=str(sent))


def _kept_picture(newsletter: Newsletter, number: int, form: FormData) -> str:
    """Save the picture of a form, and return the line that shows it.

    Raises:
        DeskError: There is no picture, or no description of it.
        AuthorError: The picture cannot be used.
    """
    file = form.get("picture")
    if not isinstance(file, UploadFile) or not file.filename:
        raise DeskError("upload-missing")
    alt = str(form.get("alt", ""))
    return newsletter.desk.pictures.keep(number, file.filename, file.file, alt)
