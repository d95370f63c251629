"""Facts about the database itself: its pepper, its journal, and any hold."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from newsletter.store.codes import span
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import chores, facts

HOLD = "hold"  # why nothing may be sent
# The prefix of a dispatch's key that the journal may name although it was never frozen.
FREEZING = "freezing "
BACKUP_CHORE = "backup"  # when the newest backup was made
JOURNAL = "journal"  # the name of this database's journal


class Metadata:
    """Single values of the database, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """Return the value with this name, or ``None``."""
        with self._database.read() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def put(self, name: str, value: str) -> None:
        """Store a value under a name."""
        with self._database.write() as connection:
            row = {"name": name, "value": value}
            connection.execute(insert_or_leave(connection, facts, "name"), row)
            connection.execute(update(facts).where(facts.c.name == name).values(value=value))

    def having(self, prefix: str) -> frozenset[str]:
        """Return the rest of each name that begins with this prefix."""
        with self._database.read() as connection:
            query = select(facts.c.name).where(facts.c.name.startswith(prefix, autoescape=True))
            return frozenset(
                name.removeprefix(prefix) for name in connection.execute(query).scalars()
            )

    def drop(self, name: str) -> bool:
        """Delete the value with this name, and return whether there was one."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(facts).where(facts.c.name == name)).rowcount)


_CLOCKS_DIFFER = timedelta(minutes=5)  # between two machines whose clocks are right


class Chores:
    """Shared chores: which process does each, and when it was last done."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def take(self, name: str, holder: str, lease: timedelta) -> bool:
        """Lease a chore to ``holder``, which may renew it. Return whether it succeeded."""
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
        """Release a chore, so that another process may take it at once."""
        with self._database.write() as connection:
            connection.execute(
                update(chores)
                .where(chores.c.name == name, chores.c.holder == holder)
                .values(until=0)
            )

    def is_due(self, name: str, every: timedelta) -> bool:
        """Return whether a chore was not done for this long, by the publication's clock.

        One that was done in the future was done under a wrong clock, and is due.
        """
        done = self.last_done(name)
        if done is None:
            return True
        elapsed = self._clock() - done
        return bool(elapsed >= every or elapsed < -_CLOCKS_DIFFER)

    def last_done(self, name: str) -> datetime | None:
        """Return when any process last did a chore, by the publication's clock, or ``None``."""
        with self._database.read() as connection:
            return connection.execute(
                select(chores.c.done_at).where(chores.c.name == name)
            ).scalar()

    def done(self, name: str, at: datetime | None = None) -> None:
        """Record that a chore was done, by default now."""
        with self._database.write() as connection:
            connection.execute(
                insert_or_leave(connection, chores, "name"),
                {"name": name, "holder": "", "until": 0},
            )
            connection.execute(
                update(chores).where(chores.c.name == name).values(done_at=at or self._clock())
            )
