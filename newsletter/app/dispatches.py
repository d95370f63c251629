"""The dispatches: started on schedule or by hand, paused, resumed, resent, cancelled, settled."""

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from newsletter.app import agreement
from newsletter.app.agreement import guard
from newsletter.app.backups import MOVED, catch_up_with_journal
from newsletter.app.canaries import CanaryWatch
from newsletter.app.container import Container
from newsletter.app.dispatch_list import DispatchRow, trouble_with_notices
from newsletter.app.emails import Emails
from newsletter.app.planning import (
    cancelled,
    drain,
    meanwhile,
    not_approved,
    plan_of,
    refuse_if_maybe_sent,
)
from newsletter.app.providers import account_of
from newsletter.app.queue import Queue
from newsletter.app.readiness import Deliverability, problems
from newsletter.app.shown_counts import people_in, show_one
from newsletter.app.unsent_issues import note_unsent
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.model.dispatch import (
    NOTICES,
    Dispatch,
    DispatchState,
    Plan,
)
from newsletter.model.issue import Approval, Planned

if TYPE_CHECKING:
    from newsletter.delivery.dispatch import Dispatcher
    from newsletter.delivery.reconcile import Reconciler

log = logging.getLogger(__name__)
BY_HAND = Message("paused-by-hand")
_CANCELLED_BY_HAND = Message("cancelled-by-hand")


class Dispatches:
    """The dispatches of a publication."""

    def __init__(
        self, container: Container, mails: Emails, queue: Queue, proof: Deliverability
    ) -> None:
        self._container = container
        self._mails = mails
        self._queue = queue
        self._proof = proof
        self.canaries = CanaryWatch(container)

    @cached_property
    def dispatcher(self) -> "Dispatcher":
        """Return the dispatcher. One for each process is enough."""
        from newsletter.delivery.dispatch import Dispatcher

        store = self._container.store
        return Dispatcher(
            ledger=store.ledger,
            provider=self._container.meter.watch(self._container.provider),
            account=account_of(self._container),
            personalise=self._mails.personalise,
            recipients=self._mails.recipients,
            settings=self._container.settings.dispatch,
            now=self._container.now,
            chance=random.random,
            pace=store.pace,
            guard=partial(guard, self._container),
            waking=self._container.has_mail,
        )

    @cached_property
    def reconciler(self) -> "Reconciler":
        """Return the reconciler, which settles batches in doubt."""
        from newsletter.delivery.reconcile import Reconciler

        store = self._container.store
        return Reconciler(
            ledger=store.ledger,
            doubts=store.doubts,
            provider=self._container.meter.watch(self._container.provider),
            account=account_of(self._container),
            personalise=self._mails.personalise,
            recipients=self._mails.recipients,
            settings=self._container.settings.dispatch,
            guard=partial(guard, self._container),
        )

    def start_due(self) -> Dispatch | None:
        """Freeze the first issue that is due and can be sent.

        Returns:
            Its dispatch; ``None`` if there is no such issue or another process was first.
        """
        if (hold := self._container.store.holding()) is not None:  # until the editor releases it
            log.error("nothing goes out: %s", Message.from_text(hold))
            return None
        due = self._queue.due()
        if due and catch_up_with_journal(self._container):
            return None
        reasons: dict[int, Message] = {}
        plan = next(filter(None, (self._plan_due(one, reasons) for one in due)), None)
        if plan is None:
            note_unsent(self._container, reasons)
            return None
        try:
            return self._container.store.dispatches.freeze(
                plan, is_due=partial(self._queue.is_due, plan.issue, plan.edition, plan.slot)
            )
        except DeskError as error:  # cancelled or approved again since; the next round tries again
            log.warning("issue %s was due and changed just then: %s", plan.issue, error)
            return None

    def _plan_due(self, due: Planned, reasons: dict[int, Message]) -> Plan | None:
        """Return the plan of an issue that is due; ``None`` with a reason if it cannot be sent now."""
        try:
            problems(self._container, refuse=True)
            agreement.demand(self._container, due.issue, due.edition)
            self._proof.demand()
        except ConfigError as error:
            # the slot stays free, so that the issue is still sent if this is fixed within the grace
            log.error("issue %s is due and cannot be sent: %s", due.issue, error)  # noqa: TRY400  # the problems suffice without a traceback
            reasons[due.issue] = error.message
            return None
        plan = plan_of(self._container, due.issue, due.edition, due.audience, due.day)
        if not self._container.store.dispatches.would_reach(plan):  # the issue stays queued
            log.warning("issue %s is due and nobody would get it", due.issue)
            reasons[due.issue] = Message("issue-for-nobody", issue=due.issue)
            return None
        return plan

    def start(
        self,
        ref: str,
        *,
        follow: Callable[[int, int], None] | None = None,
        even_so: bool = False,
    ) -> DispatchRow:
        """Send an approved issue now to everyone who has not received it.

        Args:
            ref: The issue's number or file.
            follow: Called regularly with the number of recipients handed over, and the total.
            even_so: Send it even if it was sent after the restored backup was made, so
                that its recipients are unknown.

        Raises:
            DeskError: It is not approved, or may have been sent already.
            ConfigError: The provider is not ready; the error lists every reason.
        """
        catch_up_with_journal(self._container)
        number = self._queue.number(ref)
        approval = self._container.store.queue.approval(number)
        if approval is None:
            raise not_approved(self._container, number)
        if not even_so:
            refuse_if_maybe_sent(self._container, number)
        problems(self._container, refuse=True)
        agreement.demand(self._container, number, approval.edition)
        self._proof.demand()
        with meanwhile(self.dispatcher.open):
            dispatch, is_new = self._begin(number, approval)
            # the first batches are made while the provider is still being prepared
            drain(self.dispatcher, self._container.store.counts.handed, dispatch.id, follow)
        self.canaries.look()
        remarks = () if is_new else self._refusals(number)
        return replace(self.show(dispatch.id), is_new=is_new, remarks=remarks)

    def _refusals(self, issue: int) -> tuple[Message, ...]:
        """Return what was refused in the dispatches of an issue."""
        rows = (self.show(one.id) for one in self._container.store.dispatches.of_issue(issue))
        return tuple(row.refusals for row in rows if row.refusals)

    def again(
        self, dispatch: int, *, follow: Callable[[int, int], None] | None = None
    ) -> DispatchRow:
        """Resend an issue to recipients whom the provider refused at hand-over.

        Only current subscribers refused within two weeks get it, and nobody on the
        provider's own suppression list.

        Args:
            dispatch: The dispatch in which they were refused.
            follow: Called regularly with the number of recipients handed over, and the total.

        Raises:
            DeskError: There are no such recipients, or the issue must be approved first.
            ConfigError: The provider is not ready; the error lists every reason.
        """
        frozen = self.freeze_again(dispatch)
        drain(self.dispatcher, self._container.store.counts.handed, frozen.id, follow)
        return self.show(frozen.id)

    def freeze_again(
        self, dispatch: int, *, note: Callable[[int], object] = lambda _: None
    ) -> Dispatch:
        """Freeze what ``again`` sends, without handing it over.

        ``note`` is called with the new dispatch's number, in the transaction.
        """
        catch_up_with_journal(self._container)
        store = self._container.store
        old = store.dispatches.find(dispatch)
        if dispatch == NOTICES:
            raise DeskError("notices-not-sent-again")
        approval = store.queue.approval(old.issue)
        if approval is None and cancelled(self._container, old.issue) is not None:
            raise not_approved(self._container, old.issue)
        edition = old.edition if approval is None else approval.edition
        problems(self._container, refuse=True)
        agreement.demand(self._container, old.issue, edition)
        self._proof.demand()
        plan = plan_of(self._container, old.issue, edition, old.audience)
        plan = replace(plan, again_of=old.id, canary=None)
        frozen: Dispatch | None = store.dispatches.freeze_again(plan, note=note)
        if frozen is None:
            raise DeskError("nobody-to-send-again", dispatch=dispatch)
        return frozen

    def _begin(self, number: int, approval: Approval) -> tuple[Dispatch, bool]:
        """Return a dispatch and whether it is new. Without new recipients it is the last one."""
        store = self._container.store
        plan = plan_of(self._container, number, approval.edition, approval.audience)
        if store.dispatches.would_reach(plan):
            dispatch: Dispatch | None = store.dispatches.freeze(plan)
            if dispatch is not None:
                return dispatch, True
        earlier = store.dispatches.of_issue(number)
        if not earlier:
            raise DeskError("issue-for-nobody", issue=number)
        last = earlier[-1]
        if not store.counts.progress(last.id).is_done:
            agreement.demand(self._container, number, last.edition, dispatch=last.id)
        return last, False

    def trouble_with_notices(self) -> Message | None:
        """Return why confirmations and other notices are not sent; ``None`` if they are."""
        store = self._container.store
        return trouble_with_notices(
            store.dispatches.find(NOTICES), is_held=NOTICES in store.doubts.held()
        )

    def show(
        self, dispatch: int, *, people: str | None = None, is_exact: bool = True
    ) -> DispatchRow:
        """Return one dispatch, with the recipients in the state ``people`` if given."""
        found = self._container.store.dispatches.find(dispatch)
        row = show_one(self._container, found, is_exact=is_exact)
        return replace(row, people=people_in(self._container, dispatch, people)) if people else row

    def pause(self, dispatch: int) -> Message:
        """Pause a dispatch until it is resumed."""
        store = self._container.store
        if dispatch != NOTICES and self.show(dispatch).is_done:
            raise DeskError("dispatch-done-not-paused", dispatch=dispatch)
        if not store.dispatches.pause(store.dispatches.find(dispatch).id, BY_HAND.to_text()):
            raise DeskError("dispatch-not-going", dispatch=dispatch)
        return Message("dispatch-paused", dispatch=dispatch)

    def resume(self, dispatch: int) -> DispatchRow:
        """Resume a paused or waiting dispatch and return its progress."""
        self.mark_resumed(dispatch)
        self.dispatcher.drain()
        self.canaries.look()
        return self.show(dispatch)

    def mark_resumed(self, dispatch: int) -> None:
        """Resume a paused or waiting dispatch, without handing anything over."""
        store = self._container.store
        if store.holding() == MOVED.to_text():
            raise DeskError("nothing-goes-out", reason=MOVED)
        found = store.dispatches.find(dispatch)
        if dispatch != NOTICES and found.state is DispatchState.PAUSED:
            agreement.demand(self._container, found.issue, found.edition, dispatch=dispatch)
        if not store.dispatches.resume(found.id):
            raise DeskError("dispatch-not-paused", dispatch=dispatch)

    def cancel(self, dispatch: int) -> Message:
        """Cancel a dispatch for good."""
        store = self._container.store
        issue = store.dispatches.find(dispatch).issue
        spared = store.dispatches.cancel(dispatch, _CANCELLED_BY_HAND.to_text())
        return Message("dispatch-cancelled", dispatch=dispatch, count=spared, issue=issue)

    def settle(self, dispatch: int, number: int | None, *, went_out: bool | None) -> DispatchRow:
        """Settle one or all batches in doubt of a dispatch, and return its progress.

        Args:
            dispatch: Its number.
            number: One batch; ``None`` for every batch that is in doubt or held.
            went_out: The editor's decision; ``None`` asks the provider where that is conclusive.
        """
        from newsletter.delivery.reconcile import Settlement

        verdict = {None: Settlement.LOOK, True: Settlement.SENT, False: Settlement.AGAIN}[went_out]
        doubts = self._container.store.doubts
        numbers = (
            [number] if number is not None else [one.number for one in doubts.unsettled(dispatch)]
        )
        if not numbers:
            raise DeskError("nothing-in-doubt", dispatch=dispatch)
        refused = []
        for one in numbers:
            try:
                self.reconciler.settle(dispatch, one, verdict)
            except DeskError as error:  # another process has just settled it, or looks into it
                refused.append(error)
        if len(refused) == len(numbers):
            raise refused[0]
        self.dispatcher.drain()
        return self.show(dispatch)
