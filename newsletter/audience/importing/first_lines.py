"""The first lines of a file: a title, Excel's separator line, and the header row."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TextIO

from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.headings import meaning_of
from newsletter.audience.importing.values import looks_like_address

_DELIMITERS: Final = ";,\t|"
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_LONGEST_LINE: Final = 1 << 16  # characters
_MOST_TITLES: Final = 10
_MOST_LINES: Final = 10  # of one header row with line ends in its cells


@dataclass(frozen=True, slots=True)
class FirstLines:
    """What comes before the rows.

    Attributes:
        fields: The header row, or the first row of a file that has none.
        delimiter: The separator between two fields.
        start: The line on which ``fields`` start, from 1.
        line: How many lines were read.
        titles: The lines of one text above the header row, as spreadsheets and exports have them.
    """

    fields: tuple[str, ...]
    delimiter: str
    start: int
    line: int
    titles: tuple[str, ...] = ()


def read_first_lines(text: TextIO) -> FirstLines:
    """Read up to and including the header row."""
    first, start, line = _next_line(text, 0)
    separator = _SEPARATOR_LINE.fullmatch(first.strip("\r\n"))
    if separator is not None:
        first, start, line = _next_line(text, line)
    titles, (first, start, line) = _with_titles(text, (first, start, line))
    delimiter = separator[1] if separator else _delimiter(first)
    fields = _fields(first, delimiter)
    if len(fields) == 1 and _known(inner := _fields(fields[0], _delimiter(fields[0]))) > 1:
        fields, delimiter = inner, _delimiter(fields[0])  # the whole row is in quotation marks
    return FirstLines(tuple(fields), delimiter, start, line, titles)


def _with_titles(
    text: TextIO, first: tuple[str, int, int]
) -> tuple[tuple[str, ...], tuple[str, int, int]]:
    """Return the lines above the header row, and that row, or the first line if none is found."""
    titles: tuple[str, ...] = ()
    place, found, lines = text.tell(), first, 0
    is_one_text, has_address = True, False
    while found[0] and lines <= _MOST_TITLES:
        fields = _fields(found[0], _delimiter(found[0]))
        columns = [meaning_of(field).column for field in fields]
        filled = [field.strip() for field in fields if field.strip()]
        if any(map(looks_like_address, filled)):
            if has_address or looks_like_address(filled[0]):
                break  # a person's row
            has_address = True  # of a practice, if a header row follows
        elif Column.ADDRESS in columns or (is_one_text and len(columns) - columns.count(None) > 1):
            return titles, found
        is_one_text = is_one_text and len(filled) == 1
        titles = (*titles, *filled) if len(filled) == 1 else titles
        lines += 1
        found = _next_line(text, found[2])
    text.seek(place)
    return (), first


def _next_line(text: TextIO, after: int) -> tuple[str, int, int]:
    """Return the next non-empty line, its start, and how many lines were read.

    A line end between quotation marks belongs to it.
    """
    line = after
    while written := text.readline(_LONGEST_LINE):
        line += 1
        if not written.strip(" \t\r\n;,|"):
            continue
        start = line
        place = text.tell()
        whole, lines = written, line
        while whole.count('"') % 2 and lines - start < _MOST_LINES:
            more = text.readline(_LONGEST_LINE)
            if not more:
                break
            whole, lines = whole + more, lines + 1
        is_open = bool(whole.count('"') % 2)
        if is_open or (lines > start and not _is_one_row(whole)):  # a stray sign in this line only
            text.seek(place)
            return written, start, line
        return whole, start, lines
    return "", line, line


def _is_one_row(lines: str) -> bool:
    """Return whether the line ends within a text are quoted, with any of the separators."""
    return any(_fields(lines, one) for one in _DELIMITERS)


def _fields(line: str, delimiter: str) -> list[str]:
    """Return the fields of a row, or none if the text is not one row with this separator."""
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []


def _known(fields: Sequence[str]) -> int:
    return sum(meaning_of(field).column is not None for field in fields)


def _delimiter(line: str) -> str:
    """Return the separator with which a line names the most columns, or has the most addresses."""

    def found(delimiter: str) -> tuple[int, int, int]:
        fields = _fields(line, delimiter)
        addresses = sum(map(looks_like_address, fields))
        return _known(fields), addresses, sum(bool(field.strip()) for field in fields)

    return max(_DELIMITERS, key=found)
