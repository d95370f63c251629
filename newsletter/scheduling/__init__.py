"""The ticker that looks every half minute at what is due, and how a machine takes part in the fleet.

Both know only what to call and how often; the database says what is due. The
fleet itself is apart, because it needs asyncio and every command reads its settings.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from newsletter.errors import ConfigError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSettings:
    """How this machine takes part in the fleet.

    Attributes:
        enabled: Whether dispatches ring for workers on other machines; the same
            in every process of the publication.
        threads: Calls to the provider that this worker has open at once.
        calls_at_once: Calls that all workers together have open at once, as
            many as the provider bears; 0: no limit but the threads.
        heartbeat: A job whose worker has been silent for so long goes to another
            worker; longer than twice the provider's time-out, or batches that
            are only slow go around.
        poll: How long a worker waits for the bell before it looks by itself.
    """

    enabled: bool = False
    threads: int = 4
    calls_at_once: int = 0
    heartbeat: timedelta = timedelta(seconds=90)
    poll: timedelta = timedelta(seconds=30)

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.threads < 1 or self.calls_at_once < 0:
            raise ConfigError("fleet-threads-out-of-range")
        if self.heartbeat < timedelta(seconds=1) or self.poll < timedelta(milliseconds=100):
            raise ConfigError("fleet-times-out-of-range")


class Ticker:
    """APScheduler with one job in memory: it can be late, double or killed, and nothing is lost.

    Args:
        tick: Looks at what is due and does it; may be called by many processes.
        every: How often. One tick at a time; those that were missed count once.
    """

    def __init__(
        self, tick: Callable[[], object], every: timedelta = timedelta(seconds=30)
    ) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        self._tick = tick
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._every = every
        self._job = self._scheduler.add_job(
            self._ring,
            "interval",
            seconds=every.total_seconds(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # however late, it rings: the truth is elsewhere
        )

    def start(self) -> None:
        """Ring from now on: at once, and after each ``every``."""
        self._scheduler.start(paused=True)
        # what the scheduler would do after one interval, it does now
        self._job.modify(next_run_time=self._job.next_run_time - self._every)
        self._scheduler.resume()

    def stop(self) -> None:
        """Ring no more; a tick that is under way ends first."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _ring(self) -> None:
        try:
            self._tick()
        except Exception:
            log.exception("this tick failed; the next one tries again")
