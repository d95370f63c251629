"""Which dispatches count as sent."""

from sqlalchemy import ColumnElement, exists, or_

from newsletter.model.dispatch import DispatchState
from newsletter.store.tables import batches, dispatches


def went_out() -> ColumnElement[bool]:
    """Return the condition that the dispatch of a row reaches readers.

    A cancelled one does once a batch of it was handed over.
    """
    handed = exists().where(batches.c.dispatch == dispatches.c.id, batches.c.handed > 0)
    return or_(dispatches.c.state != DispatchState.CANCELLED, handed)
