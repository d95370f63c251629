"""Rows of the letters that editors have open."""

from datetime import datetime

from sqlalchemy import delete, select, update

from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.desk import editors, open_letters


class OpenLetterRecords:
    """Stores when each editor was last seen at each letter."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, issue: int, editor: int, at: datetime) -> None:
        """Record that an editor has a letter open."""
        columns = open_letters.c
        row = {"issue": issue, "editor": editor, "seen_at": at}
        with self._database.write() as connection:
            first = insert_or_leave(connection, open_letters, "issue", "editor")
            if not connection.execute(first, row).rowcount:
                connection.execute(
                    update(open_letters)
                    .where(columns.issue == issue, columns.editor == editor)
                    .values(seen_at=at)
                )

    def others(self, issue: int, editor: int, *, since: datetime) -> tuple[str, ...]:
        """Return the names of the other editors who were seen at a letter since a moment."""
        columns = open_letters.c
        query = (
            select(editors.c.name)
            .join(open_letters, columns.editor == editors.c.id)
            .where(
                columns.issue == issue,
                columns.editor != editor,
                columns.seen_at > since,
                editors.c.ended_at.is_(None),
            )
            .order_by(editors.c.id)
        )
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def remove(self, issue: int, editor: int) -> None:
        """Delete the record that an editor has a letter open."""
        columns = open_letters.c
        with self._database.write() as connection:
            connection.execute(
                delete(open_letters).where(columns.issue == issue, columns.editor == editor)
            )

    def drop(self, *, before: datetime) -> None:
        """Delete the records of editors who were last seen before a moment."""
        with self._database.write() as connection:
            connection.execute(delete(open_letters).where(open_letters.c.seen_at < before))
