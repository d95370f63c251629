"""JSON of many like objects, written from columns in a fraction of the time of objects."""

from collections.abc import Mapping, Sequence
from typing import overload

import orjson

from newsletter.model.batch import Column


@overload
def in_quotes(column: str) -> str: ...


@overload
def in_quotes(column: list[str]) -> list[str]: ...


def in_quotes(column: Column) -> Column:
    """Return a column's texts as JSON writes them between quotes."""
    written = orjson.dumps(column)
    if b"\\" not in written:  # nothing to escape, as nearly always
        return column
    if isinstance(column, str):
        return written.decode()[1:-1]
    return [orjson.dumps(text).decode()[1:-1] for text in column]


def members(columns: Mapping[str, Column]) -> list[Column]:
    """Return the pieces of an object whose members are the columns, for ``write_rows``."""
    pieces: list[Column] = []
    mark = "{"
    for name, column in columns.items():
        pieces += (f'{mark}"{in_quotes(name)}":"', in_quotes(column), '"')
        mark = ","
    return [*pieces, "}"] if columns else ["{}"]


def write_rows(pieces: Sequence[Column], count: int) -> bytes:
    """Return so many rows, separated by commas, each joined from its piece of every column."""
    line: list[Column] = []
    for piece in (*pieces, ","):
        last = line[-1] if line else []
        if isinstance(piece, str) and isinstance(last, str):
            line[-1] = last + piece
        else:
            line.append(piece)
    width = len(line)
    laid: list[str] = [""] * (width * count)
    for place, piece in enumerate(line):
        laid[place::width] = [piece] * count if isinstance(piece, str) else piece
    return "".join(laid)[:-1].encode()
