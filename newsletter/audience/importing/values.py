"""What single cells mean: languages, tags and moments."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from newsletter.audience.importing.columns import plain_name, word_set

_LANGUAGES: Final[dict[str, str]] = {
    "nederlands": "nl",
    "dutch": "nl",
    "vlaams": "nl",
    "niederländisch": "nl",
    "engels": "en",
    "english": "en",
    "englisch": "en",
    "duits": "de",
    "german": "de",
    "deutsch": "de",
    "frans": "fr",
    "french": "fr",
    "français": "fr",
}
_LANGUAGE_TAG: Final = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*")
_LONGEST_TAG: Final = 50
_MOST_TAGS: Final = 50
_DAY_FIRST: Final = ("%d-%m-%Y", "%d.%m.%Y")
_TIMES: Final = ("", " %H:%M", " %H:%M:%S")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
_ADDRESS: Final = re.compile(r"(?:[^<>]*<|mailto:|MAILTO:)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+>?")
_TWELVE: Final = 12  # months; a greater number is a day
# A year with other numbers or a month's name; a day, a month and a short year; a spreadsheet's
# day number or a Unix time, neither of which can be a yes or a no.
_DATE: Final = re.compile(
    r"(?=.*\d.*\D)(?:.*\D)?(?:19|20)\d\d(?:[-/. T]\d.*|\D*|\D.*)"
    r"|\d{1,2}[-/. ](?:\d{1,2}|[^\W\d]{3,9}\.?)[-/. ]\d{2}(?:\D.*)?"
    r"|[^\W\d]{3,9}\.?[-/ ](?:19|20)\d\d"
    r"|[2-5]\d{4}(?:\.\d+)?|1\d{9}(?:\d{3})?|(?:19|20)\d\d|(?:19|20)\d{6}(?:T?\d{4,6}Z?)?"
)
_LETTERS: Final = re.compile(r"[^\W\d]+")
_MONTHS_AND_DAYS: Final = word_set(
    "jan feb fev mar maa mrt mae apr avr may mei mai jun jui jul aug aou sep oct okt nov dec dez"
    " mon tue wed thu fri sat sun din woe don vri zat zon die mit fre sam son lun mer jeu ven dim"
)
_BESIDE_A_DATE: Final = word_set(
    "t z utc gmt cet cest am pm st nd rd th uur uhr om um at a le h de ma di wo do vr za zo mo mi fr sa so"
)
# What programs write for a date that is missing: the zero of databases, of Unix and of spreadsheets.
_NO_DATE: Final = re.compile(
    r"(?:(?:0{4}|0001)[-/.]\d\d[-/.]\d\d|00[-/.]00[-/.]0{4}"
    r"|(?:1970|1900|1753)[-/.]0?1[-/.]0?[01]|0?[01][-/.]0?1[-/.](?:1970|1900|1753)"
    r"|1899[-/.]12[-/.]3[01]|3[01][-/.]12[-/.]1899)(?:\D.*)?"
)


def language_of(cell: str) -> str | None:
    """Return the language as two letters, if the cell names one."""
    if not cell:
        return None
    word = cell.casefold()
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    found = _LANGUAGE_TAG.fullmatch(word)
    return found[1] if found else None


def tags_of(cell: str) -> frozenset[str]:
    """Return the tags in a cell, separated by comma, semicolon or bar.

    They are in lower case and without quotation marks.
    """
    if not cell:
        return frozenset()
    parts = (tag(part) for part in re.split(r"[,;|]", cell)[:_MOST_TAGS])
    return frozenset(part for part in parts if part)


def tag(text: str) -> str:
    """Return a tag as it is stored.

    It is in lower case, with single spaces, no leading signs and at most 50 letters.
    """
    return " ".join(text.split()).strip("\"'=+@ ").casefold()[:_LONGEST_TAG].strip()


def moment_of(cell: str) -> datetime | None:
    """Return the moment in a cell, in UTC. One without a zone is taken as UTC.

    ``None`` if it is ambiguous: ``03/04/2024`` is in March for some and in April for others.
    """
    if not cell or not cell[0].isdigit():
        return None
    try:
        return _in_utc(datetime.fromisoformat(cell.removesuffix(" UTC")))
    except ValueError:
        pass
    slashed = _SLASHED.fullmatch(cell)
    if slashed is not None:
        return _slashed(slashed)
    return _in_forms(cell, _DAY_FIRST)


def looks_like_address(cell: str) -> bool:
    """Return whether a cell looks like an address."""
    return "@" in cell and _ADDRESS.fullmatch(cell.strip(" ='\",;")) is not None


def is_date(cell: str) -> bool:
    """Return whether a cell holds a date, in any format."""
    if _DATE.fullmatch(cell) is None or is_no_date(cell):
        return False
    words = map(plain_name, _LETTERS.findall(cell))
    return all(word in _BESIDE_A_DATE or word[:3] in _MONTHS_AND_DAYS for word in words)


def is_no_date(cell: str) -> bool:
    """Return whether it is ``0000-00-00`` or ``1970-01-01``, as programs write a missing date."""
    return _NO_DATE.fullmatch(cell) is not None


def _slashed(found: re.Match[str]) -> datetime | None:
    first, second = int(found[1]), int(found[2])
    if first <= _TWELVE and second <= _TWELVE and first != second:
        return None
    day, month = (first, second) if first > _TWELVE else (second, first)
    return _in_forms(f"{day}-{month}-{found[3]}{found[4]}", _DAY_FIRST[:1])


def _in_forms(cell: str, days: Sequence[str]) -> datetime | None:
    for day in days:
        for time in _TIMES:
            try:
                return _in_utc(datetime.strptime(cell, day + time).replace(tzinfo=UTC))
            except ValueError:
                continue
    return None


def _in_utc(moment: datetime) -> datetime | None:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:  # year 1 with an offset
        return None
