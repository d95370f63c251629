from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.slots import (
    ScheduleSettings,
    Slot,
    SlotTime,
    moment,
    occurrences,
)
from newsletter.errors import ConfigError
from tests.builders.refusals import refused

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SUNDAY_MORNING = Slot(6, time(8))


def coming(text: str, after: datetime, number: int, zone: ZoneInfo = AMSTERDAM) -> list[SlotTime]:
    return list(islice(occurrences([Slot.parse(text)], zone, after), number))


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("sun 08:00", SUNDAY_MORNING),
        ("zo 08:00", SUNDAY_MORNING),
        ("Zondag 8:00", SUNDAY_MORNING),
        ("Sunday at 08.00", SUNDAY_MORNING),
        ("zondag om 08:00", SUNDAY_MORNING),
        (" ma. 07:30 ", Slot(0, time(7, 30))),
        ("tue 00:00", Slot(1, time(0))),
        ("wo 23:59", Slot(2, time(23, 59))),
        ("do 12:00", Slot(3, time(12))),
        ("fri 12:00", Slot(4, time(12))),
        ("za 12:00", Slot(5, time(12))),
    ],
)
def test_a_slot_is_a_day_in_dutch_or_english_and_a_time(text: str, slot: Slot) -> None:
    assert Slot.parse(text) == slot
    assert Slot.parse(str(slot)) == slot


@pytest.mark.parametrize(
    "text", ["", "sun", "08:00", "sunn 08:00", "sun 24:00", "sun 08:60", "sun 8", "dim 08:00"]
)
def test_what_is_no_slot_is_refused_with_an_example(text: str) -> None:
    with refused(ConfigError, "such as 'sun 08:00'"):
        Slot.parse(text)


def test_two_slots_on_one_day_are_refused_because_a_date_is_the_key_of_one_dispatch() -> None:
    with refused(ConfigError, "sun 08:00, sun 18:00"):
        ScheduleSettings(slots=(SUNDAY_MORNING, Slot(6, time(18))))


def test_a_negative_grace_is_refused() -> None:
    with refused(ConfigError, "grace"):
        ScheduleSettings(grace=timedelta(hours=-1))


def test_eight_in_the_morning_stays_eight_over_both_changes_of_the_clocks() -> None:
    spring = coming("sun 08:00", datetime(2026, 3, 20, tzinfo=UTC), 3)
    assert [slot.at.hour for slot in spring] == [7, 6, 6]
    autumn = coming("sun 08:00", datetime(2026, 10, 12, tzinfo=UTC), 3)
    assert [slot.at.hour for slot in autumn] == [6, 7, 7]
    assert all(slot.at.astimezone(AMSTERDAM).hour == 8 for slot in spring + autumn)


def test_an_hour_that_comes_twice_is_one_slot_at_the_first_of_them() -> None:
    twice, next_week = coming("sun 02:30", datetime(2026, 10, 20, tzinfo=UTC), 2)
    assert twice == SlotTime(date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert next_week.date == date(2026, 11, 1)


def test_between_the_two_half_past_twos_the_slot_of_that_date_is_over() -> None:
    between = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # 02:00 for the second time
    assert coming("sun 02:30", between, 1)[0].date == date(2026, 11, 1)


def test_an_hour_that_does_not_come_is_the_moment_when_the_gap_ends() -> None:
    (slot,) = coming("sun 02:30", datetime(2026, 3, 28, tzinfo=UTC), 1)
    assert slot == SlotTime(date(2026, 3, 29), datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
    assert slot.at.astimezone(AMSTERDAM).time() == time(3)


def test_a_date_that_does_not_come_keeps_its_key_and_goes_when_the_gap_ends() -> None:
    apia = ZoneInfo("Pacific/Apia")  # went from 29 to 31 December 2011 over the date line
    (slot,) = coming("fri 08:00", datetime(2011, 12, 29, 20, tzinfo=UTC), 1, apia)
    assert slot.date == date(2011, 12, 30)
    assert slot.at.astimezone(apia) == datetime(2011, 12, 31, tzinfo=apia)


def test_the_clock_of_lord_howe_jumps_by_half_an_hour() -> None:
    howe = ZoneInfo("Australia/Lord_Howe")
    assert moment(date(2026, 10, 4), time(2, 15), howe).astimezone(howe).time() == time(2, 30)


def test_without_slots_nothing_is_coming_and_at_the_end_of_time_nothing_breaks() -> None:
    assert list(occurrences([], AMSTERDAM, datetime(2026, 1, 1, tzinfo=UTC))) == []
    end = datetime(9999, 12, 1, tzinfo=UTC)
    assert len(list(occurrences([SUNDAY_MORNING], AMSTERDAM, end))) <= 5


def test_a_slot_that_begins_this_second_is_not_coming_any_more() -> None:
    at = datetime(2026, 1, 4, 7, tzinfo=UTC)
    assert coming("sun 08:00", at, 1)[0].date == date(2026, 1, 11)
    assert coming("sun 08:00", at - timedelta(seconds=1), 1)[0].at == at


SLOTS = st.builds(
    Slot,
    st.integers(0, 6),
    st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0)),
)
ZONES = st.sampled_from(
    [
        "Europe/Amsterdam",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "UTC",
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis takes its bounds without a zone


@settings(max_examples=60)
@given(st.lists(SLOTS, min_size=1, max_size=7), ZONES, MOMENTS)
def test_slots_come_in_order_after_the_moment_each_date_once_and_each_week(
    slots: list[Slot], zone: ZoneInfo, after: datetime
) -> None:
    days = len({slot.weekday for slot in slots})
    found = list(islice(occurrences(slots, zone, after), 2 * days))
    assert all(slot.at > after for slot in found)
    assert found == sorted(found, key=lambda slot: slot.at)
    dates = [slot.date for slot in found]
    assert len(set(dates)) == len(dates)
    assert {when.weekday() for when in dates} == {slot.weekday for slot in slots}
    assert dates[days] - dates[0] == timedelta(days=7)


@settings(max_examples=60)
@given(SLOTS, ZONES, MOMENTS)
def test_a_slot_stands_at_its_own_local_time_or_else_where_a_gap_ends(
    slot: Slot, zone: ZoneInfo, near: datetime
) -> None:
    at = moment(near.date(), slot.time, zone)
    local = at.astimezone(zone).replace(tzinfo=None)
    just_before = (at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    wanted = datetime.combine(near.date(), slot.time)
    assert local == wanted or just_before < wanted < local
