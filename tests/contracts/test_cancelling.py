"""What every ledger promises of cancelling: nobody twice, nothing sent that was taken back, no dead end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import DeskError
from newsletter.model.audience import Audience
from newsletter.model.delivery import BatchState, Receipt
from newsletter.model.dispatch import Claim, Dispatch, DispatchState, Plan
from newsletter.model.issue import Issue
from newsletter.model.web_version import Labels, WebVersion
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.store.builders import (
    LEASE,
    NOW,
    Clock,
    a_dispatch,
    a_newcomer,
    a_store,
    counts,
    let_time_pass,
    readers,
    receipts,
)
from tests.store.places import url_of

HASH = b"h" * 32


@pytest.fixture(params=["sqlite, wal", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path), Clock())
    yield opened
    opened.close()


def approve(store: Store, title: str = "Stilte") -> str:
    """Approve issue 1 in these words. Return the edition."""
    edition = an_edition(1, title)
    store.queue.approve(edition, audience=Audience(), file_hash=title)
    return edition.sha256


def under_way(store: Store, many: int = 25) -> Dispatch:
    """An approved issue on its way, of which the first ten readers have it."""
    readers(store, many)
    approve(store)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.note(claim, receipts(claim))
    return dispatch


def in_doubt(store: Store) -> Claim:
    claim = store.ledger.claim(LEASE, NOW)
    assert store.ledger.ready(claim, HASH)
    assert store.ledger.note_doubt(claim, "read timed out")
    return claim


def is_settled(store: Store, dispatch: int = 1) -> bool:
    return store.counts.progress(dispatch).is_done


def test_a_cancelled_issue_is_approved_anew_and_goes_to_those_who_did_not_get_it(
    store: Store,
) -> None:
    first = under_way(store)
    assert store.dispatches.cancel(first.id) == 15
    assert store.queue.approval(1) is None
    mended = approve(store, "Stilte, verbeterd")
    store.queue.add(1)
    second = a_dispatch(store, key="second00")
    assert store.queue.approval(1).edition == mended
    assert counts(store, first.id) == {"accepted": 10, "skipped": 15}
    assert counts(store, second.id) == {"queued": 15}


def test_the_same_text_may_be_approved_anew(store: Store) -> None:
    first = under_way(store)
    store.dispatches.cancel(first.id)
    assert approve(store) == store.queue.approval(1).edition


def planned(edition: str, key: str) -> Plan:
    """A plan that was made of what was approved then, and is frozen a little later."""
    return Plan(
        key=key,
        issue=1,
        edition=edition,
        audience=Audience(),
        at=NOW,
        batch_size=10,
        provider="fake",
    )


def test_a_start_that_was_planned_before_the_cancelling_sends_the_old_text_to_nobody(
    store: Store,
) -> None:
    first = under_way(store)
    plan = planned(first.edition, "planned")
    assert store.dispatches.cancel(first.id) == 15
    with pytest.raises(DeskError, match="issue-changed-just-now"):
        store.dispatches.freeze(plan)
    assert [one.id for one in store.dispatches.of_issue(1)] == [first.id]


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["never sent", "cancelled"])
def test_a_start_that_was_planned_before_another_text_was_approved_sends_nothing(
    store: Store, is_cancelled: bool
) -> None:
    readers(store, 3)
    old = approve(store)
    if is_cancelled:
        store.dispatches.cancel(a_dispatch(store).id)
    new = approve(store, "Stilte, verbeterd")
    with pytest.raises(DeskError, match="issue-changed-just-now"):
        store.dispatches.freeze(planned(old, "planned"))
    assert store.dispatches.freeze(planned(new, "another"))


def test_newcomers_may_get_the_edition_that_went_out_although_another_is_approved_since(
    store: Store,
) -> None:
    readers(store, 3)
    old = approve(store)
    a_dispatch(store)
    renewed = an_edition(1, "Stilte, vernieuwd")
    issue = Issue(number=1, slug="stilte", title=renewed.title, subject="", preheader="", blocks=())
    web = WebVersion(issue=issue, labels=Labels())
    assert store.queue.renew(renewed, web, in_place_of=old)
    store.subscribers.take_in([a_newcomer("later")], source="test")
    assert store.dispatches.freeze(planned(old, "newcomer"))


def test_a_dispatch_that_is_done_cannot_be_cancelled(store: Store) -> None:
    dispatch = under_way(store, 10)
    with pytest.raises(DeskError, match="dispatch-done-not-cancelled"):
        store.dispatches.cancel(dispatch.id)
    assert store.dispatches.find(dispatch.id).state is DispatchState.GOING
    assert store.queue.approval(1) is not None


def test_a_dispatch_is_cancelled_once_also_while_a_batch_of_it_is_in_doubt(store: Store) -> None:
    dispatch = under_way(store)
    in_doubt(store)
    store.dispatches.cancel(dispatch.id, "too early")
    with pytest.raises(DeskError, match="dispatch-cancelled-already"):
        store.dispatches.cancel(dispatch.id, "again")
    assert store.dispatches.find(dispatch.id).why == "too early"


def test_an_issue_that_went_out_is_not_approved_anew(store: Store) -> None:
    under_way(store, 10)
    with pytest.raises(DeskError, match="issue-dispatched-already"):
        approve(store, "Verbeterd")


def test_an_issue_known_by_the_journal_alone_is_not_taken_for_cancelled(store: Store) -> None:
    readers(store, 3)
    approve(store)
    a_dispatch(store, provider="")  # as restoring writes it
    store.dispatches.cancel(1)
    with pytest.raises(DeskError, match="issue-dispatched-already"):
        approve(store)


@pytest.mark.parametrize("state", [BatchState.SENDING, BatchState.IN_DOUBT, BatchState.HELD])
def test_it_is_not_approved_anew_while_a_batch_is(store: Store, state: BatchState) -> None:
    dispatch = under_way(store)
    if state is BatchState.SENDING:
        store.ledger.claim(LEASE, NOW)
    else:
        in_doubt(store)
        if state is BatchState.HELD:
            store.doubts.hold(store.doubts.take(LEASE).claim, "nothing is proven")
    store.dispatches.cancel(dispatch.id)
    with pytest.raises(DeskError, match=state.value.replace(" ", "-")):
        approve(store)
    assert store.queue.approval(1) is None


def release(store: Store, claim: Claim) -> None:
    store.ledger.release(claim, timedelta(0), "429")


def pause(store: Store, claim: Claim) -> None:
    store.ledger.release_paused(claim, "no credits")


def crash(store: Store, claim: Claim) -> None:
    del claim
    let_time_pass(store, 2 * LEASE)
    store.ledger.sweep()


def prove_absent(store: Store, claim: Claim) -> None:
    store.ledger.ready(claim, HASH)
    store.ledger.note_doubt(claim, "read timed out")
    store.doubts.absent(store.doubts.take(LEASE, (claim.dispatch.id, claim.number)).claim)


@pytest.mark.parametrize("comes_back", [release, pause, crash, prove_absent])
def test_what_comes_back_into_a_cancelled_dispatch_is_spared(store: Store, comes_back) -> None:
    dispatch = under_way(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.dispatches.cancel(dispatch.id)
    comes_back(store, claim)
    assert counts(store) == {"accepted": 10, "skipped": 15}
    assert is_settled(store)
    assert store.dispatches.find(dispatch.id).state is DispatchState.CANCELLED
    approve(store)
    assert counts(store, a_dispatch(store, key="second00").id) == {"queued": 15}


def test_of_a_batch_that_was_taken_in_part_the_rest_is_spared(store: Store) -> None:
    dispatch = under_way(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.dispatches.cancel(dispatch.id)
    some: tuple[Receipt, ...] = receipts(claim)[:4]
    store.ledger.note_part(claim, some, timedelta(0), "429", pausing=False)
    assert counts(store) == {"accepted": 14, "skipped": 11}
    assert is_settled(store)


def test_a_batch_in_flight_that_is_taken_after_all_counts(store: Store) -> None:
    dispatch = under_way(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.dispatches.cancel(dispatch.id)
    store.ledger.note(claim, receipts(claim))
    assert counts(store) == {"accepted": 20, "skipped": 5}
    approve(store)
    assert counts(store, a_dispatch(store, key="second00").id) == {"queued": 5}


def test_a_batch_that_came_back_at_that_very_moment_is_spared_by_the_next_round(
    store: Store,
) -> None:
    dispatch = under_way(store)
    store.dispatches.cancel(dispatch.id)
    from sqlalchemy import update

    from newsletter.store.schema.sending import batches

    with store.database.write() as connection:  # what no transaction of the two could see
        connection.execute(
            update(batches).where(batches.c.number == 2).values(state=BatchState.PENDING)
        )
    store.ledger.sweep()
    assert is_settled(store)


# the archive


def test_a_cancelled_dispatch_that_reached_one_reader_counts_as_sent(store: Store) -> None:
    readers(store, 25)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.dispatches.cancel(dispatch.id)
    store.ledger.note_part(claim, receipts(claim)[:1], timedelta(0), "429", pausing=False)
    assert [one.issue for one in store.history.sent()] == [1]


def test_a_cancelled_dispatch_whose_readers_were_all_refused_does_not(store: Store) -> None:
    readers(store, 25)
    dispatch = a_dispatch(store)
    store.ledger.note_refused(store.ledger.claim(LEASE, NOW), "no")
    store.dispatches.cancel(dispatch.id)
    assert store.history.sent() == ()


def test_the_archive_keeps_the_edition_that_reached_the_first_readers(store: Store) -> None:
    first = under_way(store)
    store.dispatches.cancel(first.id)
    approve(store, "Verbeterd")
    a_dispatch(store, key="second00")
    (sent,) = store.history.sent()
    assert sent.edition == first.edition
