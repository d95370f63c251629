"""What must be done to an old backup before it may be used: nobody is revived and nothing goes out twice."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    ScalarSelect,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.database import Database
from newsletter.store.facts import FREEZING, HOLD, Facts
from newsletter.store.journal import Departure, Entry, Journal, Sent
from newsletter.store.queue import Queue, take_slot
from newsletter.store.subscribers import Subscribers
from newsletter.store.suppressions import Suppressions
from newsletter.store.tables import approvals, batches, dispatches, notices, subscribers

NO_JOURNAL = (
    "a backup was restored without the journal of who left since; import the provider's list of "
    "unsubscribes, bounces and complaints first"
)
_A_SECOND = timedelta(seconds=1)
_LEAP = 1_000_000  # more readers or generations than can have come since any backup
_REASONS = {
    Departure.COMPLAINED: SuppressionReason.COMPLAINED,
    Departure.BOUNCED: SuppressionReason.BOUNCED,
    Departure.SUPPRESSED: SuppressionReason.MANUAL,
    Departure.ERASED: SuppressionReason.ERASED,
}
_UNFINISHED = (
    BatchState.PENDING,
    BatchState.SENDING,
    BatchState.IN_DOUBT,
    BatchState.HELD,
)
_WHY = "restored from a backup: it may have gone out since"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore had to do.

    Attributes:
        departed: People who left, complained, bounced or were erased since.
        dispatched: Issues that went out since; they are not sent again.
        in_doubt: Batches that were not finished, and may have been since.
        is_on_hold: Whether nothing goes out until the editor says so, because
            the journal of who left is missing.
    """

    departed: int
    dispatched: int
    in_doubt: int
    is_on_hold: bool


class Restoring:
    """Makes a restored database safe, in one transaction."""

    def __init__(
        self,
        database: Database,
        people: Subscribers,
        suppressed: Suppressions,
        queue: Queue,
        journal: Journal,
        facts: Facts,
    ) -> None:
        self._facts = facts
        self._database = database
        self._people = people
        self._suppressed = suppressed
        self._queue = queue
        self._journal = journal

    def make_safe(self, *, is_whole: bool) -> Restored:
        """Replay the journal, doubt what was unfinished, and give no number twice.

        Args:
            is_whole: Whether the journal is the one that this backup knows.
        """
        departures, sent = self._read_journal()
        with self._database.write() as connection:
            if not is_whole:
                self._hold(connection)
            doubted = _doubt_the_unfinished(connection)
            _leap_over_numbers(connection, self._database.is_sqlite)
            departed = sum(
                max(self._depart(connection, entry) for entry in theirs)
                for theirs in departures.values()
            )
            dispatched = sum(self._note_sent(connection, one) for one in sent)
        return Restored(departed, dispatched, doubted, not is_whole)

    def is_older_than_journal(self) -> bool:
        """Whether the journal has a dispatch that this database never began to freeze."""
        written = {one.key for one in self._journal.sent()}
        # those that were begun first: one of them may be frozen just now
        written -= self._facts.having(FREEZING) if written else frozenset()
        if not written:
            return False
        with self._database.read() as connection:
            return bool(written - set(connection.execute(select(dispatches.c.key)).scalars()))

    def _read_journal(self) -> tuple[dict[bytes, list[Entry]], list[Sent]]:
        """What each person did since they last came back, and what was sent."""
        departures: dict[bytes, list[Entry]] = {}
        sent: list[Sent] = []
        for entry in self._journal.entries():
            if isinstance(entry, Sent):
                sent.append(entry)
            elif entry.departure is Departure.RETURNED:
                departures.pop(entry.fingerprint, None)
            else:
                departures.setdefault(entry.fingerprint, []).append(entry)
        return departures, sent

    def _hold(self, connection: Connection) -> None:
        """Without its journal nobody knows who left since: nothing goes out until the editor says so."""
        self._facts.put(HOLD, NO_JOURNAL)
        connection.execute(
            update(dispatches)
            .where(dispatches.c.state == DispatchState.GOING, dispatches.c.id != NOTICES)
            .values(state=DispatchState.PAUSED, why=NO_JOURNAL)
        )

    def _depart(self, connection: Connection, entry: Entry) -> bool:
        """Repeat a departure, unless the person came back later; whether that was news."""
        theirs = subscribers.c.fingerprint == entry.fingerprint
        person = connection.execute(
            select(subscribers.c.id, subscribers.c.standing).where(
                theirs,
                # the journal counts in whole seconds; of a yes and a no in one second the no holds
                or_(
                    subscribers.c.confirmed_at.is_(None),
                    subscribers.c.confirmed_at < entry.at + _A_SECOND,
                ),
            )
        ).first()
        reason = _REASONS.get(entry.departure)
        if reason is not None:
            self._suppressed.add_print(entry.fingerprint, reason, "from the journal")
        if person is None:
            return False
        if entry.departure is Departure.ERASED:
            return self._people.erase(person.id)
        if entry.departure in (Departure.LEFT, Departure.COMPLAINED):
            connection.execute(
                update(subscribers)
                .where(theirs)
                .values(standing=Standing.UNSUBSCRIBED, left_at=entry.at, paused_until=None)
            )
        return bool(person.standing is not Standing.UNSUBSCRIBED)

    def _note_sent(self, connection: Connection, sent: Sent) -> bool:
        """An issue that went out after the backup goes out no more by itself; whether it was news."""
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
                why="it went out after the backup that was restored; to whom is not known any more",
                provider="",
                slot=sent.slot,
                frozen_at=sent.at,
            )
        )
        if sent.slot is not None:
            take_slot(connection, sent.slot, sent.issue, sent.at)
        self._queue.take_out(connection, sent.issue)
        return True


def _doubt_the_unfinished(connection: Connection) -> int:
    """Nobody knows what became of these; the provider's look-up, or a person, decides.

    Without a payload a doubt is never repeated nor taken for absent. The leap
    of the generation keeps keys from being given twice.
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
            why=_WHY,
        )
    )
    return doubted.rowcount


def _frozen_at() -> ScalarSelect[Any]:
    return (
        select(dispatches.c.frozen_at)
        .where(dispatches.c.id == batches.c.dispatch)
        .scalar_subquery()
    )


def _leap_over_numbers(connection: Connection, is_sqlite: bool) -> None:
    """Numbers that were given after the backup stand in mails; nobody else may get them."""
    for table in (subscribers, notices):
        newest = connection.execute(select(func.max(table.c.id))).scalar() or 0
        if is_sqlite:
            given = {"name": table.name, "seq": newest + _LEAP}
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), given)
            connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), given
            )
        else:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, newest + _LEAP)))
