"""The progress of several dispatches with their states, for pages that follow them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import DispatchState, Progress
from newsletter.store.codes import OUTCOME, span
from newsletter.store.database import Database
from newsletter.store.ledger.steps import MAY_GO
from newsletter.store.progress import tallied_rows
from newsletter.store.schema.sending import batches, deliveries, dispatches
from newsletter.store.tallied import progress_from, states_from

_LATELY: Final = timedelta(minutes=15)  # a provider that is often busy takes something within


class Watching:
    """Reads how far dispatches are, together and at one moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(
        self, numbers: Collection[int], *, is_exact: bool = True
    ) -> dict[int, tuple[DispatchState, Progress]]:
        """Return the state and the progress of each of these dispatches that exists.

        ``is_exact`` is that of ``Counts.progress``.
        """
        with self._database.read() as connection:
            rows = tallied_rows(connection, sorted(numbers), is_exact=is_exact)
        progress = progress_from(rows, numbers)
        return {number: (state, progress[number]) for number, state in states_from(rows).items()}

    def has_deliveries(self, dispatch: int) -> bool:
        """Return whether any mail of a dispatch was reported as delivered."""
        delivered = OUTCOME[Outcome.DELIVERED]
        query = select(deliveries.c.state).where(
            deliveries.c.dispatch == dispatch, deliveries.c.state == delivered
        )
        with self._database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def obstructed(self) -> dict[int, tuple[str, ...]]:
        """Return the dispatches of which nobody takes anything, with the different reasons.

        Their batches may go and were not accepted, and none of the others was handed over lately.
        The dispatch of the notices may be among them.
        """
        came_back = (
            select(batches.c.dispatch, batches.c.why)
            .join(dispatches, dispatches.c.id == batches.c.dispatch)
            .where(MAY_GO, batches.c.why.is_not(None), batches.c.why != "")
            .distinct()
            .order_by(batches.c.dispatch, batches.c.why)
        )
        found: dict[int, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for number, why in connection.execute(came_back):
                found[number] = (*found.get(number, ()), why)
            if not found:
                return found
            goes_on = select(batches.c.dispatch).where(
                batches.c.dispatch.in_(found),
                batches.c.state.not_in((BatchState.PENDING, BatchState.SENDING)),
                batches.c.handed_at > self._database.now - span(_LATELY),
            )
            going = set(connection.execute(goes_on.distinct()).scalars())
        return {number: reasons for number, reasons in found.items() if number not in going}
