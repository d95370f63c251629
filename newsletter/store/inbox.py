"""Raw webhook calls of providers, stored until they are processed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Any, Final

from sqlalchemy import Integer, Row, bindparam, delete, func, select, update

from newsletter.errors import StoreAway, StoreError
from newsletter.model.hook import Hook
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import reports
from newsletter.store.subscribers.erasure import EMPTIED
from newsletter.text.folding import keepable

_KEPT_BYTES = 16 * 1024  # of an unintelligible message: enough to see what it is
_LATEST = 100  # calls
_LONGEST_KEY = 200  # characters, as in the column
# for the database, after which a call is refused: some providers wait for ten seconds only
_PATIENCE: Final = timedelta(seconds=5)
# For every call: building it would take longer than running it.
_NOTE_READ = (
    update(reports)
    .where(reports.c.id == bindparam("the_call", type_=Integer))
    .values(
        read_at=bindparam("the_moment", type_=reports.c.read_at.type),
        trouble=bindparam("the_trouble", type_=reports.c.trouble.type),
    )
)
_EMPTY = _NOTE_READ.values(**EMPTIED)


@dataclass(frozen=True, slots=True)
class StoredHook:
    """A raw webhook call in the inbox, with its number and its time (aware, UTC)."""

    id: int
    provider: str
    hook: Hook
    came_at: datetime


@dataclass(slots=True)
class _Waiting:
    """A call that waits to be stored, and the result of that."""

    row: dict[str, Any]
    is_new: bool = False
    trouble: StoreError | None = None
    is_done: Event = field(default_factory=Event)


class Inbox:
    """Webhook calls as received, deduplicated. A call is answered once it is stored."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        patience: timedelta = _PATIENCE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._patience = patience
        self._waiting: list[_Waiting] = []
        self._at_the_door = Lock()
        self._writer = ThreadPoolExecutor(1, "inbox")
        database.at_close.append(self._writer.shutdown)

    def keep(self, provider: str, replay_key: str, hook: Hook) -> bool:
        """Store a verified call, and return false if the same one was stored before.

        Calls that arrive at the same time are committed together: one thread stores all
        that wait, so that a flood of reports needs few commits.

        Raises:
            StoreError: It was not stored in time. The provider will repeat it, also one that is
                stored after all.
        """
        mine = _Waiting(
            {
                "provider": provider,
                "replay_key": _key(replay_key),
                "came_at": self._clock(),
                "headers": json.dumps(dict(hook.headers)),
                "query": json.dumps(dict(hook.query)),
                "body": hook.body,
            }
        )
        with self._at_the_door:
            self._waiting.append(mine)
        self._writer.submit(self._write_all_who_wait)
        if not mine.is_done.wait(self._patience.total_seconds()):
            self._forget(mine)
            raise StoreError("report-not-kept", reason=str(StoreAway("database-locked")))
        if mine.trouble is not None:
            raise mine.trouble
        return mine.is_new

    def _forget(self, one: _Waiting) -> None:
        """Withdraw a call that waits, unless it is being stored at this moment."""
        with self._at_the_door:
            self._waiting = [each for each in self._waiting if each is not one]

    def _write_all_who_wait(self) -> None:
        with self._at_the_door:
            waiting, self._waiting = self._waiting, []
        if not waiting:  # an earlier turn stored them, or they wait no longer
            return
        try:
            self._write_together(waiting)
        finally:
            for one in waiting:
                one.is_done.set()

    def _write_together(self, waiting: Sequence[_Waiting]) -> None:
        """Store all calls in one transaction, or each in its own if one of them fails."""
        try:
            with self._database.write() as connection:
                step = insert_or_leave(connection, reports, "provider", "replay_key")
                for one in waiting:
                    one.is_new = bool(connection.execute(step, one.row).rowcount)
        except Exception as error:  # noqa: BLE001  # of any kind: none of these was stored
            if isinstance(error, StoreAway) or len(waiting) == 1:
                for one in waiting:
                    one.trouble = StoreError("report-not-kept", reason=str(error))
            else:
                for one in waiting:
                    self._write_together([one])

    def unread(self, after: int = 0, limit: int = 100) -> tuple[StoredHook, ...]:
        """Return the oldest unread calls with a higher number than ``after``."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(reports)
                .where(reports.c.read_at.is_(None), reports.c.id > after)
                .order_by(reports.c.id)
                .limit(limit)
            ).all()
        return tuple(_kept(row) for row in rows)

    def keep_unread(self, provider: str, raw: bytes, trouble: str) -> None:
        """Store the beginning of an unintelligible message with the reason, deduplicated."""
        now = self._clock()
        row = {
            "provider": provider,
            "replay_key": f"unread:{hashlib.sha256(raw).hexdigest()}",
            "came_at": now,
            "headers": "{}",
            "query": "{}",
            "body": raw[:_KEPT_BYTES],
            "read_at": now,
            "trouble": trouble,
        }
        with self._database.write() as connection:
            connection.execute(insert_or_leave(connection, reports, "provider", "replay_key"), row)

    def note_read(self, calls: Iterable[tuple[StoredHook, str]]) -> None:
        """Mark calls as read.

        The content of a call is deleted except for the key, because it names readers and
        its events are recorded elsewhere. It is kept if there was trouble with it.

        Args:
            calls: Each with what could not be understood, which is empty if all could.
        """
        now = self._clock()
        troubles = {
            kept.id: {"the_call": kept.id, "the_moment": now, "the_trouble": trouble or None}
            for kept, trouble in calls
        }
        steps = (
            (_EMPTY, [row for row in troubles.values() if row["the_trouble"] is None]),
            (_NOTE_READ, [row for row in troubles.values() if row["the_trouble"] is not None]),
        )
        with self._database.write() as connection:
            for step, rows in steps:
                if rows:
                    connection.execute(step, rows)

    def count_troubled(self, since: datetime) -> int:
        """Return how many calls and emails since then could not be read completely."""
        with self._database.read() as connection:
            query = select(func.count()).where(
                reports.c.came_at >= since, reports.c.trouble.is_not(None)
            )
            return int(connection.execute(query).scalar_one())

    def count_waiting(self, before: datetime) -> int:
        """Return how many calls that came before a moment are not read yet."""
        with self._database.read() as connection:
            query = select(func.count()).where(
                reports.c.read_at.is_(None), reports.c.came_at < before
            )
            return int(connection.execute(query).scalar_one())

    def newest(self, provider: str) -> datetime | None:
        """Return when the last call of a provider came, if it is among the last of all."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(reports.c.provider, reports.c.came_at)
                .order_by(reports.c.id.desc())
                .limit(_LATEST)
            ).all()
        return next((row.came_at for row in rows if row.provider == provider), None)

    def troubled(self, limit: int = 100) -> tuple[tuple[StoredHook, str], ...]:
        """Return the newest calls that could not be read completely, with the reasons."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(reports)
                .where(reports.c.trouble.is_not(None))
                .order_by(reports.c.id.desc())
                .limit(limit)
            ).all()
        return tuple((_kept(row), row.trouble) for row in rows)

    def find_troubled(self, number: int) -> tuple[StoredHook, str] | None:
        """Return a call that could not be read completely, with the reason, or ``None``."""
        with self._database.read() as connection:
            row = connection.execute(
                select(reports).where(reports.c.id == number, reports.c.trouble.is_not(None))
            ).one_or_none()
        return None if row is None else (_kept(row), row.trouble)

    def clean(self, before: datetime) -> int:
        """Delete read calls from before then, and return how many.

        The newest of each provider that could be read stays. It has no content, and shows when
        reports came last.
        """
        newest = (
            select(func.max(reports.c.id))
            .where(reports.c.trouble.is_(None))
            .group_by(reports.c.provider)
        )
        old = delete(reports).where(
            reports.c.read_at.is_not(None), reports.c.came_at < before, reports.c.id.not_in(newest)
        )
        with self._database.write() as connection:
            return connection.execute(old).rowcount


def _key(replay_key: str) -> str:
    """Return a replay key as stored: hashed if it is too long or has odd characters."""
    if len(replay_key) <= _LONGEST_KEY and keepable(replay_key) == replay_key:
        return replay_key
    return hashlib.sha256(replay_key.encode(errors="surrogatepass")).hexdigest()


def _kept(row: Row[Any]) -> StoredHook:
    hook = Hook(json.loads(row.headers), bytes(row.body), json.loads(row.query))
    return StoredHook(row.id, row.provider, hook, row.came_at)
