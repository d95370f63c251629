"""Freezes readers refused at hand-over into a dispatch of their own."""

from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from newsletter.model.delivery import Outcome, Refusal
from newsletter.model.dispatch import Plan
from newsletter.store.by_state import subscribers_in_state
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, SUPERSEDED
from newsletter.store.schema.sending import deliveries, dispatches, editions, subscribers
from newsletter.store.subscribers.rule import gets_mail_sql, with_a_notice

REFUSED_WITHIN = timedelta(days=14)  # an older letter is no longer news
_REFUSED = OUTCOME[Outcome.REFUSED]


def count_refused(
    connection: Connection,
    dispatch: int,
    issue: int,
    at: datetime,
    left_since: datetime | None = None,
) -> int:
    """Return how many refused readers of a dispatch would get it again now."""
    chosen = _chosen(dispatch, issue, at, left_since).subquery()
    return int(connection.execute(select(func.count()).select_from(chosen)).scalar_one())


def freeze_refused(connection: Connection, dispatch: int, plan: Plan) -> int:
    """Freeze the refused readers of ``plan.again_of`` into a new dispatch.

    Their old rows are superseded.

    The new rows are inserted as skipped, because the index allows no other state until the
    old ones are superseded. An old row that a report changed meanwhile keeps its outcome,
    and its reader gets nothing.

    Returns:
        The number of readers.
    """
    assert plan.again_of is not None  # noqa: S101  # for mypy: only such plans come here
    # if two do this at the same time, the second one waits here and finds no reader left
    connection.execute(
        select(dispatches.c.id).where(dispatches.c.id == plan.again_of).with_for_update()
    )
    chosen = _chosen(plan.again_of, plan.issue, plan.at).add_columns(
        literal(dispatch), literal(plan.issue), literal(SKIPPED)
    )
    columns = ["subscriber", "dispatch", "issue", "state"]
    connection.execute(insert(deliveries).from_select(columns, chosen))
    old, new = deliveries.alias("old"), deliveries.alias("new")
    is_chosen = exists().where(
        new.c.dispatch == dispatch, new.c.subscriber == deliveries.c.subscriber
    )
    connection.execute(
        update(deliveries)
        .where(deliveries.c.dispatch == plan.again_of, deliveries.c.state == _REFUSED, is_chosen)
        .values(state=SUPERSEDED)
    )
    is_superseded = exists().where(
        old.c.dispatch == plan.again_of,
        old.c.subscriber == deliveries.c.subscriber,
        old.c.state == SUPERSEDED,
    )
    theirs = deliveries.c.dispatch == dispatch
    connection.execute(delete(deliveries).where(theirs, ~is_superseded))
    return connection.execute(update(deliveries).where(theirs).values(state=QUEUED)).rowcount


def _chosen(
    dispatch: int, issue: int, at: datetime, left_since: datetime | None = None
) -> Select[tuple[int]]:
    return (
        select(deliveries.c.subscriber)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(_may_go_again(dispatch, issue, at, left_since))
        .order_by(deliveries.c.subscriber)
    )


def _may_go_again(
    dispatch: int, issue: int, at: datetime, left_since: datetime | None
) -> ColumnElement[bool]:
    return and_(
        deliveries.c.dispatch == dispatch,
        deliveries.c.state == _REFUSED,
        deliveries.c.subscriber.in_(subscribers_in_state(dispatch, _REFUSED)),
        # older rows, without the kind of refusal, count as refused at hand-over
        or_(deliveries.c.refusal.is_(None), deliveries.c.refusal == Refusal.AT_HAND_OVER),
        deliveries.c.at > at - REFUSED_WITHIN,
        gets_mail_sql(at, left_since),
        subscribers.c.id.not_in(with_a_notice(editions.c.issue == issue)),
    )
