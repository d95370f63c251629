"""A file of people, opened: its tool, its columns, and its rows one by one."""

import csv
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO, Final, TextIO

from newsletter.audience.importing.beside import is_worth_it, rows_beside
from newsletter.audience.importing.candidates import Row, RowReader, address_in
from newsletter.audience.importing.columns import Column, Header, Tool, read_header
from newsletter.audience.importing.encodings import as_text
from newsletter.audience.importing.records import Record, records
from newsletter.errors import AuthorError

_DELIMITERS: Final = ";,\t|"
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # Excel's own first line


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file whose columns are known; ``rows`` may be gone through once, and closed before their end."""

    tool: Tool
    columns: tuple[Column, ...]
    unknown_columns: tuple[str, ...]
    rows: Generator[Row, None, None]


def open_people(
    stream: BinaryIO,
    name: str = "the file",
    *,
    unicode_local: bool = False,
    with_helper: bool = False,
) -> PeopleFile:
    """Read the header of a CSV file, whatever wrote it, and stand ready for its rows.

    Separated by semicolon, comma, tab or bar; UTF-8, UTF-16 or cp1252, with or
    without a mark; Excel's ``sep=`` line, quoted line ends and empty rows are
    as they should be. A file of addresses alone needs no header.

    Args:
        stream: Bytes that can be sought; it stays open as long as rows are read.
        name: How messages call the file.
        unicode_local: Take letters outside ASCII before the @, where the
            provider can carry them.
        with_helper: Let another process read the rows, where the file is large.

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
    first_row: tuple[Record, ...] = ()
    if Column.ADDRESS not in header.places:
        header = _without_header(fields, line, name)
        first_row = (Record(line, tuple(fields)),)
    reader = RowReader(header, unicode_local)
    rows: Iterator[Row] = map(reader.read, chain(first_row, records(text, delimiter, after=line)))
    if with_helper and is_worth_it(stream):
        rows = rows_beside(stream, rows, unicode_local=unicode_local)
    return PeopleFile(header.tool, tuple(header.places), header.unknown, _letting_go(rows, text))


def _letting_go(rows: Iterator[Row], text: TextIOWrapper) -> Generator[Row, None, None]:
    """The rows; at their end the stream is the caller's again, and not closed behind their back."""
    try:
        yield from rows
    finally:
        if isinstance(rows, Generator):
            rows.close()  # a helper that is left half-way must not stay
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


def _without_header(fields: Sequence[str], line: int, name: str) -> Header:
    """A header for a file whose first row is a person's already."""
    for place, field in enumerate(fields):
        if address_in(field, unicode_local=True)[0] is not None:
            return Header({Column.ADDRESS: place}, (), Tool.UNKNOWN)
    shown = ", ".join(field.strip() for field in fields[:8]) or "none"
    raise AuthorError(f"no column holds addresses; name one 'email' (found: {shown})", name, line)
