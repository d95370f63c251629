"""The protocols that sending needs from other packages, without importing them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from newsletter.model.delivery import Batch, Receipt, Recipient
from newsletter.model.dispatch import Claim, Doubt, Judge
from newsletter.model.edition import Edition

Clock: TypeAlias = Callable[[], datetime]


class Personalise(Protocol):
    """Fills one batch for a provider that does not merge. The bytes are always the same."""

    def __call__(self, batch: Batch) -> Batch:
        """Return the batch with its ``emails``, in the form that the provider wants."""
        ...


class Recipients(Protocol):
    """Gives the members of a claim their names and merge values, which never change."""

    def __call__(self, claim: Claim) -> Sequence[Recipient]:
        """Return one recipient for each member, in order.

        Each has a delivery id of the claim's dispatch, keyed or plain according to
        ``is_keyed``. A notice has values of its own.
        """
        ...


class Guard(Protocol):
    """The last check of a mail before a provider gets it."""

    def __call__(self, edition: Edition, values: Mapping[str, str]) -> None:
        """Check an edition with one reader's merge values.

        Raises:
            MailUnfit: It may not leave this machine.
        """
        ...


class Ledger(Protocol):
    """The record of what was handed over. Every step commits before it returns.

    A claim is a lease by the database's clock. Its attempt is the fence: a
    step of an older attempt changes nothing and returns false.
    """

    def edition(self, sha256: str) -> Edition:
        """Return the frozen edition of that hash."""
        ...

    def waiting(self) -> int | None:
        """Return the dispatch of the next due batch, notices first, or ``None``."""
        ...

    def claim(
        self,
        lease: timedelta,
        now: datetime,
        only: tuple[int, int] | None = None,
        *,
        notices_only: bool = False,
    ) -> Claim | None:
        """Claim the next due batch, or ``only`` this one, or return ``None``.

        pending → sending. People who left, paused or were suppressed since the freeze
        are recorded as skipped. ``now`` becomes the mails' Date, unless the key
        was used before.
        """
        ...

    def ready(
        self, claim: Claim, payload: bytes, account: str = "", *, theirs: datetime | None = None
    ) -> bool:
        """Return whether the bytes of this hash may be sent now, and record that first.

        The provider's account is recorded with it, because another one cannot tell what
        became of them, and the moment: the provider's time ``theirs`` if the database's clock
        is wrong. False if the lease has expired, or other bytes were sent under this key.
        """
        ...

    def rekey(self, claim: Claim, now: datetime) -> Claim | None:
        """Return the claim under a new key, if nothing was sent under the old one."""
        ...

    def note(self, claim: Claim, receipts: Sequence[Receipt], judge: Judge | None = None) -> bool:
        """Record sending → sent: the provider answered for every recipient.

        A late answer under the same key also settles a batch in doubt or held. Return whether
        the outcome is recorded, also if a report about all of them was faster.
        If somebody was refused, the judge is asked in the same transaction and may
        pause the dispatch. This also applies to ``note_part`` and ``note_refused``.
        """
        ...

    def note_part(
        self,
        claim: Claim,
        receipts: Sequence[Receipt],
        after: timedelta,
        why: str,
        *,
        pausing: bool,
        judge: Judge | None = None,
    ) -> bool:
        """Record sending → pending for recipients without a receipt: not accepted.

        Those with one are done. With ``pausing``, the dispatch is paused as well.
        """
        ...

    def due_in(self, dispatch: int, number: int) -> timedelta | None:
        """Return how long until a waiting batch is due, or ``None`` if it may not be sent."""
        ...

    def note_refused(self, claim: Claim, detail: str, judge: Judge | None = None) -> bool:
        """Record sending → sent: every recipient was refused, for one reason."""
        ...

    def release(self, claim: Claim, after: timedelta, why: str = "") -> bool:
        """Record sending → pending, due after a wait: provably nothing was accepted."""
        ...

    def release_paused(self, claim: Claim, why: str) -> bool:
        """Record sending → pending, and pause the dispatch: the account needs a person."""
        ...

    def note_doubt(self, claim: Claim, why: str) -> bool:
        """Record sending → in doubt: acceptance is unknown."""
        ...

    def sweep(self) -> int:
        """Sweep expired leases: in doubt if bytes may have been sent, else pending."""
        ...

    def cut_waits(self, lease: timedelta, longest: timedelta) -> int:
        """Shorten waits and leases that a wrong clock made too long. Return how many."""
        ...

    def sending_since(self, provider: str, *, theirs: datetime | None = None) -> timedelta | None:
        """Return how long ago the first mail was handed to a provider, or ``None``.

        ``theirs`` is the provider's time, as for ``ready``, also for ``handed_within``.
        """
        ...

    def handed_within(
        self, provider: str, reach: timedelta, *, theirs: datetime | None = None
    ) -> int:
        """Return how many mails were handed to a provider within the last ``reach``."""
        ...


class Doubts(Protocol):
    """Batches in doubt. Each is leased to one worker at a time, fenced like a claim."""

    def take(
        self,
        lease: timedelta,
        only: tuple[int, int] | None = None,
        *,
        generation: int | None = None,
    ) -> Doubt | None:
        """Lease a batch due for another look.

        ``only`` names one, which may be held but not leased, and ``generation`` how often
        it was requeued.
        """
        ...

    def is_leased(self, dispatch: int, number: int) -> bool:
        """Return whether somebody is looking into this batch at this moment."""
        ...

    def repeat(self, claim: Claim, lease: timedelta, account: str = "") -> bool:
        """Return whether its bytes may be sent once more, still leased and unsettled.

        If so, the lease begins again, and it records that they are sent now, because an empty
        look-up proves nothing until the provider's index must show them, too. The account is
        recorded where none was.
        """
        ...

    def found(self, claim: Claim, receipts: Sequence[Receipt], *, proves_all: bool) -> bool:
        """Record → sent if the receipts cover everyone, or if they prove all of the batch."""
        ...

    def absent(self, claim: Claim) -> bool:
        """Record → pending under a new key: the rest was provably not accepted."""
        ...

    def postpone(
        self, claim: Claim, after: timedelta, why: str = "", *, seen: datetime | None = None
    ) -> bool:
        """Record → in doubt: it is looked at again after a wait.

        The first ``seen`` since the bytes may have been sent is kept: when a look found
        nothing, by the provider's clock.
        """
        ...

    def hold(self, claim: Claim, why: str) -> bool:
        """Record → held: a person decides."""
        ...

    def sent(self, claim: Claim, why: str) -> bool:
        """Record → sent, by the editor's decision."""
        ...


class Pace(Protocol):
    """One pace for all threads, processes and machines that share a provider."""

    def reserve(self, provider: str, emails: int, emails_per_second: float) -> timedelta:
        """Reserve room for that many emails, and return how long to wait."""
        ...

    def give_back(self, provider: str, emails: int, emails_per_second: float) -> None:
        """Give back unused reserved room."""
        ...
