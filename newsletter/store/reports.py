"""What providers say later, kept raw and once until it is read."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Row, delete, select, update

from newsletter.errors import StoreError
from newsletter.model.hook import Hook
from newsletter.store.arriving import insert_or_leave
from newsletter.store.database import Database
from newsletter.store.forgetting import EMPTIED
from newsletter.store.tables import reports


@dataclass(frozen=True, slots=True)
class Kept:
    """One raw webhook call in the inbox, with its number."""

    id: int
    provider: str
    hook: Hook


@dataclass(slots=True)
class _Waiting:
    """A call that waits to be written, and what became of it."""

    row: dict[str, Any]
    is_new: bool = False
    is_done: bool = False
    trouble: StoreError | None = None


class Inbox:
    """Webhook calls as they came in, each once; answered when they are kept, read later."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._at_the_door = Lock()
        self._writing = Lock()

    def keep(self, provider: str, replay_key: str, hook: Hook) -> bool:
        """Keep a verified call; false: the same one came before.

        Calls that come at the same time are committed together: one of them
        writes for all who wait, so a storm of reports costs few commits.

        Raises:
            StoreError: It could not be kept; the provider will repeat it.
        """
        mine = _Waiting(
            {
                "provider": provider,
                "replay_key": replay_key,
                "came_at": self._clock(),
                "headers": json.dumps(dict(hook.headers)),
                "query": json.dumps(dict(hook.query)),
                "body": hook.body,
            }
        )
        with self._at_the_door:
            self._waiting.append(mine)
        with self._writing:
            if not mine.is_done:
                self._write_all_who_wait()
        if mine.trouble is not None:
            raise mine.trouble
        return mine.is_new

    def _write_all_who_wait(self) -> None:
        with self._at_the_door:
            waiting, self._waiting = self._waiting, []
        try:
            with self._database.write() as connection:
                step = insert_or_leave(connection, reports, "provider", "replay_key")
                for one in waiting:
                    one.is_new = bool(connection.execute(step, one.row).rowcount)
        except Exception as error:  # whatever it is, nothing of these was kept
            for one in waiting:
                one.trouble = StoreError(f"a report could not be kept: {error}")
            raise
        finally:
            for one in waiting:
                one.is_done = True

    def unread(self, limit: int = 100) -> tuple[Kept, ...]:
        """The oldest calls that nobody has read yet."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(reports)
                .where(reports.c.read_at.is_(None))
                .order_by(reports.c.id)
                .limit(limit)
            ).all()
        return tuple(_kept(row) for row in rows)

    def note_read(self, kept: Kept, trouble: str = "") -> None:
        """It was read; ``trouble`` says what in it could not be.

        What was understood is written down elsewhere, so that nothing of the
        call needs to stay but its key: its body names readers.
        """
        rest = {} if trouble else EMPTIED
        with self._database.write() as connection:
            connection.execute(
                update(reports)
                .where(reports.c.id == kept.id)
                .values(read_at=self._clock(), trouble=trouble or None, **rest)
            )

    def troubled(self, limit: int = 100) -> tuple[tuple[Kept, str], ...]:
        """The newest calls that could not be read whole, and why."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(reports)
                .where(reports.c.trouble.is_not(None))
                .order_by(reports.c.id.desc())
                .limit(limit)
            ).all()
        return tuple((_kept(row), row.trouble) for row in rows)

    def clean(self, before: datetime) -> int:
        """Drop calls that were read and came before; how many."""
        with self._database.write() as connection:
            return connection.execute(
                delete(reports).where(reports.c.read_at.is_not(None), reports.c.came_at < before)
            ).rowcount


def _kept(row: Row[Any]) -> Kept:
    hook = Hook(json.loads(row.headers), bytes(row.body), json.loads(row.query))
    return Kept(row.id, row.provider, hook)
