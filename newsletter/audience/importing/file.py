"""An opened file of people: its tool, its columns, and its rows."""

import csv
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO, Final

from newsletter.audience.importing.cells import holds_address
from newsletter.audience.importing.columns import Column, Table
from newsletter.audience.importing.encodings import as_text
from newsletter.audience.importing.first_lines import read_first_lines
from newsletter.audience.importing.header import Header, read_header
from newsletter.audience.importing.headings import meaning_of
from newsletter.audience.importing.overrides import Overrides
from newsletter.audience.importing.records import Broken, Record, records
from newsletter.audience.importing.remarks import several_addresses
from newsletter.audience.importing.rows import Row, RowReader
from newsletter.audience.importing.values import looks_like_address
from newsletter.errors import AuthorError

_WITH_AN_AT: Final = re.compile(r"\S{1,64}@\S{1,253}")
_SAMPLE: Final = 500  # rows from which the columns are inferred
_NONE: Final = Overrides()
_BEGINNING: Final = 200  # characters
_OTHER_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "vCard": ("begin:vcard",),
    "LDIF": ("dn:", "version:1"),
    "RTF": ("{\\rtf",),
    "PDF": ("%pdf",),
    "JSON": ('{"', "[{", '["'),
    "HTML": ("<!doctype", "<html", "<table", "<?xml", "<meta", "<body"),
}


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
    today: date | None = None,
) -> PeopleFile:
    """Read the header of a CSV file of any tool, and prepare to read its rows.

    The separator is a semicolon, comma, tab or bar. The encoding is UTF-8, UTF-16, UTF-32,
    cp1252, cp1250, Mac Roman or cp850. Excel's ``sep=`` line, quoted line ends and
    empty rows are handled. A file of only addresses needs no header.

    Args:
        stream: Seekable bytes. It must stay open as long as rows are read.
        name: The file's name, for messages. It may show that the file is a
            list of people who left.
        unicode_local: Accept letters outside ASCII before the @, where the
            provider can carry them.
        overrides: What the editor says about the file's columns and words.
        today: To know whether a membership until some year is over.

    Raises:
        AuthorError: There is no text or no CSV, no column holds addresses, or
            nothing in a column about consent is understood.
    """
    begun = _begun(stream, name)
    header = read_header(begun.names, begun.cells, overrides, name, begun.titles)
    reader = RowReader(header, unicode_local=unicode_local, today=today)
    rows: Iterator[Row] = map(reader.read, chain(begun.sample, begun.rest))
    return PeopleFile(header, _then_detached(rows, begun.text))


def first_rows(stream: BinaryIO, name: str = "the file") -> Table:
    """Return the headings of a CSV file with its first rows, to ask what its columns hold.

    Args:
        stream: Seekable bytes.
        name: The file's name, for messages.

    Raises:
        AuthorError: There is no text.
    """
    begun = _begun(stream, name)
    begun.text.detach()
    return Table.of(begun.names, begun.cells)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file whose header row and first rows have been read."""

    text: TextIOWrapper
    titles: tuple[str, ...]
    names: tuple[str, ...]
    sample: list[Record | Broken]
    rest: Iterator[Record | Broken]

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """Return the cells of the first rows that can be read."""
        return [record.fields for record in self.sample if isinstance(record, Record)]


def _begun(stream: BinaryIO, name: str) -> _Begun:
    text = as_text(stream, name)
    _refuse_other_forms(text, name)
    first = read_first_lines(text)
    names = first.fields
    rest = records(text, first.delimiter, after=first.line)
    if _is_a_person(names):  # and no header
        rest = _people(chain((Record(first.start, names),), rest))
        names = ("",) * len(names)
    sample = list(islice(rest, _SAMPLE))
    if len(names) > 1:
        unwrap = partial(_unwrapped, delimiter=first.delimiter)
        own = list(map(unwrap, sample))
        sample, rest = own, rest if own == sample else map(unwrap, rest)
    return _Begun(text, first.titles, names, sample, rest)


def _unwrapped(row: Record | Broken, delimiter: str) -> Record | Broken:
    """Return a row with its own fields if it is in quotation marks whole.

    A spreadsheet saves one column of text so. A name, a remark, or several people in the first
    column are no row.
    """
    if isinstance(row, Broken) or delimiter not in row.fields[0] or any(row.fields[1:]):
        return row
    try:
        fields = next(csv.reader([row.fields[0]], delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        return row
    are_addresses = [looks_like_address(field) and "<" not in field for field in fields]
    is_a_row = any(are_addresses) and not all(
        one for one, field in zip(are_addresses, fields, strict=True) if field.strip()
    )
    return Record(row.line, tuple(fields)) if is_a_row else row


def _is_a_person(names: Sequence[str]) -> bool:
    """Return whether a first row has an address, and not as an example under a heading."""
    if any(looks_like_address(name) or several_addresses(name) for name in names):
        return True
    is_header = any(map(_is_heading_with_example, names))
    return not is_header and any(map(holds_address, names))


def _is_heading_with_example(name: str) -> bool:
    """Return whether a cell is like ``E-mail (naam@voorbeeld.nl)``."""
    return "@" in name and meaning_of(_WITH_AN_AT.sub(" ", name)).column is Column.ADDRESS


def _people(rows: Iterator[Record | Broken]) -> Iterator[Record | Broken]:
    """Yield the rows under no header; one of only addresses, as a mail has them, is many people."""
    before: tuple[str, ...] | None = None  # the cells before the first address
    for row in rows:
        cells = row.fields if isinstance(row, Record) else ()
        if before is None:
            before = ("",) * next((n for n, cell in enumerate(cells) if "@" in cell), 0)
        filled = [
            one for cell in cells if cell.strip() for one in several_addresses(cell) or (cell,)
        ]
        if len(filled) > 1 and all(map(holds_address, filled)):
            yield from (Record(row.line, (*before, cell)) for cell in filled)
        else:
            yield row


def _refuse_other_forms(text: TextIOWrapper, name: str) -> None:
    begins = "".join(text.read(_BEGINNING).casefold().split())
    text.seek(0)
    form = next((form for form, signs in _OTHER_FORMS.items() if begins.startswith(signs)), None)
    if form is not None:
        raise AuthorError("import-file-other-form", name, form=form)


def _then_detached(rows: Iterator[Row], text: TextIOWrapper) -> Generator[Row, None, None]:
    """Yield the rows, then detach the stream, so that it stays open for the caller."""
    try:
        yield from rows
    finally:
        if not text.closed:
            text.detach()
