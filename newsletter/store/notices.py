"""Notices: stored together with their cause, and sent as batches of one."""

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, exists, func, insert, select, update

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, Notice
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import batches, notices


class Notices:
    """Notices. Each is a batch of the dispatch ``NOTICES``, with the notice's number.

    Args:
        database: Where they are stored.
        clock: The time of a notice.
        draw: Returns a new random key for each notice.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], draw: Callable[[], str]
    ) -> None:
        self._database = database
        self._clock = clock
        self._draw = draw

    def add(self, notice: Notice) -> int:
        """Store a notice, and return its number.

        Within ``store.together()`` it is committed with its cause.
        """
        with self._database.write() as connection:
            written = connection.execute(
                insert(notices).values(self._row(notice)).returning(notices.c.id)
            )
            number = int(written.scalar_one())
            _wait(connection, number)
        return number

    def add_once(self, notice: Notice, about: str) -> bool:
        """Store a notice unless there is one about this subject. Return whether it was stored.

        It is stored for exactly one of several processes that try at the same time.
        """
        with self._database.write() as connection:
            first = insert_or_leave(connection, notices, "about")
            row = {**self._row(notice), "about": about}
            if not connection.execute(first, row).rowcount:
                return False
            _wait(connection, _number_about(connection, about))
        return True

    def has(self, about: str) -> bool:
        """Return whether a notice about this subject is stored."""
        with self._database.read() as connection:
            query = select(notices.c.id).where(notices.c.about == about)
            return connection.execute(query).first() is not None

    def made_since(self, kind: str, moment: datetime) -> int:
        """Return how many notices of a kind were stored since a moment."""
        many = select(func.count()).select_from(notices)
        with self._database.read() as connection:
            found = connection.execute(
                many.where(notices.c.made_at >= moment, notices.c.kind == kind)
            )
            return int(found.scalar_one())

    def _row(self, notice: Notice) -> dict[str, object]:
        return {
            "kind": notice.kind,
            "edition": notice.edition,
            "subscriber": notice.subscriber,
            "address": None if notice.address is None else str(notice.address),
            "merge_values": json.dumps(dict(notice.values), ensure_ascii=False),
            "made_at": self._clock(),
            "key": self._draw(),
        }

    def last(self, kind: str, subscriber: int) -> datetime | None:
        """Return when the newest notice of a kind for this person was stored, or ``None``."""
        with self._database.read() as connection:
            return connection.execute(
                select(notices.c.made_at)
                .where(notices.c.kind == kind, notices.c.subscriber == subscriber)
                .order_by(notices.c.made_at.desc())
                .limit(1)
            ).scalar()

    def state(self, number: int) -> BatchState:
        """Return the state of a notice's batch."""
        with self._database.read() as connection:
            state: BatchState = connection.execute(
                select(batches.c.state).where(
                    batches.c.dispatch == NOTICES, batches.c.number == number
                )
            ).scalar_one()
        return state

    def clean(self, before: datetime) -> int:
        """Erase personal data from old sent notices, and return how many."""
        is_sent = exists().where(
            batches.c.dispatch == NOTICES,
            batches.c.number == notices.c.id,
            batches.c.state.in_((BatchState.SENT, BatchState.CANCELLED)),
        )
        with self._database.write() as connection:
            return connection.execute(
                update(notices)
                .where(notices.c.made_at < before, notices.c.merge_values.is_not(None), is_sent)
                .values(merge_values=None, address=None)
            ).rowcount


def _wait(connection: Connection, number: int) -> None:
    """Insert the batch of a notice, which is due once the transaction is committed."""
    connection.execute(
        insert(batches).values(
            dispatch=NOTICES,
            number=number,
            state=BatchState.PENDING,
            first=number,
            last=number,
            members=1,
        )
    )


def _number_about(connection: Connection, about: str) -> int:
    return int(
        connection.execute(select(notices.c.id).where(notices.c.about == about)).scalar_one()
    )
