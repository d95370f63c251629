"""When mails were handed over, in intervals that fit in a chart."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsletter.app.handed_over import by_interval

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EIGHT = datetime(2026, 12, 6, 7, tzinfo=UTC)  # 08:00 in Amsterdam


def test_of_nothing_there_is_no_chart() -> None:
    assert by_interval([], AMSTERDAM) is None


@pytest.mark.parametrize(
    ("lasts", "step"),
    [
        (timedelta(seconds=50), timedelta(minutes=1)),
        (timedelta(minutes=29), timedelta(minutes=1)),
        (timedelta(minutes=31), timedelta(minutes=5)),
        (timedelta(hours=3), timedelta(minutes=15)),
        (timedelta(hours=20), timedelta(hours=1)),
        (timedelta(days=9), timedelta(days=1)),
    ],
)
def test_stretches_are_as_short_as_fit(lasts: timedelta, step: timedelta) -> None:
    found = by_interval([(EIGHT, 3), (EIGHT + lasts, 4)], AMSTERDAM)
    assert found is not None
    assert (found.step, found.total) == (step, 7)
    assert len(found.intervals) <= 31


def test_stretches_without_mail_are_there_and_begin_by_the_publications_clock() -> None:
    moments = [
        (EIGHT + timedelta(minutes=1, seconds=20), 50),
        (EIGHT + timedelta(minutes=1, seconds=40), 50),
        (EIGHT + timedelta(minutes=3), 7),
    ]
    found = by_interval(moments, AMSTERDAM)
    assert found is not None
    shown = [(f"{one.begins:%H:%M}", one.count) for one in found.intervals]
    assert shown == [("08:01", 100), ("08:02", 0), ("08:03", 7)]
    assert (found.most, found.first, found.last) == (100, moments[0][0], moments[2][0])


def test_a_mail_that_a_wrong_clock_recorded_years_off_does_not_fill_the_chart_with_days() -> None:
    found = by_interval([(EIGHT, 3), (datetime(1970, 1, 1, tzinfo=UTC), 4)], AMSTERDAM)
    assert found is not None
    assert [one.count for one in found.intervals] == [4, 3]


def test_when_the_clock_goes_back_no_mail_is_lost() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    found = by_interval([(before, 1), (before + timedelta(hours=1), 2)], AMSTERDAM)
    assert found is not None
    assert found.total == 3
