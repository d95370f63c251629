"""What a bell that rings now has to do: the rule of slots and lateness, without a clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

from newsletter.model.queue import Approval, Planned


class DueAction(Enum):
    """What is to be done about a slot."""

    SEND = "send"
    TOO_LATE = "too late"  # the editor decides


@dataclass(frozen=True, slots=True)
class Due:
    """A slot whose time has come, and what is to be done."""

    planned: Planned
    what: DueAction


def due(
    queue: Sequence[Approval],
    slots: Iterable[tuple[date, datetime]],
    *,
    now: datetime,
    late: timedelta,
    zone: tzinfo,
) -> Due | None:
    """The one issue that is due now; ask again after it was taken or missed.

    A pinned issue goes at its own moment. The first of the others takes the
    newest slot that has passed since it was queued, so that after a long
    absence one issue goes, or is held, and not one for every week.

    Args:
        queue: The approved issues in order.
        slots: Local date and moment of the slots around now, in order, without
            those that are taken or skipped.
        now: This moment.
        late: A slot longer ago than this is too late.
        zone: The publication's, for the local date of a pinned issue.
    """
    for entry in queue:
        if entry.send_at is not None and entry.send_at <= now:
            return _due(entry, entry.send_at.astimezone(zone).date(), entry.send_at, now - late)
    first = next((entry for entry in queue if entry.send_at is None), None)
    if first is None:
        return None
    since = first.queued_at or first.approved_at
    passed = [(day, at) for day, at in slots if since < at <= now]
    if not passed:
        return None
    day, at = passed[-1]
    return _due(first, day, at, now - late)


def _due(entry: Approval, day: date, at: datetime, in_time: datetime) -> Due:
    planned = Planned(
        issue=entry.issue, edition=entry.edition, day=day, at=at, audience=entry.audience
    )
    return Due(planned, DueAction.SEND if at >= in_time else DueAction.TOO_LATE)
