"""How long a dispatch takes, as a table; and that it keeps to the day's ceilings."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.forecast import forecast
from newsletter.delivery.rules import daily_ceiling, largest
from newsletter.delivery.settings import DispatchSettings
from newsletter.model.delivery import CallForm, Capabilities

PLAIN = Capabilities(form=CallForm.MERGE, recipients_per_call=500)
PACED = Capabilities(form=CallForm.MERGE, recipients_per_call=500, emails_per_second=10.0)


@pytest.mark.parametrize(
    ("emails", "can", "settings", "seconds"),
    [
        (0, PACED, {}, 0),
        (6_000, PACED, {}, 600),
        (6_000, PACED, {"emails_per_second": 100.0}, 60),
        (2_000, PLAIN, {}, 1),  # four calls at a time
        (2_001, PLAIN, {}, 2),
        (2_000, PLAIN, {"connections": 1}, 4),
        (900, PACED, {"emails_per_day": 1_000}, 90),
        (1_100, PACED, {"emails_per_day": 1_000}, 86_400 + 10),
        (2_100, PACED, {"warm_up": (500, 500)}, 2 * 86_400 + 110),
    ],
)
def test_the_pace_the_connections_and_the_ceilings_decide(emails, can, settings, seconds) -> None:
    chosen = DispatchSettings(**settings)
    found = forecast(emails, largest(can, chosen), can, chosen)
    assert found == timedelta(seconds=seconds)


def test_what_was_handed_over_today_counts() -> None:
    settings = DispatchSettings(emails_per_day=1_000)
    assert forecast(500, 500, PACED, settings, handed_today=500) == timedelta(seconds=50)
    assert forecast(500, 500, PACED, settings, handed_today=501) == timedelta(days=1, seconds=50)


def test_a_warm_up_that_is_over_delays_nothing() -> None:
    settings = DispatchSettings(warm_up=(20, 50))
    assert forecast(600, 20, PACED, settings, days_since_first=2) == timedelta(seconds=60)


@given(
    emails=st.integers(0, 5_000),
    ceilings=st.lists(st.integers(1, 900), min_size=1, max_size=4),
    per_day=st.none() | st.integers(1, 900),
    size=st.integers(1, 900),
)
def test_days_are_as_many_as_a_dispatcher_would_need(emails, ceilings, per_day, size) -> None:
    settings = DispatchSettings(warm_up=tuple(ceilings), emails_per_day=per_day)
    most = largest(PLAIN, settings)
    batch = min(size, most)
    left, day = emails, 0
    while left > 0:  # as Allowance.is_used_up decides before each claim
        ceiling, handed = daily_ceiling(settings, day), 0
        while left > 0 and (ceiling is None or handed + most <= ceiling):
            taken = min(batch, left)
            left, handed = left - taken, handed + taken
        day += 1
    assert forecast(emails, batch, PLAIN, settings) // timedelta(days=1) == max(day - 1, 0)
