"""Rows of the log of what editors did: added, read, and deleted when old; never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from newsletter.model.editor import Act, LogEntry
from newsletter.store.database import Database
from newsletter.store.schema.desk import log_entries


class LogRecords:
    """Stores entries of the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: LogEntry) -> None:
        """Append an entry; within ``store.together()`` it is committed with the act."""
        values = {
            "at": entry.at,
            "actor": entry.actor,
            "editor": entry.editor,
            "act": entry.act.value,
            "thing": entry.thing,
            "before": entry.before,
            "after": entry.after,
        }
        with self._database.write() as connection:
            connection.execute(insert(log_entries).values(**values))

    def newest(self, limit: int) -> tuple[LogEntry, ...]:
        """Return the newest entries, the latest first."""
        query = select(log_entries).order_by(log_entries.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(map(_entry, connection.execute(query)))

    def drop(self, *, before: datetime) -> int:
        """Delete the entries before a moment, and return how many."""
        with self._database.write() as connection:
            return connection.execute(delete(log_entries).where(log_entries.c.at < before)).rowcount


def _entry(row: Row[Any]) -> LogEntry:
    return LogEntry(
        at=row.at,
        actor=row.actor,
        act=Act(row.act),
        thing=row.thing,
        editor=row.editor,
        before=row.before,
        after=row.after,
    )
