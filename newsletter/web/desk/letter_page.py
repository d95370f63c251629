"""The page on which a letter is written: what every button of it does first and shows again."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.issue_list import IssueRow
from newsletter.errors import AuthorError, BadAddress, DeskError, NewsletterError, StoreAway
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.saved_address import SavedAddress
from newsletter.model.writing import IssueFields, OpenIssue, SaveConflict, Saved, Unreadable
from newsletter.web.desk.conflicts import ConflictPage, corrects_in
from newsletter.web.desk.door import NO_MAIL, Acts, Door, Visit
from newsletter.web.desk.letter_form import (
    TITLE_MISSING,
    field_of,
    has_text,
    packed,
    typed_in,
    unpacked,
    why_at,
)
from newsletter.web.desk.shifted import described
from newsletter.web.desk.typed_numbers import whole_number

# What the page shows of a button that was pressed: nothing.
_AS_USUAL: Mapping[str, object] = {
    "is_kept": False,
    "refused": None,
    "refused_at": None,
    "was_saved": False,
    "checked": None,
    "merged": None,
    "picture_why": None,
    "form": {},
}
# After these buttons a letter that was sent is still being changed.
_GOES_ON = frozenset({"saved", "picture", "picture-last", "tested", "tests"})
_VIEWS = ("light", "dark", "outlook", "no styles", "text")


class LetterPage:
    """Shows the page, and saves what was typed there."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self.conflicts = ConflictPage(newsletter, door)

    def opened(self, visit: Visit) -> OpenIssue:
        """Return the issue in the URL.

        Raises:
            HTTPException: 404, if there is no such issue.
        """
        return self._newsletter.desk.writing.open(number_of(self._newsletter, visit))

    def show(
        self, visit: Visit, opened: OpenIssue, *, status: int = 200, **more: object
    ) -> Response:
        """Show the page on which an issue is written.

        Args:
            visit: The request.
            opened: The issue.
            status: The status of the answer.
            more: ``typed`` if it is not what the file holds; ``why`` and
                ``line`` if it cannot be saved, or what is ``wrong`` with each field, and
                whether it ``is_kept``; ``refused``, ``refused_at`` and
                ``was_saved`` if an act was refused; ``checked`` with its ``findings`` and
                the ``common`` ones; or ``merged``.
        """
        rows = {row.number: row for row in self._newsletter.issue_list.rows()}
        asked, look = visit.request.query_params, _look(visit)
        lacks_title = opened.fields is not None and not opened.fields.title
        values: dict[str, object] = {
            **_AS_USUAL,
            "typed": opened.text,
            "why": None if lacks_title else opened.problem,
            "line": opened.line,
            "wrong": {"title": TITLE_MISSING} if lacks_title else {},
            **self._sending(visit, opened.number, rows.get(opened.number)),
            "view": look.get("view", _VIEWS[0]),
            "is_wide": "width" in look,
            "look": f"?{urlencode(look)}" if look else "",
            **self._mailed(opened, visit),
            "may_send": visit.editor.may(Permission.SEND),
            "may_discard": self._newsletter.desk.discarded.may_discard(opened.number, visit.editor),
            "done": asked.get("done", ""),
            "shifted": described(self._newsletter, visit),
            "done_at": line if (line := asked.get("line", "")).isdecimal() else "",
            "others": self.others(visit, opened.number),
        }
        values["is_reference"] = _is_reference(rows.get(opened.number), opened, asked) and not more
        values |= more
        values["fields"] = None if "whole" in asked else self._fields(opened, str(values["typed"]))
        values["expected_text"] = packed(opened.text)
        return self._door.show(visit, "issue", status=status, opened=opened, **values)

    def _sending(self, visit: Visit, number: int, row: IssueRow | None) -> Mapping[str, object]:
        """Return what the page shows of a letter's sending, and of what can follow it."""
        desk = self._newsletter.desk
        # cancelling the rest of it leaves readers who got it
        may_be_sent = row is not None and (row.is_sent or row.status == "cancelled")
        return {
            "row": row,
            "dispatch": desk.dispatch_views.newest_of(number),
            "stopped": desk.dispatch_views.stopped(number, is_exact=visit.sees_readers),
            "start": desk.starts.of(number, is_exact=visit.sees_readers),
            "web": self._newsletter.web_changes.page_of(number) if may_be_sent else None,
            "sent_text": (
                self._newsletter.web_changes.sent_text(number) if row and row.is_sent else None
            ),
            "is_shared": desk.sharing.of(number) is not None,
            "corrects": desk.corrections.corrected_by(number),
        }

    def _mailed(self, opened: OpenIssue, visit: Visit) -> Mapping[str, object]:
        """Return what the page shows of the emails that are made of an issue."""
        return {
            "sender": self._newsletter.sender_name,
            "added": self._newsletter.previews.added(str(opened.number)),
            "has_outbox": self._newsletter.container.has_outbox(),
            "saved_addresses": self._saved_addresses(visit),
            "may_own": visit.editor.may(Permission.OWN),
            "owners": self._owners(),
        }

    def _owners(self) -> Sequence[str]:
        """Return the names of those who keep the addresses for tests."""
        everybody = self._newsletter.desk.editors.all()
        return [one.name for one in everybody if one.is_active and one.may(Permission.OWN)]

    def _saved_addresses(self, visit: Visit) -> Sequence[SavedAddress]:
        """Return the addresses to which the editor may send a test besides their own."""
        if not visit.editor.may(Permission.SEND):
            return ()
        return self._newsletter.desk.settings.addresses.usable()

    def back(self, visit: Visit, done: str, **more: str) -> Response:
        """Go to the page again after a button: it says what was done, in the view that was chosen.

        Args:
            visit: The request.
            done: What was done.
            more: Further parameters of the address, such as the ``line`` where it was done.
        """
        asked = {"done": done} | more | _look(visit)
        number = number_of(self._newsletter, visit)
        return self._door.go(f"/desk/issues/{number}?{urlencode(asked)}")

    def others(self, visit: Visit, number: int) -> Message | None:
        """Return who else has a letter open, or ``None``."""
        names = self._newsletter.desk.open_letters.others(number, visit.editor)
        return Message("letter-open", names=names, count=len(names)) if names else None

    def _fields(self, opened: OpenIssue, typed: str) -> IssueFields | None:
        if typed == opened.text:
            return opened.fields
        return self._newsletter.desk.writing.take_apart(opened.number, typed)

    def after_saving(self, act: Acts) -> Acts:
        """Return an act of the page, before which what was typed is saved.

        Where it is refused, the page says why.
        """

        def save_and_act(visit: Visit, form: FormData) -> Response:
            if (unsaved := self.save_first(visit, form)) is not None:
                return unsaved
            try:
                return act(visit, form)
            except (DeskError, BadAddress, AuthorError, *NO_MAIL) as error:
                return self._refused(visit, form, error)

        return save_and_act

    def _refused(self, visit: Visit, form: FormData, error: NewsletterError) -> Response:
        opened = self.opened(visit)
        is_here = isinstance(error, AuthorError) and self._is_about(opened.number, error)
        return self.show(
            visit,
            opened,
            refused=self.why(opened.number, error),
            refused_at=error.line if isinstance(error, AuthorError) and is_here else None,
            was_saved=has_text(form),
            status=422,
        )

    def why(self, number: int, error: NewsletterError) -> Message:
        """Return what an error says, without the name of the letter's own file."""
        if isinstance(error, AuthorError) and self._is_about(number, error):
            return error.problem
        return self._newsletter.desk.outgoing.why(error)

    def _is_about(self, number: int, error: AuthorError) -> bool:
        return error.path == self._newsletter.issues.path(str(number))

    def save_first(self, visit: Visit, form: FormData) -> Response | None:
        """Save what was typed, which every button of the page sends along.

        Returns:
            The page that shows why it could not be saved; ``None`` if it was, or if
            nothing came along.
        """
        if not has_text(form):
            return None
        if (gone := self.gone(visit, form)) is not None:
            return gone
        writing, number = self._newsletter.desk.writing, number_in(visit)
        typed = self.typed(number, form)
        more: dict[str, object] = {"typed": typed, "form": form}
        try:
            answer = writing.save(number, typed, str(form.get("expected", "")), visit.editor)
        except (OSError, StoreAway):  # such as a full disk
            more |= {"why": Message("desk-cannot-write"), "line": None}
            return self.show(visit, writing.open(number), status=507, **more)
        match answer:
            case Saved():
                return None
            case Unreadable(problem, line) as unreadable:
                more |= {"is_kept": True}
                if field := field_of(unreadable, form):
                    more |= {"wrong": {field: why_at(field, problem)}}
                else:
                    more |= {"why": problem, "line": line}
                return self.show(visit, writing.open(number), status=422, **more)
            case SaveConflict() as conflict:
                base, text = str(form.get("expected", "")), unpacked(form, "expected_text")
                of = corrects_in(form)
                return self.conflicts.show(
                    visit, conflict, typed=typed, base=base, base_text=text, corrects=of
                )

    def typed(self, number: int, form: FormData) -> str:
        """Return the whole text that a form holds, in fields or as it is."""
        typed = typed_in(form)
        if isinstance(typed, str):
            return typed
        return self._newsletter.desk.writing.put_together(number, typed)

    def gone(self, visit: Visit, form: FormData) -> Response | None:
        """Keep what was typed into a letter that was discarded meanwhile, and say so.

        Returns:
            ``None`` if it is there.

        Raises:
            HTTPException: 404, if there never was such an issue.
        """
        number, desk = number_in(visit), self._newsletter.desk
        if desk.writing.has(number):
            return None
        typed = typed_in(form)
        if not desk.discarded.keep_typed(number, typed, visit.editor):
            raise HTTPException(404)
        return self.discarded(visit, number, typed)

    def discarded(
        self, visit: Visit, number: int, typed: IssueFields | str | None = None
    ) -> Response:
        """Show that a letter was discarded, with a button for those who may put it back.

        Args:
            visit: The request.
            number: The letter.
            typed: What was typed into it since, and is kept.

        Raises:
            HTTPException: 404, if no such letter was discarded.
        """
        found = self._newsletter.desk.discarded.all(visit.editor)
        one = next((one for one in found if one.number == number), None)
        if one is None:
            raise HTTPException(404)
        return self._door.show(visit, "gone", status=410, one=one, typed=typed)


def _is_reference(row: IssueRow | None, opened: OpenIssue, asked: Mapping[str, str]) -> bool:
    """Return whether the text of a letter is there to look up: it was sent, and nobody changes it."""
    if row is None or not row.is_sent or opened.problem:
        return False
    return not ("edit" in asked or "whole" in asked or asked.get("done") in _GOES_ON)


def _look(visit: Visit) -> dict[str, str]:
    """Return the view and the width of the preview, if they are other than usual."""
    asked = visit.request.query_params
    looks = {"view": _VIEWS[1:], "width": ("wide",)}
    return {name: asked[name] for name, known in looks.items() if asked.get(name) in known}


def number_of(newsletter: Newsletter, visit: Visit) -> int:
    """Return the number of the issue in the URL.

    Raises:
        HTTPException: 404, if there is no such issue.
    """
    number = number_in(visit)
    if not newsletter.desk.writing.has(number):
        raise HTTPException(404)
    return number


def number_in(visit: Visit) -> int:
    """Return the number in the URL.

    Raises:
        HTTPException: 404, if it is not one of at most six digits.
    """
    number = whole_number(str(visit.request.path_params["number"]))
    if number is None:
        raise HTTPException(404)
    return number
