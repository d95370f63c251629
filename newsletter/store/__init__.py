"""The only package that knows tables and SQL. All persistent data is stored here.

Values of the model come in and go out. The package decides nothing: what it compiles to SQL
are rules of the model.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.model.secret import Secret

if TYPE_CHECKING:
    from newsletter.store.backup.replacing import ExaminedBackup, Replacing
    from newsletter.store.backup.restore import Restored
    from newsletter.store.store import BeforeMigrating, Store
    from newsletter.store.surveying import Survey

__all__ = ["back_up", "examine", "open", "restore", "survey"]


def open(  # noqa: A001  # read as store.open, which says what it does
    url: str,
    clock: Callable[[], datetime],
    *,
    pepper: Secret | None = None,
    old_peppers: Sequence[Secret] = (),
    journal: Path | None = None,
    before_migrating: "BeforeMigrating" = lambda _: None,
) -> "Store":
    """Return the database behind ``url``, migrated to the newest version.

    Args:
        url: ``sqlite:///path``, ``sqlite:////absolute/path`` or ``postgresql://…``.
        clock: The time of what people do. Leases use the database's own clock.
        pepper: The key of the hashes of suppressed addresses in a new database.
        old_peppers: Earlier values. A database keeps the one that it was made with, which
            must be among them.
        journal: The file next to the database that records departures and dispatches, so
            that an old backup resubscribes nobody. ``None``: there is no journal.
        before_migrating: Called before a database that exists is migrated.

    Raises:
        StoreError: It cannot be opened, was migrated by a newer version, or was made with
            none of the peppers.
    """
    from newsletter.store.database import connect  # importing SQLAlchemy takes 150 ms
    from newsletter.store.presence import join
    from newsletter.store.store import Store

    database = connect(url)
    try:
        join(database)
        peppers = (pepper or Secret(""), *old_peppers)
        return Store(database, clock, peppers, journal, before_migrating)
    except BaseException:
        database.close()
        raise


def restore(
    url: str,
    path: Path,
    clock: Callable[[], datetime],
    *,
    pepper: Secret | None = None,
    old_peppers: Sequence[Secret] = (),
    journal: Path | None = None,
    before_replacing: Callable[[], object] = lambda: None,
) -> "Restored":
    """Replace the database with a backup, and make that safe to send from.

    Nobody is resubscribed and nothing is sent twice. Batches that were unfinished when the
    backup was made are in doubt afterwards. People who left since then leave again, by the
    journal. Without the journal of this backup nothing is sent until
    ``Store.release_hold``. No other process may use the database meanwhile.

    Args:
        url: The database.
        path: The backup.
        clock: The time, for what the restore itself records.
        pepper: As in ``open``.
        old_peppers: As in ``open``.
        journal: As in ``open``.
        before_replacing: Called when the backup can be restored, before anything is changed.
            Its file may be deleted from then on.

    Raises:
        StoreError: The file is not a backup of ours or was altered, or the database is away or
            in use. It is as it was then.
    """
    return _replacing(url, clock, (pepper or Secret(""), *old_peppers), journal).replace(
        path, before_replacing
    )


def examine(
    url: str,
    path: Path,
    clock: Callable[[], datetime],
    *,
    pepper: Secret | None = None,
    old_peppers: Sequence[Secret] = (),
    journal: Path | None = None,
) -> "ExaminedBackup":
    """Return what a backup holds and what restoring it would change, and change nothing.

    Raises:
        StoreError: ``restore`` would refuse the file.
    """
    return _replacing(url, clock, (pepper or Secret(""), *old_peppers), journal).examine(path)


def _replacing(
    url: str, clock: Callable[[], datetime], peppers: Sequence[Secret], journal: Path | None
) -> "Replacing":
    from newsletter.store.backup.replacing import Replacing

    return Replacing(url, clock, peppers, journal)


def back_up(url: str, path: Path, at: datetime) -> None:
    """Write a copy of a database of any version to a file, without migrating it.

    Args:
        url: The database.
        path: The file.
        at: The moment that its label names.

    Raises:
        StoreError: It cannot be read or written.
    """
    from newsletter.store.backup.backup import back_up as write
    from newsletter.store.database import connect

    database = connect(url)
    try:
        write(database, path, at)
    finally:
        database.close()


def survey(url: str) -> "Survey":
    """Return which version a database has and who uses it, without migrating it.

    Raises:
        StoreError: It does not answer.
    """
    from newsletter.store.surveying import look

    return look(url)
