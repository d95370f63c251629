"""One delivery of one person is what the lists of all of them show."""

import pytest

from newsletter.model.delivery import Outcome
from newsletter.model.dispatch import DeliveryState
from newsletter.store.store import Store
from tests.store.builders import LEASE, NOW, a_dispatch, readers, receipts


def a_mixed_dispatch(store: Store) -> int:
    """Seven readers, by two: accepted, refused, in doubt, and one that waits."""
    readers(store, 7)
    dispatch = a_dispatch(store, batch_size=2)
    for outcome in (Outcome.ACCEPTED, Outcome.REFUSED, None):
        claim = store.ledger.claim(LEASE, NOW)
        assert claim is not None
        assert store.ledger.ready(claim, b"h" * 32)
        if outcome is None:
            assert store.ledger.note_doubt(claim, "silence")
        else:
            assert store.ledger.note(claim, receipts(claim, "id{}", outcome))
    return dispatch.id


def test_it_is_the_one_of_the_lists(any_store: Store) -> None:
    dispatch = a_mixed_dispatch(any_store)
    listed = {
        one.subscriber: one
        for state in DeliveryState
        for one in any_store.counts.people(dispatch, state)
    }
    assert len(listed) == 7
    assert {any_store.counts.one(dispatch, number) for number in listed} == set(listed.values())
    assert {one.state.value for one in listed.values()} == {
        "accepted",
        "refused",
        "in doubt",
        "queued",
    }


def test_what_the_batch_alone_tells_has_the_moment_of_its_hand_over(any_store: Store) -> None:
    dispatch = a_mixed_dispatch(any_store)
    taken, waiting = any_store.counts.one(dispatch, 1), any_store.counts.one(dispatch, 7)
    assert taken is not None
    assert waiting is not None
    assert taken.at is not None
    assert waiting.at is None


@pytest.mark.parametrize("number", [0, 8])
def test_nobody_has_none(store: Store, number: int) -> None:
    dispatch = a_mixed_dispatch(store)
    assert store.counts.one(dispatch, number) is None
    assert store.counts.one(9, 1) is None
