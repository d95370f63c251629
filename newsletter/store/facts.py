"""Facts about the database itself: which pepper, which journal, and whether it is on hold."""

from sqlalchemy import delete, select, update

from newsletter.store.arriving import insert_or_leave
from newsletter.store.database import Database
from newsletter.store.tables import facts

HOLD = "hold"  # why nothing may go out
FREEZING = (
    "freezing "  # before a dispatch's key: it may stand in the journal and never have been frozen
)
JOURNAL = "journal"  # the name of the journal beside this database


class Metadata:
    """Single values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """The value of that name."""
        with self._database.read() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def put(self, name: str, value: str) -> None:
        """Keep a value under that name."""
        with self._database.write() as connection:
            row = {"name": name, "value": value}
            connection.execute(insert_or_leave(connection, facts, "name"), row)
            connection.execute(update(facts).where(facts.c.name == name).values(value=value))

    def having(self, prefix: str) -> frozenset[str]:
        """What follows this in the names that begin with it."""
        with self._database.read() as connection:
            query = select(facts.c.name).where(facts.c.name.startswith(prefix, autoescape=True))
            return frozenset(
                name.removeprefix(prefix) for name in connection.execute(query).scalars()
            )

    def drop(self, name: str) -> bool:
        """Forget it; whether it was there."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(facts).where(facts.c.name == name)).rowcount)
