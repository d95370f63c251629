"""Facts about the database itself: its pepper, its journal, and any hold."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from newsletter.store.codes import span
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import chores, facts

HOLD = "hold"  # why nothing may go out
FREEZING = (
    "freezing "  # before a dispatch's key: the journal may name it although it was never frozen
)
JOURNAL = "journal"  # the name of this database's journal


class Metadata:
    """Single values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """Return the value of that name."""
        with self._database.read() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def put(self, name: str, value: str) -> None:
        """Store a value under that name."""
        with self._database.write() as connection:
            row = {"name": name, "value": value}
            connection.execute(insert_or_leave(connection, facts, "name"), row)
            connection.execute(update(facts).where(facts.c.name == name).values(value=value))

    def having(self, prefix: str) -> frozenset[str]:
        """Return what follows this in the names that begin with it."""
        with self._database.read() as connection:
            query = select(facts.c.name).where(facts.c.name.startswith(prefix, autoescape=True))
            return frozenset(
                name.removeprefix(prefix) for name in connection.execute(query).scalars()
            )

    def drop(self, name: str) -> bool:
        """Delete it, and return whether it was there."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(facts).where(facts.c.name == name)).rowcount)


_CLOCKS_DIFFER = timedelta(minutes=5)  # between two machines in order


class Chores:
    """Which process does a shared chore, and when it was last done."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def take(self, name: str, holder: str, lease: timedelta) -> bool:
        """Lease the chore to ``holder``, who may renew it. Return whether it succeeded."""
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
        """Release it for another process at once."""
        with self._database.write() as connection:
            connection.execute(
                update(chores)
                .where(chores.c.name == name, chores.c.holder == holder)
                .values(until=0)
            )

    def is_due(self, name: str, every: timedelta) -> bool:
        """Return whether a chore was not done for that long, by the clock of people.

        One that was done in the future was done under a wrong clock, and is due.
        """
        done = self.last_done(name)
        if done is None:
            return True
        elapsed = self._clock() - done
        return bool(elapsed >= every or elapsed < -_CLOCKS_DIFFER)

    def last_done(self, name: str) -> datetime | None:
        """Return when a chore was last done by any process, by the clock of people."""
        with self._database.read() as connection:
            return connection.execute(
                select(chores.c.done_at).where(chores.c.name == name)
            ).scalar()

    def done(self, name: str) -> None:
        """Record that it was done now."""
        with self._database.write() as connection:
            connection.execute(
                insert_or_leave(connection, chores, "name"),
                {"name": name, "holder": "", "until": 0},
            )
            connection.execute(
                update(chores).where(chores.c.name == name).values(done_at=self._clock())
            )
