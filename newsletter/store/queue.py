"""The queue of approved issues, the skipped weeks, and the taken slots."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from newsletter.errors import DeskError
from newsletter.model.audience import Audience
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import DispatchState
from newsletter.model.edition import Edition
from newsletter.model.issue import Approval, MissedSlot, Release, SlotVerdict
from newsletter.model.start import NotSent
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.desk.starts import drop_start, remove_dropped
from newsletter.store.editions import Editions
from newsletter.store.ledger.freezing import take_slot
from newsletter.store.ledger.sparing import finish_cancelled, has_open_batches
from newsletter.store.schema.queueing import decisions
from newsletter.store.schema.sending import approvals, batches, dispatches, skipped_days, slots

if TYPE_CHECKING:
    from newsletter.model.web_version import WebVersion

_OPEN_BATCHES: Final = (  # why a cancelled dispatch is not finished
    (BatchState.SENDING, "cancelled-batch-sending"),
    (BatchState.IN_DOUBT, "cancelled-batch-in-doubt"),
    (BatchState.HELD, "cancelled-batch-held"),
    (BatchState.PENDING, "cancelled-batch-pending"),
)
_LOCK: Final = 7_108_223_002  # like that in ``migrate``, with another number


class QueueRecords:
    """The order of the next issues. The weekly slots decide when they are sent."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], editions: Editions
    ) -> None:
        self._database = database
        self._clock = clock
        self._editions = editions

    def alone(self) -> AbstractContextManager[Connection]:
        """Return a transaction in which no other process changes the queue or takes a slot.

        In a larger transaction it is opened first, so that two never wait for each other.
        """
        return self._database.write_alone(_LOCK)

    def approve(
        self,
        edition: Edition,
        *,
        audience: Audience,
        file_hash: str,
        send_at: datetime | None = None,
        web: "WebVersion | None" = None,
    ) -> Approval:
        """Freeze an edition for its issue, which keeps its place in the queue.

        Raises:
            DeskError: The issue was dispatched already.
        """
        with self.alone() as connection:
            self._refuse_dispatched(connection, edition.issue)
            remove_dropped(connection, edition.issue)  # which was about what was approved before
            values = {
                "edition": self._editions.keep(edition, web),
                "approved_at": self._clock(),
                "file_hash": file_hash,
                "audience": audience.tag,
                "readers_of": audience.readers_of,
                "send_at": send_at,
            }
            row = approvals.c.issue == edition.issue
            if not connection.execute(update(approvals).where(row).values(**values)).rowcount:
                connection.execute(insert(approvals).values(issue=edition.issue, **values))
            return _approval(connection.execute(select(approvals).where(row)).one())

    def renew(self, edition: Edition, web: "WebVersion", *, in_place_of: str) -> bool:
        """Replace an approved edition by one with the same text.

        Its place, pin, audience and time of approval are kept. This also applies to an
        issue that went out, because newcomers may still get it.

        Args:
            edition: The new edition.
            web: Its page in the archive.
            in_place_of: The SHA-256 of the edition that was approved until now.

        Returns:
            Whether that was still the approved edition.
        """
        with self.alone() as connection:
            renewed = connection.execute(
                update(approvals)
                .where(approvals.c.issue == edition.issue, approvals.c.edition == in_place_of)
                .values(edition=self._editions.keep(edition, web))
            )
        return bool(renewed.rowcount)

    def withdraw(self, issue: int) -> bool:
        """Withdraw an approval, with its place in the queue. Return whether there was one.

        Raises:
            DeskError: The issue was dispatched already.
        """
        with self.alone() as connection:
            self._refuse_dispatched(connection, issue)
            self.take_out(connection, issue)
            drop_start(connection, issue, NotSent.WITHDRAWN)
            return bool(
                connection.execute(delete(approvals).where(approvals.c.issue == issue)).rowcount
            )

    def approval(self, issue: int) -> Approval | None:
        """Return the approval of an issue, queued or not, sent or not."""
        with self._database.read() as connection:
            row = connection.execute(select(approvals).where(approvals.c.issue == issue)).first()
        return None if row is None else _approval(row)

    def entries(self) -> tuple[Approval, ...]:
        """Return the queued issues in order."""
        is_queued = approvals.c.position.is_not(None)
        query = select(approvals).where(is_queued).order_by(approvals.c.position)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(_approval(row) for row in rows)

    def add(self, issue: int) -> None:
        """Put an approved issue at the end. A queued one keeps its place.

        Raises:
            DeskError: It is not approved, or was dispatched already.
        """
        with self.alone() as connection:
            self._refuse_dispatched(connection, issue)
            row = connection.execute(select(approvals).where(approvals.c.issue == issue)).first()
            if row is None:
                raise DeskError("issue-not-approved", issue=issue)
            if row.readers_of is not None:
                raise DeskError("correction-takes-no-slot", issue=issue, corrects=row.readers_of)
            if row.position is None:
                remove_dropped(connection, issue)
                last = connection.execute(select(func.max(approvals.c.position))).scalar() or 0
                self._place(connection, issue, last + 1)
                self._since(connection, issue, self._clock())

    def move(self, issue: int, position: int) -> None:
        """Move a queued issue to a place, counted from 1.

        Raises:
            DeskError: It is not in the queue.
        """
        with self.alone() as connection:
            order = self._order(connection)
            if issue not in order:
                raise DeskError("issue-not-queued", issue=issue)
            order.remove(issue)
            order.insert(max(0, min(position - 1, len(order))), issue)
            for place, queued in enumerate(order, start=1):
                self._place(connection, queued, place)

    def wait_anew(self, issue: int) -> None:
        """Record that an issue waits from now on, so that it takes no slot that has passed."""
        with self.alone() as connection:
            self._since(connection, issue, self._clock())

    def remove(self, issue: int) -> bool:
        """Take an issue out of the queue, and return whether it was queued. It stays approved."""
        with self.alone() as connection:
            return self.take_out(connection, issue)

    def skip(self, day: date) -> None:
        """Skip a local date. Later issues move."""
        with self.alone() as connection:
            connection.execute(insert_or_leave(connection, skipped_days, "day"), {"day": day})

    def unskip(self, day: date) -> bool:
        """Undo the skipping of a date, and return whether it was skipped."""
        with self.alone() as connection:
            return bool(
                connection.execute(delete(skipped_days).where(skipped_days.c.day == day)).rowcount
            )

    def skipped(self) -> tuple[date, ...]:
        """Return the skipped local dates, earliest first."""
        query = select(skipped_days.c.day).order_by(skipped_days.c.day)
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def taken(self, since: date) -> tuple[date, ...]:
        """Return the local dates from ``since`` with a taken or missed slot, in order."""
        with self._database.read() as connection:
            return tuple(
                connection.execute(
                    select(slots.c.day).where(slots.c.day >= since).order_by(slots.c.day)
                ).scalars()
            )

    def released(self, since: date) -> tuple[Release, ...]:
        """Return what editors have released for slots on local dates from ``since``."""
        query = select(decisions.c.day, decisions.c.issue, decisions.c.edition).where(
            decisions.c.day >= since, decisions.c.verdict == SlotVerdict.GO
        )
        with self._database.read() as connection:
            return tuple(Release(*row) for row in connection.execute(query))

    def miss(self, day: date, issue: int) -> bool:
        """Record a missed slot. Its issue leaves the queue until the editor decides.

        It returns true in exactly one of several processes that try at the same time.
        """
        with self.alone() as connection:
            if not take_slot(connection, day, issue, self._clock(), missed=True):
                return False
            self.take_out(connection, issue)
        return True

    def missed(self) -> tuple[MissedSlot, ...]:
        """Return missed slots without a decision: issues neither queued nor dispatched."""
        waits = (
            select(slots)
            .join(approvals, approvals.c.issue == slots.c.issue)
            .where(
                slots.c.was_missed == 1,
                approvals.c.position.is_(None),
                ~select(dispatches.c.id)
                .where(
                    dispatches.c.issue == slots.c.issue,
                    or_(dispatches.c.state != DispatchState.CANCELLED, dispatches.c.provider == ""),
                )
                .exists(),
            )
            .order_by(slots.c.day)
        )
        with self._database.read() as connection:
            return tuple(
                MissedSlot(day=row.day, issue=row.issue) for row in connection.execute(waits)
            )

    def _refuse_dispatched(self, connection: Connection, issue: int) -> None:
        """Refuse a dispatched issue, unless its newest dispatch is cancelled."""
        finish_cancelled(connection, self._clock())
        newest = connection.execute(
            select(dispatches.c.id, dispatches.c.state, dispatches.c.provider)
            .where(dispatches.c.issue == issue)
            .order_by(dispatches.c.id.desc())
            .limit(1)
        ).first()
        if newest is None:
            return
        # one without a provider is known from the journal alone, and was not cancelled
        if newest.state is not DispatchState.CANCELLED or not newest.provider:
            raise DeskError("issue-dispatched-already", issue=issue)
        for state, code in _OPEN_BATCHES:
            if has_open_batches(connection, dispatches.c.issue == issue, batches.c.state == state):
                raise DeskError(code, issue=issue, dispatch=newest.id)

    def withdraw_cancelled(self, connection: Connection, issue: int, dispatch: int) -> None:
        """Withdraw the approval of an issue, in the transaction that cancels its dispatch."""
        newer = select(dispatches.c.id).where(
            dispatches.c.issue == issue, dispatches.c.id > dispatch
        )
        if connection.execute(newer.limit(1)).first() is None:
            self.take_out(connection, issue)
            connection.execute(delete(approvals).where(approvals.c.issue == issue))

    def take_out(self, connection: Connection, issue: int) -> bool:
        """Take an issue out of the queue in a transaction. Return whether it was queued."""
        order = self._order(connection)
        if issue not in order:
            return False
        order.remove(issue)
        self._place(connection, issue, None)
        self._since(connection, issue, None)
        for place, queued in enumerate(order, start=1):
            self._place(connection, queued, place)
        return True

    @staticmethod
    def _order(connection: Connection) -> list[int]:
        return list(
            connection.execute(
                select(approvals.c.issue)
                .where(approvals.c.position.is_not(None))
                .order_by(approvals.c.position)
            ).scalars()
        )

    @staticmethod
    def _since(connection: Connection, issue: int, moment: datetime | None) -> None:
        connection.execute(
            update(approvals).where(approvals.c.issue == issue).values(queued_at=moment)
        )

    @staticmethod
    def _place(connection: Connection, issue: int, position: int | None) -> None:
        connection.execute(
            update(approvals).where(approvals.c.issue == issue).values(position=position)
        )


def _approval(row: Row[Any]) -> Approval:
    return Approval(
        issue=row.issue,
        edition=row.edition,
        approved_at=row.approved_at,
        file_hash=row.file_hash,
        audience=Audience(row.audience, row.readers_of),
        send_at=row.send_at,
        position=row.position,
        queued_at=row.queued_at,
    )
