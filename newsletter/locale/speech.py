"""Turns messages into sentences, with numbers, dates and lists as in CLDR.

The names of days and months are listed here because importing Babel takes longer
than most commands run. A test compares them with Babel's. Babel formats durations.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

from newsletter.locale.catalogue import SOURCE, choose, translations
from newsletter.locale.sentences import Found, Plural, by_code
from newsletter.message import Datum, Message

_DAYS: Final = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_SHORT_DAYS: Final = {"nl": "ma di wo do vr za zo", "en": "Mon Tue Wed Thu Fri Sat Sun"}
_SHORT_MONTHS: Final = {
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}
_NUMBERS: Final = {
    "nl": "één twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "en": "one two three four five six seven eight nine ten eleven twelve",
}
_AND: Final = {"nl": "en", "en": "and"}
_ON: Final = {"nl": "op", "en": "on"}  # before a date
_AT: Final = {"nl": "om", "en": "at"}  # before a time of day


def written(value: Datum, language: str) -> str:
    """Return a value as a sentence in this language contains it.

    Args:
        value: A number, a day, a moment (on the clock of its zone), a list …
        language: A language of the catalogue.
    """
    match value:
        case str() | Path():
            return str(value)
        case Message():
            return say(value, language)
        case Enum():
            return say(Message.of(value), language)
        case int():
            return str(value)
        case float():
            return number(value, language)
        case datetime():
            return moment(value, language)
        case date():
            return day(value, language)
        case timedelta():
            return duration(value, language)
        case _:
            return _all(value, language)


def _all(values: Sequence[str | int | Message], language: str) -> str:
    """Return words as a list in a sentence, or messages one per line."""
    if values and all(isinstance(each, Message) for each in values):
        return "\n".join(written(each, language) for each in values)
    return listed([written(each, language) for each in values], language)


def listed(words: Sequence[str], language: str) -> str:
    """Return words as a sentence lists them: ``a, b, and c``."""
    if len(words) < 2:  # a list of one needs no "and"
        return "".join(words)
    comma = "," if language == SOURCE and len(words) > 2 else ""  # "a and b", "a, b, and c"
    return f"{', '.join(words[:-1])}{comma} {_AND[language]} {words[-1]}"


def number(value: float, language: str) -> str:
    """Return a number with the language's decimal sign."""
    return f"{value:g}".replace(".", "," if language == "nl" else ".")


def spelled(value: int, language: str) -> str:
    """Return a whole number for running text: in words up to twelve, if known, else in digits."""
    words = _NUMBERS.get(language.partition("-")[0].lower(), "").split()
    return words[value - 1] if 0 < value <= len(words) else str(value)


def weekday(number: int, language: str) -> str:
    """Return the name of a day of the week, 0 for Monday."""
    return _DAYS[choose(language)][number]


def day(value: date, language: str) -> str:
    """Return a day in full: ``Sunday 8 March 2026``."""
    month = _MONTHS[language].split()[value.month - 1]
    return f"{_DAYS[language][value.weekday()]} {value.day} {month} {value.year}"


def day_of_year(value: date, language: str) -> str:
    """Return a day without its year: ``Sunday 8 March``; in English if the language is unknown."""
    return day(value, choose(language)).rpartition(" ")[0]


def on_dates(values: Sequence[date], language: str) -> str:
    """Return dates as a sentence lists them, month by month.

    In English, ``on 20 and 27 December and on 3 January``.
    """
    known = choose(language)
    months, on = _MONTHS[known].split(), _ON[known]
    parts = []
    for (_, month), days in groupby(values, lambda one: (one.year, one.month)):
        within = listed([str(one.day) for one in days], known)
        parts.append(f"{on} {within} {months[month - 1]}")
    return listed(parts, known)


def moment(value: datetime, language: str) -> str:
    """Return a time in full, on the clock of its zone: ``Sunday 8 March 2026 at 08:00``."""
    return f"{day(value, language)} {_AT[language]} {value:%H:%M}"


def spoken_moment(value: datetime, language: str) -> str:
    """Return a time without its year, on the clock of its zone: ``Sunday 8 March at 08:00``."""
    return f"{day_of_year(value, language)} {_AT[choose(language)]} {value:%H:%M}"


def short_moment(value: datetime, language: str) -> str:
    """Return a time for a table, on the clock of its zone: ``sun 08 mar 2026 08:00``."""
    weekday = _SHORT_DAYS[language].split()[value.weekday()]
    month = _SHORT_MONTHS[language].split()[value.month - 1]
    return f"{weekday} {value:%d} {month} {value:%Y %H:%M}".lower()


def duration(value: timedelta, language: str) -> str:
    """Return a duration, rounded to the largest unit that fits: ``6 hours``."""
    from babel.dates import format_timedelta

    return format_timedelta(value, threshold=1, locale=language)


def term(value: timedelta, language: str) -> str:
    """Return a duration without rounding, in the largest unit without a remainder: ``30 minutes``."""
    from babel.dates import format_timedelta

    unit: Literal["day", "hour", "minute"] = "day"
    if value % timedelta(days=1):
        unit = "minute" if value % timedelta(hours=1) else "hour"
    is_years = unit == "day" and value.days and value.days % 365 == 0
    # how many of a unit there must be, so that no smaller one is used
    return format_timedelta(
        value, granularity=unit, threshold=1 if is_years else 1_000_000, locale=choose(language)
    )


def say(message: Message, language: str) -> str:
    """Return the sentence of a message.

    Args:
        message: The message.
        language: Such as ``nl``. For a language that the catalogue lacks, English is used.

    Returns:
        The sentence; or code and data, if another version stored the message and this
        one has no sentence for it.
    """
    language, data = choose(language), message.data
    try:
        sentence = translated(by_code()[message.code], data, language)
        return sentence.format_map({name: written(value, language) for name, value in data.items()})
    except KeyError:
        return str(message)


def translated(found: Found, data: Mapping[str, object], language: str) -> str:
    """Return a sentence in a language, with its values still in braces."""
    catalogue = translations(language, found.subject)
    match found.sentence:
        case Plural(one, many, number):
            count = data[number]
            if not isinstance(count, int):
                raise TypeError(f"{number} is {count!r}; a plural needs a whole number")
            return catalogue.ngettext(one, many, count)
        case str() as sentence:
            return catalogue.gettext(sentence)
