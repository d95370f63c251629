"""Replies that people wrote to the mailbox, for the editor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from newsletter.model.address import EmailAddress
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import replies


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderReply:
    """A mail in a person's own words.

    Attributes:
        sender: The address in From, which may be forged or empty.
        is_open: Whether the editor has not settled it yet.
    """

    id: int
    came_at: datetime
    sender: str
    subject: str
    text: str
    is_open: bool


class Replies:
    """Replies, stored for a month. None of them takes effect automatically."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def keep(self, replay_key: str, *, sender: str, subject: str, text: str) -> bool:
        """Store a reply, and return false if the same mail is stored already."""
        row = {
            "replay_key": replay_key,
            "came_at": self._clock(),
            "sender": sender,
            "subject": subject,
            "words": text,
        }
        with self._database.write() as connection:
            step = insert_or_leave(connection, replies, "replay_key")
            return bool(connection.execute(step, row).rowcount)

    def waiting(self, limit: int = 100) -> tuple[ReaderReply, ...]:
        """Return the open replies, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(replies)
                .where(replies.c.done_at.is_(None))
                .order_by(replies.c.id)
                .limit(limit)
            ).all()
        return tuple(map(_reply, rows))

    def count(self) -> int:
        """Return how many replies are open."""
        with self._database.read() as connection:
            is_open = replies.c.done_at.is_(None)
            return connection.execute(select(func.count()).where(is_open)).scalar_one()

    def of(self, address: EmailAddress) -> tuple[Mapping[str, object], ...]:
        """Return the mails from an address, oldest first. Anybody may have forged them."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(replies)
                .where(func.lower(replies.c.sender) == str(address).lower())
                .order_by(replies.c.id)
            ).all()
        return tuple(
            {"at": row.came_at.isoformat(), "subject": row.subject, "text": row.words}
            for row in rows
        )

    def find(self, number: int) -> ReaderReply | None:
        """Return the reply with this number, or ``None``."""
        with self._database.read() as connection:
            row = connection.execute(select(replies).where(replies.c.id == number)).first()
        return None if row is None else _reply(row)

    def put_away(self, number: int) -> bool:
        """Settle a reply, and return false if it was settled before or does not exist."""
        with self._database.write() as connection:
            done = update(replies).where(replies.c.id == number, replies.c.done_at.is_(None))
            return bool(connection.execute(done.values(done_at=self._clock())).rowcount)

    def clean(self, before: datetime) -> int:
        """Delete the replies from before a moment, and return how many."""
        with self._database.write() as connection:
            return connection.execute(delete(replies).where(replies.c.came_at < before)).rowcount


def _reply(row: Row[Any]) -> ReaderReply:
    return ReaderReply(
        id=row.id,
        came_at=row.came_at,
        sender=row.sender,
        subject=row.subject,
        text=row.words,
        is_open=row.done_at is None,
    )
