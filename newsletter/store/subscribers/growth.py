"""How many readers there are, and how many joined and left, without names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    case,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from newsletter.store.codes import micros, span
from newsletter.store.database import Database
from newsletter.store.schema.sending import subscribers
from newsletter.store.subscribers.rule import reads_sql

_MARK = 1_000_000  # above the number of any week, so that one column holds two kinds of numbers


@dataclass(frozen=True, slots=True)
class Change:
    """How many readers joined and left in a span of time."""

    joined: int = 0
    left: int = 0

    def __add__(self, other: "Change") -> "Change":
        return Change(self.joined + other.joined, self.left + other.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Who joined and left since a moment, in numbers.

    Attributes:
        by_week: By the number of the week since that moment, for weeks in which any did.
        lately: Since a second moment.
    """

    by_week: Mapping[int, Change]
    lately: Change


class Growth:
    """Counts readers over time. Erased readers stay in the counts of the time they read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self, at: datetime, left_since: datetime | None = None) -> tuple[int, int]:
        """Return how many readers there are, and how many of them are paused at a moment.

        With ``left_since``, those who left after it count as readers.
        """
        is_paused = case((subscribers.c.paused_until > at, 1), else_=0)
        query = select(func.count(), func.coalesce(func.sum(is_paused), 0)).where(
            reads_sql(left_since)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one()
        return int(row[0]), int(row[1])

    def changes(
        self,
        since: datetime,
        week: timedelta,
        lately: datetime,
        left_until: datetime | None = None,
    ) -> Changes:
        """Return how many joined and left, by week since a moment, and since another.

        With ``left_until``, who left after it has not left yet.
        A reader who came back counts from their return. Who never confirmed never joined.
        """
        joined = select(_bucket(subscribers.c.confirmed_at, since, week, lately, 0)).where(
            subscribers.c.confirmed_at >= since
        )
        left = select(_bucket(subscribers.c.left_at, since, week, lately, 1)).where(
            subscribers.c.left_at >= since, subscribers.c.confirmed_at.is_not(None)
        )
        if left_until is not None:
            left = left.where(subscribers.c.left_at <= left_until)
        each = union_all(joined, left).subquery()  # one step: it costs one look at each row
        query = select(each.c.bucket, func.count()).group_by(each.c.bucket)
        by_week: dict[int, Change] = {}
        recent = Change()
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        for bucket, count in rows:
            number, is_late, is_left = bucket % _MARK, bucket // _MARK % 2, bucket // _MARK // 2
            change = Change(left=count) if is_left else Change(joined=count)
            by_week[number] = by_week.get(number, Change()) + change
            if is_late:
                recent += change
        return Changes(by_week=by_week, lately=recent)


def _bucket(
    at: ColumnElement[datetime], since: datetime, week: timedelta, lately: datetime, kind: int
) -> ColumnElement[int]:
    """Return the number of a moment's week, marked if the moment is late, and by its kind."""
    count = type_coerce(at, BigInteger)
    number = (count - literal(micros(since), BigInteger)) // literal(span(week), BigInteger)
    late = case((at >= lately, _MARK), else_=0)
    return (number + late + 2 * _MARK * kind).label("bucket")
