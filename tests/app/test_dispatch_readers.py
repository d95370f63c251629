"""Why one reader got a letter or did not, in every state."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.dispatch_proofs import DispatchProofs
from newsletter.app.dispatch_readers import DispatchReaders
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Exclusion, Rhythm
from newsletter.model.delivery import Outcome, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import DeliveryState
from tests.app.builders import SAID, SetClock, a_publication, with_issues_approved
from tests.app.dispatching import (
    BY_TWO,
    accept,
    cancel,
    claimed,
    doubt,
    frozen,
    hold,
    refuse,
    report,
)
from tests.store.builders import known_by_its_journal, receipts


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, BY_TWO)


def asked(app: Newsletter, reader: int = 1, dispatch: int = 1):
    return DispatchReaders.of(app).show(dispatch, reader)


@pytest.mark.parametrize(
    ("steps", "state", "code"),
    [
        ([], DeliveryState.QUEUED, "delivery-is-queued"),
        ([lambda app: app.dispatches.pause(1)], DeliveryState.QUEUED, "delivery-waits"),
        ([claimed], DeliveryState.SENDING, "delivery-is-sending"),
        ([doubt], DeliveryState.IN_DOUBT, "delivery-is-in-doubt"),
        ([hold], DeliveryState.HELD, "delivery-is-held"),
        ([accept], DeliveryState.ACCEPTED, "delivery-was-accepted-at"),
        ([refuse], DeliveryState.REFUSED, "delivery-was-refused"),
        ([cancel], DeliveryState.SKIPPED, "delivery-was-spared"),
        (
            [lambda app: app.people.unsubscribe("lezer1@example.org"), accept],
            DeliveryState.SKIPPED,
            "delivery-was-skipped",
        ),
        (
            [accept, lambda app: report(app, ReportKind.DELIVERED)],
            DeliveryState.DELIVERED,
            "delivery-was-delivered-at",
        ),
        (
            [accept, lambda app: report(app, ReportKind.DEFERRED)],
            DeliveryState.DEFERRED,
            "delivery-is-deferred",
        ),
        ([accept, lambda app: report(app, ReportKind.BOUNCED)], DeliveryState.BOUNCED, "delivery-bounced"),
        (
            [accept, lambda app: report(app, ReportKind.COMPLAINED)],
            DeliveryState.COMPLAINED,
            "delivery-complained",
        ),
    ],
)  # fmt: skip
def test_every_state_has_its_sentence(
    app: Newsletter,
    steps: list[Callable[[Newsletter], object]],
    state: DeliveryState,
    code: str,
) -> None:
    frozen(app)
    for step in steps:
        step(app)
    found = asked(app)
    assert (found.state, found.why.code, found.exclusion) == (state, code, None)
    assert found.title == "Een stoel bij het raam"


def test_the_provider_is_quoted(app: Newsletter) -> None:
    frozen(app)
    claim = claimed(app)
    assert claim is not None
    words = [one._replace(detail="550 no") for one in receipts(claim, outcome=Outcome.REFUSED)]
    assert app.container.store.ledger.note(claim, words)
    assert asked(app).why == Message("delivery-was-refused", reason=Message.in_own_words("550 no"))


def test_of_who_was_refused_it_names_the_dispatch_that_went_again(app: Newsletter) -> None:
    frozen(app)
    refuse(app)
    app.dispatches.again(1)
    assert asked(app).why == Message("delivery-was-superseded", dispatch=2)
    assert asked(app, dispatch=2).state is DeliveryState.ACCEPTED
    assert asked(app, 5, dispatch=2).why == Message("reader-not-among-refused", dispatch=1)


def test_who_came_later_or_had_left_is_told_when(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app, ["anna", "bram"])
    app.people.unsubscribe("anna@example.org")
    clock.pass_by(hours=1)
    app.dispatches.start("1")
    clock.pass_by(hours=1)
    app.people.add("cees@example.org", statement=SAID)
    assert asked(app, 1).why.code == "reader-had-left"
    assert asked(app, 2).state is DeliveryState.ACCEPTED
    late = asked(app, 3).why
    assert (late.code, late.data["at"]) == ("reader-joined-later", clock())


def test_leaving_afterwards_is_no_reason(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app, ["anna", "bram"])
    store = app.container.store
    store.subscribers.set_rhythm(1, Rhythm.MONTHLY)
    app.dispatches.start("1")
    clock.pass_by(days=7)
    app.dispatches.start("2")
    clock.pass_by(days=1)
    app.people.unsubscribe("anna@example.org")
    found = asked(app, 1, 2)
    assert (found.exclusion, found.why.code) == (Exclusion.RHYTHM, "reader-was-left-out")


def test_a_later_letter_is_no_reason_either(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app, ["anna", "bram"])
    store = app.container.store
    store.subscribers.pause(1, clock() + timedelta(days=3))
    app.dispatches.start("1")
    clock.pass_by(days=7)
    store.subscribers.set_rhythm(1, Rhythm.FORTNIGHTLY)
    app.dispatches.start("2")
    assert asked(app, 1, 2).state is DeliveryState.ACCEPTED
    assert asked(app, 1, 1).exclusion is Exclusion.PAUSED
    store.subscribers.pause(1, None)
    assert asked(app, 1, 1).why.code == "reader-left-out-unknown"


def test_who_has_the_letter_by_another_dispatch_is_told_which(
    app: Newsletter, clock: SetClock
) -> None:
    with_issues_approved(app, ["anna"])
    app.dispatches.start("1")
    clock.pass_by(minutes=5)
    app.people.add("bram@example.org", statement=SAID)
    clock.pass_by(minutes=5)
    app.dispatches.start("1")
    assert asked(app, 1, 2).why == Message("reader-had-it", dispatch=1)
    assert asked(app, 2, 1).why.code == "reader-joined-later"


def test_a_suppression_counts_from_its_moment(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app, ["anna", "bram"])
    app.people.suppress("anna@example.org", "asked")
    clock.pass_by(minutes=5)
    app.dispatches.start("1")
    assert asked(app, 1).exclusion is Exclusion.SUPPRESSED


def test_an_erased_reader_keeps_what_became_of_the_letter(app: Newsletter) -> None:
    with_issues_approved(app, ["anna", "bram"])
    app.dispatches.start("1")
    app.people.forget("anna@example.org")
    assert asked(app, 1).state is DeliveryState.ACCEPTED
    assert DispatchReaders.of(app).next_for(1) is None
    app.dispatches.start("2")
    with pytest.raises(DeskError, match="reader-not-there"):
        asked(app, 1, 2)


@pytest.mark.parametrize("reader", [0, -1, 99, 1 << 40])
def test_a_number_of_nobody_is_refused(app: Newsletter, reader: int) -> None:
    frozen(app)
    with pytest.raises(DeskError, match="reader-not-there"):
        asked(app, reader)


@pytest.mark.parametrize("dispatch", [0, 9])
def test_a_dispatch_that_is_none_of_a_letter_is_refused(app: Newsletter, dispatch: int) -> None:
    frozen(app)
    with pytest.raises(DeskError, match="dispatch-unknown"):
        asked(app, 1, dispatch)


def test_the_next_letter_goes_to_those_whom_the_rule_then_chooses(
    app: Newsletter, clock: SetClock
) -> None:
    with_issues_approved(app, ["anna", "bram"], ["1", "2"])
    app.container.store.subscribers.pause(2, clock() + timedelta(days=60))
    answers = DispatchReaders.of(app)
    anna, bram = answers.next_for(1), answers.next_for(2)
    assert anna is not None
    assert bram is not None
    assert (anna.issue, anna.exclusion, anna.at) == (1, None, app.queue.moments()[1])
    assert (bram.issue, bram.exclusion) == (1, Exclusion.PAUSED)
    clock.go_to(anna.at)
    dispatch = app.dispatches.start_due()
    assert dispatch is not None
    assert asked(app, 1, dispatch.id).state is not None
    assert asked(app, 2, dispatch.id).exclusion is Exclusion.PAUSED


def test_without_a_queue_it_is_about_a_letter_sent_now(app: Newsletter) -> None:
    with_issues_approved(app, ["anna"], [])
    found = DispatchReaders.of(app).next_for(1)
    assert found is not None
    assert (found.issue, found.exclusion, found.sentence(app.zone).code) == (
        0,
        None,
        "reader-gets-any",
    )


def test_all_letters_of_a_reader_newest_first(app: Newsletter) -> None:
    with_issues_approved(app, ["anna"])
    app.dispatches.start("1")
    app.people.add("bram@example.org", statement=SAID)
    app.dispatches.start("2")
    found = DispatchReaders.of(app).all_of(2)
    assert [(one.issue, one.state is None) for one in found] == [(2, False), (1, True)]


def test_a_report_of_a_stranger_changes_no_answer(app: Newsletter) -> None:
    frozen(app)
    accept(app)
    app.container.store.outcomes.record(
        Report(
            provider="fake", kind=ReportKind.BOUNCED, replay_key="x",
            delivery_id=delivery_id("another", 1), at=app.container.now(),
        )
    )  # fmt: skip
    assert asked(app).state is DeliveryState.ACCEPTED


def test_of_what_only_the_journal_knows_nobody_is_told(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app, ["anna"])
    known_by_its_journal(app.container.store, 7, clock())
    assert asked(app, 1, 1).why == Message("reader-known-by-journal-only")
    assert DispatchReaders.of(app).all_of(1)[0].title == ""
    with pytest.raises(DeskError, match="proof-without-recipients"):
        DispatchProofs.of(app).make(1)
