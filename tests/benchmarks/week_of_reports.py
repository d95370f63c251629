"""A week of reports at a million readers: two dispatches, whose reports come for days.

The busiest two minutes after each dispatch are played in full: as many calls as come in
half a minute, each with one event, signed and verified, then a round. Of the rest of the week,
the later bounces, complaints and departures are played four times a day. What holds on any
machine are the ratios to plain code that keeps and reads some of the same calls.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsletter.app import Newsletter
from newsletter.app.health import HealthArea, look_at
from newsletter.app.publication import init
from newsletter.model.hook import Hook
from tests.app.builders import SetClock
from tests.benchmarks import _bare_hooks
from tests.benchmarks import _dispatching as bench
from tests.benchmarks._dispatching import Rows
from tests.benchmarks._mailgun import a_call, settings

READERS = 1_000_000
DELIVERED_WITHIN = timedelta(hours=1)  # a large provider's pace for a list of this size
ROUND = timedelta(seconds=30)
A_ROUND = READERS * ROUND // DELIVERED_WITHIN
BUSY_ROUNDS = 4
LOOKS = 14  # over half a week
SOME = 2_000  # calls that plain code keeps and reads too
LATE = {"failed": 0.005, "complained": 0.0005, "unsubscribed": 0.002}
SUNDAY = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass(slots=True)
class Week:
    """What was seen."""

    reports: int = 0
    keeping: float = 0.0
    rounds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    left_over: int = 0
    ill: int = 0
    some: list[bytes] = field(default_factory=list)


def measure() -> Rows:
    with bench.folder() as place, bench.sandbox(place) as url:
        clock, week = SetClock(SUNDAY), Week()
        app = _publication(place / "own", url, clock)
        empty = _bytes(app)
        growths = []
        for number, day in enumerate((SUNDAY, SUNDAY + timedelta(days=3, hours=12)), 1):
            clock.go_to(day)
            key = _dispatch(app, url, number)
            before, reports = _bytes(app), week.reports
            _busiest_minutes(app, clock, key, week)
            growths.append((_bytes(app) - before) / (week.reports - reports))
            _late(app, clock, key, week)
        grown = _bytes(app) - empty
        app.close()
        plainly = _plainly(place / "bare.db", week.some)
    return [
        *_rows(week, max(growths), *plainly),
        ("… with the two dispatches and these reports", grown / 1e6, "MB", ""),
    ]


def _rows(week: Week, growth: float, keeping: float, reading: float) -> Rows:
    busy = max(week.rounds)
    read, kept = min(week.busy) / A_ROUND, week.keeping / week.reports
    return [
        (f"{A_ROUND:,} reports, as come in {ROUND.seconds} s after a dispatch to {READERS:,}: the longest round", busy, "s", "≤ 20"),
        ("… rounds' time beside that between two", busy / ROUND.seconds, "×", "≤ 0.7"),
        ("… a report's time beside plain JSON and the same rows by plain SQLite", read / reading, "×", ""),
        ("… most calls that waited after a round", week.left_over, "calls", "0"),
        ("… kept", 1 / kept, "calls/s", ""),
        ("… time beside the same checked by hmac and kept by plain SQLite", kept / keeping, "×", ""),
        (f"health was ill after {len(week.rounds)} rounds of the week", week.ill, "times", "0"),
        ("the database grows, for a report of one event", growth, "bytes", ""),
    ]  # fmt: skip


def _plainly(file: Path, calls: list[bytes]) -> tuple[float, float]:
    """Seconds for a call to be kept, and to be read, by plain code."""
    database = _bare_hooks.opened(str(file))
    _bare_hooks.add_deliveries(database, READERS)
    hooks = _bare_hooks.BareHooks(database)
    start = time.perf_counter()
    assert {hooks.keep(body) for body in calls} == {200}
    kept = time.perf_counter()
    _bare_hooks.read_all(database)
    read = time.perf_counter()
    database.close()
    return (kept - start) / len(calls), (read - kept) / len(calls)


def _publication(folder: Path, url: str, clock: SetClock) -> Newsletter:
    init(folder)
    (folder / "newsletter.toml").write_text(settings(url), "utf-8")
    app = Newsletter.at(folder, clock)
    bench.add_readers(app.container.store, READERS, plain=True)
    return app


def _dispatch(app: Newsletter, url: str, number: int) -> str:
    """Everybody gets a letter; its key."""
    store, provider = app.container.store, bench.to_mailgun(url)
    dispatch = bench.freeze(store, provider, 1_000, number)
    bench.drained(store, dispatch, bench.dispatcher(store, provider))
    provider.close()
    return dispatch.key


def _busiest_minutes(app: Newsletter, clock: SetClock, key: str, week: Week) -> None:
    for turn in range(BUSY_ROUNDS):
        clock.pass_by(seconds=ROUND.seconds)
        first = turn * A_ROUND + 1
        _come(
            app,
            clock,
            key,
            week,
            (("delivered", number) for number in range(first, first + A_ROUND)),
        )
        _round(app, clock, week)
        week.busy.append(week.rounds[-1])


def _late(app: Newsletter, clock: SetClock, key: str, week: Week) -> None:
    chance = random.Random(7)
    for _ in range(LOOKS):
        clock.pass_by(hours=6)
        events = (
            (event, chance.randint(1, READERS))
            for event, share in LATE.items()
            for _number in range(int(READERS * share / LOOKS))
        )
        _come(app, clock, key, week, events)
        _round(app, clock, week)


def _come(
    app: Newsletter, clock: SetClock, key: str, week: Week, events: Iterator[tuple[str, int]]
) -> None:
    calls = [a_call(event, key, number, clock()) for event, number in events]
    start = time.perf_counter()
    for body in calls:
        hook = Hook({"content-type": "application/json"}, body)
        status, _ = app.reports.receive("mailgun", hook)
        assert status == 200, status
    week.keeping += time.perf_counter() - start
    week.some = week.some or calls[:SOME]
    week.reports += len(calls)


def _round(app: Newsletter, clock: SetClock, week: Week) -> None:
    start = time.perf_counter()
    assert app.rounds.make()
    week.rounds.append(time.perf_counter() - start)
    waiting = app.container.store.inbox.count_waiting(clock() + timedelta(seconds=1))
    week.left_over = max(week.left_over, waiting)
    areas = (HealthArea.ROUNDS, HealthArea.REPORTS, HealthArea.DISPATCHES)
    week.ill += any(list(look_at(area, app.container)) for area in areas)


def _bytes(app: Newsletter) -> int:
    """What the database holds, without pages that it has free."""
    with app.container.store.database.read() as connection:
        page, pages, free = (
            int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
            for name in ("page_size", "page_count", "freelist_count")
        )
    return page * (pages - free)
