"""Sending: recipients, batches, receipts, outcomes, and provider capabilities."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import NamedTuple, assert_never, overload

from newsletter.errors import ProviderError, ProviderSilent
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Ground
from newsletter.model.edition import Edition, Email


class Outcome(Enum):
    """What became of a delivery, in our terms."""

    ACCEPTED = "accepted"  # the provider took it
    REFUSED = "refused"  # the provider would not take it
    DEFERRED = "deferred"  # the receiving host says "later" (soft bounces too)
    DELIVERED = "delivered"
    BOUNCED = "bounced"  # hard only
    COMPLAINED = "complained"


class BatchState(Enum):
    """The state of a batch. docs/architecture.md has the transitions."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    IN_DOUBT = "in doubt"
    HELD = "held"
    CANCELLED = "cancelled"  # its dispatch was cancelled before it was handed over


# Of the next three a dispatch makes one for each of a million readers: a named
# tuple costs a third of what a frozen dataclass does.


class BatchMember(NamedTuple):
    """A subscriber in a frozen batch, with the data for merge values."""

    subscriber: int
    address: EmailAddress
    first_name: str = ""
    language: str = "nl"
    ground: Ground = Ground.SIGNED_UP


class Recipient(NamedTuple):
    """A subscriber's address and merge values, as frozen for one delivery.

    ``delivery_id`` is ours (``model.delivery_ids``); a report finds its row by it.
    """

    delivery_id: str
    address: EmailAddress
    values: Mapping[str, str]


class EmailsOfBatch(Sequence[Email]):
    """A batch's mails, each written on access: five hundred would take 15 MB."""

    __slots__ = ("_write", "recipients")

    def __init__(
        self, recipients: Sequence[Recipient], write: Callable[[Recipient], Email]
    ) -> None:
        """Keep the mails of these recipients, in their order."""
        self.recipients = recipients
        self._write = write

    def __len__(self) -> int:
        return len(self.recipients)

    @overload
    def __getitem__(self, index: int) -> Email: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Email]: ...

    def __getitem__(self, index: int | slice) -> Email | Sequence[Email]:
        if isinstance(index, slice):
            return EmailsOfBatch(self.recipients[index], self._write)
        return self._write(self.recipients[index])


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The deliveries handed to a provider in one call.

    Attributes:
        key: The idempotency key: constant until the batch is proven absent.
        attempt: The fence, which counts up with every claim.
        recipients: A tuple, or a sequence whose rows are made on access (``model.batch``).
        date: The time in the mails' Date, constant like the key.
        emails: Finished mails in the recipients' order, ``EmailsOfBatch`` or a
            tuple; empty where the provider merges and gets edition and
            recipients instead.
        notice: Whether it is a mail on the provider's transactional stream.
    """

    dispatch: str
    number: int
    attempt: int
    key: str
    date: datetime
    edition: Edition
    recipients: Sequence[Recipient]
    emails: Sequence[Email] = ()
    notice: bool = False


class Listed(Enum):
    """Why the provider's own suppression list holds an address."""

    LEFT = "left"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    UNTOLD = "untold"  # it gives no reason: the editor decides


class Receipt(NamedTuple):
    """The provider's answer for one delivery: accepted with an id, or refused.

    ``listed`` is set if it was refused because of its own suppression list.
    """

    delivery_id: str
    outcome: Outcome  # ACCEPTED or REFUSED
    provider_id: str = ""
    detail: str = ""
    listed: Listed | None = None


class Refusal(Enum):
    """How a delivery came to be refused. Only deliveries refused at hand-over are sent again."""

    AT_HAND_OVER = "at hand-over"
    LISTED = "listed"  # the provider's own suppression list holds the address
    REPORTED = "reported"  # by an event, after the provider had accepted it


class ProviderPartly(ProviderSilent):
    """Some recipients have receipts, and the others were provably not accepted.

    ``cause`` says why: ProviderBusy or ProviderPaused. A caller that
    does not know this error may safely treat the batch as in doubt.
    """

    def __init__(self, provider: str, receipts: Iterable[Receipt], cause: ProviderError) -> None:
        self.receipts = tuple(receipts)
        self.cause = cause
        decided = len(self.receipts)
        super().__init__(provider, "decided-in-part", count=decided, reason=cause.problem)


class CallForm(Enum):
    """The form in which a provider accepts mails."""

    MERGE = "merge"  # the edition once, and the readers' values
    PARTS = "parts"  # subject, HTML, text and headers per reader
    MIME = "mime"  # whole messages as bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """How providers differ, as data. ``delivery`` knows nothing else about them.

    Attributes:
        bytes_per_call: The largest request, ``None`` where there is no limit.
        idempotent_for: How long the same key is recognised; ``None``: it is not.
        looks_up: Whether it can be asked for the receipts of a batch in doubt.
        lookup_lag: How long an accepted mail may take to show in a look-up, as documented.
            ``None``, here and below: unknown, so that an empty look-up proves nothing.
        lookup_reaches: How far back a look-up sees. An older doubt is held for the editor.
        all_or_nothing: Whether a call is taken whole or not at all, so that one
            trace of one recipient proves the whole batch.
        owns_list_unsubscribe: Whether it writes List-Unsubscribe itself, in issues.
        forbidden_headers: Lower-case names that the provider does not take.
        is_local: Whether the mail stays on this machine (outbox, sandbox).
        emails_per_second: The documented pace, if there is one.
        unicode_local: Whether it carries letters outside ASCII before the @
            (RFC 6531), as documented; domains travel in ASCII everywhere.
        title: Its name as people write it; empty if it is the name in the settings.
        block_list: Where its menus show a suppression list that we cannot change, if it has one.
        peculiarities: Where it differs from others; a text is shown in every language.
    """

    form: CallForm
    recipients_per_call: int
    bytes_per_call: int | None = None
    idempotent_for: timedelta | None = None
    looks_up: bool = False
    lookup_lag: timedelta | None = None
    lookup_reaches: timedelta | None = None
    all_or_nothing: bool = False
    owns_list_unsubscribe: bool = False
    forbidden_headers: frozenset[str] = frozenset()
    is_local: bool = False
    emails_per_second: float | None = None
    unicode_local: bool = False
    title: str = ""
    block_list: str = ""
    peculiarities: tuple[str | Message, ...] = ()


class ReportKind(Enum):
    """What a report states. ``RESUBSCRIBED`` is recorded and never acted on."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    RESUBSCRIBED = "resubscribed"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    OPENED = "opened"
    CLICKED = "clicked"
    WORDS = "words"  # a person wrote to us; ``extra`` has the words, and nothing acts on them
    UNREAD = "unread"  # an event that could not be read; ``detail`` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One webhook statement by a provider, before it is believed.

    Attributes:
        replay_key: The same for every repetition of the same event.
        delivery_id: Ours, when the event carried it; else empty.
        address: As the provider wrote it, not parsed.
        at: When it happened, by the provider's clock; aware, UTC.
        listed: For REFUSED: the provider's own suppression list holds the address.
        blames_us: For REFUSED: the cause is our account, domain or letter, so that
            every reader would be refused; ``detail`` has the provider's words.
        by_letter: Whether it came by mail. Anybody can write such a mail, so it
            counts only if the tag of its delivery id proves its origin.
    """

    provider: str
    kind: ReportKind
    replay_key: str
    delivery_id: str = ""
    address: str = ""
    provider_id: str = ""
    at: datetime | None = None
    detail: str = ""
    listed: Listed | None = None
    blames_us: bool = False
    by_letter: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    def moment(self, now: datetime) -> datetime:
        """Return when it happened, or ``now`` if unknown, in the future or before 2000."""
        return self.at if self.at is not None and _EARLIEST <= self.at <= now else now


_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


_RANK = {
    Outcome.ACCEPTED: 0,
    Outcome.DEFERRED: 1,
    Outcome.REFUSED: 2,
    Outcome.DELIVERED: 3,
    Outcome.BOUNCED: 4,
    Outcome.COMPLAINED: 5,
}


def latest(outcomes: Iterable[Outcome]) -> Outcome | None:
    """Return what became of a delivery, from reports in any order and number.

    The weightiest one wins: a bounce may follow "delivered" (asynchronous
    bounces, RFC 3464), and a complaint follows everything.
    """
    return max(outcomes, key=_RANK.__getitem__, default=None)


class Remedy(Enum):
    """What is done about a reader after an outcome."""

    KEEP = "keep"
    WATCH = "watch"  # soft bounces over weeks end in suppression
    SUPPRESS = "suppress"


def remedy_for(outcome: Outcome) -> Remedy:
    """Return what a delivery's outcome means for the recipient's future mail."""
    match outcome:
        case Outcome.BOUNCED | Outcome.COMPLAINED:
            return Remedy.SUPPRESS
        case Outcome.DEFERRED:
            return Remedy.WATCH
        case Outcome.ACCEPTED | Outcome.DELIVERED | Outcome.REFUSED:
            return Remedy.KEEP  # a provider's refusal says nothing about the mailbox
        case _:
            assert_never(outcome)


def outcome_of(kind: ReportKind) -> Outcome | None:
    """Return the outcome that a report states of its delivery, if it states one."""
    return _OUTCOMES.get(kind)


_OUTCOMES = {
    ReportKind.ACCEPTED: Outcome.ACCEPTED,
    ReportKind.DEFERRED: Outcome.DEFERRED,
    ReportKind.REFUSED: Outcome.REFUSED,
    ReportKind.DELIVERED: Outcome.DELIVERED,
    ReportKind.BOUNCED: Outcome.BOUNCED,
    ReportKind.COMPLAINED: Outcome.COMPLAINED,
    # an open, a click, an unsubscribe or a return proves that it was delivered
    ReportKind.OPENED: Outcome.DELIVERED,
    ReportKind.CLICKED: Outcome.DELIVERED,
    ReportKind.UNSUBSCRIBED: Outcome.DELIVERED,
}
