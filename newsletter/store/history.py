"""The history of sending: which dispatches count as sent, and what one person got."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, exists, or_, select

from newsletter.model.archive import SentIssue
from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.codes import AS_BATCH, OUTCOME, OWN, QUEUED, SKIPPED, SUPERSEDED
from newsletter.store.database import Database
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    dispatches,
    editions,
    notices,
    subscribers,
)
from newsletter.store.subscribers.rule import has_sql

_NOTHING_CAME = (SKIPPED, OUTCOME[Outcome.REFUSED], SUPERSEDED)


def went_out() -> ColumnElement[bool]:
    """Return the condition that a row's dispatch reaches readers.

    A cancelled dispatch does, if it was handed over for a reader who was not refused.
    """
    theirs = deliveries.c.dispatch == batches.c.dispatch
    members = deliveries.c.subscriber.between(batches.c.first, batches.c.last)
    with_its_batch = exists().where(
        batches.c.dispatch == dispatches.c.id,
        batches.c.handed > 0,
        exists().where(theirs, members, deliveries.c.state.not_in(_NOTHING_CAME)),
    )
    by_itself = exists().where(  # its batch continued without it, and was cancelled
        deliveries.c.dispatch == dispatches.c.id,
        deliveries.c.state.not_in((QUEUED, *_NOTHING_CAME)),
    )
    return or_(dispatches.c.state != DispatchState.CANCELLED, with_its_batch, by_itself)


def _reached_somebody(which: FromClause) -> ColumnElement[bool]:
    """Return the condition that something of a row's dispatch was taken for a reader."""
    theirs = deliveries.c.dispatch == batches.c.dispatch
    members = deliveries.c.subscriber.between(batches.c.first, batches.c.last)
    taken = or_(
        deliveries.c.state.not_in((QUEUED, *_NOTHING_CAME)),
        and_(deliveries.c.state == QUEUED, batches.c.state == BatchState.SENT),
    )
    return exists().where(
        batches.c.dispatch == which.c.id,
        or_(batches.c.state == BatchState.SENT, batches.c.handed > 0),
        exists().where(theirs, members, taken),
    )


def _is_to_all(which: FromClause, series: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a row's dispatch is for everybody, as far as the row shows it.

    Nothing tells a dispatch of an issue of the series to newcomers from one that was started
    by hand, so both are taken for the former.
    """
    return and_(
        which.c.id != NOTICES,
        which.c.audience.is_(None),
        which.c.readers_of.is_(None),
        which.c.again_of.is_(None),
        or_(which.c.slot.is_not(None), which.c.issue.not_in(series)),
    )


class History:
    """The deliveries of one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, subscriber: int) -> tuple[Mapping[str, object], ...]:
        """Return the issues sent to one person, with time and outcome, oldest first."""
        theirs = and_(
            deliveries.c.dispatch == dispatches.c.id, deliveries.c.subscriber == subscriber
        )
        their_batch = and_(
            batches.c.dispatch == dispatches.c.id,
            deliveries.c.subscriber.between(batches.c.first, batches.c.last),
        )
        query = (
            select(
                dispatches.c.issue,
                dispatches.c.frozen_at,
                deliveries.c.state,
                batches.c.state.label("batch"),
            )
            .join_from(dispatches, deliveries, theirs)
            .join(batches, their_batch)
            .where(dispatches.c.id != NOTICES)
            .order_by(dispatches.c.id)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            found = [
                (row.frozen_at, row.issue, _state(row.state, row.batch))
                for row in (*rows, *connection.execute(_with_the_welcome(subscriber)))
            ]
        return tuple(
            {"issue": issue, "planned_at": at.isoformat(timespec="seconds"), "outcome": outcome}
            for at, issue, outcome in sorted(found)
        )

    def has(self, subscriber: int, issue: int) -> bool:
        """Return whether an issue was sent to this person, or is being sent."""
        query = select(subscribers.c.id).where(subscribers.c.id == subscriber, has_sql(issue))
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def reaching(self, issue: int) -> frozenset[int]:
        """Return the dispatches of an issue that reach readers, without those stopped before."""
        query = select(dispatches.c.id).where(
            dispatches.c.issue == issue, dispatches.c.id != NOTICES, went_out()
        )
        with self._database.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def last_to_all(self, series: Collection[int] = ()) -> datetime | None:
        """Return when the newest letter to all that reached somebody was begun.

        It is the letter's first dispatch that did: a later one goes to the few who joined since.

        Args:
            series: The issues of the series, whose dispatches to newcomers do not count.
        """
        earlier = dispatches.alias()
        query = (
            select(dispatches.c.frozen_at)
            .where(
                _is_to_all(dispatches, series),
                _reached_somebody(dispatches),
                ~exists().where(
                    earlier.c.issue == dispatches.c.issue,
                    earlier.c.id < dispatches.c.id,
                    _is_to_all(earlier, series),
                    _reached_somebody(earlier),
                ),
            )
            .order_by(dispatches.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def sent(self) -> tuple[SentIssue, ...]:
        """Return the issues sent to everybody, in the order of their first dispatch.

        Each has the edition that was sent first, because a renewed one has the same text. A
        cancelled dispatch counts if it reached somebody before.
        """
        query = (
            select(dispatches.c.issue, dispatches.c.frozen_at, dispatches.c.edition)
            .where(
                dispatches.c.id != NOTICES,
                dispatches.c.issue > 0,
                dispatches.c.audience.is_(None),
                dispatches.c.readers_of.is_(None),
                went_out(),
            )
            .order_by(dispatches.c.id)
        )
        found: dict[int, SentIssue] = {}
        with self._database.read() as connection:
            for issue, frozen_at, edition in connection.execute(query):
                found.setdefault(issue, SentIssue(issue, frozen_at, edition))
        return tuple(found.values())


def _with_the_welcome(subscriber: int) -> Select[Any]:
    """Select the issues sent to one person as a notice, like those dispatched."""
    held_back = and_(batches.c.state == BatchState.SENT, batches.c.handed == 0)
    return (
        select(
            editions.c.issue,
            notices.c.made_at.label("frozen_at"),
            case((held_back, SKIPPED), else_=QUEUED).label("state"),
            batches.c.state.label("batch"),
        )
        .join_from(notices, editions, editions.c.sha256 == notices.c.edition)
        .join(batches, and_(batches.c.dispatch == NOTICES, batches.c.number == notices.c.id))
        .where(notices.c.subscriber == subscriber, editions.c.issue > 0)
    )


def _state(own: int, batch: BatchState) -> str:
    if own != QUEUED:
        return OWN[own]
    return AS_BATCH[batch].value
