"""What every ledger promises of refusals: a brake, a second try, and nobody twice."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from newsletter.delivery.rules import brake
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience, SuppressionReason
from newsletter.model.delivery import Listed, Outcome, Receipt, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import NOTICES, Claim, Dispatch, DispatchState, Plan, Tally
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
    readers,
    receipts,
    with_the_welcome,
)
from tests.store.places import url_of

DAY = timedelta(days=1)
JUDGE = partial(brake, settings=DispatchSettings())
WORDS = "554 5.7.1 blocked using a list"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite, wal", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path), clock)
    yield opened
    opened.close()


def a_plan(store: Store, of: Dispatch, **more) -> Plan:
    given = {
        "key": "again001",
        "issue": of.issue,
        "edition": store.editions.keep(an_edition(of.issue)),
        "audience": Audience(),
        "at": NOW,
        "batch_size": 10,
        "provider": "fake",
        "again_of": of.id,
    }
    return Plan(**(given | more))


def why(code: str, reason: Message | None = None, **counts: int) -> Message:
    """Why a dispatch is paused, because of what the provider said last."""
    return Message(code, reason=reason or Message.in_own_words(WORDS), **counts)


def answers(claim: Claim, *refused: int, listed: Listed | None = None) -> tuple[Receipt, ...]:
    """Receipts for a batch in which these subscribers are refused."""
    names = {delivery_id(claim.dispatch.key, number) for number in refused}
    return tuple(
        one._replace(outcome=Outcome.REFUSED, detail=WORDS, provider_id="", listed=listed)
        if one.delivery_id in names
        else one
        for one in receipts(claim)
    )


def refused(store: Store, many: int = 3, *numbers: int, listed: Listed | None = None) -> Dispatch:
    """A dispatch that is done, in which these readers, or all, were refused."""
    everybody = readers(store, many)
    dispatch = a_dispatch(store, batch_size=100)
    claim = store.ledger.claim(LEASE, NOW)
    numbers = numbers or tuple(one.id for one in everybody)
    assert store.ledger.note(claim, answers(claim, *numbers, listed=listed))
    return dispatch


def drain(store: Store) -> None:
    while claim := store.ledger.claim(LEASE, NOW):
        store.ledger.note(claim, receipts(claim))


# sending again


def test_the_refused_get_a_dispatch_of_their_own_and_their_old_rows_are_superseded(
    store: Store,
) -> None:
    old = refused(store, 25, 2, 3, 20)
    assert store.dispatches.refused(old) == 3
    again = store.dispatches.freeze_again(a_plan(store, old))
    assert again.again_of == old.id
    assert store.dispatches.find(again.id).again_of == old.id
    assert counts(store, old.id) == {"accepted": 22, "superseded": 3}
    assert [one.detail for one in store.counts.people(old.id, "superseded")] == [WORDS] * 3
    drain(store)
    assert counts(store, again.id) == {"accepted": 3}
    assert store.dispatches.refused(old) == 0


def test_a_second_try_finds_nobody_left(store: Store) -> None:
    old = refused(store)
    assert store.dispatches.freeze_again(a_plan(store, old)) is not None
    assert store.dispatches.freeze_again(a_plan(store, old, key="again002")) is None
    assert len(store.dispatches.latest()) == 2


def test_of_four_who_try_at_the_same_time_one_makes_the_dispatch(store: Store) -> None:
    old = refused(store, 30)
    made: list[Dispatch | None] = []

    def try_it(number: int) -> None:
        made.append(store.dispatches.freeze_again(a_plan(store, old, key=f"racer{number:03}")))

    racers = [threading.Thread(target=try_it, args=(n,)) for n in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    (again,) = filter(None, made)
    assert len(store.dispatches.latest()) == 2
    assert counts(store, again.id) == {"queued": 30}
    assert counts(store, old.id) == {"superseded": 30}


def test_who_was_refused_again_can_be_tried_once_more(store: Store) -> None:
    old = refused(store)
    second = store.dispatches.freeze_again(a_plan(store, old))
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.note(claim, answers(claim, 2))
    third = store.dispatches.freeze_again(a_plan(store, second, key="again002"))
    drain(store)
    assert counts(store, old.id) == {"superseded": 3}
    assert counts(store, second.id) == {"accepted": 2, "superseded": 1}
    assert counts(store, third.id) == {"accepted": 1}


def test_a_pause_that_ends_at_the_moment_of_sending_again_is_over(store: Store) -> None:
    old = refused(store, 2)
    sent_again_at = NOW + DAY
    store.subscribers.pause(1, sent_again_at)
    store.subscribers.pause(2, sent_again_at + timedelta(microseconds=1))
    again = store.dispatches.freeze_again(a_plan(store, old, at=sent_again_at))
    assert again is not None
    assert [one.subscriber for one in store.counts.people(again.id, "queued")] == [1]


def test_who_left_pauses_is_suppressed_or_was_erased_is_not_offered_it_again(store: Store) -> None:
    old = refused(store, 5)
    store.subscribers.unsubscribe(1)
    store.subscribers.pause(2, NOW + DAY)
    store.suppressions.add(an_address("lezer3"), SuppressionReason.MANUAL)
    store.subscribers.erase(4)
    again = store.dispatches.freeze_again(a_plan(store, old))
    assert [one.subscriber for one in store.counts.people(again.id, "queued")] == [5]
    assert counts(store, old.id) == {"refused": 4, "superseded": 1}


def test_who_leaves_between_the_freeze_and_the_hand_over_gets_nothing(store: Store) -> None:
    old = refused(store)
    again = store.dispatches.freeze_again(a_plan(store, old))
    store.subscribers.unsubscribe(2)
    drain(store)
    assert counts(store, again.id) == {"accepted": 2, "skipped": 1}


def test_a_refusal_of_more_than_two_weeks_ago_stays_one(store: Store) -> None:
    old = refused(store)
    late = NOW + timedelta(days=14)
    assert store.dispatches.freeze_again(a_plan(store, old, at=late)) is None
    assert store.dispatches.freeze_again(a_plan(store, old, at=late - DAY)) is not None


@pytest.mark.parametrize("listed", Listed)
def test_who_stands_on_the_providers_own_list_is_never_offered_it_again(
    store: Store, listed: Listed
) -> None:
    old = refused(store, listed=listed)
    for number in (1, 2, 3):  # they come back by themselves
        store.suppressions.lift(an_address(f"lezer{number}"))
        store.subscribers.ask_again(number)
        store.subscribers.confirm(number)
    assert store.dispatches.freeze_again(a_plan(store, old)) is None
    assert counts(store, old.id) == {"refused": 3}


def test_a_refusal_that_a_report_told_later_is_not_offered_again(store: Store) -> None:
    readers(store, 2)
    old = a_dispatch(store)
    drain(store)
    store.outcomes.record(a_report(old, 1, ReportKind.REFUSED))
    assert store.dispatches.freeze_again(a_plan(store, old)) is None


def test_who_got_the_issue_with_the_welcome_meanwhile_is_not_offered_it_again(
    store: Store,
) -> None:
    old = refused(store, 2)
    with_the_welcome(store, 1, old.issue)
    again = store.dispatches.freeze_again(a_plan(store, old))
    assert [one.subscriber for one in store.counts.people(again.id, "queued")] == [2]


def a_report(dispatch: Dispatch, subscriber: int, kind: ReportKind, **more) -> Report:
    return Report(
        provider="fake",
        kind=kind,
        replay_key=f"{kind.value}{subscriber}",
        delivery_id=delivery_id(dispatch.key, subscriber),
        **more,
    )


def test_a_late_delivered_is_kept_out_of_a_superseded_row(store: Store) -> None:
    old = refused(store)
    again = store.dispatches.freeze_again(a_plan(store, old))
    store.outcomes.record(a_report(old, 1, ReportKind.DELIVERED))
    assert counts(store, old.id) == {"superseded": 3}
    drain(store)
    assert counts(store, again.id) == {"accepted": 3}


def test_a_late_report_about_a_superseded_row_still_acts_on_the_reader(store: Store) -> None:
    old = refused(store)
    again = store.dispatches.freeze_again(a_plan(store, old))
    store.outcomes.record(a_report(old, 1, ReportKind.BOUNCED))
    store.outcomes.record(a_report(old, 2, ReportKind.COMPLAINED))
    store.outcomes.record(a_report(old, 3, ReportKind.UNSUBSCRIBED))
    assert counts(store, old.id) == {"superseded": 3}
    drain(store)
    assert counts(store, again.id) == {"skipped": 3}


def test_a_delivered_that_comes_before_the_second_try_ends_it(store: Store) -> None:
    old = refused(store)
    store.outcomes.record(a_report(old, 1, ReportKind.DELIVERED))
    again = store.dispatches.freeze_again(a_plan(store, old))
    assert counts(store, old.id) == {"delivered": 1, "superseded": 2}
    assert counts(store, again.id) == {"queued": 2}


def test_another_dispatch_of_the_issue_passes_over_who_is_to_get_it_again(store: Store) -> None:
    old = refused(store)
    store.dispatches.freeze_again(a_plan(store, old))
    store.subscribers.add(a_newcomer("later"))
    assert counts(store, a_dispatch(store, key="second00").id) == {"queued": 1}


def test_nothing_goes_again_while_a_restored_backup_is_on_hold(store: Store) -> None:
    old = refused(store)
    store.facts.put("hold", "nobody knows who left since")
    with pytest.raises(DeskError, match="who left since"):
        store.dispatches.freeze_again(a_plan(store, old))
    assert counts(store, old.id) == {"refused": 3}


# the brake


def hand_over(store: Store, *are_refused: bool, batch_size: int = 1) -> Dispatch:
    """One batch after the other, as the answers say, until the dispatch pauses."""
    readers(store, len(are_refused))
    dispatch = a_dispatch(store, batch_size=batch_size)
    coming = iter(are_refused)
    while claim := store.ledger.claim(LEASE, NOW):
        numbers = [one.subscriber for one in claim.members if next(coming)]
        store.ledger.note(claim, answers(claim, *numbers), JUDGE)
    return store.dispatches.find(dispatch.id)


@pytest.mark.parametrize("batch_size", [9, 60])
def test_twenty_refusals_in_a_row_pause_a_dispatch_and_the_rest_stays_pending(
    store: Store, batch_size: int
) -> None:
    dispatch = hand_over(store, *[False] * 180, *[True] * 120, batch_size=batch_size)
    assert dispatch.state is DispatchState.PAUSED
    assert WORDS in dispatch.why
    found = counts(store)
    assert 20 <= found["refused"] < 20 + batch_size
    assert found["queued"] == 120 - found["refused"]


def test_a_batch_of_twenty_that_is_refused_whole_pauses_and_a_smaller_one_does_not(
    store: Store,
) -> None:
    readers(store, 39)
    dispatch = a_dispatch(store, batch_size=19)
    store.ledger.note_refused(store.ledger.claim(LEASE, NOW), WORDS, JUDGE)
    assert store.dispatches.find(dispatch.id).state is DispatchState.GOING
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.note(claim, receipts(claim), JUDGE)
    store.subscribers.take_in([a_newcomer(f"nieuw{n}") for n in range(20)], source="test")
    second = a_dispatch(store, key="second00", issue=2, batch_size=20)
    claim = store.ledger.claim(LEASE, NOW, (second.id, 1))
    store.ledger.note_refused(claim, WORDS, JUDGE)
    paused = store.dispatches.find(second.id)
    assert paused.state is DispatchState.PAUSED
    assert Message.from_text(paused.why).data["refused"] == 20


def test_more_than_a_tenth_refused_pauses_once_fifty_were_handed_over(store: Store) -> None:
    dispatch = hand_over(store, *([False] * 4 + [True]) * 20, batch_size=5)
    assert dispatch.state is DispatchState.PAUSED
    assert counts(store) == {"queued": 50, "accepted": 40, "refused": 10}
    assert Message.from_text(dispatch.why) == why("refused-many", refused=10, handed=50)


def test_a_tenth_refused_here_and_there_pauses_nothing(store: Store) -> None:
    dispatch = hand_over(store, *([False] * 9 + [True]) * 12, batch_size=10)
    assert dispatch.state is DispatchState.GOING
    assert counts(store) == {"accepted": 108, "refused": 12}


def test_the_brake_counts_over_processes_and_restarts(tmp_path: Path) -> None:
    url = url_of("sqlite, wal", tmp_path)
    with_readers = a_store(url)
    readers(with_readers, 60)
    a_dispatch(with_readers, batch_size=1)
    with_readers.close()
    handed = 0
    while True:
        process = a_store(url)
        claim = process.ledger.claim(LEASE, NOW)
        if claim is None:
            process.close()
            break
        handed += 1
        process.ledger.note(claim, answers(claim, claim.members[0].subscriber), JUDGE)
        process.close()
    assert handed == 20


def test_what_was_taken_in_part_is_counted_once(store: Store) -> None:
    readers(store, 100)
    dispatch = a_dispatch(store, batch_size=100)
    for part in range(10):  # ten at a time, one of them refused: a tenth, and not more
        claim = store.ledger.claim(LEASE, NOW)
        some = answers(claim, claim.members[0].subscriber)[:10]
        store.ledger.note_part(claim, some, timedelta(0), "429", pausing=False, judge=JUDGE)
        assert store.dispatches.find(dispatch.id).state is DispatchState.GOING, part
    assert counts(store) == {"accepted": 90, "refused": 10}


def test_after_resume_it_is_judged_anew(store: Store) -> None:
    dispatch = hand_over(store, *[True] * 80, batch_size=10)
    assert counts(store) == {"queued": 60, "refused": 20}
    assert store.dispatches.resume(dispatch.id)
    for many in (0, 0, 0, 0, 0, 6):
        claim = store.ledger.claim(LEASE, NOW)
        gone = [one.subscriber for one in claim.members[:many]]
        store.ledger.note(claim, answers(claim, *gone), JUDGE)
    assert store.dispatches.find(dispatch.id).state is DispatchState.GOING
    assert counts(store) == {"accepted": 54, "refused": 26}


def test_refusals_from_the_providers_own_list_are_not_counted(store: Store) -> None:
    readers(store, 60)
    dispatch = a_dispatch(store, batch_size=60)
    claim = store.ledger.claim(LEASE, NOW)
    everybody = [one.subscriber for one in claim.members]
    store.ledger.note(claim, answers(claim, *everybody, listed=Listed.UNTOLD), JUDGE)
    assert store.dispatches.find(dispatch.id).state is DispatchState.GOING


def test_notices_are_never_counted(store: Store) -> None:
    readers(store, 30)
    for number in range(1, 31):
        with_the_welcome(store, number, 9)
    while claim := store.ledger.claim(LEASE, NOW):
        store.ledger.note_refused(claim, WORDS, JUDGE)
    assert store.dispatches.find(NOTICES).state is DispatchState.GOING


def test_a_run_of_reports_that_blame_us_pauses_and_a_delivery_ends_the_run(store: Store) -> None:
    readers(store, 300)
    dispatch = a_dispatch(store, batch_size=260)
    claim = store.ledger.claim(LEASE, NOW)
    store.ledger.note(claim, receipts(claim), JUDGE)

    def report(subscriber: int, kind: ReportKind = ReportKind.REFUSED) -> DispatchState:
        blames = kind is ReportKind.REFUSED
        told = a_report(dispatch, subscriber, kind, blames_us=blames, detail=WORDS)
        store.outcomes.record(told, judge=JUDGE)
        return store.dispatches.find(dispatch.id).state

    for subscriber in range(1, 20):
        assert report(subscriber) is DispatchState.GOING
        assert report(subscriber) is DispatchState.GOING  # told twice, counted once
    assert report(100, ReportKind.DELIVERED) is DispatchState.GOING
    # a tenth of those handed over is 26; the run begins anew
    assert [report(subscriber) for subscriber in range(20, 27)] == [DispatchState.GOING] * 7
    assert report(27) is DispatchState.PAUSED
    assert Message.from_text(store.dispatches.find(dispatch.id).why) == why(
        "refused-many", refused=27, handed=260
    )
    assert store.suppressions.count() == {}


# what the brake says


@pytest.mark.parametrize(
    ("tally", "reason"),
    [
        (
            Tally(handed=300, refused=300, in_a_row=300, words=WORDS),
            why("refused-all", refused=300),
        ),
        (
            Tally(handed=300, refused=20, in_a_row=20, words=WORDS),
            why("refused-many", refused=20, handed=300),
        ),
        (
            Tally(handed=50, refused=6, in_a_row=1),
            why("refused-many", Message("reason-not-given"), refused=6, handed=50),
        ),
        (Tally(handed=49, refused=19, in_a_row=19), None),
        (Tally(handed=50, refused=5, in_a_row=1), None),
        (Tally(handed=0, refused=0, in_a_row=0), None),
    ],
)
def test_the_brake_says_why(tally: Tally, reason: Message | None) -> None:
    assert brake(tally, DispatchSettings()) == reason
