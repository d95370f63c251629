"""Turns an audience into a dispatch and its deliveries."""

import logging
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    func,
    insert,
    literal,
    select,
)

from newsletter.errors import DeskError
from newsletter.model.audience import Exclusion
from newsletter.model.dispatch import Dispatch, DispatchState, Plan
from newsletter.store.codes import QUEUED
from newsletter.store.database import insert_or_leave
from newsletter.store.schema.sending import (
    approvals,
    deliveries,
    dispatches,
    slots,
    subscribers,
)
from newsletter.store.subscribers.rule import barred_sql, in_order_sql, rules_sql

log = logging.getLogger(__name__)


def log_begun(frozen: Dispatch | None) -> Dispatch | None:
    """Log that a dispatch begins, if one was frozen, and return it."""
    if frozen is not None:
        facts = {"dispatch": frozen.id, "issue": frozen.issue, "provider": frozen.provider}
        log.info("dispatch begun", extra={**facts, "slot": frozen.slot})
    return frozen


def demand_approval(connection: Connection, plan: Plan) -> None:
    """Refuse an edition whose approval was withdrawn or replaced since it was planned.

    The approval stays locked until the end of the transaction, so that
    cancelling and approving again come before the freeze or after it.

    Raises:
        DeskError: Its dispatch was cancelled meanwhile, or another text is approved.
    """
    approved = connection.execute(
        select(approvals.c.edition).where(approvals.c.issue == plan.issue).with_for_update()
    ).scalar()
    made = connection.execute(
        select(dispatches.c.edition, dispatches.c.state)
        .where(dispatches.c.issue == plan.issue)
        .order_by(dispatches.c.id.desc())
    ).all()
    if approved is None:
        is_outdated = bool(made) and made[0].state is DispatchState.CANCELLED
    else:
        # newcomers of a series may get an edition that went out, if a later one does not fit
        going = {one.edition for one in made if one.state is not DispatchState.CANCELLED}
        is_outdated = plan.edition not in going | {approved}
    if is_outdated:
        raise DeskError("issue-changed-just-now", issue=plan.issue)


def is_queued(connection: Connection, issue: int) -> bool:
    """Return whether the issue is queued. The caller has locked its approval."""
    position = select(approvals.c.position).where(approvals.c.issue == issue)
    return connection.execute(position).scalar() is not None


def take_slot(
    connection: Connection, day: date, issue: int, at: datetime, *, missed: bool = False
) -> bool:
    """Take the slot of a local date, and return whether this process was first."""
    taken = connection.execute(
        insert_or_leave(connection, slots, "day"),
        {"day": day, "issue": issue, "taken_at": at, "was_missed": int(missed)},
    )
    return bool(taken.rowcount)


def insert_dispatch(connection: Connection, plan: Plan) -> int:
    """Store a dispatch, and return its number."""
    made = connection.execute(
        insert(dispatches)
        .values(
            key=plan.key,
            issue=plan.issue,
            edition=plan.edition,
            audience=plan.audience.tag,
            readers_of=plan.audience.readers_of,
            state=DispatchState.GOING,
            why="",
            provider=plan.provider,
            slot=plan.slot,
            frozen_at=plan.at,
            again_of=plan.again_of,
            is_keyed=1,
        )
        .returning(dispatches.c.id)
    )
    return int(made.scalar_one())


def freeze_deliveries(connection: Connection, dispatch: int, plan: Plan) -> None:
    """Store a delivery for every recipient."""
    chosen = (
        select(literal(dispatch), subscribers.c.id, literal(plan.issue), literal(QUEUED))
        .where(gets(plan))
        .order_by(subscribers.c.id)
    )
    columns = ["dispatch", "subscriber", "issue", "state"]
    connection.execute(insert(deliveries).from_select(columns, chosen))


def gets(
    plan: Plan,
    *,
    is_new: bool = False,
    left_since: datetime | None = None,
    with_barred: bool = False,
) -> ColumnElement[bool]:
    """Return the condition that the subscriber of a row gets what is planned.

    For the arguments see ``rules_sql``.
    """
    rules = rules_of(plan, is_new=is_new, left_since=left_since, with_barred=with_barred)
    return and_(*rules.values())


def rules_of(
    plan: Plan,
    *,
    is_new: bool = False,
    left_since: datetime | None = None,
    with_barred: bool = False,
    until: datetime | None = None,
) -> Mapping[Exclusion, ColumnElement[bool]]:
    """Return the conditions under which the subscriber of a row gets what is planned.

    All of them must hold. Each is listed under the reason for which they do not get it
    otherwise; for the arguments see ``rules_sql``.
    """
    rules = rules_sql(
        plan.audience,
        plan.at,
        plan.issue,
        is_new=is_new,
        left_since=left_since,
        nowhere=plan.nowhere,
        with_barred=with_barred,
        until=until,
    )
    if plan.series is None or plan.audience.readers_of is not None:
        return rules
    only = plan.newcomers_only
    in_order = in_order_sql(plan.series, plan.at, plan.issue, newcomers_only=only)
    return {**rules, Exclusion.SERIES: in_order}


def count_recipients(connection: Connection, plan: Plan, left_since: datetime | None) -> int:
    """Return how many recipients a plan has now; see ``gets``."""
    theirs = select(dispatches.c.id).where(dispatches.c.issue == plan.issue).limit(1)
    is_new = connection.execute(theirs).first() is None  # halves the time of most counts
    # asking of every reader whether they are barred takes SQLite five times as long
    rule = gets(plan, is_new=is_new, left_since=left_since, with_barred=True)
    every = select(func.count()).select_from(subscribers).where(rule)
    barred = every.where(subscribers.c.id.in_(barred_sql(plan.issue)))
    both = select(every.scalar_subquery() - barred.scalar_subquery())
    return int(connection.execute(both).scalar_one())
