"""Rows of the log of what editors did. They are deleted when old, and never changed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from newsletter.model.editor import Act, LogEntry
from newsletter.store.database import Database
from newsletter.store.schema.desk import log_entries


class LogRecords:
    """Stores entries of the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: LogEntry) -> None:
        """Append an entry. Within ``store.together()`` it is committed with the act."""
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

    def newest(
        self,
        limit: int,
        *,
        before: int | None = None,
        editor: int | None = None,
        acts: Collection[Act] | None = None,
    ) -> tuple[LogEntry, ...]:
        """Return the newest entries, the latest first.

        Args:
            limit: How many at most.
            before: Only those that were added before the entry with this number.
            editor: Only what this editor did.
            acts: Only these acts.
        """
        query = select(log_entries).order_by(log_entries.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(log_entries.c.id < before)
        if editor is not None:
            query = query.where(log_entries.c.editor == editor)
        if acts is not None:
            query = query.where(log_entries.c.act.in_(sorted(act.value for act in acts)))
        with self._database.read() as connection:
            return tuple(map(_entry, connection.execute(query)))

    def last(self, act: Act) -> Mapping[int, datetime]:
        """Return when each editor last did something, by the editor's number."""
        query = (
            select(log_entries.c.editor, func.max(log_entries.c.at).label("at"))
            .where(log_entries.c.act == act.value, log_entries.c.editor.is_not(None))
            .group_by(log_entries.c.editor)
        )
        with self._database.read() as connection:
            return {row.editor: row.at for row in connection.execute(query)}

    def last_of(self, thing: str, acts: Collection[Act]) -> LogEntry | None:
        """Return the newest entry of one of these acts to a thing; ``None`` if there is none."""
        query = (
            select(log_entries)
            .where(log_entries.c.thing == thing)
            .where(log_entries.c.act.in_(sorted(act.value for act in acts)))
            .order_by(log_entries.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _entry(row)

    def drop(self, *, before: datetime) -> int:
        """Delete the entries before a moment, and return how many."""
        with self._database.write() as connection:
            return connection.execute(delete(log_entries).where(log_entries.c.at < before)).rowcount


def _entry(row: Row[Any]) -> LogEntry:
    return LogEntry(
        id=row.id,
        at=row.at,
        actor=row.actor,
        act=Act(row.act),
        thing=row.thing,
        editor=row.editor,
        before=row.before,
        after=row.after,
    )
