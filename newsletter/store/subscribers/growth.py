"""How many readers there are, and how many joined and left, without names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    column,
    func,
    literal,
    select,
    type_coerce,
    values,
)

from newsletter.store.codes import micros
from newsletter.store.database import Database
from newsletter.store.schema.sending import subscribers
from newsletter.store.subscribers.rule import reads_sql


@dataclass(frozen=True, slots=True)
class Change:
    """How many readers joined and left in a span of time."""

    joined: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Who joined and left, in numbers.

    Attributes:
        by_week: By the number of the week, from 0, for weeks in which any did.
        lately: Since a moment.
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
        reads = reads_sql(left_since)
        query = select(_many(reads), _many(reads, subscribers.c.paused_until > at))
        with self._database.read() as connection:
            row = connection.execute(query).one()
        return int(row[0]), int(row[1])

    def lately(self, since: datetime, left_since: datetime | None = None) -> tuple[int, Change]:
        """Return how many readers there are, and the changes since a moment.

        With ``left_since``, those who left after it count as readers, and have not left yet.
        """
        readers = _many(reads_sql(left_since))
        moment = literal(micros(since), BigInteger)
        with self._database.read() as connection:
            query = select(readers, *_changes(moment, None, left_since))
            count, joined, left = connection.execute(query).one()
        return int(count), Change(joined, left)

    def changes(
        self, bounds: Sequence[datetime], lately: datetime, left_until: datetime | None = None
    ) -> Changes:
        """Return how many joined and left between each two bounds, and since a moment.

        With ``left_until``, readers who left after it do not count as having left.
        A reader who came back counts from their return. Who never confirmed never joined.
        """
        spans = pairwise(map(micros, bounds))
        names = (column(name, BigInteger) for name in ("number", "since", "until"))
        rows = [(number, *span) for number, span in enumerate(spans)]
        each = values(*names, name="spans").data(rows).cte("spans")
        # a range of an index for each: no row is looked at
        query = select(each.c.number, *_changes(each.c.since, each.c.until, left_until))
        with self._database.read() as connection:
            found = connection.execute(query).all()
            since = literal(micros(lately), BigInteger)
            joined, left = connection.execute(select(*_changes(since, None, left_until))).one()
        return Changes(
            by_week={number: Change(*change) for number, *change in found if any(change)},
            lately=Change(joined, left),
        )


def _changes(
    since: ColumnElement[int], until: ColumnElement[int] | None, left_until: datetime | None
) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """Return how many joined and how many left from a moment on, before another."""
    has_left = () if left_until is None else (subscribers.c.left_at <= left_until,)
    joined, left = (
        type_coerce(moment, BigInteger)
        for moment in (subscribers.c.confirmed_at, subscribers.c.left_at)
    )
    return (
        _many(*_within(joined, since, until)),
        _many(*_within(left, since, until), subscribers.c.confirmed_at.is_not(None), *has_left),
    )


def _within(
    moment: ColumnElement[int], since: ColumnElement[int], until: ColumnElement[int] | None
) -> tuple[ColumnElement[bool], ...]:
    return (moment >= since,) if until is None else (moment >= since, moment < until)


def _many(*rules: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return the number of people for whom all of this is so."""
    return select(func.count()).select_from(subscribers).where(*rules).scalar_subquery()
