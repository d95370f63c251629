"""Batches in doubt: asked, repeated where that is safe, or shown to a person. Never guessed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.reconcile import Step, Verdict, is_proven_absent, next_step
from newsletter.errors import DeskError, ProviderBusy, ProviderRefused, ProviderSilent
from newsletter.model.delivery import Capabilities, Form
from newsletter.model.dispatch import Doubt
from newsletter.store.store import Store
from tests.delivery.fakes import (
    SETTINGS,
    SILENT,
    TAKEN_THEN_SILENT,
    FakeProvider,
    a_dispatcher,
    a_reconciler,
)
from tests.store.builders import a_dispatch, let_time_pass, readers

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def counts(store: Store) -> dict[str, int]:
    progress = store.counts.progress(1)
    assert sum(progress.counts.values()) == progress.audience
    return dict(progress.counts)


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
        ({"looks_up": True, "lookup_lag": MINUTE}, HOUR),
        ({"looks_up": True, "lookup_lag": MINUTE, "all_or_nothing": True}, HOUR),
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
    assert "neither a repeat nor a look-up" in held.why


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
    provider = silent(store, looks_up=True, lookup_lag=10 * MINUTE)
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
    provider = silent(store, SILENT, looks_up=True, lookup_lag=MINUTE)
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
    assert "1 who left since" in held.why


def test_a_repeat_that_would_differ_is_not_made(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    store.subscribers.rename(1, "Anna")
    a_reconciler(store, provider).reconcile()
    assert len(provider.calls) == 1
    assert "would differ" in store.doubts.unsettled()[0].why


def test_a_key_that_is_forgotten_is_not_repeated(store: Store) -> None:
    provider = silent(store, idempotent_for=30 * MINUTE)
    let_time_pass(store, 28 * MINUTE)
    a_reconciler(store, provider).reconcile()
    assert len(provider.calls) == 1
    assert "remembers the key no longer" in store.doubts.unsettled()[0].why


def test_a_repeat_that_is_refused_is_for_a_person(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    provider.answers = [ProviderRefused("fake", "other payload under this key")]
    a_reconciler(store, provider).reconcile()
    assert "other payload" in store.doubts.unsettled()[0].why
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
    provider = silent(store, looks_up=True, lookup_lag=MINUTE)
    provider.look_up_trouble = ProviderSilent("fake", "502")
    settle_all(store, provider)
    assert counts(store) == {"in doubt": 3}
    provider.look_up_trouble = None
    settle_all(store, provider)
    assert counts(store) == {"accepted": 3}


def test_a_batch_through_a_provider_that_is_gone_is_for_a_person(store: Store) -> None:
    provider = silent(store, idempotent_for=DAY)
    provider.name = "another"
    a_reconciler(store, provider).reconcile()
    assert "fake" in store.doubts.unsettled()[0].why
    assert len(provider.calls) == 1


def test_the_editor_says_that_it_was_sent(store: Store) -> None:
    provider = silent(store)
    reconciler = a_reconciler(store, provider)
    reconciler.reconcile()
    reconciler.settle(1, 1, Verdict.SENT)
    assert counts(store) == {"accepted": 3}


def test_the_editor_lets_it_go_again(store: Store) -> None:
    provider = silent(store, SILENT)
    reconciler = a_reconciler(store, provider)
    reconciler.reconcile()
    reconciler.settle(1, 1, Verdict.AGAIN)
    a_dispatcher(store, provider).drain()
    assert counts(store) == {"accepted": 3}
    assert provider.calls[0].key != provider.calls[1].key


def test_the_editor_has_it_looked_up_again(store: Store) -> None:
    provider = silent(store, looks_up=True)
    provider.is_blind = True
    settle_all(store, provider)
    assert counts(store) == {"held": 3}
    provider.is_blind = False
    a_reconciler(store, provider).settle(1, 1, Verdict.LOOK)
    assert counts(store) == {"accepted": 3}


def test_what_is_not_in_doubt_cannot_be_settled(store: Store) -> None:
    readers(store, 3)
    a_dispatch(store)
    with pytest.raises(DeskError, match="is not in doubt"):
        a_reconciler(store, FakeProvider()).settle(1, 1, Verdict.AGAIN)


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


durations = st.integers(0, 10_000).map(lambda minutes: minutes * MINUTE)


@given(
    keyed_for=durations,
    since=durations,
    left=st.integers(0, 2),
    window=st.none() | durations,
    lag=st.none() | durations,
    looks_up=st.booleans(),
    identical=st.booleans(),
)
def test_nothing_is_repeated_or_given_up_that_could_double(
    keyed_for, since, left, window, lag, looks_up, identical
) -> None:
    doubt = Doubt(claim=None, keyed_for=keyed_for, since=since, left=left)  # type: ignore[arg-type]  # not looked at
    can = Capabilities(
        form=Form.MERGE,
        recipients_per_call=1,
        idempotent_for=window,
        looks_up=looks_up,
        lookup_lag=lag,
    )
    step = next_step(doubt, can, SETTINGS, is_identical=identical)
    if step is Step.REPEAT:
        assert identical
        assert not left
        assert window is not None
        assert keyed_for < window
    if step is Step.LOOK_UP:
        assert looks_up
    if is_proven_absent(doubt, can, SETTINGS):
        assert lag is not None
        assert since > lag + SETTINGS.lease
