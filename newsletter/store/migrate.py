"""Migration of the database to the newest version, under a lock."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.errors import StoreError

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
)
log = logging.getLogger(__name__)
_LOCK = 7_108_223_001  # any number that nothing else uses for pg_advisory_lock


def migrate(database: "Database") -> None:
    """Migrate the database. Several processes may do so at once.

    Raises:
        StoreError: It was written by a newer version of the newsletter.
    """
    with database.read() as connection:
        if _version(connection, database) == REVISIONS[-1]:
            return
    with database.write_alone(_LOCK) as connection:
        before = _version(connection, database)
        if before != REVISIONS[-1]:
            _upgrade(connection)
    if before not in {None, REVISIONS[-1]}:  # a new database is no news
        log.info("database migrated", extra={"revision": REVISIONS[-1], "database": database.name})


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


def _version(connection: "Connection", database: "Database") -> str | None:
    """Return the version of the database, or ``None`` if it is new."""
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    if version is not None and version not in REVISIONS:
        raise StoreError(
            "database-too-new", database=database.name, version=version, newest=REVISIONS[-1]
        )
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
