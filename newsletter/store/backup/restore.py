"""Making a restored backup safe: nobody is resubscribed and nothing is sent twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    ScalarSelect,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from newsletter.message import Message
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.backup.journal import Journal, SentEntry
from newsletter.store.backup.replaying import Replaying
from newsletter.store.database import Database
from newsletter.store.ledger.freezing import take_slot
from newsletter.store.ledger.pausing import pause
from newsletter.store.metadata import FREEZING, HOLD, Metadata
from newsletter.store.queue import QueueRecords
from newsletter.store.schema.sending import approvals, batches, dispatches

NO_JOURNAL = Message("journal-missing")
_LEAP = 1_000_000  # more readers or generations than can have come since any backup
_HIGHEST = 2**31 - 1  # number of a row that a column of PostgreSQL holds
_UNFINISHED = (
    BatchState.PENDING,
    BatchState.SENDING,
    BatchState.IN_DOUBT,
    BatchState.HELD,
)
_WHY = Message("batch-from-backup")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore changed.

    Attributes:
        departed: People who have left, complained, bounced or been erased since the backup.
        remembered: People who have joined and left since, so that the backup does not have
            them. They are suppressed by their keyed hash, so that no import adds them.
        taken_back: Readers of imports that were undone since, who are removed again.
        dispatched: Issues that went out since, which are not sent again.
        in_doubt: Batches that were unfinished, and may have been finished since.
        is_on_hold: Whether nothing is sent until the editor decides, because the journal
            of departures is missing.
    """

    departed: int
    remembered: int
    taken_back: int
    dispatched: int
    in_doubt: int
    is_on_hold: bool


class RestoreRules:
    """Makes a restored database safe, in one transaction."""

    def __init__(
        self,
        database: Database,
        *,
        replaying: Replaying,
        queue: QueueRecords,
        journal: Journal,
        facts: Metadata,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._facts = facts
        self._database = database
        self._replaying = replaying
        self._queue = queue
        self._journal = journal

    def make_safe(self, *, has_journal: bool) -> Restored:
        """Replay the journal, mark unfinished batches as in doubt, and reuse no number.

        Args:
            has_journal: Whether the journal is the one that this backup names.
        """
        with self._database.write() as connection:
            if not has_journal:
                self.hold(NO_JOURNAL)
            doubted = _doubt_the_unfinished(connection)
            _end_what_admits(connection)
            _leap_over_numbers(connection, is_sqlite=self._database.is_sqlite)
            replayed = self._replaying.replay()
            dispatched = sum(self._note_sent(connection, one) for one in self._journal.sent())
        return Restored(
            departed=replayed.departed,
            remembered=replayed.remembered,
            taken_back=replayed.taken_back,
            dispatched=dispatched,
            in_doubt=doubted,
            is_on_hold=not has_journal,
        )

    def catch_up(self) -> Restored | None:
        """Make a database safe that is older than its journal; ``None`` if it is not.

        If only departures are missing, no dispatch was frozen since. Dispatches that are
        under way then continue, because a departure that another process is about to
        commit looks the same.
        """
        if self._is_older_than_journal():
            return self.make_safe(has_journal=True)
        if not self._replaying.lacks_departures():
            return None
        with self._database.write() as connection:
            _leap_over_numbers(connection, is_sqlite=self._database.is_sqlite)
            replayed = self._replaying.replay()
        return Restored(
            departed=replayed.departed,
            remembered=replayed.remembered,
            taken_back=replayed.taken_back,
            dispatched=0,
            in_doubt=0,
            is_on_hold=False,
        )

    def _is_older_than_journal(self) -> bool:
        """Return whether the journal has a dispatch unknown to this database."""
        written = {one.key for one in self._journal.sent()}
        # without those that another process is freezing at this moment
        written -= self._facts.having(FREEZING) if written else frozenset()
        if not written:
            return False
        with self._database.read() as connection:
            return bool(written - set(connection.execute(select(dispatches.c.key)).scalars()))

    def hold(self, why: Message) -> None:
        """Hold all mail until the editor decides."""
        with self._database.write() as connection:
            self._facts.put(HOLD, why.to_text())
            going = (dispatches.c.state == DispatchState.GOING, dispatches.c.id != NOTICES)
            for number in connection.execute(select(dispatches.c.id).where(*going)).scalars().all():
                pause(connection, number, why.to_text(), self._clock())

    def _note_sent(self, connection: Connection, sent: SentEntry) -> bool:
        """Mark an issue sent after the backup as dispatched. Return whether it is new."""
        if connection.execute(select(dispatches.c.id).where(dispatches.c.key == sent.key)).first():
            return False
        edition = connection.execute(
            select(approvals.c.edition).where(approvals.c.issue == sent.issue)
        ).scalar()
        connection.execute(
            insert(dispatches).values(
                key=sent.key,
                issue=sent.issue,
                edition=edition or "",
                state=DispatchState.CANCELLED,
                why=Message("dispatched-after-backup").to_text(),
                provider="",
                slot=sent.slot,
                frozen_at=sent.at,
                is_keyed=1,
            )
        )
        if sent.slot is not None:
            take_slot(connection, sent.slot, sent.issue, sent.at)
        self._queue.take_out(connection, sent.issue)
        return True


def _end_what_admits(connection: Connection) -> None:
    """Delete what lets somebody in, and the starts, which are not expected any more.

    An address that ended since the backup must not work again.
    """
    from newsletter.store.schema.desk import (
        calendars,
        saved_addresses,
        sessions,
        shared_drafts,
        sign_in_links,
    )
    from newsletter.store.schema.queueing import decision_links, starts

    for table in (
        sessions,
        sign_in_links,
        decision_links,
        shared_drafts,
        calendars,
        saved_addresses,  # its holder may have said no since
        starts,
    ):
        connection.execute(delete(table))


def _doubt_the_unfinished(connection: Connection) -> int:
    """Mark unfinished batches as in doubt, for a look-up or a person to settle.

    Without a payload, a batch is neither repeated nor judged absent. The leap of the
    generation prevents a key from being used twice.
    """
    doubted = connection.execute(
        update(batches)
        .where(batches.c.state.in_(_UNFINISHED))
        .values(
            state=BatchState.IN_DOUBT,
            generation=batches.c.generation + _LEAP,
            attempt=batches.c.attempt + _LEAP,
            payload=None,
            leased_until=0,
            due_at=0,
            dated=func.coalesce(batches.c.dated, _frozen_at()),
            why=_WHY.to_text(),
        )
    )
    return doubted.rowcount


def _frozen_at() -> ScalarSelect[Any]:
    return (
        select(dispatches.c.frozen_at)
        .where(dispatches.c.id == batches.c.dispatch)
        .scalar_subquery()
    )


def _leap_over_numbers(connection: Connection, *, is_sqlite: bool) -> None:
    """Skip numbers given after the backup: links and emails carry them, so they are not reused.

    They are those of the tables that say so by ``sqlite_autoincrement``, on either database.
    The last number given counts, because its row may have been deleted since.
    """
    from newsletter.store.schema.all_tables import metadata  # what only sends uses few of them

    last_given, leap = (_last_of_sqlite, _leap_sqlite) if is_sqlite else (_last, _leap)
    for table in metadata.sorted_tables:
        if table.dialect_options["sqlite"]["autoincrement"]:
            found = connection.execute(select(func.max(table.c.id))).scalar() or 0
            newest = max(found, last_given(connection, table.name))
            # half of what is left at most, so that some are left however often this is done
            leap(connection, table.name, newest + min(_LEAP, max(0, _HIGHEST - newest) // 2))


def _last_of_sqlite(connection: Connection, table: str) -> int:
    query = text("SELECT max(seq) FROM sqlite_sequence WHERE name = :name")
    return connection.execute(query, {"name": table}).scalar() or 0


def _leap_sqlite(connection: Connection, table: str, number: int) -> None:
    given = {"name": table, "seq": number}
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), given)
    connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), given)


def _last(connection: Connection, table: str) -> int:
    sequence = func.to_regclass(func.pg_get_serial_sequence(table, "id"))
    return connection.execute(select(func.pg_sequence_last_value(sequence))).scalar() or 0


def _leap(connection: Connection, table: str, number: int) -> None:
    sequence = func.pg_get_serial_sequence(table, "id")
    connection.execute(select(func.setval(sequence, number)))
