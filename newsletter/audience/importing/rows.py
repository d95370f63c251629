"""A file of people, opened: its tool, its columns, and its rows one by one."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from typing import BinaryIO, Final, TextIO, TypeAlias

from newsletter.audience.addresses import parse
from newsletter.audience.importing.columns import Column, Header, Tool, read_header
from newsletter.audience.importing.encodings import as_text
from newsletter.audience.importing.records import Broken, records
from newsletter.audience.importing.values import (
    Told,
    language_of,
    moment_of,
    standing_of,
    tags_of,
)
from newsletter.audience.names import first_name, first_of
from newsletter.errors import AuthorError, BadAddress
from newsletter.model.address import EmailAddress

_DELIMITERS: Final = ";,\t|"
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # Excel's own first line
# "Anna <anna@…>", 'anna@…, mailto:anna@…, with spaces that cannot be seen: all common in spreadsheets
_ANGLED: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
_UNSEEN: Final = dict.fromkeys((0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person that a file names; what it does not tell is empty.

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
class PeopleFile:
    """A file whose columns are known; ``rows`` may be gone through once."""

    tool: Tool
    columns: tuple[Column, ...]
    unknown_columns: tuple[str, ...]
    rows: Iterator[Row]


def open_people(stream: BinaryIO, name: str = "the file") -> PeopleFile:
    """Read the header of a CSV file, whatever wrote it, and stand ready for its rows.

    Separated by semicolon, comma, tab or bar; UTF-8, UTF-16 or cp1252, with or
    without a mark; Excel's ``sep=`` line, quoted line ends and empty rows are
    as they should be. A file of addresses alone needs no header.

    Args:
        stream: Bytes that can be sought; it stays open as long as rows are read.
        name: How messages call the file.

    Raises:
        AuthorError: No text, or no column holds addresses.
    """
    text = as_text(stream, name)
    first, line = _first_line(text)
    separator = _SEPARATOR_LINE.fullmatch(first.strip("\r\n"))
    if separator is not None:
        first, line = _first_line(text, line)
    delimiter = separator[1] if separator else _delimiter(first)
    fields = next(csv.reader([first], delimiter=delimiter, skipinitialspace=True), [])
    header = read_header(fields)
    if Column.ADDRESS in header.places:
        rows = _rows(text, delimiter, header, line)
    else:
        header, rows = _without_header(text, delimiter, fields, line, name)
    return PeopleFile(header.tool, tuple(header.places), header.unknown, _letting_go(rows, text))


def _letting_go(rows: Iterator[Row], text: TextIOWrapper) -> Iterator[Row]:
    """The rows; at their end the stream is the caller's again, and not closed behind their back."""
    try:
        yield from rows
    finally:
        if not text.closed:
            text.detach()


def _first_line(text: TextIO, after: int = 0) -> tuple[str, int]:
    """The next line that holds anything, and its number."""
    line = after
    while written := text.readline(1 << 16):
        line += 1
        if written.strip(" \t\r\n;,"):
            return written, line
    return "", line


def _delimiter(first: str) -> str:
    """The sign under which the header says the most."""

    def known(delimiter: str) -> tuple[int, int]:
        fields = next(csv.reader([first], delimiter=delimiter, skipinitialspace=True), [])
        return len(read_header(fields).places), len(fields)

    return max(_DELIMITERS, key=known)


def _without_header(
    text: TextIO, delimiter: str, fields: Sequence[str], line: int, name: str
) -> tuple[Header, Iterator[Row]]:
    for place, field in enumerate(fields):
        if _address(field)[0] is not None:
            header = Header({Column.ADDRESS: place}, (), Tool.UNKNOWN)
            return header, _chained(
                _row(line, fields, header), _rows(text, delimiter, header, line)
            )
    shown = ", ".join(field.strip() for field in fields[:8]) or "none"
    raise AuthorError(f"no column holds addresses; name one 'email' (found: {shown})", name, line)


def _chained(first: Row, others: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from others


def _rows(text: TextIO, delimiter: str, header: Header, before: int) -> Iterator[Row]:
    for record in records(text, delimiter):
        if isinstance(record, Broken):
            yield Refused(before + record.line, record.reason)
        else:
            yield _row(before + record.line, record.fields, header)


def _row(line: int, fields: Sequence[str], header: Header) -> Row:
    cells = _NO_CELLS.copy()  # a million rows: looking up is cheaper than asking whether
    for column, place in header.places.items():
        if place < len(fields):
            cells[column] = _seen(fields[place])
    written = cells[Column.ADDRESS]
    address, beside = _address(written)
    if address is None:
        return Refused(line, beside, written[:200])
    try:
        told = standing_of(cells, header.tool)
    except ValueError as error:
        return Refused(line, str(error), written[:200])
    return Candidate(
        line=line,
        address=address,
        first_name=first_name(cells[Column.FIRST_NAME])
        or first_of(cells[Column.FULL_NAME] or beside),
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


def _address(written: str) -> tuple[EmailAddress | None, str]:
    """The address with the name that stands beside it, or none and the reason."""
    text = _seen(written)
    if not text:
        return None, "the row has no address"
    angled = _ANGLED.fullmatch(text) if "<" in text else None
    name = angled["name"].strip(' "') if angled else ""
    bare = (angled["address"] if angled else text).strip().removeprefix("mailto:").lstrip("'")
    try:
        return parse(bare), name
    except BadAddress as error:
        return None, str(error)
