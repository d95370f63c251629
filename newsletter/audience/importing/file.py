"""An opened file of people: its tool, its columns, and its rows."""

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

_SAMPLE: Final = 500  # rows from which the columns are inferred
_NONE: Final = Overrides()


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file with known columns. ``rows`` may be iterated once, and closed early."""

    header: Header
    rows: Generator[Row, None, None]


def open_people(
    stream: BinaryIO,
    name: str = "the file",
    *,
    unicode_local: bool = False,
    overrides: Overrides = _NONE,
) -> PeopleFile:
    """Read the header of a CSV file of any tool, and prepare to read its rows.

    The separator is a semicolon, comma, tab or bar. The encoding is UTF-8, UTF-16 or
    cp1252, with or without a byte order mark. Excel's ``sep=`` line, quoted line ends and
    empty rows are handled. A file of only addresses needs no header.

    Args:
        stream: Seekable bytes. It must stay open as long as rows are read.
        name: The file's name, for messages. It may show that the file is a
            list of people who left.
        unicode_local: Accept letters outside ASCII before the @, where the
            provider can carry them.
        overrides: What the editor says about the file's columns and words.

    Raises:
        AuthorError: There is no text, no column holds addresses, or nothing
            in a column about consent is understood.
    """
    text = as_text(stream, name)
    first = read_first_lines(text)
    names = first.fields
    first_row: tuple[Record, ...] = ()
    if any(map(looks_like_address, names)):  # no header, but a person's row
        first_row = (Record(first.start, names),)
        names = ("",) * len(names)
    read = chain(first_row, records(text, first.delimiter, after=first.line))
    sample = list(islice(read, _SAMPLE))
    cells = [record.fields for record in sample if isinstance(record, Record)]
    header = read_header(names, cells, overrides, name, first.title)
    reader = RowReader(header, unicode_local=unicode_local)
    rows: Iterator[Row] = map(reader.read, chain(sample, read))
    return PeopleFile(header, _then_detached(rows, text))


def _then_detached(rows: Iterator[Row], text: TextIOWrapper) -> Generator[Row, None, None]:
    """Yield the rows, then detach the stream, so that it stays open for the caller."""
    try:
        yield from rows
    finally:
        if not text.closed:
            text.detach()
