"""How far a dispatch is: every recipient in exactly one state, counted and listed from the rows."""

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, STATES, Delivery, Progress
from newsletter.store.arriving import read_address
from newsletter.store.database import Database
from newsletter.store.tables import batches, deliveries, subscribers
from newsletter.store.types import OUTCOME, QUEUED, SKIPPED

# A delivery whose own state is QUEUED is as its batch is.
_AS_BATCH = {
    BatchState.PENDING: "queued",
    BatchState.SENDING: "sending",
    BatchState.SENT: "accepted",
    BatchState.IN_DOUBT: "in doubt",
    BatchState.HELD: "held",
    BatchState.CANCELLED: "cancelled",
}
_OWN = {SKIPPED: "skipped"} | {code: outcome.value for outcome, code in OUTCOME.items()}
_IS_MEMBER = and_(
    deliveries.c.dispatch == batches.c.dispatch,
    deliveries.c.subscriber.between(batches.c.first, batches.c.last),
)


class Counts:
    """Numbers that a person can trust: each is counted from rows, none is kept beside them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def progress(self, dispatch: int) -> Progress:
        """Every recipient in one state; the counts sum to the audience."""
        with self._database.read() as connection:
            by_batch = _batches_by_state(connection, dispatch)
            counts = _notices(connection) if dispatch == NOTICES else _people(connection, dispatch)
        return Progress(
            audience=sum(counts.values()),
            counts={state: counts[state] for state in STATES if counts[state]},
            batches=by_batch,
        )

    def handed(self, dispatch: int) -> tuple[int, int]:
        """A quick look for a progress bar: recipients in settled batches, and all. From the batches alone."""
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
        """Why batches still wait, in the provider's or our words, each reason once."""
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
        self, dispatch: int, state: str, *, after: int = 0, limit: int = 500
    ) -> tuple[Delivery, ...]:
        """Up to ``limit`` of those in one state, by number; ask again from the last one."""
        query = (
            select(
                deliveries.c.subscriber,
                deliveries.c.state,
                deliveries.c.at,
                deliveries.c.provider_id,
                deliveries.c.detail,
                subscribers.c.address,
                batches.c.number,
                batches.c.state.label("batch_state"),
                batches.c.provider_id.label("batch_id"),
                batches.c.why,
            )
            .join_from(batches, deliveries, _IS_MEMBER)
            .outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber)
            .where(batches.c.dispatch == dispatch, deliveries.c.subscriber > after, _is_in(state))
            .order_by(deliveries.c.subscriber)
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(_delivery(row) for row in connection.execute(query))


def _is_in(state: str) -> ColumnElement[bool]:
    rules = [deliveries.c.state == code for code, name in _OWN.items() if name == state]
    rules += [
        and_(deliveries.c.state == QUEUED, batches.c.state == batch)
        for batch, name in _AS_BATCH.items()
        if name == state
    ]
    return or_(*rules)


def _batches_by_state(connection: Connection, dispatch: int) -> dict[BatchState, int]:
    query = (
        select(batches.c.state, func.count())
        .where(batches.c.dispatch == dispatch)
        .group_by(batches.c.state)
    )
    return dict(connection.execute(query).all())


def _people(connection: Connection, dispatch: int) -> Counter[str]:
    query = (
        select(batches.c.state, deliveries.c.state, func.count())
        .join_from(batches, deliveries, _IS_MEMBER)
        .where(batches.c.dispatch == dispatch)
        .group_by(batches.c.state, deliveries.c.state)
    )
    counts: Counter[str] = Counter()
    for batch, own, many in connection.execute(query):
        counts[_name(batch, own)] += many
    return counts


def _notices(connection: Connection) -> Counter[str]:
    found = _batches_by_state(connection, NOTICES)
    return Counter({_AS_BATCH[state]: many for state, many in found.items()})


def _name(batch: BatchState, own: int) -> str:
    return _AS_BATCH[batch] if own == QUEUED else _OWN[own]


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    state = _name(row.batch_state, row.state)
    unsettled = row.batch_state in (BatchState.IN_DOUBT, BatchState.HELD)
    return Delivery(
        subscriber=row.subscriber,
        address=None if row.address is None else read_address(row.address),
        state=state,
        batch=row.number,
        at=row.at,
        provider_id=row.provider_id
        or (row.batch_id or "" if state not in ("skipped", "refused") else ""),
        detail=row.detail or (row.why or "" if unsettled else ""),
    )
