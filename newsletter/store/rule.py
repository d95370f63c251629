"""The rule who gets a dispatch, ``model.audience.gets``, as SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, SmallInteger, and_, exists, literal_column, or_, select

from newsletter.model.audience import SPACING, Audience, Rhythm, Standing
from newsletter.store.tables import deliveries, dispatches, subscribers, suppressions, tagged, tags
from newsletter.store.types import SKIPPED

# A constant in the text, not a parameter: only so is the partial index of the ledger used.
NOT_SKIPPED = deliveries.c.state != literal_column(str(SKIPPED), SmallInteger)


def gets_sql(audience: Audience, at: datetime, issue: int) -> ColumnElement[bool]:
    """Whether the subscriber of a row gets this issue at that moment."""
    person = subscribers.c
    rules = [
        person.standing == Standing.CONFIRMED,
        or_(person.paused_until.is_(None), person.paused_until <= at),
        ~is_suppressed_sql(),
        ~exists().where(
            deliveries.c.issue == issue,
            deliveries.c.subscriber == person.id,
            NOT_SKIPPED,
        ),
        *(_has_waited(rhythm, at) for rhythm, spacing in SPACING.items() if spacing),
    ]
    if audience.tag is not None:
        rules.append(has_tag(audience.tag))
    return and_(*rules)


def is_suppressed_sql() -> ColumnElement[bool]:
    """Whether there is a standing order not to write to the subscriber of a row."""
    return exists().where(suppressions.c.fingerprint == subscribers.c.fingerprint)


def has_tag(name: str) -> ColumnElement[bool]:
    """Whether the subscriber of a row carries this tag."""
    return exists().where(
        tagged.c.subscriber == subscribers.c.id, tagged.c.tag == tags.c.id, tags.c.name == name
    )


def _has_waited(rhythm: Rhythm, at: datetime) -> ColumnElement[bool]:
    """Whether a reader of this rhythm was left in peace for long enough."""
    # a list of a few dispatches first: then each reader costs one look at the primary key
    recent = select(dispatches.c.id).where(
        dispatches.c.frozen_at > at - SPACING[rhythm], dispatches.c.issue > 0
    )
    got_one = exists().where(
        deliveries.c.dispatch.in_(recent),
        deliveries.c.subscriber == subscribers.c.id,
        NOT_SKIPPED,
    )
    return or_(subscribers.c.rhythm != rhythm, ~got_one)
