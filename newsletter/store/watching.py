"""The progress of several dispatches with their states, for pages that follow them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import NOTICES, DispatchState, Progress
from newsletter.store.codes import OUTCOME, span
from newsletter.store.database import Database
from newsletter.store.ledger.steps import MAY_GO
from newsletter.store.progress import tallied_rows
from newsletter.store.schema.sending import batches, deliveries, dispatches
from newsletter.store.tallied import progress_from, states_from

_LATELY: Final = timedelta(minutes=15)  # a provider that is often busy takes something within
_FIRST: Final = 1_000  # readers


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
        """Return whether any mail of a dispatch was reported as delivered.

        Only its first thousand are looked at: where deliveries are reported, most of them are.
        """
        first = select(deliveries.c.state).where(deliveries.c.dispatch == dispatch).limit(_FIRST)
        with self._database.read() as connection:
            return OUTCOME[Outcome.DELIVERED] in connection.execute(first).scalars().all()

    def since_handed(self, dispatch: int) -> timedelta | None:
        """Return how long ago the last batch of a dispatch was handed over, if any was."""
        ago = self._database.now - func.max(batches.c.handed_at)
        with self._database.read() as connection:
            count = connection.execute(select(ago).where(batches.c.dispatch == dispatch)).scalar()
        return None if count is None else timedelta(microseconds=int(count))

    def obstructed(self) -> dict[int, tuple[str, ...]]:
        """Return the dispatches whose batches the provider does not accept, with the reasons.

        Their batches may go, were tried lately and not accepted, and none of the others was
        handed over lately. The dispatch of the notices is among them if at least two of them
        wait: one may be for a mailbox that is full.
        """
        lately = self._database.now - span(_LATELY)
        found: dict[int, tuple[str, ...]] = {}
        with self._database.read() as connection:
            rows = connection.execute(_came_back(lately)).all()
            if sum(many for number, _, many in rows if number == NOTICES) == 1:
                rows = [row for row in rows if row.dispatch != NOTICES]
            for number, why, _ in rows:
                found[number] = (*found.get(number, ()), why)
            if not found:
                return found
            goes_on = select(batches.c.dispatch).where(
                batches.c.dispatch.in_(found),
                batches.c.state.not_in((BatchState.PENDING, BatchState.SENDING)),
                batches.c.handed_at > lately,
            )
            going = set(connection.execute(goes_on.distinct()).scalars())
        return {number: reasons for number, reasons in found.items() if number not in going}


def _came_back(lately: ColumnElement[int]) -> Select[Any]:
    """Return the statement for how many batches wait for each reason that a provider gave."""
    return (
        select(batches.c.dispatch, batches.c.why, func.count())
        .join(dispatches, dispatches.c.id == batches.c.dispatch)
        .where(
            MAY_GO,
            batches.c.why.is_not(None),
            batches.c.why != "",
            # what nobody tries, such as the rest after a day's ceiling, keeps an older reason
            batches.c.due_at > lately,
        )
        .group_by(batches.c.dispatch, batches.c.why)
        .order_by(batches.c.dispatch, batches.c.why)
    )
