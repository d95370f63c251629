"""The list of issues with their status, from the heads of their files and a few queries."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from newsletter.app import agreement
from newsletter.app.container import Container
from newsletter.app.numbered import ReadOnce
from newsletter.app.queue import Queue
from newsletter.app.queue_rows import STARTS
from newsletter.app.unreadable_issues import UnreadableIssue, unreadable
from newsletter.editorial import heads
from newsletter.editorial.heads import IssueFile
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES, WENT_BEFORE, Dispatch
from newsletter.model.issue import Approval

if TYPE_CHECKING:
    from newsletter.store.listing import Listing

_SENT: Final = ("dispatched", WENT_BEFORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """One issue. Its ``status`` is derived from its file, the queue and the dispatches.

    Attributes:
        approved_hash: The SHA-256 of its file as it was approved; empty if it is not, or was sent.
        is_in_outbox: Whether its emails became files in the outbox, and reached nobody.
    """

    number: int
    title: str
    subject: str
    status: str
    goes_at: datetime | None
    notes: tuple[Message, ...]
    approved_hash: str
    is_in_outbox: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether it was sent, so that changing its file changes no mail."""
        return self.status in _SENT

    @property
    def is_behind(self) -> bool:
        """Whether it is approved, queued or not, and its file has changed since."""
        return self.status in ("queued", "approved") and agreement.CHANGED in self.notes

    def facts(self) -> dict[str, object]:
        """Return the row for programs, as ``--json`` prints it."""
        return {
            "number": self.number,
            "title": self.title,
            "subject": self.subject,
            "status": self.status,
            "goes_at": self.goes_at.isoformat() if self.goes_at else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the database knows about the issues, by number."""

    approvals: Mapping[int, Approval]
    dispatches: Mapping[int, Sequence[Dispatch]]
    moments: Mapping[int, datetime]
    missed: Mapping[int, date]
    outboxes: Collection[str]  # the providers that write files
    outdated: Mapping[int, Message]
    starts: Mapping[int, datetime]


class IssueList:
    """The issues of a publication, read-only."""

    def __init__(self, container: Container, queue: Queue) -> None:
        self._container = container
        self._queue = queue
        self._read = ReadOnce(lambda path: heads.read(path, container.zone))

    def rows(self) -> list[IssueRow]:
        """Return every issue whose file can be read, with its status."""
        return self.survey()[0]

    def survey(self) -> tuple[list[IssueRow], list[UnreadableIssue]]:
        """Return the rows, and the issue files that they leave out."""
        listed, wrong = heads.survey(self._container.folder / "issues", self._read)
        with self._container.listing() as listing:
            known = self._known(listing)
        return [_row(one, known) for one in listed], [
            unreadable(error, self._container.zone) for error in wrong
        ]

    def _known(self, listing: "Listing") -> _Known:
        dispatches: dict[int, list[Dispatch]] = {}
        for dispatch in reversed(listing.dispatches()):
            if dispatch.id != NOTICES:
                dispatches.setdefault(dispatch.issue, []).append(dispatch)
        providers = {one.provider for those in dispatches.values() for one in those}
        starts = listing.starts()
        return _Known(
            approvals=listing.approvals(),
            dispatches=dispatches,
            moments=starts | self._queue.moments(listing, starts),
            missed={one.issue: one.day for one in listing.missed()},
            outboxes={one for one in providers if self._container.has_outbox(one)},
            outdated=agreement.outdated_in(self._container, listing),
            starts=starts,
        )


def _row(listed: IssueFile, known: _Known) -> IssueRow:
    approval, gone = known.approvals.get(listed.number), known.dispatches.get(listed.number, ())
    cancelled = gone[-1] if gone and gone[-1].is_cancelled else None
    went = gone if cancelled is None else ()
    waits = None if went else approval
    return IssueRow(
        number=listed.number,
        title=listed.head.title,
        subject=listed.head.subject,
        status=_status(approval, went, cancelled),
        goes_at=went[0].frozen_at if went else known.moments.get(listed.number),
        notes=tuple(_notes(listed, known, waits, cancelled)),
        approved_hash=waits.file_hash if waits is not None else "",
        is_in_outbox=bool(went) and all(one.provider in known.outboxes for one in went),
    )


def _status(approval: Approval | None, went: Sequence[Dispatch], cancelled: Dispatch | None) -> str:
    if went:
        return WENT_BEFORE if all(one.is_from_journal for one in went) else "dispatched"
    if approval is not None:
        return "queued" if approval.position is not None else "approved"
    return "draft" if cancelled is None else "cancelled"


def _notes(
    listed: IssueFile, known: _Known, approval: Approval | None, cancelled: Dispatch | None
) -> Iterator[Message]:
    """Yield notes for the editor. ``approval`` is that of an unsent issue."""
    if cancelled is not None:
        yield _after_cancelling(cancelled, is_approved=approval is not None)
    if listed.number in known.starts:
        yield STARTS
    if listed.number in known.missed:
        yield Message("issue-missed-slot", day=known.missed[listed.number])
    if listed.number in known.outdated:
        yield agreement.OUTDATED
    changed = agreement.changed_since(approval, listed.sha256) if approval is not None else None
    if changed is not None:
        yield changed


def _after_cancelling(dispatch: Dispatch, *, is_approved: bool) -> Message:
    if is_approved:
        return Message("cancelled-goes-to-the-rest", dispatch=dispatch.id)
    return Message("cancelled-for-the-rest", dispatch=dispatch.id, issue=dispatch.issue)
