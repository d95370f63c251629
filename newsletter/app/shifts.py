"""What a change of the planning does to the other issues in the queue."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsletter.app.container import Container
from newsletter.app.queue import Queue


class ShiftWay(Enum):
    """How a change of the planning moves an issue."""

    EARLIER = "earlier"  # this includes one that had no moment, and has one now
    LATER = "later"
    UNDATED = "undated"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftedIssues:
    """Issues that a change moves in the same way.

    Attributes:
        count: How many.
        title: The subject of the first.
        goes_at: When the first is sent now; ``None`` if it has lost its moment.
    """

    way: ShiftWay
    count: int
    title: str
    goes_at: datetime | None


class Shifts:
    """Finds out which other issues are sent at another moment after a change."""

    def __init__(self, container: Container, queue: Queue) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._queue = queue

    def of(
        self, change: Callable[[], object], issue: int | None = None
    ) -> Mapping[ShiftWay, Sequence[int]]:
        """Change the planning, and return the other queued issues by the way they moved.

        If another process changes it at that moment, its effect is included.

        Args:
            change: Changes the planning. Its errors are raised.
            issue: The issue that it is about, if any.

        Returns:
            The numbers of the issues of each way that has some. ``NOWHERE`` is there only if
            no issue moved.
        """
        before = self._queue.moments()
        change()
        after = self._queue.moments()
        found: dict[ShiftWay, list[int]] = {}
        for entry in self._container.store.queue.entries():
            if entry.issue != issue:
                way = _way(before.get(entry.issue), after.get(entry.issue))
                found.setdefault(way, []).append(entry.issue)
        if len(found) > 1:
            found.pop(ShiftWay.NOWHERE, None)
        return found

    def describe(self, shifted: Mapping[ShiftWay, Collection[int]]) -> tuple[ShiftedIssues, ...]:
        """Return what to say about issues that moved, as far as they are still queued."""
        if not shifted:
            return ()
        rows = sorted(self._queue.rows(), key=lambda row: (row.goes_at is None, row.goes_at))
        found = []
        for way, numbers in shifted.items():
            moved = [
                row
                for row in rows
                if row.number in numbers and (row.goes_at is None) == (way is ShiftWay.UNDATED)
            ]
            if moved:
                first = moved[0]
                found.append(
                    ShiftedIssues(
                        way=way, count=len(moved), title=first.subject, goes_at=first.goes_at
                    )
                )
        return tuple(found)


def _way(before: datetime | None, after: datetime | None) -> ShiftWay:
    """Return how an issue moved that is still in the queue."""
    if before == after:
        return ShiftWay.NOWHERE
    if after is None:
        return ShiftWay.UNDATED
    return ShiftWay.EARLIER if before is None or after < before else ShiftWay.LATER
