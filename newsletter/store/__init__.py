"""The only room that knows tables and SQL. All persistent data is stored here.

Values of the model come in and go out. The room decides nothing: what it compiles to SQL
are rules of the model.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.model.secret import Secret

if TYPE_CHECKING:
    from newsletter.store.backup.restore import Restored
    from newsletter.store.store import Store

__all__ = ["open", "restore"]


def open(  # noqa: A001  # read as store.open, which says what it does
    url: str,
    clock: Callable[[], datetime],
    *,
    pepper: Secret | None = None,
    old_peppers: Sequence[Secret] = (),
    journal: Path | None = None,
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

    Raises:
        StoreError: It cannot be opened, was migrated by a newer version, or was made with
            none of the peppers.
    """
    from newsletter.store.database import connect  # importing SQLAlchemy takes 150 ms
    from newsletter.store.store import Store

    database = connect(url)
    try:
        return Store(database, clock, (pepper or Secret(""), *old_peppers), journal)
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
) -> "Restored":
    """Replace the database with a backup, and make that safe to send from.

    Nobody is resubscribed and nothing is sent twice. Batches that were unfinished when the
    backup was made are in doubt afterwards. People who left since then leave again, by the
    journal. Without the journal of this backup nothing is sent until
    ``Store.release_hold``. No other process may use the database meanwhile.

    Raises:
        StoreError: The file is not a backup of ours, or the database is away or in use.
    """
    from newsletter.store.backup.replacing import replace

    return replace(url, path, clock, (pepper or Secret(""), *old_peppers), journal)
