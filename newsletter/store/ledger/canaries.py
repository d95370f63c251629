"""Dispatches whose first batches go out ahead of the others, and the wait after them.

The number of the last of those batches is in the row of the dispatch. As long as it is there,
no claim takes a batch behind it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, update

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import Dispatch, DispatchState
from newsletter.store.database import Database
from newsletter.store.ledger.claims import DISPATCH, read_frozen
from newsletter.store.schema.sending import batches, dispatches

_GOING = (dispatches.c.state == DispatchState.GOING, dispatches.c.canary.is_not(None))
_AHEAD = (BatchState.PENDING, BatchState.SENDING)


class Canaries:
    """The waits of dispatches after their canary. Each step succeeds in one process only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def going(self) -> tuple[Dispatch, ...]:
        """Return the dispatches that are not paused, and whose other batches wait."""
        with self._database.read() as connection:
            rows = connection.execute(select(*DISPATCH).where(*_GOING).order_by(dispatches.c.id))
            return tuple(map(read_frozen, rows))

    def wait(self, dispatch: int, until: datetime) -> bool:
        """Have a dispatch wait until a moment, at the latest, and return whether that is new.

        It does so once its canary is handed over. A batch in doubt counts as handed over,
        because reports about it count too.
        """
        is_later = or_(dispatches.c.waits_until.is_(None), dispatches.c.waits_until > until)
        return self._set(dispatch, is_later, canary=dispatches.c.canary, waits_until=until)

    def end(self, dispatch: int) -> bool:
        """End the wait of a dispatch, and return whether it waited."""
        is_waiting = dispatches.c.waits_until.is_not(None)
        return self._set(dispatch, is_waiting, canary=None, waits_until=None)

    def _set(self, dispatch: int, rule: ColumnElement[bool], **values: object) -> bool:
        is_ahead = exists().where(
            batches.c.dispatch == dispatches.c.id,
            batches.c.number <= dispatches.c.canary,
            batches.c.state.in_(_AHEAD),
        )
        which = (dispatches.c.id == dispatch, *_GOING, rule, ~is_ahead)
        with self._database.write() as connection:
            return bool(
                connection.execute(update(dispatches).where(*which).values(values)).rowcount
            )
