"""What a backup holds, read without restoring it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsletter.errors import StoreError
from newsletter.model.audience import Standing
from newsletter.model.delivery import BatchState
from newsletter.store.backup.backup import read_only
from newsletter.store.backup.postgresql import read_dump
from newsletter.store.codes import BATCH_STATE, STANDING
from newsletter.store.metadata import JOURNAL
from newsletter.store.migrate import VERSIONS
from newsletter.store.reading import sqlite_module

_UNFINISHED = tuple(
    BATCH_STATE[state]
    for state in (BatchState.PENDING, BatchState.SENDING, BatchState.IN_DOUBT, BatchState.HELD)
)
_CONFIRMED = STANDING[Standing.CONFIRMED]
_WANTED = (
    (VERSIONS, "version_num"),
    ("facts", "name"),
    ("facts", "value"),
    ("subscribers", "standing"),
    ("batches", "state"),
    ("dispatches", "id"),
    ("dispatches", "key"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupContent:
    """What a backup holds.

    Attributes:
        revision: The version of the database.
        pepper: By which the database recognises its secret; ``None`` in a new one.
        journal: The name of its journal; ``None`` without one.
        readers: How many readers are confirmed.
        approved: How many issues are approved.
        dispatches: How many dispatches there were, without that of the notices.
        unfinished: How many batches were not finished.
        keys: The keys of the dispatches.
        rows: By table, as a dump has them: the people who were asked about, and the imports.
    """

    revision: str
    pepper: str | None
    journal: str | None
    readers: int
    approved: int
    dispatches: int
    unfinished: int
    keys: frozenset[str]
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)


def content_of_file(path: Path) -> BackupContent:
    """Return what a backup of SQLite holds.

    Raises:
        StoreError: It holds no newsletter.
    """
    module, _ = sqlite_module()
    try:
        with closing(read_only(path)) as connection:
            return _read(connection)
    except (module.Error, IndexError) as error:
        raise StoreError("backup-without-newsletter") from error


def _read(connection: Any) -> BackupContent:  # noqa: ANN401  # each driver has its own class
    def first(sql: str) -> list[Any]:
        return [row[0] for row in connection.execute(sql)]

    keys = first("SELECT key FROM dispatches WHERE id > 0")
    facts = dict(connection.execute("SELECT name, value FROM facts").fetchall())
    states = ", ".join(map(str, _UNFINISHED))
    return BackupContent(
        revision=first(f"SELECT version_num FROM {VERSIONS}")[0],  # noqa: S608  # constants
        pepper=facts.get("pepper"),
        journal=facts.get(JOURNAL),
        readers=first(f"SELECT count(*) FROM subscribers WHERE standing = {_CONFIRMED}")[0],  # noqa: S608  # constants
        approved=first("SELECT count(*) FROM approvals")[0],
        dispatches=len(keys),
        unfinished=first(f"SELECT count(*) FROM batches WHERE state IN ({states})")[0],  # noqa: S608  # constants
        keys=frozenset(keys),
    )


def content_of_dump(path: Path, about: Collection[bytes] = ()) -> BackupContent:
    """Return what a backup of PostgreSQL holds.

    Args:
        path: The backup.
        about: The keyed hashes of the people whose rows are returned.

    Raises:
        StoreError: It is no dump or a damaged one, or holds no newsletter.
    """
    theirs = ("fingerprint", frozenset(f"\\\\x{one.hex()}" for one in about))
    found = read_dump(
        path,
        *_WANTED,
        choose={
            "subscribers": theirs,
            "suppressions": theirs,
            "imports": None,
        },
    )
    if not found.columns.get((VERSIONS, "version_num")):
        raise StoreError("backup-without-newsletter")
    columns = found.columns
    numbers, keys = columns.get(("dispatches", "id"), []), columns.get(("dispatches", "key"), [])
    sent = [key for number, key in zip(numbers, keys, strict=True) if int(number) > 0]
    return BackupContent(
        revision=columns[VERSIONS, "version_num"][0],
        pepper=found.facts.get("pepper"),
        journal=found.facts.get(JOURNAL),
        readers=columns.get(("subscribers", "standing"), []).count(str(_CONFIRMED)),
        approved=found.rows["approvals"],
        dispatches=len(sent),
        unfinished=sum(
            columns.get(("batches", "state"), []).count(str(one)) for one in _UNFINISHED
        ),
        keys=frozenset(sent),
        rows=found.chosen,
    )
