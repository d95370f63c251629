"""What the journal would change in a dump, found out without a server.

The people of the journal are copied into a database in memory, and the journal is applied
to that: what counts as a departure is decided in one place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from newsletter.model.secret import Secret
from newsletter.store.backup.contents import BackupContent
from newsletter.store.backup.journal import Journal
from newsletter.store.backup.restore import Restored
from newsletter.store.database import Database
from newsletter.store.scratch import open_empty

_NULL: Final = "\\N"
_BYTES: Final = "\\\\x"
_TEXTS: Final = ("mailbox", "address")
# Only these decide; the others are there because a row must have them.
_COLUMNS: Final[Mapping[str, Mapping[str, object]]] = {
    "subscribers": {
        **dict.fromkeys(
            (
                *("id", "fingerprint", "mailbox", "address"),
                *("standing", "joined_at", "confirmed_at", "left_at", "imported"),
            )
        ),
        "rhythm": 0,
        "language": "",
        "first_name": "",
        "source": "",
    },
    "imports": {"id": None, "began_at": None, "source": ""},
    "suppressions": {"fingerprint": None, "reason": None, "since": 0, "note": ""},
}


def foresee(
    content: BackupContent,
    clock: Callable[[], datetime],
    peppers: Sequence[Secret],
    journal: Path | None,
) -> Restored:
    """Return what restoring a dump would change.

    Args:
        content: What it holds, with the people of the journal and the imports.
        clock: The time.
        peppers: The secrets, as in ``store.open``.
        journal: A copy of the journal.
    """
    store = open_empty(clock, peppers, journal)
    try:
        for table, rows in content.rows.items():
            _fill(store.database, table, rows)
        safe = store.make_safe(has_journal=True)
    finally:
        store.close()
    its_journal = Journal(journal)
    return replace(
        safe,
        dispatched=sum(one.key not in content.keys for one in its_journal.sent()),
        in_doubt=content.unfinished,
        is_on_hold=content.journal is None or content.journal != its_journal.name,
    )


def _fill(scratch: Database, table: str, rows: Sequence[Mapping[str, str]]) -> None:
    columns = _COLUMNS[table]
    marks = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  # constants
    values = [tuple(_value(row, name, columns[name]) for name in columns) for row in rows]
    with scratch.write() as connection:
        connection.exec_driver_sql(sql, values)


def _value(row: Mapping[str, str], name: str, fixed: object) -> object:
    """Return the value of a column, as both kinds of databases store it."""
    if fixed is not None:
        return fixed
    written = row.get(name, _NULL)
    if written == _NULL:
        return None
    if written.startswith(_BYTES):
        return bytes.fromhex(written.removeprefix(_BYTES))
    return written if name in _TEXTS else int(written)
