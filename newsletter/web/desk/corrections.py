"""A correction by mail at the desk: written, tried, and on its way to be sent."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.corrections import CorrectionView
from newsletter.errors import AuthorError, BadAddress, DeskError, NewsletterError, StoreAway
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.writing import (
    IssueFields,
    OpenIssue,
    SaveConflict,
    Saved,
    TypedCorrection,
    Unreadable,
)
from newsletter.web.desk.door import NO_MAIL, Acts, Door, Visit
from newsletter.web.desk.letter_form import packed, unpacked
from newsletter.web.desk.letter_page import LetterPage, number_in
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.routes import WRITE, PageRoutes

_LONGEST_SUBJECT: Final = 300  # characters
_FIELDS: Final = {
    "correction-without-subject": "subject",
    "correction-without-words": "words",
}
_MEANWHILE: Final = frozenset(  # the page that was looked at is no longer how it is
    {
        "correction-gone",
        "correction-rest-gone",
        "correction-waits",
        "issue-changed-since-shown",
    }
)
_CANNOT_WRITE: Final = Message("desk-cannot-write")


class CorrectionPage:
    """``/desk/issues/{number}/correction``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._letter = LetterPage(newsletter, door)

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        send, door, path = Permission.SEND, self._door, "/desk/issues/{number}/correction"
        routes.add(path, door.shows(send, self.show))
        for name, act in (("", self.save), ("/test", self.test), ("/send", self.send)):
            routes.add(f"{path}{name}", door.acts(send, self._after_saving(act)), WRITE)
        routes.add(f"{path}/merge", door.acts(send, self.merge), WRITE)
        routes.add(f"{path}/rest", door.acts(send, self.send_to_the_rest), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the correction as far as it has been written, and how many would get it."""
        return self._show(visit)

    def save(self, visit: Visit, sha256: str) -> Response:  # noqa: ARG002  # of every act
        """Show that the correction is saved, which was done before."""
        return self._back(visit, "saved")

    def test(self, visit: Visit, sha256: str) -> Response:  # noqa: ARG002  # of every act
        """Send the correction to the editor's own address."""
        draft = self._view(visit).draft
        if draft is None:
            raise DeskError("correction-gone")
        self._newsletter.desk.trials.to_oneself(draft.number, visit.editor)
        return self._back(visit, "tested")

    def send(self, visit: Visit, sha256: str) -> Response:
        """Check the correction and approve it, and go where it is sent to its readers."""
        corrections = self._newsletter.desk.corrections
        number, checked = corrections.approve(number_in(visit), sha256, visit.editor)
        if checked is not None and not checked.done:
            return self._show(visit, findings=checked.errors(), status=422)
        return self._door.go(f"/desk/issues/{number}/start")

    def merge(self, visit: Visit, form: FormData) -> Response:
        """Show a typed text merged with the file's current text, for review and saving.

        What the fields of this page cannot hold is shown on the page of the letter.
        """
        corrections, original = self._newsletter.desk.corrections, number_in(visit)
        view = self._view(visit)
        draft = view.draft
        if draft is None:
            typed = TypedCorrection(
                subject=_subject(form), words=str(form.get("body", "")), number=None, expected=""
            )
            why = Message("correction-gone")
            return self._show(visit, form, typed=typed, why=why, status=409)
        text = self._letter.typed(draft.number, form)
        found = self._letter.conflicts.merge(visit, form, draft, text, corrects=original)
        if isinstance(found, Response):
            return found
        merged = corrections.typed_of(draft, found.text)
        if merged is None:
            return self._letter.show(visit, draft, typed=found.text, merged=found)
        return self._show(visit, view=view, typed=merged, merged=True)

    def send_to_the_rest(self, visit: Visit, form: FormData) -> Response:
        """Approve a stopped correction anew, and go where it is sent to those it did not reach.

        It is approved as its file is, or as the others got it.
        """
        corrections, sha256 = self._newsletter.desk.corrections, str(form.get("sha256", ""))
        original, number = number_in(visit), whole_number(str(form.get("stopped", ""))) or 0
        checked = None
        try:
            if edition := str(form.get("edition", "")):
                corrections.repeat_for_the_rest(original, number, edition, visit.editor)
            else:
                checked = corrections.approve_for_the_rest(original, number, sha256, visit.editor)
        except (DeskError, AuthorError, *NO_MAIL) as error:
            why = self._newsletter.desk.outgoing.why(error)
            return self._show(visit, why=why, status=409 if error.code in _MEANWHILE else 422)
        if checked is not None and not checked.done:
            return self._show(visit, findings=checked.errors(), status=422)
        return self._door.go(f"/desk/issues/{number}/start")

    def _after_saving(self, act: Callable[[Visit, str], Response]) -> Acts:
        """Return an act of the page, before which what was typed is saved.

        It is given the SHA-256 of the file with what was typed.
        """

        def save_and_act(visit: Visit, form: FormData) -> Response:
            typed = _typed(form)
            unsaved: FormData | None = form
            try:
                saved = self._saved(visit, form, typed)
                if not isinstance(saved, str):
                    return saved
                unsaved = None
                return act(visit, saved)
            except (OSError, StoreAway):  # such as a full disk
                return self._show(visit, unsaved, typed=typed, why=_CANNOT_WRITE, status=507)
            except (DeskError, AuthorError, BadAddress, *NO_MAIL) as error:
                return self._not(visit, unsaved, typed, error)

        return save_and_act

    def _saved(self, visit: Visit, form: FormData, typed: TypedCorrection) -> str | Response:
        """Save what was typed. Return the file's hash, or the page that says why it is not saved."""
        original, corrections = number_in(visit), self._newsletter.desk.corrections
        found = corrections.save(original, typed, visit.editor, self._door.said)
        match found.answer:
            case Saved(sha256):
                return sha256
            case Unreadable(problem, line, field):
                wrong = {"subject" if field else "words": problem}
                unsaved = form if found.expected == typed.expected else None  # else just begun
                return self._show(visit, unsaved, typed=typed, wrong=wrong, line=line, status=422)
            case SaveConflict() as conflict:
                base, text = typed.expected, unpacked(form, "expected_text")
                return self._letter.conflicts.show(
                    visit, conflict, typed=found.text, base=base, base_text=text, corrects=original
                )

    def _not(
        self, visit: Visit, form: FormData | None, typed: TypedCorrection, error: NewsletterError
    ) -> Response:
        """Show the page as it is now, with what was typed and the reason of a refusal."""
        draft = self._view(visit).draft
        if isinstance(error, AuthorError) and draft is not None:
            wrong = {"words": self._letter.why(draft.number, error)}
            return self._show(visit, form, typed=typed, wrong=wrong, line=error.line, status=422)
        why = self._newsletter.desk.outgoing.why(error)
        if error.code in _FIELDS:
            wrong = {_FIELDS[error.code]: why}
            return self._show(visit, form, typed=typed, wrong=wrong, status=422)
        status = 409 if error.code in _MEANWHILE else 422
        return self._show(visit, form, typed=typed, why=why, status=status)

    def _view(self, visit: Visit) -> CorrectionView:
        return self._newsletter.desk.corrections.view(
            number_in(visit), self._door.said, is_exact=visit.sees_readers
        )

    def _show(
        self,
        visit: Visit,
        form: FormData | None = None,
        *,
        view: CorrectionView | None = None,
        status: int = 200,
        **more: object,
    ) -> Response:
        """Show the page.

        Args:
            visit: The request.
            form: What was sent, if it was not saved.
            view: The correction; by default as it is now.
            status: The status of the answer.
            more: What was ``typed``; ``why`` it is refused, or what is ``wrong`` with each field,
                in which ``line``; the ``findings`` of the checks; or whether it was ``merged``.
        """
        view = view or self._view(visit)
        draft = view.draft
        values: dict[str, object] = {
            "typed": None,
            "wrong": {},
            "why": None,
            "line": None,
            "findings": (),
            "merged": False,
            "above": draft.fields.lines if draft is not None and draft.fields else 0,
            **_compared_with(draft, form),
            "may_send": True,  # for the part that shows what waits
            "has_outbox": self._newsletter.container.has_outbox(),
            "sent_texts": tuple(self._sent_texts(view)),
            "done": visit.request.query_params.get("done", "") if status == 200 else "",
        }
        return self._door.show(visit, "correction", status=status, view=view, **values | more)

    def _sent_texts(self, view: CorrectionView) -> Iterator[IssueFields]:
        """Yield the corrections that were sent, so that the browser need not keep their text."""
        numbers = [one.number for one in view.earlier] + [one.number for one in view.stopped]
        for number in numbers:
            with suppress(DeskError, AuthorError):  # its file may be gone, or be none any more
                fields = self._newsletter.desk.writing.open(number).fields
                if fields is not None:
                    yield fields

    def _back(self, visit: Visit, done: str) -> Response:
        return self._door.go(f"/desk/issues/{number_in(visit)}/correction?done={done}")


def _compared_with(draft: OpenIssue | None, form: FormData | None) -> dict[str, str]:
    """Return the text to which what is saved from the page is a change, and its SHA-256.

    Args:
        draft: The correction as its file is now.
        form: What was typed and is not saved. Its editor has not seen what others saved
            meanwhile, which is therefore still to be compared.
    """
    if draft is None:
        return {"expected": "", "expected_text": ""}
    if form is not None:
        return {name: str(form.get(name, "")) for name in ("expected", "expected_text")}
    return {"expected": draft.sha256, "expected_text": packed(draft.text)}


def _typed(form: FormData) -> TypedCorrection:
    return TypedCorrection(
        subject=_subject(form),
        words=str(form.get("words", "")),
        number=whole_number(str(form.get("draft", ""))),
        expected=str(form.get("expected", "")),
    )


def _subject(form: FormData) -> str:
    return " ".join(str(form.get("subject", "")).split())[:_LONGEST_SUBJECT]
