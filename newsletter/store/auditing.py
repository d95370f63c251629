"""Counting every row of a dispatch, for its proof."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, ScalarSelect, and_, bindparam, func, select

from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.model.dispatch import DeliveryState
from newsletter.store.codes import AS_BATCH, OWN, QUEUED, SKIPPED, moment
from newsletter.store.database import Database
from newsletter.store.ledger.named import audience
from newsletter.store.schema.sending import batches, deliveries

_OTHER: Final = "other"  # reasons of another version
_PREFIX: Final = "skipped-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What the rows of a dispatch say, each of them counted.

    Attributes:
        audience: The members of its batches, as they were frozen.
        counts: The recipients by state; they sum to the audience.
        skipped: Those who were skipped by reason, such as ``paused``; they sum to their count.
        first: When the first batch was handed over, by the database's clock, if one was.
        last: When the last one was.
    """

    audience: int
    counts: Mapping[DeliveryState, int]
    skipped: Mapping[str, int]
    first: datetime | None
    last: datetime | None


def audit(database: Database, dispatch: int) -> Audit:
    """Return the counts of a dispatch, whose rows are all looked at.

    Raises:
        StoreError: There are not as many deliveries as were frozen.
    """
    with database.snapshot(), database.read() as connection:
        frozen = audience(connection, dispatch)
        states = connection.execute(_BY_STATE, {"of": dispatch}).all()
        boxes = connection.execute(_BY_BATCH, {"of": dispatch}).all()
        reasons = connection.execute(_BY_REASON, {"of": dispatch}).all()
    counts: Counter[DeliveryState] = Counter()
    for code, many in states:
        if code != QUEUED:
            counts[OWN[code]] += many
    for state, _, many in boxes:
        counts[AS_BATCH[state]] += many
    rows = sum(many for _, many in states)
    if not frozen == rows == counts.total():
        raise StoreError("ledger-sums-differ", dispatch=dispatch, frozen=frozen, rows=rows)
    moments = [at for _, at, _ in boxes if at is not None]
    return Audit(
        audience=frozen,
        counts={state: counts[state] for state in DeliveryState if counts[state]},
        skipped=_by_reason((text or "", int(many)) for text, many in reasons),
        first=moment(min(moments)) if moments else None,
        last=moment(max(moments)) if moments else None,
    )


def _waiting() -> ScalarSelect[int]:
    """Count the recipients of a batch whose state is that of the batch.

    It is a subquery for each batch, because of a join on ranges PostgreSQL may make a slow plan.
    """
    members = deliveries.c.subscriber.between(batches.c.first, batches.c.last)
    theirs = and_(deliveries.c.dispatch == batches.c.dispatch, members)
    return select(func.count()).where(theirs, deliveries.c.state == QUEUED).scalar_subquery()


_OF: Final = bindparam("of", type_=Integer)
_BY_STATE: Final = (
    select(deliveries.c.state, func.count())
    .where(deliveries.c.dispatch == _OF)
    .group_by(deliveries.c.state)
)
_BY_REASON: Final = (
    select(deliveries.c.detail, func.count())
    .where(deliveries.c.dispatch == _OF, deliveries.c.state == SKIPPED)
    .group_by(deliveries.c.detail)
)
_BY_BATCH: Final = select(batches.c.state, batches.c.handed_at, _waiting()).where(
    batches.c.dispatch == _OF
)


def _by_reason(found: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Return counts by reason; none of these may hold an address, as other words might."""
    by_code: Counter[str] = Counter()
    for text, many in found:
        code = Message.from_text(text).code
        by_code[code.removeprefix(_PREFIX) if code.startswith(_PREFIX) else _OTHER] += many
    return dict(sorted(by_code.items()))
