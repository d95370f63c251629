"""The queue as it will be once the issues that editors send now have left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from newsletter.editorial.schedule import Calendar, Schedule, plan_queue
from newsletter.model.issue import Approval

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What is expected of the queue.

    Attributes:
        schedule: The sending times of the issues that are sent at slots.
        entries: These issues, in order.
        leaving: When each of the others is sent, because an editor sends it now.
    """

    schedule: Schedule
    entries: tuple[Approval, ...]
    leaving: Mapping[int, datetime]

    @property
    def moments(self) -> dict[int, datetime]:
        """The moment at which each issue is sent, by its number."""
        return {**self.schedule.moments, **self.leaving}


def expect(
    queue: Sequence[Approval], calendar: Calendar, starts: Mapping[int, datetime]
) -> Expectation:
    """Return what is expected of the queue if no start is undone.

    Args:
        queue: The queued issues, in order.
        calendar: The conditions under which they are planned.
        starts: The moment from which each issue is sent that an editor sends now. One that
            is sent at its slot before that keeps it.
    """
    schedule = plan_queue(queue, calendar)
    slots = {one.issue: one.at for one in (*schedule.due, *schedule.coming) if one.is_released}
    leaving = {
        one.issue: starts[one.issue]
        for one in queue
        if one.issue in starts and starts[one.issue] < slots.get(one.issue, _NEVER)
    }
    entries = tuple(one for one in queue if one.issue not in leaving)
    if leaving:
        schedule = plan_queue(entries, calendar)
    return Expectation(schedule=schedule, entries=entries, leaving=leaving)
