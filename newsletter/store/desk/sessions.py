"""Rows of editors' sessions, and of the links that begin one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from newsletter.model.editor import DeskSession
from newsletter.store.database import Database
from newsletter.store.desk.accounts import read_editor
from newsletter.store.schema.desk import editors, sessions, sign_in_links

_WITH_EDITOR = select(
    sessions.c.key,
    sessions.c.began_at,
    sessions.c.seen_at,
    sessions.c.proven_at,
    sessions.c.browser,
    editors,
).join(editors, editors.c.id == sessions.c.editor)


class SessionRecords:
    """Stores sessions, each under the hash of its cookie."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: bytes, editor: int, at: datetime, browser: str = "") -> None:
        """Store a session that begins now."""
        moments = dict.fromkeys(("began_at", "seen_at", "proven_at"), at)
        values = {"key": key, "editor": editor, "browser": browser or None, **moments}
        with self._database.write() as connection:
            connection.execute(insert(sessions).values(**values))

    def find(self, key: bytes) -> DeskSession | None:
        """Return a session with its editor, however old, or ``None``."""
        with self._database.read() as connection:
            row = connection.execute(_WITH_EDITOR.where(sessions.c.key == key)).first()
        return None if row is None else _session(row)

    def among(self, keys: Collection[bytes]) -> tuple[DeskSession, ...]:
        """Return those of these sessions that exist, however old, in one statement."""
        with self._database.read() as connection:
            rows = connection.execute(_WITH_EDITOR.where(sessions.c.key.in_(keys)))
            return tuple(map(_session, rows))

    def of(self, editor: int) -> tuple[DeskSession, ...]:
        """Return the editor's sessions, however old, the one that was used last first."""
        query = _WITH_EDITOR.where(sessions.c.editor == editor).order_by(
            sessions.c.seen_at.desc(), sessions.c.began_at.desc(), sessions.c.key
        )
        with self._database.read() as connection:
            return tuple(map(_session, connection.execute(query)))

    def note_seen(self, key: bytes, at: datetime) -> None:
        """Record when a page was last requested."""
        with self._database.write() as connection:
            connection.execute(update(sessions).where(sessions.c.key == key).values(seen_at=at))

    def note_proven(self, key: bytes, at: datetime) -> None:
        """Record when the editor last proved who they are."""
        with self._database.write() as connection:
            connection.execute(update(sessions).where(sessions.c.key == key).values(proven_at=at))

    def end(self, key: bytes) -> bool:
        """Delete a session, and return whether it existed."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(sessions).where(sessions.c.key == key)).rowcount)

    def end_all(self, editor: int, *, but: bytes = b"") -> int:
        """Delete the editor's sessions, except for the one named by ``but``; return how many."""
        with self._database.write() as connection:
            ended = delete(sessions).where(sessions.c.editor == editor, sessions.c.key != but)
            return connection.execute(ended).rowcount

    def drop(self, *, began_before: datetime) -> int:
        """Delete the sessions that began before a moment, and return how many."""
        with self._database.write() as connection:
            old = delete(sessions).where(sessions.c.began_at < began_before)
            return connection.execute(old).rowcount


class SignInLinks:
    """Stores single-use links, each under the hash of its token."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: bytes, editor: int | None, expires_at: datetime) -> None:
        """Store a link. With ``None`` as the editor it makes the first owner."""
        values = {"key": key, "editor": editor, "expires_at": expires_at}
        with self._database.write() as connection:
            connection.execute(insert(sign_in_links).values(**values))

    def find(self, key: bytes) -> tuple[int | None, datetime] | None:
        """Return the editor of an unused link and when it expires, or ``None``."""
        query = select(sign_in_links.c.editor, sign_in_links.c.expires_at).where(
            sign_in_links.c.key == key, sign_in_links.c.used_at.is_(None)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row.editor, row.expires_at)

    def use(self, key: bytes, at: datetime) -> bool:
        """Mark a link as used, and return whether it was unused until now."""
        with self._database.write() as connection:
            used = connection.execute(
                update(sign_in_links)
                .where(sign_in_links.c.key == key, sign_in_links.c.used_at.is_(None))
                .values(used_at=at)
            )
        return bool(used.rowcount)

    def drop_of(self, editor: int | None) -> None:
        """Delete the links of an editor, or with ``None`` those that make the first owner."""
        with self._database.write() as connection:
            connection.execute(
                delete(sign_in_links).where(sign_in_links.c.editor.is_not_distinct_from(editor))
            )

    def drop(self, *, expired_before: datetime) -> int:
        """Delete the links that expired before a moment, and return how many."""
        with self._database.write() as connection:
            old = delete(sign_in_links).where(sign_in_links.c.expires_at < expired_before)
            return connection.execute(old).rowcount


def _session(row: Row[Any]) -> DeskSession:
    return DeskSession(
        key=bytes(row.key),
        editor=read_editor(row),
        began_at=row.began_at,
        seen_at=row.seen_at,
        proven_at=row.proven_at,
        browser=row.browser or "",
    )
