"""Which dispatches count as sent."""

from sqlalchemy import ColumnElement, exists, or_

from newsletter.model.delivery import Outcome
from newsletter.model.dispatch import DispatchState
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, SUPERSEDED
from newsletter.store.schema.sending import batches, deliveries, dispatches

_NOTHING_CAME = (SKIPPED, OUTCOME[Outcome.REFUSED], SUPERSEDED)


def went_out() -> ColumnElement[bool]:
    """Return the condition that the dispatch of a row reaches readers.

    A cancelled one does once it was handed over for one reader who was not refused.
    """
    theirs = deliveries.c.dispatch == batches.c.dispatch
    members = deliveries.c.subscriber.between(batches.c.first, batches.c.last)
    with_its_batch = exists().where(
        batches.c.dispatch == dispatches.c.id,
        batches.c.handed > 0,
        exists().where(theirs, members, deliveries.c.state.not_in(_NOTHING_CAME)),
    )
    by_itself = exists().where(  # its batch went on without it, and was cancelled
        deliveries.c.dispatch == dispatches.c.id,
        deliveries.c.state.not_in((QUEUED, *_NOTHING_CAME)),
    )
    return or_(dispatches.c.state != DispatchState.CANCELLED, with_its_batch, by_itself)
