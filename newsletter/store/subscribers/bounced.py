"""Suppressions caused by the bounces of one dispatch."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, or_, select

from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import Outcome
from newsletter.store.codes import OUTCOME
from newsletter.store.schema.sending import deliveries, dispatches, subscribers, suppressions

_BOUNCED = OUTCOME[Outcome.BOUNCED]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftedBounces:
    """The result of lifting the suppressions of a dispatch's bounces.

    Attributes:
        lifted: How many suppressions ended.
        kept: How many readers who bounced in it stay suppressed, for another reason.
        readers: Numbers of the readers who may be written to again.
    """

    lifted: int
    kept: int
    readers: tuple[int, ...]


def made_by_bounces(dispatch: int) -> Select[tuple[bytes, int | None]]:
    """Select the fingerprint and, if known, the reader of each such suppression.

    Older suppressions do not name their dispatch. They count if the reader bounced in this
    dispatch with the same words, and the suppression is not older than the dispatch.
    """
    frozen_at = select(dispatches.c.frozen_at).where(dispatches.c.id == dispatch).scalar_subquery()
    bounced_here = exists().where(
        deliveries.c.dispatch == dispatch,
        deliveries.c.subscriber == subscribers.c.id,
        deliveries.c.state == _BOUNCED,
        func.coalesce(deliveries.c.detail, "") == suppressions.c.note,
    )
    is_older = and_(
        suppressions.c.dispatch.is_(None), suppressions.c.since >= frozen_at, bounced_here
    )
    return (
        select(suppressions.c.fingerprint, subscribers.c.id.label("subscriber"))
        .outerjoin(subscribers, subscribers.c.fingerprint == suppressions.c.fingerprint)
        .where(
            suppressions.c.reason == SuppressionReason.BOUNCED,
            or_(suppressions.c.dispatch == dispatch, is_older),
        )
    )


def still_suppressed(dispatch: int) -> Select[int]:
    """Select how many readers who bounced in a dispatch are suppressed."""
    return (
        select(func.count())
        .select_from(deliveries)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .join(suppressions, suppressions.c.fingerprint == subscribers.c.fingerprint)
        .where(deliveries.c.dispatch == dispatch, deliveries.c.state == _BOUNCED)
    )
