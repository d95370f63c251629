"""Thousands of rows at once, written and found by statements of a fixed text.

SQLAlchemy builds each row anew and looks at each of its values, which takes several times as long
as the database needs for it. Here the values go by columns, and each different one is
converted once. No statement has more parameters than a database takes, however many rows
there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, repeat
from typing import Any, Final

import orjson
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.sql.compiler import SQLCompiler

from newsletter.store.engines import dialect_of, insert_into
from newsletter.store.schema.types import OutsideText

_AT_ONCE: Final = 500  # parameters of a search; an old SQLite takes 999


def insert_columns(
    connection: Connection,
    table: Table,
    each: Mapping[str, Sequence[object]],
    shared: Mapping[str, object],
    *unique: str,
) -> None:
    """Insert rows that are given by their columns.

    Args:
        connection: An open transaction.
        table: Where they go.
        each: The values of the columns in which the rows differ, all of one length.
        shared: The values that all rows have in common.
        unique: With these columns as in an existing row, that row is kept.
    """
    names = (*each, *shared)
    text, order = _insertion(connection.dialect.name, table, names, unique)
    values: dict[str, Iterable[object]] = {
        name: _converted(connection, table.c[name], many) for name, many in each.items()
    }
    for name, value in shared.items():
        values[name] = repeat(*_converted(connection, table.c[name], [value]))
    if rows := list(zip(*map(values.__getitem__, order), strict=False)):  # of some without an end
        connection.exec_driver_sql(text, rows)


def find_among(
    connection: Connection, by: Column[Any], values: Iterable[object], *wanted: Column[Any]
) -> Iterator[Any]:
    """Yield rows of the wanted columns, of those whose column has one of the values.

    The values are as the database has them: codes instead of members of an enum.
    """
    text = _search(connection.dialect.name, by, wanted)
    rest = iter(_converted(connection, by, list(values)))
    while some := list(islice(rest, _AT_ONCE)):
        some += repeat(some[-1], _AT_ONCE - len(some))  # the statement has a fixed number of places
        yield from connection.exec_driver_sql(text, tuple(some)).all()


def read_columns(
    connection: Connection, query: Select[Any], where: Mapping[str, object]
) -> list[list[Any]]:
    """Return the columns of a query, each with its values in the order of the rows.

    The database writes each of them as one value, in JSON. A driver would stop at every row,
    and wait each time until no other thread of Python runs.

    Args:
        connection: An open transaction.
        query: One that lives as long as the process, of texts and whole numbers only. They
            come as the database has them: codes instead of members of an enum.
        where: Its parameters.
    """
    found = connection.execute(_in_columns(connection.dialect.name, query), where).one()
    return [orjson.loads(column or "[]") for column in found]  # PostgreSQL: NULL for no rows


@lru_cache
def _in_columns(dialect: str, query: Select[Any]) -> Select[Any]:
    gathered = func.json_group_array if dialect == "sqlite" else func.json_agg
    columns: list[ColumnElement[Any]] = [
        cast(gathered(column), Text) for column in query.subquery().c
    ]
    return select(*columns)


@lru_cache
def _insertion(
    dialect: str, table: Table, names: tuple[str, ...], unique: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """Return an INSERT, and the order of its columns."""
    made = insert_into(table, dialect)
    if unique:
        made = made.on_conflict_do_nothing(index_elements=unique)
    # "inline" as many rows are inserted: no number is asked back
    compiled = made.inline().compile(dialect=dialect_of(dialect), column_keys=names)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  # narrows the type for mypy
    return str(compiled), tuple(compiled.positiontup or ())


@lru_cache
def _search(dialect: str, by: Column[Any], wanted: tuple[Column[Any], ...]) -> str:
    places = [bindparam(f"place_{number}", type_=by.type) for number in range(_AT_ONCE)]
    return str(select(*wanted).where(by.in_(places)).compile(dialect=dialect_of(dialect)))


def _converted(
    connection: Connection, column: Column[Any], values: Sequence[Any]
) -> Sequence[object]:
    """Return the values of a column as the driver takes them."""
    dialect = connection.dialect
    if isinstance(column.type, LargeBinary):  # bytes, which every driver takes
        return values
    if isinstance(column.type, OutsideText) and all(map(str.isprintable, filter(None, values))):
        return values  # nearly always
    processor = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if processor is None else list(map(_Once(processor).__getitem__, values))


class _Once(dict[object, object]):
    """Converts each different value once."""

    def __init__(self, convert: Callable[[Any], object]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: object) -> object:
        """Convert a value that was not seen before."""
        self[value] = done = self._convert(value)
        return done
