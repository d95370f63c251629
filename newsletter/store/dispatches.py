"""Dispatches: frozen in one transaction, paused, resumed, cancelled and counted."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from newsletter.errors import DeskError
from newsletter.model.audience import Audience
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, Dispatch, DispatchState, Plan
from newsletter.store.codes import QUEUED, SKIPPED
from newsletter.store.database import Database
from newsletter.store.facts import FREEZING, HOLD, Facts
from newsletter.store.journal import Journal, Sent
from newsletter.store.queue import Queue, take_slot
from newsletter.store.rule import gets_sql, in_order_sql
from newsletter.store.tables import batches, deliveries, dispatches, subscribers

_RACES = 3


class Bell(Protocol):
    """Told of new batches in the transaction that makes them, so that none is missed or invented."""

    def __call__(self, transaction: Connection, dispatch: int, numbers: Sequence[int]) -> None:
        """Note that these batches wait; it counts only if the transaction is committed."""
        ...


class Dispatches:
    """The decisions to send; how far each is follows from its batches."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        queue: Queue,
        journal: Journal,
        facts: Facts,
    ) -> None:
        self._journal = journal
        self._facts = facts
        self._database = database
        self._clock = clock
        self._queue = queue
        self.bell: Bell | None = None

    def freeze(self, plan: Plan) -> Dispatch | None:
        """Fix who gets what, in one transaction; ``None``: another process took the slot.

        The audience is evaluated here and never again. Who has the issue from
        an earlier dispatch is not in it, so freezing twice doubles nothing.

        Raises:
            DeskError: Nothing may go out: a backup was restored and it is not
                known who left since.
        """
        # known before the journal knows it: a key that only the journal has is then one that went out
        self._facts.put(f"{FREEZING}{plan.key}", plan.at.isoformat(timespec="seconds"))
        for _ in range(_RACES):
            try:
                return self._freeze(plan)
            except IntegrityError:
                # another freeze of this issue was committed meanwhile: now its readers are left out;
                # cheaper than to ask of every row, which takes PostgreSQL twice as long
                continue
        return self._freeze(plan)

    def would_reach(self, plan: Plan) -> bool:
        """Whether anybody would get it now."""
        with self._database.read() as connection:
            found = connection.execute(select(subscribers.c.id).where(_gets(plan)).limit(1)).first()
        return found is not None

    def _freeze(self, plan: Plan) -> Dispatch | None:
        with self._database.write() as connection:
            self._facts.drop(f"{FREEZING}{plan.key}")
            hold = self._facts.get(HOLD)
            if hold is not None:
                raise DeskError(hold, "then release the hold: newsletter restore --release")
            if plan.slot is not None and not take_slot(connection, plan.slot, plan.issue, plan.at):
                return None
            number = self._insert(connection, plan)
            _freeze_deliveries(connection, number, plan)
            _cut_batches(connection, number, plan.batch_size)
            self._queue.take_out(connection, plan.issue)
            self._ring(connection, number)
            self._journal.append_sent(Sent(plan.at, plan.issue, plan.key, plan.slot))
            return read_dispatch(
                connection.execute(select(dispatches).where(dispatches.c.id == number)).one()
            )

    def find(self, dispatch: int) -> Dispatch:
        """The dispatch of this number.

        Raises:
            DeskError: There is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(dispatches).where(dispatches.c.id == dispatch)).first()
        if row is None:
            raise DeskError(f"there is no dispatch {dispatch}", "newsletter dispatch list")
        return read_dispatch(row)

    def latest(self, limit: int = 50) -> tuple[Dispatch, ...]:
        """The newest dispatches first, without the one that holds the notices."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(dispatches)
                .where(dispatches.c.id != NOTICES)
                .order_by(dispatches.c.id.desc())
                .limit(limit)
            ).all()
        return tuple(read_dispatch(row) for row in rows)

    def of_issue(self, issue: int) -> tuple[Dispatch, ...]:
        """Every dispatch of an issue, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(dispatches)
                .where(dispatches.c.issue == issue, dispatches.c.id != NOTICES)
                .order_by(dispatches.c.id)
            ).all()
        return tuple(read_dispatch(row) for row in rows)

    def pause(self, dispatch: int, why: str) -> bool:
        """Hand over nothing more until it is resumed; whether it was going."""
        return self._turn(dispatch, DispatchState.GOING, DispatchState.PAUSED, why)

    def resume(self, dispatch: int) -> bool:
        """Go on; whether it was paused. Notices go on with it: the account was mended."""
        resumed = self._turn(dispatch, DispatchState.PAUSED, DispatchState.GOING, "")
        if resumed and dispatch != NOTICES:
            self._turn(NOTICES, DispatchState.PAUSED, DispatchState.GOING, "")
        return resumed

    def cancel(self, dispatch: int, why: str = "") -> int:
        """Hand over nothing more, ever; how many recipients it spared.

        What is on its way or in doubt stays as it is. Those spared may get the
        issue from another dispatch.

        Raises:
            DeskError: It was cancelled already, or is the one of the notices.
        """
        if dispatch == NOTICES:
            raise DeskError("notices cannot be cancelled", "pause them instead")
        with self._database.write() as connection:
            turned = connection.execute(
                update(dispatches)
                .where(dispatches.c.id == dispatch, dispatches.c.state != DispatchState.CANCELLED)
                .values(state=DispatchState.CANCELLED, why=why)
            )
            if not turned.rowcount:
                raise DeskError(
                    f"dispatch {dispatch} is not there or cancelled already",
                    "newsletter dispatch list",
                )
            return _spare(connection, dispatch, self._clock())

    def ring_due(self, limit: int = 10_000) -> int:
        """Ring again for batches that wait and are due, in case a bell was lost; for how many."""
        if self.bell is None:
            return 0
        with self._database.write() as connection:
            rows = connection.execute(
                select(batches.c.dispatch, batches.c.number)
                .join(dispatches, dispatches.c.id == batches.c.dispatch)
                .where(
                    batches.c.state == BatchState.PENDING,
                    batches.c.due_at <= self._database.now,
                    dispatches.c.state == DispatchState.GOING,
                )
                .order_by(batches.c.dispatch, batches.c.number)
                .limit(limit)
            ).all()
            for dispatch, group in groupby(rows, key=lambda row: row.dispatch):
                self.bell(connection, dispatch, [row.number for row in group])
        return len(rows)

    def _turn(self, dispatch: int, before: DispatchState, after: DispatchState, why: str) -> bool:
        with self._database.write() as connection:
            turned = connection.execute(
                update(dispatches)
                .where(dispatches.c.id == dispatch, dispatches.c.state == before)
                .values(state=after, why=why)
            )
        return bool(turned.rowcount)

    @staticmethod
    def _insert(connection: Connection, plan: Plan) -> int:
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
                is_keyed=1,
            )
            .returning(dispatches.c.id)
        )
        return int(made.scalar_one())

    def _ring(self, connection: Connection, dispatch: int) -> None:
        if self.bell is not None:
            numbers = connection.execute(
                select(batches.c.number)
                .where(batches.c.dispatch == dispatch)
                .order_by(batches.c.number)
            ).scalars()
            self.bell(connection, dispatch, list(numbers))


def _spare(connection: Connection, dispatch: int, at: datetime) -> int:
    """Skip whoever is in a batch that waits, batch by batch: each is one range of the primary key."""
    waiting = connection.execute(
        select(batches.c.number, batches.c.first, batches.c.last)
        .where(batches.c.dispatch == dispatch, batches.c.state == BatchState.PENDING)
        .with_for_update()
    ).all()
    if not waiting:
        return 0
    spared = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.dispatch == dispatch,
            deliveries.c.subscriber.between(bindparam("from_first"), bindparam("to_last")),
            deliveries.c.state == QUEUED,
        )
        .values(state=SKIPPED, at=at, detail="cancelled"),
        [{"from_first": row.first, "to_last": row.last} for row in waiting],
    ).rowcount
    connection.execute(
        update(batches)
        .where(batches.c.dispatch == dispatch, batches.c.number == bindparam("the_number"))
        .values(state=BatchState.CANCELLED),
        [{"the_number": row.number} for row in waiting],
    )
    return spared


def _freeze_deliveries(connection: Connection, dispatch: int, plan: Plan) -> None:
    chosen = (
        select(literal(dispatch), subscribers.c.id, literal(plan.issue), literal(QUEUED))
        .where(_gets(plan))
        .order_by(subscribers.c.id)
    )
    columns = ["dispatch", "subscriber", "issue", "state"]
    connection.execute(insert(deliveries).from_select(columns, chosen))


def _gets(plan: Plan) -> ColumnElement[bool]:
    gets = gets_sql(plan.audience, plan.at, plan.issue)
    if plan.series is None or plan.audience.readers_of is not None:
        return gets
    only = plan.newcomers_only
    return and_(gets, in_order_sql(plan.series, plan.at, plan.issue, newcomers_only=only))


def _cut_batches(connection: Connection, dispatch: int, size: int) -> None:
    place = func.row_number().over(order_by=deliveries.c.subscriber)
    ranked = (
        select(deliveries.c.subscriber, ((place - 1) // size).label("batch"))
        .where(deliveries.c.dispatch == dispatch)
        .subquery()
    )
    cut = select(
        literal(dispatch),
        ranked.c.batch + 1,
        literal(BatchState.PENDING, batches.c.state.type),
        func.min(ranked.c.subscriber),
        func.max(ranked.c.subscriber),
        func.count(),
    ).group_by(ranked.c.batch)
    connection.execute(
        insert(batches).from_select(
            ["dispatch", "number", "state", "first", "last", "members"], cut
        )
    )


def read_dispatch(row: Row[Any]) -> Dispatch:
    """A row of the dispatches as a value."""
    return Dispatch(
        id=row.id,
        key=row.key,
        issue=row.issue,
        edition=row.edition,
        audience=Audience(row.audience, row.readers_of),
        state=row.state,
        frozen_at=row.frozen_at,
        slot=row.slot,
        provider=row.provider,
        why=row.why,
        is_keyed=bool(row.is_keyed),
    )
