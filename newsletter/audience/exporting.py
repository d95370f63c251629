"""The export of all subscribers to a CSV file for spreadsheets and other tools."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import Final, TextIO

from newsletter.audience.formulas import defused
from newsletter.audience.ports import Consents
from newsletter.model.audience import Consent, Subscriber

COLUMNS: Final = (
    "email",
    "first_name",
    "language",
    "tags",
    "standing",
    "rhythm",
    "paused_until",
    "joined_at",
    "confirmed_at",
    "left_at",
    "consent",
    "consent_at",
    "consent_wording",
)
_AT_ONCE: Final = 500
_PARTING: Final = re.compile(r'[,;\t\r\n"]|^\s|\s$')  # of whichever program opens the file


class Separator(Enum):
    """The separator of cells."""

    COMMA = ","  # as most programs expect
    SEMICOLON = ";"  # as Excel expects where numbers have a decimal comma


def export(
    out: TextIO, page: Callable[[int, int], Sequence[Subscriber]], consents: Consents
) -> int:
    """Write everyone, page by page, so that no reading transaction stays open.

    Args:
        out: A text file opened with ``newline=""``.
        page: Returns at most so many people after a number.
        consents: The record. The newest entry of each person is written.

    Returns:
        How many people were written.
    """
    count = 0
    for piece, people in pieces(page, consents):
        out.write(piece)
        count += people
    return count


def pieces(
    page: Callable[[int, int], Sequence[Subscriber]],
    consents: Consents,
    separator: Separator = Separator.COMMA,
) -> Iterator[tuple[str, int]]:
    """Yield the file in pieces of some people each, with their number.

    Args:
        page: Returns at most so many people after a number.
        consents: The record. The newest entry of each person is written.
        separator: Goes between two cells.
    """
    yield _written([COLUMNS], separator), 0
    for people in _pages(page):
        newest = consents.newest_of([reader.id for reader in people])
        rows = (_row(reader, newest.get(reader.id)) for reader in people)
        yield _written(rows, separator), len(people)


def _written(rows: Iterable[Sequence[str]], separator: Separator) -> str:
    return "".join(f"{separator.value.join(map(_cell, row))}\r\n" for row in rows)


def _cell(text: str) -> str:
    """Return a cell, in quotation marks if any program might part it."""
    cell = defused(text)
    if _PARTING.search(cell) is None:
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _pages(page: Callable[[int, int], Sequence[Subscriber]]) -> Iterator[Sequence[Subscriber]]:
    after = 0
    while people := page(after, _AT_ONCE):
        yield people
        after = people[-1].id


def _row(reader: Subscriber, consent: Consent | None) -> list[str]:
    moments = (reader.paused_until, reader.joined_at, reader.confirmed_at, reader.left_at)
    return [
        str(reader.address),
        reader.first_name,
        reader.language,
        ", ".join(sorted(reader.tags)),
        reader.standing.value,
        reader.rhythm.value,
        *(moment.isoformat(timespec="seconds") if moment else "" for moment in moments),
        consent.kind if consent else "",
        consent.at.isoformat(timespec="seconds") if consent else "",
        consent.wording if consent else "",
    ]
