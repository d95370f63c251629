"""Up to when people who left are left out of the counts of readers that editors see.

An editor who unsubscribes a typed address must not learn from a count that it was in the list.
To everybody but owners, a person who left counts as a reader until the next letter to all
readers is sent. The counts then say no more than that letter's own do, together with
everything else that happened in between.
"""

from datetime import UTC, datetime

from newsletter.app.container import Container
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Plan

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def left_since(container: Container) -> datetime:
    """Return the moment from which people who left still count: that of the last letter to all."""
    to_all = (
        one.frozen_at
        for one in container.store.dispatches.latest()
        if one.audience == Audience() and one.again_of is None
    )
    return next(to_all, _BEFORE_ALL)


def count_readers(container: Container, plan: Plan, *, is_exact: bool) -> int:
    """Return how many recipients a plan has now; without ``is_exact``, how many at most."""
    since = None if is_exact else left_since(container)
    return container.store.dispatches.count_readers(plan, since)
