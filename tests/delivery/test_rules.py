"""Sizes, waits and limits: pure rules."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.rules import (
    batch_size,
    canary_trouble,
    daily_ceiling,
    longest_wait,
    trouble,
    wait_before,
)
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import ConfigError
from newsletter.model.delivery import CallForm, Capabilities
from newsletter.model.dispatch import Progress
from newsletter.model.reactions import Reactions
from tests.builders.editions import an_edition
from tests.builders.refusals import refused

MEGABYTE = 1_000_000


def can(
    form: CallForm = CallForm.MERGE, recipients: int = 1000, size: int | None = None
) -> Capabilities:
    return Capabilities(form=form, recipients_per_call=recipients, bytes_per_call=size)


def heavy(kilobytes: int):
    from dataclasses import replace

    return replace(an_edition(), html=("x" * 1000 * kilobytes,))


@pytest.mark.parametrize(
    ("capabilities", "edition", "settings", "size"),
    [
        (can(), heavy(30), {}, 1000),
        (can(recipients=10**6), heavy(30), {}, 2000),
        (can(CallForm.PARTS, 500, 10 * MEGABYTE), heavy(30), {}, 215),
        (can(CallForm.PARTS, 500, 50 * MEGABYTE), heavy(30), {}, 500),
        (can(CallForm.MERGE, 1000, 25 * MEGABYTE), heavy(100), {}, 1000),
        (can(CallForm.MERGE, 2000, MEGABYTE), heavy(100), {}, 691),
        (can(CallForm.PARTS, 10, 100_000), heavy(500), {}, 1),
        (can(), heavy(1), {"batch_size": 50}, 50),
        (can(), heavy(1), {"emails_per_day": 300}, 300),
        (can(), heavy(1), {"warm_up": (200, 400)}, 200),
    ],
    ids=[
        "the provider's number",
        "never a call without end",
        "whole mails by their bytes",
        "room enough",
        "merging: the text once",
        "merging: readers by their values",
        "at least one",
        "as set",
        "within a day's ceiling",
        "within the first day of a warm-up",
    ],
)
def test_a_batch_is_as_large_as_everything_allows(capabilities, edition, settings, size) -> None:
    assert batch_size(capabilities, edition, DispatchSettings(**settings)) == size


@pytest.mark.parametrize(
    ("day", "ceiling"),
    [(0, 200), (1, 500), (2, 1000), (30, 1000)],
    ids=["first", "second", "third", "after"],
)
def test_a_warm_up_grows_by_the_day_to_the_ceiling(day: int, ceiling: int) -> None:
    settings = DispatchSettings(warm_up=(200, 500, 2000), emails_per_day=1000)
    assert daily_ceiling(settings, day) == ceiling


def test_without_settings_there_is_no_ceiling() -> None:
    assert daily_ceiling(DispatchSettings(), 0) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"connections": 0},
        {"batch_size": 0},
        {"emails_per_second": -1.0},
        {"warm_up": (0,)},
        {"lease": timedelta(0)},
    ],
)
def test_settings_that_can_never_work_are_refused(wrong) -> None:
    with refused(ConfigError, next(iter(wrong))):
        DispatchSettings(**wrong)


@given(attempt=st.integers(1, 200), chance=st.floats(0, 1, exclude_max=True))
def test_waits_grow_and_stay_within_bounds(attempt: int, chance: float) -> None:
    settings = DispatchSettings()
    wait = wait_before(attempt, None, chance, settings)
    assert settings.retry_first / 2 <= wait <= settings.retry_longest
    assert wait_before(attempt + 1, None, chance, settings) >= wait


@given(seconds=st.integers(1, 100_000), chance=st.floats(0, 1, exclude_max=True))
def test_the_provider_is_given_the_time_that_it_asks_for_up_to_an_hour(
    seconds: int, chance: float
) -> None:
    settings = DispatchSettings()
    asked = min(timedelta(seconds=seconds), timedelta(hours=1))
    wait = wait_before(1, timedelta(seconds=seconds), chance, settings)
    assert asked <= wait <= asked * 1.1
    assert wait <= longest_wait(settings)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"delivered": 990, "complained": 10}, "complaints-over-limit"),
        ({"accepted": 900, "bounced": 100}, "bounces-over-limit"),
        ({"accepted": 997, "complained": 3}, None),
        ({"accepted": 950, "bounced": 50}, None),
        ({"accepted": 90, "bounced": 10}, None),
        ({"queued": 1000}, None),
    ],
    ids=[
        "complaints",
        "bounces",
        "0.3 % is allowed",
        "5 % is allowed",
        "too few to judge",
        "none sent",
    ],
)
def test_a_dispatch_stops_on_what_comes_back(counts, code) -> None:
    found = trouble(Reactions.to(Progress(audience=1000, counts=counts)), DispatchSettings())
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("now", "resumed", "code"),
    [
        (Reactions(300, 2, 0), Reactions(300, 2, 0), None),
        (Reactions(500, 3, 0), Reactions(300, 2, 0), None),
        (Reactions(5000, 3, 0), Reactions(300, 2, 0), None),
        (Reactions(600, 4, 0), Reactions(300, 2, 0), "complaints-over-limit"),
        (Reactions(600, 2, 60), Reactions(300, 2, 30), "bounces-over-limit"),
        (Reactions(600, 2, 16), Reactions(300, 2, 0), None),
        (Reactions(20_000, 10, 0), Reactions(300, 2, 0), None),
        (Reactions(600, 2, 20), Reactions(300, 2, 30), None),
    ],
    ids=[
        "the same",
        "too few since to judge",
        "better since",
        "as bad since: complaints",
        "as bad since: bounces",
        "worse since, and well in all",
        "a few in many since",
        "fewer than before",
    ],
)
def test_what_an_editor_resumed_it_with_does_not_stop_it_again(now, resumed, code) -> None:
    found = trouble(now, DispatchSettings(), resumed)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("now", "resumed", "code"),
    [
        (Reactions(20, 2, 0), Reactions(), "canary-complaints"),
        (Reactions(20, 2, 0), Reactions(20, 2, 0), None),
        (Reactions(20, 3, 0), Reactions(20, 2, 0), None),
        (Reactions(20, 4, 0), Reactions(20, 2, 0), "canary-complaints"),
        (Reactions(20, 0, 3), Reactions(10, 0, 3), None),
        (Reactions(20, 0, 6), Reactions(10, 0, 3), "canary-bounces"),
    ],
)
def test_nor_do_the_first_readers_whom_they_saw(now, resumed, code) -> None:
    found = canary_trouble(now, DispatchSettings(), resumed)
    assert (found.code if found else None) == code
