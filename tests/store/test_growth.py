"""How many readers joined and left is counted alike by every database."""

from datetime import datetime, timedelta

from newsletter.model.audience import Standing
from newsletter.store.store import Store
from newsletter.store.subscribers.growth import Change
from tests.store.builders import NOW, a_newcomer, readers

WEEK = timedelta(days=7)


def bounds(first: int, last: int) -> list[datetime]:
    """Weeks from one to another, counted from now."""
    return [NOW + number * WEEK for number in range(first, last + 1)]


def test_joining_and_leaving_are_counted_by_week_and_lately(any_store: Store) -> None:
    gone, _, paused = readers(any_store, 3)
    any_store.subscribers.unsubscribe(gone.id)
    any_store.subscribers.pause(paused.id, NOW + timedelta(days=1))
    waiting = any_store.subscribers.add(a_newcomer("wacht"), standing=Standing.PENDING)
    any_store.subscribers.unsubscribe(waiting.id)  # who never joined does not leave
    growth = any_store.growth
    assert growth.now(NOW) == (2, 1)
    assert growth.now(NOW + timedelta(days=1)) == (2, 0)
    changes = growth.changes(bounds(-2, 1), NOW)
    assert changes.by_week == {2: Change(joined=3, left=1)}
    assert changes.lately == Change(joined=3, left=1)
    assert growth.changes(bounds(-1, 1), NOW + WEEK).lately == Change()
    assert growth.changes(bounds(1, 3), NOW + WEEK).by_week == {}


def test_who_left_before_being_erased_keeps_that_day_and_nobody_changes_them(
    any_store: Store,
) -> None:
    [reader] = readers(any_store, 1)
    any_store.subscribers.unsubscribe(reader.id)
    assert any_store.subscribers.rename(reader.id, "Anna")
    any_store.subscribers.erase(reader.id)
    assert not any_store.subscribers.rename(reader.id, "Anna")
    assert any_store.growth.changes(bounds(-1, 1), NOW).by_week == {1: Change(1, 1)}


def test_the_readers_of_now_are_counted_with_what_changed_lately(any_store: Store) -> None:
    growth = any_store.growth
    assert growth.lately(NOW) == (0, Change())
    first, *_ = readers(any_store, 3)
    assert growth.lately(NOW) == (3, Change(3, 0))
    assert growth.lately(NOW + timedelta(seconds=1)) == (3, Change())
    any_store.subscribers.unsubscribe(first.id)
    assert growth.lately(NOW) == (2, Change(3, 1))
    assert growth.lately(NOW, NOW - timedelta(seconds=1)) == (3, Change(3, 0))
