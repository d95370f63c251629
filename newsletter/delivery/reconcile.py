"""Finds out what became of batches in doubt: asks, repeats where that is safe, or holds them for a person."""

import logging
from collections.abc import Callable
from datetime import timedelta
from enum import Enum

from newsletter.delivery.lateness import is_too_late, ticks
from newsletter.delivery.making import Maker, payload
from newsletter.delivery.needs import Doubts, Ledger, Personalise, Provider, Recipients
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import (
    DeskError,
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderRefused,
    ProviderSilent,
    StoreError,
)
from newsletter.model.delivery import Batch, Capabilities, ProviderPartly, Receipt
from newsletter.model.dispatch import Doubt

log = logging.getLogger(__name__)

_LONGEST = timedelta(minutes=30)
_LOOK_UP_FAILS_FOR = timedelta(days=2)


class Step(Enum):
    """What can be done about a doubt."""

    REPEAT = "repeat"  # the provider recognises the key and takes it once
    LOOK_UP = "look up"
    HOLD = "hold"


class Verdict(Enum):
    """How the editor settles a batch."""

    LOOK = "look"  # look it up or repeat it, as far as that is safe
    SENT = "sent"  # it counts as sent
    AGAIN = "again"  # it goes again, under a new key


def next_step(
    doubt: Doubt, capabilities: Capabilities, settings: DispatchSettings, *, is_identical: bool
) -> Step:
    """What to do about a batch in doubt.

    A repeat must be byte-identical and come while the key is remembered, with
    a lease to spare; and it must not reach who has left since. Else we look.
    """
    window = capabilities.idempotent_for
    may_repeat = (
        window is not None
        and is_identical
        and not doubt.left
        and doubt.keyed_for + settings.lease < window
    )
    if may_repeat:
        return Step.REPEAT
    return Step.LOOK_UP if capabilities.looks_up else Step.HOLD


def is_proven_absent(doubt: Doubt, capabilities: Capabilities, settings: DispatchSettings) -> bool:
    """Whether an empty look-up now proves that nothing was taken.

    Only if the provider documents how long its index lags, and the last bytes
    left longer ago than that and than any sender could still be at it.
    """
    lag = capabilities.lookup_lag
    return lag is not None and doubt.since > 2 * lag + settings.lease


class Reconciler:
    """Settles doubts, one batch at a time; any number of these may run at once."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        doubts: Doubts,
        provider: Provider,
        personalise: Personalise,
        recipients: Recipients,
        settings: DispatchSettings,
        ticking: Callable[[], float] = ticks,
    ) -> None:
        self._ledger = ledger
        self._ticking = ticking
        self._doubts = doubts
        self._provider = provider
        self._can = provider.capabilities
        self._maker = Maker(ledger.edition, recipients, personalise, provider.capabilities)
        self._settings = settings

    def reconcile(self) -> int:
        """Take every doubt that is due one step further; how many there were."""
        self._ledger.sweep()
        looked_at = 0
        while (doubt := self._doubts.take(self._settings.lease)) is not None:
            self._look_into(doubt)
            looked_at += 1
        return looked_at

    def settle(self, dispatch: int, number: int, verdict: Verdict) -> None:
        """Settle one batch in doubt, or held, as the editor says.

        Raises:
            DeskError: It is not in doubt.
        """
        doubt = self._doubts.take(self._settings.lease, (dispatch, number))
        if doubt is None:
            raise DeskError(
                f"batch {number} of dispatch {dispatch} is not in doubt",
                f"newsletter dispatch show {dispatch}",
            )
        match verdict:
            case Verdict.SENT:
                self._doubts.sent(doubt.claim, "sent, by the editor's word")
            case Verdict.AGAIN:
                self._doubts.absent(doubt.claim)
            case Verdict.LOOK:
                self._look_into(doubt)

    def _look_into(self, doubt: Doubt) -> None:
        claim = doubt.claim
        if claim.dispatch.provider not in ("", self._provider.name):
            words = f"it went through {claim.dispatch.provider}, which the settings do not name any more"
            self._doubts.hold(claim, words)
            return
        try:
            batch = self._maker.make(claim)
        except StoreError:
            raise  # the database is away: that says nothing about the mails
        except Exception as error:  # a doubt that cannot be looked into is a person's
            log.exception("%s %s: cannot be made again", claim.dispatch.key, claim.number)
            self._doubts.hold(claim, f"the mails cannot be made again: {error!r}")
            return
        same = payload(claim, batch) == claim.payload
        match next_step(doubt, self._can, self._settings, is_identical=same):
            case Step.REPEAT:
                self._repeat(doubt, batch)
            case Step.LOOK_UP:
                self._look_up(doubt, batch)
            case Step.HOLD:
                self._doubts.hold(claim, _why_held(doubt, self._can, is_identical=same))

    def _repeat(self, doubt: Doubt, batch: Batch) -> None:
        """The same bytes under the same key: the provider takes them once."""
        claim, asked = doubt.claim, self._ticking()
        if not self._doubts.repeat(claim) or is_too_late(
            asked, self._ticking(), self._settings.lease
        ):
            return
        try:
            receipts = self._provider.send(batch)
        except ProviderBusy as busy:
            self._doubts.postpone(claim, busy.retry_after or self._settings.look_again, busy.detail)
        except ProviderRefused as refusal:
            # it may refuse the repeat and have taken the first: that is for a person, or for a look-up
            self._hold_or_look(doubt, batch, f"refused when repeated: {refusal.detail}")
        except ProviderPartly as partly:
            self._found(doubt, batch, partly.receipts)
            self._doubts.postpone(claim, self._settings.look_again, partly.detail)
        except (ProviderPaused, ProviderSilent) as trouble:
            self._doubts.postpone(claim, self._settings.look_again, trouble.detail)
        else:
            self._found(doubt, batch, receipts)

    def _hold_or_look(self, doubt: Doubt, batch: Batch, why: str) -> None:
        if self._can.looks_up:
            self._look_up(doubt, batch)
        else:
            self._doubts.hold(doubt.claim, why)

    def _look_up(self, doubt: Doubt, batch: Batch) -> None:
        claim = doubt.claim
        try:
            receipts = self._provider.look_up(batch)
        except ProviderError as error:
            if doubt.since > _LOOK_UP_FAILS_FOR:
                self._doubts.hold(claim, f"it could not be looked up: {error.detail}")
            else:
                self._doubts.postpone(claim, self._patience(doubt), error.detail)
            return
        if self._found(doubt, batch, receipts):
            return
        if not claim.payload:
            # from a restored backup: it may have left so long ago that the provider forgot it
            self._doubts.hold(claim, f"{doubt.why}; {_nothing_proven(self._provider.name)}")
        elif is_proven_absent(doubt, self._can, self._settings):
            self._doubts.absent(claim)
        elif self._can.lookup_lag is None and doubt.since > self._settings.look_up_for:
            self._doubts.hold(claim, _nothing_proven(self._provider.name))
        else:
            self._doubts.postpone(claim, self._patience(doubt))

    def _found(self, doubt: Doubt, batch: Batch, receipts: tuple[Receipt, ...]) -> bool:
        """Note the traces; whether they settle the batch."""
        ours = {one.delivery_id for one in batch.recipients}
        found = {one.delivery_id: one for one in receipts if one.delivery_id in ours}
        if not found:
            return False
        whole = self._can.all_or_nothing or len(found) == len(ours)
        return self._doubts.found(doubt.claim, tuple(found.values()), whole=whole)

    def _patience(self, doubt: Doubt) -> timedelta:
        """Look again after half as long as it has been in doubt, half an hour at most."""
        return min(max(doubt.since / 2, self._settings.look_again), _LONGEST)


def _nothing_proven(provider: str) -> str:
    return (
        f"{provider} shows nothing of it, which proves nothing here; "
        "look at its log and settle it: newsletter dispatch settle --sent or --again"
    )


def _why_held(doubt: Doubt, can: Capabilities, *, is_identical: bool) -> str:
    told = doubt.why or "no answer"
    if can.idempotent_for is None:
        reason = "the provider offers neither a repeat nor a look-up"
    elif doubt.left:
        reason = f"a repeat would reach {doubt.left} who left since"
    elif not is_identical:
        reason = "its mails would differ from those handed over"
    else:
        reason = "the provider remembers the key no longer"
    return f"{told}; {reason}; settle it: newsletter dispatch settle --sent or --again"
