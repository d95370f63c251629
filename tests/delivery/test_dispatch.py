"""Handing over: whatever the provider answers, the ledger says what became of everyone."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from newsletter.delivery.rules import largest
from newsletter.errors import (
    ProviderBusy,
    ProviderPaused,
    ProviderRefused,
    ProviderSilent,
    StoreError,
)
from newsletter.model.delivery import (
    BatchState,
    CallForm,
    Outcome,
    ProviderPartly,
    Receipt,
    Report,
    ReportKind,
)
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import DispatchState, Notice
from newsletter.store.schema.sending import notices
from newsletter.store.store import Store
from tests import patience
from tests.builders.editions import an_edition
from tests.delivery.fakes import SETTINGS, FakeProvider, a_dispatcher, recipients
from tests.store.builders import LEASE, NOW, a_dispatch, counts, let_time_pass, readers


def AT_ONCE(seconds: float) -> bool:  # noqa: N802  # a constant, as far as tests care
    """Nobody rests in a test."""
    return False


def test_everyone_gets_one_mail(store: Store) -> None:
    readers(store, 45)
    dispatch = a_dispatch(store)
    provider = FakeProvider()
    assert a_dispatcher(store, provider).drain() == 45
    assert counts(store) == {"accepted": 45}
    assert set(provider.accepted) == {f"{dispatch.key}.{n}" for n in range(1, 46)}
    assert set(provider.accepted.values()) == {1}


def test_a_second_run_sends_nothing(store: Store) -> None:
    readers(store, 25)
    a_dispatch(store)
    provider = FakeProvider()
    a_dispatcher(store, provider).drain()
    assert a_dispatcher(store, provider).drain() == 0
    assert provider.accepted.total() == 25


@pytest.mark.parametrize(
    ("answer", "ends_as"),
    [
        ("take", {"accepted": 3}),
        ("refuse the first", {"accepted": 2, "refused": 1}),
        (ProviderRefused("fake", "550 no such user"), {"refused": 3}),
        (ProviderSilent("fake", "read timed out"), {"in doubt": 3}),
        (RuntimeError("a library had a bad day"), {"in doubt": 3}),
        ("forget one", {"in doubt": 3}),
        ("take all at once", {"accepted": 3}),
        ("take another batch at once", {"in doubt": 3}),
        (ProviderBusy("fake", "429", retry_after=timedelta(hours=1)), {"queued": 3}),
        (ProviderPaused("fake", "the key is wrong"), {"queued": 3}),
    ],
    ids=[
        "taken",
        "one refused",
        "all refused",
        "silence stays in doubt",
        "the unexpected stays in doubt",
        "a receipt too few stays in doubt",
        "taken under one id",
        "receipts of another batch stay in doubt",
        "busy goes back to the queue",
        "trouble with the account costs nobody",
    ],
)
def test_dispatch_files_every_answer(store: Store, answer, ends_as) -> None:
    readers(store, 3)
    a_dispatch(store)
    a_dispatcher(store, FakeProvider(answer), wait=AT_ONCE).hand_over_next()
    assert counts(store) == ends_as


def test_a_busy_provider_is_asked_again_and_takes_it(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    busy = ProviderBusy("fake", "429", retry_after=None)
    provider = FakeProvider(busy, busy, busy)
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 3}
    assert len({call.key for call in provider.calls}) == 1


def test_what_waits_says_why_and_what_went_through_says_nothing(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    busy = ProviderBusy("fake", "no connection", retry_after=timedelta(hours=1))
    a_dispatcher(store, FakeProvider(busy), wait=AT_ONCE).hand_over_next()
    assert store.counts.obstacles(1) == ("no connection",)
    assert store.counts.obstacles(2) == ()
    let_time_pass(store, timedelta(hours=2))
    a_dispatcher(store, FakeProvider()).drain()
    assert counts(store) == {"accepted": 3}
    assert store.counts.obstacles(1) == ()


def test_trouble_with_the_account_stops_the_dispatch_until_it_is_resumed(store: Store) -> None:
    readers(store, 25)
    dispatch = a_dispatch(store)
    provider = FakeProvider(*[ProviderPaused("fake", "no credits left")] * 2)
    a_dispatcher(store, provider).drain()
    assert store.dispatches.find(dispatch.id).state is DispatchState.PAUSED
    assert store.dispatches.find(dispatch.id).why == "no credits left"
    assert len(provider.calls) <= 2
    store.dispatches.resume(dispatch.id)
    provider.answers.clear()
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 25}


def test_those_not_taken_go_again_alone(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    partly = ProviderPartly(
        "fake",
        [
            Receipt("key00001.1", Outcome.ACCEPTED, "a"),
            Receipt("key00001.2", Outcome.REFUSED, detail="no"),
        ],
        ProviderBusy("fake", "429", retry_after=None),
    )
    provider = FakeProvider(partly)
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 2, "refused": 1}
    first, second = provider.calls
    assert [one.delivery_id for one in second.recipients] == ["key00001.3"]
    assert second.key != first.key


def test_those_not_taken_for_the_accounts_sake_wait_for_a_person(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    taken = [Receipt("key00001.1", Outcome.ACCEPTED, "a")]
    provider = FakeProvider(ProviderPartly("fake", taken, ProviderPaused("fake", "quota spent")))
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 1, "queued": 2}
    assert store.dispatches.find(dispatch.id).why == "quota spent"


def test_mails_that_cannot_be_made_pause_the_dispatch_and_none_leaves(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)

    def broken(claim):
        raise KeyError("greeting")

    provider = FakeProvider()
    a_dispatcher(store, provider, recipients=broken).drain()
    assert "greeting" in store.dispatches.find(dispatch.id).why
    assert counts(store) == {"queued": 3}
    assert not provider.calls


def test_a_provider_that_does_not_merge_gets_finished_mails(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(form=CallForm.PARTS)
    a_dispatcher(store, provider).drain()
    assert [email.delivery_id for email in provider.calls[0].emails] == [
        one.delivery_id for one in provider.calls[0].recipients
    ]


def test_a_provider_that_merges_gets_the_edition_and_the_values(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider()
    a_dispatcher(store, provider).drain()
    (call,) = provider.calls
    assert call.emails == ()
    assert call.edition == an_edition()
    assert call.recipients[0].values == {"greeting": "Dag ,"}


def test_a_dispatch_frozen_for_another_provider_waits_for_a_person(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store, provider="mailgun")
    provider = FakeProvider()
    a_dispatcher(store, provider).drain()
    assert not provider.calls
    assert "frozen-for-another-provider" in store.dispatches.find(dispatch.id).why


def test_notices_leave_before_issues_on_the_transactional_stream(store: Store) -> None:
    reader, *_ = readers(store, 3)
    a_dispatch(store)
    kept = store.editions.keep(an_edition(0, "Bevestig"))
    store.notices.add(
        Notice(kind="confirm", edition=kept, values={"greeting": "Dag,"}, subscriber=reader.id)
    )
    provider = FakeProvider()
    a_dispatcher(store, provider, replace(SETTINGS, connections=1)).drain()
    first, second = provider.calls
    assert (first.notice, first.edition.title) == (True, "Bevestig")
    assert [one.address for one in first.recipients] == [reader.address]
    assert not second.notice


@pytest.mark.parametrize("answer", ["take", "refuse the first"])
def test_a_notice_that_a_report_settles_during_its_call_is_an_error_only_if_they_disagree(
    store: Store, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    (reader,) = readers(store, 1)
    kept = store.editions.keep(an_edition(0, "Bevestig"))
    number = store.notices.add(
        Notice(kind="confirm", edition=kept, values={"greeting": "Dag,"}, subscriber=reader.id)
    )
    provider = FakeProvider(answer)

    def report() -> None:
        with store.database.read() as connection:
            key = connection.execute(select(notices.c.key)).scalar_one()
        name = delivery_id(key, number)
        report = {"provider": "fake", "kind": ReportKind.DELIVERED, "replay_key": name}
        store.outcomes.record(Report(**report, delivery_id=name))

    provider.during_the_call = report
    a_dispatcher(store, provider).drain()
    assert store.notices.state(number) is BatchState.SENT
    errors = [one for one in caplog.records if one.levelname == "ERROR"]
    assert bool(errors) == (answer != "take")


def test_nothing_leaves_when_the_lease_ran_out_while_the_mails_were_made(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)

    def slow(claim):
        let_time_pass(store, 2 * LEASE)
        return recipients(claim)

    provider = FakeProvider()
    a_dispatcher(store, provider, recipients=slow).hand_over_next()
    assert not provider.calls


def test_a_process_that_was_stopped_before_the_call_sends_nothing(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    seconds = iter([0.0, 10_000.0])
    provider = FakeProvider()
    a_dispatcher(store, provider, ticking=lambda: next(seconds)).hand_over_next()
    assert not provider.calls
    assert counts(store) == {"queued": 3}


def test_what_a_stopped_process_gave_back_goes_at_once_through_another(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    seconds = iter([0.0, 10_000.0])
    a_dispatcher(store, FakeProvider(), ticking=lambda: next(seconds)).hand_over_next()
    assert store.ledger.due_in(dispatch.id, 1) == timedelta(0)
    assert a_dispatcher(store, FakeProvider()).drain() == 3


def test_an_answer_is_written_down_once_the_database_is_back(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)

    class Restarting:
        """A ledger whose database is away for the first two notes."""

        away = 2

        def __getattr__(self, name):
            return getattr(store.ledger, name)

        def note(self, claim, receipts, judge):
            if self.away:
                self.away -= 1
                raise StoreError("the database is restarting")
            return store.ledger.note(claim, receipts, judge)

    a_dispatcher(store, FakeProvider(), ledger=Restarting()).hand_over_next()
    assert counts(store) == {"accepted": 3}


def test_stopping_finishes_the_call_in_flight_and_claims_no_more(store: Store) -> None:
    readers(store, 100)
    a_dispatch(store)
    provider = FakeProvider()
    dispatcher = a_dispatcher(store, provider, replace(SETTINGS, connections=1))
    send = provider.send

    def stop_while_sending(batch):
        dispatcher.stop()
        return send(batch)

    provider.send = stop_while_sending
    dispatcher.drain()
    assert counts(store) == {"accepted": 10, "queued": 90}


def test_a_rung_dispatcher_sends_at_once(store: Store) -> None:
    readers(store, 3)
    provider = FakeProvider()
    dispatcher = a_dispatcher(store, provider)
    serving = threading.Thread(target=dispatcher.serve, args=(timedelta(minutes=5),))
    serving.start()
    a_dispatch(store)
    dispatcher.wake()
    assert patience.until(lambda: counts(store) == {"accepted": 3})
    dispatcher.stop()
    serving.join(timeout=patience.SECONDS)
    assert not serving.is_alive()
    assert provider.accepted.total() == 3


def test_a_dispatcher_that_was_rung_rests_until_it_is_rung_again(store: Store) -> None:
    was_rung: list[bool] = []

    class Bell(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            was_rung.append(self.is_set())
            dispatcher.stop()
            return True

    dispatcher = a_dispatcher(store, FakeProvider(), waking=Bell())
    dispatcher.wake()
    dispatcher.serve()
    assert was_rung == [False]


def test_every_point_between_two_effects_has_a_name(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    points: list[str] = []
    a_dispatcher(store, FakeProvider(), at=points.append).hand_over_next()
    assert points == ["claimed", "made", "ready", "before the call", "after the call", "noted"]


# pace and ceilings


def test_the_pace_of_the_provider_is_kept(store: Store) -> None:
    readers(store, 30)
    a_dispatch(store)
    provider = FakeProvider(emails_per_second=10.0)
    waits: list[float] = []
    one = replace(SETTINGS, connections=1)
    a_dispatcher(
        store, provider, one, pace=store.pace, wait=lambda seconds: waits.append(seconds) or False
    ).drain()
    assert provider.accepted.total() == 30
    assert [round(seconds) for seconds in waits] == [0, 1, 2]


def test_room_that_was_not_needed_is_given_back(store: Store) -> None:
    readers(store, 1)
    a_dispatch(store)
    provider = FakeProvider(emails_per_second=20.0)
    a_dispatcher(store, provider, pace=store.pace).drain()
    assert store.pace.reserve("fake", 1, 20.0) <= timedelta(seconds=1 / 20)


def test_the_days_ceiling_stops_issues_and_lets_notices_through(store: Store) -> None:
    reader, *_ = readers(store, 40)
    a_dispatch(store)
    settings = replace(SETTINGS, emails_per_day=25, batch_size=10, connections=1)
    provider = FakeProvider()
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 20
    kept = store.editions.keep(an_edition(0, "Bevestig"))
    store.notices.add(
        Notice(kind="confirm", edition=kept, values={"greeting": ""}, subscriber=reader.id)
    )
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 21
    let_time_pass(store, timedelta(days=1, minutes=1))
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 41


@pytest.mark.parametrize("ahead", [-36, -6, 6, 36])
def test_the_days_ceiling_is_kept_under_a_clock_that_is_wrong(store: Store, ahead: int) -> None:
    readers(store, 60)
    a_dispatch(store)
    settings = replace(SETTINGS, warm_up=(10, 20), emails_per_day=30, connections=1)
    provider = FakeProvider(idempotent_for=timedelta(days=1))
    provider.ahead = timedelta(hours=-ahead)
    for _ in range(3):
        a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 10
    let_time_pass(store, timedelta(hours=-ahead))  # it is set right
    provider.ahead = timedelta(0)
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 10


def test_what_was_handed_over_at_a_time_years_ahead_does_not_use_up_every_day(
    store: Store,
) -> None:
    readers(store, 20)
    a_dispatch(store)
    settings = replace(SETTINGS, emails_per_day=10, connections=1)
    provider = FakeProvider(idempotent_for=timedelta(days=1))
    provider.ahead = timedelta(days=9_000)
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 10
    provider.ahead = timedelta(0)
    let_time_pass(store, timedelta(days=2))
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 20


def test_a_clock_that_is_set_back_takes_a_warm_up_to_its_first_day_and_not_its_last(
    store: Store,
) -> None:
    readers(store, 60)
    a_dispatch(store)
    settings = replace(SETTINGS, warm_up=(10, 20, 60), connections=1)
    provider = FakeProvider()
    a_dispatcher(store, provider, settings).drain()
    let_time_pass(store, timedelta(hours=-6))
    assert a_dispatcher(store, provider, settings).hand_over_next() is None


def test_a_warm_up_lets_more_leave_every_day(store: Store) -> None:
    readers(store, 60)
    a_dispatch(store)
    settings = replace(SETTINGS, warm_up=(10, 20), connections=1)
    provider = FakeProvider()
    sent = []
    for _ in range(3):
        a_dispatcher(store, provider, settings).drain()
        sent.append(provider.accepted.total())
        let_time_pass(store, timedelta(days=1, minutes=1))
    assert sent == [10, 30, 60]


@pytest.mark.parametrize(
    "ceilings", [{"emails_per_day": 25}, {"warm_up": (25, 30)}], ids=["a ceiling", "a warm-up"]
)
def test_a_ceiling_below_what_the_provider_takes_in_a_call_still_lets_that_many_leave(
    store: Store, ceilings: dict[str, Any]
) -> None:
    readers(store, 60)
    settings = replace(SETTINGS, **ceilings, connections=4)
    provider = FakeProvider(recipients_per_call=1_000)
    a_dispatch(store, batch_size=largest(provider.capabilities, settings))
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 25


def test_two_processes_side_by_side_keep_to_the_days_ceiling_together(store: Store) -> None:
    """Both look before either has handed over: the second sees the first one's mails and waits."""
    readers(store, 60)
    a_dispatch(store)
    settings = replace(SETTINGS, emails_per_day=10)
    provider = FakeProvider()
    other = a_dispatcher(store, provider, settings)

    def meanwhile(point: str) -> None:
        if point == "claimed" and not provider.accepted:
            other.hand_over(claimed)

    claimed = store.ledger.claim(SETTINGS.lease, NOW)
    a_dispatcher(store, provider, settings, at=meanwhile).hand_over_next()
    assert provider.accepted.total() == 10
    assert counts(store) == {"accepted": 10, "queued": 50}


def test_a_batch_frozen_before_there_was_a_ceiling_goes_alone_and_not_never(store: Store) -> None:
    readers(store, 20)
    a_dispatch(store, batch_size=20)
    settings = replace(SETTINGS, emails_per_day=5)
    provider = FakeProvider()
    a_dispatcher(store, provider, settings).drain()
    assert provider.accepted.total() == 20


def test_a_batch_tried_by_number_says_when_to_ring_again(store: Store) -> None:
    readers(store, 20)
    dispatch = a_dispatch(store)
    busy = ProviderBusy("fake", "429", retry_after=timedelta(minutes=1))
    dispatcher = a_dispatcher(store, FakeProvider(busy), wait=AT_ONCE)
    again = dispatcher.try_batch(dispatch.id, 2)
    assert timedelta(seconds=50) < again < timedelta(seconds=70)
    assert dispatcher.try_batch(dispatch.id, 1) is None
    assert counts(store) == {"accepted": 10, "queued": 10}
    assert dispatcher.try_batch(dispatch.id, 99) is None


def test_a_dispatcher_that_stops_has_the_fleet_ring_again_and_claims_nothing(store: Store) -> None:
    readers(store, 3)
    dispatch = a_dispatch(store)
    provider = FakeProvider()
    dispatcher = a_dispatcher(store, provider)
    dispatcher.stop()
    again = dispatcher.try_batch(dispatch.id, 1)
    assert again is not None
    assert timedelta(0) < again <= timedelta(seconds=1)
    assert not provider.calls
    assert counts(store) == {"queued": 3}


@pytest.mark.parametrize("workers", [2, 4])
def test_dispatchers_side_by_side_double_nothing(store: Store, workers: int) -> None:
    readers(store, 200)
    a_dispatch(store)
    provider = FakeProvider(*[ProviderBusy("fake", "429", retry_after=None)] * 10)
    threads = [threading.Thread(target=a_dispatcher(store, provider).drain) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 200}
    assert set(provider.accepted.values()) == {1}
    assert store.ledger.claim(LEASE, NOW) is None
