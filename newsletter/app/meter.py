"""What happens in this process, counted from its start, for metrics."""

from collections import Counter
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.delivery.watched import CallOutcome
    from newsletter.model.provider import Provider


class Meter:
    """Counts events, in any number of threads. It knows no reader, issue or address."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self._lock = Lock()
        self._calls: Counter[tuple[str, str]] = Counter()

    def watch(self, provider: "Provider") -> "Provider":
        """Return the provider with its calls that hand over logged and counted."""
        from newsletter.delivery.watched import WatchedProvider

        return WatchedProvider(provider, note=partial(self._note_call, provider.name))

    def calls(self) -> dict[tuple[str, str], int]:
        """Return how many calls to each provider had each outcome."""
        with self._lock:
            return dict(self._calls)

    def _note_call(self, provider: str, outcome: "CallOutcome", _seconds: float) -> None:
        with self._lock:
            self._calls[provider, outcome.value] += 1
