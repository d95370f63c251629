"""Skipped days that belong together, because an editor is away."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, select

from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import skipped_days


class AbsenceRecords:
    """Which skipped day belongs to which absence. All of them are days of the queue as well."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def skip(self, days: Collection[date]) -> None:
        """Skip local dates as one absence. A date that is skipped already stays as it is.

        It is part of the caller's transaction, in which no other process changes the queue.
        """
        with self._database.write() as connection:
            newest = connection.execute(select(func.max(skipped_days.c.absence))).scalar() or 0
            connection.execute(
                insert_or_leave(connection, skipped_days, "day"),
                [{"day": day, "absence": newest + 1} for day in days],
            )

    def by_day(self) -> Mapping[date, int | None]:
        """Return the number of the absence of each skipped day, the earliest day first.

        It is ``None`` for a day that was skipped on its own.
        """
        query = select(skipped_days.c.day, skipped_days.c.absence).order_by(skipped_days.c.day)
        with self._database.read() as connection:
            return {row.day: row.absence for row in connection.execute(query)}
