"""What was sent to one person, for themselves and for the editor whom they ask."""

from collections.abc import Mapping

from sqlalchemy import and_, select

from newsletter.model.archive import SentIssue
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.database import Database
from newsletter.store.tables import batches, deliveries, dispatches
from newsletter.store.types import OUTCOME, QUEUED, SKIPPED

_OWN = {SKIPPED: "skipped"} | {code: outcome.value for outcome, code in OUTCOME.items()}


class History:
    """The ledger, read along one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, subscriber: int) -> tuple[Mapping[str, object], ...]:
        """The issues sent to one person, with moment and outcome, oldest first."""
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
        return tuple(
            {
                "issue": row.issue,
                "planned_at": row.frozen_at.isoformat(timespec="seconds"),
                "outcome": _state(row.state, row.batch),
            }
            for row in rows
        )

    def sent(self) -> tuple[SentIssue, ...]:
        """The issues that went to everybody, in the order in which they first did."""
        query = (
            select(dispatches.c.issue, dispatches.c.frozen_at, dispatches.c.edition)
            .where(
                dispatches.c.id != NOTICES,
                dispatches.c.issue > 0,
                dispatches.c.audience.is_(None),
                dispatches.c.state != DispatchState.CANCELLED,
            )
            .order_by(dispatches.c.id)
        )
        found: dict[int, SentIssue] = {}
        with self._database.read() as connection:
            for issue, frozen_at, edition in connection.execute(query):
                first = found[issue].sent_at if issue in found else frozen_at
                found[issue] = SentIssue(issue, first, edition)
        return tuple(found.values())


def _state(own: int, batch: BatchState) -> str:
    if own != QUEUED:
        return _OWN[own]
    return "accepted" if batch is BatchState.SENT else batch.value
