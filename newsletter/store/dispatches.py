"""Dispatches: frozen in one transaction, paused, resumed, cancelled and counted."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.exc import IntegrityError

from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES, Dispatch, DispatchState, Plan
from newsletter.store.backup.journal import Journal, SentEntry
from newsletter.store.database import Database
from newsletter.store.desk.starts import remove_start
from newsletter.store.events import expect_sent
from newsletter.store.ledger.claims import read_dispatch
from newsletter.store.ledger.cutting import cut_batches
from newsletter.store.ledger.freezing import (
    count_recipients,
    demand_approval,
    freeze_deliveries,
    gets,
    insert_dispatch,
    is_queued,
    log_begun,
    take_slot,
)
from newsletter.store.ledger.pausing import pause, resume
from newsletter.store.ledger.refusals import reset_refusals
from newsletter.store.ledger.resending import count_refused, freeze_refused
from newsletter.store.ledger.resumed import Resumptions
from newsletter.store.ledger.sparing import has_open_batches, spare
from newsletter.store.ledger.steps import MAY_GO
from newsletter.store.metadata import FREEZING, HOLD, Metadata
from newsletter.store.queue import QueueRecords
from newsletter.store.schema.sending import batches, dispatches, subscribers

_RACES = 3


class BatchNotifier(Protocol):
    """Notifies workers of new batches, in the transaction that creates these."""

    def __call__(self, transaction: Connection, dispatch: int, numbers: Sequence[int]) -> None:
        """Announce these waiting batches, once the transaction commits."""
        ...


class DispatchRecords:
    """The dispatches, whose progress is computed from their batches."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        queue: QueueRecords,
        journal: Journal,
        facts: Metadata,
    ) -> None:
        self._journal = journal
        self._facts = facts
        self._database = database
        self._clock = clock
        self._queue = queue
        self.resumptions = Resumptions(database)
        self.notifier: BatchNotifier | None = None
        self.log_begun = log_begun

    def freeze(self, plan: Plan, *, is_due: Callable[[], bool] = lambda: True) -> Dispatch | None:
        """Fix the recipients, in one transaction.

        The audience is evaluated here and never again. Readers who have the issue from
        an earlier dispatch are left out, so freezing twice doubles nothing. A start that
        waits for the issue ends.

        Args:
            plan: What to send.
            is_due: Asked while no other process can change the queue; if it returns
                false, nothing is frozen.

        Returns:
            The dispatch; ``None`` if another process took the slot, the issue left the
            queue meanwhile, or it is not due.

        Raises:
            DeskError: Nothing may be sent, because a backup was restored without its
                journal; or another edition was approved meanwhile.
        """
        return self._announced(plan, partial(self._freeze, is_due))

    def freeze_again(
        self, plan: Plan, *, note: Callable[[int], object] = lambda _: None
    ) -> Dispatch | None:
        """Fix a dispatch for the refused readers of another; ``None`` if there are none.

        Their old deliveries are superseded in the same transaction, so that only one of
        several processes that try at the same time finds them.

        Args:
            plan: What to send.
            note: Called with the new number, in the transaction.

        Raises:
            DeskError: Nothing may be sent, as with ``freeze``.
        """
        return self._announced(plan, partial(self._freeze_again, note))

    def refused(self, dispatch: Dispatch, left_since: datetime | None = None) -> int:
        """Return how many refused readers of a dispatch would get it again now."""
        number, issue, now = dispatch.id, dispatch.issue, self._clock()
        with self._database.read() as connection:
            return count_refused(connection, number, issue, now, left_since)

    def would_reach(self, plan: Plan) -> bool:
        """Return whether a plan has any recipient now."""
        with self._database.read() as connection:
            found = connection.execute(select(subscribers.c.id).where(gets(plan)).limit(1)).first()
        return found is not None

    def count_readers(self, plan: Plan, left_since: datetime | None = None) -> int:
        """Return how many recipients a plan has now, at most; see ``gets_mail_sql``."""
        with self._database.read() as connection:
            return count_recipients(connection, plan, left_since)

    def _announced(self, plan: Plan, freeze: Callable[[Plan], Dispatch | None]) -> Dispatch | None:
        # stored before the journal has it: a key that only the journal has then belongs to a
        # dispatch that went out
        self._facts.put(f"{FREEZING}{plan.key}", plan.at.isoformat(timespec="seconds"))
        for _ in range(_RACES):
            try:
                return self.log_begun(freeze(plan))
            except IntegrityError:
                # another freeze of this issue was committed meanwhile, and its readers are left out
                # now; checking every row instead takes PostgreSQL twice as long
                continue
        return self.log_begun(freeze(plan))

    def _freeze(self, is_due: Callable[[], bool], plan: Plan) -> Dispatch | None:
        with self._queue.alone() as connection:
            self._check_hold(plan)
            demand_approval(connection, plan)
            if not is_due():
                return None
            if plan.slot is not None and not (
                is_queued(connection, plan.issue)
                and take_slot(connection, plan.slot, plan.issue, plan.at)
            ):
                return None
            number = insert_dispatch(connection, plan)
            freeze_deliveries(connection, number, plan)
            self._queue.take_out(connection, plan.issue)
            if not plan.newcomers_only:
                remove_start(connection, plan.issue)
            return self._frozen(connection, number, plan)

    def _freeze_again(self, note: Callable[[int], object], plan: Plan) -> Dispatch | None:
        with self._database.write() as connection:
            self._check_hold(plan)
            number = insert_dispatch(connection, plan)
            if not freeze_refused(connection, number, plan):
                connection.execute(delete(dispatches).where(dispatches.c.id == number))
                return None
            note(number)
            return self._frozen(connection, number, plan)

    def _check_hold(self, plan: Plan) -> None:
        self._facts.drop(f"{FREEZING}{plan.key}")
        hold = self._facts.get(HOLD)
        if hold is not None:
            raise DeskError("nothing-goes-out", reason=Message.from_text(hold))

    def _frozen(self, connection: Connection, number: int, plan: Plan) -> Dispatch:
        """Return the dispatch with its batches, announced and recorded in the journal."""
        cut_batches(connection, number, plan.batch_size, plan.canary)
        if not plan.newcomers_only:  # of a series, each newcomer has a dispatch of their own
            expect_sent(connection, number, plan.at)
        self._notify(connection, number)
        self._journal.append_sent(SentEntry(plan.at, plan.issue, plan.key, plan.slot))
        row = connection.execute(select(dispatches).where(dispatches.c.id == number)).one()
        return read_dispatch(row)

    def find(self, dispatch: int) -> Dispatch:
        """Return the dispatch of this number.

        Raises:
            DeskError: There is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(dispatches).where(dispatches.c.id == dispatch)).first()
        return _found(row, dispatch)

    def hold(self, dispatch: int) -> Dispatch:
        """Return the dispatch of this number, whose state nobody else changes until the commit.

        Raises:
            DeskError: There is none.
        """
        held = select(dispatches).where(dispatches.c.id == dispatch).with_for_update()
        with self._database.write() as connection:
            return _found(connection.execute(held).first(), dispatch)

    def all(self) -> tuple[Dispatch, ...]:
        """Return every dispatch, the newest first, without the one that holds the notices."""
        return self._newest(None)

    def latest(self, limit: int = 50) -> tuple[Dispatch, ...]:
        """Return the newest dispatches first, without the one that holds the notices."""
        return self._newest(limit)

    def _newest(self, limit: int | None) -> tuple[Dispatch, ...]:
        with self._database.read() as connection:
            rows = connection.execute(
                select(dispatches)
                .where(dispatches.c.id != NOTICES)
                .order_by(dispatches.c.id.desc())
                .limit(limit)
            ).all()
        return tuple(read_dispatch(row) for row in rows)

    def of_issue(self, issue: int) -> tuple[Dispatch, ...]:
        """Return every dispatch of an issue, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(dispatches)
                .where(dispatches.c.issue == issue, dispatches.c.id != NOTICES)
                .order_by(dispatches.c.id)
            ).all()
        return tuple(read_dispatch(row) for row in rows)

    def pause(self, dispatch: int, why: str) -> bool:
        """Pause the dispatch, and return whether it was running."""
        with self._database.write() as connection:
            return pause(connection, dispatch, why, self._clock())

    def resume(self, dispatch: int) -> bool:
        """Resume a dispatch, with the notices, and return whether it was paused or waiting.

        What came back so far does not pause it again.
        """
        with self._database.write() as connection:
            resumed = resume(connection, dispatch)
            if resumed and dispatch != NOTICES:
                reset_refusals(connection, dispatch)
                self.resumptions.note(dispatch)
                resume(connection, NOTICES)
        return resumed

    def cancel(self, dispatch: int, why: str = "") -> int:
        """Cancel the rest, and return how many recipients are spared.

        Batches that are being sent or in doubt are kept. If they prove not to have been
        accepted, their recipients are spared too. The approval of the issue is withdrawn.
        Once approved again, it goes to those spared, and the old text to nobody. If in the end
        nobody is spared and nobody was refused, it counts as sent.

        Raises:
            DeskError: It is done or cancelled already, or is that of the notices.
        """
        if dispatch == NOTICES:
            raise DeskError("notices-not-cancelled", dispatch=NOTICES)
        with self._queue.alone() as connection:
            found = self.hold(dispatch)
            if found.is_cancelled:
                raise DeskError("dispatch-cancelled-already", dispatch=dispatch)
            if not has_open_batches(connection, dispatches.c.id == dispatch):
                raise DeskError("dispatch-done-not-cancelled", dispatch=dispatch)
            connection.execute(
                update(dispatches)
                .where(dispatches.c.id == dispatch)
                .values(state=DispatchState.CANCELLED, why=why)
            )
            self._queue.withdraw_cancelled(connection, found.issue, dispatch)
            return spare(connection, dispatch, self._clock())

    def notify_due(self, limit: int = 10_000) -> int:
        """Announce due batches again, in case a signal was lost. Return how many."""
        if self.notifier is None:
            return 0
        with self._database.write() as connection:
            rows = connection.execute(
                select(batches.c.dispatch, batches.c.number)
                .join(dispatches, dispatches.c.id == batches.c.dispatch)
                .where(MAY_GO, batches.c.due_at <= self._database.now)
                .order_by(batches.c.dispatch, batches.c.number)
                .limit(limit)
            ).all()
            for dispatch, group in groupby(rows, key=lambda row: row.dispatch):
                self.notifier(connection, dispatch, [row.number for row in group])
        return len(rows)

    def _notify(self, connection: Connection, dispatch: int) -> None:
        if self.notifier is not None:
            numbers = connection.execute(
                select(batches.c.number)
                .where(batches.c.dispatch == dispatch)
                .order_by(batches.c.number)
            ).scalars()
            self.notifier(connection, dispatch, list(numbers))


def _found(row: Row[Any] | None, dispatch: int) -> Dispatch:
    if row is None:
        raise DeskError("dispatch-unknown", dispatch=dispatch)
    return read_dispatch(row)
