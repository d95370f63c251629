"""A dispatch that was cancelled when all of it had been handed over, on each database."""

from collections.abc import Callable

import pytest

from newsletter.errors import DeskError
from newsletter.model.audience import Audience
from newsletter.model.delivery import Outcome
from newsletter.model.dispatch import Claim, Dispatch, DispatchState
from newsletter.model.webhook import EventKind
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.store.builders import LEASE, NOW, a_dispatch, a_newcomer, readers, receipts
from tests.store.test_webhooks import URL, plan_of

CANCELLED, GOING = DispatchState.CANCELLED, DispatchState.GOING


def handed_over(store: Store) -> Claim:
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.ready(claim, b"h" * 32)
    return claim


def state(store: Store, dispatch: Dispatch) -> DispatchState:
    """The state of a dispatch after the next round."""
    store.ledger.sweep()
    return store.dispatches.find(dispatch.id).state


def cancelled_under_way(store: Store, many: int = 2) -> tuple[Dispatch, Claim]:
    """A dispatch to some readers that was cancelled while its only batch was handed over."""
    readers(store, many)
    dispatch = a_dispatch(store)
    claim = handed_over(store)
    assert store.dispatches.cancel(dispatch.id, "by hand") == 0
    assert state(store, dispatch) is CANCELLED, "it may come back"
    return dispatch, claim


def test_what_everybody_got_counts_as_sent(any_store: Store) -> None:
    any_store.webhooks.set_up({"crm": (URL, (EventKind.SENT,))})
    dispatch, claim = cancelled_under_way(any_store)
    assert any_store.webhooks.release_sent() == 0
    assert any_store.ledger.note(claim, receipts(claim))
    assert any_store.webhooks.release_sent() == 1, "also if no round was made before"
    assert state(any_store, dispatch) is GOING
    assert any_store.dispatches.find(dispatch.id).why == ""
    assert any_store.counts.progress(dispatch.id).is_done
    assert any_store.ledger.claim(LEASE, NOW) is None
    with pytest.raises(DeskError, match="dispatch-done-not-cancelled"):
        any_store.dispatches.cancel(dispatch.id)


@pytest.mark.parametrize(
    "end",
    [
        lambda store, claim: store.ledger.note(claim, receipts(claim, outcome=Outcome.REFUSED)),
        lambda store, claim: store.ledger.note_refused(claim, "no"),
        lambda store, claim: store.ledger.release(claim, LEASE),
    ],
    ids=["refused one by one", "refused together", "not taken"],
)
def test_what_did_not_reach_everybody_stays_cancelled(
    any_store: Store, end: Callable[[Store, Claim], bool]
) -> None:
    dispatch, claim = cancelled_under_way(any_store)
    assert end(any_store, claim)
    assert state(any_store, dispatch) is CANCELLED


def test_what_spared_a_reader_stays_cancelled(any_store: Store) -> None:
    readers(any_store, 3)
    dispatch = a_dispatch(any_store, batch_size=2)
    claim = handed_over(any_store)
    assert any_store.dispatches.cancel(dispatch.id) == 1
    assert any_store.ledger.note(claim, receipts(claim))
    assert state(any_store, dispatch) is CANCELLED


def sent_and_cancelled(store: Store) -> Dispatch:
    """A dispatch that everybody got, cancelled as an earlier version left it."""
    readers(store, 2)
    dispatch = a_dispatch(store)
    claim = handed_over(store)
    assert store.ledger.note(claim, receipts(claim))
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE dispatches SET state = 2 WHERE id <> 0")
    return dispatch


def test_what_an_earlier_version_left_cancelled_counts_as_sent(any_store: Store) -> None:
    assert state(any_store, sent_and_cancelled(any_store)) is GOING


def test_what_was_approved_since_stays_cancelled(any_store: Store) -> None:
    any_store.queue.approve(an_edition(1), audience=Audience(), file_hash="")
    assert state(any_store, sent_and_cancelled(any_store)) is CANCELLED


def test_what_was_dispatched_since_stays_cancelled(any_store: Store) -> None:
    first = sent_and_cancelled(any_store)
    any_store.subscribers.add(a_newcomer("anna"))
    assert state(any_store, first) is GOING
    assert any_store.dispatches.freeze(plan_of(first, "another0")) is not None
    with any_store.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE dispatches SET state = 2 WHERE id = {first.id}")
    assert state(any_store, first) is CANCELLED


def test_what_only_the_journal_knows_stays_as_it_is(any_store: Store) -> None:
    dispatch, claim = cancelled_under_way(any_store)
    with any_store.database.write() as connection:
        connection.exec_driver_sql("UPDATE dispatches SET provider = ''")
    assert any_store.ledger.note(claim, receipts(claim))
    assert state(any_store, dispatch) is CANCELLED
