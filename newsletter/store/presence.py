"""Which processes have a database open, so that none works on one that is being replaced.

With SQLite they are all on one machine, and hold a lock on a file next to the database, which
ends with the process. PostgreSQL itself knows its sessions, on every machine.
"""

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text

from newsletter.errors import StoreAway, StoreError
from newsletter.store.database import Database
from newsletter.system import process_name

_LOCKS = Path("/proc/locks")


def join(database: Database) -> None:
    """Count as a process that has the database open, until that is closed.

    Raises:
        StoreAway: It is being replaced by a backup at this moment.
    """
    held = _opened(database) if database.is_sqlite else None  # PostgreSQL names its sessions
    if held is None:
        return
    # also for a database that nobody closes
    database.at_close.append(weakref.finalize(database, os.close, held))
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreAway("database-being-restored") from None
    except OSError:  # a file system without locks
        pass
    _mark(held)


def _mark(held: int) -> None:
    """Note in the file that is locked that the database was open: a restore opens it as well."""
    with suppress(OSError):  # a full disk
        if os.fstat(held).st_size == 0:
            os.write(held, b"opened\n")


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Let no other process have the database open while the context is open.

    With PostgreSQL, others are kept away by the transaction that replaces the tables.

    Raises:
        StoreError: Others have it open. The error names them.
    """
    held = _opened(database) if database.is_sqlite else None
    try:
        if held is None or not _is_taken(held):
            demand_nobody_else(database)
        yield
    finally:
        if held is not None:
            os.close(held)


def _is_taken(held: int) -> bool:
    """Lock a file for this process alone, and return whether that was possible."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks, where nobody is found
        return True
    return True


def demand_nobody_else(database: Database) -> None:
    """Refuse to continue while other processes have the database open.

    Raises:
        StoreError: There are some. The error names them.
    """
    found = others(database)
    if found:
        raise StoreError("database-in-use", processes=found)


def others(database: Database) -> tuple[str, ...]:
    """Return the other processes that have the database open, as ``4312 (machine)``."""
    names = _lock_holders(database) if database.is_sqlite else _sessions(database)
    found = sorted(names - {_split(process_name())})
    return tuple(f"{process} ({machine})" for machine, process in found)


def _opened(database: Database) -> int | None:
    """Open the file that is locked, or return ``None`` where that is not possible."""
    try:
        return os.open(
            lock_of(Path(str(database.engine.url.database))), os.O_RDWR | os.O_CREAT, 0o600
        )
    except OSError:
        return None


def was_in_use(file: Path) -> bool:
    """Return whether a process had this file of SQLite open before, also if it is gone now."""
    try:
        return lock_of(file).stat().st_size > 0
    except OSError:
        return False


def lock_of(file: Path) -> Path:
    """Return the file whose lock says that a process has a file of SQLite open."""
    return file.with_name(f"{file.name}-lock")


def _lock_holders(database: Database) -> set[tuple[str, str]]:
    """Return who holds the lock, by the system's own list; somebody unknown where it has none."""
    held = _opened(database)
    if held is None:
        return set()
    try:
        if _is_taken(held):
            return set()
        processes = _holders(os.fstat(held).st_ino) or {"?"}
    finally:
        os.close(held)
    machine, _ = _split(process_name())
    return {(machine, process) for process in processes}


def _holders(number: int) -> set[str]:
    """Return the processes that hold a lock on a file, by its inode number."""
    try:
        rows = [line.split() for line in _LOCKS.read_text("ascii").splitlines()]
    except (OSError, ValueError):
        return set()
    # 1: FLOCK  ADVISORY  READ 1234 fd:01:131072 0 EOF (proc_locks(5))
    return {
        row[4]
        for row in rows
        if len(row) > 5 and row[1] == "FLOCK" and row[5].rpartition(":")[2] == str(number)
    }


def _sessions(database: Database) -> set[tuple[str, str]]:
    """Return the processes with a session on PostgreSQL, by the names that ours bear."""
    with database.read() as connection:
        names = connection.execute(
            text(
                "SELECT DISTINCT application_name FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name LIKE 'newsletter:%'"
            )
        ).scalars()
        return {_split(name) for name in names}


def _split(name: str) -> tuple[str, str]:
    """Return the machine and the number of a process from its name."""
    machine, _, process = name.removeprefix("newsletter:").rpartition(":")
    return machine, process
