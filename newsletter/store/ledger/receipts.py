"""Records the provider's receipts as compactly as they allow.

A delivery's own state stays ``QUEUED``, which means "as its batch says", unless
it differs. A batch that was accepted entirely is therefore recorded in one row.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Update, bindparam, case, func, select, update

from newsletter.model.batch import AllAccepted
from newsletter.model.delivery import BatchState, Outcome, Receipt, Refusal
from newsletter.model.delivery_ids import read_delivery_id
from newsletter.model.dispatch import Claim
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, SUPERSEDED
from newsletter.store.ledger.claims import this
from newsletter.store.ledger.steps import SETTLE, SETTLE_IF_COMPLETE
from newsletter.store.schema.sending import batches, deliveries


def settle_receipts(
    connection: Connection, claim: Claim, receipts: Sequence[Receipt], at: datetime
) -> bool:
    """Settle the batch, and return whether it was still open under this key."""
    common = _common_id(receipts)
    noted = connection.execute(
        SETTLE,
        {
            "the_dispatch": claim.dispatch.id,
            "the_number": claim.number,
            "the_generation": claim.generation,
            "the_id": common,
            "the_words": _refusal(claim, receipts),
        },
    )
    if not noted.rowcount:
        return False
    _note_each(connection, claim, _apart(receipts, common), at, accepted_as=QUEUED)
    return True


def settle_some(
    connection: Connection, claim: Claim, receipts: Sequence[Receipt], at: datetime
) -> bool:
    """Record traces of some recipients. Return whether they settle the batch."""
    if claim.is_notice and receipts:
        return settle_receipts(connection, claim, receipts, at)
    note_some(connection, claim, receipts, at)
    return settle_if_complete(connection, claim.dispatch.id, claim.number)


def note_some(
    connection: Connection, claim: Claim, receipts: Sequence[Receipt], at: datetime
) -> None:
    """Record that these recipients are done, independently of the others."""
    _note_each(connection, claim, receipts, at, accepted_as=OUTCOME[Outcome.ACCEPTED])


def settle_if_complete(connection: Connection, dispatch: int, number: int) -> bool:
    """Mark a batch in doubt sent once every recipient is known. Return whether it is."""
    settled = connection.execute(
        SETTLE_IF_COMPLETE, {"the_dispatch": dispatch, "the_number": number}
    )
    return bool(settled.rowcount)


def is_unsettled(connection: Connection, claim: Claim) -> bool:
    """Return whether a batch is in doubt or held, under the key of this claim.

    It stays so for the rest of the transaction, so that nobody claims its members meanwhile.
    """
    query = (
        select(batches.c.number)
        .where(
            this(claim.dispatch.id, claim.number),
            batches.c.state.in_((BatchState.IN_DOUBT, BatchState.HELD)),
            batches.c.generation == claim.generation,
        )
        .with_for_update()
    )
    return connection.execute(query).first() is not None


def confirms(connection: Connection, claim: Claim, receipts: Sequence[Receipt]) -> bool:
    """Return whether an answer says what is recorded already: the batch was accepted."""
    if any(one.outcome is not Outcome.ACCEPTED for one in receipts):
        return False
    query = select(batches.c.number).where(
        this(claim.dispatch.id, claim.number),
        batches.c.state == BatchState.SENT,
        batches.c.generation == claim.generation,
    )
    return connection.execute(query).first() is not None


def refuse_rest(connection: Connection, claim: Claim, at: datetime, detail: str) -> None:
    """Record the remaining recipients of a batch as refused, for one reason."""
    batch = this(claim.dispatch.id, claim.number)
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.dispatch == claim.dispatch.id,
            deliveries.c.subscriber >= select(batches.c.first).where(batch).scalar_subquery(),
            deliveries.c.subscriber <= select(batches.c.last).where(batch).scalar_subquery(),
            deliveries.c.state == QUEUED,
        )
        .values(state=OUTCOME[Outcome.REFUSED], at=at, detail=detail, refusal=Refusal.AT_HAND_OVER)
    )


def _note_each(
    connection: Connection,
    claim: Claim,
    receipts: Sequence[Receipt],
    at: datetime,
    *,
    accepted_as: int,
) -> None:
    rows = []
    for one in receipts:
        name = read_delivery_id(one.delivery_id)
        if name is None or name[0] != claim.dispatch.key or claim.is_notice:
            continue
        rows.append(
            {
                "who": name[1],
                "new": accepted_as if one.outcome is Outcome.ACCEPTED else OUTCOME[one.outcome],
                "how": _how(one),
                "id": one.provider_id or None,
                "words": one.detail or None,
                "moment": at,
            }
        )
    if rows:
        connection.execute(_note_one(claim.dispatch.id), rows)


def _how(receipt: Receipt) -> Refusal | None:
    if receipt.outcome is not Outcome.REFUSED:
        return None
    return Refusal.AT_HAND_OVER if receipt.listed is None else Refusal.LISTED


def _note_one(dispatch: int) -> Update:
    # a report may have come before the receipt: its outcome, words and time are kept
    state, new = deliveries.c.state, bindparam("new", type_=deliveries.c.state.type)
    is_news = state <= new
    return (
        update(deliveries)
        .where(
            deliveries.c.dispatch == dispatch,
            deliveries.c.subscriber == bindparam("who"),
            state != SKIPPED,
            state != SUPERSEDED,
        )
        .values(
            state=case((is_news, new), else_=state),
            refusal=func.coalesce(
                bindparam("how", type_=deliveries.c.refusal.type), deliveries.c.refusal
            ),
            provider_id=func.coalesce(
                bindparam("id", type_=deliveries.c.provider_id.type), deliveries.c.provider_id
            ),
            detail=case(
                (is_news, bindparam("words", type_=deliveries.c.detail.type)),
                else_=deliveries.c.detail,
            ),
            at=case(
                (is_news, bindparam("moment", type_=deliveries.c.at.type)), else_=deliveries.c.at
            ),
        )
    )


def _common_id(receipts: Sequence[Receipt]) -> str | None:
    """Return the provider's id if all accepted emails have the same one."""
    if isinstance(receipts, AllAccepted):
        return receipts.provider_id or None
    accepted = Outcome.ACCEPTED
    ids = {one.provider_id for one in receipts if one.outcome is accepted}
    return ids.pop() or None if len(ids) == 1 else None


def _apart(receipts: Sequence[Receipt], common: str | None) -> list[Receipt]:
    """Return those that the row of their batch does not speak for."""
    if isinstance(receipts, AllAccepted):
        return []
    refused = Outcome.REFUSED
    return [
        one
        for one in receipts
        if one.outcome is refused or (one.provider_id and one.provider_id != common)
    ]


def _refusal(claim: Claim, receipts: Sequence[Receipt]) -> str | None:
    refused = claim.is_notice and receipts and receipts[0].outcome is Outcome.REFUSED
    return receipts[0].detail if refused else None
