"""Spares readers of a cancelled dispatch: their batches are never sent.

If everything had been handed over when a dispatch was cancelled, nobody is spared, and it
ends as if it had not been cancelled.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, exists, select, update

from newsletter.message import Message
from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import DispatchState
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED
from newsletter.store.schema.sending import IS_APART, approvals, batches, deliveries, dispatches

_CANCELLED = Message("skipped-cancelled").to_text()
_OPEN = (BatchState.PENDING, BatchState.SENDING, BatchState.IN_DOUBT, BatchState.HELD)


def has_open_batches(connection: Connection, *which: ColumnElement[bool]) -> bool:
    """Return whether any batch of these dispatches is still open."""
    query = (
        select(batches.c.number)
        .join(dispatches, dispatches.c.id == batches.c.dispatch)
        .where(batches.c.state.in_(_OPEN), *which)
        .limit(1)
    )
    return connection.execute(query).first() is not None


def spare(connection: Connection, dispatch: int, at: datetime) -> int:
    """Skip the readers of all waiting batches, and return how many.

    There is one update for each batch, which is a range of the primary key.
    """
    waiting = connection.execute(
        select(batches.c.number, batches.c.first, batches.c.last)
        .where(batches.c.dispatch == dispatch, batches.c.state == BatchState.PENDING)
        .with_for_update()
    ).all()
    if not waiting:
        return 0
    spared = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.dispatch == dispatch,
            deliveries.c.subscriber.between(bindparam("from_first"), bindparam("to_last")),
            deliveries.c.state == QUEUED,
        )
        .values(state=SKIPPED, at=at, detail=_CANCELLED),
        [{"from_first": row.first, "to_last": row.last} for row in waiting],
    ).rowcount
    connection.execute(
        update(batches)
        .where(batches.c.dispatch == dispatch, batches.c.number == bindparam("the_number"))
        .values(state=BatchState.CANCELLED),
        [{"the_number": row.number} for row in waiting],
    )
    return spared


def spare_if_cancelled(connection: Connection, dispatch: int, at: datetime) -> None:
    """Spare a returned batch if its dispatch was cancelled meanwhile."""
    state = connection.execute(
        select(dispatches.c.state).where(dispatches.c.id == dispatch)
    ).scalar_one()
    if state is DispatchState.CANCELLED:
        spare(connection, dispatch, at)


def finish_cancelled(connection: Connection, at: datetime) -> None:
    """Spare batches that were requeued just when their dispatch was cancelled.

    Also end the dispatches that turn out to have spared nobody; see ``end_unspared``.
    """
    left = (
        select(batches.c.dispatch)
        .join(dispatches, dispatches.c.id == batches.c.dispatch)
        .where(batches.c.state == BatchState.PENDING, dispatches.c.state == DispatchState.CANCELLED)
        .distinct()
    )
    for dispatch in connection.execute(left).scalars().all():
        spare(connection, dispatch, at)
    end_unspared(connection)


def end_unspared(connection: Connection, *which: ColumnElement[bool]) -> None:
    """Mark cancelled dispatches that reached everybody as sent.

    A dispatch stays cancelled if its issue may be approved again, because something is
    open, was spared or was refused, or if it was approved or dispatched since.
    """
    newer = dispatches.alias()
    unsent = exists().where(
        batches.c.dispatch == dispatches.c.id, batches.c.state.in_((*_OPEN, BatchState.CANCELLED))
    )
    refused = exists().where(
        deliveries.c.dispatch == dispatches.c.id,
        deliveries.c.state == OUTCOME[Outcome.REFUSED],
        IS_APART,  # so that the index is used
    )
    connection.execute(
        update(dispatches)
        .where(
            dispatches.c.state == DispatchState.CANCELLED,
            dispatches.c.provider != "",  # the others are known from the journal alone
            ~unsent,
            ~refused,
            ~exists().where(approvals.c.issue == dispatches.c.issue),
            ~exists().where(newer.c.issue == dispatches.c.issue, newer.c.id > dispatches.c.id),
            *which,
        )
        .values(state=DispatchState.GOING, why="")
    )
