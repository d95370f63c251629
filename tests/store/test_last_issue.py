"""The last issue, sent along with the welcome, is an issue like any other to the ledger."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from newsletter.model.audience import Audience, Rhythm, SuppressionReason
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, Plan
from newsletter.store.ledger.freezing import gets
from newsletter.store.schema.sending import batches, deliveries, notices, subscribers
from newsletter.store.store import Store
from tests.store.builders import (
    LEASE,
    NOW,
    a_dispatch,
    a_newcomer,
    a_store,
    an_address,
    let_time_pass,
    receipts,
    with_the_welcome,
)
from tests.store.places import url_of


@pytest.fixture(params=["sqlite, wal", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path))
    yield opened
    opened.close()


def reached(store: Store, dispatch: int) -> set[int]:
    with store.database.read() as connection:
        return set(
            connection.execute(
                select(deliveries.c.subscriber).where(deliveries.c.dispatch == dispatch)
            ).scalars()
        )


def test_who_got_it_with_the_welcome_is_in_no_dispatch_of_it(store: Store) -> None:
    anna, bram = (store.subscribers.add(a_newcomer(name)).id for name in ("anna", "bram"))
    with_the_welcome(store, anna, issue=7)
    assert store.history.has(anna, 7)
    assert not store.history.has(anna, 8)
    assert not store.history.has(bram, 7)
    assert reached(store, a_dispatch(store, issue=7).id) == {bram}
    assert reached(store, a_dispatch(store, issue=8).id) == {anna, bram}


def test_it_is_theirs_while_it_waits_is_on_its_way_in_doubt_and_sent(store: Store) -> None:
    anna = store.subscribers.add(a_newcomer("anna")).id
    number = with_the_welcome(store, anna, issue=7)
    assert store.history.has(anna, 7)
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.ready(claim, b"p" * 32)
    assert store.history.has(anna, 7)
    let_time_pass(store, LEASE * 2)
    assert store.history.has(anna, 7)
    assert store.ledger.note(claim, receipts(claim))
    assert store.notices.state(number) is BatchState.SENT
    assert store.history.has(anna, 7)
    assert store.ledger.claim(LEASE, NOW) is None
    assert store.notices.clean(NOW + timedelta(days=90)) == 1
    assert store.history.has(anna, 7), "cleaning up what is personal forgets nothing of it"


@pytest.mark.parametrize("how", ["left", "suppressed"])
def test_who_has_gone_before_it_left_does_not_get_it_and_may_have_it_later(
    store: Store, how: str
) -> None:
    anna = store.subscribers.add(a_newcomer("anna"))
    with_the_welcome(store, anna.id, issue=7)
    if how == "left":
        store.subscribers.unsubscribe(anna.id)
    else:
        store.suppressions.add(an_address("anna"), SuppressionReason.MANUAL)
    assert store.ledger.claim(LEASE, NOW) is None
    (told,) = store.history.of(anna.id)
    assert (told["issue"], told["outcome"]) == (7, "skipped")
    store.subscribers.confirm(anna.id)
    store.suppressions.lift(an_address("anna"))
    assert not store.history.has(anna.id, 7)
    assert reached(store, a_dispatch(store, issue=7).id) == {anna.id}


def test_a_welcome_or_a_confirmation_is_no_issue_and_leaves_whatever_was_decided(
    store: Store,
) -> None:
    anna = store.subscribers.add(a_newcomer("anna")).id
    with_the_welcome(store, anna, issue=0)
    store.subscribers.unsubscribe(anna)
    assert store.ledger.claim(LEASE, NOW) is not None
    assert store.history.of(anna) == ()
    assert not store.history.has(anna, 0)


def test_a_monthly_reader_is_left_in_peace_after_it(store: Store) -> None:
    anna = store.subscribers.add(a_newcomer("anna", rhythm=Rhythm.MONTHLY)).id
    bram = store.subscribers.add(a_newcomer("bram")).id
    for reader in (anna, bram):
        with_the_welcome(store, reader, issue=7)
    a_week_on = a_dispatch(store, issue=8, at=NOW + timedelta(days=7))
    assert reached(store, a_week_on.id) == {bram}
    a_month_on = a_dispatch(store, issue=9, at=NOW + timedelta(days=28))
    assert reached(store, a_month_on.id) == {anna, bram}


def test_a_reader_sees_it_among_their_letters_in_the_order_of_time(store: Store) -> None:
    anna = store.subscribers.add(a_newcomer("anna")).id
    with_the_welcome(store, anna, issue=7)
    a_dispatch(store, issue=8, at=NOW + timedelta(days=7))
    assert [(one["issue"], one["outcome"]) for one in store.history.of(anna)] == [
        (7, "queued"),
        (8, "queued"),
    ]
    with store.database.read() as connection:
        kept = connection.execute(select(batches.c.number).where(batches.c.dispatch == NOTICES))
        assert len(kept.all()) == 1


def test_a_correction_leaves_out_whom_an_outbox_had_it_for_also_as_a_welcome(store: Store) -> None:
    early, sent, late = (store.subscribers.add(a_newcomer(one)).id for one in ("a", "b", "c"))
    made = [with_the_welcome(store, one, issue=7) for one in (early, late)]
    with store.database.write() as connection:
        for number, day in zip(made, (-1, 1), strict=True):
            at = NOW + timedelta(days=day)
            connection.execute(update(notices).where(notices.c.id == number).values(made_at=at))
    a_dispatch(store, issue=7, provider="outbox")
    while claim := store.ledger.claim(LEASE, NOW):
        assert store.ledger.ready(claim, b"p" * 32)
        assert store.ledger.note(claim, receipts(claim))
    assert told(store) == {early, sent, late}
    assert told(store, "outbox") == {late}


def told(store: Store, *nowhere: str) -> set[int]:
    """Who would get a correction of issue 7, if what these providers took reached nobody."""
    plan = Plan(
        key="k",
        issue=9,
        edition="0" * 64,
        audience=Audience(readers_of=7),
        at=NOW,
        batch_size=2,
        provider="smtp",
        nowhere=frozenset(nowhere),
    )
    with store.database.read() as connection:
        found = connection.execute(select(subscribers.c.id).where(gets(plan)))
        return set(found.scalars())
