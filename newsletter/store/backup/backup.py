"""Backs the database up into one file, and restores it."""

import os
import subprocess
from contextlib import closing
from pathlib import Path
from shutil import which

from sqlalchemy import URL

from newsletter.errors import StoreError
from newsletter.store.database import Database
from newsletter.store.reading import sqlite_module
from newsletter.system import reason_of


def back_up(database: Database, path: Path) -> None:
    """Write a consistent copy of the database to a file while others continue to use it.

    The file is complete or missing, never partial. Only its owner may read it, because
    it holds addresses.

    Raises:
        StoreError: It cannot be written, or PostgreSQL's own tools are missing.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        if database.is_sqlite:
            _copy_sqlite(Path(str(database.engine.url.database)), part)
        else:
            _run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                f"--file={part}",
                url=database.engine.url,
            )
        part.replace(path)
    except OSError as error:
        raise StoreError("backup-not-writable", path=path, reason=reason_of(error)) from error
    finally:
        part.unlink(missing_ok=True)


def put_back(path: Path, database: Database) -> None:
    """Replace the content of a database with a backup, in one transaction.

    Raises:
        StoreError: The file is not a backup, or the database is in use or away.
    """
    if database.is_sqlite:
        _copy_sqlite(path, Path(str(database.engine.url.database)))
    else:
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            str(path),
            url=database.engine.url,
        )


def is_sqlite_file(path: Path) -> bool:
    """Return whether a file is an SQLite database, by its first bytes.

    Raises:
        StoreError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError as error:
        raise StoreError("backup-not-readable", path=path, reason=reason_of(error)) from error


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy with SQLite's online backup, without blocking the source's writers."""
    module, _ = sqlite_module()
    try:
        with (
            closing(module.connect(str(source))) as old,
            closing(module.connect(str(target))) as new,
        ):
            old.backup(new, pages=-1)
    except module.Error as error:
        raise StoreError(
            "database-not-copied", source=source, target=target, reason=str(error)
        ) from error


def _run(tool: str, *arguments: str, url: URL) -> None:
    """Run one of PostgreSQL's own tools, with the password in the environment."""
    found = which(tool)
    if found is None:
        raise StoreError("postgresql-tool-missing", tool=tool)
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    run = subprocess.run(  # noqa: S603  # no shell, and the tool is PostgreSQL's
        [found, f"--dbname={plain}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        # without one, libpq's own ways apply, such as .pgpass, as for our connections
        env={"PGPASSWORD": url.password} if url.password else None,
    )
    if run.returncode:
        words = run.stderr.strip()[-300:] or str(run.returncode)
        raise StoreError("postgresql-tool-failed", tool=tool, reason=words)
