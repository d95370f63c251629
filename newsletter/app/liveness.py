"""Whether rounds are made whole: by this process, and by any of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from newsletter.app.container import Container
from newsletter.message import Message

LATE: Final = timedelta(minutes=3)  # some ticks of the bell
_ROUND = "round"  # the chore that every process does
_FAILING = "failing steps"  # the fact that names them


class RoundStep(Enum):
    """What a round does, in this order; the value is what the database keeps."""

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
    """When a round was last whole, and which of its steps fail.

    The database keeps it for all processes. What this process knows of itself
    counts by a clock that nobody sets, and is known also while the database is
    away.
    """

    def __init__(self, parts: Container) -> None:
        self._parts = parts
        self._whole_at: float | None = None  # of ``parts.ticking``; ``None``: it makes no rounds

    def begin(self) -> None:
        """From now on this process makes rounds."""
        self._whole_at = self._parts.ticking()

    def end(self) -> None:
        """This process makes no more rounds."""
        self._whole_at = None

    def note(self, failing: Sequence[str]) -> None:
        """Write down that a round ended, and which of its steps failed.

        Raises:
            StoreError: The database is away; then the round was not whole.
        """
        facts = self._parts.store.facts
        if failing:
            facts.put(_FAILING, ", ".join(failing))
            return
        self._parts.store.chores.done(_ROUND)
        if self.failing:
            facts.drop(_FAILING)
        if self._whole_at is not None:
            self._whole_at = self._parts.ticking()

    @property
    def is_late(self) -> bool:
        """Whether this process makes rounds, and none was whole for some ticks."""
        since = self._whole_at
        return since is not None and self._parts.ticking() - since > LATE.total_seconds()

    @property
    def last_whole(self) -> datetime | None:
        """When any process last completed a whole round; ``None`` before the first."""
        return self._parts.store.chores.last_done(_ROUND)

    @property
    def failing(self) -> str:
        """The steps that failed in the last round that was not whole; empty since one was whole."""
        return self._parts.store.facts.get(_FAILING) or ""

    @property
    def failing_steps(self) -> Message:
        """The same as a list for people; a step that is not known here by its name."""
        known = {step.value: Message.of(step) for step in RoundStep}
        last, *others = (
            known.get(name) or Message.in_own_words(name)
            for name in reversed(self.failing.split(", "))
        )
        for step in others:
            last = Message("round-steps", first=step, others=last)
        return last

    def late_since(self) -> datetime | None:
        """Since when no process completed a whole round; ``None`` where that is only some ticks ago, or never."""
        last = self.last_whole
        return last if last is not None and self._parts.now() - last > LATE else None
