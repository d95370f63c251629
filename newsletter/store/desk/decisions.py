"""Rows of decisions about the issue of a slot, and of the links to make them with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update

from newsletter.model.decision import Decision, DecisionLink
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.queueing import decision_links, decisions


class DecisionRecords:
    """Stores links and decisions. The queue reads from them what has an editor's yes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_link(self, link: DecisionLink) -> int:
        """Store a link unless there is one about the same, and return its number."""
        values = {one.name: getattr(link, one.name) for one in decision_links.columns}
        same = [decision_links.c[name] == values[name] for name in _ABOUT]
        with self._database.write() as connection:
            connection.execute(insert_or_leave(connection, decision_links, *_ABOUT), values)
            kept = connection.execute(select(decision_links.c.id).where(*same))
            return int(kept.scalar_one())

    def link(self, number: int) -> DecisionLink | None:
        """Return the link with that number, or ``None``."""
        query = select(decision_links).where(decision_links.c.id == number)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else DecisionLink(**row._mapping)

    def made(self, issue: int, edition: str, day: date) -> Decision | None:
        """Return what was decided about an edition at the slot of a date, or ``None``."""
        query = select(decisions).where(_one(issue, edition, day))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _decision(row)

    def add(self, decision: Decision) -> bool:
        """Store a decision unless there is one about the same, and return whether it was stored."""
        with self._database.write() as connection:
            first = insert_or_leave(connection, decisions, "day", "issue", "edition")
            return bool(connection.execute(first, _values(decision)).rowcount)

    def put(self, decision: Decision) -> None:
        """Store a decision in place of the one about the same, if there is one."""
        values = _values(decision)
        same = _one(decision.issue, decision.edition, decision.day)
        with self._database.write() as connection:
            if not connection.execute(update(decisions).where(same).values(**values)).rowcount:
                connection.execute(insert(decisions).values(**values))

    def drop(self, *, before: datetime) -> None:
        """Delete the links and the decisions about slots before a moment."""
        with self._database.write() as connection:
            connection.execute(delete(decision_links).where(decision_links.c.expires_at < before))
            connection.execute(delete(decisions).where(decisions.c.day < before.date()))


_ABOUT = ("issue", "edition", "day", "editor")


def _one(issue: int, edition: str, day: date) -> ColumnElement[bool]:
    return and_(decisions.c.day == day, decisions.c.issue == issue, decisions.c.edition == edition)


def _values(decision: Decision) -> dict[str, Any]:
    return {one.name: getattr(decision, one.name) for one in decisions.columns}


def _decision(row: Row[Any]) -> Decision:
    return Decision(**row._mapping)
