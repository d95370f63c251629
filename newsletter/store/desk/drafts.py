"""Rows of drafts that editors show to somebody without an account."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select

from newsletter.model.writing import SharedDraft
from newsletter.store.database import Database
from newsletter.store.schema.desk import shared_drafts


class SharedDrafts:
    """Stores at most one shared draft of each issue, under the hash of its address's secret part."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, key: bytes, draft: SharedDraft) -> None:
        """Store a draft in the place of the one of the same issue."""
        values = {
            "key": key,
            "issue": draft.issue,
            "title": draft.title,
            "editor": draft.by,
            "until": draft.until,
            "data": draft.html.encode(),
        }
        with self._database.write() as connection:
            connection.execute(delete(shared_drafts).where(shared_drafts.c.issue == draft.issue))
            connection.execute(insert(shared_drafts).values(**values))

    def find(self, key: bytes) -> SharedDraft | None:
        """Return the draft at an address, however old, or ``None``."""
        return self._one(shared_drafts.c.key == key)

    def of(self, issue: int) -> SharedDraft | None:
        """Return the draft of an issue that is shared, however old, or ``None``."""
        return self._one(shared_drafts.c.issue == issue)

    def remove(self, issue: int) -> bool:
        """Delete the draft of an issue, and return whether there was one."""
        with self._database.write() as connection:
            gone = delete(shared_drafts).where(shared_drafts.c.issue == issue)
            return bool(connection.execute(gone).rowcount)

    def drop(self, *, before: datetime) -> int:
        """Delete the drafts that were shared up to a moment, and return how many."""
        with self._database.write() as connection:
            old = delete(shared_drafts).where(shared_drafts.c.until < before)
            return connection.execute(old).rowcount

    def _one(self, condition: ColumnElement[bool]) -> SharedDraft | None:
        with self._database.read() as connection:
            row = connection.execute(select(shared_drafts).where(condition)).first()
        return None if row is None else _draft(row)


def _draft(row: Row[Any]) -> SharedDraft:
    return SharedDraft(
        issue=row.issue,
        title=row.title,
        by=row.editor,
        until=row.until,
        html=bytes(row.data).decode(),
    )
