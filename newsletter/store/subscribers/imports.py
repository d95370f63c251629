"""Imports of lists, and undoing them: readers whom one added are removed as if they never came.

Only those go of whom nothing else is known since. The row of a reader names the import that
added them until anything about them changes, so that nobody who chose, left or came back by
themselves is found here. Nobody who left or is suppressed becomes a reader by it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from newsletter.errors import DeskError
from newsletter.model.audience import Standing
from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import NOTICES
from newsletter.model.imports import ImportRecord, ImportUndo
from newsletter.model.webhook import BulkCause, EventKind
from newsletter.store.backup.journal import Departure, Journal
from newsletter.store.codes import OUTCOME, QUEUED, SKIPPED, SUPERSEDED
from newsletter.store.database import Database
from newsletter.store.events import forget_readers, note_many
from newsletter.store.schema.readers import fresh_links, imports, sign_ups
from newsletter.store.schema.sending import (
    batches,
    consents,
    deliveries,
    notices,
    subscribers,
    tagged,
)
from newsletter.store.subscribers.erasure import NOBODY
from newsletter.store.subscribers.rule import is_suppressed_sql

_AT_ONCE: Final = 1_000  # people in one transaction
_UNSUBSCRIBED_AT_ONCE: Final = 100  # each takes several statements
_IMPORTED: Final = "imported"  # the kind of consent that an import records
_NOTHING_CAME: Final = (SKIPPED, SUPERSEDED, OUTCOME[Outcome.REFUSED])
_WAITING: Final = (BatchState.PENDING, BatchState.CANCELLED)


class Imports:
    """The imports by number."""

    def __init__(self, database: Database, clock: Callable[[], datetime], journal: Journal) -> None:
        self._database = database
        self._clock = clock
        self._journal = journal

    def begin(self, source: str) -> int:
        """Store that an import begins, and return its number."""
        new = insert(imports).values(source=source, began_at=self._clock())
        with self._database.write() as connection:
            return int(connection.execute(new.returning(imports.c.id)).scalar_one())

    def count(self, number: int, *, added: int, barred: int) -> None:
        """Count some more people, in the transaction that takes them in.

        Raises:
            DeskError: The import was undone meanwhile.
        """
        counted = (
            update(imports)
            .where(imports.c.id == number, imports.c.undone_at.is_(None))
            .values(added=imports.c.added + added, barred=imports.c.barred + barred)
        )
        with self._database.write() as connection:
            if not connection.execute(counted).rowcount:
                raise DeskError("import-undone-meanwhile", number=number)

    def end(self, number: int) -> None:
        """Store that an import has come to its end."""
        with self._database.write() as connection:
            ended = update(imports).where(imports.c.id == number)
            connection.execute(ended.values(ended_at=self._clock()))

    def all(self) -> tuple[ImportRecord, ...]:
        """Return every import, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(imports).order_by(imports.c.id.desc()))
            return tuple(map(_record, rows))

    def find(self, number: int) -> ImportRecord:
        """Return the import of this number.

        Raises:
            DeskError: There is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(imports).where(imports.c.id == number)).first()
        if row is None:
            raise DeskError("import-unknown", number=number)
        return _record(row)

    def foresee(self, number: int) -> ImportUndo:
        """Return what undoing an import would come to now.

        Raises:
            DeskError: There is none of this number.
        """
        with self._database.read() as connection:
            found = self.find(number)
            goes = _many(connection, *_removable(connection, number))
            mailed = _many(connection, *_untouched(number), _was_mailed(connection, number))
        others = found.added - found.removed - goes - mailed
        return ImportUndo(goes=goes, mailed=mailed, others=max(0, others))

    def mailed(self, number: int) -> tuple[int, ...]:
        """Return some of the readers who stay only because a letter was sent to them."""
        with self._database.read() as connection:
            mailed = (*_untouched(number), _was_mailed(connection, number))
            query = select(subscribers.c.id).where(*mailed)
            rows = connection.execute(query.order_by(subscribers.c.id).limit(_UNSUBSCRIBED_AT_ONCE))
            return tuple(rows.scalars())

    def mark_undone(self, number: int) -> bool:
        """Store that an import is undone, so that it adds nobody more. Return whether that is new."""
        with self._database.write() as connection:
            marked = (
                update(imports)
                .where(imports.c.id == number, imports.c.undone_at.is_(None))
                .values(undone_at=self._clock())
            )
            return bool(connection.execute(marked).rowcount)

    def take_back(self, number: int, after: int = 0) -> int | None:
        """Remove some readers whom an import added, and who are unchanged, in one transaction.

        The journal records them, so that no older backup brings them back.

        Args:
            number: The import.
            after: Those with greater numbers, the lowest first.

        Returns:
            The number of the last one; ``None`` if there was nobody.
        """
        with self._database.write() as connection:
            chosen = (
                select(subscribers.c.id, subscribers.c.fingerprint)
                .where(*_removable(connection, number, after), subscribers.c.id > after)
                .order_by(subscribers.c.id)
                .limit(_AT_ONCE)
                .with_for_update()  # of two at the same time, the second one finds them gone
            )
            found = connection.execute(chosen).all()
            if not found:
                return None
            ids, now = [int(row.id) for row in found], self._clock()
            remove(connection, number, ids)
            note_many(connection, EventKind.LEFT, BulkCause.IMPORT, len(ids), now)
            self._journal.append(Departure.UNDONE, [bytes(row.fingerprint) for row in found], now)
        return ids[-1]


def remove(connection: Connection, number: int, ids: Sequence[int]) -> None:
    """Empty the rows of readers of whom nothing is known but what an import brought.

    Nobody is suppressed: the same people may be in the list that is imported next.
    """
    removed = update(imports).where(imports.c.id == number)
    connection.execute(removed.values(removed=imports.c.removed + len(ids)))
    connection.execute(delete(tagged).where(tagged.c.subscriber.in_(ids)))
    connection.execute(delete(consents).where(consents.c.subscriber.in_(ids)))
    forget_readers(connection, ids)
    emptied = {**NOBODY, "imported": None, "confirmed_at": None}  # as if they had never joined
    connection.execute(update(subscribers).where(subscribers.c.id.in_(ids)).values(**emptied))


def _untouched(number: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that nothing about a reader changed since this import."""
    theirs = subscribers.c.id
    acted = exists().where(consents.c.subscriber == theirs, consents.c.kind != _IMPORTED)
    asked = exists().where(sign_ups.c.subscriber == theirs)
    return (
        subscribers.c.imported == number,
        subscribers.c.mailbox.is_not(None),
        subscribers.c.standing == Standing.CONFIRMED,
        ~is_suppressed_sql(),
        ~acted,
        ~asked,
        theirs.not_in(select(fresh_links.c.subscriber)),
    )


def _removable(connection: Connection, number: int, after: int = 0) -> list[ColumnElement[bool]]:
    """Return the conditions that somebody is removed, for the readers after a number."""
    return [*_untouched(number), ~_was_mailed(connection, number, after)]


def _was_mailed(connection: Connection, number: int, after: int = 0) -> ColumnElement[bool]:
    """Return the condition that something was handed over for a reader of this import, or is just now."""
    first = (
        select(subscribers.c.id)
        .where(subscribers.c.imported == number, subscribers.c.id > after)
        .order_by(subscribers.c.id)
        .limit(1)
    )
    # no dispatch was for them that was for nobody with so great a number
    recent = (
        select(batches.c.dispatch)
        .where(batches.c.dispatch != NOTICES, batches.c.last >= first.scalar_subquery())
        .distinct()
    )
    numbers = sorted(connection.execute(recent).scalars())
    # the ranges of all batches, asked for each reader, would take a hundred times as long
    waits = [
        and_(
            deliveries.c.state == QUEUED,
            deliveries.c.dispatch == dispatch,
            deliveries.c.subscriber.between(lowest, highest),
        )
        for dispatch, lowest, highest in _waiting_runs(connection, numbers)
    ]
    dispatched = exists().where(
        deliveries.c.dispatch.in_(numbers),
        deliveries.c.subscriber == subscribers.c.id,
        deliveries.c.state.not_in(_NOTHING_CAME),
        ~or_(false(), *waits),
    )
    return or_(dispatched, exists().where(notices.c.subscriber == subscribers.c.id))


def _waiting_runs(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield each run of batches that nobody handed over: its dispatch, first and last reader."""
    waiting = batches.alias()
    some = select(waiting.c.dispatch).where(
        waiting.c.dispatch.in_(numbers), waiting.c.state.in_(_WAITING)
    )
    boxes = connection.execute(
        select(batches.c.dispatch, batches.c.first, batches.c.last, batches.c.state)
        .where(batches.c.dispatch.in_(some))
        .order_by(batches.c.dispatch, batches.c.first)
    )
    for (number, waits), run in groupby(boxes, lambda box: (box.dispatch, box.state in _WAITING)):
        members = list(run)
        if waits:
            yield number, members[0].first, members[-1].last


def _many(connection: Connection, *rules: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(subscribers).where(*rules)
    return int(connection.execute(query).scalar_one())


def _record(row: Row[Any]) -> ImportRecord:
    return ImportRecord(
        number=row.id,
        source=row.source,
        began_at=row.began_at,
        ended_at=row.ended_at,
        undone_at=row.undone_at,
        added=row.added,
        barred=row.barred,
        removed=row.removed,
    )
