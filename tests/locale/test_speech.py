from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime
from babel.lists import format_list

from newsletter.locale import speech
from newsletter.locale.catalogue import languages
from newsletter.message import Message

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVERY_DAY = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 365, 6)]

in_every_language = pytest.mark.parametrize("language", languages())


class OddGap(Enum):
    NO_SLOTS = 1


@in_every_language
def test_days_and_months_are_named_as_cldr_names_them(language: str) -> None:
    for day in EVERY_DAY:
        assert speech.day(day, language) == format_date(day, "EEEE d MMMM y", locale=language)


@in_every_language
def test_a_table_s_moments_are_short(language: str) -> None:
    for day in EVERY_DAY:
        at = datetime(day.year, day.month, day.day, 8, 5, tzinfo=UTC)
        expected = format_datetime(at, "EEE dd MMM y HH:mm", locale=language)
        assert speech.short_moment(at, language) == expected.replace(".", "").lower()


@in_every_language
@pytest.mark.parametrize("words", [[], ["a"], ["a", "b"], ["a", "b", "c"]], ids=len)
def test_a_list_is_written_as_cldr_has_it(words: list[str], language: str) -> None:
    assert speech.listed(words, language) == format_list(words, locale=language)


def test_a_moment_is_read_on_the_clock_that_it_carries() -> None:
    at = datetime(2026, 3, 8, 7, tzinfo=UTC).astimezone(AMSTERDAM)
    assert speech.written(at, "nl") == "zondag 8 maart 2026 om 08:00"
    assert speech.written(at, "en") == "Sunday 8 March 2026 at 08:00"
    assert speech.spoken_moment(at, "nl") == "zondag 8 maart om 08:00"
    assert speech.spoken_moment(at, "zz") == "Sunday 8 March at 08:00"


@pytest.mark.parametrize(
    ("value", "dutch"),
    [
        (1234, "1234"),
        (0.5, "0,5"),
        (2.0, "2"),
        (date(2026, 3, 8), "zondag 8 maart 2026"),
        (timedelta(hours=6), "6 uur"),
        ((1, 2, 3), "1, 2 en 3"),
        (("a.md", "b.md"), "a.md en b.md"),
        (Message.in_own_words("550 no"), "550 no"),
        ((Message.in_own_words("550 no"), Message.in_own_words("551")), "550 no\n551"),
    ],
    ids=str,
)
def test_a_value_in_a_dutch_sentence(value: object, dutch: str) -> None:
    assert speech.written(value, "nl") == dutch  # type: ignore[arg-type]  # any of its kinds


def test_a_member_is_said_by_the_code_of_its_name() -> None:
    assert Message.of(OddGap.NO_SLOTS).code == "odd-gap-no-slots"


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (timedelta(minutes=30), "30 minuten", "30 minutes"),
        (timedelta(minutes=90), "90 minuten", "90 minutes"),
        (timedelta(hours=1), "1 uur", "1 hour"),
        (timedelta(hours=36), "36 uur", "36 hours"),
        (timedelta(days=7), "7 dagen", "7 days"),
        (timedelta(days=90), "90 dagen", "90 days"),
        (timedelta(days=365), "1 jaar", "1 year"),
        (timedelta(days=5 * 365), "5 jaar", "5 years"),
    ],
)
def test_a_term_is_not_rounded(value: timedelta, nl: str, en: str) -> None:
    assert (speech.term(value, "nl"), speech.term(value, "en")) == (nl, en)


@pytest.mark.parametrize(
    ("days", "dutch", "english"),
    [
        ([date(2026, 12, 20)], "op 20 december", "on 20 December"),
        (
            [date(2026, 12, 20), date(2026, 12, 27)],
            "op 20 en 27 december",
            "on 20 and 27 December",
        ),
        (
            [date(2026, 12, 20), date(2026, 12, 27), date(2027, 1, 3)],
            "op 20 en 27 december en op 3 januari",
            "on 20 and 27 December and on 3 January",
        ),
        (
            [*(date(2026, 12, day) for day in (13, 20, 27)), date(2027, 1, 3), date(2027, 2, 7)],
            "op 13, 20 en 27 december, op 3 januari en op 7 februari",
            "on 13, 20, and 27 December, on 3 January, and on 7 February",
        ),
        (
            [date(2026, 3, 1), date(2027, 3, 1)],
            "op 1 maart en op 1 maart",
            "on 1 March and on 1 March",
        ),
    ],
)
def test_dates_are_listed_month_by_month(days: list[date], dutch: str, english: str) -> None:
    assert speech.on_dates(days, "nl") == dutch
    assert speech.on_dates(days, "en") == english
