"""Log lines about dispatches: paused, resumed, cancelled, and ended with its counts."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import Enum
from math import inf
from typing import Final, assert_never

from newsletter.app.container import Container
from newsletter.message import Message
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import DeliveryState, Dispatch, DispatchState, Progress

log = logging.getLogger(__name__)
_BUSY_FOR: Final = timedelta(minutes=10)
_UNTAKEN: Final = frozenset(
    {
        DeliveryState.QUEUED,
        DeliveryState.SENDING,
        DeliveryState.IN_DOUBT,
        DeliveryState.HELD,
        DeliveryState.CANCELLED,
        DeliveryState.SKIPPED,
        DeliveryState.SUPERSEDED,
        DeliveryState.REFUSED,
    }
)


class _Phase(Enum):
    GOING = "going"
    HELD = "held"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    ENDED = "ended"


class DispatchLog:
    """Logs each change of a dispatch once in this process, regardless of what caused it.

    It compares what a round sees with what the one before it saw, because other processes
    hand over too, and an editor pauses at the desk. What had ended before the first
    round is no news.
    """

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._seen: dict[int, _Phase] | None = None
        self._obstructed_since: dict[int, float] = {}  # on ``container.ticking``

    def note(
        self,
        found: Sequence[tuple[Dispatch, Progress]],
        obstructed: Mapping[int, Message],
    ) -> None:
        """Log what changed since the last time.

        Args:
            found: The newest dispatches, with their progress.
            obstructed: Those that the provider accepts nothing of, with the reason.
        """
        self._note_obstructed(obstructed)
        before = self._seen
        self._seen = {one.id: _phase(one, progress) for one, progress in found}
        for one, progress in found:
            now = self._seen[one.id]
            was = _Phase.GOING if before is None else before.get(one.id, _Phase.GOING)
            is_old = before is None and now in {_Phase.ENDED, _Phase.CANCELLED}
            if now is not was and not is_old:
                self._tell(one, progress, now)

    def _note_obstructed(self, obstructed: Mapping[int, Message]) -> None:
        """Warn once of each dispatch that has been obstructed for ten minutes."""
        before, now = self._obstructed_since, self._container.ticking()
        self._obstructed_since = {number: before.get(number, now) for number in obstructed}
        for number, since in self._obstructed_since.items():
            if now - since > _BUSY_FOR.total_seconds():
                facts = {"dispatch": number, "why": obstructed[number]}
                log.warning("nothing handed over", extra=facts)
                self._obstructed_since[number] = inf  # it is in the log

    def _tell(self, dispatch: Dispatch, progress: Progress, phase: _Phase) -> None:
        facts: dict[str, object] = {"dispatch": dispatch.id, "issue": dispatch.issue}
        match phase:
            case _Phase.PAUSED:
                why = Message.from_text(dispatch.why)
                log.warning("dispatch paused", extra={**facts, "why": why})
            case _Phase.HELD:
                held = progress.batches.get(BatchState.HELD, 0)
                log.warning("batches held", extra={**facts, "count": held})
            case _Phase.GOING:
                log.info("dispatch resumed", extra=facts)
            case _Phase.CANCELLED:
                log.info("dispatch cancelled", extra=facts)
            case _Phase.ENDED:
                seconds = round(self._took(dispatch).total_seconds())
                log.info(
                    "dispatch ended", extra={**facts, **_counted(progress), "seconds": seconds}
                )
            case _:
                assert_never(phase)

    def _took(self, dispatch: Dispatch) -> timedelta:
        """Return how long a dispatch took, from its freeze to its last hand-over."""
        ago = self._container.store.watching.since_handed(dispatch.id) or timedelta(0)
        # both ages are of this moment, because the database may have another clock
        return max(self._container.now() - dispatch.frozen_at - ago, timedelta(0))


def _phase(dispatch: Dispatch, progress: Progress) -> _Phase:
    if dispatch.state is DispatchState.CANCELLED:
        return _Phase.CANCELLED
    if dispatch.state is DispatchState.PAUSED:
        return _Phase.PAUSED
    if progress.is_done:
        return _Phase.ENDED
    return _Phase.HELD if progress.batches.get(BatchState.HELD, 0) else _Phase.GOING


def _counted(progress: Progress) -> dict[str, int]:
    untaken = sum(progress.counts.get(state, 0) for state in _UNTAKEN)
    return {
        "count": progress.audience,
        "accepted": progress.audience - untaken,
        "refused": progress.counts.get(DeliveryState.REFUSED, 0),
    }
