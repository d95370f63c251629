"""Finds the few recipients whose letter was not simply taken and delivered."""

from sqlalchemy import Select, select

from newsletter.store.schema.sending import IS_APART, deliveries


def subscribers_in_state(dispatch: int, state: int, *, after: int = 0) -> Select[tuple[int]]:
    """Select the numbers of those in one state, by their index alone.

    Without a subquery of its own, SQLite prefers the order of all recipients to the index.

    Args:
        dispatch: The number of the dispatch.
        state: Their own state, none of ``codes.AS_USUAL``.
        after: The number that theirs follow.
    """
    return (
        select(deliveries.c.subscriber)
        .where(
            deliveries.c.dispatch == dispatch,
            deliveries.c.state == state,
            deliveries.c.subscriber > after,
            IS_APART,
        )
        .order_by(deliveries.c.subscriber)
        .correlate(None)
    )
