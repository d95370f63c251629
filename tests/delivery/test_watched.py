"""The calls that hand over are logged and counted, and come out as they went in."""

from datetime import datetime, timedelta

import pytest

from newsletter.delivery.watched import CallOutcome, WatchedProvider
from newsletter.errors import ProviderBusy, ProviderPaused, ProviderRefused, ProviderSilent
from newsletter.model.delivery import ProviderPartly
from newsletter.store.store import Store
from tests.delivery.fakes import FakeProvider, a_dispatcher
from tests.store.builders import NOW, a_dispatch, readers

BUSY = ProviderBusy("fake", "provider-busy", retry_after=timedelta(0))


class Answers(FakeProvider):
    """Raises one error, or takes the batch where there is none."""

    error: Exception | None = None

    def send(self, batch):  # as the protocol has it
        if self.error is not None:
            raise self.error
        return super().send(batch)


@pytest.mark.parametrize(
    ("error", "outcome", "line"),
    [
        (None, CallOutcome.TAKEN, None),
        (BUSY, CallOutcome.BUSY, None),
        (ProviderRefused("fake", "it-was-refused"), CallOutcome.REFUSED, "batch refused"),
        (ProviderPaused("fake", "account-closed"), CallOutcome.PAUSED, "account needs a person"),
        (ProviderSilent("fake", "no-answer"), CallOutcome.SILENT, "batch in doubt"),
        (ProviderPartly("fake", (), BUSY), CallOutcome.BUSY, None),
        (ValueError("anna"), CallOutcome.SILENT, "batch in doubt"),
    ],
    ids=["taken", "busy", "refused", "paused", "silent", "in part", "odd"],
)
def test_a_call_is_counted_by_what_it_came_to(
    store: Store, caplog: pytest.LogCaptureFixture, error, outcome, line
) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider, counted = Answers(), []
    provider.error = error
    watched = WatchedProvider(
        provider, note=lambda *call: counted.append(call), ticking=iter(range(9)).__next__
    )
    a_dispatcher(store, watched).hand_over_next()
    assert counted == [(outcome, 1)]
    ours = [one for one in caplog.records if one.name == "newsletter.delivery.watched"]
    assert {(one.getMessage(), one.batch) for one in ours} == ({(line, 1)} if line else set())


def test_a_provider_that_stays_busy_is_told_of_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    readers(store, 3)
    a_dispatch(store)
    provider, seconds = Answers(), [0.0]
    watched = WatchedProvider(provider, ticking=lambda: seconds[0])
    claims = []
    provider.error = BUSY

    def call_at(minute: int) -> int:
        seconds[0] = minute * 60.0
        with pytest.raises(ProviderBusy):
            watched.send(claims[0])
        return len({id(one) for one in caplog.records if one.getMessage() == "provider busy"})

    class Keeps(FakeProvider):
        def send(self, batch):
            claims.append(batch)
            return super().send(batch)

    a_dispatcher(store, Keeps()).hand_over_next()
    assert [call_at(minute) for minute in (0, 9, 10, 11, 30)] == [0, 0, 0, 1, 1]
    provider.error = None
    watched.send(claims[0])
    provider.error = BUSY
    assert [call_at(minute) for minute in (31, 40, 42)] == [1, 1, 2]


def test_what_is_no_hand_over_reaches_the_provider_as_it_is() -> None:
    class Whole(FakeProvider):
        asked: tuple[str, ...] = ()

        def open(self) -> None:
            self.asked = (*self.asked, "open")

        def close(self) -> None:
            self.asked = (*self.asked, "close")

        def check(self) -> tuple[str, ...]:
            return ("the key is wrong",)

        def clock(self) -> datetime:
            return NOW

    provider = Whole()
    watched = WatchedProvider(provider)
    watched.open()
    assert (watched.check(), watched.clock()) == (("the key is wrong",), NOW)
    watched.close()
    assert provider.asked == ("open", "close")


@pytest.mark.parametrize(
    ("form", "ends_as"),
    [
        (iter, {"accepted": 2, "refused": 1}),
        (list, {"accepted": 2, "refused": 1}),
        (lambda _: None, {"in doubt": 3}),
        (lambda receipts: [one._asdict() for one in receipts], {"in doubt": 3}),
    ],
    ids=["an iterator", "a list", "nothing", "no receipts"],
)
def test_whatever_a_provider_returns_is_read_whole_or_leaves_its_batch_in_doubt(
    store: Store, form, ends_as
) -> None:
    readers(store, 3)
    a_dispatch(store)

    class Odd(FakeProvider):
        def send(self, batch):
            return form(super().send(batch))

    a_dispatcher(store, WatchedProvider(Odd("refuse the first"))).hand_over_next()
    assert dict(store.counts.progress(1).counts) == ends_as
