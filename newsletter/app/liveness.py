"""Monitoring of scheduled rounds, in this process and over all processes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from newsletter.app.container import Container
from newsletter.errors import ConfigError, StoreError
from newsletter.message import Message

LATE: Final = timedelta(minutes=3)  # a few ticks
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


class Liveness:
    """When a round last succeeded completely, and which of its steps fail.

    The database stores it for all processes. This process also measures its own
    rounds on a monotonic clock, which works while the database is unavailable.
    """

    def __init__(self, parts: Container) -> None:
        self._parts = parts
        # on ``parts.ticking``; ``None`` if it runs no rounds
        self._completed_at: float | None = None

    def begin(self) -> None:
        """Note that this process starts running rounds."""
        self._completed_at = self._parts.ticking()

    def end(self) -> None:
        """Note that this process stops running rounds."""
        self._completed_at = None

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong right now, without confidential details, for monitors."""
        from newsletter.store.database import is_there

        try:
            alive = is_there(self._parts.store.database)
        except (StoreError, ConfigError):
            alive = False
        if not alive:
            return ("the database does not answer",)
        return ("no round was completed for some minutes",) if self.is_late else ()

    def note(self, failing: Sequence[str]) -> None:
        """Record the end of a round, and which of its steps failed.

        Raises:
            StoreError: The database is unavailable, so the round failed.
        """
        facts = self._parts.store.facts
        if failing:
            facts.put(_FAILING, ", ".join(failing))
            return
        self._parts.store.chores.done(_ROUND)
        if self.failing:
            facts.drop(_FAILING)
        if self._completed_at is not None:
            self._completed_at = self._parts.ticking()

    @property
    def is_late(self) -> bool:
        """Return whether this process runs rounds and none succeeded for a few ticks."""
        since = self._completed_at
        return since is not None and self._parts.ticking() - since > LATE.total_seconds()

    @property
    def last_completed(self) -> datetime | None:
        """Return when any process last completed a round; ``None`` before the first."""
        return self._parts.store.chores.last_done(_ROUND)

    @property
    def failing(self) -> str:
        """Return the failed steps of the last round, empty if it succeeded."""
        return self._parts.store.facts.get(_FAILING) or ""

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
        return last if last is not None and self._parts.now() - last > LATE else None
