"""The protocol of a provider: to send, to look up, and to read its webhook's calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

from newsletter.message import Message
from newsletter.model.delivery import Batch, Capabilities, Receipt, Report, ReportKind
from newsletter.model.hook import Hook, WebhookStatuses


class Provider(Protocol):
    """A company or server that sends email for us.

    Several threads may call it at once, as many as ``connections`` of ``[dispatch]``. An
    exception that ``send`` does not name leaves its batch in doubt, because bytes may have
    left. A batch in doubt may be sent again under the same key, byte for byte, if
    ``capabilities.idempotent_for`` has not passed.

    Attributes:
        name: The name that chooses it in the settings. It is stored with every dispatch, and
            never changes.
        capabilities: What its documentation promises. The class has them already, because they
            are asked for before there is an account; its settings may narrow them.
    """

    name: str
    capabilities: Capabilities

    def send(self, batch: Batch) -> Sequence[Receipt]:
        """Hand over one batch, and return a receipt per recipient, in the batch's order.

        A tuple of them is always right. ``AllAccepted`` in ``model.batch`` says in one
        value that a call was accepted whole.

        Raises:
            ProviderBusy: Nothing was accepted; try again after ``retry_after``.
            ProviderRefused: Nothing was accepted; never try this batch again.
            ProviderPartly: Some were accepted; it carries their receipts.
            ProviderPaused: Nothing was accepted; a person must restore the account.
            ProviderSilent: Unknown; the batch is in doubt.
        """
        ...

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return the receipts that the provider can find for a batch in doubt.

        It is asked only if ``capabilities.looks_up``. The receipts may be of some recipients,
        in any order. ``capabilities.lookup_lag`` and ``capabilities.lookup_reaches`` say what
        an empty answer proves.

        Raises:
            ProviderError: The look-up itself failed; it proves nothing. Neither does any other
                exception.
        """
        ...

    def check(self) -> tuple[str | Message, ...]:
        """Return what is wrong or missing with the account, or nothing if it is ready.

        A text is shown unchanged, in every language. It may call the account's endpoint,
        and takes seconds at most.

        Raises:
            ProviderError: The account could not be asked.
        """
        ...

    def close(self) -> None:
        """Close connections. The next call opens them again."""
        ...


@runtime_checkable
class OpensAhead(Protocol):
    """A provider whose first call can be prepared. Others leave the method out."""

    def open(self) -> None:
        """Import and read what the first call would wait for. Nothing is sent or asked.

        It may be called in another thread, more than once, and after ``close``.
        """
        ...


@runtime_checkable
class TellsTime(Protocol):
    """A provider that can be asked for its time. Others leave the method out."""

    def clock(self) -> datetime | None:
        """Return the provider's own time, or ``None`` if its answer has none.

        Raises:
            ProviderError: It could not be asked.
        """
        ...


# Reports of what a reader did with an email. They are never stored.
TRACKING: Final = frozenset({ReportKind.OPENED, ReportKind.CLICKED})


@runtime_checkable
class DropsTracking(Protocol):
    """A webhook that removes opens and clicks from a call. Others leave the method out.

    A call to a webhook without it is dropped only if it holds nothing but opens and clicks.
    """

    def without_tracking(self, body: bytes) -> bytes | None:
        """Return a verified body without opens and clicks, ``None`` if nothing else is in it.

        Never raises.
        """
        ...


@runtime_checkable
class ChecksHead(Protocol):
    """A webhook that can refuse a call by its head. Others leave the method out."""

    def admit(self, hook: Hook, now: datetime) -> None:
        """Check what a call's head can prove, before its body is read.

        Raises:
            BadHook: ``verify`` would refuse the call whatever its body is.
        """
        ...


class Webhook(Protocol):
    """Verifies and reads a provider's calls, independent of any web framework.

    Several threads may call it at once.

    Attributes:
        dialect: The statuses that make the provider repeat a call, or stop.
    """

    dialect: WebhookStatuses

    def verify(self, hook: Hook, now: datetime) -> str:
        """Return the replay key: a repetition of this very call has the same one.

        Raises:
            BadHook: The call is not provably the provider's.
            StaleHook: It is, but was signed too long ago.
        """
        ...

    def read(self, body: bytes) -> tuple[Report, ...]:
        """Return the events of a verified call, one report each.

        Never raises: what cannot be read is a report of the kind UNREAD.
        """
        ...

    def handshake(self, body: bytes) -> str | None:
        """Return an address to fetch once, so that reports begin, usually ``None``."""
        ...
