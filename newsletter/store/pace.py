"""One pace for all threads, processes and machines that use a provider (GCRA), and who does the chores."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, or_, select, update

from newsletter.store.arriving import insert_or_leave
from newsletter.store.codes import span
from newsletter.store.database import Database
from newsletter.store.tables import chores, pace

_WAITING = 1_000  # more workers than this never wait for one provider at the same time
_CLOCKS_DIFFER = timedelta(minutes=5)  # between two machines in order


class Pace:
    """The generic cell rate algorithm in one row: the moment from which the way is free.

    Args:
        database: Where the row is.
        now: The SQL of the moment in microseconds; by default the database's clock.
    """

    def __init__(self, database: Database, now: ColumnElement[int] | None = None) -> None:
        self._database = database
        self._now = database.now if now is None else now

    def reserve(self, provider: str, emails: int, emails_per_second: float) -> timedelta:
        """Reserve room for that many; how long to wait before they may leave.

        A row that says more than ``_WAITING`` such reservations are ahead of
        this one was written under a wrong clock.
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
        """Room that was reserved and is not used after all."""
        if emails > 0:
            with self._database.write() as connection:
                connection.execute(
                    update(pace)
                    .where(pace.c.provider == provider)
                    .values(free_at=pace.c.free_at - _cost(emails, emails_per_second))
                )


class Chores:
    """Who does what has to be done once for all processes, and when it was last done."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def take(self, name: str, holder: str, lease: timedelta) -> bool:
        """Whether ``holder`` has this chore until the lease is over; it may take it again before."""
        now = self._database.now
        with self._database.write() as connection:
            connection.execute(
                insert_or_leave(connection, chores, "name"),
                {"name": name, "holder": "", "until": 0},
            )
            taken = connection.execute(
                update(chores)
                .where(
                    chores.c.name == name,
                    or_(
                        chores.c.until <= now,
                        chores.c.until > now + span(lease),  # set under a wrong clock
                        chores.c.holder == holder,
                    ),
                )
                .values(holder=holder, until=now + span(lease))
            )
        return bool(taken.rowcount)

    def leave(self, name: str, holder: str) -> None:
        """Let another process have it at once."""
        with self._database.write() as connection:
            connection.execute(
                update(chores)
                .where(chores.c.name == name, chores.c.holder == holder)
                .values(until=0)
            )

    def is_due(self, name: str, every: timedelta) -> bool:
        """Whether a chore was not done for that long, by the clock of people.

        One that was done in the future was done under a wrong clock, and is due.
        """
        done = self.last_done(name)
        if done is None:
            return True
        elapsed = self._clock() - done
        return bool(elapsed >= every or elapsed < -_CLOCKS_DIFFER)

    def last_done(self, name: str) -> datetime | None:
        """When a chore was last done by any process, by the clock of people."""
        with self._database.read() as connection:
            return connection.execute(
                select(chores.c.done_at).where(chores.c.name == name)
            ).scalar()

    def done(self, name: str) -> None:
        """It was done now."""
        with self._database.write() as connection:
            connection.execute(
                insert_or_leave(connection, chores, "name"),
                {"name": name, "holder": "", "until": 0},
            )
            connection.execute(
                update(chores).where(chores.c.name == name).values(done_at=self._clock())
            )


def _cost(emails: int, emails_per_second: float) -> int:
    return round(emails / emails_per_second * 1_000_000)


def _earlier(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return case((one < other, one), else_=other)


def _later(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return case((one > other, one), else_=other)
