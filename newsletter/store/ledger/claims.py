"""Claims made from the rows of a batch: its members and its key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import compress
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, or_, select, update

from newsletter.message import Message
from newsletter.model.audience import Audience, Standing
from newsletter.model.batch import MembersOfBatch
from newsletter.model.delivery import BatchMember, BatchState
from newsletter.model.dispatch import NOTICES, Claim, Dispatch
from newsletter.store.bulk import read_columns
from newsletter.store.codes import QUEUED, SKIPPED, SUPERSEDED
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    dispatches,
    editions,
    notices,
    subscribers,
)
from newsletter.store.subscribers.consents import ground_of, stated_sql
from newsletter.store.subscribers.rows import read_address
from newsletter.store.subscribers.rule import is_suppressed_sql

# The columns of a dispatch next to those of a batch, under names of their own.
_PREFIX = "frozen_"
DISPATCH = tuple(column.label(f"{_PREFIX}{column.name}") for column in dispatches.c)
_LEAVERS = {  # why they are skipped, by the number that the query gives them
    1: Message("skipped-erased").to_text(),
    2: Message("skipped-unsubscribed").to_text(),
    3: Message("skipped-suppressed").to_text(),
    4: Message("skipped-paused").to_text(),
}


@dataclass(frozen=True, slots=True)
class BatchMembers:
    """The remaining members of a batch, and what they get.

    Attributes:
        left: How many others have left, paused or been suppressed since the freeze.
        handed: The members for whom bytes may have been sent: also those of whom the outcome
            is known by now. Only for a batch in doubt.
        key: The key of a notice, which has one of its own.
    """

    members: Sequence[BatchMember]
    edition: str
    values: Mapping[str, str] = field(default_factory=dict)
    left: int = 0
    handed: Sequence[BatchMember] = ()
    key: str = ""


def this(dispatch: int, number: int) -> ColumnElement[bool]:
    """Return the condition that a row is this batch."""
    return and_(batches.c.dispatch == dispatch, batches.c.number == number)


def held_by(claim: Claim, *states: BatchState) -> ColumnElement[bool]:
    """Return the condition that a batch in one of these states is still the claim's.

    The attempt is the fence: another process that took the batch since has counted it up.
    """
    return and_(
        this(claim.dispatch.id, claim.number),
        batches.c.state.in_(states),
        batches.c.attempt == claim.attempt,
    )


def key_of(dispatch: str, number: int, generation: int) -> str:
    """Return the idempotency key of a batch: the same until it is proven absent.

    ``dispatch`` is the key of its dispatch.
    """
    return f"{dispatch}-{number}-{generation}"


def read_frozen(row: Row[Any]) -> Dispatch:
    """Return the dispatch in a row that has the columns ``DISPATCH``."""
    return read_dispatch(row, _PREFIX)


def read_dispatch(row: Row[Any], prefix: str = "") -> Dispatch:
    """Return the dispatch in a row of the table, whose columns may be named with a prefix."""
    kept = {column.name: getattr(row, f"{prefix}{column.name}") for column in dispatches.c}
    return Dispatch(
        id=kept["id"],
        key=kept["key"],
        issue=kept["issue"],
        edition=kept["edition"],
        audience=Audience(kept["audience"], kept["readers_of"]),
        state=kept["state"],
        frozen_at=kept["frozen_at"],
        slot=kept["slot"],
        provider=kept["provider"],
        why=kept["why"],
        is_keyed=bool(kept["is_keyed"]),
        again_of=kept["again_of"],
        canary=kept["canary"],
        waits_until=kept["waits_until"],
    )


def read_claim(row: Row[Any], dispatch: Dispatch, found: BatchMembers) -> Claim:
    """Return the batch of a row as a claim of its newest attempt."""
    if found.key:
        dispatch = replace(dispatch, key=found.key, is_keyed=True)
    return Claim(
        dispatch=dispatch,
        number=row.number,
        attempt=row.attempt,
        key=key_of(dispatch.key, row.number, row.generation),
        generation=row.generation,
        date=row.dated,
        members=found.members,
        edition=found.edition,
        payload=bytes(row.payload or b""),
        values=found.values,
    )


def members_of(connection: Connection, row: Row[Any], at: datetime) -> BatchMembers:
    """Return the members of a batch who are still to be written to.

    Those who have left, paused or been suppressed are recorded as skipped.

    Args:
        connection: The transaction of the claim.
        row: The batch with the columns ``DISPATCH``.
        at: The moment, for pauses.
    """
    if row.dispatch == NOTICES:
        return _members_of_notice(connection, row)
    columns = read_columns(connection, _MEMBERS, _which(row, at))
    numbers, reasons = columns[0], columns[-1]
    out = {number: reason for number, reason in zip(numbers, reasons, strict=True) if reason}
    if out:
        _skip(connection, row.dispatch, out, at)
        columns = _only(columns, [not reason for reason in reasons])
    return BatchMembers(_read_members(columns), row.frozen_edition, left=len(out))


def members_in_doubt(connection: Connection, row: Row[Any], at: datetime) -> BatchMembers:
    """Return the members of a batch of whom it is unknown whether it was accepted for them.

    Those who have left stay, because bytes that may have been sent were made for them as well.
    A report may come before the answer to the call, so ``handed`` also has the members whose
    outcome is known. For the arguments see ``members_of``.
    """
    if row.dispatch == NOTICES:
        return _members_of_notice(connection, row)
    *columns, states = read_columns(connection, _MEMBERS_IN_DOUBT, _which(row, at))
    addresses, reasons = columns[1], columns[-1]
    are_open = [state == QUEUED for state in states]
    left = sum(bool(why) for why, is_open in zip(reasons, are_open, strict=True) if is_open)
    unknown = [bool(one) and is_open for one, is_open in zip(addresses, are_open, strict=True)]
    return BatchMembers(
        _read_members(_only(columns, unknown)),
        row.frozen_edition,
        left=left,
        handed=_read_members(_only(columns, list(map(bool, addresses)))),
    )


def _which(row: Row[Any], at: datetime) -> dict[str, object]:
    return {"dispatch": row.dispatch, "first": row.first, "last": row.last, "at": at}


def _only(columns: Sequence[list[Any]], which: Sequence[bool]) -> list[list[Any]]:
    return [list(compress(column, which)) for column in columns]


def _read_members(columns: Sequence[list[Any]]) -> MembersOfBatch:
    """Return the members in columns of ``_MEMBERS``."""
    numbers, addresses, first_names, languages, statements, _ = columns
    grounds = {one: ground_of(one) for one in set(statements)}  # a whole list may have one
    return MembersOfBatch(
        numbers, addresses, first_names, languages, [grounds[one] for one in statements]
    )


_OF_BATCH = (
    select(
        deliveries.c.subscriber,
        subscribers.c.address,
        subscribers.c.first_name,
        subscribers.c.language,
        stated_sql(subscribers.c.id),
        case(
            (subscribers.c.mailbox.is_(None), 1),
            (subscribers.c.standing != Standing.CONFIRMED, 2),
            (is_suppressed_sql(), 3),
            (
                subscribers.c.paused_until > bindparam("at", type_=subscribers.c.paused_until.type),
                4,
            ),
            else_=0,
        ).label("reason"),
    )
    .join_from(deliveries, subscribers, subscribers.c.id == deliveries.c.subscriber, isouter=True)
    .where(
        deliveries.c.dispatch == bindparam("dispatch"),
        deliveries.c.subscriber.between(bindparam("first"), bindparam("last")),
    )
    .order_by(deliveries.c.subscriber)
)
_MEMBERS = _OF_BATCH.where(deliveries.c.state == QUEUED)
_MEMBERS_IN_DOUBT = _OF_BATCH.add_columns(deliveries.c.state).where(
    deliveries.c.state.not_in((SKIPPED, SUPERSEDED))
)


def _skip(connection: Connection, dispatch: int, out: Mapping[int, int], at: datetime) -> None:
    connection.execute(
        update(deliveries)
        .where(deliveries.c.dispatch == dispatch, deliveries.c.subscriber == bindparam("who"))
        .values(state=SKIPPED, at=at, detail=bindparam("reason")),
        [{"who": who, "reason": _LEAVERS[reason]} for who, reason in out.items()],
    )


def _members_of_notice(connection: Connection, row: Row[Any]) -> BatchMembers:
    notice = connection.execute(
        select(
            notices.c.key,
            notices.c.edition,
            notices.c.merge_values,
            notices.c.address.label("own_address"),
            subscribers.c.address,
            subscribers.c.first_name,
            subscribers.c.language,
            and_(
                editions.c.issue > 0,  # as a welcome, the last issue is an issue like any other
                or_(subscribers.c.standing != Standing.CONFIRMED, is_suppressed_sql()),
            ).label("is_out"),
        )
        .join_from(notices, subscribers, subscribers.c.id == notices.c.subscriber, isouter=True)
        .join(editions, editions.c.sha256 == notices.c.edition)
        .where(notices.c.id == row.number)
    ).one()
    address = notice.own_address or notice.address
    if address is None or notice.merge_values is None or notice.is_out:  # erased, or left since
        return BatchMembers((), notice.edition)
    return BatchMembers(
        (
            BatchMember(
                row.number, read_address(address), notice.first_name or "", notice.language or "nl"
            ),
        ),
        notice.edition,
        json.loads(notice.merge_values),
        key=notice.key or "",
    )
