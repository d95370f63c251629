"""A dispatch: the decision to send one edition to one audience at one time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from math import ceil
from typing import Final, TypeAlias

from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Audience, Series
from newsletter.model.delivery import BatchMember, BatchState


class DispatchState(Enum):
    """What the editor has decided. The progress follows from the batches."""

    GOING = "going"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One edition on its way to one audience.

    Attributes:
        id: The database's number.
        key: Drawn at random when planned; part of every delivery's id. A
            notice has one of its own.
        edition: SHA-256 of the edition that goes.
        slot: The local date of the weekly slot that it took, if any.
        provider: The name of the provider that it goes through.
        why: Why it is paused, as the database keeps it; ``Message.from_text`` reads it.
        is_keyed: Whether the ids of its deliveries end in a keyed tag. Those of
            dispatches frozen before there were tags do not, so that their
            batches keep their bytes.
        again_of: The dispatch whose refused readers it goes to, if any.
        canary: The number of the last batch of its canary, while the others wait for it.
        waits_until: When the wait after the canary ends, once all of that is handed over.
    """

    id: int
    key: str
    issue: int
    edition: str
    audience: Audience
    state: DispatchState
    frozen_at: datetime
    slot: date | None = None
    provider: str = ""
    why: str = ""
    is_keyed: bool = True
    again_of: int | None = None
    canary: int | None = None
    waits_until: datetime | None = None

    @property
    def waits_for_canary(self) -> bool:
        """Whether its canary is handed over, and the rest waits for what is reported of it."""
        is_waiting = self.canary is not None and self.waits_until is not None
        return is_waiting and self.state is DispatchState.GOING

    @property
    def is_from_journal(self) -> bool:
        """Whether it was sent after a restored backup, to unknown recipients."""
        return self.id != NOTICES and not self.provider

    @property
    def is_cancelled(self) -> bool:
        """Whether the editor cancelled it, so that its issue may be approved again."""
        return self.state is DispatchState.CANCELLED and not self.is_from_journal


WENT_BEFORE = "went out before the restore"  # the state of a dispatch that only the journal knows


class DeliveryState(StrEnum):
    """The state of a recipient: exactly one of these."""

    QUEUED = "queued"
    SENDING = "sending"
    IN_DOUBT = "in doubt"
    HELD = "held"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One delivery, as a list shows it.

    Attributes:
        address: ``None`` where the reader was erased since.
        detail: Why, as the database keeps it; ``Message.from_text`` reads it.
    """

    subscriber: int
    address: EmailAddress | None
    state: DeliveryState
    batch: int
    at: datetime | None = None
    provider_id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBatch:
    """A batch that needs a person, or is in doubt, with the reason.

    Attributes:
        generation: How often it was requeued; its key and a person's word count for this one.
    """

    dispatch: int
    number: int
    generation: int
    state: BatchState
    recipients: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The recipients of a dispatch by state. The counts sum to the audience.

    Attributes:
        is_waiting: Whether the others wait after the canary, if it was asked for.
    """

    audience: int
    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    batches: Mapping[BatchState, int] = field(default_factory=dict)
    is_waiting: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to hand over or to settle."""
        return not any(
            self.batches.get(state, 0)
            for state in (
                BatchState.PENDING,
                BatchState.SENDING,
                BatchState.IN_DOUBT,
                BatchState.HELD,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The refusals since a dispatch was started or last resumed.

    Attributes:
        handed: Recipients whom the provider answered for.
        refused: Those of them who were refused, at hand-over or by a report
            that blames us; refusals from the provider's own list do not count.
        in_a_row: The longest run of refusals that the last answers are part of.
        words: Why the last one was refused, as the database keeps it.
    """

    handed: int
    refused: int
    in_a_row: int
    words: str = ""


# By more than this, one of two clocks is wrong.
CLOCKS_DIFFER: Final = timedelta(minutes=5)

# Returns why a dispatch must pause, for the editor, or None if it may continue.
Judge: TypeAlias = Callable[[Tally], Message | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """How many readers get a dispatch first, while the others wait for what is reported.

    Attributes:
        percent: This percentage of the audience, rounded up.
        at_least: At least this many readers.
    """

    percent: float
    at_least: int

    def size(self, audience: int) -> int:
        """Return how many readers of an audience get it first; 0 if all get it at once."""
        size = max(self.at_least, ceil(audience * self.percent / 100))
        return size if size < audience else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is frozen: the edition of an issue for an audience, at one time.

    Attributes:
        key: Random, from the planner: 8 to 32 lower-case letters and digits.
        batch_size: Recipients in one call, as ``delivery.plan.batch_size`` says.
        slot: The local date of the slot that it takes; ``None``: started by hand.
        series: What newcomers read first; ``None`` where they read along at once.
        newcomers_only: Whether it is only for newcomers whose next issue it is.
        again_of: The dispatch whose refused readers it is for; ``None``: for the audience.
        nowhere: The providers whose deliveries reached nobody, so that those count for no
            reader as the issue that is corrected.
        canary: How many get it first; ``None``: all get it at once.
    """

    key: str
    issue: int
    edition: str
    audience: Audience
    at: datetime
    batch_size: int
    provider: str
    slot: date | None = None
    series: Series | None = None
    newcomers_only: bool = False
    again_of: int | None = None
    nowhere: frozenset[str] = frozenset()
    canary: Canary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One batch leased to one worker.

    Attributes:
        attempt: The fence: counts up with every claim.
        key: The idempotency key; changes only after proven absence.
        generation: How often the batch was proven absent.
        date: The moment that the mails carry; constant like the key.
        payload: SHA-256 of what was handed over under this key, if anything was.
        members: Those still to be handed over. People who left or were suppressed
            since the freeze are skipped, which is recorded.
        edition: SHA-256 of the edition; a notice has one of its own.
        values: Merge values that were frozen with a notice; else empty.
    """

    dispatch: Dispatch
    number: int
    attempt: int
    key: str
    generation: int
    date: datetime
    members: Sequence[BatchMember]
    edition: str
    payload: bytes = b""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_notice(self) -> bool:
        """Whether it is one mail that is not an issue."""
        return self.dispatch.id == NOTICES


NOTICES = 0  # the dispatch that all notices belong to: each is a batch of one in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A batch whose acceptance is unknown, claimed by one worker.

    Attributes:
        keyed_for: How long the key is in use, by the database's clock.
        since: How long ago the last bytes may have left.
        now: The moment at which it was taken, by the database's clock.
        left: Members who have left since; a repeat would reach them.
        handed: The members for whom bytes may have been sent. The claim has only those whose
            outcome is unknown, which is fewer if reports came before the answer. Empty for a
            notice, which has one member.
        account: The provider and the mark of its account, to which the bytes may have gone;
            empty if unknown.
        seen: The provider's time at the first look that found nothing while the clocks agreed,
            if it tells the time.
    """

    claim: Claim
    keyed_for: timedelta
    since: timedelta
    now: datetime
    left: int
    handed: Sequence[BatchMember] = ()
    account: str = ""
    seen: datetime | None = None
    why: str = ""

    @property
    def provider(self) -> str:
        """The name of the provider; empty if unknown. Those of notices are not frozen."""
        return self.account.partition(":")[0] or self.claim.dispatch.provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One mail that is not an issue: confirmation, welcome, a reminder to the editor.

    Attributes:
        kind: What it is, in one word: ``confirm``, ``welcome``, ``reminder`` …
        edition: SHA-256 of its edition.
        subscriber: Whom it is for; ``None`` where it is the editor.
        address: Where it goes, only where ``subscriber`` is ``None``.
        values: Every merge value that its edition asks for.
    """

    kind: str
    edition: str
    values: Mapping[str, str]
    subscriber: int | None = None
    address: EmailAddress | None = None
