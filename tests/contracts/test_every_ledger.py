"""What every ledger promises, on whichever database it lies."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Connection, event, func, literal, select, update

from newsletter.errors import DeskError, StoreError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Audience, Rhythm, SuppressionReason
from newsletter.model.batch import AllAccepted, ids_of
from newsletter.model.delivery import BatchState, Outcome, Receipt, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id, read_delivery_id
from newsletter.model.dispatch import NOTICES, Claim, DispatchState, Notice
from newsletter.store.ledger.named import Named
from newsletter.store.pace import Pace
from newsletter.store.schema.sending import batches
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
    counts,
    let_time_pass,
    readers,
    receipts,
)
from tests.store.places import KINDS, url_of

HASH, OTHER = b"h" * 32, b"o" * 32


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path), clock)
    yield opened
    opened.close()


def in_doubt(store: Store, many: int = 3):
    """One batch that left and of which nothing was heard."""
    readers(store, many)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    assert store.ledger.ready(claim, HASH)
    assert store.ledger.note_doubt(claim, "read timed out")
    return claim


# freeze


def test_everyone_is_in_one_batch_and_batches_are_full(store: Store) -> None:
    readers(store, 25)
    a_dispatch(store, batch_size=10)
    sizes = []
    seen: set[int] = set()
    while claim := store.ledger.claim(LEASE, NOW):
        sizes.append(len(claim.members))
        assert seen.isdisjoint(member.subscriber for member in claim.members)
        seen.update(member.subscriber for member in claim.members)
    assert sizes == [10, 10, 5]
    assert len(seen) == 25


def queue_up(store: Store, *issues: int) -> None:
    for issue in issues:
        store.queue.approve(an_edition(issue), audience=Audience(), file_hash="")
        store.queue.add(issue)


def test_a_slot_is_taken_once(store: Store) -> None:
    readers(store, 3)
    queue_up(store, 1, 2)
    a_dispatch(store, slot=date(2026, 3, 1))
    with pytest.raises(AssertionError):
        a_dispatch(store, issue=2, slot=date(2026, 3, 1))
    assert store.queue.taken(date(2026, 1, 1)) == (date(2026, 3, 1),)
    assert len(store.dispatches.latest()) == 1


def test_a_slot_is_taken_once_by_four_at_the_same_time(store: Store) -> None:
    readers(store, 20)
    queue_up(store, 1)
    won: list[bool] = []

    def try_it(number: int) -> None:
        try:
            a_dispatch(store, key=f"racer{number:03}", slot=date(2026, 3, 1))
        except AssertionError:
            won.append(False)
        else:
            won.append(True)

    racers = [threading.Thread(target=try_it, args=(n,)) for n in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(won) == [False, False, False, True]
    assert counts(store) == {"queued": 20}


def test_freezing_an_issue_again_reaches_only_who_came_since(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    newcomer = store.subscribers.add(a_newcomer("later"))
    again = a_dispatch(store, key="second00")
    assert counts(store, again.id) == {"queued": 1}
    assert store.counts.people(again.id, "queued")[0].subscriber == newcomer.id


def test_the_fleet_is_rung_for_in_the_transaction_that_freezes_and_again_for_what_still_waits(
    store: Store,
) -> None:
    rung: list[tuple[int, list[int]]] = []
    frozen_by_then: list[int] = []

    def bell(transaction: Connection, dispatch: int, numbers: list[int]) -> None:
        """Sees what only the open transaction can see: the batches it is rung for."""
        waiting = transaction.execute(select(func.count()).select_from(batches)).scalar_one()
        frozen_by_then.append(waiting)
        rung.append((dispatch, list(numbers)))

    readers(store, 25)
    store.dispatches.notifier = bell
    dispatch = a_dispatch(store)
    assert rung == [(dispatch.id, [1, 2, 3])]
    assert frozen_by_then == [3]
    store.ledger.note(claim := store.ledger.claim(LEASE, NOW), receipts(claim))
    assert store.dispatches.notify_due() == 2
    assert rung[1:] == [(dispatch.id, [2, 3])]


def test_a_bell_that_cannot_be_rung_freezes_nothing(store: Store) -> None:
    def broken(transaction: Connection, dispatch: int, numbers: list[int]) -> None:
        raise StoreError("the bell could not be rung")

    readers(store, 3)
    store.dispatches.notifier = broken
    with pytest.raises(StoreError):
        a_dispatch(store)
    assert store.dispatches.latest() == ()


def test_who_was_skipped_may_get_the_issue_from_another_dispatch(store: Store) -> None:
    reader, *_ = readers(store, 2)
    a_dispatch(store)
    store.subscribers.unsubscribe(reader.id)
    store.ledger.claim(LEASE, NOW)
    assert counts(store) == {"sending": 1, "skipped": 1}
    store.subscribers.ask_again(reader.id)
    store.subscribers.confirm(reader.id)
    assert counts(store, a_dispatch(store, key="second00").id) == {"queued": 1}


def test_an_empty_audience_is_a_dispatch_that_is_done(store: Store) -> None:
    dispatch = a_dispatch(store, audience=Audience("nobody has it"))
    assert store.ledger.claim(LEASE, NOW) is None
    assert store.counts.progress(dispatch.id).is_done


def test_a_fortnightly_reader_gets_every_other_week(store: Store) -> None:
    reader = store.subscribers.add(a_newcomer(rhythm=Rhythm.FORTNIGHTLY))
    got = [
        counts(store, a_dispatch(store, issue=week, at=NOW + timedelta(weeks=week)).id)
        for week in range(1, 5)
    ]
    assert got == [{"queued": 1}, {}, {"queued": 1}, {}]
    assert reader.rhythm is Rhythm.FORTNIGHTLY


# claim, hand over, note


def test_a_claim_counts_up_the_attempt_and_keeps_the_key(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    first = store.ledger.claim(LEASE, NOW)
    assert store.ledger.release(first, timedelta(0), "429")
    second = store.ledger.claim(LEASE, NOW + timedelta(hours=1))
    assert (second.attempt, second.key, second.date) == (first.attempt + 1, first.key, first.date)
    assert second.members == first.members


def test_a_claimed_batch_is_nobody_elses(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    assert store.ledger.claim(LEASE, NOW) is not None
    assert store.ledger.claim(LEASE, NOW) is None


def test_a_batch_that_was_asked_for_by_number_is_the_one_claimed(store: Store) -> None:
    readers(store, 30)
    dispatch = a_dispatch(store, batch_size=10)
    claim = store.ledger.claim(LEASE, NOW, (dispatch.id, 2))
    assert claim.number == 2
    assert store.ledger.claim(LEASE, NOW, (dispatch.id, 2)) is None


def test_who_left_paused_or_was_suppressed_is_skipped_at_the_claim(store: Store) -> None:
    left, paused, suppressed, erased, stays = readers(store, 5)
    dispatch = a_dispatch(store)
    store.subscribers.unsubscribe(left.id)
    store.subscribers.pause(paused.id, NOW + timedelta(days=30))
    store.suppressions.add(suppressed.address, SuppressionReason.MANUAL)
    store.subscribers.erase(erased.id)
    claim = store.ledger.claim(LEASE, NOW)
    assert [member.subscriber for member in claim.members] == [stays.id]
    skipped = store.counts.people(dispatch.id, "skipped")
    assert {one.subscriber: Message.from_text(one.detail).code for one in skipped} == {
        left.id: "skipped-unsubscribed",
        paused.id: "skipped-paused",
        suppressed.id: "skipped-suppressed",
        erased.id: "skipped-erased",
    }


def test_a_pause_that_ends_at_the_moment_of_the_claim_is_over(store: Store) -> None:
    ends_now, ends_later = readers(store, 2)
    dispatch = a_dispatch(store)
    claimed_at = NOW + timedelta(hours=1)
    store.subscribers.pause(ends_now.id, claimed_at)
    store.subscribers.pause(ends_later.id, claimed_at + timedelta(microseconds=1))
    claim = store.ledger.claim(LEASE, claimed_at)
    assert [member.subscriber for member in claim.members] == [ends_now.id]
    skipped = store.counts.people(dispatch.id, "skipped")
    assert [one.subscriber for one in skipped] == [ends_later.id]


def test_a_pause_that_ends_at_the_moment_of_the_plan_is_over(store: Store) -> None:
    ends_now, ends_later = readers(store, 2)
    planned_at = NOW + timedelta(hours=1)
    store.subscribers.pause(ends_now.id, planned_at)
    store.subscribers.pause(ends_later.id, planned_at + timedelta(microseconds=1))
    a_dispatch(store, at=planned_at)
    claim = store.ledger.claim(LEASE, planned_at)
    assert [member.subscriber for member in claim.members] == [ends_now.id]


def test_a_batch_of_which_nobody_is_left_is_done(store: Store) -> None:
    for reader in readers(store, 3):
        a_dispatch(store, issue=reader.id, key=f"dispatch{reader.id}")
        store.subscribers.unsubscribe(reader.id)
    assert store.ledger.claim(LEASE, NOW) is None
    assert all(store.counts.progress(one.id).is_done for one in store.dispatches.latest())


def test_receipts_make_everyone_accepted(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    assert store.ledger.ready(claim, HASH)
    assert store.ledger.note(claim, receipts(claim, "one id for all"))
    assert counts(store) == {"accepted": 3}
    assert {one.provider_id for one in store.counts.people(dispatch.id, "accepted")} == {
        "one id for all"
    }


def test_an_acceptance_of_the_whole_batch_is_recorded_as_a_receipt_for_each(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    whole = AllAccepted(ids_of(receipts(claim)), "one id for all")
    assert store.ledger.note(claim, whole, judge=lambda tally: Message("refusals-too-many"))
    assert counts(store) == {"accepted": 3}
    assert [one.provider_id for one in store.counts.people(dispatch.id, "accepted")] == [
        "one id for all"
    ] * 3
    (seen,) = store.dispatches.latest()
    assert seen.state is DispatchState.GOING


def test_each_recipient_keeps_an_id_of_its_own(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.note(claim, receipts(claim, "id-{}"))
    assert [one.provider_id for one in store.counts.people(dispatch.id, "accepted")] == [
        "id-1",
        "id-2",
        "id-3",
    ]


def test_a_refusal_of_one_costs_the_others_nothing(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    answers = list(receipts(claim, "id"))
    answers[1] = Receipt(answers[1].delivery_id, Outcome.REFUSED, detail="inactive recipient")
    store.ledger.note(claim, answers)
    assert counts(store) == {"accepted": 2, "refused": 1}
    (refused,) = store.counts.people(dispatch.id, "refused")
    assert (refused.subscriber, refused.detail) == (2, "inactive recipient")


def test_a_batch_refused_whole_is_refused_for_each(store: Store) -> None:
    readers(store, 12)
    dispatch = a_dispatch(store, batch_size=10)
    claim = store.ledger.claim(LEASE, NOW)
    assert store.ledger.note_refused(claim, "no such template")
    assert counts(store) == {"queued": 2, "refused": 10}
    assert store.counts.people(dispatch.id, "refused")[0].detail == "no such template"


def test_a_released_batch_waits_as_long_as_it_was_told(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    store.ledger.release(store.ledger.claim(LEASE, NOW), timedelta(minutes=5), "429")
    assert store.ledger.claim(LEASE, NOW) is None
    assert timedelta(minutes=4) < store.ledger.due_in(dispatch.id, 1) <= timedelta(minutes=5)
    let_time_pass(store, timedelta(minutes=5))
    assert store.ledger.claim(LEASE, NOW) is not None


def test_trouble_with_the_account_pauses_the_dispatch_and_costs_nobody(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    store.ledger.release_paused(store.ledger.claim(LEASE, NOW), "the key is wrong")
    paused = store.dispatches.find(dispatch.id)
    assert (paused.state, paused.why) == (DispatchState.PAUSED, "the key is wrong")
    assert store.ledger.claim(LEASE, NOW) is None
    assert counts(store) == {"queued": 3}
    assert store.dispatches.resume(dispatch.id)
    assert len(store.ledger.claim(LEASE, NOW).members) == 3


def test_those_not_taken_go_again_and_those_taken_do_not(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(claim, HASH)
    store.ledger.note_part(claim, receipts(claim, "id-{}")[:2], timedelta(0), "429", pausing=False)
    assert counts(store) == {"accepted": 2, "queued": 1}
    again = store.ledger.claim(LEASE, NOW)
    assert [member.subscriber for member in again.members] == [3]


# the fence


def test_an_older_attempt_changes_nothing_any_more(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    old = store.ledger.claim(LEASE, NOW)
    let_time_pass(store, 2 * LEASE)
    assert store.ledger.sweep() == 1
    new = store.ledger.claim(LEASE, NOW)
    assert new.attempt == old.attempt + 1
    assert not store.ledger.ready(old, HASH)
    assert not store.ledger.release(old, timedelta(0))
    assert not store.ledger.note_refused(old, "no")
    assert not store.ledger.note_doubt(old, "?")
    assert store.ledger.ready(new, HASH)
    assert counts(store) == {"sending": 3}


def test_nothing_leaves_after_the_lease(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    let_time_pass(store, LEASE)
    assert not store.ledger.ready(claim, HASH)


def test_a_crash_before_any_byte_left_is_no_doubt(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    store.ledger.claim(LEASE, NOW)
    let_time_pass(store, 2 * LEASE)
    store.ledger.sweep()
    assert counts(store) == {"queued": 3}


def test_a_lease_that_expires_in_the_middle_of_a_sweep_is_no_doubt(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    store.ledger.claim(LEASE, NOW)
    engine = store.database.engine

    def time_passes(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE batches SET state"):
            connection.execute(update(batches).values(leased_until=1))

    event.listen(engine, "after_cursor_execute", time_passes)
    store.ledger.sweep()
    event.remove(engine, "after_cursor_execute", time_passes)
    assert not store.doubts.unsettled()
    store.ledger.sweep()
    assert store.ledger.claim(LEASE, NOW)


def test_a_crash_after_bytes_may_have_left_is_a_doubt(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    store.ledger.ready(store.ledger.claim(LEASE, NOW), HASH)
    let_time_pass(store, 2 * LEASE)
    store.ledger.sweep()
    assert counts(store) == {"in doubt": 3}
    assert store.ledger.claim(LEASE, NOW) is None


def test_other_bytes_never_leave_under_a_key_that_was_used(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    first = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(first, HASH)
    store.ledger.release(first, timedelta(0), "429")
    again = store.ledger.claim(LEASE, NOW)
    assert again.payload == HASH
    assert not store.ledger.ready(again, OTHER)
    renewed = store.ledger.rekey(again, NOW)
    assert renewed.key != first.key
    assert store.ledger.ready(renewed, OTHER)


def test_a_late_answer_settles_the_doubt_about_its_key(store: Store) -> None:
    claim = in_doubt(store)
    assert store.doubts.take(LEASE) is not None
    assert store.ledger.note(claim, receipts(claim, "late"))
    assert counts(store) == {"accepted": 3}


def test_a_late_answer_to_a_key_that_was_given_up_counts_no_more(store: Store) -> None:
    claim = in_doubt(store)
    store.doubts.absent(store.doubts.take(LEASE).claim)
    assert not store.ledger.note(claim, receipts(claim, "late"))
    assert counts(store) == {"queued": 3}


# doubts


def test_a_doubt_is_in_one_pair_of_hands(store: Store) -> None:
    in_doubt(store)
    doubt = store.doubts.take(LEASE)
    assert store.doubts.take(LEASE) is None
    let_time_pass(store, LEASE)
    later = store.doubts.take(LEASE)
    assert not store.doubts.hold(doubt.claim, "too late")
    assert store.doubts.hold(later.claim, "a person decides")
    assert counts(store) == {"held": 3}


@pytest.mark.parametrize("state", [BatchState.IN_DOUBT, BatchState.HELD])
def test_nobody_decides_about_a_batch_while_it_is_being_repeated(
    store: Store, state: BatchState
) -> None:
    claim = in_doubt(store)
    name = (claim.dispatch.id, claim.number)
    if state is BatchState.HELD:
        store.doubts.hold(store.doubts.take(LEASE).claim, "nobody can tell")
    doubt = store.doubts.take(LEASE, name)
    let_time_pass(store, LEASE * 0.9)
    assert store.doubts.repeat(doubt.claim, LEASE)
    let_time_pass(store, LEASE * 0.9)  # the call takes its time
    store.doubts.look_again(*name, 0)
    assert store.doubts.is_leased(*name)
    assert store.doubts.take(LEASE, name) is None
    assert store.doubts.take(LEASE) is None
    assert store.doubts.postpone(doubt.claim, timedelta(hours=1))
    assert not store.doubts.is_leased(*name)
    assert store.doubts.take(LEASE, name) is not None


def test_a_lease_that_a_wrong_clock_made_too_long_is_cut_for_a_doubt_too(store: Store) -> None:
    claim = in_doubt(store)
    name = (claim.dispatch.id, claim.number)
    store.doubts.take(LEASE)
    let_time_pass(store, timedelta(days=-400))
    store.ledger.cut_waits(LEASE, LEASE)
    let_time_pass(store, LEASE)
    assert store.doubts.take(LEASE, name) is not None


def test_a_doubt_names_who_was_in_the_bytes_and_how_many_left_since(store: Store) -> None:
    claim = in_doubt(store)
    store.subscribers.unsubscribe(claim.members[0].subscriber)
    doubt = store.doubts.take(LEASE)
    assert doubt.claim.members == claim.members
    assert (doubt.left, doubt.claim.payload, doubt.claim.key) == (1, HASH, claim.key)


def test_the_age_of_a_doubt_is_the_databases(store: Store) -> None:
    in_doubt(store)
    let_time_pass(store, timedelta(hours=1))
    doubt = store.doubts.take(LEASE)
    assert timedelta(hours=1) <= doubt.since < timedelta(hours=1, minutes=1)
    assert timedelta(hours=1) <= doubt.keyed_for < timedelta(hours=1, minutes=1)


def test_what_is_proven_absent_goes_again_under_a_new_key_without_leavers(store: Store) -> None:
    claim = in_doubt(store)
    store.subscribers.unsubscribe(claim.members[0].subscriber)
    assert store.doubts.absent(store.doubts.take(LEASE).claim)
    again = store.ledger.claim(LEASE, NOW)
    assert again.key != claim.key
    assert again.members == claim.members[1:]
    assert counts(store) == {"sending": 2, "skipped": 1}


def test_traces_of_some_leave_the_rest_in_doubt(store: Store) -> None:
    claim = in_doubt(store)
    assert not store.doubts.found(
        store.doubts.take(LEASE).claim, receipts(claim, "id-{}")[:1], proves_all=False
    )
    assert counts(store) == {"accepted": 1, "in doubt": 2}
    (left,) = store.doubts.unsettled()
    assert (left.recipients, left.state) == (2, BatchState.IN_DOUBT)


def test_traces_of_all_settle_it(store: Store) -> None:
    claim = in_doubt(store)
    doubt = store.doubts.take(LEASE)
    assert store.doubts.found(doubt.claim, receipts(claim, "id-{}"), proves_all=False)
    assert counts(store) == {"accepted": 3}


def test_one_trace_settles_all_where_a_call_is_taken_whole(store: Store) -> None:
    claim = in_doubt(store)
    assert store.doubts.found(
        store.doubts.take(LEASE).claim, receipts(claim, "id")[:1], proves_all=True
    )
    assert counts(store) == {"accepted": 3}


def test_a_postponed_doubt_waits(store: Store) -> None:
    in_doubt(store)
    store.doubts.postpone(store.doubts.take(LEASE).claim, timedelta(minutes=10))
    let_time_pass(store, timedelta(minutes=9))
    assert store.doubts.take(LEASE) is None
    let_time_pass(store, timedelta(minutes=1))
    assert store.doubts.take(LEASE) is not None


def test_the_editor_may_take_up_a_held_batch(store: Store) -> None:
    claim = in_doubt(store)
    store.doubts.hold(store.doubts.take(LEASE).claim, "neither")
    assert store.doubts.take(LEASE) is None
    again = store.doubts.take(LEASE, (claim.dispatch.id, claim.number))
    assert store.doubts.sent(again.claim, "by the editor's word")
    assert counts(store) == {"accepted": 3}


# reports


def a_report(claim, kind: ReportKind = ReportKind.DELIVERED, member: int = 0, **more) -> Report:
    return Report(
        provider="fake",
        kind=kind,
        replay_key="r",
        delivery_id=delivery_id(claim.dispatch.key, claim.members[member].subscriber),
        **more,
    )


def test_a_webhook_that_carries_our_id_settles_the_doubt_of_its_reader(store: Store) -> None:
    claim = in_doubt(store)
    store.outcomes.record(a_report(claim))
    assert counts(store) == {"delivered": 1, "in doubt": 2}
    for member in (1, 2):
        store.outcomes.record(a_report(claim, member=member))
    assert counts(store) == {"delivered": 3}
    assert store.counts.progress(1).batches == {BatchState.SENT: 1}


def test_a_webhook_settles_a_whole_batch_that_was_taken_whole(store: Store) -> None:
    claim = in_doubt(store)
    store.outcomes.record(a_report(claim), proves_batch=True)
    assert counts(store) == {"accepted": 2, "delivered": 1}


def test_a_doubt_names_who_was_in_the_call_and_who_is_unknown(store: Store) -> None:
    readers(store, 4)
    a_dispatch(store)
    store.subscribers.unsubscribe(4)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(claim, HASH)
    store.outcomes.record(a_report(claim))
    store.ledger.note_doubt(claim, "read timed out")
    store.subscribers.unsubscribe(3)
    doubt = store.doubts.take(LEASE)
    assert [one.subscriber for one in doubt.handed] == [1, 2, 3]
    assert [one.subscriber for one in doubt.claim.members] == [2, 3]
    assert doubt.left == 1


def test_a_hard_bounce_suppresses_the_address_at_once(store: Store) -> None:
    claim = in_doubt(store)
    assert store.outcomes.record(a_report(claim, ReportKind.BOUNCED, detail="550 5.1.1"))
    assert store.suppressions.of(claim.members[0].address).reason is SuppressionReason.BOUNCED


def test_a_complaint_suppresses_and_unsubscribes(store: Store) -> None:
    claim = in_doubt(store)
    store.outcomes.record(a_report(claim, ReportKind.COMPLAINED))
    assert store.suppressions.of(claim.members[0].address).reason is SuppressionReason.COMPLAINED
    assert store.subscribers.find(claim.members[0].subscriber).left_at == NOW


def test_a_report_without_our_id_finds_the_reader_by_address(store: Store) -> None:
    claim = in_doubt(store)
    report = Report(
        provider="fake", kind=ReportKind.UNSUBSCRIBED, replay_key="r", address="LEZER1@Example.org"
    )
    assert store.outcomes.record(report)
    assert store.subscribers.find(claim.members[0].subscriber).left_at == NOW


def test_a_report_about_nobody_we_know_is_no_trouble(store: Store) -> None:
    for name in ("", "else.12", "nonsense", "notice.77"):
        report = Report(
            provider="fake",
            kind=ReportKind.BOUNCED,
            replay_key="r",
            delivery_id=name,
            address="a@b.nl",
        )
        assert store.outcomes.record(report) in (False, True)
    assert store.suppressions.count() == {}


def test_receipts_for_some_that_come_after_the_lease_still_count(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(claim, HASH)
    let_time_pass(store, 2 * LEASE)
    store.ledger.sweep()
    doubt = store.doubts.take(LEASE)
    store.doubts.hold(doubt.claim, "neither")
    first, *rest = receipts(claim, "id-{}")
    assert not store.ledger.note_part(claim, [first], timedelta(0), "429", pausing=False)
    assert counts(store) == {"accepted": 1, "held": 2}
    assert not store.ledger.note_part(claim, rest, timedelta(0), "429", pausing=False)
    assert counts(store) == {"accepted": 3}
    assert store.counts.progress(1).batches == {BatchState.SENT: 1}


def test_receipts_for_some_under_a_former_key_do_not_count(store: Store) -> None:
    claim = in_doubt(store)
    store.doubts.absent(store.doubts.take(LEASE).claim)
    assert not store.ledger.note_part(
        claim, receipts(claim, "id")[:1], timedelta(0), "429", pausing=False
    )
    assert counts(store) == {"queued": 3}


def test_who_was_accepted_by_a_late_answer_is_not_claimed_before_it_is_recorded(
    store: Store,
) -> None:
    late = in_doubt(store)
    doubt = store.doubts.take(LEASE)

    def send_again() -> list[int]:
        assert store.doubts.absent(doubt.claim)
        return [member.subscriber for member in store.ledger.claim(LEASE, NOW).members]

    with ThreadPoolExecutor(1) as other:
        with store.together():
            first = receipts(late, "id-{}")[:1]
            store.ledger.note_part(late, first, timedelta(0), "429", pausing=False)
            again = other.submit(send_again)
            wait([again], timeout=0.5)  # it waits for the answer to be recorded
        assert again.result() == [member.subscriber for member in late.members[1:]]


def test_who_is_reported_as_reached_is_not_claimed_before_that_is_recorded(store: Store) -> None:
    claim = in_doubt(store)
    doubt = store.doubts.take(LEASE)
    reached, *others = [member.subscriber for member in claim.members]

    def send_again() -> list[int]:
        assert store.doubts.absent(doubt.claim)
        return [member.subscriber for member in store.ledger.claim(LEASE, NOW).members]

    with ThreadPoolExecutor(1) as other:
        with store.together():  # with other reports, which takes a while
            store.outcomes.record(_delivered(claim, reached))
            again = other.submit(send_again)
            wait([again], timeout=0.5)  # it waits for the report to be recorded
        assert again.result() == others


def test_an_editor_who_settles_a_batch_waits_for_a_report_about_it(store: Store) -> None:
    claim = in_doubt(store)
    with ThreadPoolExecutor(1) as other:
        with store.together():
            store.outcomes.record(_delivered(claim, claim.members[0].subscriber))
            taken = other.submit(store.doubts.take, LEASE, (claim.dispatch.id, claim.number))
            wait([taken], timeout=0.5)
        assert len(taken.result().claim.members) == len(claim.members) - 1


def test_traces_are_recorded_after_the_reports_that_another_process_records(store: Store) -> None:
    claim = in_doubt(store)
    doubt = store.doubts.take(LEASE)
    first, *others = [member.subscriber for member in claim.members]
    found = receipts(claim, "id-{}")[::-1]
    with ThreadPoolExecutor(1) as other:
        with store.together():
            store.outcomes.record(_delivered(claim, first))
            settled = other.submit(store.doubts.found, doubt.claim, found, proves_all=False)
            wait([settled], timeout=0.5)
            for subscriber in others:  # neither waits for the other
                store.outcomes.record(_delivered(claim, subscriber))
        settled.result()
    assert counts(store) == {"delivered": 3}
    assert store.counts.progress(1).batches == {BatchState.SENT: 1}


def _delivered(claim: Claim, subscriber: int) -> Report:
    return Report(
        provider="fake",
        kind=ReportKind.DELIVERED,
        replay_key=f"r{subscriber}",
        delivery_id=delivery_id(claim.dispatch.key, subscriber),
    )


def test_a_report_that_comes_before_the_receipt_is_not_lost(store: Store) -> None:
    readers(store, 2)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(claim, HASH)
    store.outcomes.record(a_report(claim))
    store.ledger.note(claim, receipts(claim, "id-{}"))
    assert counts(store) == {"accepted": 1, "delivered": 1}
    assert store.counts.people(dispatch.id, "delivered")[0].provider_id == "id-1"


def test_a_bounce_that_comes_before_the_receipt_keeps_its_words_and_its_time(
    store: Store, clock: Clock
) -> None:
    readers(store, 2)
    dispatch = a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(claim, HASH)
    words = "550 5.1.1 no such user"
    store.outcomes.record(a_report(claim, ReportKind.BOUNCED, detail=words, at=NOW))
    clock.pass_by(timedelta(hours=1))
    store.ledger.note(claim, receipts(claim, "id-{}"))
    (bounced,) = store.counts.people(dispatch.id, "bounced")
    assert (bounced.detail, bounced.at, bounced.provider_id) == (words, NOW, "id-1")


# pause, cancel, notices


def test_a_cancelled_dispatch_spares_who_was_not_reached(store: Store) -> None:
    readers(store, 25)
    dispatch = a_dispatch(store, batch_size=10)
    claim = store.ledger.claim(LEASE, NOW)
    assert store.dispatches.cancel(dispatch.id) == 15
    assert store.ledger.claim(LEASE, NOW) is None
    store.ledger.note(claim, receipts(claim))
    assert counts(store) == {"accepted": 10, "skipped": 15}
    assert store.counts.progress(dispatch.id).is_done
    store.queue.approve(an_edition(), audience=Audience(), file_hash="again")
    assert counts(store, a_dispatch(store, key="second00").id) == {"queued": 15}
    with pytest.raises(DeskError):
        store.dispatches.cancel(dispatch.id)


def a_notice(store: Store, **more) -> int:
    kept = store.editions.keep(an_edition(0, "Bevestig"))
    return store.notices.add(
        Notice(kind="confirm", edition=kept, values={"greeting": "Dag,"}, **more)
    )


def test_notices_go_first_one_by_one(store: Store) -> None:
    reader, *_ = readers(store, 2)
    a_dispatch(store)
    number = a_notice(store, subscriber=reader.id)
    claim = store.ledger.claim(LEASE, NOW)
    assert claim.is_notice
    assert (claim.number, claim.values, len(claim.members)) == (number, {"greeting": "Dag,"}, 1)
    assert claim.members[0].address == reader.address
    store.ledger.note(claim, receipts(claim, "id"))
    assert store.notices.state(number) is BatchState.SENT
    assert not store.ledger.claim(LEASE, NOW).is_notice


def test_no_two_notices_share_a_name_whatever_their_number(store: Store) -> None:
    (reader,) = readers(store, 1)
    for _ in range(2):
        a_notice(store, subscriber=reader.id)
    first, second = store.ledger.claim(LEASE, NOW), store.ledger.claim(LEASE, NOW)
    keys = {first.dispatch.key, second.dispatch.key, "notice"}
    assert len(keys) == 3
    assert first.key.startswith(f"{first.dispatch.key}-")
    assert first.dispatch.is_keyed
    store.ledger.ready(first, HASH)
    store.ledger.note_doubt(first, "read timed out")
    let_time_pass(store, 2 * LEASE)
    again = store.doubts.take(LEASE)
    assert (again.claim.dispatch.key, again.claim.key) == (first.dispatch.key, first.key)


def test_the_first_notices_of_two_databases_have_other_names(store: Store, tmp_path: Path) -> None:
    (tmp_path / "another").mkdir()
    another = a_store(url_of("sqlite, wal", tmp_path / "another"), Clock())
    keys = set()
    for one in (store, another):
        (reader,) = readers(one, 1)
        assert a_notice(one, subscriber=reader.id) == 1
        keys.add(one.ledger.claim(LEASE, NOW).dispatch.key)
    another.close()
    assert len(keys) == 2


def test_a_report_about_a_notice_names_it_by_its_own_key(store: Store) -> None:
    (reader,) = readers(store, 1)
    number = a_notice(store, subscriber=reader.id)
    key = store.ledger.claim(LEASE, NOW).dispatch.key

    def named(text: str) -> Named | None:
        name = read_delivery_id(text)
        assert name is not None
        return store.outcomes.named(name)

    assert named(f"notice.{number}") is None
    assert named(f"{key}.{number + 1}") is None
    found = named(f"{key}.{number}")
    assert found is not None
    assert (found.dispatch, found.number, found.is_keyed) == (NOTICES, number, True)


def test_there_is_one_notice_about_a_thing_whoever_writes_it(store: Store) -> None:
    kept = store.editions.keep(an_edition(0, "Een brief bleef liggen"))
    notice = Notice(kind="missed", edition=kept, values={}, address=EmailAddress("red", "b.nl"))
    together = threading.Barrier(4)

    def write(_: int) -> bool:
        together.wait()
        return store.notices.add_once(notice, "missed 2026-03-08")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(4))) == [False, False, False, True]
    assert store.notices.has("missed 2026-03-08")
    assert not store.notices.has("missed 2026-03-15")
    assert store.ledger.claim(LEASE, NOW).members[0].address == notice.address
    assert store.ledger.claim(LEASE, NOW) is None


def test_a_notice_is_committed_with_its_cause_or_not_at_all(store: Store) -> None:
    def cause_and_notice() -> None:
        with store.together():
            reader = store.subscribers.add(a_newcomer())
            a_notice(store, subscriber=reader.id)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        cause_and_notice()
    assert store.ledger.claim(LEASE, NOW) is None
    assert store.subscribers.count() == 0


def test_a_notice_to_the_editor_has_its_own_address(store: Store) -> None:
    a_notice(store, address=an_address("redactie"))
    claim = store.ledger.claim(LEASE, NOW)
    assert claim.members[0].address == an_address("redactie")


def test_a_notice_with_an_address_of_its_own_goes_there_and_not_to_its_subscriber(
    store: Store,
) -> None:
    (reader,) = readers(store, 1)
    a_notice(store, subscriber=reader.id, address=an_address("redactie"))
    claim = store.ledger.claim(LEASE, NOW)
    assert [member.address for member in claim.members] == [an_address("redactie")]


def test_a_notice_to_somebody_erased_is_never_sent(store: Store) -> None:
    reader, *_ = readers(store, 1)
    a_notice(store, subscriber=reader.id)
    store.subscribers.erase(reader.id)
    assert store.ledger.claim(LEASE, NOW) is None
    assert store.counts.progress(NOTICES).is_done


def test_a_notice_that_was_delivered_before_the_answer_to_its_call_is_not_sent_again(
    store: Store,
) -> None:
    reader, *_ = readers(store, 1)
    number = a_notice(store, subscriber=reader.id)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(claim, HASH)
    store.outcomes.record(_about(claim))
    assert store.notices.state(number) is BatchState.SENT
    assert not store.ledger.note_doubt(claim, "read timed out")
    assert store.doubts.take(LEASE) is None


def test_a_notice_that_waits_again_is_not_sent_once_a_report_says_that_it_arrived(
    store: Store,
) -> None:
    reader, *_ = readers(store, 1)
    a_notice(store, subscriber=reader.id)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.release(claim, timedelta(0), "429")
    store.outcomes.record(_about(claim))
    assert store.ledger.claim(LEASE, NOW) is None


def _about(notice: Claim) -> Report:
    return Report(
        provider="fake",
        kind=ReportKind.DELIVERED,
        replay_key="r",
        delivery_id=delivery_id(notice.dispatch.key, notice.number),
    )


def test_a_report_settles_a_notice_in_doubt(store: Store) -> None:
    reader, *_ = readers(store, 1)
    number = a_notice(store, subscriber=reader.id)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.ready(claim, HASH)
    store.ledger.note_doubt(claim, "silence")
    store.outcomes.record(a_report(claim, ReportKind.BOUNCED))
    assert store.notices.state(number) is BatchState.SENT
    assert store.suppressions.is_suppressed(reader.address)


# clocks that were wrong


def test_waits_and_leases_beyond_every_rule_are_cut_and_others_stay(store: Store) -> None:
    readers(store, 30)
    a_dispatch(store)
    later = store.ledger.claim(LEASE, NOW)
    store.ledger.release(later, timedelta(hours=12))
    store.ledger.release(store.ledger.claim(LEASE, NOW), timedelta(minutes=20))
    store.ledger.claim(timedelta(hours=12), NOW)
    assert store.ledger.cut_waits(LEASE, timedelta(hours=1)) == 2
    assert timedelta(minutes=59) < store.ledger.due_in(1, later.number) <= timedelta(hours=1)
    assert store.ledger.due_in(1, 2) <= timedelta(minutes=20)
    let_time_pass(store, LEASE)
    assert store.ledger.sweep() == 1
    assert store.ledger.cut_waits(LEASE, timedelta(hours=1)) == 0


def test_a_lease_that_is_cut_leaves_its_holder_a_whole_one(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    held = store.ledger.claim(timedelta(hours=12), NOW)
    assert store.ledger.cut_waits(LEASE, timedelta(hours=1)) == 1
    let_time_pass(store, LEASE - timedelta(seconds=30))
    assert store.ledger.sweep() == 0
    store.ledger.note(held, receipts(held))
    assert counts(store) == {"accepted": 3}


def test_a_pace_that_a_wrong_clock_reserved_does_not_stop_the_way(store: Store) -> None:
    store.pace.reserve("fake", 10, 100)
    let_time_pass(store, -timedelta(hours=12))
    assert store.pace.reserve("fake", 10, 100) <= timedelta(minutes=2)


def test_chores_that_a_wrong_clock_took_or_did_are_anybodys(store: Store, clock: Clock) -> None:
    assert store.chores.take("tick", "one", LEASE)
    let_time_pass(store, -timedelta(hours=12))
    assert store.chores.take("tick", "two", LEASE)
    clock.pass_by(timedelta(days=5))
    store.chores.done("tick")
    clock.pass_by(-timedelta(days=5))
    assert store.chores.is_due("tick", timedelta(days=1))


# pace and chores


def test_the_pace_holds_for_all_who_share_it(store: Store) -> None:
    frozen = literal(1_772_348_400_000_000, BigInteger)
    one, other = Pace(store.database, frozen), Pace(store.database, frozen)
    waits = [pace.reserve("fake", 10, 0.1).total_seconds() for pace in (one, other, one)]
    assert waits == [0, 100, 200]
    other.give_back("fake", 20, 0.1)
    assert one.reserve("fake", 1, 0.1) == timedelta(seconds=100)
    later = Pace(store.database, frozen + 60_000_000)
    assert later.reserve("fake", 1, 0.1) == timedelta(seconds=50)


def test_a_chore_has_one_holder_until_its_lease_is_over(store: Store) -> None:
    assert store.chores.take("tick", "one", LEASE)
    assert store.chores.take("tick", "one", LEASE)
    assert not store.chores.take("tick", "two", LEASE)
    let_time_pass(store, LEASE)
    assert store.chores.take("tick", "two", LEASE)
    store.chores.leave("tick", "two")
    assert store.chores.take("tick", "one", LEASE)


def test_eight_workers_take_every_batch_once(store: Store) -> None:
    readers(store, 200)
    a_dispatch(store, batch_size=5)
    taken: list[int] = []

    def work() -> None:
        while claim := store.ledger.claim(LEASE, NOW):
            taken.append(claim.number)
            assert store.ledger.ready(claim, HASH)
            assert store.ledger.note(claim, receipts(claim, "id"))

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == list(range(1, 41))
    assert counts(store) == {"accepted": 200}


def test_an_export_by_pages_and_a_dispatch_do_not_stop_each_other(store: Store) -> None:
    readers(store, 200)
    a_dispatch(store, batch_size=5)
    done = threading.Event()
    exported: list[int] = []

    def export() -> None:
        while not done.is_set():
            last = 0
            while page := store.subscribers.page(after=last, limit=50):
                last = page[-1].id
            exported.append(last)

    exporter = threading.Thread(target=export)
    exporter.start()
    while claim := store.ledger.claim(LEASE, NOW):
        assert store.ledger.ready(claim, HASH)
        assert store.ledger.note(claim, receipts(claim, "id"))
    done.set()
    exporter.join()
    assert counts(store) == {"accepted": 200}
    assert set(exported) == {200}
