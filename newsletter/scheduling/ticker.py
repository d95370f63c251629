"""Rings every half minute; what is due, the database says."""

import logging
from collections.abc import Callable
from datetime import timedelta

log = logging.getLogger(__name__)


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
