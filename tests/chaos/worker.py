"""One process of a dispatch: it hands over and settles doubts until nothing is left, or until it is hurt."""

import logging
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from newsletter import store as stores
from newsletter.delivery.dispatch import Dispatcher
from newsletter.delivery.reconcile import Reconciler
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import DeskError, StoreAway, StoreError
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES
from newsletter.scheduling import fleet
from newsletter.scheduling.fleet import FleetNotifier, FleetSettings
from newsletter.store.store import Store
from tests import patience
from tests.chaos import people
from tests.chaos.points import Plan, Points, Watched, watch_commits, watch_statements
from tests.chaos.strategies import STRATEGIES

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=1.5)
CANARY_WAIT = timedelta(milliseconds=300)
SETTINGS = DispatchSettings(
    connections=2,
    lease=LEASE,
    retry_first=timedelta(milliseconds=50),
    retry_longest=timedelta(milliseconds=400),
    look_again=timedelta(milliseconds=200),
    look_up_for=timedelta(seconds=3),
)
_OPEN = (BatchState.PENDING, BatchState.SENDING, BatchState.IN_DOUBT)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Job:
    """What a worker is to work on, and what befalls it.

    Attributes:
        clock_jumps: Seconds by which the clock of people is wrong, one after
            the other, each for a tenth of a second.
        journal: Where it is noted what was frozen; ``None``: nowhere.
    """

    url: str
    sandbox: str
    strategy: str
    dispatch: int
    seed: int
    plan: Plan | None = None
    clock_jumps: tuple[float, ...] = ()
    settings: DispatchSettings = field(default=SETTINGS)
    journal: Path | None = None


class Worker:
    """The parts of one process, each watched."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.points = Points(job.plan)
        self.store = _opened(job)
        watch_statements(self.store.database.engine, self.points)
        watch_commits(self.store.database.engine, self.points)
        provider: Any = Watched(STRATEGIES[job.strategy].build(job.sandbox), self.points)
        ledger: Any = Watched(self.store.ledger, self.points)
        doubts: Any = Watched(self.store.doubts, self.points)
        parts: dict[str, Any] = {
            "ledger": ledger,
            "provider": provider,
            "personalise": people.personalise,
            "recipients": people.recipients,
            "settings": job.settings,
        }
        dice = random.Random(job.seed)
        self.dispatcher = Dispatcher(
            **parts, now=_clock(job.clock_jumps), chance=dice.random, at=self.points
        )
        self.reconciler = Reconciler(doubts=doubts, **parts)

    def is_done(self) -> bool:
        return not any(
            self.store.counts.progress(which).batches.get(state)
            for which in (
                NOTICES,
                *(one.id for one in self.store.dispatches.of_issue(people.ISSUE)),
            )
            for state in _OPEN
        )

    def settle(self) -> None:
        """Canaries and doubts one step further, or as a careless sender would."""
        self.let_go()
        guess = STRATEGIES[self.job.strategy].guess
        if guess is None:
            self.reconciler.reconcile()
            return
        self.store.ledger.sweep()
        for one in self.store.doubts.unsettled():
            with suppress(DeskError):  # the other process was quicker
                self.reconciler.settle(one.dispatch, one.number, guess)

    def let_go(self) -> None:
        """Let the wait after a canary begin, or end if it is over."""
        for one in self.store.canaries.going():
            now = datetime.now(UTC)
            begins = self.store.canaries.wait(one.id, now + CANARY_WAIT)
            if not begins and one.waits_until is not None and one.waits_until <= now:
                self.store.canaries.end(one.id)

    def work(self) -> None:
        """Until nothing is left to do."""
        signal.signal(signal.SIGTERM, lambda *_: self.dispatcher.stop())
        while True:
            try:
                self.dispatcher.drain()
                self.settle()
                if self.is_done():
                    return
            except StoreError as error:
                log.warning("trying again: %s", error)
            time.sleep(0.05)


def work(job: Job) -> Callable[[], None]:
    """What a child runs that does everything by itself."""
    return lambda: Worker(job).work()


def hand_over_only(job: Job) -> Callable[[], None]:
    """What a child runs that leaves every doubt as it is."""

    def drain() -> None:
        worker = Worker(job)
        while not worker.is_done():
            worker.dispatcher.drain()
            time.sleep(0.05)

    return drain


def answer_the_bell(job: Job) -> Callable[[], None]:
    """What a child runs that is one of a fleet: it tries what it is rung for, and nothing else."""
    settings = FleetSettings(
        threads=2, heartbeat=timedelta(seconds=2), poll=timedelta(milliseconds=500)
    )
    return lambda: fleet.work(job.url, Worker(job).dispatcher.try_batch, settings)


def sweep_and_ring(job: Job) -> Callable[[], None]:
    """What a child runs that makes the rounds for a fleet and hands nothing over."""

    def rounds() -> None:
        worker = Worker(job)
        worker.store.dispatches.notifier = FleetNotifier()
        while True:
            with suppress(StoreError):
                worker.settle()
                worker.store.dispatches.notify_due()
            time.sleep(0.2)

    return rounds


def _opened(job: Job) -> Store:
    """The database; a process that is started while it is away waits, too."""
    return patiently(lambda: stores.open(job.url, _clock(job.clock_jumps), journal=job.journal))


def patiently(act: Callable[[], _T]) -> _T:
    """Do something with the database, again and again while that is away or locked by others."""
    until = time.monotonic() + patience.SECONDS
    while True:
        try:
            return act()
        except StoreAway:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _clock(jumps: tuple[float, ...]) -> Callable[[], datetime]:
    started = time.monotonic()

    def now() -> datetime:
        if not jumps:
            return datetime.now(UTC)
        turn = int((time.monotonic() - started) * 10)
        return datetime.now(UTC) + timedelta(seconds=jumps[turn % len(jumps)])

    return now
