"""Figures about letters that went out: when they were handed over, and who left after them."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from newsletter.model.delivery import BatchState, Outcome
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, SUPERSEDED, moment
from newsletter.store.database import Database
from newsletter.store.schema.sending import batches, deliveries, subscribers

_NOT_GOT = (SKIPPED, SUPERSEDED, OUTCOME[Outcome.REFUSED])
_AT_A_TIME = 500  # readers in one statement


class Figures:
    """Reads figures from the ledger. None of them is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def handed_over(self, dispatch: int) -> tuple[tuple[datetime, int], ...]:
        """Return when mails were handed to the provider, and how many each time, in order.

        Each is a batch at its last attempt, by the database's clock. Readers for whom it was
        too late are not counted, those whom the provider refused are.
        """
        query = (
            select(batches.c.handed_at, batches.c.handed)
            .where(
                batches.c.dispatch == dispatch,
                batches.c.handed_at.is_not(None),
                batches.c.handed > 0,
            )
            .order_by(batches.c.handed_at, batches.c.number)
        )
        with self._database.read() as connection:
            return tuple((moment(at), many) for at, many in connection.execute(query))

    def left_within(self, spans: Mapping[int, tuple[datetime, datetime]]) -> dict[int, int]:
        """Return how many of the readers who got a dispatch left in a span of time.

        Readers who joined again are not counted, erased ones are.

        Args:
            spans: For each dispatch, from when until when; at least one.
        """
        left_at = subscribers.c.left_at
        anywhere = or_(
            *(and_(left_at >= since, left_at < until) for since, until in spans.values())
        )
        found: Counter[int] = Counter(dict.fromkeys(spans, 0))
        with self._database.read() as connection:
            rows = connection.execute(select(subscribers.c.id, left_at).where(anywhere))
            left: dict[int, datetime] = {row.id: row.left_at for row in rows}
            numbers = sorted(left)
            # leavers are few: asked by the key of each delivery, not by all deliveries
            for start in range(0, len(numbers), _AT_A_TIME):
                got = _got(list(spans), numbers[start : start + _AT_A_TIME])
                for dispatch, reader in connection.execute(got):
                    since, until = spans[dispatch]
                    found[dispatch] += since <= left[reader] < until
        return found


def _got(dispatches: list[int], readers: list[int]) -> Select[Any]:
    """Select who of these readers got which of these dispatches."""
    their_batch = and_(
        batches.c.dispatch == deliveries.c.dispatch,
        deliveries.c.subscriber.between(batches.c.first, batches.c.last),
    )
    return (
        select(deliveries.c.dispatch, deliveries.c.subscriber)
        .join(batches, their_batch)
        .where(
            deliveries.c.dispatch.in_(dispatches),
            deliveries.c.subscriber.in_(readers),
            deliveries.c.state.not_in(_NOT_GOT),
            or_(deliveries.c.state != QUEUED, batches.c.state == BatchState.SENT),
        )
    )
