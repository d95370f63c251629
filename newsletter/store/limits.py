"""Counters over stretches of hours: how often a network or an address did something."""

from sqlalchemy import delete, select

from newsletter.store.counting import add_one
from newsletter.store.database import Database
from newsletter.store.reader_tables import limits


class Limits:
    """In the database, so that they hold over all processes and restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, key: str, window: int) -> int:
        """How often this key was counted in this stretch, without counting."""
        with self._database.read() as connection:
            found = connection.execute(
                select(limits.c.count).where(limits.c.key == key, limits.c.stretch == window)
            ).scalar()
        return int(found or 0)

    def hit(self, key: str, window: int) -> int:
        """Count once more; how often it makes."""
        with self._database.write() as connection:
            return add_one(connection, limits, key=key, stretch=window)

    def drop(self, *, before: int) -> int:
        """Clean-up of stretches that are over."""
        with self._database.write() as connection:
            return connection.execute(delete(limits).where(limits.c.stretch < before)).rowcount
