"""Replacement of the database with a backup."""

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
    """Put a backup in place of the database, and make it safe to send from.

    A backup of SQLite is made safe in a temporary file first, so that its old state is
    never in use. One of PostgreSQL is made safe right afterwards.

    Raises:
        StoreError: The file is not a backup of ours, or the database is away or in use.
    """
    target = connect(url)
    try:
        if not target.is_sqlite:
            put_back(path, target)
            return _make_safe(target, clock, peppers, journal)
        if not is_sqlite_file(path):
            raise StoreError("backup-of-something-else", path=path)
        file = Path(str(target.engine.url.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=file.parent) as folder:
            copy = Path(folder) / "restored.db"
            shutil.copyfile(path, copy)
            second = connect(f"sqlite:///{copy}?journal=rollback")
            try:
                restored = _make_safe(second, clock, peppers, journal)
            finally:
                second.close()
            file.touch(0o600)  # on a new machine; only the owner may read the addresses
            put_back(copy, target)
        return restored
    finally:
        target.close()


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
    has_journal = bool(its_journal) and its_journal == Journal(journal).name
    return Store(database, clock, peppers, journal).make_safe(has_journal=has_journal)
