"""The statements that run for every batch. Building them takes longer than running them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    Update,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.codes import QUEUED
from newsletter.store.ledger.claims import DISPATCH
from newsletter.store.pace import true_moment
from newsletter.store.schema.sending import batches, deliveries, dispatches

# A late answer may settle these. It never undoes a settlement or a rekeying.
OPEN = (BatchState.SENDING, BatchState.IN_DOUBT, BatchState.HELD)

# Which of the batches may be handed over, once they are due.
MAY_GO: ColumnElement[bool] = and_(
    batches.c.state == BatchState.PENDING,
    dispatches.c.state == DispatchState.GOING,
    or_(dispatches.c.canary.is_(None), batches.c.number <= dispatches.c.canary),
)

# Columns of a batch: which it is, and what a claim of it adds. The others are not read, and
# converting them for every batch would take time.
_PLACE = (batches.c.dispatch, batches.c.number, batches.c.first, batches.c.last)
_CLAIMED = (
    batches.c.number,
    batches.c.attempt,
    batches.c.generation,
    batches.c.dated,
    batches.c.payload,
)

_THE_DISPATCH = bindparam("the_dispatch", type_=Integer)
_THIS = and_(
    batches.c.dispatch == _THE_DISPATCH,
    batches.c.number == bindparam("the_number", type_=Integer),
)

_UNKNOWN = select(deliveries.c.subscriber).where(
    deliveries.c.dispatch == _THE_DISPATCH,
    deliveries.c.subscriber.between(batches.c.first, batches.c.last),
    deliveries.c.state == QUEUED,
)
# It runs for every report about a batch in doubt.
SETTLE_IF_COMPLETE: Update = (
    update(batches)
    .where(
        _THIS,
        batches.c.state.in_((BatchState.IN_DOUBT, BatchState.HELD)),
        ~_UNKNOWN.exists(),
    )
    .values(state=BatchState.SENT, leased_until=0, why=None)
)

SETTLE: Update = (
    update(batches)
    .where(
        _THIS,
        batches.c.generation == bindparam("the_generation", type_=Integer),
        # no IN, whose places SQLAlchemy writes into the text again at every execution
        or_(*(batches.c.state == state for state in OPEN)),
    )
    .values(
        state=BatchState.SENT,
        leased_until=0,
        provider_id=bindparam("the_id", type_=batches.c.provider_id.type),
        why=bindparam("the_words", type_=batches.c.why.type),
    )
)


class Statements:
    """The statements that use the database's clock."""

    def __init__(self, now: ColumnElement[int]) -> None:
        self.waiting: Select[Any] = (
            select(*_PLACE, *DISPATCH)
            .join(dispatches, dispatches.c.id == batches.c.dispatch)
            .where(MAY_GO, batches.c.due_at <= now)
            .order_by(batches.c.dispatch, batches.c.number)
            .limit(1)
        )
        self.first = self.waiting.with_for_update(of=batches, skip_locked=True)
        self.this_one = self.first.where(_THIS)
        self.first_notice = self.first.where(batches.c.dispatch == NOTICES)
        self.take = _take(now)
        self.mark = _mark(now)


def _take(now: ColumnElement[int]) -> ReturningUpdate[Any]:
    """Return the step from pending to sending, with a lease and the next attempt."""
    return (
        update(batches)
        .where(_THIS)
        .values(
            state=BatchState.SENDING,
            attempt=batches.c.attempt + 1,
            leased_until=now + bindparam("the_lease", type_=BigInteger),
            dated=func.coalesce(batches.c.dated, bindparam("the_date", type_=batches.c.dated.type)),
            handed=bindparam("the_handed", type_=Integer),
            handed_at=None,
        )
        .returning(*_CLAIMED)
    )


def _mark(now: ColumnElement[int]) -> Update:
    """Return the step before sending, for a running lease and an unused key."""
    payload = bindparam("the_payload", type_=LargeBinary(32))
    theirs = bindparam("their_time", type_=BigInteger)
    # the age of a doubt must be right once a wrong clock was set right
    moment = true_moment(now, theirs)
    return (
        update(batches)
        .where(
            _THIS,
            batches.c.state == BatchState.SENDING,
            batches.c.attempt == bindparam("the_attempt", type_=Integer),
            batches.c.leased_until > now,
            or_(batches.c.payload.is_(None), batches.c.payload == payload),
        )
        .values(
            payload=payload,
            account=bindparam("the_account", type_=batches.c.account.type),
            handed_at=moment,
            seen_at=None,
            keyed_at=func.coalesce(batches.c.keyed_at, moment),
        )
    )
