"""What a provider's own suppression list says of a reader, at hand-over and later, on every database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.audience.consent import refusal_to_lift
from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.delivery import Listed, Outcome, Receipt, Report, ReportKind
from newsletter.model.dispatch import Notice
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.store.builders import (
    LEASE,
    NOW,
    Clock,
    a_dispatch,
    a_newcomer,
    a_store,
    an_address,
    readers,
    receipts,
)
from tests.store.places import KINDS, url_of

WORDS = "605 not delivering to previously bounced address"
ANNA = an_address("lezer1")
MEANS = [
    (Listed.LEFT, None, Standing.UNSUBSCRIBED),
    (Listed.COMPLAINED, SuppressionReason.COMPLAINED, Standing.UNSUBSCRIBED),
    (Listed.BOUNCED, SuppressionReason.BOUNCED, Standing.CONFIRMED),
    (Listed.UNTOLD, SuppressionReason.PROVIDERS_LIST, Standing.CONFIRMED),
]


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path), Clock(), journal=tmp_path / "journal")
    yield opened
    opened.close()


def refused(one: Receipt, listed: Listed) -> Receipt:
    return Receipt(one.delivery_id, Outcome.REFUSED, detail=WORDS, listed=listed)


def standing(store: Store) -> tuple[SuppressionReason | None, Standing]:
    """How the first reader stands."""
    found, reader = store.suppressions.of(ANNA), store.subscribers.by_address(ANNA)
    assert reader is not None
    return (found.reason if found else None), reader.standing


def a_notice(store: Store, **more) -> None:
    kept = store.editions.keep(an_edition(0, "Bevestig"))
    store.notices.add(Notice(kind="confirm", edition=kept, values={"greeting": "Dag,"}, **more))


def offered(store: Store) -> set[int]:
    """Whom the next issue would go to."""
    a_dispatch(store, issue=2, key="nextone0")
    claim = store.ledger.claim(LEASE, NOW)
    return {member.subscriber for member in claim.members} if claim else set()


@pytest.mark.parametrize(("listed", "reason", "stands"), MEANS)
def test_a_receipt_from_the_list_is_what_it_says_and_the_reader_is_never_offered_again(
    store: Store, listed: Listed, reason: SuppressionReason | None, stands: Standing
) -> None:
    anna, bert = readers(store, 2)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    first, second = receipts(claim)
    assert store.ledger.note(claim, [refused(first, listed), second])
    assert standing(store) == (reason, stands)
    (kept,) = store.counts.people(1, "refused")
    assert (kept.subscriber, kept.detail) == (anna.id, WORDS)
    assert offered(store) == {bert.id}


@pytest.mark.parametrize(("listed", "reason", "stands"), MEANS)
def test_an_event_about_the_list_is_what_it_says(
    store: Store, listed: Listed, reason: SuppressionReason | None, stands: Standing
) -> None:
    _, bert = readers(store, 2)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    first, *_ = given = receipts(claim, "id")
    store.ledger.note(claim, given)
    report = Report(
        provider="fake",
        kind=ReportKind.REFUSED,
        replay_key="r",
        delivery_id=first.delivery_id,
        listed=listed,
        detail=WORDS,
    )
    for _ in range(2):
        assert store.outcomes.record(report)
    assert standing(store) == (reason, stands)
    assert offered(store) == {bert.id}


@pytest.mark.parametrize("listed", list(Listed))
def test_a_refusal_that_is_not_from_the_list_strikes_nobody_off(
    store: Store, listed: Listed
) -> None:
    readers(store, 2)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    first, second = receipts(claim)
    store.ledger.note(claim, [refused(first, listed)._replace(listed=None), second])
    report = Report(
        provider="fake", kind=ReportKind.REFUSED, replay_key="r", delivery_id=second.delivery_id
    )
    store.outcomes.record(replace(report, blames_us=True))
    assert len(offered(store)) == 2


def test_a_receipt_for_a_part_and_a_trace_in_a_doubt_are_acted_on_too(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    first, second, _ = receipts(claim)
    part = [refused(first, Listed.UNTOLD)]
    assert store.ledger.note_part(claim, part, LEASE * 0, "429", pausing=False)
    assert standing(store)[0] is SuppressionReason.PROVIDERS_LIST
    claim = store.ledger.claim(LEASE, NOW)
    assert store.ledger.ready(claim, b"h" * 32)
    store.ledger.note_doubt(claim, "no answer")
    doubt = store.doubts.take(LEASE)
    store.doubts.found(doubt.claim, [refused(second, Listed.BOUNCED)], proves_all=False)
    found = store.suppressions.of(an_address("lezer2"))
    assert found is not None
    assert found.reason is SuppressionReason.BOUNCED


def test_an_answer_that_counts_no_more_changes_nobody(store: Store) -> None:
    readers(store, 1)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    assert store.ledger.release(claim, LEASE * 0)
    store.ledger.rekey(store.ledger.claim(LEASE, NOW), NOW)
    (first,) = receipts(claim)
    assert not store.ledger.note(claim, [refused(first, Listed.LEFT)])
    assert standing(store) == (None, Standing.CONFIRMED)


@pytest.mark.parametrize(("listed", "reason", "stands"), MEANS)
def test_a_notice_that_the_list_refuses_says_the_same_of_its_reader(
    store: Store, listed: Listed, reason: SuppressionReason | None, stands: Standing
) -> None:
    reader, *_ = readers(store, 2)
    a_notice(store, subscriber=reader.id)
    claim = store.ledger.claim(LEASE, NOW)
    (receipt,) = receipts(claim)
    assert store.ledger.note(claim, [refused(receipt, listed)])
    assert standing(store) == (reason, stands)


def test_a_notice_to_the_editor_that_the_list_refuses_strikes_no_reader_off(store: Store) -> None:
    readers(store, 2)
    a_notice(store, address=an_address("redactie"))
    claim = store.ledger.claim(LEASE, NOW)
    (receipt,) = receipts(claim)
    store.ledger.note(claim, [refused(receipt, Listed.UNTOLD)])
    assert store.feedback.held() == ()
    assert len(offered(store)) == 2


def test_who_is_held_is_shown_with_the_reason_and_an_editor_may_lift_it(store: Store) -> None:
    readers(store, 2)
    store.feedback.note(1, ANNA, Listed.UNTOLD, WORDS)
    ((address, order),) = store.feedback.held()
    assert (address, order.note) == (ANNA, WORDS)
    assert refusal_to_lift(order, "")
    assert not refusal_to_lift(order, "taken off the provider's list")
    store.suppressions.lift(ANNA)
    assert store.feedback.held() == ()
    assert len(offered(store)) == 2


@pytest.mark.parametrize("later", [Listed.BOUNCED, Listed.COMPLAINED])
def test_a_reason_that_comes_later_takes_the_place_of_none(store: Store, later: Listed) -> None:
    readers(store, 1)
    store.feedback.note(1, ANNA, Listed.UNTOLD, WORDS)
    store.feedback.note(1, ANNA, later, "550 5.1.1")
    assert store.feedback.held() == ()
    store.feedback.note(1, ANNA, Listed.UNTOLD, WORDS)
    assert store.feedback.held() == ()
    assert standing(store)[0] is not SuppressionReason.PROVIDERS_LIST


def test_a_restored_backup_holds_whom_the_journal_knows_as_held(
    store: Store, tmp_path: Path
) -> None:
    store.subscribers.take_in([a_newcomer("lezer1")], source="test")
    store.feedback.note(1, ANNA, Listed.UNTOLD, WORDS)
    older = a_store(f"sqlite:///{tmp_path / 'older.db'}", Clock(), journal=tmp_path / "journal")
    older.subscribers.take_in([a_newcomer("lezer1")], source="test")
    older.catch_up()
    found = older.suppressions.of(ANNA)
    older.close()
    assert found is not None
    assert found.reason is SuppressionReason.PROVIDERS_LIST
