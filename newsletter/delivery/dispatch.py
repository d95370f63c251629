"""Hands batches over, each of them claimed before it is sent, and records the outcome."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from typing import ParamSpec

from newsletter.delivery.allowance import Allowance
from newsletter.delivery.batches import BatchBuilder, payload, unguarded
from newsletter.delivery.clocks import ProviderClock
from newsletter.delivery.ports import Clock, Guard, Ledger, Pace, Personalise, Recipients
from newsletter.delivery.rules import brake, is_too_late, ticks, wait_before
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import (
    MailUnfit,
    ProviderBusy,
    ProviderPaused,
    ProviderRefused,
    ProviderSilent,
    StoreError,
)
from newsletter.message import Message
from newsletter.model.batch import ids_of
from newsletter.model.delivery import Batch, ProviderPartly, Receipt
from newsletter.model.dispatch import Claim, Judge
from newsletter.model.provider import OpensAhead, Provider
from newsletter.system import collected_rarely

P = ParamSpec("P")
log = logging.getLogger(__name__)
_REST = timedelta(seconds=5)  # after "busy", before this worker tries another batch
_PATIENCE = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)  # seconds between attempts to record an outcome


def _nowhere(point: str) -> None:
    """Do nothing. The chaos suite kills the process at these points."""


class Dispatcher:
    """Drains the ledger through one provider, with a few concurrent calls.

    Any number of these may run at once, in any number of processes: the claim
    decides who has a batch. A killed process loses nothing.

    Args:
        ledger: The claims and their outcomes.
        provider: The provider to send through.
        account: The mark of its account, stored with every batch; see ``Doubt``.
        personalise: Fills mails for a provider that does not merge.
        recipients: Gives members their merge values.
        settings: How fast and how carefully.
        now: The clock for the mails' Date.
        chance: Draws a number from 0 up to 1, for waits.
        pace: Keeps the pace over all processes. ``None`` means as fast as possible.
        at: Called with the name of every point between two effects.
        ticking: A clock in seconds, for the last check before bytes are sent.
        guard: The last check of an edition before the provider gets it.
        wait: Waits for a number of seconds and returns whether to stop. By default it
            returns early when the dispatcher is stopped.
        waking: An event that wakes it, also if something else sets it. By default it
            has one of its own.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        provider: Provider,
        personalise: Personalise,
        recipients: Recipients,
        settings: DispatchSettings,
        now: Clock,
        chance: Callable[[], float],
        pace: Pace | None = None,
        account: str = "",
        at: Callable[[str], None] = _nowhere,
        ticking: Callable[[], float] = ticks,
        guard: Guard = unguarded,
        wait: Callable[[float], bool] | None = None,
        waking: threading.Event | None = None,
    ) -> None:
        self._ledger = ledger
        self._provider = provider
        self._account = account
        self._clock = ProviderClock(provider, ticking)
        self._maker = BatchBuilder(
            ledger.edition, recipients, personalise, provider.capabilities, guard
        )
        self._settings = settings
        self._judge: Judge = partial(brake, settings=settings)
        self._now = now
        self._chance = chance
        self._allowance = Allowance(ledger, provider, settings, pace, self._clock.estimate)
        self._at = at
        self._ticking = ticking
        self._stopping = threading.Event()
        self._wait = wait or self._stopping.wait
        self._waking = waking or threading.Event()

    def open(self) -> None:
        """Prepare the provider's first call, which takes 70 ms."""
        if isinstance(self._provider, OpensAhead):
            self._provider.open()

    def serve(self, every: timedelta = timedelta(seconds=5)) -> None:
        """Drain whenever it is woken, and periodically, until it is stopped."""
        while not self._stopping.is_set():
            self._waking.clear()
            try:
                self.drain()
            except StoreError:
                log.exception("the database is away; trying again")
            self._waking.wait(every.total_seconds())

    def wake(self) -> None:
        """Wake it, so that it drains now."""
        self._waking.set()

    def stop(self) -> None:
        """Finish the calls in flight and claim nothing more."""
        self._stopping.set()
        self._waking.set()

    def drain(self) -> int:
        """Hand over everything that is due now, and return the number of recipients.

        After an interrupt from the keyboard it finishes the calls in flight before it raises.
        """
        if self._stopping.is_set() or self._ledger.waiting() is None:
            return 0
        with (
            collected_rarely(),
            ThreadPoolExecutor(self._allowance.workers, "dispatch") as pool,
        ):
            try:
                workers = [pool.submit(self._work) for _ in range(self._allowance.workers)]
                wait(workers)
            except KeyboardInterrupt:
                self.stop()
                raise
        return sum(worker.result() for worker in workers)

    def hand_over_next(self, only: tuple[int, int] | None = None) -> int | None:
        """Claim one batch at the provider's pace, and hand it over.

        Returns:
            How many recipients it has; ``None`` if no batch is due.
        """
        notices_only = self._allowance.is_used_up()
        if not self._allowance.wait_for_room(self._wait):
            return None
        claim = None
        try:
            claim = self._ledger.claim(
                self._settings.lease, self._now(), only, notices_only=notices_only
            )
        finally:
            self._allowance.give_back(len(claim.members) if claim else 0)
        if claim is None:
            return None
        self.hand_over(claim)
        return len(claim.members)

    def try_batch(self, dispatch: int, number: int) -> timedelta | None:
        """Hand over this batch if it is waiting, for a worker of the fleet.

        It may be called at any time, for any batch, in many processes at once.

        Returns:
            How long until it may be tried again; ``None`` for never.
        """
        if self._stopping.is_set():
            return timedelta(seconds=1)
        self.hand_over_next((dispatch, number))
        return self._ledger.due_in(dispatch, number)

    def hand_over(self, claim: Claim) -> None:
        """Hand one claimed batch to the provider and record the outcome."""
        self._at("claimed")
        if claim.dispatch.provider not in ("", self._provider.name):
            self._ledger.release_paused(claim, self._not_ours(claim).to_text())
            return
        asked = self._ticking()
        made = self._make(claim)
        if made is None:
            return
        claim, batch = made
        if self._allowance.is_passed_by(claim):
            # random, so that two processes do not wait alike
            wait = timedelta(minutes=self._chance())
            self._insist(self._ledger.release, claim, wait, Message("ceiling-of-day").to_text())
            return
        # The claim is committed and the lease holds: a crash from here on leaves
        # the batch in doubt, never a silent second copy.
        self._at("before the call")
        if is_too_late(asked, self._ticking(), self._settings.lease):
            why = Message("sender-stopped").to_text()
            self._insist(self._ledger.release, claim, timedelta(0), why)
            return
        self._call(claim, batch)

    def _call(self, claim: Claim, batch: Batch) -> None:
        """Call the provider, and record the outcome."""
        try:
            receipts = self._provider.send(batch)
        except ProviderBusy as busy:
            self._come_back(claim, busy)
        except ProviderRefused as refusal:
            self._insist(self._ledger.note_refused, claim, refusal.detail, self._judge)
        except ProviderPaused as trouble:
            self._insist(self._ledger.release_paused, claim, trouble.detail)
        except ProviderPartly as partly:
            self._note_part(claim, partly)
        except ProviderSilent as silence:
            self._insist(self._ledger.note_doubt, claim, silence.detail)
        except Exception as error:  # of any kind: bytes may have left
            log.exception("%s %s: unexpected answer", claim.dispatch.key, claim.number)
            why = Message("answer-unexpected", error=repr(error)).to_text()
            self._insist(self._ledger.note_doubt, claim, why)
        else:
            self._at("after the call")
            self._note(claim, batch, receipts)
        self._at("noted")

    def _work(self) -> int:
        handed = 0
        while not self._stopping.is_set():
            many = self.hand_over_next()
            if many is None:
                break
            handed += many
        return handed

    def _make(self, claim: Claim) -> tuple[Claim, Batch] | None:
        """Return the batch, hashed and leased, or ``None`` if it may not be sent."""
        try:
            batch = self._maker.make(claim)
            digest = payload(claim, batch)
        except StoreError:
            raise
        except MailUnfit as error:
            self._keep_back(claim, error.problem)
            return None
        except Exception as error:  # of any kind: an incomplete mail must not be sent
            log.exception("%s %s: cannot be made", claim.dispatch.key, claim.number)
            self._put_aside(claim, Message("mails-cannot-be-made", error=repr(error)))
            return None
        self._at("made")
        if self._ledger.ready(claim, digest, self._account, theirs=self._clock.estimate()):
            self._at("ready")
            return claim, batch
        renewed = self._ledger.rekey(claim, self._now()) if claim.payload else None
        return None if renewed is None else self._make(renewed)

    def _put_aside(self, claim: Claim, why: Message) -> None:
        """Pause an issue's dispatch. A notice waits alone, so that the others are still sent."""
        if claim.is_notice:
            self._insist(self._ledger.release, claim, self._settings.retry_longest, why.to_text())
        else:
            self._insist(self._ledger.release_paused, claim, why.to_text())

    def _keep_back(self, claim: Claim, why: Message) -> None:
        """Pause an issue's dispatch. A notice is refused alone, so the others are still sent."""
        log.error("%s %s: %s", claim.dispatch.key, claim.number, why)
        step = self._ledger.note_refused if claim.is_notice else self._ledger.release_paused
        self._insist(step, claim, why.to_text())

    def _note(self, claim: Claim, batch: Batch, receipts: Sequence[Receipt]) -> None:
        if ids_of(receipts) != ids_of(batch.recipients):
            why = Message(
                "answered-for-some", answered=len(receipts), recipients=len(batch.recipients)
            )
            self._insist(self._ledger.note_doubt, claim, why.to_text())
        elif not self._insist(self._ledger.note, claim, receipts, self._judge):
            log.error("%s %s: the answer came too late to count", claim.dispatch.key, claim.number)

    def _come_back(self, claim: Claim, busy: ProviderBusy) -> None:
        """Requeue a batch that was not accepted, and pause this worker for up to five seconds."""
        wait = wait_before(claim.attempt, busy.retry_after, self._chance(), self._settings)
        self._insist(self._ledger.release, claim, wait, busy.detail)
        self._wait(min(wait, _REST).total_seconds())

    def _note_part(self, claim: Claim, partly: ProviderPartly) -> None:
        """Record some receipts. The other recipients are sent again, in a smaller batch."""
        cause, wait = partly.cause, timedelta(0)
        if isinstance(cause, ProviderBusy):
            wait = wait_before(claim.attempt, cause.retry_after, self._chance(), self._settings)
        self._insist(
            self._ledger.note_part,
            claim,
            partly.receipts,
            wait,
            cause.detail,
            pausing=not isinstance(cause, ProviderBusy),
            judge=self._judge,
        )
        self._wait(min(wait, _REST).total_seconds())

    def _insist(self, step: Callable[P, bool], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Record what is known, retrying while the database restarts.

        If that fails, the lease expires and the batch is in doubt, so nothing is lost.
        """
        for seconds in _PATIENCE:
            try:
                return step(*args, **kwargs)
            except StoreError:
                log.warning("the database is away; the outcome is recorded again")
                # not ``self._wait``: stopping must not cut the attempts short
                threading.Event().wait(seconds)
        return step(*args, **kwargs)

    def _not_ours(self, claim: Claim) -> Message:
        frozen_for = claim.dispatch.provider
        return Message(
            "frozen-for-another-provider", frozen_for=frozen_for, provider=self._provider.name
        )
