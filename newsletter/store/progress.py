"""The progress of a dispatch: every recipient in exactly one state."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    func,
    literal,
    null,
    select,
    union_all,
)

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, Delivery, DeliveryState, Progress
from newsletter.store.codes import AS_BATCH, OWN, QUEUED
from newsletter.store.database import Database
from newsletter.store.schema.sending import batches, deliveries, subscribers
from newsletter.store.subscribers.rows import read_address

_IS_MEMBER = and_(
    deliveries.c.dispatch == batches.c.dispatch,
    deliveries.c.subscriber.between(batches.c.first, batches.c.last),
)

_WITHOUT_ID = (DeliveryState.SKIPPED, DeliveryState.SUPERSEDED, DeliveryState.REFUSED)


class Counts:
    """Counts of deliveries, always computed from rows. No counter is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def progress(self, dispatch: int) -> Progress:
        """Return the number of recipients in each state. The sum is the audience."""
        with self._database.read() as connection:
            by_batch = _batches_by_state(connection, dispatch)
            counts = _notices(connection) if dispatch == NOTICES else _people(connection, dispatch)
        return Progress(
            audience=sum(counts.values()),
            counts={state: counts[state] for state in DeliveryState if counts[state]},
            batches=by_batch,
        )

    def handed(self, dispatch: int) -> tuple[int, int]:
        """Return the number of recipients in settled batches, and of all recipients.

        It is fast, because only batches are counted.
        """
        with self._database.read() as connection:
            row = connection.execute(
                select(
                    func.coalesce(
                        func.sum(batches.c.members).filter(batches.c.state == BatchState.SENT), 0
                    ),
                    func.coalesce(func.sum(batches.c.members), 0),
                ).where(batches.c.dispatch == dispatch)
            ).one()
        return int(row[0]), int(row[1])

    def obstacles(self, dispatch: int, limit: int = 3) -> tuple[str, ...]:
        """Return why batches still wait, deduplicated."""
        waiting = (BatchState.PENDING, BatchState.IN_DOUBT, BatchState.HELD)
        query = (
            select(batches.c.why)
            .where(
                batches.c.dispatch == dispatch,
                batches.c.state.in_(waiting),
                func.coalesce(batches.c.why, "") != "",
            )
            .distinct()
            .order_by(batches.c.why)
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def people(
        self, dispatch: int, state: DeliveryState, *, after: int = 0, limit: int = 500
    ) -> tuple[Delivery, ...]:
        """Return up to ``limit`` people in one state by number, after the number ``after``."""
        own = [code for code, name in OWN.items() if name == state]
        shared = [batch for batch, name in AS_BATCH.items() if name == state]
        with self._database.read() as connection:
            boxes = connection.execute(_boxes(dispatch)).all()
            rows = _listed(connection, dispatch, after, limit, deliveries.c.state.in_(own))
            rows += _as_their_batch(connection, dispatch, after, limit, shared, boxes)
        rows.sort(key=lambda row: row.subscriber)
        starts = [box.first for box in boxes]
        return tuple(
            _delivery(row, boxes[bisect_right(starts, row.subscriber) - 1]) for row in rows[:limit]
        )


def _boxes(dispatch: int) -> Select[Any]:
    return select(batches).where(batches.c.dispatch == dispatch).order_by(batches.c.first)


def _as_their_batch(
    connection: Connection,
    dispatch: int,
    after: int,
    limit: int,
    states: Sequence[BatchState],
    boxes: Sequence[Row[Any]],
) -> list[Row[Any]]:
    """Return the recipients without a state of their own, batch by batch.

    A single statement that joins ranges takes a minute if nobody is in the state.
    """
    found: list[Row[Any]] = []
    for box in boxes:
        if box.state in states and box.last > after and len(found) < limit:
            inside = deliveries.c.subscriber.between(box.first, box.last)
            rest = limit - len(found)
            found += _listed(
                connection, dispatch, after, rest, inside, deliveries.c.state == QUEUED
            )
    return found


def _listed(
    connection: Connection, dispatch: int, after: int, limit: int, *rules: ColumnElement[bool]
) -> list[Row[Any]]:
    query = (
        select(deliveries, subscribers.c.address)
        .outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(deliveries.c.dispatch == dispatch, deliveries.c.subscriber > after, *rules)
        .order_by(deliveries.c.subscriber)
        .limit(limit)
    )
    return list(connection.execute(query).all())


def _batches_by_state(connection: Connection, dispatch: int) -> dict[BatchState, int]:
    query = (
        select(batches.c.state, func.count())
        .where(batches.c.dispatch == dispatch)
        .group_by(batches.c.state)
    )
    return dict(connection.execute(query).all())


def _people(connection: Connection, dispatch: int) -> Counter[DeliveryState]:
    """Count all recipients in one statement, and therefore at one moment.

    The rows of each batch are counted in a subquery. For a join on ranges PostgreSQL
    may choose a plan that takes a minute and a half for a million readers.
    """
    many = queued_in_batch().label("many")
    each = select(batches.c.state, many).where(batches.c.dispatch == dispatch).subquery()
    query = union_all(
        select(each.c.state, literal(QUEUED), func.sum(each.c.many)).group_by(each.c.state),
        select(null(), deliveries.c.state, func.count())
        .where(deliveries.c.dispatch == dispatch, deliveries.c.state != QUEUED)
        .group_by(deliveries.c.state),
    )
    counts: Counter[DeliveryState] = Counter()
    for batch, own, many in connection.execute(query):
        counts[_name(batch, own)] += int(many)
    return counts


def queued_in_batch() -> ScalarSelect[int]:
    """Return the number of recipients of a row of ``batches`` without a state of their own."""
    return (
        select(func.count())
        .select_from(deliveries)
        .where(_IS_MEMBER, deliveries.c.state == QUEUED)
        .scalar_subquery()
    )


def _notices(connection: Connection) -> Counter[DeliveryState]:
    found = _batches_by_state(connection, NOTICES)
    return Counter({AS_BATCH[state]: many for state, many in found.items()})


def _name(batch: BatchState, own: int) -> DeliveryState:
    return AS_BATCH[batch] if own == QUEUED else OWN[own]


def _delivery(row: Row[Any], box: Row[Any]) -> Delivery:
    state = _name(box.state, row.state)
    unsettled = box.state in (BatchState.IN_DOUBT, BatchState.HELD)
    return Delivery(
        subscriber=row.subscriber,
        address=None if row.address is None else read_address(row.address),
        state=state,
        batch=box.number,
        at=row.at,
        provider_id=row.provider_id or (box.provider_id or "" if state not in _WITHOUT_ID else ""),
        detail=row.detail or (box.why or "" if unsettled else ""),
    )
