"""Rows of cuttings: how editors divide articles into weeks."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from newsletter.model.cutting import Cutting, KeptCutting
from newsletter.store.database import Database
from newsletter.store.schema.desk import cuttings


class CuttingRecords:
    """Stores one cutting for each article."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, article: str) -> KeptCutting | None:
        """Return the cutting of an article by its file name, or ``None``."""
        query = select(cuttings).where(cuttings.c.article == article)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return KeptCutting(
            article=row.article,
            state=row.state,
            count=row._mapping["count"],  # a row has a method of that name
            cutting=Cutting.from_text(bytes(row.data).decode()),
            by=row.editor,
        )

    def put(self, kept: KeptCutting, at: datetime) -> None:
        """Store a cutting in place of the article's own, if it has one."""
        values = {
            "state": kept.state,
            "count": kept.count,
            "data": kept.cutting.to_text().encode(),
            "editor": kept.by,
            "changed_at": at,
        }
        one = cuttings.c.article == kept.article
        with self._database.write() as connection:
            if not connection.execute(update(cuttings).where(one).values(**values)).rowcount:
                connection.execute(insert(cuttings).values(article=kept.article, **values))

    def remove(self, article: str) -> None:
        """Delete the cutting of an article, if it has one."""
        with self._database.write() as connection:
            connection.execute(delete(cuttings).where(cuttings.c.article == article))

    def drop(self, *, before: datetime) -> int:
        """Delete the cuttings that were last changed before a moment, and return how many."""
        with self._database.write() as connection:
            old = delete(cuttings).where(cuttings.c.changed_at < before)
            return connection.execute(old).rowcount
