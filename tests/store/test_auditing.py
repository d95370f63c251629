"""Every row of a dispatch is counted, and is what the quick counts say."""

from collections import Counter

import pytest
from sqlalchemy import delete

from newsletter.errors import StoreError
from newsletter.model.dispatch import DeliveryState
from newsletter.store.auditing import audit
from newsletter.store.schema.sending import deliveries
from newsletter.store.store import Store
from tests.store.test_one_delivery import a_mixed_dispatch


def test_the_counts_are_those_of_the_lists_and_of_the_pages(any_store: Store) -> None:
    dispatch = a_mixed_dispatch(any_store)
    any_store.dispatches.cancel(dispatch)
    found = audit(any_store.database, dispatch)
    listed = Counter(
        {
            state: len(people)
            for state in DeliveryState
            if (people := any_store.counts.people(dispatch, state))
        }
    )
    assert found.counts == listed == any_store.counts.progress(dispatch).counts
    assert found.audience == sum(found.counts.values()) == 7
    assert found.skipped == {"cancelled": 1}
    assert found.first is not None
    assert found.last is not None
    assert found.first <= found.last


def test_a_row_that_is_missing_is_noticed(any_store: Store) -> None:
    dispatch = a_mixed_dispatch(any_store)
    with any_store.database.write() as connection:
        connection.execute(delete(deliveries).where(deliveries.c.subscriber == 5))
    with pytest.raises(StoreError, match="ledger-sums-differ"):
        audit(any_store.database, dispatch)
