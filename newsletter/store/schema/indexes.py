"""Indexes that matter only where tables are created, since a statement names none.

Those over a part of the rows state that part for both databases, so that SQLAlchemy imports
both of its dialects.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Index, and_

from newsletter.store.codes import SKIPPED, SUPERSEDED
from newsletter.store.schema.sending import IS_APART, deliveries, subscribers
from newsletter.store.schema.webhooks import webhook_events


def _over_part(
    name: str, *columns: Column[Any], where: ColumnElement[bool], is_unique: bool = False
) -> None:
    Index(name, *columns, unique=is_unique, sqlite_where=where, postgresql_where=where)


# No issue is sent twice to a reader, over all dispatches.
_over_part(
    "uq_deliveries_issue_subscriber",
    deliveries.c.issue,
    deliveries.c.subscriber,
    where=and_(deliveries.c.state != SKIPPED, deliveries.c.state != SUPERSEDED),
    is_unique=True,
)
# The suppressed are few: they are found among the readers, instead of each reader among them.
Index("ix_subscribers_fingerprint", subscribers.c.fingerprint)
_over_part(
    "ix_subscribers_left_at",
    subscribers.c.left_at,
    subscribers.c.confirmed_at,
    where=subscribers.c.left_at.is_not(None),
)
_over_part(
    "ix_subscribers_paused_until",
    subscribers.c.paused_until,
    subscribers.c.standing,
    where=subscribers.c.paused_until.is_not(None),
)
_over_part(
    "ix_deliveries_apart",
    deliveries.c.dispatch,
    deliveries.c.state,
    deliveries.c.subscriber,
    where=IS_APART,
)
_over_part(
    "ix_webhook_events_expected",
    webhook_events.c.dispatch,
    where=and_(webhook_events.c.due_at.is_(None), webhook_events.c.given_up_at.is_(None)),
)
