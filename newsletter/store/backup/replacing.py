"""Replacement of the database with a backup, and the effect of that."""

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import URL

from newsletter.errors import StoreError
from newsletter.model.secret import Secret
from newsletter.store.backup.backup import copy_sqlite, demand_sound, is_sqlite_file
from newsletter.store.backup.contents import BackupContent, content_of_dump, content_of_file
from newsletter.store.backup.dry_run import foresee
from newsletter.store.backup.journal import Journal
from newsletter.store.backup.labels import BackupLabel, verified
from newsletter.store.backup.postgresql import UNFINISHED, replace_with_dump
from newsletter.store.backup.replaying import people_in
from newsletter.store.backup.restore import Restored
from newsletter.store.codes import check_of
from newsletter.store.database import Database, connect
from newsletter.store.engines import sqlite_engine
from newsletter.store.metadata import BACKUP_CHORE, HOLD, JOURNAL, Metadata
from newsletter.store.migrate import REVISIONS
from newsletter.store.presence import alone
from newsletter.store.store import Store
from newsletter.system import reason_of
from newsletter.text import files


@dataclass(frozen=True, slots=True)
class ExaminedBackup:
    """The contents of a backup, and the effect of restoring it.

    Attributes:
        label: What its label says; ``None`` without one.
        content: What it holds.
        restored: What its restore would change.
    """

    label: BackupLabel | None
    content: BackupContent
    restored: Restored

    @property
    def migrations(self) -> tuple[str, ...]:
        """Return the migrations that it lacks, oldest first."""
        return REVISIONS[REVISIONS.index(self.content.revision) + 1 :]


class Replacing:
    """Replaces one database with a backup of it."""

    def __init__(
        self,
        url: str,
        clock: Callable[[], datetime],
        peppers: Sequence[Secret],
        journal: Path | None,
    ) -> None:
        self._url = url
        self._clock = clock
        self._peppers = peppers
        self._journal = journal

    def examine(self, path: Path) -> ExaminedBackup:
        """Read a backup without changing anything, and return what it holds.

        Raises:
            StoreError: It was altered, is damaged, or cannot be restored here.
        """
        with self._target() as target:
            gone = () if target.is_sqlite else people_in(Journal(self._journal))
            label, content = self._read(path, target, about=gone)
            made = None if label is None else label.made
            with TemporaryDirectory() as folder:
                copied = self._copied_journal(Path(folder))
                if target.is_sqlite:
                    restored = self._stage(path, Path(folder) / "restored.db", copied, made)
                else:
                    restored = foresee(content, self._clock, self._peppers, copied)
                return ExaminedBackup(label, content, restored)

    def replace(self, path: Path, before: Callable[[], object] = lambda: None) -> Restored:
        """Put a backup in place of the database, and make it safe to send from.

        A backup of SQLite is made safe in a temporary file first, so that its old state is
        never in use. One of PostgreSQL sends nothing until it is made safe right afterwards.

        Args:
            path: The backup.
            before: Called when the backup can be restored, before anything is changed. The
                file may be deleted from then on.

        Raises:
            StoreError: It is no backup of ours, or was altered, or the database is away or in
                use. The database is as it was.
        """
        with self._target() as target, alone(target):
            label, _ = self._read(path, target)
            made = None if label is None else label.made
            if target.is_sqlite:
                return self._replace_file(path, Path(str(target.engine.url.database)), made, before)
            self._demand_journal()
            replace_with_dump(path, target, before)
            return self._make_safe(target, self._journal, made)

    def _replace_file(
        self, path: Path, file: Path, made: datetime | None, before: Callable[[], object]
    ) -> Restored:
        file.parent.mkdir(parents=True, exist_ok=True)
        staging = f"{file.name}-restoring-"
        for left in file.parent.iterdir():
            if left.name.startswith(staging):  # by a restore that was killed
                shutil.rmtree(left, ignore_errors=True)
        with TemporaryDirectory(dir=file.parent, prefix=staging) as folder:
            copy = Path(folder) / "restored.db"
            restored = self._stage(path, copy, self._journal, made)
            before()
            _set_aside_what_is_no_database(file)
            file.touch(0o600)  # on a new machine; only the owner may read the addresses
            copy_sqlite(copy, file)
        return restored

    @contextmanager
    def _target(self) -> Iterator[Database]:
        target = connect(self._url)
        try:
            yield target
        finally:
            target.close()

    def _read(
        self, path: Path, target: Database, about: Collection[bytes] = ()
    ) -> tuple[BackupLabel | None, BackupContent]:
        """Return what a backup holds, if it can be restored here."""
        if is_sqlite_file(path) is not target.is_sqlite:
            raise StoreError("backup-of-something-else", path=path)
        label = verified(path)
        if target.is_sqlite:
            demand_sound(path)
        content = content_of_file(path) if target.is_sqlite else content_of_dump(path, about)
        if content.revision not in REVISIONS:
            raise StoreError(
                "backup-too-new", path=path, version=content.revision, newest=REVISIONS[-1]
            )
        ours = {check_of(pepper.reveal.encode()) for pepper in self._peppers}
        if content.pepper is not None and content.pepper not in ours:
            raise StoreError("database-of-another-secret")
        return label, content

    def _stage(
        self, path: Path, copy: Path, journal: Path | None, made: datetime | None
    ) -> Restored:
        """Make a copy of a backup safe."""
        try:
            shutil.copyfile(path, copy)
            copy.chmod(0o600)
        except OSError as error:
            raise StoreError(
                "database-not-copied", source=path, target=copy.parent, reason=reason_of(error)
            ) from error
        place = URL.create("sqlite", database=str(copy), query={"journal": "rollback"})
        second = Database(sqlite_engine(place))
        try:
            return self._make_safe(second, journal, made)
        finally:
            second.close()

    def _make_safe(
        self, database: Database, journal: Path | None, made: datetime | None
    ) -> Restored:
        facts = Metadata(database)
        its_journal = facts.get(JOURNAL)
        has_journal = bool(its_journal) and its_journal == Journal(journal).name
        store = Store(database, self._clock, self._peppers, journal)
        with database.write():
            if facts.get(HOLD) == UNFINISHED.to_text():
                facts.drop(HOLD)
            if made is not None:  # a backup does not know of itself, and would seem never made
                store.chores.done(BACKUP_CHORE, made)
            return store.make_safe(has_journal=has_journal)

    def _copied_journal(self, folder: Path) -> Path | None:
        """Return a copy of the journal, in which opening a store may write."""
        if self._journal is None:
            return None
        copy = folder / "journal.log"
        if self._journal.is_file():
            shutil.copyfile(self._journal, copy)
        return copy

    def _demand_journal(self) -> None:
        """Refuse a journal that cannot be written, before any table is replaced."""
        path = self._journal
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600))
        except OSError as error:
            raise StoreError("journal-not-writable", path=path, reason=reason_of(error)) from error


def _set_aside_what_is_no_database(file: Path) -> None:
    """Rename a file that SQLite could not replace, and what belongs to it."""
    if file.exists() and file.stat().st_size and not is_sqlite_file(file):
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm", f"{file.name}-journal"):
            if (there := file.with_name(name)).exists():
                files.set_aside(there, file.parent / f"{file.name}-damaged")
