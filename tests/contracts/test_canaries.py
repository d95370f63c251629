"""What every ledger promises of a canary: nobody else gets the letter before the wait is over."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter.model.audience import Audience
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import (
    NOTICES,
    Canary,
    Claim,
    Dispatch,
    DispatchState,
    Plan,
)
from newsletter.model.reactions import Reactions
from newsletter.store.schema.sending import batches
from newsletter.store.store import Store
from tests.builders.editions import an_edition
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

HASH = b"h" * 32
LATER = NOW + timedelta(minutes=30)
FIRST, AUDIENCE, BATCH = 5, 12, 2  # readers


@pytest.fixture(params=["sqlite, wal", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path), Clock())
    yield opened
    opened.close()


def under_way(
    store: Store, audience: int = AUDIENCE, *, at_least: int = FIRST, batch_size: int = BATCH
) -> Dispatch:
    """A dispatch with a canary, of which nothing is handed over."""
    readers(store, audience)
    dispatch = store.dispatches.freeze(
        Plan(
            key="key00001",
            issue=1,
            edition=store.editions.keep(an_edition(1)),
            audience=Audience(),
            at=NOW,
            batch_size=batch_size,
            provider="fake",
            canary=Canary(percent=1.0, at_least=at_least),
        )
    )
    assert dispatch is not None
    return store.dispatches.find(dispatch.id)


def hand_over(store: Store) -> list[Claim]:
    """Whatever any worker may take now goes out."""
    done = []
    while claim := store.ledger.claim(LEASE, NOW):
        assert store.ledger.ready(claim, HASH)
        assert store.ledger.note(claim, receipts(claim))
        done.append(claim)
    return done


def people(claims: list[Claim]) -> list[int]:
    return [member.subscriber for claim in claims for member in claim.members]


def a_doubt(store: Store) -> Claim:
    """The next batch leaves, and nothing is heard of it."""
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.ready(claim, HASH)
    assert store.ledger.note_doubt(claim, "no answer")
    return claim


def test_the_canary_is_exact_and_is_those_who_joined_last(store: Store) -> None:
    dispatch = under_way(store)
    with store.database.read() as connection:
        cut = connection.execute(
            select(batches.c.number, batches.c.first, batches.c.last, batches.c.members)
            .where(batches.c.dispatch == dispatch.id)
            .order_by(batches.c.number)
        ).all()
    assert dispatch.canary == 3
    assert [tuple(row) for row in cut] == [
        (1, 8, 9, 2),
        (2, 10, 11, 2),
        (3, 12, 12, 1),
        (4, 1, 2, 2),
        (5, 3, 4, 2),
        (6, 5, 6, 2),
        (7, 7, 7, 1),
    ]


@pytest.mark.parametrize(
    ("audience", "percent", "at_least", "size"),
    [
        (20, 1.0, 20, 0),
        (21, 1.0, 20, 20),
        (2_000, 1.0, 20, 20),
        (2_001, 1.0, 20, 21),
        (100_000, 1.0, 20, 1_000),
        (0, 1.0, 20, 0),
        (50, 100.0, 20, 0),
    ],
)
def test_a_canary_is_a_share_of_the_readers_and_never_all_of_them(
    audience: int, percent: float, at_least: int, size: int
) -> None:
    assert Canary(percent=percent, at_least=at_least).size(audience) == size


def test_a_list_no_larger_than_the_canary_goes_out_at_once(store: Store) -> None:
    dispatch = under_way(store, FIRST)
    assert dispatch.canary is None
    assert people(hand_over(store)) == [1, 2, 3, 4, 5]


def test_no_worker_takes_a_batch_behind_the_canary(store: Store) -> None:
    dispatch = under_way(store)
    rung: list[int] = []
    store.dispatches.notifier = lambda _, number, numbers: rung.extend(numbers)
    store.dispatches.notify_due()
    assert rung == [1, 2, 3]
    assert people(hand_over(store)) == [8, 9, 10, 11, 12]
    assert store.ledger.waiting() is None
    assert store.ledger.claim(LEASE, NOW, (dispatch.id, 4)) is None
    assert store.ledger.due_in(dispatch.id, 4) is None
    assert store.dispatches.notify_due() == 0
    assert store.canaries.wait(dispatch.id, LATER)
    assert store.ledger.claim(LEASE, NOW) is None


def test_after_the_wait_the_others_go_and_only_one_process_lets_them(store: Store) -> None:
    dispatch = under_way(store)
    hand_over(store)
    assert store.canaries.wait(dispatch.id, LATER)
    assert not store.canaries.wait(dispatch.id, LATER + timedelta(minutes=1))
    assert [one.waits_until for one in store.canaries.going()] == [LATER]
    assert store.dispatches.find(dispatch.id).waits_for_canary
    assert store.canaries.end(dispatch.id)
    assert not store.canaries.end(dispatch.id)
    assert store.canaries.going() == ()
    assert store.ledger.due_in(dispatch.id, 4) == timedelta(0)
    assert people(hand_over(store)) == [1, 2, 3, 4, 5, 6, 7]
    assert store.counts.progress(dispatch.id).is_done


def test_the_wait_begins_once_all_of_the_canary_left(store: Store) -> None:
    dispatch = under_way(store)
    assert not store.canaries.wait(dispatch.id, LATER)
    a_doubt(store)
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.ready(claim, HASH)
    a_doubt(store)
    assert not store.canaries.wait(dispatch.id, LATER)  # one is being handed over
    assert store.ledger.note(claim, receipts(claim))
    assert store.canaries.wait(dispatch.id, LATER)  # nobody waits for what is in doubt


def test_a_batch_that_comes_back_goes_again_before_the_others_do(store: Store) -> None:
    dispatch = under_way(store)
    a_doubt(store)
    hand_over(store)
    assert store.canaries.wait(dispatch.id, LATER)
    let_time_pass(store, 2 * LEASE)
    doubt = store.doubts.take(LEASE)
    assert doubt is not None
    assert store.doubts.absent(doubt.claim)
    assert not store.canaries.end(dispatch.id)
    assert people(hand_over(store)) == [8, 9]
    assert store.canaries.end(dispatch.id)


def test_a_wait_that_a_wrong_clock_began_is_shortened(store: Store) -> None:
    dispatch = under_way(store)
    hand_over(store)
    assert store.canaries.wait(dispatch.id, LATER.replace(year=2050))
    assert store.canaries.wait(dispatch.id, LATER)
    assert store.dispatches.find(dispatch.id).waits_until == LATER


def test_who_pauses_and_resumes_during_the_wait_ends_it(store: Store) -> None:
    dispatch = under_way(store)
    hand_over(store)
    assert store.canaries.wait(dispatch.id, LATER)
    assert store.dispatches.pause(dispatch.id, "by hand")
    assert not store.dispatches.find(dispatch.id).waits_for_canary
    assert store.canaries.going() == ()
    assert not store.canaries.end(dispatch.id)
    assert store.dispatches.resume(dispatch.id)
    assert people(hand_over(store)) == [1, 2, 3, 4, 5, 6, 7]


def test_what_is_paused_before_the_canary_left_still_sends_it_first(store: Store) -> None:
    dispatch = under_way(store)
    assert store.dispatches.pause(dispatch.id, "the account needs a person")
    assert store.dispatches.resume(dispatch.id)
    assert people(hand_over(store)) == [8, 9, 10, 11, 12]
    assert not store.dispatches.resume(dispatch.id)  # it neither waits yet nor is paused


def test_an_editor_ends_the_wait_without_a_pause(store: Store) -> None:
    dispatch = under_way(store)
    hand_over(store)
    assert store.canaries.wait(dispatch.id, LATER)
    assert store.dispatches.resume(dispatch.id)
    assert not store.dispatches.resume(dispatch.id)
    assert people(hand_over(store)) == [1, 2, 3, 4, 5, 6, 7]


def test_who_stops_the_rest_during_the_wait_spares_them(store: Store) -> None:
    dispatch = under_way(store)
    hand_over(store)
    assert store.canaries.wait(dispatch.id, LATER)
    assert store.dispatches.cancel(dispatch.id) == 7
    for step in (store.canaries.end, store.dispatches.resume):
        assert not step(dispatch.id)
    assert hand_over(store) == []
    assert store.counts.progress(dispatch.id).counts == {"accepted": 5, "skipped": 7}


def test_notices_and_other_letters_do_not_wait(store: Store) -> None:
    dispatch = under_way(store)
    hand_over(store)
    assert store.canaries.wait(dispatch.id, LATER)
    with_the_welcome(store, 1, 3)
    other = a_dispatch(store, issue=2, batch_size=AUDIENCE)
    assert [claim.dispatch.id for claim in hand_over(store)] == [NOTICES, other.id]


STATES: dict[str, Callable[[Store], object]] = {
    "ahead": lambda _: None,
    "waiting": lambda store: (hand_over(store), store.canaries.wait(1, LATER)),
    "over": lambda store: (
        hand_over(store),
        store.canaries.wait(1, LATER),
        store.canaries.end(1),
    ),
}


@pytest.mark.parametrize("state", DispatchState, ids=lambda one: one.value)
@pytest.mark.parametrize("phase", STATES)
def test_in_every_state_the_steps_do_what_they_may(
    store: Store, phase: str, state: DispatchState
) -> None:
    """Of a dispatch that is not going, nothing but resuming it ends the wait."""
    under_way(store)
    STATES[phase](store)
    if state is DispatchState.PAUSED:
        assert store.dispatches.pause(1, "by hand")
    if state is DispatchState.CANCELLED:
        store.dispatches.cancel(1)
    is_going, is_paused = state is DispatchState.GOING, state is DispatchState.PAUSED
    assert [one.id for one in store.canaries.going()] == (
        [1] if is_going and phase != "over" else []
    )
    assert not store.canaries.wait(1, LATER + timedelta(hours=1))
    assert store.canaries.end(1) is (is_going and phase == "waiting")
    assert store.dispatches.resume(1) is is_paused
    goes = [8, 9, 10, 11, 12] if phase == "ahead" else [1, 2, 3, 4, 5, 6, 7]
    assert people(hand_over(store)) == ([] if state is DispatchState.CANCELLED else goes)


def test_what_had_come_back_when_it_was_resumed_is_kept_until_it_is_resumed_again(
    store: Store,
) -> None:
    dispatch = under_way(store)
    found = store.dispatches.resumptions.find
    assert found(dispatch.id) == Reactions()
    hand_over(store)
    complained = Report(
        provider="fake",
        kind=ReportKind.COMPLAINED,
        replay_key="12",
        delivery_id=delivery_id(dispatch.key, 12),
    )
    store.outcomes.record(complained, proves_batch=False)
    assert store.canaries.wait(dispatch.id, LATER)
    store.dispatches.pause(dispatch.id, "why")
    assert found(dispatch.id) == Reactions()
    assert store.dispatches.resume(dispatch.id)
    assert found(dispatch.id) == Reactions(handed=5, complained=1)
    hand_over(store)
    assert found(dispatch.id) == Reactions(handed=5, complained=1)
    store.dispatches.pause(dispatch.id, "why")
    store.dispatches.resume(dispatch.id)
    now = Reactions(handed=AUDIENCE, complained=1)
    assert found(dispatch.id) == now
