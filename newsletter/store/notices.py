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
    """Notices. Each is a batch of the dispatch ``NOTICES``, with the notice's number."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], draw: Callable[[], str]
    ) -> None:
        """Keep the parameters. ``draw`` gives a new random key at every call."""
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
        """Store a notice unless one about the same exists. Return whether it was stored.

        Compare-and-set: true for exactly one of all processes that try.
        """
        with self._database.write() as connection:
            first = insert_or_leave(connection, notices, "about")
            row = {**self._row(notice), "about": about}
            if not connection.execute(first, row).rowcount:
                return False
            _wait(connection, _number_about(connection, about))
        return True

    def is_told(self, about: str) -> bool:
        """Return whether there is a notice about this."""
        with self._database.read() as connection:
            query = select(notices.c.id).where(notices.c.about == about)
            return connection.execute(query).first() is not None

    def made_since(self, kind: str, moment: datetime) -> int:
        """Return how many notices of a kind were written since then."""
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
        """Return when this person was last sent, or will be sent, such a notice."""
        with self._database.read() as connection:
            return connection.execute(
                select(notices.c.made_at)
                .where(notices.c.kind == kind, notices.c.subscriber == subscriber)
                .order_by(notices.c.made_at.desc())
                .limit(1)
            ).scalar()

    def state(self, number: int) -> BatchState:
        """Return the state of a notice."""
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
    """Let it wait to be handed over from the commit on."""
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
