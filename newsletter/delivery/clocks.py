"""The provider's clock, and whether the database's agrees with it.

How old a doubt is follows from the database's clock, which may be hours wrong and set right
while a machine is off. What is handed over under a wrong clock is therefore recorded at the
provider's time, and no age is believed while the two differ.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Final

from newsletter.message import Message
from newsletter.model.dispatch import CLOCKS_DIFFER, Doubt
from newsletter.model.provider import Provider, TellsTime

log = logging.getLogger(__name__)
# in between, a clock that nobody sets carries the time on
_ASK_EVERY: Final = timedelta(hours=1).total_seconds()
_ASK_AGAIN: Final = timedelta(minutes=5).total_seconds()  # without an answer


class ProviderClock:
    """The time of a provider, if a decision about doubts needs it and the provider tells it.

    Args:
        provider: The provider.
        ticking: A clock in seconds that cannot be set.
    """

    def __init__(self, provider: Provider, ticking: Callable[[], float]) -> None:
        can = provider.capabilities
        is_needed = not (can.idempotent_for is None and can.lookup_reaches is None)
        self._provider = provider if is_needed and isinstance(provider, TellsTime) else None
        self._ticking = ticking
        self._known: tuple[datetime, float] | None = None
        self._ask_at = -inf

    def ask(self) -> datetime | None:
        """Return the time by the provider's answer; ``None`` if it tells none.

        Raises:
            ProviderError: It could not be asked.
        """
        return None if self._provider is None else self._provider.clock()

    def estimate(self) -> datetime | None:
        """Return the time by its last answer, or ``None`` if there was none.

        It is asked once an hour. It never fails, because mails leave without it as well.
        """
        if self._provider is None:
            return None
        if self._ticking() >= self._ask_at:
            told = self._told()
            self._known = told or self._known
            self._ask_at = self._ticking() + (_ASK_AGAIN if told is None else _ASK_EVERY)
        return None if self._known is None else self._carried(*self._known)

    def _carried(self, told: datetime, at: float) -> datetime | None:
        try:
            return told + timedelta(seconds=self._ticking() - at)
        except OverflowError:  # it was told the last second that there is
            return None

    def _told(self) -> tuple[datetime, float] | None:
        try:
            told = self.ask()
        except Exception as error:  # noqa: BLE001  # of any kind: it may be third-party code
            log.debug("the provider's time is unknown: %r", error)
            return None
        if told is None or told.utcoffset() is None:  # third-party code may not know its zone
            return None
        return told, self._ticking()


def clocks_agree(doubt: Doubt, theirs: datetime | None) -> bool:
    """Return whether the age of a doubt can be believed."""
    is_past = min(doubt.since, doubt.keyed_for) >= -CLOCKS_DIFFER
    return is_past and clocks_apart(doubt, theirs) <= CLOCKS_DIFFER


def clocks_apart(doubt: Doubt, theirs: datetime | None) -> timedelta:
    """Return by how much the provider's clock differs, by which the age of a doubt may be wrong."""
    return timedelta(0) if theirs is None else abs(theirs - doubt.now)


def clock_is_wrong(doubt: Doubt, theirs: datetime | None) -> Message:
    """Return which clock is wrong, for the editor."""
    if theirs is not None and clocks_apart(doubt, theirs) > CLOCKS_DIFFER:
        return Message("clocks-differ", ours=doubt.now, theirs=theirs.astimezone(UTC))
    return Message("clock-went-back")
