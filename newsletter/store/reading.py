"""Reading for lists with the database drivers, without SQLAlchemy.

Importing SQLAlchemy takes as long as making the rest of a list. Whatever needs more than
reading, such as a migration, is left to the store.
"""

import re
import threading
from collections.abc import Iterator, Sequence, Sized
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias, cast
from urllib.parse import unquote

from newsletter.errors import StoreAway, StoreError
from newsletter.model.secret import Secret
from newsletter.store.backup.journal import Journal
from newsletter.store.codes import check_of
from newsletter.store.migrate import REVISIONS

if TYPE_CHECKING:
    from newsletter.store.database import Database


BUSY_MS = 5_000  # how long SQLite waits for a lock
# 3.7.0 to 3.51.2 can lose a commit in WAL mode (sqlite.org/wal.html, "WAL-reset bug")
_SAFE_IN_WAL = (3, 51, 3)


def sqlite_module() -> tuple[ModuleType, bool]:
    """Return the SQLite to use, and whether its WAL mode is safe."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return sqlite3, sqlite3.sqlite_version_info >= _SAFE_IN_WAL
    return cast("ModuleType", dbapi2), dbapi2.sqlite_version_info >= _SAFE_IN_WAL


def file_uri(path: str, mode: str) -> str:
    """Return the URI of a file for SQLite, opened in a mode (sqlite.org/uri.html)."""
    return f"{Path(path).absolute().as_uri()}?mode={mode}"


Row: TypeAlias = tuple[Any, ...]

_PASSWORD = re.compile(r"(://[^:/@]*):[^@/]*@")
_SQLITE = re.compile(r"sqlite:///(?P<path>[^?]+)(?:\?journal=rollback)?")
_POSTGRESQL = re.compile(r"postgres(?:ql(?:\+psycopg)?)?://")


class _Connection(Protocol):
    """The part of PEP 249 that is used here."""

    def cursor(self) -> Any: ...  # noqa: ANN401  # each driver has its own class

    def close(self) -> None: ...


class ReadConnection:
    """A connection in autocommit mode, without open transactions, safe for many threads.

    Args:
        connection: The driver's open connection.
        driver: The module ``sqlite3``, ``pysqlite3`` or ``psycopg``.
        name: The database's URL, for messages.
    """

    def __init__(self, connection: _Connection, driver: Any, name: str) -> None:  # noqa: ANN401  # a module
        self._connection = connection
        self._driver = driver
        self._name = _PASSWORD.sub(r"\1:***@", name)
        self._one_at_a_time = threading.Lock()
        self._is_of_one_moment = False

    @classmethod
    def open(cls, url: str) -> Self | None:
        """Open a database of a known kind, or return ``None`` to leave it to the store."""
        if (found := _SQLITE.fullmatch(url)) is not None:
            return cls._sqlite(found["path"], url)
        if _POSTGRESQL.match(url):
            return cls._postgresql(url)
        return None

    @classmethod
    def second(cls, database: "Database") -> Self:
        """Open a second connection to the database of an open store, for reading."""
        own = database.engine.raw_connection()
        own.detach()
        driven: Any = own.dbapi_connection
        if not database.is_sqlite:
            driven.autocommit = True
        return cls(own, database.engine.dialect.dbapi, database.name)

    @classmethod
    def within(cls, database: "Database") -> Self | None:
        """Return the snapshot that this thread has open, for reading; ``None`` without one."""
        snapshot = database.open_snapshot
        if snapshot is None:
            return None
        found = cls(snapshot.connection, database.engine.dialect.dbapi, database.name)
        found._is_of_one_moment = True
        return found

    @classmethod
    def _sqlite(cls, path: str, url: str) -> Self | None:
        driver, _ = sqlite_module()
        try:
            connection = driver.connect(
                file_uri(unquote(path), "rw"),  # this creates no file
                uri=True,
                timeout=BUSY_MS / 1000,
                isolation_level=None,
                check_same_thread=False,
            )
            connection.execute("PRAGMA query_only=ON")
        except driver.Error:
            return None
        return cls(connection, driver, url)

    @classmethod
    def _postgresql(cls, url: str) -> Self | None:
        try:
            import psycopg
        except ImportError:
            return None
        try:
            connection = psycopg.connect(_POSTGRESQL.sub("postgresql://", url), autocommit=True)
        except psycopg.Error:
            return None
        return cls(connection, psycopg, url)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Read from one snapshot while the context is open.

        Raises:
            StoreAway: As for ``rows``.
        """
        if self._is_of_one_moment:
            yield
            return
        is_sqlite = "sqlite" in self._driver.__name__
        self._execute("BEGIN" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self._is_of_one_moment = True
        try:
            yield
        finally:
            self._is_of_one_moment = False
            self._execute("ROLLBACK")

    def needs_nothing(self, peppers: Sequence[Secret], journal: Path) -> bool:
        """Return whether the store would open this database without changing it.

        Args:
            peppers: The peppers that the database may have been made with.
            journal: The journal next to it.
        """
        try:
            versions = self.rows("SELECT version_num FROM alembic_version")
            kept = self.rows("SELECT name, value FROM facts WHERE name IN ('pepper', 'journal')")
        except StoreError:
            return False
        facts = {name: value for name, value in kept}  # noqa: C416  # dict() knows no types here
        return (
            versions == [(REVISIONS[-1],)]
            and facts.get("pepper") in {check_of(pepper.reveal.encode()) for pepper in peppers}
            and facts.get("journal") == Journal(journal).name
        )

    def day(self, day: date) -> object:
        """Return a day as the database stores it, which is text in SQLite."""
        return day.isoformat() if "sqlite" in self._driver.__name__ else day

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return the rows of a statement, whose parameters are question marks.

        Raises:
            StoreAway: The database is away, damaged or stays locked.
        """
        found = self._execute(sql, *values)
        return found or []

    def _execute(self, sql: str, *values: object) -> list[Row] | None:
        """Execute a statement, and return its rows, if it is one that has any."""
        if self._driver.__name__ == "psycopg":
            sql = sql.replace("?", "%s")
        try:
            with self._one_at_a_time, closing(self._connection.cursor()) as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else None
        except self._driver.Error as error:
            words = str(error).strip().partition("\n")[0]
            raise StoreAway("database-silent", database=self._name, reason=words) from error


def marks(values: Sized) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" * len(values))
