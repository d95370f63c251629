"""Rows of starts: issues that editors send now, until they are frozen as dispatches."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from newsletter.model.start import NotSent, Start
from newsletter.store.database import Database
from newsletter.store.schema.queueing import starts


class StartRecords:
    """Stores at most one start for each issue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, issue: int) -> Start | None:
        """Return the start of an issue, waiting or dropped, or ``None``."""
        with self._database.read() as connection:
            row = connection.execute(select(starts).where(starts.c.issue == issue)).first()
        return None if row is None else _start(row)

    def all(self) -> tuple[Start, ...]:
        """Return every start, waiting or dropped, the earliest first."""
        query = select(starts).order_by(starts.c.at, starts.c.issue)
        with self._database.read() as connection:
            return tuple(_start(row) for row in connection.execute(query))

    def due(self, now: datetime) -> tuple[Start, ...]:
        """Return the waiting starts whose moment has come, the earliest first."""
        query = (
            select(starts)
            .where(starts.c.at <= now, starts.c.not_sent.is_(None))
            .order_by(starts.c.at, starts.c.issue)
        )
        with self._database.read() as connection:
            return tuple(_start(row) for row in connection.execute(query))

    def put(self, start: Start) -> None:
        """Store a start in place of the issue's own, if it has one."""
        values = {one.name: getattr(start, one.name) for one in starts.columns}
        with self._database.write() as connection:
            remove_start(connection, start.issue)
            connection.execute(insert(starts).values(**values))

    def drop(self, issue: int, why: NotSent) -> None:
        """Record why nothing was sent, so that the start no longer waits."""
        with self._database.write() as connection:
            drop_start(connection, issue, why)

    def remove(self, issue: int) -> None:
        """Delete the start of an issue, if there is one."""
        with self._database.write() as connection:
            remove_start(connection, issue)

    def tidy(self, *, before: datetime) -> None:
        """Delete the dropped starts whose moment was before ``before``."""
        old = delete(starts).where(starts.c.not_sent.is_not(None), starts.c.at < before)
        with self._database.write() as connection:
            connection.execute(old)


def drop_start(connection: Connection, issue: int, why: NotSent) -> None:
    """Record in a transaction why nothing was sent, if a start of the issue waits."""
    connection.execute(
        update(starts)
        .where(starts.c.issue == issue, starts.c.not_sent.is_(None))
        .values(not_sent=why)
    )


def remove_dropped(connection: Connection, issue: int) -> None:
    """Delete the start of an issue in a transaction, if it was dropped."""
    connection.execute(
        delete(starts).where(starts.c.issue == issue, starts.c.not_sent.is_not(None))
    )


def remove_start(connection: Connection, issue: int) -> None:
    """Delete the start of an issue in a transaction, if there is one."""
    connection.execute(delete(starts).where(starts.c.issue == issue))


def _start(row: Row[Any]) -> Start:
    return Start(**row._mapping)
