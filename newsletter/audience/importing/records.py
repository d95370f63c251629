"""Splits lines into records. A stray quotation mark costs only one row."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

from newsletter.message import Message

_LONGEST_LINE: Final = 1 << 16  # characters; a file without line ends must not fill the memory
_MOST_LINES: Final = 50  # of one record; beyond that, a quotation mark was never closed


class Record(NamedTuple):
    """The fields of one row, and the line of the file where it starts."""

    line: int
    fields: tuple[str, ...]


class Broken(NamedTuple):
    """A row that cannot be read."""

    line: int
    reason: Message


class _Lines:
    """Feeds lines to a CSV reader and remembers those of the current record."""

    def __init__(self, text: TextIO, after: int) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.line = after + 1
        self.unfinished = False
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        """Yield lines until the text ends, or until a record has no end."""
        self.unfinished = False
        taken, waiting, readline = self.taken, self._waiting, self._text.readline
        while not taken or (len(taken) < _MOST_LINES and len(taken[-1]) <= _LONGEST_LINE):
            line = waiting.popleft() if waiting else readline(_LONGEST_LINE + 1)
            if not line:
                self.ended = True
                return
            taken.append(line)
            yield line
        self.unfinished = True

    def start(self) -> None:
        """Start a new record."""
        self.line += len(self.taken)
        self.taken.clear()

    def give_back(self) -> None:
        """Give back all lines but the first of a record that was never closed."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        self.ended = False

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
    while not lines.ended:
        try:  # one reader for many rows: it begins anew after each, also after one without an end
            for fields in csv.reader(lines, delimiter=delimiter, skipinitialspace=True):
                if broken := _broken_record(lines):
                    yield broken
                elif any(map(str.strip, fields)):
                    yield Record(lines.line, tuple(fields))
                lines.start()
        except csv.Error as error:
            lines.give_back()
            yield Broken(lines.line, Message("row-unreadable", reason=str(error)))
            lines.start()


def _broken_record(lines: _Lines) -> Broken | None:
    if len(lines.taken[0]) > _LONGEST_LINE:
        lines.give_back()
        if not lines.taken[0].endswith(("\n", "\r")):
            lines.skip_line()
        return Broken(lines.line, Message("row-line-too-long", limit=_LONGEST_LINE))
    if lines.unfinished or lines.ended:  # a record that has an end needs no line after it
        lines.give_back()
        return Broken(lines.line, Message("row-quote-not-closed"))
    return None
