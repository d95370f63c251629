"""Backs the database up into one file, with a label next to it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import Any, Final

from newsletter import __version__
from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.store.backup.labels import BackupLabel, checksum_of, on_disk, place_of
from newsletter.store.backup.postgresql import dump
from newsletter.store.database import Database
from newsletter.store.migrate import revision_of
from newsletter.store.reading import sqlite_module
from newsletter.system import reason_of
from newsletter.text import files

_SQLITE: Final = b"SQLite format 3\0"  # how the files begin
_DUMP: Final = b"PGDMP"
_A_DAY: Final = 86_400.0  # seconds, which no backup takes


def reserve(path: Path) -> bool:
    """Begin an empty file for a new backup, and return false if there is one or it is being made.

    Raises:
        OSError: It cannot be created.
    """
    if path.exists():
        return False
    try:
        os.close(os.open(_reserved(path), os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    if path.exists():  # completed meanwhile
        _reserved(path).unlink(missing_ok=True)
        return False
    return True


def back_up(database: Database, path: Path, at: datetime) -> None:
    """Write a consistent copy of the database to a file while others continue to use it.

    The file is complete and on disk or missing, never partial, and so is its label. Only
    their owner may read them, because the file holds addresses.

    Raises:
        StoreError: It cannot be written, the database is damaged, or PostgreSQL's own tools
            are missing.
    """
    try:
        with _part_next_to(path) as part:
            if database.is_sqlite:
                copy_sqlite(Path(str(database.engine.url.database)), part, called=path)
                demand_sound(part)
            else:
                dump(database, part)
            on_disk(part)
            _put_in_place(part, path, _label(database, part, at))
    except OSError as error:
        raise StoreError("backup-not-writable", path=path, reason=reason_of(error)) from error
    finally:
        _reserved(path).unlink(missing_ok=True)


def delete_left(folder: Path, names: str, now: float) -> None:
    """Delete what killed backups left, which may be the whole database.

    Args:
        folder: Where they were written.
        names: A pattern of their names.
        now: The present by the clock of the folder's files.
    """
    for part in folder.glob(names):
        with suppress(OSError):  # a backup is worth more, and may just have been completed
            if now - part.stat().st_mtime > _A_DAY:  # no other process writes it now
                part.unlink()


def _reserved(path: Path) -> Path:
    """Return the empty file that reserves a name for a backup."""
    return path.with_name(f".{path.name}.part")


@contextmanager
def _part_next_to(path: Path) -> Iterator[Path]:
    """Yield an empty file for a backup until it is complete: one that no other process writes."""
    from tempfile import mkstemp  # takes 8 ms to import, and most commands make no backup

    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.part-")
    os.close(handle)
    part = Path(name)
    try:
        delete_left(path.parent, f".{escape(path.name)}.part-*", part.stat().st_mtime)
        yield part
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            part.with_name(f"{part.name}{ending}").unlink(missing_ok=True)


def _label(database: Database, part: Path, at: datetime) -> BackupLabel:
    return BackupLabel(
        program=__version__,
        revision=revision_of(database) or "none",
        made=at.replace(microsecond=0),
        checksum=checksum_of(part),
    )


def _put_in_place(part: Path, path: Path, label: BackupLabel) -> None:
    """Give a complete file its final name, so that a label is never next to another file."""
    with files.locked_folder(path.parent):  # of two that have one name, the later one stays
        place_of(path).unlink(missing_ok=True)
        part.replace(path)
        label.write(path)
        on_disk(path.parent)


def is_sqlite_file(path: Path) -> bool:
    """Return whether a file is an SQLite database, by its first bytes.

    Raises:
        StoreError: It cannot be read.
    """
    return _begins(path) == _SQLITE


def may_be_backup(path: Path) -> bool:
    """Return whether a file is an SQLite database, a dump of PostgreSQL or empty.

    Raises:
        StoreError: It cannot be read.
    """
    first = _begins(path)
    return first == _SQLITE or first.startswith(_DUMP) or not first


def _begins(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE))
    except OSError as error:
        raise StoreError("backup-not-readable", path=path, reason=reason_of(error)) from error


def copy_sqlite(source: Path, target: Path, *, called: Path | None = None) -> None:
    """Copy with SQLite's online backup, without blocking the source's writers.

    The target gets all of it in one transaction: killed in the middle, it is as it was.

    Args:
        source: The database.
        target: A database or an empty file.
        called: What errors call the target.

    Raises:
        StoreError: The source cannot be read, or the target cannot be written.
    """
    module, _ = sqlite_module()
    try:
        with (
            closing(module.connect(str(source))) as old,
            closing(module.connect(str(target))) as new,
        ):
            new.execute("PRAGMA synchronous=FULL")
            old.backup(new, pages=-1)
    except module.Error as error:
        raise StoreError(
            "database-not-copied", source=source, target=called or target, reason=_reason(error)
        ) from error


def _reason(error: Exception) -> Message:
    words = str(error)
    full = "disk is full" in words  # SQLITE_FULL (sqlite.org/rescode.html)
    return Message("system-disk-full") if full else Message.in_own_words(words)


def demand_sound(path: Path) -> None:
    """Refuse an SQLite file whose pages or indexes are damaged. Nothing is written next to it.

    Raises:
        StoreError: It is damaged, or no database at all.
    """
    module, _ = sqlite_module()
    try:
        with closing(read_only(path)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
    except module.Error as error:
        found = [str(error)]
    if found != ["ok"]:
        raise StoreError("backup-damaged", path=path, reason=" ".join(found))


def read_only(path: Path) -> Any:  # noqa: ANN401  # each driver has its own class
    """Open an SQLite file that nobody writes to, without its -wal and -shm files."""
    module, _ = sqlite_module()
    return module.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
