"""The counts of several dispatches in one statement, for pages that follow them."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    SmallInteger,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import DeliveryState, DispatchState, Progress
from newsletter.store.codes import AS_BATCH, DISPATCH_STATE, OWN, QUEUED
from newsletter.store.database import Database
from newsletter.store.progress import queued_in_batch
from newsletter.store.schema.sending import batches, deliveries, dispatches

_STATES = {code: state for state, code in DISPATCH_STATE.items()}
_OF_DISPATCH = -1  # instead of a count: the row holds the state of the dispatch itself


class Watching:
    """Reads how far dispatches are, together and at one moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self, numbers: Collection[int]) -> dict[int, tuple[DispatchState, Progress]]:
        """Return the state and the progress of each of these dispatches that exists."""
        states: dict[int, DispatchState] = {}
        counts: dict[int, Counter[DeliveryState]] = {one: Counter() for one in numbers}
        by_batch: dict[int, dict[BatchState, int]] = {one: {} for one in numbers}
        with self._database.read() as connection:
            rows = connection.execute(_statement(sorted(numbers))).all()
        for number, batch, own, people, boxes in rows:
            if boxes == _OF_DISPATCH:
                states[number] = _STATES[own]
            elif batch is None:
                counts[number][OWN[own]] += int(people)
            else:
                counts[number][AS_BATCH[batch]] += int(people)
                by_batch[number][batch] = int(boxes)
        return {
            number: (state, _progress(counts[number], by_batch[number]))
            for number, state in states.items()
        }


def _progress(counts: Counter[DeliveryState], by_batch: dict[BatchState, int]) -> Progress:
    return Progress(
        audience=sum(counts.values()),
        counts={state: counts[state] for state in DeliveryState if counts[state]},
        batches=by_batch,
    )


def _statement(numbers: list[int]) -> CompoundSelect[Any]:
    """Return the statement: people by batch, people by a state of their own, and the dispatches."""
    each = (
        select(batches.c.dispatch, batches.c.state, queued_in_batch().label("many"))
        .where(batches.c.dispatch.in_(numbers))
        .subquery()
    )
    state: ColumnElement[int] = type_coerce(dispatches.c.state, SmallInteger)
    return union_all(
        select(
            each.c.dispatch, each.c.state, literal(QUEUED), func.sum(each.c.many), func.count()
        ).group_by(each.c.dispatch, each.c.state),
        select(deliveries.c.dispatch, null(), deliveries.c.state, func.count(), literal(0))
        .where(deliveries.c.dispatch.in_(numbers), deliveries.c.state != QUEUED)
        .group_by(deliveries.c.dispatch, deliveries.c.state),
        select(dispatches.c.id, null(), state, literal(0), literal(_OF_DISPATCH)).where(
            dispatches.c.id.in_(numbers)
        ),
    )
