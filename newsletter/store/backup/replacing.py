"""Replaces the database by a backup."""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from newsletter.errors import StoreError
from newsletter.model.secret import Secret
from newsletter.store.backup.backup import is_sqlite_file, put_back
from newsletter.store.backup.journal import Journal
from newsletter.store.backup.restore import Restored
from newsletter.store.database import Database, connect
from newsletter.store.metadata import JOURNAL, Metadata
from newsletter.store.store import Store


def replace(
    url: str,
    path: Path,
    clock: Callable[[], datetime],
    peppers: Sequence[Secret],
    journal: Path | None,
) -> Restored:
    """Put the backup back and make it safe.

    SQLite's is made safe as a second file first, so that there is no
    moment at which an old state could be used. PostgreSQL's is made safe right
    after.

    Raises:
        StoreError: It is no backup of ours, or the database is away or in use.
    """
    target = connect(url)
    try:
        if not target.is_sqlite:
            put_back(path, target)
            return _make_safe(target, clock, peppers, journal)
        if not is_sqlite_file(path):
            raise StoreError("backup-of-something-else", path=path)
        with TemporaryDirectory(dir=Path(str(target.engine.url.database)).parent) as folder:
            copy = Path(folder) / "restored.db"
            shutil.copyfile(path, copy)
            beside = connect(f"sqlite:///{copy}?journal=rollback")
            try:
                restored = _make_safe(beside, clock, peppers, journal)
            finally:
                beside.engine.dispose()
            put_back(copy, target)
        return restored
    finally:
        target.engine.dispose()


def _make_safe(
    database: Database,
    clock: Callable[[], datetime],
    peppers: Sequence[Secret],
    journal: Path | None,
) -> Restored:
    facts = Metadata(database)
    with database.read() as connection:
        if not connection.dialect.has_table(connection, "facts"):
            raise StoreError("backup-without-newsletter")
    its_journal = facts.get(JOURNAL)
    is_whole = bool(its_journal) and its_journal == Journal(journal).name
    return Store(database, clock, peppers, journal).make_safe(is_whole=is_whole)
