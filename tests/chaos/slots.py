"""Two processes ring the same bell while the clocks change: each slot is taken once.

Time is driven, hour by hour, in memory that the processes share; each of them
sees it with a skew of its own, and one of them is killed now and then.
"""

import mmap
import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter import store as stores
from newsletter.editorial.schedule import Calendar, Schedule, first_day, plan_queue
from newsletter.editorial.slots import ScheduleSettings, Slot, occurrences
from newsletter.errors import StoreError
from newsletter.model.audience import Audience
from newsletter.model.decision import Decision
from newsletter.model.dispatch import Dispatch, Plan
from newsletter.model.editor import Actor
from newsletter.model.issue import SlotVerdict
from newsletter.store.store import Store
from tests.chaos import people, processes
from tests.patience import until

ZONE = ZoneInfo("Europe/Amsterdam")
HALF_PAST_TWO = Slot.parse("sun 02:30")  # twice in autumn, never in spring
READERS = 20
_HOUR = timedelta(hours=1)


class SharedTime:
    """What time it is, and up to when each of the processes has rung."""

    def __init__(self, rings: int) -> None:
        self._memory = mmap.mmap(-1, 8 * (rings + 1))

    def get(self, place: int = 0) -> datetime:
        return datetime.fromtimestamp(struct.unpack_from("d", self._memory, 8 * place)[0], UTC)

    def set(self, at: datetime, place: int = 0) -> None:
        struct.pack_into("d", self._memory, 8 * place, at.timestamp())


def through(
    folder: Path, url: str, begin: datetime, end: datetime, *, seed: int, hold: bool = False
) -> tuple[Dispatch, ...]:
    """Ring with two processes from ``begin`` to ``end``; every dispatch that this made.

    With ``hold``, each of them says yes to the issues with an odd number.
    """
    time = SharedTime(rings=2)
    time.set(begin)
    _prepare(url, begin, issues=(end - begin) // timedelta(weeks=1) + 2)
    dice = random.Random(seed)
    bells = [_start(folder, url, time, place, hold) for place in (1, 2)]
    try:
        while time.get() < end:
            if dice.random() < 0.05:
                hurt = dice.randrange(2)
                processes.end(bells[hurt])
                bells[hurt] = _start(folder, url, time, hurt + 1, hold)
            _until_rung(time, folder)
            time.set(time.get() + _HOUR)
        _until_rung(time, folder)
    finally:
        for child in bells:
            processes.end(child)
    with _opened(url, begin) as store:
        return store.dispatches.latest(100)


def _until_rung(time: SharedTime, folder: Path) -> None:
    """One of them has rung for this hour; the other may be anywhere."""

    def rung() -> bool:
        return max(time.get(1), time.get(2)) >= time.get()

    if not until(rung, 20, every_seconds=0.001):
        raise RuntimeError((folder / "bells.log").read_text())


def _prepare(url: str, at: datetime, issues: int) -> None:
    with _opened(url, at) as store:
        store.subscribers.take_in(people.readers(READERS), source="chaos")
        for number in range(1, issues + 1):
            store.queue.approve(
                replace(people.the_edition(), issue=number), audience=Audience(), file_hash=""
            )
            store.queue.add(number)


def _start(folder: Path, url: str, time: SharedTime, place: int, hold: bool) -> int:
    return processes.start(_ringing(url, time, place, hold), folder / "bells.log")


def _ringing(url: str, time: SharedTime, place: int, hold: bool) -> Callable[[], None]:
    skew = timedelta(seconds=40 * (place - 1))

    def work() -> None:
        store = stores.open(url, lambda: time.get() + skew)
        rung = None
        while True:
            now = time.get()
            if now != rung:
                with suppress(StoreError):
                    _ring(store, now + skew, f"slot{place}{now:%j%H}", hold)
                    rung = now
                    time.set(now, place)

    return work


def _ring(store: Store, now: datetime, key: str, hold: bool) -> None:
    """What a tick does about slots."""
    schedule = _schedule(store, now, hold)
    for missed in schedule.missed:
        store.queue.miss(missed.day, missed.issue)
    for one in schedule.held:
        if one.issue % 2:
            store.decisions.add(
                Decision(
                    issue=one.issue,
                    edition=one.edition,
                    day=one.day,
                    verdict=SlotVerdict.GO,
                    actor=Actor.MAIL,
                    editor=1,
                    at=now,
                )
            )
    if not schedule.due:
        return
    due = schedule.due[0]
    store.dispatches.freeze(
        Plan(
            key=key,
            issue=due.issue,
            edition=due.edition,
            audience=due.audience,
            at=now,
            batch_size=10,
            provider="outbox",
            slot=due.day,
        ),
        is_due=lambda: due in _schedule(store, now, hold).due,
    )


def _schedule(store: Store, now: datetime, hold: bool) -> Schedule:
    entries = store.queue.entries()
    since = first_day(entries, now, ZONE)
    calendar = Calendar(
        settings=ScheduleSettings(slots=(HALF_PAST_TWO,), timezone=ZONE, hold=hold),
        now=now,
        skipped=frozenset(store.queue.skipped()),
        taken=frozenset(store.queue.taken(since)),
        released=frozenset(store.queue.released(since)),
    )
    return plan_queue(entries, calendar)


def _opened(url: str, at: datetime) -> "_Closing":
    return _Closing(stores.open(url, lambda: at))


class _Closing:
    """A store for a short while: no child may inherit an open one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> Store:
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def sundays(begin: datetime, end: datetime) -> list[date]:
    """The local dates of the slots in between."""
    found = []
    for slot in occurrences([HALF_PAST_TWO], ZONE, begin):
        if slot.at > end:
            return found
        found.append(slot.date)
    return found
