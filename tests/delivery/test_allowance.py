"""The allowance: one pace for all who share a provider, and one ceiling a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsletter.delivery.allowance import Allowance
from newsletter.delivery.settings import DispatchSettings
from newsletter.store.store import Store
from tests.delivery.fakes import SETTINGS, FakeProvider
from tests.store.builders import NOW, a_dispatch, readers

SLOW = replace(SETTINGS, emails_per_second=0.001)


class Waits:
    """Waits no time and keeps how long it should have been; says whether to stop."""

    def __init__(self, *, stops: bool = False) -> None:
        self.seconds: list[float] = []
        self.stops = stops

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return self.stops


def an_allowance(store: Store, settings: DispatchSettings = SETTINGS) -> Allowance:
    return Allowance(store.ledger, FakeProvider(), settings, store.pace, lambda: None)


@pytest.mark.parametrize(
    ("settings", "workers"),
    [
        (SETTINGS, 4),
        (replace(SETTINGS, emails_per_day=9), 1),
        (replace(SETTINGS, warm_up=(5, 9)), 1),
    ],
    ids=["no ceiling", "a ceiling", "a warm-up"],
)
def test_where_there_is_a_ceiling_batches_go_one_by_one(
    store: Store, settings: DispatchSettings, workers: int
) -> None:
    assert an_allowance(store, replace(settings, connections=4)).workers == workers


def test_without_a_pace_nobody_waits(store: Store) -> None:
    wait = Waits()
    assert an_allowance(store).wait_for_room(wait)
    assert wait.seconds == []


def test_where_nothing_is_due_no_room_is_reserved(store: Store) -> None:
    wait = Waits()
    assert not an_allowance(store, SLOW).wait_for_room(wait)
    assert wait.seconds == []
    assert store.pace.reserve("fake", 1, 0.001) == timedelta(0)


def test_room_that_is_not_used_is_there_for_the_next(store: Store) -> None:
    readers(store, 20)
    a_dispatch(store)
    slow, wait = an_allowance(store, SLOW), Waits()
    assert slow.wait_for_room(wait)
    slow.give_back(0)
    assert slow.wait_for_room(wait)
    assert max(wait.seconds) == 0
    slow.give_back(4)
    slow.wait_for_room(wait)
    assert wait.seconds[-1] == pytest.approx(4_000, abs=60)  # four emails at one in 1,000 s


def test_who_must_stop_while_it_waits_reserves_nothing(store: Store) -> None:
    readers(store, 20)
    a_dispatch(store)
    slow = an_allowance(store, SLOW)
    assert not slow.wait_for_room(Waits(stops=True))
    wait = Waits()
    assert slow.wait_for_room(wait)
    assert wait.seconds == [0]


def test_a_ceiling_is_used_up_by_what_was_handed_over_and_passed_by_who_comes_after(
    store: Store,
) -> None:
    readers(store, 20)
    a_dispatch(store)
    ceiling = an_allowance(store, replace(SETTINGS, emails_per_day=15))
    assert not ceiling.is_used_up()
    first, second = (store.ledger.claim(SETTINGS.lease, NOW) for _ in range(2))
    assert first is not None
    assert second is not None
    assert store.ledger.ready(first, b"first")
    assert ceiling.is_used_up()
    assert not ceiling.is_passed_by(first)
    assert not an_allowance(store, replace(SETTINGS, emails_per_day=5)).is_passed_by(
        first
    )  # too large for any day
    assert store.ledger.ready(second, b"second")
    assert ceiling.is_passed_by(second)
    assert not an_allowance(store).is_used_up()
    assert not an_allowance(store).is_passed_by(second)
