"""The page for writing a letter, with what its buttons share: saving and display."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.writing import IssueFields, OpenIssue, SaveConflict, Saved, Unreadable
from newsletter.web.desk.door import Door, Visit

_VIEWS = ("light", "dark", "outlook", "no styles")


class LetterPage:
    """Shows the page, and saves the text typed there."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def opened(self, visit: Visit) -> OpenIssue:
        """Return the issue in the URL.

        Raises:
            HTTPException: 404, if there is no such issue.
        """
        return self._newsletter.desk.writing.open(number_of(self._newsletter, visit))

    def show(
        self, visit: Visit, opened: OpenIssue, *, status: int = 200, **more: object
    ) -> Response:
        """Show the page for writing an issue.

        Args:
            visit: The request.
            opened: The issue.
            status: The status of the answer.
            more: ``typed`` if the text differs from the file, ``why`` and ``line`` if it
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
            "picture_why": None,
            "form": {},
            "row": rows.get(opened.number),
            "view": view if view in _VIEWS else "light",
            "is_wide": asked.get("width") == "wide",
            "sender": self._newsletter.sender_name,
            "stays_here": not self._newsletter.desk.editors.can_mail,
            "may_send": visit.editor.may(Permission.SEND),
            "may_discard": self._newsletter.desk.discarded.may_discard(opened.number, visit.editor),
            "start": self._newsletter.desk.starts.of(opened.number),
            "done": asked.get("done", ""),
            "others": self.others(visit, opened.number),
        }
        values |= more
        values["fields"] = None if "whole" in asked else self._fields(opened, str(values["typed"]))
        return self._door.show(visit, "issue", status=status, opened=opened, **values)

    def others(self, visit: Visit, number: int) -> Message | None:
        """Return who else has a letter open, or ``None``."""
        names = self._newsletter.desk.open_letters.others(number, visit.editor)
        return Message("letter-open", names=names, count=len(names)) if names else None

    def _fields(self, opened: OpenIssue, typed: str) -> IssueFields | None:
        if typed == opened.text:
            return opened.fields
        return self._newsletter.desk.writing.take_apart(opened.number, typed)

    def save_first(self, visit: Visit, form: FormData) -> Response | None:
        """Save the typed text, which every button of the page sends along.

        Returns:
            The page that shows why it could not be saved; ``None`` if it was saved, or
            if no text was sent.
        """
        if "text" not in form and "body" not in form:
            return None
        writing, number = self._newsletter.desk.writing, number_of(self._newsletter, visit)
        typed = self.typed(number, form)
        match writing.save(number, typed, str(form.get("expected", "")), visit.editor):
            case Saved():
                return None
            case Unreadable(problem, line):
                return self.show(
                    visit, writing.open(number), typed=typed, why=problem, line=line, status=422
                )
            case SaveConflict() as conflict:
                base = str(form.get("expected", ""))
                return self.conflict(visit, conflict, typed=typed, base=base)

    def typed(self, number: int, form: FormData) -> str:
        """Return the whole text of a form, whether in fields or as one text."""
        if "body" not in form:
            return str(form.get("text", ""))
        names = ("head", "title", "subject", "preheader", "body")
        fields = IssueFields(**{name: str(form.get(name, "")) for name in names})
        return self._newsletter.desk.writing.put_together(number, fields)

    def conflict(self, visit: Visit, conflict: SaveConflict, *, typed: str, base: str) -> Response:
        """Show both texts; saving from here replaces the other, which is kept as a copy."""
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
        HTTPException: 404, if it is not a number of at most six digits.
    """
    number = str(visit.request.path_params["number"])
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise HTTPException(404)
    return int(number)
