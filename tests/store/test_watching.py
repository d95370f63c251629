"""What pages follow and reports tell, in few statements, is what the rest of the store says."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import NOTICES
from newsletter.store.codes import moment
from newsletter.store.store import Store
from tests.store.builders import (
    LEASE,
    NOW,
    Clock,
    a_dispatch,
    a_store,
    let_time_pass,
    readers,
    receipts,
    with_the_welcome,
)
from tests.store.places import url_of

ALWAYS = (NOW - timedelta(days=1), NOW + timedelta(days=40_000))


def handed_over(store: Store, *, refused: bool = False) -> None:
    """The next batch goes to the provider, which takes it or refuses it."""
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.ready(claim, bytes(32))
    if refused:
        assert store.ledger.note_refused(claim, "no")
    else:
        assert store.ledger.note(claim, receipts(claim))


def with_dispatches(store: Store) -> None:
    """Three letters of ten readers: half way with some refused, cancelled half way, and paused."""
    readers(store, 10)
    for issue in (1, 2, 3):
        a_dispatch(store, issue=issue, batch_size=2)
        if issue < 3:
            handed_over(store, refused=issue == 2)
            handed_over(store)
        if issue == 2:
            store.dispatches.cancel(2, "by hand")
        else:
            store.dispatches.pause(issue, "by hand")
    store.dispatches.resume(1)


def test_the_progress_of_all_is_that_of_each(any_store: Store) -> None:
    with_dispatches(any_store)
    every = any_store.dispatches.latest()
    assert len({one.state for one in every}) == 3
    looked = any_store.watching.look({one.id for one in every})
    assert looked == {one.id: (one.state, any_store.counts.progress(one.id)) for one in every}
    assert any_store.watching.look({999}) == {}
    assert any_store.watching.look(()) == {}, "as before the first letter"


def test_who_left_counts_for_the_letters_that_they_got(any_store: Store) -> None:
    with_dispatches(any_store)
    spans = dict.fromkeys((1, 2, 3), ALWAYS)
    assert any_store.figures.left_within(spans) == {1: 0, 2: 0, 3: 0}
    any_store.subscribers.unsubscribe(1)  # got the first, and was refused for the second
    any_store.subscribers.unsubscribe(3)  # got both
    any_store.subscribers.erase(4)  # got both
    any_store.subscribers.unsubscribe(9)  # got none yet
    assert any_store.figures.left_within(spans) == {1: 3, 2: 2, 3: 0}
    never = (moment(0), moment(1))
    assert any_store.figures.left_within(spans | {1: never}) == {1: 0, 2: 2, 3: 0}


def test_who_left_and_is_erased_later_left_at_first(tmp_path: Path) -> None:
    clock = Clock()
    with closing(a_store(url_of("sqlite, wal", tmp_path), clock)) as store:
        with_dispatches(store)
        store.subscribers.unsubscribe(3)
        clock.pass_by(timedelta(days=30))
        store.subscribers.erase(3)
        week = (NOW, NOW + timedelta(days=7))
        assert store.figures.left_within({1: week}) == {1: 1}


def test_moments_of_handing_over_are_those_of_batches(any_store: Store) -> None:
    with_dispatches(any_store)
    moments = any_store.figures.handed_over(1)
    assert [many for _, many in moments] == [2, 2]
    assert list(moments) == sorted(moments)
    assert any_store.figures.handed_over(3) == ()


def not_taken(store: Store, why: str, again_in: timedelta = timedelta(0)) -> None:
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.release(claim, again_in, why)


def test_of_an_obstructed_dispatch_nothing_was_taken_lately(any_store: Store) -> None:
    store = any_store
    readers(store, 6)
    number = a_dispatch(store, batch_size=2).id
    assert store.watching.obstructed() == {}
    handed_over(store)
    not_taken(store, "busy")
    assert store.watching.obstructed() == {}
    let_time_pass(store, timedelta(minutes=15))
    assert store.watching.obstructed() == {}  # by now nobody tries it
    not_taken(store, "busy")
    assert store.watching.obstructed() == {number: ("busy",)}
    store.dispatches.pause(number, "by hand")
    assert store.watching.obstructed() == {}
    store.dispatches.resume(number)
    handed_over(store)
    let_time_pass(store, timedelta(minutes=15))
    assert store.watching.obstructed() == {}  # what is left was never tried


def test_one_notice_that_is_not_taken_may_be_for_a_mailbox_that_is_full(any_store: Store) -> None:
    store = any_store
    readers(store, 2)
    for reader, shown in ((1, {}), (2, {NOTICES: ("busy",)})):
        with_the_welcome(store, reader, issue=1)
        not_taken(store, "busy", timedelta(minutes=1))
        assert store.watching.obstructed() == shown


def test_deliveries_are_known_and_how_long_ago_the_last_of_them_left(any_store: Store) -> None:
    store = any_store
    readers(store, 4)
    number = a_dispatch(store, batch_size=2).id
    assert store.watching.since_handed(number) is None
    handed_over(store)
    let_time_pass(store, timedelta(hours=5))
    handed_over(store)
    let_time_pass(store, timedelta(hours=2))
    ago = store.watching.since_handed(number)
    assert ago is not None
    assert timedelta(hours=2) <= ago < timedelta(hours=3)
    assert not store.watching.has_deliveries(number)
    other = a_dispatch(store, issue=2).id
    store.outcomes.record(
        Report(
            provider="fake",
            kind=ReportKind.DELIVERED,
            replay_key="1",
            delivery_id=delivery_id("key00001", 1),
            at=NOW,
        )
    )
    assert store.watching.has_deliveries(number)
    assert not store.watching.has_deliveries(other)
