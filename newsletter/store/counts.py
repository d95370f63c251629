"""Counters of attempts within a window, of readers' votes, and of reasons for leaving."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, select, update

from newsletter.model.preferences import Answer, AnswerCounts
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.engines import insert_into
from newsletter.store.schema.readers import leave_reasons, limits, tallies, vote_keys, voters


def add_one(connection: Connection, table: Table, column: str = "count", **key: int | str) -> int:
    """Increase the count under this primary key by one, and return it."""
    insert = insert_into(table, connection.dialect.name).values(**key, **{column: 1})
    counted = insert.on_conflict_do_update(
        index_elements=list(key), set_={column: table.c[column] + 1}
    )
    return int(connection.execute(counted.returning(table.c[column])).scalar_one())


class Limits:
    """Counters in the database, shared by all processes and kept over restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, key: str, window: int) -> int:
        """Return the count of a key within a window, without increasing it."""
        with self._database.read() as connection:
            found = connection.execute(
                select(limits.c.count).where(limits.c.key == key, limits.c.stretch == window)
            ).scalar()
        return int(found or 0)

    def hit(self, key: str, window: int) -> int:
        """Increase the count of a key within a window by one, and return it."""
        with self._database.write() as connection:
            return add_one(connection, limits, key=key, stretch=window)

    def drop(self, *, before: int) -> int:
        """Delete the counts of windows that began before this one, and return how many."""
        with self._database.write() as connection:
            return connection.execute(delete(limits).where(limits.c.stretch < before)).rowcount


class Votes:
    """Readers' votes. Nothing links an answer to a reader."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def key(self, issue: int, fresh: bytes, at: datetime) -> bytes | None:
        """Return an issue's key, which is ``fresh`` if there is none; ``None`` once destroyed."""
        with self._database.write() as connection:
            connection.execute(  # two first voters may come at the same time
                insert_or_leave(connection, vote_keys, "issue"),
                {"issue": issue, "key": fresh, "made_at": at},
            )
            kept = connection.execute(
                select(vote_keys.c.key).where(vote_keys.c.issue == issue)
            ).scalar_one()
        return None if kept is None else bytes(kept)

    def cast(self, issue: int, voter: bytes, answer: Answer) -> bool:
        """Count an answer once per voter, and return whether it counted."""
        with self._database.write() as connection:
            is_new = connection.execute(
                insert_or_leave(connection, voters, "issue", "voter"),
                {"issue": issue, "voter": voter},
            ).rowcount
            if is_new:
                add_one(connection, tallies, answer.value, issue=issue)
        return bool(is_new)

    def tally(self, issue: int) -> AnswerCounts:
        """Return how often each answer was given."""
        return self.tallies([issue])[issue]

    def tallies(self, issues: Iterable[int]) -> dict[int, AnswerCounts]:
        """Return how often each answer was given, for each of these issues, in their order."""
        found = dict.fromkeys(issues, AnswerCounts())
        columns = [tallies.c[name] for name in AnswerCounts._fields]
        query = select(tallies.c.issue, *columns).where(tallies.c.issue.in_(list(found)))
        with self._database.read() as connection:
            for issue, *counts in connection.execute(query):
                found[issue] = AnswerCounts(*counts)
        return found

    def destroy_keys(self, *, made_before: datetime) -> int:
        """Destroy old keys, which closes their votes, and return how many.

        The tallies remain.
        """
        old = (vote_keys.c.made_at < made_before, vote_keys.c.key.is_not(None))
        with self._database.write() as connection:
            connection.execute(
                delete(voters).where(voters.c.issue.in_(select(vote_keys.c.issue).where(*old)))
            )
            return connection.execute(update(vote_keys).where(*old).values(key=None)).rowcount


class LeaveReasons:
    """Reasons why people left, counted by month and linked to nobody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, reason: str, month: str) -> None:
        """Count one reason."""
        with self._database.write() as connection:
            add_one(connection, leave_reasons, month=month, reason=reason)

    def counts(self) -> Mapping[str, int]:
        """Return how often each reason was given."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(leave_reasons.c.reason, func.sum(leave_reasons.c.count)).group_by(
                    leave_reasons.c.reason
                )
            )
            return {reason: int(count) for reason, count in rows}
