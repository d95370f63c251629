"""The bell rings, whatever became of the last ring."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsletter.errors import StoreError
from newsletter.scheduling import AfterRounds, Ticker
from tests import patience

OFTEN = timedelta(milliseconds=20)


class Tower:
    """Counts the rings, does something at each, and tells when there were enough."""

    def __init__(self, enough: int, at_each: Callable[[int], object] = lambda number: None) -> None:
        self.rings = 0
        self.at_once = 0
        self.most_at_once = 0
        self.enough = threading.Event()
        self._wanted = enough
        self._at_each = at_each

    def __call__(self) -> None:
        self.rings += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.rings >= self._wanted:
            self.enough.set()
        try:
            self._at_each(self.rings)
        finally:
            self.at_once -= 1


def wall() -> datetime:
    return datetime.now(UTC)


def ring(tower: Tower) -> None:
    bell = Ticker(tower, wall, OFTEN)
    bell.start()
    assert tower.enough.wait(patience.SECONDS)
    bell.stop()


def test_it_rings_again_and_again_until_it_is_stopped() -> None:
    tower = Tower(3)
    ring(tower)
    rung = tower.rings
    threading.Event().wait(0.1)
    assert tower.rings == rung


@pytest.mark.parametrize("error", [StoreError("the database is away"), KeyError("odd")])
def test_a_tick_that_fails_does_not_silence_it(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(number: int) -> None:
        if number < 3:
            raise error

    tower = Tower(4, fail)
    ring(tower)
    assert tower.rings >= 4
    assert "the next one tries again" in caplog.text


def test_it_rings_at_once() -> None:
    tower = Tower(1)
    bell = Ticker(tower, wall, timedelta(hours=1))
    bell.start()
    assert tower.enough.wait(patience.SECONDS)
    bell.stop()


def test_no_thread_is_left_once_it_is_stopped() -> None:
    before = set(threading.enumerate())
    bell = Ticker(Tower(1), timedelta(hours=1))
    bell.start()
    bell.stop()
    assert patience.until(lambda: set(threading.enumerate()) <= before)


def test_a_clock_that_is_put_back_does_not_silence_it(caplog: pytest.LogCaptureFixture) -> None:
    started = threading.Event()
    tower = Tower(3, lambda _: started.set())
    bell = Ticker(tower, wall, timedelta(milliseconds=200))
    bell.start()
    assert started.wait(patience.SECONDS)
    # as after an hour back: what APScheduler had planned is an hour ahead
    bell._job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
    assert tower.enough.wait(patience.SECONDS)
    bell.stop()
    assert "the clock was put back" in caplog.text


def test_ticks_never_overlap_and_those_missed_count_once() -> None:
    released: list[float] = []

    def hold_the_first(number: int) -> None:
        if number == 1:
            threading.Event().wait(20 * OFTEN.total_seconds())
            released.append(time.monotonic())

    tower = Tower(10, hold_the_first)
    ring(tower)
    since = (time.monotonic() - released[0]) / OFTEN.total_seconds()
    assert tower.most_at_once == 1
    # one for all that were missed; a slow machine only makes more room
    assert tower.rings - 1 <= since + 2


def test_stopping_waits_for_the_tick_under_way() -> None:
    ended = threading.Event()

    def slow(number: int) -> None:
        threading.Event().wait(0.2)
        ended.set()

    ring(Tower(1, slow))
    assert ended.is_set()


def test_what_follows_a_round_is_tried_again_after_the_next_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ends, done = threading.Semaphore(0), []

    def work() -> None:
        done.append(threading.current_thread().name)
        ends.release()
        if len(done) == 1:
            raise ValueError("a site answered oddly")

    after = AfterRounds("sites", work)
    after.start()
    for _ in range(2):
        after.begin()
        assert ends.acquire(timeout=patience.SECONDS)
    after.stop()
    assert patience.until(lambda: "sites" not in [one.name for one in threading.enumerate()])
    assert done == ["sites", "sites"]
    assert "sites: this failed" in caplog.text


def test_what_follows_a_round_waits_for_one() -> None:
    done: list[int] = []
    after = AfterRounds("waiting", lambda: done.append(1))
    after.start()
    after.stop()
    assert patience.until(lambda: "waiting" not in [one.name for one in threading.enumerate()])
    assert done == []
