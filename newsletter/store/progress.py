"""The progress of a dispatch: every recipient in exactly one state."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import Delivery, DeliveryState, Progress
from newsletter.store import tallied
from newsletter.store.by_state import subscribers_in_state
from newsletter.store.codes import AS_BATCH, AS_USUAL, OWN, QUEUED, SKIPPED, moment
from newsletter.store.database import Database
from newsletter.store.schema.sending import batches, deliveries, subscribers
from newsletter.store.subscribers.rows import read_address

_RARE = 100  # people
_WITHOUT_ID = (DeliveryState.SKIPPED, DeliveryState.SUPERSEDED, DeliveryState.REFUSED)


class Counts:
    """Counts of deliveries, always computed from rows. No counter is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def progress(self, dispatch: int, *, is_exact: bool = True) -> Progress:
        """Return the number of recipients in each state. The sum is the audience.

        Args:
            dispatch: Its number.
            is_exact: Whether those who were left out are counted as such; otherwise as
                what became of the others in their batch.
        """
        with self._database.read() as connection:
            rows = tallied_rows(connection, [dispatch], is_exact=is_exact)
        return tallied.progress_from(rows, [dispatch])[dispatch]

    def handed(self, dispatch: int) -> tuple[int, int]:
        """Return the number of recipients in settled batches, and of all recipients.

        It is fast, because only batches are counted.
        """
        with self._database.read() as connection:
            row = connection.execute(
                select(
                    func.coalesce(
                        func.sum(batches.c.members).filter(batches.c.state == BatchState.SENT), 0
                    ),
                    func.coalesce(func.sum(batches.c.members), 0),
                ).where(batches.c.dispatch == dispatch)
            ).one()
        return int(row[0]), int(row[1])

    def obstacles(self, dispatch: int, limit: int = 3) -> tuple[str, ...]:
        """Return why batches still wait, deduplicated."""
        waiting = (BatchState.PENDING, BatchState.IN_DOUBT, BatchState.HELD)
        query = (
            select(batches.c.why)
            .where(
                batches.c.dispatch == dispatch,
                batches.c.state.in_(waiting),
                func.coalesce(batches.c.why, "") != "",
            )
            .distinct()
            .order_by(batches.c.why)
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def people(
        self,
        dispatch: int,
        state: DeliveryState,
        *,
        after: int = 0,
        limit: int = 500,
        detail: str | None = None,
    ) -> tuple[Delivery, ...]:
        """Return up to ``limit`` people in one state by number, after the number ``after``.

        With ``detail``, only those about whom exactly that was noted are returned.
        """
        own = [code for code, name in OWN.items() if name == state]
        shared = [batch for batch, name in AS_BATCH.items() if name == state]
        with self._database.read() as connection:
            boxes = connection.execute(_boxes(dispatch)).all()
            rows = [
                row
                for code in own
                for row in _listed(
                    connection,
                    dispatch,
                    after,
                    limit,
                    *_in_own(dispatch, code, after, limit, detail),
                )
            ]
            rows += _as_their_batch(connection, dispatch, after, limit, states=shared, boxes=boxes)
        rows.sort(key=lambda row: row.subscriber)
        return _deliveries(rows[:limit], boxes)

    def one(self, dispatch: int, subscriber: int) -> Delivery | None:
        """Return the delivery of one person, also of an erased one; ``None`` if there is none.

        What its batch alone tells has the moment at which that was handed over.
        """
        theirs = (deliveries.c.dispatch == dispatch, deliveries.c.subscriber == subscriber)
        query = (
            select(deliveries, subscribers.c.address)
            .outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber)
            .where(*theirs)
        )
        with self._database.read() as connection:
            boxes = connection.execute(_boxes(dispatch)).all()
            rows = connection.execute(query).all()
        return next(iter(_deliveries(rows, boxes)), None)

    def left_out(
        self, dispatch: int, reasons: Sequence[str], *, limit: int, is_few: bool
    ) -> Mapping[str, tuple[int, tuple[Delivery, ...]]]:
        """Return how many were left out for each reason, and the first of them by number.

        Reasons for which nobody was left out are not returned.

        Args:
            dispatch: Its number.
            reasons: The reasons, as the ledger has them. Who was left out for another one, or
                for none, is counted under the empty text.
            limit: How many people are returned for each reason.
            is_few: Whether few of the recipients were left out. They are then looked up by
                their index, instead of among all recipients.
        """
        rules = [deliveries.c.dispatch == dispatch, deliveries.c.state == SKIPPED]
        if is_few:
            rules.append(deliveries.c.subscriber.in_(subscribers_in_state(dispatch, SKIPPED)))
        with self._database.read() as connection:
            boxes = connection.execute(_boxes(dispatch)).all()
            counts = _by_reason(connection, reasons, rules)
            rows = _first_by_reason(connection, dispatch, counts, limit, rules)
        return {why: (counts[why], _deliveries(found, boxes)) for why, found in rows.items()}


def _by_reason(
    connection: Connection, reasons: Sequence[str], rules: Sequence[ColumnElement[bool]]
) -> Mapping[str, int]:
    """Count by reason. Grouped by so long a text, SQLite would sort for ten times as long."""
    each = [func.count().filter(deliveries.c.detail == why) for why in reasons]
    row = connection.execute(select(func.count(), *each).where(*rules)).one()
    counts = dict(zip(reasons, map(int, row[1:]), strict=True))
    counts[""] = int(row[0]) - sum(counts.values())
    return {why: many for why, many in counts.items() if many}


def _first_by_reason(
    connection: Connection,
    dispatch: int,
    counts: Mapping[str, int],
    limit: int,
    rules: Sequence[ColumnElement[bool]],
) -> Mapping[str, list[Row[Any]]]:
    """Return the first recipients for each reason: of the rare ones in one look at all of them."""
    why = deliveries.c.detail
    known = [reason for reason in counts if reason]
    rare = [reason for reason in known if counts[reason] <= _RARE]
    many = sum(counts[reason] for reason in rare)
    together = _listed(connection, dispatch, 0, many, *rules, why.in_(rare)) if rare else []
    found: dict[str, list[Row[Any]]] = {}
    for reason in counts:
        if reason in rare:
            found[reason] = [row for row in together if row.detail == reason][:limit]
        else:
            is_it = why == reason if reason else func.coalesce(why, "").not_in(known)
            wanted = min(limit, counts[reason])  # no look at the recipients after the last of them
            found[reason] = _listed(connection, dispatch, 0, wanted, *rules, is_it)
    return found


def _in_own(
    dispatch: int, code: int, after: int, limit: int, detail: str | None
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a state of their own."""
    if detail is not None:
        return (deliveries.c.state == code, deliveries.c.detail == detail)
    if code in AS_USUAL:
        return (deliveries.c.state == code,)
    return (
        deliveries.c.subscriber.in_(subscribers_in_state(dispatch, code, after=after).limit(limit)),
    )


def _boxes(dispatch: int) -> Select[Any]:
    names = ("number", "state", "first", "last", "provider_id", "why", "handed_at")
    columns = (batches.c[name] for name in names)
    return select(*columns).where(batches.c.dispatch == dispatch).order_by(batches.c.first)


def _as_their_batch(
    connection: Connection,
    dispatch: int,
    after: int,
    limit: int,
    *,
    states: Sequence[BatchState],
    boxes: Sequence[Row[Any]],
) -> list[Row[Any]]:
    """Return the recipients without a state of their own, by runs of batches in these states.

    A single statement that joins ranges takes a minute if nobody is in the state.
    """
    found: list[Row[Any]] = []
    for is_wanted, run in groupby(boxes, key=lambda box: box.state in states):
        ends = list(run)
        if is_wanted and ends[-1].last > after and len(found) < limit:
            inside = deliveries.c.subscriber.between(ends[0].first, ends[-1].last)
            rest = limit - len(found)
            found += _listed(
                connection, dispatch, after, rest, inside, deliveries.c.state == QUEUED
            )
    return found


def _listed(
    connection: Connection, dispatch: int, after: int, limit: int, *rules: ColumnElement[bool]
) -> list[Row[Any]]:
    query = (
        select(deliveries, subscribers.c.address)
        .outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(deliveries.c.dispatch == dispatch, deliveries.c.subscriber > after, *rules)
        .order_by(deliveries.c.subscriber)
        .limit(limit)
    )
    return list(connection.execute(query).all())


def tallied_rows(
    connection: Connection, dispatches: Sequence[int], *, is_exact: bool = True
) -> list[tallied.Tallied]:
    """Return what ``tallied`` makes the states and the progress of these dispatches from."""
    if not dispatches:  # PostgreSQL knows no empty list
        return []
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    sql, values = tallied.counting(dispatches, mark, in_sums=False, is_exact=is_exact)
    return [(*row,) for row in connection.exec_driver_sql(sql, values)]


def _name(batch: BatchState, own: int) -> DeliveryState:
    return AS_BATCH[batch] if own == QUEUED else OWN[own]


def _deliveries(rows: Sequence[Row[Any]], boxes: Sequence[Row[Any]]) -> tuple[Delivery, ...]:
    """Return recipients, each with what its batch tells."""
    starts = [box.first for box in boxes]
    return tuple(_delivery(row, boxes[bisect_right(starts, row.subscriber) - 1]) for row in rows)


def _delivery(row: Row[Any], box: Row[Any]) -> Delivery:
    state = _name(box.state, row.state)
    unsettled = box.state in (BatchState.IN_DOUBT, BatchState.HELD)
    return Delivery(
        subscriber=row.subscriber,
        address=None if row.address is None else read_address(row.address),
        state=state,
        batch=box.number,
        at=row.at or (moment(box.handed_at) if row.state == QUEUED and box.handed_at else None),
        provider_id=row.provider_id or (box.provider_id or "" if state not in _WITHOUT_ID else ""),
        detail=row.detail or (box.why or "" if unsettled else ""),
    )
