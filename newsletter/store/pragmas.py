"""Settings of a connection to SQLite."""

import threading
from collections.abc import Sequence
from types import ModuleType
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection

from newsletter.errors import StoreAway

# memory for pages, 16 MB a connection; and how many are written before they go into the file, 4 MB
USUAL: Final = ("cache_size=-16000", "wal_autocheckpoint=1000")
FOR_MANY: Final = ("cache_size=-64000", "wal_autocheckpoint=16000")


def tune(connection: Connection, pragmas: Sequence[str]) -> None:
    """Set pragmas outside of any transaction."""
    for pragma in pragmas:
        connection.connection.cursor().execute(f"PRAGMA {pragma}")


def set_pragma(connection: DBAPIConnection, pragma: str, module: ModuleType) -> None:
    """Set a pragma, and retry while it is locked: busy_timeout does not apply to WAL mode."""
    for _ in range(25):
        try:
            connection.cursor().execute(f"PRAGMA {pragma}")
        except module.OperationalError as error:
            if "locked" not in str(error):
                raise
            threading.Event().wait(0.1)
        else:
            return
    raise StoreAway("database-locked")
