"""Settles batches in doubt: asks, repeats if that is safe, or holds them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import assert_never

from newsletter.delivery.absence import (
    ACCOUNT_CHANGED,
    Absence,
    Step,
    absence,
    next_step,
    why_held,
)
from newsletter.delivery.batches import BatchBuilder, payload, unguarded
from newsletter.delivery.clocks import ProviderClock, clock_is_wrong, clocks_agree
from newsletter.delivery.ports import (
    Doubts,
    Guard,
    Ledger,
    Personalise,
    Recipients,
)
from newsletter.delivery.rules import (
    LONGEST_BETWEEN_LOOKS,
    LONGEST_RETRY_AFTER,
    is_too_late,
    longest_lease,
    longest_wait,
    ticks,
)
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import (
    DeskError,
    MailUnfit,
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderRefused,
    ProviderSilent,
    StoreError,
)
from newsletter.message import Message
from newsletter.model.batch import ids_of
from newsletter.model.delivery import Batch, ProviderPartly, Receipt
from newsletter.model.dispatch import Claim, Doubt
from newsletter.model.provider import Provider

log = logging.getLogger(__name__)

_LOOK_UP_FAILS_FOR = timedelta(days=2)


class Settlement(Enum):
    """How the editor settles a batch."""

    LOOK = "look"  # look it up or repeat it, as far as that is safe
    SENT = "sent"  # count it as sent
    AGAIN = "again"  # send it again, under a new key


class Reconciler:
    """Settles doubts, one batch at a time. Any number of these may run at once."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        doubts: Doubts,
        provider: Provider,
        account: str = "",
        personalise: Personalise,
        recipients: Recipients,
        settings: DispatchSettings,
        ticking: Callable[[], float] = ticks,
        guard: Guard = unguarded,
    ) -> None:
        self._ledger = ledger
        self._ticking = ticking
        self._doubts = doubts
        self._provider = provider
        self._can = provider.capabilities
        self._account = account
        self._clock = ProviderClock(provider, ticking)
        self._maker = BatchBuilder(ledger.edition, recipients, personalise, provider.capabilities)
        self._guard = guard
        self._settings = settings

    def reconcile(self) -> int:
        """Take every doubt that is due one step further, and return how many there were."""
        self._ledger.cut_waits(longest_lease(self._settings), longest_wait(self._settings))
        self._ledger.sweep()
        looked_at = 0
        while (doubt := self._doubts.take(self._settings.lease)) is not None:
            self._take_further(doubt)
            looked_at += 1
        return looked_at

    def settle(
        self, dispatch: int, number: int, verdict: Settlement, *, generation: int | None = None
    ) -> None:
        """Settle one batch in doubt, or held, as the editor says.

        Args:
            dispatch: Its dispatch.
            number: Its number.
            verdict: What the editor says.
            generation: How often it had been requeued when the editor looked; ``None`` if
                that does not matter.

        Raises:
            DeskError: It is not in doubt, was requeued since, or somebody else is looking into
                it and may be repeating it at this moment.
        """
        doubt = self._doubts.take(self._settings.lease, (dispatch, number), generation=generation)
        if doubt is None:
            is_leased = self._doubts.is_leased(dispatch, number)
            code = "batch-being-looked-into" if is_leased else "batch-not-in-doubt"
            raise DeskError(code, batch=number, dispatch=dispatch)
        match verdict:
            case Settlement.SENT:
                self._doubts.sent(doubt.claim, Message("sent-by-editors-word").to_text())
            case Settlement.AGAIN:
                self._doubts.absent(doubt.claim)
            case Settlement.LOOK:
                self._take_further(doubt)
            case _:
                assert_never(verdict)

    def _take_further(self, doubt: Doubt) -> None:
        """Look into a doubt. An unexpected error counts as no answer of the provider.

        Without this, a provider's module that fails on one batch would keep all the
        others from being settled.
        """
        try:
            self._look_into(doubt)
        except StoreError:
            raise
        except Exception as error:  # of any kind: a provider may be third-party code
            log.exception("%s %s: unexpected answer", doubt.claim.dispatch.key, doubt.claim.number)
            silent = ProviderSilent(self._provider.name, "answer-unexpected", error=repr(error))
            self._wait_for_provider(doubt, silent)

    def _look_into(self, doubt: Doubt) -> None:
        claim = doubt.claim
        if not claim.members and self._doubts.found(claim, (), proves_all=False):
            return  # reports came before the answer, about everyone
        if doubt.provider not in ("", self._provider.name):
            self._hold(claim, Message("provider-not-set-any-more", provider=doubt.provider))
            return
        try:
            batch, handed = self._maker.make(claim), self._as_handed(doubt)
        except StoreError:
            raise  # the database is away: that says nothing about the mails
        except Exception as error:  # of any kind: a person decides
            log.exception("%s %s: cannot be made again", claim.dispatch.key, claim.number)
            self._hold(claim, Message("mails-cannot-be-made-again", error=repr(error)))
            return
        is_elsewhere = self._is_elsewhere(doubt)
        same = handed is not None and not is_elsewhere and self._may_leave(handed)
        try:
            theirs = self._clock.ask()
        except ProviderError as error:
            self._wait_for_provider(doubt, error)
            return
        step = next_step(doubt, self._can, self._settings, is_identical=same, theirs=theirs)
        match step:
            case Step.REPEAT:
                self._repeat(doubt, handed or batch, batch, theirs)
            case Step.LOOK_UP:
                self._look_up(doubt, batch, theirs)
            case Step.HOLD:
                why = why_held(
                    doubt, self._can, theirs, is_identical=same, is_elsewhere=is_elsewhere
                )
                self._hold(claim, why)
            case _:
                assert_never(step)

    def _is_elsewhere(self, doubt: Doubt) -> bool:
        """Return whether the account is another one than that which may have got the bytes.

        It knows no key of the former one. What it does not show proves nothing.
        """
        return "" not in (doubt.account, self._account) and doubt.account != self._account

    def _as_handed(self, doubt: Doubt) -> Batch | None:
        """Return the batch with the bytes that may have been sent; ``None`` if they differ now.

        The hash decides who was in it. Members whose outcome is known may have been left out
        of the call, or a report about them came before its answer. After a requeueing, such a
        report may be about an earlier call, so it does not show that this one was accepted:
        a repeat could reach its reader again, or after they left.
        """
        unknown = doubt.claim.members
        everyone = unknown if doubt.claim.generation else doubt.handed or unknown
        for members in (everyone, unknown):
            claim = replace(doubt.claim, members=members)
            batch = self._maker.make(claim)
            if payload(claim, batch) == claim.payload:
                return batch
        return None

    def _hold(self, claim: Claim, why: Message) -> None:
        self._doubts.hold(claim, why.to_text())

    def _may_leave(self, batch: Batch) -> bool:
        """Return whether the batch may be sent again. A look-up is always allowed."""
        try:
            for recipient in batch.recipients[:1]:
                self._guard(batch.edition, recipient.values)
        except MailUnfit:
            return False
        return True

    def _repeat(self, doubt: Doubt, handed: Batch, batch: Batch, theirs: datetime | None) -> None:
        """Repeat the same bytes under the same key: the provider accepts them once."""
        claim, asked = doubt.claim, self._ticking()
        lease = self._settings.lease
        is_ours = self._doubts.repeat(claim, lease, self._account)
        if not is_ours or is_too_late(asked, self._ticking(), lease):
            return
        try:
            receipts = self._provider.send(handed)
        except ProviderBusy as busy:
            wait = min(busy.retry_after or self._settings.look_again, LONGEST_RETRY_AFTER)
            self._doubts.postpone(claim, wait, busy.detail)
        except ProviderRefused as refusal:
            # it may have accepted the first call and refuse the repeat: a look-up or a person decides
            self._hold_or_look(doubt, batch, theirs, refusal)
        except ProviderPartly as partly:
            self._found(doubt, handed, partly.receipts)
            self._doubts.postpone(claim, self._settings.look_again, partly.detail)
        except (ProviderPaused, ProviderSilent) as trouble:
            self._doubts.postpone(claim, self._settings.look_again, trouble.detail)
        else:
            self._found(doubt, handed, receipts)

    def _hold_or_look(
        self, doubt: Doubt, batch: Batch, theirs: datetime | None, refusal: ProviderRefused
    ) -> None:
        if self._can.looks_up:
            self._look_up(doubt, batch, theirs)
        else:
            self._hold(doubt.claim, Message("refused-when-repeated", reason=refusal.problem))

    def _look_up(self, doubt: Doubt, batch: Batch, theirs: datetime | None) -> None:
        claim = doubt.claim
        try:
            receipts = self._provider.look_up(batch)
        except ProviderError as error:
            self._wait_for_provider(doubt, error)
            return
        if self._found(doubt, batch, receipts):
            return
        if not claim.payload:
            # from a restored backup: it may have been sent so long ago that the provider forgot it
            self._hold(claim, self._nothing_proven(Message.from_text(doubt.why)))
            return
        match absence(doubt, self._can, self._settings, theirs):
            case Absence.TOO_EARLY:
                seen = theirs if clocks_agree(doubt, theirs) else None
                self._doubts.postpone(claim, self._patience(doubt, theirs), seen=seen)
            case _ if self._is_elsewhere(doubt):
                self._hold(claim, self._nothing_proven(ACCOUNT_CHANGED))
            case Absence.PROVEN:
                self._doubts.absent(claim)
            case Absence.UNDOCUMENTED:
                self._hold(claim, Message("nothing-proven", provider=self._provider.name))
            case Absence.FORGOTTEN:
                reason = Message("doubt-too-old", provider=self._provider.name)
                self._hold(claim, self._nothing_proven(reason))
            case Absence.CLOCK_WRONG:
                self._hold(claim, self._nothing_proven(clock_is_wrong(doubt, theirs)))
            case other:
                assert_never(other)

    def _nothing_proven(self, reason: Message) -> Message:
        return Message("nothing-proven-because", reason=reason, provider=self._provider.name)

    def _wait_for_provider(self, doubt: Doubt, error: ProviderError) -> None:
        """Try again later, for two days at most, as the provider could not be asked."""
        if doubt.since > _LOOK_UP_FAILS_FOR:
            self._hold(doubt.claim, Message("look-up-failed", reason=error.problem))
        else:
            self._doubts.postpone(doubt.claim, self._patience(doubt), error.detail)

    def _found(self, doubt: Doubt, batch: Batch, receipts: Sequence[Receipt]) -> bool:
        """Record the traces, and return whether they settle the batch."""
        ours = set(ids_of(batch.recipients))
        found = {one.delivery_id: one for one in receipts if one.delivery_id in ours}
        if not found:
            return False
        proves_all = self._can.all_or_nothing or len(found) == len(ours)
        return self._doubts.found(doubt.claim, tuple(found.values()), proves_all=proves_all)

    def _patience(self, doubt: Doubt, theirs: datetime | None = None) -> timedelta:
        """Return the next wait: half the age of the doubt, half an hour at most.

        Where the provider tells the time, its age is what both clocks agree on.
        """
        age = doubt.since if theirs is None else min(doubt.since, theirs - (doubt.seen or theirs))
        return min(max(age / 2, self._settings.look_again), LONGEST_BETWEEN_LOOKS)
