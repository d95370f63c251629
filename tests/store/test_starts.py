"""Starts of issues, on every database."""

from datetime import timedelta

from newsletter.model.start import NotSent, Start
from newsletter.store.store import Store
from tests.store.builders import NOW

MINUTE = timedelta(minutes=1)


def a_start(issue: int = 1, **more) -> Start:
    values = {"edition": "e" * 64, "at": NOW + MINUTE, "editor": 3, "asked_at": NOW}
    return Start(issue=issue, **(values | more))


def test_an_issue_has_one_start_the_latest(any_store: Store) -> None:
    assert any_store.starts.find(1) is None
    any_store.starts.put(a_start())
    assert any_store.starts.find(1) == a_start()
    later = a_start(edition="f" * 64, at=NOW + 2 * MINUTE)
    any_store.starts.put(later)
    assert any_store.starts.all() == (later,)
    any_store.starts.remove(1)
    any_store.starts.remove(1)
    assert any_store.starts.all() == ()


def test_what_waits_is_due_from_its_moment_the_earliest_first(any_store: Store) -> None:
    second, first, third = a_start(1), a_start(2, at=NOW), a_start(3, at=NOW + 2 * MINUTE)
    for one in (second, first, third):
        any_store.starts.put(one)
    assert any_store.starts.due(NOW + MINUTE - timedelta(microseconds=1)) == (first,)
    assert any_store.starts.due(NOW + MINUTE) == (first, second)
    assert any_store.starts.all() == (first, second, third)


def test_a_dropped_start_says_why_and_is_never_due(any_store: Store) -> None:
    for number, why in enumerate(NotSent, start=1):
        any_store.starts.put(a_start(number))
        any_store.starts.drop(number, why)
    any_store.starts.drop(1, NotSent.LATE)  # the first reason stays
    assert [one.not_sent for one in any_store.starts.all()] == list(NotSent)
    assert any_store.starts.due(NOW + timedelta(days=1)) == ()


def test_only_dropped_starts_of_before_are_tidied(any_store: Store) -> None:
    for number in (1, 2):
        any_store.starts.put(a_start(number))
    any_store.starts.drop(1, NotSent.CHANGED)
    any_store.starts.tidy(before=NOW + MINUTE)
    assert len(any_store.starts.all()) == 2
    any_store.starts.tidy(before=NOW + 2 * MINUTE)
    assert [one.issue for one in any_store.starts.all()] == [2]


def test_withdrawing_an_issue_drops_its_start(any_store: Store) -> None:
    any_store.starts.put(a_start())
    any_store.queue.withdraw(1)
    any_store.queue.withdraw(2)
    [start] = any_store.starts.all()
    assert start.not_sent is NotSent.WITHDRAWN
