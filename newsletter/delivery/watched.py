"""A provider whose calls are logged and counted, and whose answers are receipts."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Final, assert_never

from newsletter.delivery.rules import ticks
from newsletter.errors import (
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderRefused,
)
from newsletter.message import Message
from newsletter.model.batch import AllAccepted
from newsletter.model.delivery import Batch, ProviderPartly, Receipt
from newsletter.model.provider import OpensAhead, Provider, TellsTime

log = logging.getLogger(__name__)
_BUSY_SECONDS: Final = 600.0  # after which "busy" is no longer ordinary


class CallOutcome(Enum):
    """What a call to the provider came to."""

    TAKEN = "taken"
    BUSY = "busy"
    REFUSED = "refused"
    PAUSED = "paused"
    SILENT = "silent"


def _unnoted(_outcome: CallOutcome, _seconds: float) -> None:
    """Do nothing."""


class WatchedProvider:
    """Passes calls on to a provider unchanged, and logs those that did not go well.

    Args:
        provider: The provider.
        note: Called after each call that hands over, with its outcome and duration.
        ticking: A clock in seconds.
    """

    def __init__(
        self,
        provider: Provider,
        *,
        note: Callable[[CallOutcome, float], object] = _unnoted,
        ticking: Callable[[], float] = ticks,
    ) -> None:
        self._provider = provider
        self.name = provider.name
        self.capabilities = provider.capabilities
        self._note = note
        self._ticking = ticking
        self._busy_since: float | None = None
        self._has_reported = False

    def send(self, batch: Batch) -> Sequence[Receipt]:
        """Hand over one batch.

        Raises:
            ProviderError: As the provider raises it.
            TypeError: It returned something else than receipts.
        """
        began = self._ticking()
        try:
            receipts = _receipts(self._provider.send(batch))
        except ProviderError as error:
            self._noted(batch, _outcome(error), began, error.problem)
            raise
        except Exception:  # of any kind: bytes may have left
            self._noted(batch, CallOutcome.SILENT, began, Message("no-answer-came"))
            raise
        self._noted(batch, CallOutcome.TAKEN, began)
        return receipts

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return what the provider can find of a batch.

        Raises:
            ProviderError: As the provider raises it.
        """
        return self._provider.look_up(batch)

    def check(self) -> tuple[str | Message, ...]:
        """Return what is wrong with the account."""
        return self._provider.check()

    def clock(self) -> datetime | None:
        """Return the provider's own time, or ``None`` if it cannot be asked.

        Raises:
            ProviderError: As the provider raises it.
        """
        return self._provider.clock() if isinstance(self._provider, TellsTime) else None

    def open(self) -> None:
        """Prepare the first call."""
        if isinstance(self._provider, OpensAhead):
            self._provider.open()

    def close(self) -> None:
        """Close connections."""
        self._provider.close()

    def _noted(
        self, batch: Batch, outcome: CallOutcome, began: float, why: Message | None = None
    ) -> None:
        now = self._ticking()
        self._note(outcome, now - began)
        facts = {
            "provider": self.name,
            "dispatch": batch.dispatch,
            "batch": batch.number,
            "why": why,
        }
        match outcome:
            case CallOutcome.BUSY:
                self._note_busy(now, facts)
                return
            case CallOutcome.REFUSED:
                log.warning("batch refused", extra=facts)
            case CallOutcome.PAUSED:
                log.warning("account needs a person", extra=facts)
            case CallOutcome.SILENT:
                log.warning("batch in doubt", extra=facts)
            case CallOutcome.TAKEN:
                log.debug("batch taken", extra={**facts, "count": len(batch.recipients)})
            case _:
                assert_never(outcome)
        self._busy_since, self._has_reported = None, False

    def _note_busy(self, now: float, facts: dict[str, object]) -> None:
        """Warn once where the provider has been busy for long. Several threads may call it."""
        since = self._busy_since
        if since is None:
            self._busy_since = now
        elif now - since > _BUSY_SECONDS and not self._has_reported:
            self._has_reported = True
            log.warning("provider busy", extra={**facts, "seconds": round(now - since)})


def _outcome(error: ProviderError) -> CallOutcome:
    match error:
        case ProviderBusy():
            return CallOutcome.BUSY
        case ProviderRefused():
            return CallOutcome.REFUSED
        case ProviderPaused():
            return CallOutcome.PAUSED
        case ProviderPartly() if isinstance(error.cause, ProviderError):
            return _outcome(error.cause)
        case _:
            return CallOutcome.SILENT


def _receipts(answer: Iterable[Receipt]) -> Sequence[Receipt]:
    """Return what a provider returned as rows that can be read twice.

    A provider may be anybody's, and ``yield`` its receipts.

    Raises:
        TypeError: They are none.
    """
    if isinstance(answer, AllAccepted):
        return answer
    receipts = tuple(answer)
    if not all(isinstance(one, Receipt) for one in receipts):
        raise TypeError("the provider returned something else than receipts")
    return receipts
