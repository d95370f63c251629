"""Batches in doubt: asked, repeated where that is safe, or shown to a person. Never guessed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.absence import Absence, Step, absence, next_step
from newsletter.delivery.reconcile import Settlement
from newsletter.delivery.rules import longest_lease, longest_wait
from newsletter.errors import DeskError, ProviderBusy, ProviderRefused, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import (
    BatchState,
    CallForm,
    Capabilities,
    Outcome,
    ProviderPartly,
    Receipt,
    Report,
    ReportKind,
)
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import CLOCKS_DIFFER, Doubt, HeldBatch, Notice
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.delivery.fakes import (
    SETTINGS,
    SILENT,
    TAKEN_THEN_SILENT,
    FakeProvider,
    a_dispatcher,
    a_reconciler,
)
from tests.store.builders import NOW, a_dispatch, counts, let_time_pass, readers

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SHOWS = {"looks_up": True, "lookup_lag": MINUTE, "lookup_reaches": 3 * DAY}


def why(held: HeldBatch) -> Message:
    """What keeps a batch from being settled by itself."""
    reason = Message.from_text(held.why).data["reason"]
    assert isinstance(reason, Message)
    return reason


def silent(store: Store, answer=TAKEN_THEN_SILENT, **capabilities) -> FakeProvider:
    """Three readers whose batch was handed over and of which nothing was heard."""
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(answer, **capabilities)
    a_dispatcher(store, provider).hand_over_next()
    assert counts(store) == {"in doubt": 3}
    return provider


def settle_all(
    store: Store, provider: FakeProvider, waits: timedelta = HOUR, times: int = 6
) -> None:
    """Reconcile and hand over, again and again, while time passes."""
    for _ in range(times):
        a_reconciler(store, provider).reconcile()
        a_dispatcher(store, provider).drain()
        let_time_pass(store, waits)


@pytest.mark.parametrize("answer", [TAKEN_THEN_SILENT, SILENT], ids=["it was taken", "it was not"])
@pytest.mark.parametrize(
    ("capabilities", "waits"),
    [
        ({"idempotent_for": DAY}, MINUTE),
        (SHOWS, HOUR),
        ({**SHOWS, "all_or_nothing": True}, HOUR),
    ],
    ids=["it knows the key", "it shows what it took", "it shows it and takes calls whole"],
)
def test_a_lost_answer_neither_loses_nor_doubles(store: Store, answer, capabilities, waits) -> None:
    provider = silent(store, answer, **capabilities)
    settle_all(store, provider, waits)
    assert counts(store) == {"accepted": 3}
    assert sorted(provider.accepted.values()) == [1, 1, 1]


def test_with_neither_a_person_decides(store: Store) -> None:
    provider = silent(store)
    settle_all(store, provider)
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1
    (held,) = store.doubts.unsettled()
    assert why(held) == Message("neither-repeat-nor-look-up")


def test_an_empty_look_up_of_unknown_lag_proves_nothing(store: Store) -> None:
    provider = silent(store, SILENT, looks_up=True)
    settle_all(store, provider)
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1
    assert provider.look_ups > 1


def test_a_look_up_of_unknown_lag_that_finds_it_settles_it(store: Store) -> None:
    provider = silent(store, looks_up=True)
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"accepted": 3}


def test_an_index_that_lags_is_not_believed_too_soon(store: Store) -> None:
    provider = silent(store, looks_up=True, lookup_lag=10 * MINUTE, lookup_reaches=3 * DAY)
    provider.is_blind = True
    a_reconciler(store, provider).reconcile()
    let_time_pass(store, 5 * MINUTE)
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"in doubt": 3}
    provider.is_blind = False
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}
    assert len(provider.calls) == 1


def test_what_was_taken_in_part_is_completed_and_not_repeated(store: Store) -> None:
    provider = silent(store, SILENT, **SHOWS)
    provider.accepted["key00001.2"] = 1
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}
    assert [one.delivery_id for one in provider.calls[-1].recipients] == [
        "key00001.1",
        "key00001.3",
    ]
    assert sorted(provider.accepted.values()) == [1, 1, 1]


def test_a_repeat_is_the_same_bytes_under_the_same_key(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    a_reconciler(store, provider).reconcile()
    first, second = provider.calls
    assert replace(first, attempt=0) == replace(second, attempt=0)


def test_a_repeat_never_reaches_who_has_left(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    store.subscribers.unsubscribe(1)
    a_reconciler(store, provider).reconcile()
    assert len(provider.calls) == 1
    (held,) = store.doubts.unsettled()
    assert why(held) == Message("repeat-would-reach-leavers", count=1)


def test_a_repeat_that_would_differ_is_not_made(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    store.subscribers.rename(1, "Anna")
    a_reconciler(store, provider).reconcile()
    assert len(provider.calls) == 1
    assert why(store.doubts.unsettled()[0]) == Message("repeat-would-differ")


@pytest.mark.parametrize(
    "capabilities",
    [{}, {"looks_up": True}, {"idempotent_for": DAY}],
    ids=["neither", "shows", "key"],
)
def test_reports_about_everyone_that_came_before_the_answer_settle_the_batch(
    store: Store, capabilities
) -> None:
    provider = reported_first(store, (1, 2, 3), **capabilities)
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"delivered": 3}
    assert store.counts.progress(1).batches == {BatchState.SENT: 1}
    assert (len(provider.calls), provider.look_ups) == (1, 0)


def test_a_report_before_the_answer_leaves_the_repeat_byte_for_byte_the_same(store: Store) -> None:
    provider = reported_first(store, (2,), idempotent_for=DAY)
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"delivered": 1, "accepted": 2}
    first, second = provider.calls
    assert replace(first, attempt=0) == replace(second, attempt=0)
    assert sorted(provider.accepted.values()) == [1, 1, 1]


def test_a_repeat_leaves_out_who_was_decided_before_the_call_that_it_repeats(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    first = Receipt("key00001.1", Outcome.ACCEPTED, "id")
    partly = ProviderPartly("fake", [first], ProviderBusy("fake", "429", retry_after=None))
    provider = FakeProvider(partly, TAKEN_THEN_SILENT, idempotent_for=DAY)
    dispatcher = a_dispatcher(store, provider)
    dispatcher.hand_over_next()
    dispatcher.hand_over_next()
    assert counts(store) == {"accepted": 1, "in doubt": 2}
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"accepted": 3}
    assert [len(call.recipients) for call in provider.calls] == [3, 2, 2]


def test_a_report_of_an_earlier_call_does_not_send_the_later_one_to_its_reader(
    store: Store,
) -> None:
    provider = silent(store, idempotent_for=DAY)
    a_reconciler(store, provider).settle(1, 1, Settlement.AGAIN)
    provider.answers = [SILENT]
    provider.during_the_call = lambda: reported(store, (1,))
    a_dispatcher(store, provider).hand_over_next()
    store.subscribers.unsubscribe(1)
    settle_all(store, provider, MINUTE)
    assert counts(store) == {"delivered": 1, "held": 2}
    assert provider.accepted["key00001.1"] == 1


def reported(store: Store, whom: tuple[int, ...]) -> None:
    """The provider reports for these readers that the email was delivered."""
    for number in whom:
        name = delivery_id("key00001", number)
        report = {"provider": "fake", "kind": ReportKind.DELIVERED, "replay_key": name}
        store.outcomes.record(Report(**report, delivery_id=name))


def reported_first(store: Store, whom: tuple[int, ...], **capabilities) -> FakeProvider:
    """Three readers whose batch was taken; the reports about some came, the answer did not."""
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(TAKEN_THEN_SILENT, **capabilities)
    provider.during_the_call = lambda: reported(store, whom)
    a_dispatcher(store, provider).hand_over_next()
    provider.during_the_call = lambda: None
    return provider


def test_a_key_that_is_forgotten_is_not_repeated(store: Store) -> None:
    provider = silent(store, idempotent_for=30 * MINUTE)
    let_time_pass(store, 28 * MINUTE)
    a_reconciler(store, provider).reconcile()
    assert len(provider.calls) == 1
    assert why(store.doubts.unsettled()[0]) == Message("key-forgotten")


def test_a_repeat_that_is_refused_is_for_a_person(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    provider.answers = [ProviderRefused("fake", "other payload under this key")]
    a_reconciler(store, provider).reconcile()
    assert why(store.doubts.unsettled()[0]) == Message.in_own_words("other payload under this key")
    assert counts(store) == {"held": 3}


@pytest.mark.parametrize(
    "trouble",
    [ProviderBusy("fake", "429", retry_after=None), ProviderSilent("fake", "again")],
    ids=["busy", "silent again"],
)
def test_a_repeat_without_an_answer_is_repeated(store: Store, trouble) -> None:
    provider = silent(store, idempotent_for=DAY)
    provider.answers = [trouble]
    settle_all(store, provider, MINUTE)
    assert counts(store) == {"accepted": 3}
    assert sorted(provider.accepted.values()) == [1, 1, 1]


def test_a_look_up_that_fails_proves_nothing(store: Store) -> None:
    provider = silent(store, **SHOWS)
    provider.look_up_trouble = ProviderSilent("fake", "502")
    settle_all(store, provider)
    assert counts(store) == {"in doubt": 3}
    provider.look_up_trouble = None
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}


def test_a_look_up_that_breaks_down_stops_no_other_doubt_and_ends_with_a_person(
    store: Store,
) -> None:
    provider = silent(store, **SHOWS)
    provider.look_up_trouble = KeyError("messages")
    assert a_reconciler(store, provider).reconcile() == 1
    assert counts(store) == {"in doubt": 3}
    let_time_pass(store, 3 * DAY)
    a_reconciler(store, provider).reconcile()
    (held,) = store.doubts.unsettled()
    broken = Message("answer-unexpected", provider="fake", error="KeyError('messages')")
    assert Message.from_text(held.why) == Message("look-up-failed", reason=broken)


def test_a_batch_through_a_provider_that_is_gone_is_for_a_person(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    provider.name = "another"
    a_reconciler(store, provider).reconcile()
    (held,) = store.doubts.unsettled()
    gone = Message("provider-not-set-any-more", provider="fake")
    assert Message.from_text(held.why) == gone
    assert len(provider.calls) == 1


@pytest.mark.parametrize("capabilities", [{"idempotent_for": DAY}, SHOWS], ids=["key", "shows"])
def test_another_account_of_the_provider_proves_nothing_and_gets_nothing(
    store: Store, capabilities
) -> None:
    handed_over_by(store, FakeProvider(TAKEN_THEN_SILENT, **capabilities))
    other = FakeProvider(**capabilities)
    for _ in range(3):
        let_time_pass(store, HOUR)
        a_reconciler(store, other, account="fake:other").reconcile()
        a_dispatcher(store, other, account="fake:other").drain()
    assert counts(store) == {"held": 3}
    assert why(store.doubts.unsettled()[0]) == Message("account-changed-since")
    assert other.calls == []


def test_what_a_changed_account_shows_settles_the_doubt(store: Store) -> None:
    provider = handed_over_by(store, FakeProvider(TAKEN_THEN_SILENT, **SHOWS))
    a_reconciler(store, provider, account="fake:new key").reconcile()
    assert counts(store) == {"accepted": 3}


def test_a_changed_account_is_asked_until_it_must_show_what_was_taken(store: Store) -> None:
    provider = handed_over_by(store, FakeProvider(TAKEN_THEN_SILENT, **SHOWS))
    provider.is_blind = True  # its index lags
    a_reconciler(store, provider, account="fake:new key").reconcile()
    assert counts(store) == {"in doubt": 3}
    provider.is_blind = False
    let_time_pass(store, MINUTE)
    a_reconciler(store, provider, account="fake:new key").reconcile()
    assert counts(store) == {"accepted": 3}


@pytest.mark.parametrize("account", ["fake:one", ""], ids=["the same", "unknown"])
def test_the_same_account_is_asked_as_ever(store: Store, account: str) -> None:
    provider = handed_over_by(store, FakeProvider(TAKEN_THEN_SILENT, idempotent_for=DAY))
    a_reconciler(store, provider, account=account).reconcile()
    assert counts(store) == {"accepted": 3}
    assert len(provider.calls) == 2


def test_what_one_account_got_as_a_repeat_another_does_not_get(store: Store) -> None:
    first = silent(store, SILENT, idempotent_for=DAY)  # handed over before accounts were noted
    first.answers = [TAKEN_THEN_SILENT]
    a_reconciler(store, first, account="fake:one").reconcile()
    other = FakeProvider(idempotent_for=DAY)
    let_time_pass(store, MINUTE)
    a_reconciler(store, other, account="fake:other").reconcile()
    assert counts(store) == {"held": 3}
    assert other.calls == []


def test_a_notice_is_not_sent_again_through_another_provider(store: Store) -> None:
    (reader,) = readers(store, 1)
    words = store.editions.keep(an_edition(0, "Bevestig"))
    number = store.notices.add(
        Notice(kind="confirm", edition=words, values={"greeting": "Dag,"}, subscriber=reader.id)
    )
    first = FakeProvider(TAKEN_THEN_SILENT, idempotent_for=DAY)
    a_dispatcher(store, first, account="fake:one").hand_over_next()
    other = FakeProvider(idempotent_for=DAY)
    other.name = "another"
    a_reconciler(store, other, account="another:one").reconcile()
    assert store.notices.state(number) is BatchState.HELD
    assert other.calls == []


def handed_over_by(store: Store, provider: FakeProvider) -> FakeProvider:
    """Three readers whose batch was handed over by one account, and of which nothing was heard."""
    readers(store, 3)
    a_dispatch(store)
    a_dispatcher(store, provider, account="fake:one").hand_over_next()
    assert counts(store) == {"in doubt": 3}
    return provider


def test_the_editor_says_that_it_was_sent(store: Store) -> None:
    provider = silent(store)
    reconciler = a_reconciler(store, provider)
    reconciler.reconcile()
    reconciler.settle(1, 1, Settlement.SENT)
    assert counts(store) == {"accepted": 3}


def test_the_editor_lets_it_go_again(store: Store) -> None:
    provider = silent(store, SILENT)
    reconciler = a_reconciler(store, provider)
    reconciler.reconcile()
    reconciler.settle(1, 1, Settlement.AGAIN)
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 3}
    assert provider.calls[0].key != provider.calls[1].key


def test_the_editor_has_it_looked_up_again(store: Store) -> None:
    provider = silent(store, looks_up=True)
    provider.is_blind = True
    settle_all(store, provider)
    assert counts(store) == {"held": 3}
    provider.is_blind = False
    a_reconciler(store, provider).settle(1, 1, Settlement.LOOK)
    assert counts(store) == {"accepted": 3}


@pytest.mark.parametrize("verdict", list(Settlement))
def test_the_editor_decides_nothing_about_a_batch_while_it_is_being_repeated(
    store: Store, verdict: Settlement
) -> None:
    """Of an editor's new key and a repeat under the old one, both would be accepted."""
    provider = silent(store, SILENT, idempotent_for=DAY)
    reconciler, said = a_reconciler(store, provider), []

    def decide() -> None:
        with pytest.raises(DeskError) as error:
            a_reconciler(store, provider).settle(1, 1, verdict)
        said.append(error.value.code)

    provider.during_the_call = decide
    reconciler.reconcile()
    assert said == ["batch-being-looked-into"]
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 3}
    assert sorted(provider.accepted.values()) == [1, 1, 1]


def test_what_is_not_in_doubt_cannot_be_settled(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    with pytest.raises(DeskError, match="batch-not-in-doubt"):
        a_reconciler(store, FakeProvider()).settle(1, 1, Settlement.AGAIN)


def test_a_crash_right_after_the_call_is_found_out_by_itself(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(idempotent_for=DAY)

    class Killed(BaseException):
        """What no handler catches."""

    def kill(point: str) -> None:
        if point == "after the call":
            raise Killed

    with pytest.raises(Killed):
        a_dispatcher(store, provider, at=kill).hand_over_next()
    assert counts(store) == {"sending": 3}
    let_time_pass(store, HOUR)
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}
    assert sorted(provider.accepted.values()) == [1, 1, 1]


@pytest.mark.parametrize("taken", [TAKEN_THEN_SILENT, SILENT], ids=["taken", "not taken"])
@pytest.mark.parametrize("theirs", [timedelta(0), None], ids=["it tells the time", "it does not"])
def test_a_doubt_beyond_the_providers_memory_is_held_and_nobody_gets_it_twice(
    store: Store, taken, theirs
) -> None:
    provider = silent(store, taken, **SHOWS)
    provider.ahead = theirs
    provider.is_blind = True  # it forgot
    let_time_pass(store, 5 * DAY)
    settle_all(store, provider)
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1
    assert why(store.doubts.unsettled()[0]) == Message("doubt-too-old", provider="fake")


def test_what_a_provider_still_shows_after_its_documented_memory_settles_the_doubt(
    store: Store,
) -> None:
    provider = silent(store, **SHOWS)
    let_time_pass(store, 5 * DAY)
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}


@pytest.mark.parametrize("ahead", [5 * DAY, -5 * DAY, 10 * MINUTE, -10 * MINUTE], ids=str)
def test_nothing_is_proven_while_the_clocks_differ(store: Store, ahead: timedelta) -> None:
    provider = silent(store, SILENT, **SHOWS)
    provider.ahead = ahead
    provider.is_blind = True
    settle_all(store, provider)
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1
    assert why(store.doubts.unsettled()[0]).code == "clocks-differ"


def test_a_few_minutes_between_the_clocks_do_no_harm(store: Store) -> None:
    provider = silent(store, SILENT, **SHOWS)
    provider.ahead = 4 * MINUTE
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}


def test_a_hand_over_in_the_future_tells_nothing_of_its_age(store: Store) -> None:
    provider = silent(store, SILENT, **SHOWS)
    let_time_pass(store, -12 * HOUR)  # the clock was ahead when it left, and was set right
    settle_all(store, provider, longest_wait(SETTINGS))
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1
    assert why(store.doubts.unsettled()[0]) == Message("clock-went-back")


def test_a_clock_that_was_behind_at_the_hand_over_and_is_set_right_proves_nothing(
    store: Store,
) -> None:
    provider = silent(store, **SHOWS)
    provider.is_blind = True  # what it took a moment ago does not show yet
    for _ in range(3):
        let_time_pass(store, 2 * HOUR, by_ours_alone=True)
        a_reconciler(store, provider).reconcile()
        a_dispatcher(store, provider).drain()
    assert counts(store) == {"in doubt": 3}
    provider.is_blind = False
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}
    assert len(provider.calls) == 1


def left_under_a_clock_ahead(
    store: Store, by: timedelta, *, off: timedelta, answer=SILENT, **capabilities
) -> FakeProvider:
    """A doubt of a machine whose clock was ahead, and was set right while it was off."""
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(answer, **capabilities)
    provider.ahead = -by
    a_dispatcher(store, provider).hand_over_next()
    let_time_pass(store, off - by)
    provider.ahead = timedelta(0)
    return provider


def test_a_key_counts_from_the_true_moment_of_a_hand_over_under_a_clock_ahead(
    store: Store,
) -> None:
    provider = left_under_a_clock_ahead(store, 6 * HOUR, off=26 * HOUR, idempotent_for=DAY)
    settle_all(store, provider, MINUTE)
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1
    assert why(store.doubts.unsettled()[0]) == Message("key-forgotten")


def test_a_provider_forgets_from_the_true_moment_of_a_hand_over_under_a_clock_ahead(
    store: Store,
) -> None:
    reach = SHOWS["lookup_reaches"]
    off = reach + HOUR
    provider = left_under_a_clock_ahead(
        store, reach // 2, off=off, answer=TAKEN_THEN_SILENT, **SHOWS
    )
    provider.is_blind = True  # it has forgotten
    settle_all(store, provider)
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1


@pytest.mark.parametrize("can", [SHOWS, {"idempotent_for": DAY}], ids=["shows", "knows the key"])
def test_a_clock_that_was_ahead_at_the_hand_over_keeps_nothing_from_being_settled(
    store: Store, can
) -> None:
    provider = left_under_a_clock_ahead(store, 12 * HOUR, off=3 * HOUR, **can)
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}
    assert sorted(provider.accepted.values()) == [1, 1, 1]


def test_a_provider_whose_clock_is_set_right_between_two_looks_proves_nothing(
    store: Store,
) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(TAKEN_THEN_SILENT, **SHOWS)
    provider.ahead = -6 * HOUR
    a_dispatcher(store, provider).hand_over_next()
    provider.is_blind = True  # what it took a moment ago does not show yet
    for ahead in (-6 * HOUR, timedelta(0), timedelta(0)):
        provider.ahead = ahead
        a_reconciler(store, provider).reconcile()
        a_dispatcher(store, provider).drain()
        let_time_pass(store, MINUTE)
    assert counts(store) == {"in doubt": 3}
    provider.is_blind = False
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}
    assert len(provider.calls) == 1


def test_a_look_up_goes_on_for_a_while_under_a_clock_ahead(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(TAKEN_THEN_SILENT, **SHOWS)
    provider.ahead = -6 * HOUR
    a_dispatcher(store, provider).hand_over_next()
    provider.is_blind = True
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"in doubt": 3}
    provider.is_blind = False
    settle_all(store, provider, MINUTE)
    assert counts(store) == {"accepted": 3}


def test_mails_leave_though_the_provider_does_not_tell_its_time(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(idempotent_for=DAY)
    provider.clock_trouble = ProviderSilent("fake", "502")
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 3}


def test_the_time_is_asked_once_an_hour(store: Store) -> None:
    readers(store, 30)
    a_dispatch(store)
    provider, ticks = FakeProvider(idempotent_for=DAY), [0.0]
    asked = []

    def clock() -> datetime:
        asked.append(ticks[0])
        return datetime.now(UTC)

    provider.clock = clock
    dispatcher = a_dispatcher(store, provider, ticking=lambda: ticks[0])
    for ticks[0] in (0.0, 3599.0, 3600.0):
        dispatcher.hand_over_next()
    assert asked == [0.0, 3600.0]


@pytest.mark.parametrize(
    "told",
    [datetime(2026, 3, 1, 9, 0), datetime.max.replace(tzinfo=UTC)],  # noqa: DTZ001  # as from code of others
    ids=["without a zone", "the last moment there is"],
)
def test_mails_leave_though_the_provider_tells_no_sound_time(store: Store, told: datetime) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider, ticks = FakeProvider(idempotent_for=DAY), iter(range(100))
    provider.clock = lambda: told
    a_dispatcher(store, provider, ticking=lambda: next(ticks)).drain()
    assert counts(store) == {"accepted": 3}


def test_an_old_doubt_is_settled_as_soon_as_the_looks_reach_back_far_enough(store: Store) -> None:
    provider = silent(store, SILENT, **SHOWS)
    let_time_pass(store, 5 * HOUR)  # the machine was off
    settle_all(store, provider, MINUTE, times=10)
    assert counts(store) == {"accepted": 3}
    assert sorted(provider.accepted.values()) == [1, 1, 1]


def test_a_held_batch_that_a_person_has_looked_up_again_is_looked_at_further(store: Store) -> None:
    provider = silent(store, SILENT, **SHOWS)
    store.doubts.hold(store.doubts.take(SETTINGS.lease).claim, "the provider was away for days")
    let_time_pass(store, HOUR)
    a_reconciler(store, provider).settle(1, 1, Settlement.LOOK)
    assert counts(store) == {"in doubt": 3}
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}


def test_looks_before_a_repeat_prove_nothing_about_it(store: Store) -> None:
    provider = silent(store, SILENT, idempotent_for=DAY, **SHOWS)
    for look in range(2):
        doubt = store.doubts.take(SETTINGS.lease)
        store.doubts.postpone(doubt.claim, timedelta(0), seen=NOW + look * HOUR)
    doubt = store.doubts.take(SETTINGS.lease)
    assert doubt.seen == NOW
    store.doubts.postpone(doubt.claim, timedelta(0))
    provider.answers = [SILENT]
    a_reconciler(store, provider).settle(1, 1, Settlement.LOOK)
    let_time_pass(store, MINUTE)
    assert store.doubts.take(SETTINGS.lease).seen is None


@pytest.mark.parametrize(
    ("ages", "ahead"),
    [(timedelta(0), 2 * DAY), (-12 * HOUR, timedelta(0))],
    ids=["the clocks differ", "ours went back"],
)
def test_a_key_is_not_repeated_under_a_clock_that_may_be_wrong(
    store: Store, ages: timedelta, ahead: timedelta
) -> None:
    provider = silent(store, idempotent_for=DAY)
    provider.ahead = ahead
    let_time_pass(store, ages)
    a_reconciler(store, provider).settle(1, 1, Settlement.LOOK)
    assert counts(store) == {"held": 3}
    assert len(provider.calls) == 1


def test_a_provider_that_cannot_be_asked_the_time_is_asked_again(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    provider.clock_trouble = ProviderSilent("fake", "502")
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"in doubt": 3}
    provider.clock_trouble = None
    settle_all(store, provider, MINUTE)
    assert counts(store) == {"accepted": 3}
    assert sorted(provider.accepted.values()) == [1, 1, 1]


durations = st.integers(-10_000, 10_000).map(lambda minutes: minutes * MINUTE)
spans = st.integers(0, 10_000).map(lambda minutes: minutes * MINUTE)


@given(
    keyed_for=durations,
    since=durations,
    left=st.integers(0, 2),
    window=st.none() | spans,
    lag=st.none() | spans,
    reach=st.none() | spans,
    looks_up=st.booleans(),
    identical=st.booleans(),
    ahead=st.none() | durations,
    looked=st.none() | durations,
)
def test_nothing_is_repeated_or_given_up_that_could_double(
    keyed_for, since, left, window, lag, reach, looks_up, identical, ahead, looked
) -> None:
    doubt = Doubt(
        claim=None,  # type: ignore[arg-type]  # not looked at
        keyed_for=keyed_for,
        since=since,
        now=NOW,
        left=left,
        seen=None if looked is None else NOW - looked,
    )
    theirs = None if ahead is None else NOW + ahead
    can = Capabilities(
        form=CallForm.MERGE,
        recipients_per_call=1,
        idempotent_for=window,
        looks_up=looks_up,
        lookup_lag=lag,
        lookup_reaches=reach,
    )
    clocks = ahead is None or abs(ahead) <= CLOCKS_DIFFER
    step = next_step(doubt, can, SETTINGS, is_identical=identical, theirs=theirs)
    if step is Step.REPEAT:
        assert identical
        assert clocks
        assert not left
        assert window is not None
        assert -CLOCKS_DIFFER <= keyed_for < window - abs(ahead or timedelta(0))
    if step is Step.LOOK_UP:
        assert looks_up
    if absence(doubt, can, SETTINGS, theirs) is Absence.PROVEN:
        assert clocks
        assert lag is not None
        assert reach is not None
        assert 2 * lag + SETTINGS.lease < since < reach - abs(ahead or timedelta(0))
        assert (theirs is None) == (doubt.seen is None)
        if theirs is not None:
            assert 2 * lag + SETTINGS.lease < theirs - doubt.seen


def test_waits_that_a_wrong_clock_set_are_cut_at_the_next_round(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(ProviderBusy("fake", "429", retry_after=MINUTE))
    a_dispatcher(store, provider, wait=lambda _: False).hand_over_next()
    let_time_pass(store, -12 * HOUR)  # it was due in a minute, by a clock that is set back
    a_reconciler(store, provider).reconcile()
    due = store.ledger.due_in(1, 1)
    assert due is not None
    assert due <= longest_wait(SETTINGS)
    let_time_pass(store, longest_wait(SETTINGS))
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 3}


def test_a_call_under_a_longer_lease_of_another_process_is_not_taken_from_it(
    store: Store,
) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider, other = FakeProvider(**SHOWS), FakeProvider(**SHOWS)

    def meanwhile() -> None:
        hasty = replace(SETTINGS, lease=10 * MINUTE)
        for _ in range(4):
            a_reconciler(store, other, hasty).reconcile()
            a_dispatcher(store, other, hasty).drain()
            let_time_pass(store, 15 * MINUTE)

    provider.during_the_call = meanwhile
    a_dispatcher(store, provider, replace(SETTINGS, lease=3 * HOUR)).hand_over_next()
    assert counts(store) == {"accepted": 3}
    assert not other.calls


def test_the_longest_wait_that_a_provider_may_ask_for_is_not_cut(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider(ProviderBusy("fake", "429", retry_after=HOUR))
    a_dispatcher(store, provider, wait=lambda _: False).hand_over_next()
    a_reconciler(store, provider).reconcile()
    due = store.ledger.due_in(1, 1)
    assert due is not None
    assert due > 59 * MINUTE


def test_a_doubt_that_a_wrong_clock_put_off_is_looked_into_all_the_same(store: Store) -> None:
    provider = silent(store, looks_up=True)
    let_time_pass(store, -12 * HOUR)
    a_reconciler(store, provider).reconcile()
    let_time_pass(store, longest_wait(SETTINGS))
    a_reconciler(store, provider).reconcile()
    assert counts(store) == {"accepted": 3}


def test_a_lease_that_a_wrong_clock_set_ends_within_the_longest_of_any_process(
    store: Store,
) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider = FakeProvider()
    assert store.ledger.claim(SETTINGS.lease, NOW) is not None  # and its worker died
    let_time_pass(store, -12 * HOUR)
    a_reconciler(store, provider).reconcile()
    let_time_pass(store, longest_lease(SETTINGS))
    a_reconciler(store, provider).reconcile()
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 3}
