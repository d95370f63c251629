"""Migration of the database to the newest version, under a lock."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsletter.errors import StoreAway, StoreError
from newsletter.message import Message

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from newsletter.store.database import Database

# Oldest first. This version of the newsletter needs the last one. They are listed here so that a
# database that is up to date opens without Alembic, which takes a quarter of a second to import.
REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
    "0024",
    "0025",
    "0026",
    "0027",
    "0028",
    "0029",
)
VERSIONS: Final = "alembic_version"  # Alembic's own table
log = logging.getLogger(__name__)
_LOCK = 7_108_223_001  # any number that nothing else uses for pg_advisory_lock
_TRIES = 24  # two minutes in SQLite: migrating a large database takes longer than a write may wait


def migrate(database: "Database", before: Callable[[], object] = lambda: None) -> None:
    """Migrate the database. Several processes may do so at once.

    Args:
        database: The database, which may be new.
        before: Called by the one that migrates, before it changes an existing database. If it
            raises, nothing is changed.

    Raises:
        StoreError: It was written by a newer version of the newsletter.
    """
    with database.read() as connection:
        if _version(connection, database) == REVISIONS[-1]:
            return
    with _alone(database) as connection:
        found = _version(connection, database)
        if found not in {None, REVISIONS[-1]}:
            before()
        if found != REVISIONS[-1]:
            _upgrade(connection)
    if found not in {None, REVISIONS[-1]}:  # a new database is no news
        log.info("database migrated", extra={"revision": REVISIONS[-1], "database": database.name})


@contextmanager
def _alone(database: "Database") -> Iterator["Connection"]:
    """Open a transaction for writing after that of a process that is migrating at this moment."""
    with ExitStack() as stack:
        for left in reversed(range(_TRIES)):
            try:
                connection = stack.enter_context(database.write_alone(_LOCK))
                break
            except StoreAway as error:
                if not left or "is locked" not in str(error.data.get("reason")):
                    raise
                log.info("another process is writing; waiting", extra={"database": database.name})
        yield connection


def is_current(database: "Database") -> bool:
    """Return whether the database has every migration, and none that is not known here.

    Raises:
        StoreError: It does not answer.
    """
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    try:
        with database.read() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except ProgrammingError:  # PostgreSQL: there is no such table
        return False
    return bool(found == REVISIONS[-1])


def revision_of(database: "Database") -> str | None:
    """Return the version of the database, known here or not; ``None`` if it has no tables.

    Raises:
        StoreError: It does not answer.
    """
    with database.read() as connection:
        return _found_in(connection)


def revision_is_known(database: "Database") -> bool:
    """Return whether this version of the newsletter knows the version of the database.

    Raises:
        StoreError: It does not answer.
    """
    return revision_of(database) in {None, *REVISIONS}


def _found_in(connection: "Connection") -> str | None:
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table(VERSIONS):
        return None
    version: str | None = connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar()  # noqa: S608  # a constant
    return version


def too_new(database: str, version: str) -> Message:
    """Return that a database was written by a newer version of the newsletter."""
    return Message("database-too-new", database=database, version=version, newest=REVISIONS[-1])


def _version(connection: "Connection", database: "Database") -> str | None:
    """Return the version of the database, or ``None`` if it is new."""
    version = _found_in(connection)
    if version is not None and version not in REVISIONS:
        raise StoreError(too_new(database.name, version))
    return version


def _upgrade(connection: "Connection") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
