"""The moments to which queued issues are pinned at the desk."""

from datetime import datetime

from sqlalchemy import case, update

from newsletter.store.database import Database
from newsletter.store.schema.sending import approvals


class Pins:
    """Changes the moments of approved issues, and nothing else of their approvals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, issue: int, at: datetime | None, *, was: str, becomes: str) -> bool:
        """Pin a queued issue to a moment, or unpin it with ``None``.

        Args:
            issue: The issue.
            at: The moment.
            was: The SHA-256 of the issue's file, which is about to name the moment as well.
            becomes: The SHA-256 of the changed file. An approval of the file as it was is
                then one of the changed file. Any other is not changed.

        Returns:
            Whether the issue is queued.
        """
        columns = approvals.c
        file_hash = case((columns.file_hash == was, becomes), else_=columns.file_hash)
        with self._database.write() as connection:
            pinned = connection.execute(
                update(approvals)
                .where(columns.issue == issue, columns.position.is_not(None))
                .values(send_at=at, file_hash=file_hash)
            )
        return bool(pinned.rowcount)
