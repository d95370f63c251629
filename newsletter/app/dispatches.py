"""Dispatches: started by the bell or by hand, handed over, followed, settled."""

import logging
import random
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from newsletter.app import agreement
from newsletter.app.agreement import guard
from newsletter.app.backups import caught_up
from newsletter.app.dispatch_list import DispatchRow, row_of, trouble_with_notices
from newsletter.app.mails import Mails
from newsletter.app.parts import Parts
from newsletter.app.proof import Proof
from newsletter.app.queue import Queue
from newsletter.app.way_out import problems
from newsletter.errors import ConfigError, DeskError
from newsletter.model.audience import Audience
from newsletter.model.delivery_ids import KEY_CHARACTERS
from newsletter.model.dispatch import (
    NOTICES,
    Dispatch,
    DispatchState,
    Plan,
)
from newsletter.model.queue import Approval

if TYPE_CHECKING:
    from newsletter.delivery.dispatch import Dispatcher
    from newsletter.delivery.reconcile import Reconciler

log = logging.getLogger(__name__)
BY_HAND = "paused by the editor"


class Dispatches:
    """What is on its way."""

    def __init__(self, parts: Parts, mails: Mails, queue: Queue, proof: Proof) -> None:
        self._parts = parts
        self._mails = mails
        self._queue = queue
        self._proof = proof

    @cached_property
    def dispatcher(self) -> "Dispatcher":
        """Hands batches over; one a process is enough, any number do no harm."""
        from newsletter.delivery.dispatch import Dispatcher

        store = self._parts.store
        return Dispatcher(
            ledger=store.ledger,
            provider=self._parts.provider,
            personalise=self._mails.personalise,
            recipients=self._mails.recipients,
            settings=self._parts.settings.dispatch,
            now=self._parts.now,
            chance=random.random,
            pace=store.pace,
            guard=partial(guard, self._parts),
        )

    @cached_property
    def reconciler(self) -> "Reconciler":
        """Settles batches in doubt."""
        from newsletter.delivery.reconcile import Reconciler

        store = self._parts.store
        return Reconciler(
            ledger=store.ledger,
            doubts=store.doubts,
            provider=self._parts.provider,
            personalise=self._mails.personalise,
            recipients=self._mails.recipients,
            settings=self._parts.settings.dispatch,
            guard=partial(guard, self._parts),
        )

    def start_due(self) -> Dispatch | None:
        """Freeze the issue whose slot has come; ``None`` where nothing is due, or another process was first."""
        hold = self._parts.store.holding()
        if hold is not None:  # a restored backup waits for the editor's word
            log.error("nothing goes out: %s", hold)
            return None
        due = self._queue.due()
        if due is None:
            return None
        if caught_up(self._parts):
            return None
        try:
            problems(self._parts, refuse=True)
            agreement.demand(self._parts, due.issue, due.edition)
            self._proof.demand()
        except ConfigError as error:  # the slot stays free: mended within the grace, it still goes
            log.error("issue %s is due and cannot go: %s", due.issue, "; ".join(error.problems))  # noqa: TRY400  # told in full
            return None
        plan = self._plan(due.issue, due.edition, due.audience, due.day)
        if not self._parts.store.dispatches.would_reach(plan):  # the issue waits for its readers
            log.warning("issue %s is due and nobody would get it", due.issue)
            return None
        frozen: Dispatch | None = self._parts.store.dispatches.freeze(plan)
        return frozen

    def start(
        self,
        ref: str,
        *,
        follow: Callable[[int, int], None] | None = None,
        even_so: bool = False,
    ) -> DispatchRow:
        """Send an approved issue now, to everyone who does not have it yet.

        Args:
            ref: The issue's number or file.
            follow: Called now and then with the recipients handed over, and all.
            even_so: Also when it went out after a backup that was restored, so
                that nobody knows who has it.

        Raises:
            DeskError: It is not approved, or may have gone out already.
            ConfigError: The way out is not ready; every reason is told.
        """
        caught_up(self._parts)
        number = self._queue.number(ref)
        approval = self._parts.store.queue.approval(number)
        if approval is None:
            raise self._not_approved(number)
        if not even_so:
            self._refuse_what_may_have_gone(number)
        problems(self._parts, refuse=True)
        agreement.demand(self._parts, number, approval.edition)
        self._proof.demand()
        dispatch, is_new = self._begin(number, approval)
        self._drain(dispatch.id, follow)
        remarks = () if is_new else self._refusals(number)
        return replace(self.show(dispatch.id), is_new=is_new, remarks=remarks)

    def _not_approved(self, number: int) -> DeskError:
        newest = self._cancelled(number)
        remedy = f"newsletter issue approve {number}"
        if newest is None:
            return DeskError(f"issue {number} is not approved", remedy)
        return DeskError(
            f"dispatch {newest.id} of issue {number} was cancelled",
            f"`{remedy}`, mended or not, sends it to those who did not get it",
        )

    def _cancelled(self, issue: int) -> Dispatch | None:
        """The newest dispatch of an issue, where it was cancelled."""
        found = self._parts.store.dispatches.of_issue(issue)
        return found[-1] if found and found[-1].is_cancelled else None

    def _refusals(self, issue: int) -> tuple[str, ...]:
        """What was refused in any dispatch of an issue, with what to do about it."""
        rows = (self.show(one.id) for one in self._parts.store.dispatches.of_issue(issue))
        return tuple(row.refusals for row in rows if row.refusals)

    def again(
        self, dispatch: int, *, follow: Callable[[int, int], None] | None = None
    ) -> DispatchRow:
        """Send an issue again to those whom the provider refused at hand-over.

        Only to who still reads and was refused within two weeks; who stands on
        the provider's own list is not offered again.

        Args:
            dispatch: The one in which they were refused.
            follow: Called now and then with the recipients handed over, and all.

        Raises:
            DeskError: There is nobody, or the issue must be approved first.
            ConfigError: The way out is not ready; every reason is told.
        """
        caught_up(self._parts)
        store = self._parts.store
        old = store.dispatches.find(dispatch)
        if dispatch == NOTICES:
            raise DeskError("notices are not sent again", "the reader asks for another one")
        approval = store.queue.approval(old.issue)
        if approval is None and self._cancelled(old.issue) is not None:
            raise self._not_approved(old.issue)
        edition = old.edition if approval is None else approval.edition
        problems(self._parts, refuse=True)
        agreement.demand(self._parts, old.issue, edition)
        self._proof.demand()
        plan = replace(self._plan(old.issue, edition, old.audience), again_of=old.id)
        frozen: Dispatch | None = store.dispatches.freeze_again(plan)
        if frozen is None:
            raise DeskError(
                f"nobody is left to whom dispatch {dispatch} could go again: refused at hand-over"
                " in the last two weeks, still subscribed, not paused and not suppressed",
                f"newsletter dispatch show {dispatch}",
            )
        self._drain(frozen.id, follow)
        return self.show(frozen.id)

    def _begin(self, number: int, approval: Approval) -> tuple[Dispatch, bool]:
        """A new dispatch; where nobody new would get it, the last one of the issue goes on. Whether it is new."""
        store = self._parts.store
        plan = self._plan(number, approval.edition, approval.audience)
        if store.dispatches.would_reach(plan):
            dispatch: Dispatch | None = store.dispatches.freeze(plan)
            assert dispatch is not None, "only a slot can be taken by somebody else"  # noqa: S101
            return dispatch, True
        earlier = store.dispatches.of_issue(number)
        if not earlier:
            raise DeskError(
                f"nobody would get issue {number} now: whom it is for has not confirmed, left or pauses",
                "newsletter subscribers list",
            )
        last = earlier[-1]
        if not store.counts.progress(last.id).is_done:
            agreement.demand(self._parts, number, last.edition, dispatch=last.id)
        return last, False

    def _refuse_what_may_have_gone(self, number: int) -> None:
        """A restored backup knows that an issue went out since, and not to whom."""
        for dispatch in self._parts.store.dispatches.of_issue(number):
            if dispatch.is_from_journal:
                raise DeskError(
                    f"issue {number}: {dispatch.why}",
                    "look at the provider's log; --even-so sends it to everyone",
                )

    def start_series(self) -> int:
        """Once a slot, newcomers get their next issue of the series; how many dispatches that makes.

        After the slot's own dispatch, so that who catches up now does not get two.
        """
        series = self._parts.settings.series.series
        store = self._parts.store
        passed = self._queue.last_slot()
        if series is None or passed is None or problems(self._parts) or store.holding():
            return 0
        if not store.chores.is_due("series", self._parts.now() - passed):
            return 0
        started = 0
        for issue in series.issues:
            edition = self._edition_for_newcomers(issue)
            if edition is not None:
                plan = self._plan(issue, edition, Audience(), newcomers_only=True)
                if store.dispatches.would_reach(plan):
                    store.dispatches.freeze(plan)
                    started += 1
        store.chores.done("series")
        return started

    def _edition_for_newcomers(self, issue: int) -> str | None:
        """What was approved last of an issue that others got, or that waits for no slot of its own."""
        sent = {one.issue: one.edition for one in self._parts.store.history.sent()}
        approval = self._parts.store.queue.approval(issue)
        if approval is None and self._cancelled(issue) is not None:
            return None  # the editor stopped that text, and has not approved another
        known = [sent[issue]] if issue in sent else []
        # renewed: newcomers get what was frozen last, the archive keeps what went first
        if approval is not None and (issue in sent or approval.position is None):
            known.insert(0, approval.edition)
        if not known:
            return None
        found = agreement.agreeing(self._parts, known)
        if found is None:
            log.error("issue %s waits for newcomers: it was approved under other settings", issue)
        return found

    def _plan(
        self,
        issue: int,
        edition: str,
        audience: Audience,
        slot: date | None = None,
        *,
        newcomers_only: bool = False,
    ) -> Plan:
        from newsletter.delivery.plan import batch_size

        store, provider = self._parts.store, self._parts.provider
        return Plan(
            key=secrets.token_hex(KEY_CHARACTERS // 2),
            issue=issue,
            edition=edition,
            audience=audience,
            at=self._parts.now(),
            batch_size=batch_size(
                provider.capabilities, store.editions.get(edition), self._parts.settings.dispatch
            ),
            provider=provider.name,
            slot=slot,
            series=self._parts.settings.series.series,
            newcomers_only=newcomers_only,
        )

    def _drain(self, dispatch: int, follow: Callable[[int, int], None] | None) -> None:
        from threading import Event, Thread

        if follow is None:
            self.dispatcher.drain()
            return
        done = Event()

        def watch() -> None:
            while not done.wait(0.2):
                follow(*self._parts.store.counts.handed(dispatch))

        watcher = Thread(target=watch, daemon=True)
        watcher.start()
        try:
            self.dispatcher.drain()
        finally:
            done.set()
            watcher.join()
            follow(*self._parts.store.counts.handed(dispatch))

    def trouble_with_notices(self) -> str:
        """Why confirmations and other notices do not leave, and what to do; empty: they do."""
        store = self._parts.store
        return trouble_with_notices(
            store.dispatches.find(NOTICES), is_held=NOTICES in store.doubts.held()
        )

    def show(self, dispatch: int, *, people: str | None = None) -> DispatchRow:
        """One dispatch, and those in one state where that is asked for."""
        found = self._parts.store.dispatches.find(dispatch)
        counts = self._parts.store.counts
        row = row_of(found, counts.progress(dispatch), counts.obstacles(dispatch))
        if row.counts.get("refused") and dispatch != NOTICES:
            row = replace(row, may_go_again=self._parts.store.dispatches.refused(found))
        return replace(row, people=self._people(dispatch, people)) if people else row

    def _people(self, dispatch: int, state: str) -> tuple[str, ...]:
        from newsletter.model.dispatch import STATES

        if state not in STATES:
            raise DeskError(f"{state!r} is no state", f"choose one of {', '.join(STATES)}")
        found: list[str] = []
        after = 0
        while page := self._parts.store.counts.people(dispatch, state, after=after):
            found += [
                f"{one.address or f'(erased reader {one.subscriber})'}{f' – {one.detail}' if one.detail else ''}"
                for one in page
            ]
            after = page[-1].subscriber
        return tuple(found)

    def pause(self, dispatch: int) -> str:
        """Hand nothing more over until it is resumed."""
        store = self._parts.store
        if dispatch != NOTICES and self.show(dispatch).is_done:
            raise DeskError(
                f"dispatch {dispatch} is done; there is nothing left to pause",
                f"newsletter dispatch show {dispatch}",
            )
        if not store.dispatches.pause(store.dispatches.find(dispatch).id, BY_HAND):
            raise DeskError(
                f"dispatch {dispatch} is not going", f"newsletter dispatch show {dispatch}"
            )
        return f"dispatch {dispatch} is paused; `newsletter dispatch resume {dispatch}` goes on"

    def resume(self, dispatch: int) -> str:
        """Go on with a paused dispatch."""
        store = self._parts.store
        found = store.dispatches.find(dispatch)
        if dispatch != NOTICES and found.state is DispatchState.PAUSED:
            agreement.demand(self._parts, found.issue, found.edition, dispatch=dispatch)
        if not store.dispatches.resume(found.id):
            raise DeskError(
                f"dispatch {dispatch} is not paused", f"newsletter dispatch show {dispatch}"
            )
        self.dispatcher.drain()
        return f"dispatch {dispatch} goes on: {self.show(dispatch).told}"

    def cancel(self, dispatch: int) -> str:
        """Hand nothing more over, for good."""
        store = self._parts.store
        issue = store.dispatches.find(dispatch).issue
        spared = store.dispatches.cancel(dispatch, "cancelled by the editor")
        return (
            f"dispatch {dispatch} is cancelled; {spared} readers do not get it;"
            f" `newsletter issue approve {issue}`, mended or not, sends it to them after all"
        )

    def settle(self, dispatch: int, number: int | None, *, went_out: bool | None) -> list[str]:
        """Settle one batch in doubt, or all of a dispatch's.

        Args:
            dispatch: Its number.
            number: One batch; ``None`` for every one that is in doubt or held.
            went_out: The editor's word; ``None`` looks it up as far as that proves anything.
        """
        from newsletter.delivery.reconcile import Verdict

        verdict = {None: Verdict.LOOK, True: Verdict.SENT, False: Verdict.AGAIN}[went_out]
        doubts = self._parts.store.doubts
        numbers = (
            [number] if number is not None else [one.number for one in doubts.unsettled(dispatch)]
        )
        if not numbers:
            raise DeskError(
                f"nothing of dispatch {dispatch} is in doubt",
                f"newsletter dispatch show {dispatch}",
            )
        for one in numbers:
            try:
                self.reconciler.settle(dispatch, one, verdict)
            except DeskError:
                if number is not None:
                    raise  # else another process has just settled that one, and the rest is ours
        self.dispatcher.drain()
        return [f"dispatch {dispatch}: {self.show(dispatch).told}"]
