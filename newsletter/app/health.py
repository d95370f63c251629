"""The health of a publication: what a person should see to, in one list for all who report it.

The terminal, the doctor, the mail to the editor and the metrics all take them from here.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, assert_never

from newsletter.app.container import Container
from newsletter.app.dispatch_list import trouble_with_notices
from newsletter.app.liveness import Liveness
from newsletter.app.masking import without_addresses
from newsletter.app.opening import sqlite_file
from newsletter.app.unsent_issues import unsent
from newsletter.message import Message
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import (
    NOTICES,
    DeliveryState,
    Dispatch,
    DispatchState,
    Progress,
)
from newsletter.system import reason_of

BACKUP: Final = "backup"  # the chore under which the newest backup is recorded
UNREAD_FOR: Final = timedelta(days=30)  # within which a report that could not be read counts
_OLD: Final = timedelta(days=3)  # of the newest backup
_TOMORROW: Final = timedelta(days=1)  # a backup dated later was made under a wrong clock
_STUCK: Final = timedelta(hours=1)
_LOOKED_AT: Final = 10  # newest dispatches
_REPORTED_WITHIN: Final = timedelta(days=1)
_ENOUGH: Final = 10  # readers
_BEHIND: Final = timedelta(minutes=15)  # reading a storm of reports may take a few rounds
_LEAST_FREE: Final = 0.05  # of the disk
# the prefixes of the facts that say since when a dispatch waits
_SINCE: Final = "stuck "
_OBSTRUCTED: Final = "obstructed "
_LETTERBOX: Final = "letterbox unread"  # the fact that says since when, and why
_BY_INTENT: Final = "ceiling-of-day"  # why a batch waits until tomorrow


class HealthArea(Enum):
    """What a reason is about. The value is for programs."""

    ROUNDS = "rounds"
    REPORTS = "reports"
    DISPATCHES = "dispatches"
    SLOTS = "slots"
    BACKUP = "backup"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class HealthProblem:
    """One reason why a publication is ill, and the area that it is about."""

    area: HealthArea
    message: Message


def health_problems(container: Container) -> tuple[HealthProblem, ...]:
    """Return everything that makes a publication ill, in the order of ``HealthArea``.

    Raises:
        StoreError: The database cannot be asked, which is the worst of reasons.
    """
    return tuple(
        HealthProblem(area, message) for area in HealthArea for message in look_at(area, container)
    )


def look_at(area: HealthArea, container: Container) -> Iterator[Message]:
    """Return what is wrong in one area.

    Raises:
        StoreError: The database cannot be asked.
    """
    match area:
        case HealthArea.ROUNDS:
            return _rounds(container)
        case HealthArea.REPORTS:
            return _reports(container)
        case HealthArea.DISPATCHES:
            return _dispatches(container)
        case HealthArea.SLOTS:
            return _slots(container)
        case HealthArea.BACKUP:
            return _backup(container)
        case HealthArea.DISK:
            return _disk(container)
        case _:
            assert_never(area)


def note_stuck(
    container: Container,
    found: Sequence[tuple[Dispatch, Progress]],
    obstructed: Collection[int],
) -> None:
    """Record since when dispatches wait for a person or a provider, and forget those that no longer do.

    Args:
        container: The publication's container.
        found: The newest dispatches. The one of the notices is looked at as well.
        obstructed: The numbers of those that ``obstacles`` returns.
    """
    stuck = {dispatch.id for dispatch, progress in found if _is_stuck(dispatch, progress)}
    if _trouble_with_notices(container) is not None:
        stuck.add(NOTICES)
    _note_since(container, _SINCE, stuck)
    _note_since(container, _OBSTRUCTED, obstructed)


def note_letterbox(container: Container, why: Message | None) -> None:
    """Record since when the letterbox cannot be read, and why; ``None``: it was read."""
    facts, now = container.store.facts, container.now()
    since = _unread_since(container)
    if why is None:
        if since is not None:
            facts.drop(_LETTERBOX)
    elif since is None or since[0] > now:
        facts.put(_LETTERBOX, f"{now.isoformat()} {without_addresses(why).to_text()}")


def _unread_since(container: Container) -> tuple[datetime, Message] | None:
    since, _, why = (container.store.facts.get(_LETTERBOX) or "").partition(" ")
    return (datetime.fromisoformat(since), Message.from_text(why)) if since else None


def obstacles(container: Container) -> dict[int, Message]:
    """Return the dispatches that hand nothing over although they should, each with a reason."""
    found: dict[int, Message] = {}
    for number, reasons in container.store.watching.obstructed().items():
        why = (Message.from_text(reason) for reason in reasons)
        real = next((one for one in why if one.code != _BY_INTENT), None)
        if real is not None:
            found[number] = without_addresses(real)
    return found


def _note_since(container: Container, prefix: str, numbers: Collection[int]) -> None:
    facts, now = container.store.facts, container.now()
    known = _since(container, prefix)
    for number in numbers:
        if number not in known or known[number] > now:  # noted under a wrong clock
            facts.put(f"{prefix}{number}", now.isoformat())
    for number in known.keys() - set(numbers):
        facts.drop(f"{prefix}{number}")


def _since(container: Container, prefix: str) -> dict[int, datetime]:
    facts = container.store.facts
    kept = {int(number): facts.get(f"{prefix}{number}") for number in facts.having(prefix)}
    # a round of another process may have forgotten one meanwhile
    return {number: datetime.fromisoformat(since) for number, since in kept.items() if since}


def _trouble_with_notices(container: Container) -> Message | None:
    store = container.store
    return trouble_with_notices(
        store.dispatches.find(NOTICES), is_held=NOTICES in store.doubts.held()
    )


def _is_stuck(dispatch: Dispatch, progress: Progress) -> bool:
    if dispatch.state is DispatchState.CANCELLED:
        return False
    is_held = bool(progress.batches.get(BatchState.HELD, 0))
    return dispatch.state is DispatchState.PAUSED or is_held


def _rounds(container: Container) -> Iterator[Message]:
    liveness = Liveness(container)
    since = liveness.late_since()
    if since is None:
        return
    local = since.astimezone(container.zone)
    failing = liveness.failing
    if not failing:
        yield Message("rounds-late", since=local)
    else:
        steps = liveness.failing_steps
        yield Message("rounds-failing", since=local, steps=steps, names=failing)


def _reports(container: Container) -> Iterator[Message]:
    """Yield calls and emails that could not be processed, and calls that nobody came to read."""
    if odd := container.store.inbox.count_troubled(container.now() - UNREAD_FOR):
        yield Message("reports-unread", count=odd)
    if behind := container.store.inbox.count_waiting(container.now() - _BEHIND):
        yield Message("reports-behind", count=behind)
    yield from _ceased(container)
    unread = _unread_since(container)
    if unread is not None and container.now() - unread[0] > _STUCK:
        since = unread[0].astimezone(container.zone)
        yield Message("letterbox-unread", since=since, reason=unread[1])


def _ceased(container: Container) -> Iterator[Message]:
    """Yield that nothing was reported since the newest letter, although deliveries were before.

    A webhook ends in silence: its secret was renewed, or the provider gave it up. Where only
    bounces and complaints are reported, a letter without any is no reason to worry.
    """
    store = container.store
    last = store.inbox.newest(container.settings.provider)
    if last is None:
        return
    latest = store.dispatches.latest(_LOOKED_AT)
    theirs = [one for one in latest if one.provider == container.settings.provider]
    before = [one for one in theirs if one.frozen_at <= last]
    for one in theirs:
        if last < one.frozen_at and before and _is_due(container, one):
            if store.watching.has_deliveries(before[0].id):
                local = last.astimezone(container.zone)
                yield Message("reports-ceased", dispatch=one.id, since=local)
            return


def _is_due(container: Container, dispatch: Dispatch) -> bool:
    """Return whether a provider that reports would have reported something of it by now."""
    watching = container.store.watching
    ago = watching.since_handed(dispatch.id)
    if ago is None or not _REPORTED_WITHIN < ago < UNREAD_FOR:
        return False
    progress = watching.look([dispatch.id], is_exact=False)[dispatch.id][1]
    return progress.is_done and progress.counts.get(DeliveryState.ACCEPTED, 0) >= _ENOUGH


def _dispatches(container: Container) -> Iterator[Message]:
    for number, since in _too_long(container, _SINCE):
        stuck = Message("dispatch-stuck", dispatch=number, since=since)
        yield (_trouble_with_notices(container) if number == NOTICES else None) or stuck
    why = obstacles(container)
    for number, since in _too_long(container, _OBSTRUCTED):
        if number in why:
            code = "notices-obstructed" if number == NOTICES else "dispatch-obstructed"
            yield Message(code, dispatch=number, since=since, reason=why[number])


def _too_long(container: Container, prefix: str) -> list[tuple[int, datetime]]:
    """Return the dispatches that have waited for over an hour, with the local time since then."""
    return [
        (number, since.astimezone(container.zone))
        for number, since in sorted(_since(container, prefix).items())
        if container.now() - since > _STUCK
    ]


def _slots(container: Container) -> Iterator[Message]:
    hold = container.store.holding()
    if hold is not None:
        yield Message("nothing-goes-out", reason=Message.from_text(hold))
    yield from unsent(container)
    for missed in container.store.queue.missed():
        yield Message("slot-missed", issue=missed.issue, day=missed.day)


def _backup(container: Container) -> Iterator[Message]:
    """Yield an old backup. Who never made one here may back up in another way."""
    made = container.store.chores.last_done(BACKUP)
    if made is None:
        return
    elapsed, local = container.now() - made, made.astimezone(container.zone)
    if elapsed > _OLD:
        yield Message("backup-old", made=local)
    elif elapsed < -_TOMORROW:
        yield Message("backup-of-the-future", made=local)


def _disk(container: Container) -> Iterator[Message]:
    file = sqlite_file(container)
    folders = [container.folder] if file is None else [container.folder, file.parent]
    for folder in folders:
        try:
            total, _, free = container.disk_usage(folder)
        except OSError as error:  # moved away, or its disk is gone
            yield Message("folder-gone", folder=folder, reason=reason_of(error))
            return
        if free < total * _LEAST_FREE:
            percent = round(100 * free / total, 1)
            yield Message("disk-nearly-full", percent=percent, folder=folder)
            break  # they are on one disk nearly everywhere
    if file is not None and not file.exists():  # open connections continue on the moved file
        yield Message("database-gone", path=file)
    yield from _journal(container)


def _journal(container: Container) -> Iterator[Message]:
    try:
        container.store.journal.look()
    except FileNotFoundError:
        yield Message("journal-gone", path=container.journal)
    except OSError as error:  # then readers cannot unsubscribe
        yield Message("journal-blocked", path=container.journal, reason=reason_of(error))
