"""What the heart needs from other rooms, as promises; it imports none of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from newsletter.model.delivery import Batch, Capabilities, Receipt

Clock: TypeAlias = Callable[[], datetime]


class Provider(Protocol):
    """A company or server that sends email for us."""

    name: str
    capabilities: Capabilities

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Hand over one batch; return a receipt per recipient, in the batch's order.

        Raises:
            ProviderBusy: Nothing was taken; try again after ``retry_after``.
            ProviderRefused: Nothing was taken; never try this batch again.
            ProviderPaused: Nothing was taken; a person must mend the account.
            ProviderSilent: Unknown; the batch is in doubt.
        """
        ...

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """The receipts that the provider can find of a batch in doubt; empty where none.

        What an empty answer proves is told by ``capabilities.lookup_lag``.

        Raises:
            ProviderError: The look-up itself failed; it proves nothing.
        """
        ...

    def check(self) -> tuple[str, ...]:
        """What is wrong or missing with the account, in the operator's words; empty: ready.

        May talk to the account's endpoint; takes seconds at most.
        """
        ...


class Personalise(Protocol):
    """Fills one batch for a provider that does not merge: the same bytes for the same batch."""

    def __call__(self, batch: Batch) -> Batch:
        """The batch with its ``emails``, in the form that the provider wants."""
        ...


Receipts: TypeAlias = Sequence[Receipt]
