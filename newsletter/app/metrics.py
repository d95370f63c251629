"""Metrics for Prometheus: gauges out of the database, and what this process has counted since its start."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from newsletter import __version__
from newsletter.app.container import Container
from newsletter.app.health import BACKUP, UNREAD_FOR, HealthArea, HealthProblem, health_problems
from newsletter.app.liveness import Liveness
from newsletter.app.meter import Meter
from newsletter.app.queue import Queue
from newsletter.errors import ConfigError
from newsletter.model.dispatch import DeliveryState

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

    from newsletter.store.gauges import Gauges

_KEPT_SECONDS: Final = 15.0  # scrapers of several kinds ask the database once
_NEWEST: Final = 10  # dispatches whose deliveries are counted
_AHEAD: Final = timedelta(days=62)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What the database says at one moment."""

    gauges: "Gauges"
    deliveries: dict[DeliveryState, int]
    ill: tuple[HealthProblem, ...]
    moments: dict[str, datetime | None]


class Metrics:
    """Collects the metrics of a publication. ``prometheus_client`` calls ``collect``."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._lock = Lock()
        self._seen: tuple[float, _Seen] | None = None

    @property
    def is_on(self) -> bool:
        """Whether anybody may read them over HTTP."""
        return self._container.settings.metrics.token is not None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The addresses and networks from which they may be read."""
        return self._container.settings.metrics.allowed

    @property
    def meter(self) -> Meter:
        """The counters of this process."""
        return self._container.meter

    def admits(self, token: str) -> bool:
        """Return whether a bearer token is the one of the settings."""
        own = self._container.settings.metrics.token
        return own is not None and own.matches(token)

    def serve(self, host: str, port: int) -> Callable[[], None]:
        """Serve them at an address of their own, for a process without pages.

        Returns:
            What ends it.

        Raises:
            ConfigError: The extra ``metrics`` is not installed.
            OSError: The address cannot be bound.
        """
        registry = self._registry()
        from prometheus_client import start_http_server

        server, thread = start_http_server(port, host, registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop

    def _registry(self) -> "CollectorRegistry":
        """Return a registry that holds nothing else.

        Raises:
            ConfigError: The extra ``metrics`` is not installed.
        """
        try:
            from prometheus_client import CollectorRegistry
        except ImportError as error:
            raise ConfigError("metrics-extra-missing") from error
        registry = CollectorRegistry()
        registry.register(self)
        return registry

    def page(self) -> tuple[bytes, str]:
        """Return all metrics as text, and its media type.

        Raises:
            ConfigError: The extra ``metrics`` is not installed.
            StoreError: The database is unavailable, which a scraper sees as a failed scrape.
        """
        registry = self._registry()
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return generate_latest(registry), CONTENT_TYPE_LATEST

    def describe(self) -> "list[Metric]":
        """Return nothing, so that registering reads no database."""
        return []

    def collect(self) -> "Iterator[Metric]":
        """Yield every metric."""
        seen = self._look()
        yield from self._gauges(seen)
        yield from self._moments(seen)
        yield from self._container.meter.collect()

    def _look(self) -> _Seen:
        """Return what the database says, at most 15 seconds ago."""
        with self._lock:
            now = self._container.ticking()
            if self._seen is None or now - self._seen[0] >= _KEPT_SECONDS:
                self._seen = (now, self._read())
            return self._seen[1]

    def _read(self) -> _Seen:
        from newsletter.store.gauges import read_gauges

        container, store = self._container, self._container.store
        newest = store.dispatches.latest(_NEWEST)
        deliveries = dict.fromkeys(DeliveryState, 0)
        for _, progress in store.watching.look([one.id for one in newest], is_exact=False).values():
            for state, many in progress.counts.items():
                deliveries[state] += many
        coming = [slot.at for slot, _ in Queue(container).coming(_AHEAD)]
        return _Seen(
            gauges=read_gauges(store.database, container.now() - UNREAD_FOR),
            deliveries=deliveries,
            ill=health_problems(container),
            moments={
                "last_round": Liveness(container).last_completed,
                "last_dispatch": newest[0].frozen_at if newest else None,
                "last_backup": store.chores.last_done(BACKUP),
                "next_slot": min(coming, default=None),
            },
        )

    def _gauges(self, seen: _Seen) -> "Iterator[Metric]":
        from prometheus_client.core import GaugeMetricFamily as Gauge

        gauges = seen.gauges
        kind = "sqlite" if self._container.store.database.is_sqlite else "postgresql"
        build = Gauge("newsletter_build_info", "The program.", labels=["version", "database"])
        build.add_metric([__version__, kind], 1)
        yield build
        sick = {one.area for one in seen.ill}
        areas = {one: one in sick for one in HealthArea}
        for name, description, label, counts in (
            ("subscribers", "Subscribers.", "standing", gauges.readers),
            ("deliveries", "Deliveries of the last ten dispatches.", "state", seen.deliveries),
            ("batches", "Batches that are not finished.", "state", gauges.batches),
            ("ill", "Whether this makes it ill.", "organ", areas),
        ):
            family = Gauge(f"newsletter_{name}", description, labels=[label])
            for member, many in counts.items():
                family.add_metric([member.value], many)
            yield family
        for name, description, many in (
            ("dispatches_paused", "Dispatches that are paused.", gauges.paused),
            ("queued_issues", "Issues in the queue.", gauges.queued),
            ("reports_waiting", "Reports that are not processed yet.", gauges.waiting),
            ("reports_unread", "Reports of a month that could not be read.", gauges.unread),
        ):
            yield Gauge(f"newsletter_{name}", description, value=many)

    def _moments(self, seen: _Seen) -> "Iterator[Metric]":
        from prometheus_client.core import GaugeMetricFamily as Gauge

        for name, at in seen.moments.items():
            if at is not None:
                description = f"When, since 1970: {name.replace('_', ' ')}."
                yield Gauge(
                    f"newsletter_{name}_timestamp_seconds", description, value=at.timestamp()
                )
