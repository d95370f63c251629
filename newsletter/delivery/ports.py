"""What the heart needs from other rooms, as promises; it imports none of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from newsletter.model.delivery import Batch, Receipt, Recipient
from newsletter.model.dispatch import Claim, Doubt, Judge
from newsletter.model.edition import Edition

Clock: TypeAlias = Callable[[], datetime]


class Personalise(Protocol):
    """Fills one batch for a provider that does not merge: the same bytes for the same batch."""

    def __call__(self, batch: Batch) -> Batch:
        """The batch with its ``emails``, in the form that the provider wants."""
        ...


class Recipients(Protocol):
    """Gives the members of a claim their names and merge values: the same for the same members."""

    def __call__(self, claim: Claim) -> tuple[Recipient, ...]:
        """Return one recipient for each member, in order.

        Each has a delivery id of the claim's dispatch, keyed or plain as
        ``is_keyed`` says. A notice brings its own values.
        """
        ...


class Guard(Protocol):
    """The last look at a mail before a provider gets it."""

    def __call__(self, edition: Edition, values: Mapping[str, str]) -> None:
        """Pass an edition with one reader's merge values.

        Raises:
            MailUnfit: It may not leave this machine.
        """
        ...


class Ledger(Protocol):
    """The book of what was handed over: every step is committed before it returns.

    A claim is a lease by the database's clock. Its attempt is the fence: a
    step of an older attempt changes nothing and returns false.
    """

    def edition(self, sha256: str) -> Edition:
        """The frozen edition of that hash."""
        ...

    def waiting(self) -> int | None:
        """The dispatch of the next batch that is due, notices first; ``None``: nothing is due."""
        ...

    def claim(
        self,
        lease: timedelta,
        now: datetime,
        only: tuple[int, int] | None = None,
        *,
        notices_only: bool = False,
    ) -> Claim | None:
        """Take the next batch that is due, or ``only`` this one; ``None``: there is none.

        pending → sending. Who left, paused or was suppressed since the freeze
        is noted as skipped. ``now`` becomes the mails' Date, unless the key
        was used before.
        """
        ...

    def ready(self, claim: Claim, payload: bytes) -> bool:
        """Whether the bytes of this hash may leave now; noted right before they do.

        False when the lease is over, or other bytes were handed over under this key.
        """
        ...

    def rekey(self, claim: Claim, now: datetime) -> Claim | None:
        """The claim under a new key, if nothing left under the old one since it was claimed."""
        ...

    def note(self, claim: Claim, receipts: Sequence[Receipt], judge: Judge | None = None) -> bool:
        """Sending → sent: the provider answered for every recipient.

        A late answer under the same key also settles a batch in doubt or held.
        The judge is asked in the same transaction where somebody was refused,
        and may pause the dispatch; so in ``note_part`` and ``note_refused``.
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
        """Sending → pending for those without a receipt: they were provably not taken.

        Those with one are done. ``pausing``: the dispatch pauses as well.
        """
        ...

    def due_in(self, dispatch: int, number: int) -> timedelta | None:
        """How long until a batch that waits is due; ``None``: it does not wait, or may not go."""
        ...

    def note_refused(self, claim: Claim, detail: str, judge: Judge | None = None) -> bool:
        """Sending → sent: every recipient was refused, for one reason."""
        ...

    def release(self, claim: Claim, after: timedelta, why: str = "") -> bool:
        """Sending → pending, due after a while: provably nothing was taken."""
        ...

    def release_paused(self, claim: Claim, why: str) -> bool:
        """Sending → pending, and its dispatch pauses: a person must mend the account."""
        ...

    def note_doubt(self, claim: Claim, why: str) -> bool:
        """Sending → in doubt: nobody knows whether it was taken."""
        ...

    def sweep(self) -> int:
        """Batches whose lease is over: → in doubt if bytes may have left, else → pending."""
        ...

    def cut_waits(self, lease: timedelta, longest: timedelta) -> int:
        """Shorten waits and leases that a wrong clock made longer than these; how many."""
        ...

    def sending_since(self, provider: str) -> timedelta | None:
        """How long ago the first mail of all was handed to a provider."""
        ...

    def handed_within(self, provider: str, reach: timedelta) -> int:
        """How many mails were handed to a provider in the time just past."""
        ...


class Doubts(Protocol):
    """Batches in doubt; each is in one pair of hands at a time, fenced like a claim."""

    def take(self, lease: timedelta, only: tuple[int, int] | None = None) -> Doubt | None:
        """One that is due for another look; ``only`` names one, which may also be held."""
        ...

    def repeat(self, claim: Claim) -> bool:
        """Whether its bytes may leave once more now: nobody else took or settled it, and the lease runs.

        Notes that they do: an empty look-up proves nothing until they, too, are
        long gone.
        """
        ...

    def found(self, claim: Claim, receipts: Sequence[Receipt], *, whole: bool) -> bool:
        """→ sent, if the receipts prove all of it (``whole``) or say something of each recipient."""
        ...

    def absent(self, claim: Claim) -> bool:
        """→ pending under a new key: what is not known to be taken provably was not."""
        ...

    def postpone(self, claim: Claim, after: timedelta, why: str = "") -> bool:
        """Look again after a while."""
        ...

    def hold(self, claim: Claim, why: str) -> bool:
        """→ held: a person decides."""
        ...

    def sent(self, claim: Claim, why: str) -> bool:
        """→ sent, by the editor's word."""
        ...


class Pace(Protocol):
    """One pace for all threads, processes and machines that share a provider."""

    def reserve(self, provider: str, emails: int, emails_per_second: float) -> timedelta:
        """Reserve room for that many; how long to wait before they may leave."""
        ...

    def give_back(self, provider: str, emails: int, emails_per_second: float) -> None:
        """Room that was reserved and is not used."""
        ...
