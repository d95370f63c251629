"""Starts: issues that editors send now, which can be undone for a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from newsletter.app import agreement
from newsletter.app.acts import note
from newsletter.app.backups import catch_up_with_journal
from newsletter.app.container import Container
from newsletter.app.planning import not_approved, plan_of, refuse_if_maybe_sent
from newsletter.app.queue import Queue
from newsletter.app.readiness import Deliverability, problems
from newsletter.app.shown_counts import count_readers
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Plan
from newsletter.model.editor import Act, Editor
from newsletter.model.issue import Approval
from newsletter.model.start import NotSent, Start

_UNDO_WITHIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartQuestion:
    """The effect of starting an issue.

    Attributes:
        edition: The SHA-256 of the edition that would be sent.
        readers: How many readers would get it; at most, if ``is_most``.
        goes_at: Its slot, which it would leave, if it has one.
        moves_others: Whether others would be sent at an earlier slot.
        stays_here: Whether email cannot leave this machine, so that no reader gets anything.
        is_listed: Whether it then appears on the public page of earlier letters.
        is_behind: Whether its file has changed since, so that its present text would not be sent.
        is_repeat: Whether an editor chose that, so that the rest gets what the others got.
    """

    number: int
    title: str
    edition: str
    readers: int
    is_most: bool
    goes_at: datetime | None
    moves_others: bool
    stays_here: bool
    is_listed: bool
    is_behind: bool
    is_repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRow:
    """The start of an issue.

    Attributes:
        at: The moment from which it is sent.
        readers: How many would get it now, or at most; 0 if it was not sent.
        is_due: Whether the moment has come.
        stays_here: Whether email cannot leave this machine, so that no reader gets anything.
        not_sent: Why nothing was sent, or will be; ``None`` while it waits.
    """

    number: int
    title: str
    at: datetime
    readers: int
    is_most: bool
    is_due: bool
    stays_here: bool
    not_sent: Message | None = None


class Starts:
    """Starts issues by an editor's decision. ``DueStarts`` turns starts into dispatches."""

    def __init__(self, container: Container, queue: Queue, proof: Deliverability) -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._queue = queue
        self._proof = proof

    def look(self, number: int, *, is_exact: bool = True) -> StartQuestion:
        """Return the effect of starting an issue; for ``is_exact`` see ``shown_counts``.

        Raises:
            DeskError: It may not be sent, or its start waits already.
            ConfigError: The provider is not ready. The error lists every reason.
        """
        approval = self._startable(number)
        return StartQuestion(
            number=number,
            title=self._container.store.editions.subject(approval.edition),
            edition=approval.edition,
            readers=count_readers(self._container, self._plan(approval), is_exact=is_exact),
            is_most=not is_exact,
            goes_at=self._queue.moments().get(number),
            moves_others=self._moves_others(number),
            stays_here=self._container.stays_here,
            is_listed=self._is_listed(approval),
            is_behind=agreement.is_behind(self._container, approval),
            is_repeat=not approval.file_hash,
        )

    def begin(self, number: int, by: Editor, edition: str) -> None:
        """Have an issue sent in a minute.

        Args:
            number: The issue.
            by: The editor, for the log.
            edition: The SHA-256 of the edition that the editor saw.

        Raises:
            DeskError: It may not be sent, its start waits already, nobody would get it, or
                another edition was approved in the meantime.
            ConfigError: The provider is not ready. The error lists every reason.
        """
        catch_up_with_journal(self._container)
        self._startable(number)
        self._proof.demand_soon()  # asks the network, so before the transaction
        store = self._container.store
        with store.queue.alone():
            approval = self._startable(number)
            if approval.edition != edition:
                raise DeskError("start-changed-meanwhile", issue=number)
            if not store.dispatches.would_reach(self._plan(approval)):
                raise DeskError("issue-for-nobody", issue=number)
            now = self._container.now()
            start = Start(
                issue=number, edition=edition, at=now + _UNDO_WITHIN, editor=by.id, asked_at=now
            )
            store.starts.put(start)
            note(self._container, Act.STARTED, f"issue {number}", by, after=f"edition {edition}")

    def undo(self, number: int, by: Editor) -> None:
        """Delete the start of an issue, waiting or dropped, if there is one.

        Raises:
            DeskError: It has become a dispatch.
        """
        store = self._container.store
        with store.queue.alone():
            start = store.starts.find(number)
            if start is None:
                self._refuse_dispatched("start-too-late", number)
                return
            store.starts.remove(number)
            if start.not_sent is None:
                note(self._container, Act.START_UNDONE, f"issue {number}", by)

    def rows(self, *, is_exact: bool = True) -> tuple[StartRow, ...]:
        """Return every start, waiting or dropped, the earliest first."""
        return tuple(
            self._row(one, is_exact=is_exact) for one in self._container.store.starts.all()
        )

    def waiting(self, *, is_exact: bool = True) -> tuple[StartRow, ...]:
        """Return the starts that wait, the earliest first."""
        return tuple(one for one in self.rows(is_exact=is_exact) if one.not_sent is None)

    def of(self, number: int, *, is_exact: bool = True) -> StartRow | None:
        """Return the start of an issue, or ``None``."""
        start = self._container.store.starts.find(number)
        return None if start is None else self._row(start, is_exact=is_exact)

    # ─── conditions ──────────────────────────────────────────────────────────

    def _startable(self, number: int) -> Approval:
        """Return the approval of an issue, unless it may not be started."""
        store = self._container.store
        hold = store.holding()
        if hold is not None:
            raise DeskError("nothing-goes-out", reason=Message.from_text(hold))
        approval = store.queue.approval(number)
        if approval is None:
            raise not_approved(self._container, number)
        refuse_if_maybe_sent(self._container, number)
        self._refuse_dispatched("issue-dispatched-already", number)
        start = store.starts.find(number)
        if start is not None and why_not_sent(self._container, start) is None:
            raise DeskError("start-waits-already", issue=number)
        if self._queue.has_come(number):
            raise DeskError("issue-being-sent", issue=number)
        problems(self._container, refuse=True)
        agreement.demand(self._container, number, approval.edition)
        return approval

    def _refuse_dispatched(self, code: str, number: int) -> None:
        """Refuse an issue that was dispatched, unless its newest dispatch was cancelled."""
        sent = self._container.store.dispatches.of_issue(number)
        if sent and not sent[-1].is_cancelled:
            raise DeskError(code, issue=number)

    def _moves_others(self, number: int) -> bool:
        """Return whether unpinned issues follow it in the queue, which it would leave."""
        queue = self._container.store.queue
        return number in [one.issue for one in queue.entries() if one.send_at is None][:-1]

    def _is_listed(self, approval: Approval) -> bool:
        """Return whether an issue is listed in the public archive once it is sent."""
        change = self._container.store.web_versions.changes().get(approval.issue)
        is_hidden = change is not None and change.hidden_at is not None
        is_for_all = approval.audience == Audience()
        return self._container.settings.archive.is_public and is_for_all and not is_hidden

    def _plan(self, approval: Approval) -> Plan:
        return plan_of(self._container, approval.issue, approval.edition, approval.audience)

    def _row(self, start: Start, *, is_exact: bool) -> StartRow:
        title, why = (
            self._container.store.editions.subject(start.edition),
            why_not_sent(self._container, start),
        )
        approval = self._container.store.queue.approval(start.issue)
        plan = None if why or approval is None else self._plan(approval)
        return StartRow(
            number=start.issue,
            title=title,
            at=start.at,
            readers=0 if plan is None else count_readers(self._container, plan, is_exact=is_exact),
            is_most=not is_exact,
            is_due=start.at <= self._container.now(),
            stays_here=self._container.stays_here,
            not_sent=None if why is None else Message.of(why, title=title, issue=start.issue),
        )


def why_not_sent(container: Container, start: Start) -> NotSent | None:
    """Return why a start no longer waits; ``None`` while its edition is the approved one."""
    if start.not_sent is not None:
        return start.not_sent
    approval = container.store.queue.approval(start.issue)
    if approval is None:
        return NotSent.WITHDRAWN
    return None if approval.edition == start.edition else NotSent.CHANGED
