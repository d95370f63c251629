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
        clock: Says what time it is, for what people did; leases use the database's.
        pepper: Keys the hashes of suppressed addresses in a new database.
        old_peppers: What it was before: a database keeps for ever the one that it
            was made with, and it must be among these.
        journal: Where unsubscribes, complaints and erasures are kept next to the
            database, so that an old backup revives nobody; ``None``: nowhere.

    Raises:
        StoreError: It cannot be opened, is of a newer version, or was made with none of the peppers.
    """
    from newsletter.store.database import connect  # SQLAlchemy costs 150 ms: only who needs it pays
    from newsletter.store.store import Store

    database = connect(url)
    try:
        return Store(database, clock, (pepper or Secret(""), *old_peppers), journal)
    except BaseException:
        database.engine.dispose()
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
    """Replace the database by a backup, made safe: nobody revived, nothing sent twice.

    What was unfinished when the backup was made is in doubt afterwards. People who
    left since then leave again, by the journal. Without the journal of
    this backup nothing is sent until ``Store.release_hold``. Nobody else
    may use the database meanwhile.

    Raises:
        StoreError: It is no backup of ours, or the database is away or in use.
    """
    from newsletter.store.backup.replacing import replace

    return replace(url, path, clock, (pepper or Secret(""), *old_peppers), journal)
