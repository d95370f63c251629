"""Half a year of letters to many readers, written straight into the tables: quickly."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, case, cast, func, insert, literal, select, text, update

from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import DispatchState
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, micros, span
from newsletter.store.schema.readers import tallies
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    dispatches,
    subscribers,
    suppressions,
)
from newsletter.store.store import Store
from tests.benchmarks._dispatching import edition

LETTERS = 24  # the last of them half way
BATCH = 500
_WEEK = timedelta(days=7)
_DAY_US = 86_400_000_000


def grow(store: Store, now: datetime) -> None:
    """Let readers have joined over two years; some left, and some paused."""
    number = subscribers.c.id
    with store.database.write() as connection:
        connection.execute(
            text("UPDATE subscribers SET first_name = 'Lezer ' || id, confirmed_at = :now - (id * 7 % 730) * :day, joined_at = :now - (id * 7 % 730) * :day"),
            {"now": micros(now), "day": _DAY_US},
        )  # fmt: skip
        connection.execute(
            text("UPDATE subscribers SET standing = 2, left_at = :now - (id * 3 % 200) * :day WHERE id % 20 = 0"),
            {"now": micros(now), "day": _DAY_US},
        )  # fmt: skip
        connection.execute(
            update(subscribers).where(number % 50 == 1).values(paused_until=now + _WEEK)
        )
        bounced = select(
            subscribers.c.fingerprint,
            literal(SuppressionReason.BOUNCED, suppressions.c.reason.type),
            literal(now, suppressions.c.since.type),
            literal(""),
        ).where(number % 200 == 3)
        connection.execute(
            insert(suppressions).from_select(["fingerprint", "reason", "since", "note"], bounced)
        )


def send(store: Store, now: datetime) -> None:
    """Letters 101 and on, one a week: delivered but for some, as a provider reports it."""
    editions = [store.editions.keep(edition(100 + n)) for n in range(1, LETTERS + 1)]
    with store.database.write() as connection:
        for number, kept in enumerate(editions, start=1):
            at = now - _WEEK * (LETTERS - number)
            _send(connection, number, kept, at, is_going=number == LETTERS)


def _send(connection: Connection, number: int, kept: str, at: datetime, *, is_going: bool) -> None:
    issue = 100 + number
    connection.execute(insert(dispatches).values(
        id=number, key=f"bench{number:05}", issue=issue, edition=kept, state=DispatchState.GOING,
        why="", provider="resend", frozen_at=at, is_keyed=1,
    ))  # fmt: skip
    connection.execute(insert(tallies).values(issue=issue, yes=40, no=3, somewhat=9))
    who, share = subscribers.c.id, subscribers.c.id * 31 % 1000
    state = case(
        (share < 2, OUTCOME[Outcome.REFUSED]),
        (share < 5, OUTCOME[Outcome.BOUNCED]),
        (share < 6, OUTCOME[Outcome.COMPLAINED]),
        (share < 8, SKIPPED),
        else_=OUTCOME[Outcome.DELIVERED],
    )
    half = select(func.max(subscribers.c.id) // 2).scalar_subquery()
    if is_going:
        state = case((who > half, QUEUED), else_=state)
    came = literal(at + timedelta(minutes=5), deliveries.c.at.type)
    names = literal("0102018f-5f0c-7d5e-b1ce-").concat(cast(who, Text))
    rows = select(literal(number), who, literal(issue), state, came, names).order_by(who)
    columns = ["dispatch", "subscriber", "issue", "state", "at", "provider_id"]
    connection.execute(insert(deliveries).from_select(columns, rows))
    connection.execute(insert(batches), _boxes(connection, number, at, is_going=is_going))


def _boxes(
    connection: Connection, number: int, at: datetime, *, is_going: bool
) -> list[dict[str, Any]]:
    last = connection.execute(select(func.max(subscribers.c.id))).scalar_one()
    boxes = []
    for place, first in enumerate(range(1, last + 1, BATCH), start=1):
        is_sent = not is_going or first + BATCH - 1 <= last // 2
        many = min(BATCH, last + 1 - first)
        boxes.append({
            "dispatch": number, "number": place, "first": first, "last": first + many - 1,
            "state": BatchState.SENT if is_sent else BatchState.PENDING,
            "members": many, "handed": many if is_sent else 0, "attempt": int(is_sent),
            "handed_at": micros(at) + place * span(timedelta(seconds=2)) if is_sent else None,
        })  # fmt: skip
    return boxes
