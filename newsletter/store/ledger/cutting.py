"""Cuts the deliveries of a dispatch into batches, whose members are fixed for ever."""

from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, insert, literal, select, update

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import Canary
from newsletter.store.schema.sending import batches, deliveries, dispatches


def cut_batches(
    connection: Connection, dispatch: int, size: int, canary: Canary | None = None
) -> None:
    """Cut the deliveries of a dispatch into batches with fixed members.

    The canary is the readers who joined last, because the addresses of a list that was
    just imported are among them. Its batches come first, and hold nobody else.
    """
    theirs = select(deliveries.c.subscriber).where(deliveries.c.dispatch == dispatch)
    first = _first_batches(connection, dispatch, size, canary)
    if first is None:
        _cut(connection, dispatch, theirs, size)
        return
    _cut(connection, dispatch, theirs.where(deliveries.c.subscriber >= first.since), size)
    behind = theirs.where(deliveries.c.subscriber < first.since)
    _cut(connection, dispatch, behind, size, after=first.batches)


class _FirstBatches(NamedTuple):
    batches: int
    since: int  # the first of their readers


def _first_batches(
    connection: Connection, dispatch: int, size: int, canary: Canary | None
) -> _FirstBatches | None:
    """Store which batches are the canary of a dispatch, and return them, if it has one."""
    if canary is None:
        return None
    theirs = select(deliveries.c.subscriber).where(deliveries.c.dispatch == dispatch)
    count = theirs.with_only_columns(func.count())
    readers = canary.size(int(connection.execute(count).scalar_one()))
    if not readers:
        return None
    newest_first = theirs.order_by(deliveries.c.subscriber.desc())
    since = connection.execute(newest_first.limit(1).offset(readers - 1)).scalar_one()
    first = _FirstBatches(ceil(readers / size), since)
    of_it = update(dispatches).where(dispatches.c.id == dispatch)
    connection.execute(of_it.values(canary=first.batches))
    return first


def _cut(
    connection: Connection, dispatch: int, theirs: Select[tuple[int]], size: int, after: int = 0
) -> None:
    """Store the batches of some deliveries of a dispatch, with the numbers that follow ``after``."""
    cut = _by_look_ups if connection.dialect.name == "sqlite" else _by_places
    each = cut(theirs, size).subquery()
    chosen = select(
        literal(dispatch),
        each.c.number + after,
        literal(BatchState.PENDING, batches.c.state.type),
        each.c.first,
        each.c.last,
        each.c.members,
    )
    columns = ["dispatch", "number", "state", "first", "last", "members"]
    connection.execute(insert(batches).from_select(columns, chosen))


def _by_places(theirs: Select[tuple[int]], size: int) -> Select[Any]:
    """Return number, first, last and members of each batch, by the place of every reader."""
    place = func.row_number().over(order_by=deliveries.c.subscriber) - 1
    ranked = theirs.add_columns(place.label("place")).subquery()
    number = (ranked.c.place // size + 1).label("number")
    return select(
        number,
        func.min(ranked.c.subscriber).label("first"),
        func.max(ranked.c.subscriber).label("last"),
        func.count().label("members"),
    ).group_by(number)


def _by_look_ups(theirs: Select[tuple[int]], size: int) -> Select[Any]:
    """Return the same as ``_by_places``, by a look-up of where each batch ends.

    SQLite takes a tenth of the time for it, unless there are a few readers to a batch.
    PostgreSQL would plan the look-ups without statistics of these rows, which are new.
    """
    in_order = theirs.order_by(deliveries.c.subscriber).limit(1)
    batch = select(
        literal(1).label("number"),
        in_order.scalar_subquery().label("first"),
        in_order.offset(size - 1).scalar_subquery().label("last"),  # none if it is not full
    ).cte(recursive=True)
    behind = in_order.where(deliveries.c.subscriber > batch.c.last)
    following = select(
        batch.c.number + 1,
        behind.scalar_subquery(),
        behind.offset(size - 1).scalar_subquery(),
    ).where(batch.c.last.is_not(None))
    batch = batch.union_all(following)
    rest = theirs.where(deliveries.c.subscriber >= batch.c.first)
    last = rest.with_only_columns(func.max(deliveries.c.subscriber)).scalar_subquery()
    members = rest.with_only_columns(func.count()).scalar_subquery()
    return select(
        batch.c.number,
        batch.c.first,
        func.coalesce(batch.c.last, last).label("last"),
        case((batch.c.last.is_not(None), size), else_=members).label("members"),
    ).where(batch.c.first.is_not(None))
