"""Splits lines into records. A stray quotation mark costs only one row."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO

from newsletter.message import Message

_LONGEST_LINE: Final = 1 << 16  # characters; a file without line ends must not fill the memory
_MOST_LINES: Final = 50  # of one record; beyond that, a quotation mark was never closed


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one row, and the line of the file where it starts."""

    line: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read."""

    line: int
    reason: Message


class _Lines:
    """Feeds lines to the CSV reader and remembers those of the current record."""

    def __init__(self, text: TextIO, after: int) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.line = after + 1
        self.unfinished = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        """Return the next line of the record.

        Raises:
            StopIteration: The text ends, or the record has no end.
        """
        if len(self.taken) >= _MOST_LINES or (self.taken and len(self.taken[-1]) > _LONGEST_LINE):
            self.unfinished = True
            raise StopIteration
        line = self._waiting.popleft() if self._waiting else self._text.readline(_LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line

    def start(self) -> None:
        """Start a new record."""
        self.line += len(self.taken)
        self.taken = []
        self.unfinished = False

    def give_back(self) -> None:
        """Give back all lines but the first of a record that was never closed."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def skip_line(self) -> None:
        """Skip the rest of a line that is too long."""
        while rest := self._text.readline(_LONGEST_LINE):
            if rest.endswith(("\n", "\r")):
                return


def records(text: TextIO, delimiter: str, *, after: int = 0) -> Iterator[Record | Broken]:
    """Yield every row that holds anything. Empty rows are skipped.

    Args:
        text: The rest of a file.
        delimiter: The separator between two fields.
        after: How many of the file's lines were read before.
    """
    lines = _Lines(text, after)
    while True:
        lines.start()
        try:
            fields = next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
        except StopIteration:
            return
        except csv.Error as error:
            lines.give_back()
            yield Broken(lines.line, Message("row-unreadable", reason=str(error)))
            continue
        if broken := _broken_record(lines):
            yield broken
        elif any(field.strip() for field in fields):
            yield Record(lines.line, tuple(fields))


def _broken_record(lines: _Lines) -> Broken | None:
    if lines.taken and len(lines.taken[0]) > _LONGEST_LINE:
        lines.give_back()
        if not lines.taken[0].endswith(("\n", "\r")):
            lines.skip_line()
        return Broken(lines.line, Message("row-line-too-long", limit=_LONGEST_LINE))
    if lines.unfinished:
        lines.give_back()
        return Broken(lines.line, Message("row-quote-not-closed"))
    return None
