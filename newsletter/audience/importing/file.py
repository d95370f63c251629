"""A file of people, opened: its tool, its columns, and its rows one by one."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO, Final

from newsletter.audience.importing.encodings import as_text
from newsletter.audience.importing.first_lines import read_first_lines
from newsletter.audience.importing.header import Header, read_header
from newsletter.audience.importing.overrides import Overrides
from newsletter.audience.importing.records import Record, records
from newsletter.audience.importing.rows import Row, RowReader
from newsletter.audience.importing.values import looks_like_address

_SAMPLE: Final = 500  # rows by which the columns are understood
_NONE: Final = Overrides()


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file whose columns are known; ``rows`` may be gone through once, and closed before their end."""

    header: Header
    rows: Generator[Row, None, None]


def open_people(
    stream: BinaryIO,
    name: str = "the file",
    *,
    unicode_local: bool = False,
    overrides: Overrides = _NONE,
) -> PeopleFile:
    """Read the header of a CSV file, whatever wrote it, and stand ready for its rows.

    Separated by semicolon, comma, tab or bar; UTF-8, UTF-16 or cp1252, with or
    without a mark; Excel's ``sep=`` line, quoted line ends and empty rows are
    as they should be. A file of addresses alone needs no header.

    Args:
        stream: Bytes that can be sought; it stays open as long as rows are read.
        name: The file's name: messages use it, and it may say that it is a
            list of people who left.
        unicode_local: Take letters outside ASCII before the @, where the
            provider can carry them.
        overrides: What the editor says of the file's columns and words.

    Raises:
        AuthorError: No text, no column holds addresses, or a column speaks of
            consent and nothing in it is understood.
    """
    text = as_text(stream, name)
    first = read_first_lines(text)
    names = first.fields
    first_row: tuple[Record, ...] = ()
    if any(map(looks_like_address, names)):  # no header, but somebody's row
        first_row = (Record(first.start, names),)
        names = ("",) * len(names)
    read = chain(first_row, records(text, first.delimiter, after=first.line))
    sample = list(islice(read, _SAMPLE))
    cells = [record.fields for record in sample if isinstance(record, Record)]
    header = read_header(names, cells, overrides, name, first.title)
    reader = RowReader(header, unicode_local=unicode_local)
    rows: Iterator[Row] = map(reader.read, chain(sample, read))
    return PeopleFile(header, _letting_go(rows, text))


def _letting_go(rows: Iterator[Row], text: TextIOWrapper) -> Generator[Row, None, None]:
    """The rows; at their end the stream is the caller's again, and not closed behind their back."""
    try:
        yield from rows
    finally:
        if not text.closed:
            text.detach()
