"""The rule of who gets a dispatch and why others do not, ``model.audience.exclusion``, as SQL."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    SmallInteger,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from newsletter.model.audience import (
    SERIES_SPACING,
    SPACING,
    Audience,
    Exclusion,
    Rhythm,
    Series,
    Standing,
)
from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import NOTICES
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, SUPERSEDED
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    dispatches,
    editions,
    notices,
    subscribers,
    suppressions,
    tagged,
    tags,
)

# Constants instead of parameters, because otherwise the ledger's partial index is not used.
GOES = and_(
    *(deliveries.c.state != literal_column(str(out), SmallInteger) for out in (SKIPPED, SUPERSEDED))
)


_REACHED = [
    OUTCOME[one]
    for one in (Outcome.ACCEPTED, Outcome.DEFERRED, Outcome.DELIVERED, Outcome.COMPLAINED)
]


def reads_sql(left_since: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that the person of a row is a reader.

    Args:
        left_since: If given, those who left after this moment count too, also if they have
            asked to come back since.
    """
    is_reader = subscribers.c.standing == Standing.CONFIRMED
    if left_since is None:
        return is_reader
    left_lately = and_(subscribers.c.left_at > left_since, subscribers.c.confirmed_at.is_not(None))
    return or_(is_reader, left_lately)


def gets_mail_sql(at: datetime, left_since: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that the person of a row gets letters at a moment.

    Args:
        at: The moment.
        left_since: If given, those who left after it count too, and those who are paused:
            a person who leaves is not paused any more, and the count must not tell that.
    """
    return and_(_wants_mail(at, left_since), ~is_suppressed_sql())


def _wants_mail(at: datetime, left_since: datetime | None) -> ColumnElement[bool]:
    if left_since is not None:
        return reads_sql(left_since)
    return and_(reads_sql(), _is_active(at))


def _is_active(at: datetime) -> ColumnElement[bool]:
    return or_(subscribers.c.paused_until.is_(None), subscribers.c.paused_until <= at)


def rules_sql(
    audience: Audience,
    at: datetime,
    issue: int,
    *,
    is_new: bool = False,
    left_since: datetime | None = None,
    nowhere: Collection[str] = (),
    with_barred: bool = False,
    until: datetime | None = None,
) -> Mapping[Exclusion, ColumnElement[bool]]:
    """Return the conditions under which the subscriber of a row gets an issue at a moment.

    They get it if all of them hold. Each is listed under the reason for which they do not get
    it otherwise. That of ``UNSUBSCRIBED`` does not hold for those who have not confirmed either.

    Args:
        audience: For whom the issue is meant.
        at: The moment.
        issue: The issue.
        is_new: Whether it has no deliveries yet, so that nobody's are looked up.
        left_since: As in ``gets_mail_sql``, for a count that hides who left.
        nowhere: Providers whose deliveries reached nobody.
        with_barred: Whether the conditions hold for those of ``barred_sql`` too.
        until: If given, dispatches that were frozen after this moment delay nobody.
    """
    dispatched, in_a_notice = _has_it(issue)
    rules: dict[Exclusion, ColumnElement[bool]] = {Exclusion.UNSUBSCRIBED: reads_sql(left_since)}
    if left_since is None:
        rules[Exclusion.PAUSED] = _is_active(at)
    # separate conditions, because PostgreSQL checks "not (this or that)" for every row
    has_not = [*(() if is_new else (~dispatched,)), *(() if with_barred else (~in_a_notice,))]
    if has_not:
        rules[Exclusion.HAS_IT] = and_(*has_not)
    if not with_barred:
        rules[Exclusion.SUPPRESSED] = ~is_suppressed_sql()
    if audience.readers_of is not None:  # a correction belongs to its issue, so no rhythm delays it
        rules[Exclusion.NOT_REACHED] = _was_reached_by(audience.readers_of, nowhere)
    else:
        spaced = (rhythm for rhythm, spacing in SPACING.items() if spacing)
        rules[Exclusion.RHYTHM] = and_(*(_has_waited(rhythm, at, until) for rhythm in spaced))
    if audience.tag is not None:
        rules[Exclusion.NOT_TAGGED] = has_tag(audience.tag)
    return rules


def in_order_sql(
    series: Series, at: datetime, issue: int, *, newcomers_only: bool
) -> ColumnElement[bool]:
    """Return the condition that a series allows this issue, like ``is_in_order``."""
    is_newcomer = subscribers.c.confirmed_at >= series.since
    has_all_before = [has_sql(earlier) for earlier in series.before(issue)]
    if newcomers_only:
        return and_(is_newcomer, ~_got_one(at - SERIES_SPACING), *has_all_before)
    return or_(~is_newcomer, and_(true(), *has_all_before))


def has_sql(issue: int) -> ColumnElement[bool]:
    """Return the condition that a subscriber has an issue, also as a welcome."""
    return or_(*_has_it(issue))


def _has_it(issue: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    dispatched = exists().where(
        deliveries.c.issue == issue, deliveries.c.subscriber == subscribers.c.id, GOES
    )
    return dispatched, subscribers.c.id.in_(with_a_notice(editions.c.issue == issue))


def _was_reached_by(issue: int, nowhere: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that an issue reached a subscriber.

    What a provider of ``nowhere`` took reached nobody. Which provider took a notice is not
    recorded, so those from before the last dispatch through such a one count as taken by it.
    """
    went_nowhere = dispatches.c.provider.in_(nowhere)
    goes: list[ColumnElement[bool]] = [deliveries.c.issue == issue]
    noticed = [editions.c.issue == issue]
    if nowhere:
        goes.append(deliveries.c.dispatch.not_in(select(dispatches.c.id).where(went_nowhere)))
        last = select(func.max(dispatches.c.frozen_at)).where(went_nowhere).scalar_subquery()
        noticed.append(notices.c.made_at > last)
    theirs = and_(
        batches.c.dispatch == deliveries.c.dispatch,
        deliveries.c.subscriber.between(batches.c.first, batches.c.last),
    )
    by_batch = (
        select(deliveries.c.subscriber)
        .join(batches, theirs)
        .where(
            *goes,
            deliveries.c.state == QUEUED,
            batches.c.state.not_in((BatchState.PENDING, BatchState.CANCELLED)),
        )
    )
    by_itself = select(deliveries.c.subscriber).where(*goes, deliveries.c.state.in_(_REACHED))
    return or_(
        subscribers.c.id.in_(by_batch.union_all(by_itself)),
        subscribers.c.id.in_(with_a_notice(*noticed)),
    )


def with_a_notice(*rules: ColumnElement[bool]) -> Select[tuple[int]]:
    """Select subscribers to whom an issue was or will be sent as a notice.

    The list is made once for a plan instead of for every row. A notice that was not sent
    because its reader had left counts as done with nothing handed over.
    """
    return (
        select(notices.c.subscriber)
        .join(editions, editions.c.sha256 == notices.c.edition)
        .join(batches, and_(batches.c.dispatch == NOTICES, batches.c.number == notices.c.id))
        .where(
            editions.c.issue > 0,
            notices.c.subscriber.is_not(None),
            or_(batches.c.state != BatchState.SENT, batches.c.handed > 0),
            *rules,
        )
    )


def barred_sql(issue: int) -> CompoundSelect[tuple[int]]:
    """Select the suppressed, and those who have an issue as a notice: as a rule, a few."""
    their_rows = subscribers.alias()  # found by an index; SQLite would join the other way round
    suppressed = their_rows.c.fingerprint.in_(select(suppressions.c.fingerprint))
    return union_all(
        select(their_rows.c.id).where(suppressed), with_a_notice(editions.c.issue == issue)
    )


def is_suppressed_sql() -> ColumnElement[bool]:
    """Return the condition that the subscriber of a row is suppressed."""
    return exists().where(suppressions.c.fingerprint == subscribers.c.fingerprint)


def has_tag(name: str) -> ColumnElement[bool]:
    """Return the condition that the subscriber of a row has this tag."""
    return exists().where(
        tagged.c.subscriber == subscribers.c.id, tagged.c.tag == tags.c.id, tags.c.name == name
    )


def _has_waited(rhythm: Rhythm, at: datetime, until: datetime | None) -> ColumnElement[bool]:
    """Return the condition that a reader of this rhythm may get another issue."""
    return or_(subscribers.c.rhythm != rhythm, ~_got_one(at - SPACING[rhythm], until))


def _got_one(since: datetime, until: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that the subscriber of a row got an issue after a moment."""
    within = [dispatches.c.frozen_at > since]
    noticed = [notices.c.made_at > since]
    if until is not None:
        within.append(dispatches.c.frozen_at <= until)
        noticed.append(notices.c.made_at <= until)
    # with a list of a few dispatches, each reader costs one look-up by primary key
    recent = select(dispatches.c.id).where(
        *within, dispatches.c.issue > 0, dispatches.c.readers_of.is_(None)
    )
    dispatched = exists().where(
        deliveries.c.dispatch.in_(recent),
        deliveries.c.subscriber == subscribers.c.id,
        GOES,
    )
    return or_(dispatched, subscribers.c.id.in_(with_a_notice(*noticed)))
