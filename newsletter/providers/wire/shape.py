"""What every module in this folder declares, and what one of your own must declare to be found."""

from datetime import datetime
from typing import Any, Protocol

from newsletter.model.delivery import Batch, Capabilities, Receipt, Report
from newsletter.model.hook import Hook, WebhookStatuses


class Provider(Protocol):
    """Sends; the promise in full stands in ``delivery.needs.Provider``."""

    name: str
    capabilities: Capabilities

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Hand over one batch; a receipt per recipient, in the batch's order."""
        ...

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """The receipts that can be found of a batch in doubt."""
        ...

    def check(self) -> tuple[str, ...]:
        """What is wrong or missing with the account, in words; empty: ready."""
        ...

    def close(self) -> None:
        """Let connections go; the next call opens them again."""
        ...


class Webhook(Protocol):
    """Hears: what a provider reports, proved and in our words."""

    dialect: WebhookStatuses

    def admit(self, hook: Hook, now: datetime) -> None:
        """Hold against the head of a call what of its proof is there; the body is not read yet.

        A webhook without this method has its proof in the body alone.

        Raises:
            BadHook: Whatever the body is, ``verify`` would not believe it.
        """
        ...

    def verify(self, hook: Hook, now: datetime) -> str:
        """The key under which a repetition of this very call is known.

        Raises:
            BadHook: If the call is not provably the provider's, or too old.
        """
        ...

    def read(self, body: bytes) -> tuple[Report, ...]:
        """The events of a verified call, each on its own.

        Never raises: what cannot be read is a report of the kind UNREAD.
        """
        ...

    def handshake(self, body: bytes) -> str | None:
        """An address to be fetched once, so that reports begin; ``None`` as a rule."""
        ...


class ProviderModule(Protocol):
    """A module in this folder, or what an entry point ``newsletter.providers`` loads.

    ``Settings`` is a frozen dataclass; ``Provider`` and what ``webhook`` gives are
    made from it alone. ``webhook`` is ``None`` where nothing is reported over HTTP.
    """

    Settings: Any
    Provider: Any
    webhook: Any
