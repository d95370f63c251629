"""Letters for programs: the texts of issues, their checks and their approval."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from newsletter.app import Newsletter
from newsletter.app.findings import Checked
from newsletter.app.issue_list import IssueRow
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.dispatch import WENT_BEFORE
from newsletter.model.secret import Scope
from newsletter.model.writing import SaveConflict, Unreadable
from newsletter.web.api_parts import (
    HASH,
    After,
    ApiBody,
    ApiNote,
    ApiRefusal,
    ApiRoutes,
    By,
    Moment,
    Number,
    written,
)
from newsletter.web.api_refusals import Refused

_CHANGED = "issue-changed-since-shown"


class LetterState(StrEnum):
    """What has become of a letter."""

    DRAFT = "draft"
    UNREADABLE = "unreadable"  # its file has a mistake
    APPROVED = "approved"
    QUEUED = "queued"
    DISPATCHED = "dispatched"
    CANCELLED = "cancelled"
    WENT_BEFORE = WENT_BEFORE


class LetterFinding(BaseModel):
    """What a check found. An ``error`` prevents approval, and a ``hint`` does not."""

    severity: str
    status: str
    detail: str
    line: int | None

    @classmethod
    def all(cls, checked: Checked) -> list["LetterFinding"]:
        """Return everything that was found."""
        return [
            cls(
                severity=one.severity.value,
                line=one.line,
                **ApiNote.of(one.message).model_dump(),
            )
            for one in checked.findings
        ]


class ListedLetter(BaseModel):
    """A letter. ``goes_at`` is when it goes, or when it went."""

    number: int
    title: str
    subject: str
    state: LetterState
    goes_at: Moment
    notes: list[ApiNote]

    @classmethod
    def of(cls, row: IssueRow) -> "ListedLetter":
        """Return a letter that can be read."""
        return cls(
            number=row.number,
            title=row.title,
            subject=row.subject,
            state=LetterState(row.status),
            goes_at=written(row.goes_at),
            notes=[ApiNote.of(one) for one in row.notes],
        )

    @classmethod
    def unreadable(cls, number: int, problem: Message) -> "ListedLetter":
        """Return a letter whose file has a mistake."""
        return cls(
            number=number,
            title="",
            subject="",
            state=LetterState.UNREADABLE,
            goes_at=None,
            notes=[ApiNote.of(problem)],
        )


class WholeLetter(ListedLetter):
    """A letter with its text. ``hash`` names exactly this text."""

    text: str
    hash: str


class LetterText(ApiBody):
    """A new text for a letter, whole, with its head."""

    text: Annotated[str, Field(max_length=1_000_000, pattern=r"^[^\x00]*$")]
    expected: Annotated[
        str, Field(max_length=64, pattern=HASH, description="The `hash` that was shown.")
    ]


class SavedLetter(BaseModel):
    """The text is saved, and has this hash."""

    hash: str
    subject: str
    preheader: str


class SeenLetter(ApiBody):
    """The text that is meant."""

    expected: Annotated[
        str, Field(max_length=64, pattern=HASH, description="The `hash` that was shown.")
    ]


class ApprovedLetter(BaseModel):
    """A letter that is approved. ``goes_at`` is ``null`` while it has no day."""

    number: int
    goes_at: Moment
    findings: list[LetterFinding]


class LetterRefusal(ApiRefusal):
    """Why a letter is left as it is.

    ``hash`` is that of its present text, if it is not the one that was meant.
    """

    hash: str | None = None
    findings: Annotated[list[LetterFinding], Field(default_factory=list)]


class LetterApi:
    """``/letters``, for the scope ``edit``."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Set the publication."""
        self._newsletter = newsletter

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = ApiRoutes(self._newsletter, Scope.EDIT, "letters")
        one, wrong = "/letters/{number}", (400, 404, 409, 413, 422)
        routes.add("GET", "/letters", self.page, "List the letters by number, sent or not", 422)
        routes.add("GET", one, self.show, "Show a letter with its text", 404, 409, 422)
        routes.add(
            "PUT",
            f"{one}/text",
            self.save,
            "Replace the text of a letter",
            *wrong,
            conflict=LetterRefusal,
            is_long=True,
        )
        routes.add(
            "POST",
            f"{one}/approve",
            self.approve,
            "Approve a letter and queue it",
            *wrong,
            conflict=LetterRefusal,
        )
        routes.add(
            "POST", f"{one}/withdraw", self.withdraw, "Make a letter a draft again", 404, 409, 422
        )
        return routes.all

    def page(
        self,
        state: LetterState | None = None,
        after: After = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> list[ListedLetter]:
        """In the order of their numbers, which are not used again."""
        found = [one for one in self._all() if one.number > after]
        return [one for one in found if state in {None, one.state}][:limit]

    def show(self, number: Number) -> WholeLetter:
        """A letter with a mistake is shown too, so that it can be corrected."""
        opened = self._newsletter.desk.writing.open(number)
        listed = next((one for one in self._all() if one.number == number), None)
        if listed is None:  # discarded at this moment
            raise DeskError("issue-unknown", ref=str(number))
        return WholeLetter(**listed.model_dump(), text=opened.text, hash=opened.sha256)

    def save(self, number: Number, given: LetterText, by: By) -> SavedLetter:
        """Saves a text if nobody changed the letter since it was shown.

        A text that is not saved is kept, so that an editor finds it at the desk. Repeating a
        request that was done changes nothing.
        """
        writing = self._newsletter.desk.writing
        answer = writing.save(number, given.text, given.expected, by)
        match answer:
            case SaveConflict(theirs=theirs):
                raise Refused(409, Message(_CHANGED, issue=number), hash=theirs.sha256)
            case Unreadable(problem=problem, line=line):
                raise Refused(422, problem, line=line)
            case saved:
                return SavedLetter(
                    hash=saved.sha256, subject=saved.subject, preheader=saved.preheader
                )

    def approve(self, number: Number, meant: SeenLetter, by: By) -> ApprovedLetter:
        """Approves exactly the text that was shown, if no check finds an error.

        It is queued at the end; a letter that is queued keeps its place. Repeating it changes
        nothing.
        """
        try:
            checked = self._newsletter.approvals.approve_as_seen(str(number), meant.expected, by)
        except DeskError as error:
            if error.code != _CHANGED:
                raise
            present = self._newsletter.desk.writing.open(number).sha256
            raise Refused(409, error.problem, hash=present) from error
        findings = LetterFinding.all(checked)
        if not checked.done:
            found = [one.model_dump() for one in findings]
            raise Refused(409, checked.sentence, findings=found)
        moment = self._newsletter.queue.moments().get(number)
        return ApprovedLetter(number=number, goes_at=written(moment), findings=findings)

    def withdraw(self, number: Number, by: By) -> WholeLetter:
        """A letter that was sent cannot be withdrawn."""
        self._newsletter.desk.writing.open(number)  # a number without a letter is not found
        self._newsletter.approvals.withdraw(str(number), by)
        return self.show(number)

    def _all(self) -> list[ListedLetter]:
        rows, wrong = self._newsletter.issue_list.survey()
        listed = [ListedLetter.of(row) for row in rows]
        broken = {one.number: one.problem for one in wrong if one.number}
        known = {one.number for one in listed}
        listed += [
            ListedLetter.unreadable(number, problem)
            for number, problem in broken.items()
            if number not in known
        ]
        return sorted(listed, key=lambda one: one.number)
