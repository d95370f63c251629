"""The ticker, which looks every half minute at what is due, and the settings of the fleet.

Both know only what to call and how often. The database decides what is due. The fleet
itself is in a module of its own, because it needs asyncio and every command reads these
settings.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from newsletter.errors import ConfigError

log = logging.getLogger(__name__)
# PGQueuer reports each half of a heartbeat and keeps that for an eighth (1.6.0), so that a
# machine may be short of breath for three eighths of it, here for nearly four seconds
SHORTEST_HEARTBEAT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSettings:
    """How this machine takes part in the fleet.

    Attributes:
        enabled: Whether dispatches notify workers on other machines. It must be the same
            in every process of the publication.
        threads: Calls to the provider that this worker makes at the same time.
        calls_at_once: Calls that all workers together make at the same time, as many as
            the provider accepts. 0: no limit but the threads.
        heartbeat: A job whose worker has been silent for this long goes to another
            worker. A worker reports twice in that time, also during a call. At least
            10 s, so that one that is busy for a moment does not count as dead.
        poll: How long a worker waits for a notification before it looks without one.
    """

    enabled: bool = False
    threads: int = 4
    calls_at_once: int = 0
    heartbeat: timedelta = timedelta(seconds=90)
    poll: timedelta = timedelta(seconds=30)

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if self.threads < 1 or self.calls_at_once < 0:
            raise ConfigError("fleet-threads-out-of-range")
        if self.heartbeat < timedelta(seconds=1) or self.poll < timedelta(milliseconds=100):
            raise ConfigError("fleet-times-out-of-range")


class Ticker:
    """A periodic job in memory, run by APScheduler.

    It holds no state: a tick that is late, repeated or killed loses nothing. APScheduler goes
    by the wall clock. When that is put back, the next tick would be as far ahead as it was put
    back, so a thread that goes by another clock brings it forward.

    Args:
        tick: Does what is due. Many processes may call it at once.
        wall: The machine's time, by which APScheduler goes.
        every: The interval. Ticks never overlap, and several missed ones count once.
    """

    def __init__(
        self,
        tick: Callable[[], object],
        wall: Callable[[], datetime],
        every: timedelta = timedelta(seconds=30),
    ) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        self._tick = tick
        self._wall = wall
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._every = every
        self._stopping = Event()
        self._job = self._scheduler.add_job(
            self._run,
            "interval",
            seconds=every.total_seconds(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # a late tick still runs: the database decides what is due
        )

    def start(self) -> None:
        """Start ticking: once immediately, then at every interval."""
        self._scheduler.start(paused=True)
        # the first tick runs now instead of after one interval
        self._job.modify(next_run_time=self._job.next_run_time - self._every)
        self._scheduler.resume()
        Thread(target=self._bring_forward, name="clock watch", daemon=True).start()

    def stop(self) -> None:
        """Stop ticking. A tick that is running ends first."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _bring_forward(self) -> None:
        """Let a tick that is too far ahead run now, until the ticker is stopped."""
        while not self._stopping.wait(self._every.total_seconds()):
            now = self._wall()
            if self._job.next_run_time - now > 2 * self._every:
                log.warning("the clock was put back; the next round is made at once")
                self._job.modify(next_run_time=now)

    def _run(self) -> None:
        try:
            self._tick()
        except Exception:
            log.exception("this tick failed; the next one tries again")


class AfterRounds:
    """Work with other sites, in a thread of its own after each round.

    In this way a site that does not answer delays nothing else, and does not keep the process
    from stopping.
    """

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self._name = name
        self._work = work
        self._round_over = Event()
        self._stopping = Event()

    def start(self) -> None:
        """Wait for rounds, in a thread."""
        Thread(target=self._follow, name=self._name, daemon=True).start()

    def begin(self) -> None:
        """Note that a round is over."""
        self._round_over.set()

    def stop(self) -> None:
        """End the thread, once a site that it waits for has answered."""
        self._stopping.set()
        self._round_over.set()

    def _follow(self) -> None:
        while True:
            self._round_over.wait()
            self._round_over.clear()
            if self._stopping.is_set():
                return
            try:
                self._work()
            except Exception:
                log.exception("%s: this failed; it is tried again after the next round", self._name)
