"""The provider's time, carried on between its answers."""

from datetime import timedelta

from newsletter.delivery.clocks import ProviderClock
from newsletter.errors import ProviderSilent
from tests.delivery.fakes import FakeProvider

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_time_that_was_told_once_is_carried_on_while_the_provider_does_not_answer() -> None:
    provider, ticks = FakeProvider(idempotent_for=DAY), [0.0]
    provider.ahead = -6 * HOUR
    clock = ProviderClock(provider, lambda: ticks[0])
    told = clock.estimate()
    provider.clock_trouble = ProviderSilent("fake", "502")
    ticks[0] = 7200.0
    assert clock.estimate() == told + 2 * HOUR


def test_a_provider_that_did_not_tell_the_time_is_asked_again_soon() -> None:
    provider, ticks = FakeProvider(idempotent_for=DAY), [0.0]
    provider.clock_trouble = ProviderSilent("fake", "502")
    clock = ProviderClock(provider, lambda: ticks[0])
    assert clock.estimate() is None
    provider.clock_trouble = None
    ticks[0] = 299.0
    assert clock.estimate() is None  # a call that hangs takes its time from each batch
    ticks[0] = 300.0
    assert clock.estimate() is not None
