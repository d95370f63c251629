"""The sending pace of each provider over all processes (GCRA), and the sweep of leases."""

from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from newsletter.message import Message
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import CLOCKS_DIFFER
from newsletter.store.codes import micros, span
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import batches, dispatches, pace

_LEASED = (BatchState.SENDING, BatchState.IN_DOUBT, BatchState.HELD)
_WAITING = 1_000  # more workers than this never wait for one provider at the same time


class Pace:
    """The generic cell rate algorithm in one row: the time of the next free slot.

    Args:
        database: Where the row is.
        now: The present time as SQL, in microseconds; by default the database's clock.
    """

    def __init__(self, database: Database, now: ColumnElement[int] | None = None) -> None:
        self._database = database
        self._now = database.now if now is None else now

    def reserve(self, provider: str, emails: int, emails_per_second: float) -> timedelta:
        """Reserve room for a number of emails, and return how long to wait.

        A row by which more than ``_WAITING`` such reservations are ahead of this one was
        written under a wrong clock.
        """
        cost = _cost(emails, emails_per_second)
        now = self._now
        free_at = _earlier(pace.c.free_at, now + _WAITING * cost)
        with self._database.write() as connection:
            connection.execute(
                insert_or_leave(connection, pace, "provider"), {"provider": provider, "free_at": 0}
            )
            wait = connection.execute(
                update(pace)
                .where(pace.c.provider == provider)
                .values(free_at=_later(free_at, now) + cost)
                .returning(pace.c.free_at - cost - now)
            ).scalar_one()
        return timedelta(microseconds=max(0, int(wait)))

    def give_back(self, provider: str, emails: int, emails_per_second: float) -> None:
        """Give back reserved room that was not used."""
        if emails > 0:
            with self._database.write() as connection:
                connection.execute(
                    update(pace)
                    .where(pace.c.provider == provider)
                    .values(free_at=pace.c.free_at - _cost(emails, emails_per_second))
                )


def _cost(emails: int, emails_per_second: float) -> int:
    return round(emails / emails_per_second * 1_000_000)


def _earlier(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return case((one < other, one), else_=other)


def _later(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return case((one > other, one), else_=other)


def true_moment(now: ColumnElement[int], theirs: ColumnElement[int]) -> ColumnElement[int]:
    """Return the provider's time if the database's clock differs from it, else the latter.

    If ``theirs`` is NULL, the provider's time is unknown.
    """
    apart = span(CLOCKS_DIFFER)  # a comparison with NULL is never true
    return case((or_(theirs < now - apart, theirs > now + apart), theirs), else_=now)


def present(now: ColumnElement[int], theirs: datetime | None) -> ColumnElement[int]:
    """Return the present moment by the clock by which a hand-over is recorded now."""
    return now if theirs is None else true_moment(now, literal(micros(theirs), BigInteger))


def sending_since(
    connection: Connection, now: ColumnElement[int], provider: str
) -> timedelta | None:
    """Return how long before ``now`` the first mail was handed to a provider, or ``None``.

    It is never negative: a clock that was ahead may have been set right since.
    """
    ago = connection.execute(
        select(now - func.min(batches.c.handed_at))
        .join(dispatches, dispatches.c.id == batches.c.dispatch)
        .where(dispatches.c.provider == provider)
    ).scalar()
    return None if ago is None else timedelta(microseconds=max(0, int(ago)))


def handed_within(
    connection: Connection, now: ColumnElement[int], provider: str, reach: timedelta
) -> int:
    """Return how many mails, with notices, were handed to a provider in the ``reach`` before now."""
    return int(
        connection.execute(
            select(func.coalesce(func.sum(batches.c.handed), 0))
            .join(dispatches, dispatches.c.id == batches.c.dispatch)
            .where(
                dispatches.c.provider.in_([provider, ""]),
                batches.c.handed_at > now - span(reach),
                # one far ahead was recorded under a wrong clock, and would count for years
                batches.c.handed_at < now + span(reach),
            )
        ).scalar_one()
    )


def cut_waits(
    connection: Connection, now: ColumnElement[int], lease: timedelta, longest: timedelta
) -> int:
    """Shorten waits and leases that a wrong clock made too long. Return how many."""
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
        .where(batches.c.state.in_(_LEASED), batches.c.leased_until > over)
        .values(leased_until=over)
    ).rowcount
    return cut


def sweep(connection: Connection, now: ColumnElement[int]) -> int:
    """End expired leases, and return how many.

    A batch is in doubt if bytes may have been sent. Otherwise it waits again. A lease that
    expires between the two statements is left for the next sweep.
    """
    over = (batches.c.state == BatchState.SENDING, batches.c.leased_until <= now)
    again = connection.execute(
        update(batches)
        .where(*over, batches.c.handed_at.is_(None))
        .values(state=BatchState.PENDING, leased_until=0, handed=0)
    ).rowcount
    doubted = connection.execute(
        update(batches)
        .where(*over, batches.c.handed_at.is_not(None))
        .values(
            state=BatchState.IN_DOUBT,
            leased_until=0,
            due_at=now,
            why=Message("sender-interrupted").to_text(),
        )
    ).rowcount
    return again + doubted
