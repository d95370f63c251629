"""Storing events for webhooks, each in the transaction of its cause."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, insert, select, update

from newsletter.model.webhook import BulkCause, EventKind
from newsletter.store.schema.webhooks import webhook_events, webhooks

# An import is many transactions. Each moves the event to after the next one, so that one event
# tells of all, also if the import is cut short.
SUMMARY_WAITS: Final = timedelta(minutes=1)


def is_wanted(connection: Connection, kind: EventKind) -> bool:
    """Return whether any webhook wants to know of such events."""
    return bool(_wanting(connection, kind))


def note_reader(connection: Connection, kind: EventKind, subscriber: int, at: datetime) -> None:
    """Store that a reader joined or left, for each webhook that wants to know."""
    _store(connection, kind, at, subscriber=subscriber, due_at=at)


def note_many(
    connection: Connection, kind: EventKind, cause: BulkCause, count: int, at: datetime
) -> None:
    """Store that so many readers joined or left at once, or add them to the event that waits."""
    if not count:
        return
    for name in _wanting(connection, kind):
        added = connection.execute(
            update(webhook_events)
            .where(
                webhook_events.c.webhook == name,
                webhook_events.c.kind == kind,
                webhook_events.c.cause == cause,
                webhook_events.c.attempts == 0,
                webhook_events.c.due_at > at,
            )
            .values(count=webhook_events.c.count + count, at=at, due_at=at + SUMMARY_WAITS)
        )
        if not added.rowcount:
            row = _row(name, kind, at, cause=cause, count=count, due_at=at + SUMMARY_WAITS)
            connection.execute(insert(webhook_events).values(**row))


def forget_readers(connection: Connection, subscribers: Sequence[int]) -> None:
    """Remove these readers, who are erased, from the events that wait."""
    theirs = webhook_events.c.subscriber.in_(subscribers)
    connection.execute(update(webhook_events).where(theirs).values(subscriber=None))


def note_paused(
    connection: Connection, dispatch: int, issue: int | None, reason: str, at: datetime
) -> None:
    """Store that a dispatch was paused.

    Args:
        connection: The transaction.
        dispatch: Its number.
        issue: Its issue; ``None`` for the notices.
        reason: A message's code, because its data may quote an address.
        at: When that happened.
    """
    data = {"dispatch": dispatch, "issue": issue, "reason": reason}
    _store(connection, EventKind.PAUSED, at, dispatch=dispatch, due_at=at, data=data)


def expect_sent(connection: Connection, dispatch: int, at: datetime) -> None:
    """Store, as a dispatch is frozen, that its end will be an event."""
    _store(connection, EventKind.SENT, at, dispatch=dispatch, due_at=None)


def _store(
    connection: Connection,
    kind: EventKind,
    at: datetime,
    *,
    due_at: datetime | None,
    data: Mapping[str, object] | None = None,
    **about: int,
) -> None:
    kept = {"due_at": due_at, "data": None if data is None else json.dumps(data), **about}
    rows = [_row(name, kind, at, **kept) for name in _wanting(connection, kind)]
    if rows:
        connection.execute(insert(webhook_events), rows)


def _row(name: str, kind: EventKind, at: datetime, **values: object) -> dict[str, object]:
    # a key of its own for each webhook, so that two of them cannot compare what they got
    key = f"msg_{secrets.token_hex(16)}"
    return {"webhook": name, "kind": kind, "key": key, "at": at, "attempts": 0, **values}


def _wanting(connection: Connection, kind: EventKind) -> list[str]:
    rows = connection.execute(
        select(webhooks.c.name, webhooks.c.kinds)
        .where(webhooks.c.gone_at.is_(None))
        .order_by(webhooks.c.name)
        # else its removal, committed meanwhile, would make the cause fail
        .with_for_update(read=True, key_share=True)
    )
    return [row.name for row in rows if kind.value in row.kinds.split()]
