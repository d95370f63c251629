"""Access to SQLite or PostgreSQL: transactions and the database's clock."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Table,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql import Executable, literal_column

from newsletter.errors import DeskError, StoreAway, StoreError
from newsletter.store.engines import insert_into, postgresql_engine, sqlite_engine
from newsletter.store.pragmas import FOR_MANY, USUAL, tune

_BARRED = ("unable to open", "readonly")  # SQLite's words for a path that is not there, or a right
_FULL = ("disk is full", "No space left on device")  # SQLite's words, and the system's
_DISK_FULL = "53100"  # of PostgreSQL (appendix A of its manual)


class Database:
    """One engine, with its transactions.

    ``read`` and ``write`` within ``write`` join the transaction that this thread has open.
    A notice is thereby committed together with its cause. ``read`` within ``snapshot`` joins
    that one, so that all numbers of a page come from one moment.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        event.listen(engine, "handle_error", _quote_no_row)
        self._mine = threading.local()
        self.at_close: list[Callable[[], object]] = []
        # a lock in Python wakes at once, while SQLite itself sleeps up to 100 ms at a time
        self._one_writer: AbstractContextManager[Any] = (
            threading.Lock() if self.is_sqlite else nullcontext()
        )

    @property
    def name(self) -> str:
        """The database's URL, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Close every connection: one that another thread uses now, when it is done with it."""
        event.listen(self.engine.pool, "checkin", _close_it)  # also those of the pool after it
        self.engine.dispose()
        while self.at_close:
            self.at_close.pop()()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction for reading. A long one may block SQLite's writers.

        Raises:
            StoreAway: The database is away or stays locked.
            DeskError: SQLite was asked about a number of more than 64 bits.
        """
        open_one = getattr(self._mine, "connection", None) or self.open_snapshot
        if open_one is not None:
            yield open_one
            return
        with self._translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @property
    def open_snapshot(self) -> Connection | None:
        """The snapshot that this thread has open, or ``None``."""
        return getattr(self._mine, "snapshot", None)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read from one snapshot in this thread while the context is open, and write nothing.

        Raises:
            StoreAway: The database is away or stays locked.
        """
        if self.open_snapshot is not None or getattr(self._mine, "connection", None) is not None:
            yield
            return
        with self._translated(), self.engine.connect() as connection:
            if not self.is_sqlite:  # there each statement would see a moment of its own
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                self._mine.snapshot = connection
                try:
                    yield
                finally:
                    self._mine.snapshot = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction for writing, which is committed or rolled back.

        Raises:
            StoreAway: The database is away, full or stays locked.
        """
        open_one = getattr(self._mine, "connection", None)
        if open_one is not None:
            yield open_one
            return
        if self.open_snapshot is not None:  # SQLite would wait for its own reader
            raise RuntimeError("nothing is written within a snapshot")
        kept = getattr(self._mine, "kept", None)
        found = self.engine.connect() if kept is None else nullcontext(kept)
        with self._translated(), self._one_writer, found as connection:
            connection.execution_options(newsletter_writes=True)
            with connection.begin():
                self._mine.connection, self._mine.late = connection, []
                try:
                    yield connection
                    for write, some in groupby(self._mine.late, itemgetter(0)):
                        write([line for _, line in some])
                finally:
                    self._mine.connection = None

    def before_commit(self, write: Callable[[Sequence[str]], None], lines: Iterable[str]) -> None:
        """Have lines written elsewhere all at once, right before this transaction commits.

        If that fails, nothing is committed. Those of a savepoint go with it if it is rolled back.

        Raises:
            RuntimeError: This thread has no transaction open, so the lines would be lost.
        """
        if getattr(self._mine, "connection", None) is None:
            raise RuntimeError("lines for the journal belong to a transaction")
        self._mine.late.extend((write, line) for line in lines)

    @contextmanager
    def many(self) -> Iterator[None]:
        """Let this thread write many transactions of thousands of rows, one after another.

        SQLite then holds more of its indexes in memory and copies their pages into the file less
        often: rows in no order change nearly a page each. Every transaction is as durable as ever.

        Raises:
            StoreAway: The database is away or stays locked.
        """
        if not self.is_sqlite or getattr(self._mine, "kept", None) is not None:
            yield
            return
        with self._translated(), self.engine.connect() as connection:
            tune(connection, FOR_MANY)
            self._mine.kept = connection
            try:
                yield
            finally:
                self._mine.kept = None
                with suppress(self.engine.dialect.loaded_dbapi.Error):  # the next one copies them
                    tune(connection, (*USUAL, "wal_checkpoint(PASSIVE)"))

    @contextmanager
    def write_alone(self, lock: int) -> Iterator[Connection]:
        """Open a transaction for writing after every other one with this lock has ended.

        It sees what they committed. SQLite has one writer at a time in any case.
        """
        with self.write() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
            yield connection

    @contextmanager
    def attempt(self) -> Iterator[Connection]:
        """Open a savepoint: a part of the open transaction that can fail alone.

        Raises:
            StoreAway: The database is away, which is not the fault of this part.
        """
        with self.write() as connection, self._translated(), connection.begin_nested():
            kept = len(self._mine.late)
            try:
                yield connection
            except BaseException:
                del self._mine.late[kept:]
                raise

    @property
    def now(self) -> ColumnElement[int]:
        """The microseconds since 1970 by the database's clock, which all machines share."""
        if self.is_sqlite:
            return literal_column(
                "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)", BigInteger
            )
        return literal_column(
            "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)", BigInteger
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Translate errors of the database. Mistakes in our SQL pass through unchanged."""
        try:
            yield
        except OverflowError as error:
            if "SQLite INTEGER" in str(error):  # a number of more than 64 bits
                raise DeskError("number-too-large") from error
            raise
        except OperationalError as error:
            kind, code = _kind_of(error)
            raise kind(code, database=self.name, reason=_first_line(error)) from error
        except DBAPIError as error:
            if type(error) is DatabaseError:  # SQLite: no database, or a damaged one
                raise StoreError(
                    "database-damaged", database=self.name, reason=_first_line(error)
                ) from error
            if error.connection_invalidated:
                raise StoreAway(
                    "database-went-away", database=self.name, reason=_first_line(error)
                ) from error
            raise


def _kind_of(error: OperationalError) -> tuple[type[StoreError], str]:
    """Return the kind and the code of an error: whether waiting helps, or a person has to."""
    words = str(error.orig)
    is_full = getattr(error.orig, "sqlstate", None) == _DISK_FULL  # its words may be translated
    if any(barred in words for barred in _BARRED):
        return StoreError, "database-barred"
    if is_full or any(full in words for full in _FULL):
        return StoreAway, "database-full"
    return StoreError if "no such" in words else StoreAway, "database-silent"


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def _close_it(_connection: object, record: ConnectionPoolEntry) -> None:
    record.close()


def _quote_no_row(context: ExceptionContext) -> None:
    """Cut an error to its first line, because it appears in logs.

    PostgreSQL's DETAIL quotes the row: ``Key (mailbox)=(anna@…) already exists``.
    """
    for error in (context.original_exception, context.sqlalchemy_exception):
        if isinstance(error, Exception) and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].strip().partition("\n")[0], *error.args[1:])


def connect(url: str) -> Database:
    """Return the database at ``url``, without connecting to it yet.

    Raises:
        StoreError: The URL is invalid or of an unknown kind, or its driver is missing.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("database-url-unreadable", text=url) from error
    match parsed.get_backend_name():
        case "sqlite":
            return Database(sqlite_engine(parsed))
        case "postgresql" | "postgres":
            return Database(postgresql_engine(parsed))
        case other:
            raise StoreError("database-kind-unknown", kind=other)


def insert_or_leave(connection: Connection, table: Table, *unique: str) -> Executable:
    """Return an INSERT that keeps an existing row. ``rowcount`` shows which it was."""
    return _insert_or_leave(connection.dialect.name, table, unique)


@cache  # some run for every call of a provider, and building one takes longer than running it
def _insert_or_leave(dialect: str, table: Table, unique: tuple[str, ...]) -> Executable:
    made = insert_into(table, dialect).on_conflict_do_nothing(index_elements=unique)
    return made.execution_options(preserve_rowcount=True)
