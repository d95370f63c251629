"""What was handed over so far, and what was left lying by who held it."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, func, select, update

from newsletter.model.delivery import BatchState
from newsletter.store.codes import span
from newsletter.store.tables import batches, dispatches


def sending_since(
    connection: Connection, now: ColumnElement[int], provider: str
) -> timedelta | None:
    """How long ago the first mail of all was handed to a provider; ``None``: none was."""
    ago = connection.execute(
        select(now - func.min(batches.c.handed_at))
        .join(dispatches, dispatches.c.id == batches.c.dispatch)
        .where(dispatches.c.provider == provider)
    ).scalar()
    return None if ago is None else timedelta(microseconds=int(ago))


def handed_within(
    connection: Connection, now: ColumnElement[int], provider: str, reach: timedelta
) -> int:
    """How many mails were handed to a provider, notices too, in the time just past."""
    return int(
        connection.execute(
            select(func.coalesce(func.sum(batches.c.handed), 0))
            .join(dispatches, dispatches.c.id == batches.c.dispatch)
            .where(
                dispatches.c.provider.in_([provider, ""]),
                batches.c.handed_at > now - span(reach),
            )
        ).scalar_one()
    )


def cut_waits(
    connection: Connection, now: ColumnElement[int], lease: timedelta, longest: timedelta
) -> int:
    """Shorten every wait and lease that a wrong clock made longer than the rules can; how many."""
    due = now + span(longest)
    cut = connection.execute(
        update(batches)
        .where(
            batches.c.state.in_((BatchState.PENDING, BatchState.IN_DOUBT)),
            batches.c.due_at > due,
        )
        .values(due_at=due)
    ).rowcount
    over = now + span(lease)
    cut += connection.execute(
        update(batches)
        .where(batches.c.state == BatchState.SENDING, batches.c.leased_until > over)
        .values(leased_until=over)
    ).rowcount
    return cut


def sweep(connection: Connection, now: ColumnElement[int]) -> int:
    """Batches whose lease is over: in doubt if bytes may have left, else waiting again. How many."""
    over = (batches.c.state == BatchState.SENDING, batches.c.leased_until <= now)
    again = connection.execute(
        update(batches)
        .where(*over, batches.c.handed_at.is_(None))
        .values(state=BatchState.PENDING, leased_until=0, handed=0)
    ).rowcount
    doubted = connection.execute(
        update(batches)
        .where(*over)
        .values(
            state=BatchState.IN_DOUBT,
            leased_until=0,
            due_at=now,
            why="the sender was interrupted",
        )
    ).rowcount
    return again + doubted
