"""Which SQLite there is, and how long a lock is waited for; without SQLAlchemy."""

from types import ModuleType
from typing import cast

BUSY_MS = 5_000
_SAFE_IN_WAL = (
    3,
    51,
    3,
)  # 3.7.0 to 3.51.2 can lose a commit in WAL mode (sqlite.org/wal.html, "WAL-reset bug")


def sqlite_module() -> tuple[ModuleType, bool]:
    """The SQLite to use, and whether its WAL mode may be trusted."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return sqlite3, sqlite3.sqlite_version_info >= _SAFE_IN_WAL
    return cast("ModuleType", dbapi2), dbapi2.sqlite_version_info >= _SAFE_IN_WAL
