"""What happens in this process, counted from its start, for metrics."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from newsletter.delivery.watched import CallOutcome
    from newsletter.model.provider import Provider

_BOUNDS: Final = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Tallies:
    """A counter with labels, in any number of threads."""

    def __init__(self, name: str, description: str, *labels: str) -> None:
        """Set what is counted, by which labels. Nothing is counted yet."""
        self._name, self._description, self._labels = name, description, labels
        self._lock = Lock()
        self._counts: Counter[tuple[str, ...]] = Counter()

    def note(self, *values: str) -> None:
        """Count one event with the values of its labels."""
        with self._lock:
            self._counts[values] += 1

    def family(self) -> "Metric":
        """Return the counts for ``prometheus_client``."""
        from prometheus_client.core import CounterMetricFamily

        family = CounterMetricFamily(self._name, self._description, labels=self._labels)
        with self._lock:
            counts = sorted(self._counts.items())
        for values, many in counts:
            family.add_metric(values, many)
        return family


class Durations:
    """A histogram of durations, in any number of threads."""

    def __init__(self, name: str, description: str) -> None:
        """Set what is measured. Nothing is measured yet."""
        self._name, self._description = name, description
        self._lock = Lock()
        self._counts = [0] * (len(_BOUNDS) + 1)
        self._sum = 0.0

    def note(self, seconds: float) -> None:
        """Count one duration."""
        with self._lock:
            self._counts[bisect_left(_BOUNDS, seconds)] += 1
            self._sum += seconds

    def family(self) -> "Metric":
        """Return the histogram for ``prometheus_client``."""
        from prometheus_client.core import HistogramMetricFamily

        with self._lock:
            counts, total = list(accumulate(self._counts)), self._sum
        bounds = [*map(str, _BOUNDS), "+Inf"]
        buckets = [(bound, float(many)) for bound, many in zip(bounds, counts, strict=True)]
        return HistogramMetricFamily(
            self._name, self._description, buckets=buckets, sum_value=total
        )


class Meter:
    """Counts what happens. It knows no reader, issue, address or path."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self.calls = Tallies(
            "newsletter_provider_calls", "Calls that handed over.", "provider", "outcome"
        )
        self.call_seconds = Durations(
            "newsletter_provider_call_seconds", "How long calls that handed over took."
        )
        self.hooks = Tallies(
            "newsletter_hook_calls", "Webhook calls by the answer.", "provider", "status"
        )
        self.reports = Tallies("newsletter_reports", "Events in reports.", "provider", "kind")
        self.requests = Tallies(
            "newsletter_http_requests", "Requests to the pages.", "route", "method", "code"
        )
        self.request_seconds = Durations(
            "newsletter_http_request_duration_seconds", "How long requests to the pages took."
        )

    def watch(self, provider: "Provider") -> "Provider":
        """Return the provider with its calls that hand over logged and counted."""
        from newsletter.delivery.watched import WatchedProvider

        return WatchedProvider(provider, note=partial(self._note_call, provider.name))

    def note_request(self, route: str, method: str, code: int, seconds: float) -> None:
        """Count a request. A made-up method must not become a label."""
        self.requests.note(route, method if method in _METHODS else "other", str(code))
        self.request_seconds.note(seconds)

    def collect(self) -> "Iterator[Metric]":
        """Yield everything for ``prometheus_client``."""
        for one in (self.calls, self.call_seconds, self.hooks, self.reports):
            yield one.family()
        for one in (self.requests, self.request_seconds):
            yield one.family()

    def _note_call(self, provider: str, outcome: "CallOutcome", seconds: float) -> None:
        self.calls.note(provider, outcome.value)
        self.call_seconds.note(seconds)
