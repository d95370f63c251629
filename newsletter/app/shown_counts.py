"""Counts of readers that do not reveal to an editor who has left.

An editor who unsubscribes a typed address must not learn from a count that it was in the list.
To everybody but owners, a person who left counts as a reader until the next letter to all
readers is sent. The counts then say no more than that letter's own do, together with
everything else that happened in between.
"""

from dataclasses import replace
from datetime import UTC, datetime

from newsletter.app.container import Container
from newsletter.app.dispatch_list import DispatchRow, row_of
from newsletter.errors import DeskError
from newsletter.model.dispatch import NOTICES, Delivery, DeliveryState, Dispatch, Plan

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def left_since(container: Container) -> datetime:
    """Return the moment from which people who left still count: that of the last letter to all.

    A letter that reached nobody does not count as one, nor does one to the newcomers of the
    series: a person who starts and stops it would learn who left.
    """
    series = container.settings.series.series
    last = container.store.history.last_to_all(series.issues if series else ())
    return last or _BEFORE_ALL


def count_readers(container: Container, plan: Plan, *, is_exact: bool) -> int:
    """Return how many recipients a plan has now; without ``is_exact``, how many at most."""
    since = None if is_exact else left_since(container)
    return container.store.dispatches.count_readers(plan, since)


def show_one(container: Container, dispatch: Dispatch, *, is_exact: bool) -> DispatchRow:
    """Return one dispatch as a row; without ``is_exact``, as ``disclosure`` has it."""
    store, number = container.store, dispatch.id
    progress = store.counts.progress(number, is_exact=is_exact)
    row = row_of(dispatch, progress, store.counts.obstacles(number), is_exact=is_exact)
    if not row.counts.get(DeliveryState.REFUSED) or number == NOTICES:
        return row
    since = None if is_exact else left_since(container)
    return replace(row, may_go_again=store.dispatches.refused(dispatch, since))


def people_in(container: Container, dispatch: int, name: str) -> tuple[Delivery, ...]:
    """Return the recipients of a dispatch who are in the state of this name.

    Raises:
        DeskError: There is no such state.
    """
    try:
        state = DeliveryState(name)
    except ValueError:
        states = tuple(one.value for one in DeliveryState)
        raise DeskError("delivery-state-unknown", text=name, states=states) from None
    found: list[Delivery] = []
    after = 0
    while page := container.store.counts.people(dispatch, state, after=after):
        found += page
        after = page[-1].subscriber
    return tuple(found)
