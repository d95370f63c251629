"""Rows of the addresses at which editors' calendar programs read the planning."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from newsletter.store.database import Database
from newsletter.store.schema.desk import calendars, editors


class CalendarRecords:
    """Stores at most one address per editor, under the hash of its secret part."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, key: bytes, editor: int, at: datetime) -> None:
        """Store an editor's new address in place of the former one."""
        with self._database.write() as connection:
            connection.execute(delete(calendars).where(calendars.c.editor == editor))
            connection.execute(insert(calendars).values(key=key, editor=editor, made_at=at))

    def is_open(self, key: bytes) -> bool:
        """Return whether an address exists and its editor's account has not ended."""
        query = (
            select(calendars.c.editor)
            .join(editors, editors.c.id == calendars.c.editor)
            .where(calendars.c.key == key, editors.c.ended_at.is_(None))
        )
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def made_at(self, editor: int) -> datetime | None:
        """Return when an editor's address was made, or ``None`` if there is none."""
        query = select(calendars.c.made_at).where(calendars.c.editor == editor)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def drop(self, editor: int) -> bool:
        """Delete an editor's address, and return whether there was one."""
        with self._database.write() as connection:
            return bool(
                connection.execute(delete(calendars).where(calendars.c.editor == editor)).rowcount
            )
