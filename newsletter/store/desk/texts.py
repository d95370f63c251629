"""Rows of earlier and unsaved texts of issues, which are not in their files."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from newsletter.model.writing import EarlierText, KeptBecause
from newsletter.store.database import Database
from newsletter.store.schema.desk import earlier_texts


class EarlierTexts:
    """Stores earlier and unsaved texts of issues."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        issue: int,
        text: str,
        *,
        because: KeptBecause,
        editor: int,
        at: datetime,
        after: str = "",
    ) -> int:
        """Store a text, and return its number. ``after`` is the SHA-256 of what replaced it."""
        values = {
            "issue": issue,
            "kept_at": at,
            "because": because,
            "data": text.encode(),
            "editor": editor,
            "after": after,
        }
        with self._database.write() as connection:
            kept = insert(earlier_texts).values(**values).returning(earlier_texts.c.id)
            return int(connection.execute(kept).scalar_one())

    def of(self, issue: int) -> tuple[EarlierText, ...]:
        """Return every kept text of an issue, the newest first."""
        query = select(earlier_texts).where(earlier_texts.c.issue == issue)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(earlier_texts.c.id.desc())).all()
        return tuple(map(_text, rows))

    def last(self, issue: int, because: KeptBecause) -> EarlierText | None:
        """Return the newest text of an issue that is kept for this reason, or ``None``."""
        query = select(earlier_texts).where(
            earlier_texts.c.issue == issue, earlier_texts.c.because == because
        )
        with self._database.read() as connection:
            row = connection.execute(query.order_by(earlier_texts.c.id.desc()).limit(1)).first()
        return None if row is None else _text(row)

    def note_after(self, number: int, after: str) -> None:
        """Record the SHA-256 of what replaces a text after another save."""
        with self._database.write() as connection:
            connection.execute(
                update(earlier_texts).where(earlier_texts.c.id == number).values(after=after)
            )

    def rewrite(self, number: int, text: str) -> None:
        """Replace a stored text."""
        with self._database.write() as connection:
            one = earlier_texts.c.id == number
            connection.execute(update(earlier_texts).where(one).values(data=text.encode()))

    def drop(self, *, before: datetime) -> int:
        """Delete the texts that were kept before a moment, and return how many."""
        with self._database.write() as connection:
            old = delete(earlier_texts).where(earlier_texts.c.kept_at < before)
            return connection.execute(old).rowcount


def _text(row: Row[Any]) -> EarlierText:
    return EarlierText(
        id=row.id,
        issue=row.issue,
        kept_at=row.kept_at,
        because=row.because,
        text=bytes(row.data).decode(),
        editor=row.editor,
        after=row.after,
    )
