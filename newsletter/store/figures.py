"""Figures about letters that went out: when they were handed over, and who left after them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, Select, bindparam, exists, func, or_, select

from newsletter.model.delivery import BatchState, Outcome
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, SUPERSEDED, moment
from newsletter.store.database import Database
from newsletter.store.schema.sending import batches, deliveries, subscribers
from newsletter.store.schema.types import UtcMoment

_NOT_GOT = (SKIPPED, SUPERSEDED, OUTCOME[Outcome.REFUSED])
_NOT_SENT = tuple(state for state in BatchState if state is not BatchState.SENT)


class Figures:
    """Reads figures from the ledger. None of them is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def handed_over(
        self, dispatch: int, *, is_exact: bool = True
    ) -> tuple[tuple[datetime, int], ...]:
        """Return when mails were handed to the provider, and how many each time, in order.

        Each is a batch at its last attempt, by the database's clock. Those whom the provider
        refused are counted.

        Args:
            dispatch: Its number.
            is_exact: Whether readers for whom it was too late are not counted. Otherwise all
                of a batch are, and one without any recipient left is at its neighbour's moment.
        """
        names = ("number", "state", "handed_at", "handed", "members")
        query = (
            select(*(batches.c[name] for name in names))
            .where(
                batches.c.dispatch == dispatch,
                or_(batches.c.state == BatchState.SENT, batches.c.handed > 0),
            )
            .order_by(batches.c.number)
        )
        with self._database.read() as connection:
            found = connection.execute(query).all()
        moments = [one.handed_at for one in found if one.handed_at is not None]
        at, figures = min(moments, default=None), list[tuple[datetime, int]]()
        for one in found:
            is_shown = one.handed_at is not None or not is_exact
            at, many = one.handed_at or at, one.handed if is_exact else one.members
            if at is not None and is_shown and many:
                figures.append((moment(at), many))
        return tuple(sorted(figures, key=lambda each: each[0]))

    def left_within(self, spans: Mapping[int, tuple[datetime, datetime]]) -> dict[int, int]:
        """Return how many of the readers who got a dispatch left in a span of time.

        Readers who joined again are not counted, erased ones are.

        Args:
            spans: For each dispatch, from when until when; at least one.
        """
        left = {}
        with self._database.read() as connection:
            for dispatch, (since, until) in spans.items():
                chosen = {"dispatch_": dispatch, "since": since, "until": until}
                left[dispatch] = int(connection.execute(_LEFT, chosen).scalar_one())
        return left


def _left() -> Select[int]:
    """Count who left in a span, of those who got a dispatch.

    Leavers are few: each delivery is looked up by its key.
    """
    dispatch = bindparam("dispatch_", type_=Integer)
    left = select(subscribers.c.id).where(
        subscribers.c.left_at >= bindparam("since", type_=UtcMoment),
        subscribers.c.left_at < bindparam("until", type_=UtcMoment),
    )
    is_waiting = exists().where(
        batches.c.dispatch == dispatch,
        batches.c.state.in_(_NOT_SENT),
        deliveries.c.subscriber.between(batches.c.first, batches.c.last),
    )
    return select(func.count()).where(
        deliveries.c.dispatch == dispatch,
        deliveries.c.subscriber.in_(left),
        deliveries.c.state.not_in(_NOT_GOT),
        or_(deliveries.c.state != QUEUED, ~is_waiting),
    )


_LEFT: Final = _left()  # once: to describe it takes longer than to ask it
