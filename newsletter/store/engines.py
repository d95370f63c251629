"""Engines of SQLAlchemy for SQLite and PostgreSQL, with the settings of their connections.

SQLAlchemy's part for PostgreSQL is imported for a database of that kind only: it takes 18 ms.
"""

import threading
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection

from newsletter.errors import StoreError
from newsletter.store.pragmas import USUAL, set_pragma
from newsletter.store.reading import BUSY_MS, file_uri, sqlite_module
from newsletter.system import process_name

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def sqlite_engine(url: URL) -> Engine:
    """Return the engine of a file of SQLite, every connection of which is settled alike.

    Raises:
        StoreError: The URL names no file.
    """
    module, safe_in_wal = sqlite_module()
    if not url.database or url.database == ":memory:":
        raise StoreError("database-no-file")
    wal = safe_in_wal and url.query.get("journal") != "rollback"
    engine = create_engine(
        URL.create("sqlite", database=url.database),
        module=module,
        creator=_opening(url.database, module),
        hide_parameters=True,  # they hold addresses, and errors appear in logs
        pool_size=10,
        max_overflow=20,
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: DBAPIConnection, record: object) -> None:  # noqa: ARG001  # of SQLAlchemy
        connection.isolation_level = None  # the listener below sends BEGIN
        for pragma in (
            "busy_timeout=100",  # for the next pragma, which is retried
            f"journal_mode={'WAL' if wal else 'DELETE'}",
            "synchronous=FULL",  # NORMAL may lose the mark "sending" in a power cut, and so send twice
            "foreign_keys=ON",
            *USUAL,
            "temp_store=MEMORY",
            f"busy_timeout={BUSY_MS}",
        ):
            set_pragma(connection, pragma, module)

    event.listen(engine, "begin", _begin)
    return engine


def _opening(path: str, module: ModuleType) -> Callable[[], DBAPIConnection]:
    """Return what opens a file, and creates it at most once: a moved one is not replaced."""
    is_there = threading.Event()

    def opened() -> DBAPIConnection:
        mode = "rw" if is_there.is_set() else "rwc"
        options = {"timeout": BUSY_MS / 1000, "check_same_thread": False}
        connection: DBAPIConnection = module.connect(file_uri(path, mode), uri=True, **options)
        is_there.set()
        return connection

    return opened


def _begin(connection: Connection) -> None:
    # a plain BEGIN that later writes fails "locked" whatever the busy_timeout; IMMEDIATE waits
    writes = connection.get_execution_options().get("newsletter_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def postgresql_engine(url: URL) -> Engine:
    """Return the engine of a database on a server.

    Raises:
        StoreError: The driver is missing.
    """
    try:
        import psycopg  # noqa: F401  # only whether it is installed
    except ImportError as error:
        raise StoreError("postgresql-driver-missing") from error
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"application_name": process_name()},  # see ``presence``
        hide_parameters=True,  # they hold addresses, and errors appear in logs
        pool_size=10,
        max_overflow=20,
    )


def insert_into(table: Table, dialect: str) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that can say what happens to a row that exists, for a kind of database."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@cache
def dialect_of(name: str) -> Dialect:
    """Return the dialect in which statements of a fixed text are written, with values by place."""
    if name == "sqlite":
        return sqlite.dialect()
    from sqlalchemy.dialects.postgresql import psycopg

    return psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]  # SQLAlchemy's
