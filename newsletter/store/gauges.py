"""Counts of the whole database for metrics, in one statement. None of them is about one reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Integer, Select, func, literal, select, type_coerce, union_all

from newsletter.model.audience import Standing
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.codes import BATCH_STATE, STANDING
from newsletter.store.database import Database
from newsletter.store.schema.sending import (
    approvals,
    batches,
    dispatches,
    reports,
    subscribers,
)

_READERS, _BATCHES, _PAUSED, _QUEUED, _WAITING, _UNREAD = range(6)
_UNFINISHED: Final = tuple(state for state in BatchState if state is not BatchState.SENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """What there is at one moment, each state that can be with its number."""

    readers: Mapping[Standing, int]
    batches: Mapping[BatchState, int]
    paused: int
    queued: int
    waiting: int
    unread: int


def read_gauges(database: Database, unread_since: datetime) -> Gauges:
    """Return the counts.

    Args:
        database: Where to count.
        unread_since: From when on a call that could not be read counts.
    """
    with database.read() as connection:
        rows = connection.execute(_statement(unread_since)).all()
    found = {(int(kind), int(code)): int(many) for kind, code, many in rows}
    return Gauges(
        readers={one: found.get((_READERS, STANDING[one]), 0) for one in Standing},
        batches={one: found.get((_BATCHES, BATCH_STATE[one]), 0) for one in _UNFINISHED},
        paused=found.get((_PAUSED, 0), 0),
        queued=found.get((_QUEUED, 0), 0),
        waiting=found.get((_WAITING, 0), 0),
        unread=found.get((_UNREAD, 0), 0),
    )


def _statement(unread_since: datetime) -> Select[int, int, int]:
    standing = type_coerce(subscribers.c.standing, Integer)
    state = type_coerce(batches.c.state, Integer)
    parts = union_all(
        _many(_READERS, standing, subscribers.c.id > 0).group_by(subscribers.c.standing),
        _many(_BATCHES, state, batches.c.state.in_(_UNFINISHED)).group_by(batches.c.state),
        _many(
            _PAUSED,
            literal(0),
            (dispatches.c.state == DispatchState.PAUSED) & (dispatches.c.id != NOTICES),
        ),
        _many(_QUEUED, literal(0), approvals.c.position.is_not(None)),
        _many(_WAITING, literal(0), reports.c.read_at.is_(None)),
        _many(
            _UNREAD,
            literal(0),
            (reports.c.came_at >= unread_since) & reports.c.trouble.is_not(None),
        ),
    ).subquery()
    return select(*parts.c)


def _many(kind: int, code: ColumnElement[int], which: ColumnElement[bool]) -> Select[int, int, int]:
    return select(
        literal(kind, Integer).label("kind"), code.label("code"), func.count().label("many")
    ).where(which)
