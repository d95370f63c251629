"""Monitoring of scheduled rounds, in this process and over all processes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from newsletter.app.container import Container
from newsletter.app.opening import sqlite_file
from newsletter.errors import ConfigError, StoreError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.metrics import Metrics

LATE: Final = timedelta(minutes=3)  # a few ticks
_SILENT_SECONDS: Final = 2.0
_ROUND = "round"  # the chore of every process
_FAILING = "failing steps"  # the key under which they are stored


class RoundStep(Enum):
    """The steps of a round, in order. Their values are stored in the database."""

    READING_REPORTS = "reading reports"
    READING_LETTERS = "reading letters"
    SETTLING_DOUBTS = "settling doubts"
    WATCHING = "watching for trouble"
    STARTING = "starting what is due"
    SERIES = "the series"
    HANDING_OVER = "handing over"
    CHORES = "daily chores"
    REMINDERS = "reminders"


class Probe:
    """Asks a question that may never be answered, in one thread at a time.

    A database that does not answer must not take a thread for each request that asks.
    """

    def __init__(self, ask: Callable[[], bool | None]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._asking: _Asking | None = None

    def answer(self, seconds: float) -> bool | None:
        """Return the answer; ``None`` if there was none within a number of seconds."""
        with self._lock:
            if self._asking is None or not self._asking.is_alive():
                self._asking = _Asking(self._ask)
                self._asking.start()
            asking = self._asking
        asking.join(seconds)
        return asking.answer


class _Asking(Thread):
    """One question, with its answer when it is there."""

    def __init__(self, ask: Callable[[], bool | None]) -> None:
        super().__init__(name="probe", daemon=True)
        self._ask = ask
        self.answer: bool | None = None

    def run(self) -> None:
        """Ask."""
        self.answer = self._ask()


class Liveness:
    """When a round last succeeded completely, and which of its steps fail.

    The database stores it for all processes. This process also measures its own
    rounds on a monotonic clock, which works while the database is unavailable.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._probe = Probe(self._is_current)
        # on ``container.ticking``; ``None`` if it runs no rounds
        self._completed_at: float | None = None

    @cached_property
    def metrics(self) -> "Metrics":
        """Return the metrics."""
        from newsletter.app.metrics import Metrics

        return Metrics(self._container)

    def begin(self) -> None:
        """Note that this process starts running rounds."""
        self._completed_at = self._container.ticking()

    def end(self) -> None:
        """Note that this process stops running rounds."""
        self._completed_at = None

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong right now, without confidential details, for monitors."""
        match self._probe.answer(_SILENT_SECONDS):
            case None:
                return ("the database does not answer",)
            case False:
                return ("the database lacks migrations",)
            case _:
                pass
        return ("no round was completed for some minutes",) if self.is_late else ()

    def _is_current(self) -> bool | None:
        from newsletter.store.migrate import is_current

        file = sqlite_file(self._container)
        if file is not None and not file.exists():  # open connections would still answer
            return None
        try:
            return is_current(self._container.store.database)
        except (StoreError, ConfigError):
            return None

    def note(self, failing: Sequence[str]) -> None:
        """Record the end of a round, and which of its steps failed.

        Raises:
            StoreError: The database is unavailable, so the round failed.
        """
        facts = self._container.store.facts
        if failing:
            facts.put(_FAILING, ", ".join(failing))
            return
        self._container.store.chores.done(_ROUND)
        if self.failing:
            facts.drop(_FAILING)
        if self._completed_at is not None:
            self._completed_at = self._container.ticking()

    @property
    def is_late(self) -> bool:
        """Return whether this process runs rounds and none succeeded for a few ticks."""
        since = self._completed_at
        return since is not None and self._container.ticking() - since > LATE.total_seconds()

    @property
    def last_completed(self) -> datetime | None:
        """Return when any process last completed a round; ``None`` before the first."""
        return self._container.store.chores.last_done(_ROUND)

    @property
    def failing(self) -> str:
        """Return the failed steps of the last round, empty if it succeeded."""
        return self._container.store.facts.get(_FAILING) or ""

    @property
    def failing_steps(self) -> Message:
        """Return the failed steps as a message. An unknown step is named as stored."""
        known = {step.value: Message.of(step) for step in RoundStep}
        last, *others = (
            known.get(name) or Message.in_own_words(name)
            for name in reversed(self.failing.split(", "))
        )
        for step in others:
            last = Message("round-steps", first=step, others=last)
        return last

    def late_since(self) -> datetime | None:
        """Return when a round last succeeded if that is too long ago, else ``None``."""
        last = self.last_completed
        return last if last is not None and self._container.now() - last > LATE else None
