"""One row of a file as a person to take in, or as a refusal with its reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from newsletter.audience.addresses import parse
from newsletter.audience.importing.columns import Column, Header
from newsletter.audience.importing.records import Broken, Record
from newsletter.audience.importing.values import (
    Told,
    language_of,
    moment_of,
    standing_of,
    tags_of,
)
from newsletter.audience.names import first_of, listed_first_name
from newsletter.errors import BadAddress
from newsletter.model.address import EmailAddress

# "Anna <anna@…>", 'anna@…, mailto:anna@…, with spaces that cannot be seen: all common in spreadsheets
_ANGLED: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
_UNSEEN: Final = dict.fromkeys((0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")


class Candidate(NamedTuple):
    """A person that a file names; what it does not tell is empty.

    A named tuple, since a million are made, and sent from process to process.

    Attributes:
        line: Where the row starts in the file, from 1.
        told: What the other tool knew of their standing.
        network: The address that consent came from there, as written.
    """

    line: int
    address: EmailAddress
    first_name: str = ""
    language: str | None = None
    tags: frozenset[str] = frozenset()
    told: Told = Told.SUBSCRIBED
    joined_at: datetime | None = None
    confirmed_at: datetime | None = None
    left_at: datetime | None = None
    network: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken in: where, why, and how its address was written."""

    line: int
    reason: str
    written: str = ""


Row: TypeAlias = Candidate | Refused


@dataclass(frozen=True, slots=True)
class RowReader:
    """What a row means under one header; plain data, so that a worker process can have it.

    Attributes:
        unicode_local: Take letters outside ASCII before the @.
    """

    header: Header
    unicode_local: bool = False

    def read(self, record: Record | Broken) -> Row:
        """The person of one row."""
        if isinstance(record, Broken):
            return Refused(record.line, record.reason)
        return _row(record.line, record.fields, self.header, self.unicode_local)


def _row(line: int, fields: Sequence[str], header: Header, unicode_local: bool) -> Row:
    cells = _NO_CELLS.copy()  # a million rows: looking up is cheaper than asking whether
    for column, place in header.places.items():
        if place < len(fields):
            cells[column] = _seen(fields[place])
    written = cells[Column.ADDRESS]
    address, beside = address_in(written, unicode_local=unicode_local)
    if address is None:
        return Refused(line, beside, written[:200])
    try:
        told = standing_of(cells, header.tool)
    except ValueError as error:
        return Refused(line, str(error), written[:200])
    return Candidate(
        line=line,
        address=address,
        first_name=listed_first_name(cells[Column.FIRST_NAME], address.local)
        or first_of(cells[Column.FULL_NAME] or beside, address.local),
        language=language_of(cells[Column.LANGUAGE]),
        tags=tags_of(cells[Column.TAGS]),
        told=told,
        joined_at=moment_of(cells[Column.JOINED]),
        confirmed_at=moment_of(cells[Column.CONFIRMED]),
        left_at=moment_of(cells[Column.LEFT] or cells[Column.CLEANED]),
        network=cells[Column.NETWORK][:45],
    )


_NO_CELLS: Final = dict.fromkeys(Column, "")


def _seen(field: str) -> str:
    """What a person sees of a cell."""
    return (field if field.isascii() else field.translate(_UNSEEN)).strip()


def address_in(written: str, *, unicode_local: bool = False) -> tuple[EmailAddress | None, str]:
    """The address with the name that stands beside it, or none and the reason."""
    text = _seen(written)
    if not text:
        return None, "the row has no address"
    angled = _ANGLED.fullmatch(text) if "<" in text else None
    name = angled["name"].strip(' "') if angled else ""
    bare = (angled["address"] if angled else text).strip().removeprefix("mailto:").lstrip("'")
    try:
        return parse(bare, unicode_local=unicode_local), name
    except BadAddress as error:
        return None, str(error)
