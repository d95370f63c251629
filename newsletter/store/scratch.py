"""A private copy of the database that is gone when it is closed, or when the process ends."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    Connection,
    Select,
    StaticPool,
    Table,
    create_engine,
    event,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection

from newsletter.errors import StoreError
from newsletter.model.audience import SPACING
from newsletter.model.secret import Secret
from newsletter.store.database import Database
from newsletter.store.migrate import REVISIONS
from newsletter.store.reading import sqlite_module
from newsletter.store.schema.sending import (
    approvals,
    batches,
    consents,
    deliveries,
    dispatches,
    editions,
    facts,
    notices,
    subscribers,
    suppressions,
    tagged,
    tags,
)
from newsletter.store.store import Store

if TYPE_CHECKING:
    import sqlite3

_AT_ONCE: Final = 5_000  # rows in memory
_WHOLE: Final = (  # what the rule reads of people, and the ledger of letters
    facts,
    editions,
    approvals,
    subscribers,
    tags,
    tagged,
    consents,
    suppressions,
    dispatches,
    notices,
)


class ScratchDatabase(Database):
    """A database with one connection, which its threads use in turn."""

    @property
    def name(self) -> str:
        """Its name in errors, such as on a full disk, because it has no URL."""
        return "rehearsal"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction, as ``write`` does: another connection would be another database."""
        with self.write() as connection:
            yield connection


def open_scratch(
    of: Database,
    clock: Callable[[], datetime],
    peppers: Sequence[Secret],
    *,
    issues: Collection[int],
    at: datetime,
) -> Store:
    """Return a copy of a database in which the dispatch of an issue can be tried.

    It has no name on the disk and no journal, so nothing of it is left, however the process
    ends. SQLite copies the whole database; of PostgreSQL only what the rule of the audience
    reads is copied.

    Args:
        of: The database, which is not changed.
        clock: The time in the copy.
        peppers: The secrets, as in ``open``.
        issues: The issues whose deliveries count: the one that is tried, the one that it
            corrects, and those of the series.
        at: The moment for which it is tried; deliveries long before it delay nobody.

    Raises:
        StoreError: It cannot be copied, such as to a full disk.
    """
    module, _ = sqlite_module()
    # an empty name is a private file that SQLite deletes as soon as it has opened it
    raw = module.connect("", check_same_thread=False)
    try:
        if of.is_sqlite:
            _copy_sqlite(Path(str(of.engine.url.database)), raw)
        scratch = _database(raw)
        if not of.is_sqlite:
            _copy_rows(of, scratch, issues, at)
        store = Store(scratch, clock, peppers, None)
    except module.Error as error:
        raw.close()
        raise StoreError("rehearsal-not-copied", reason=str(error)) from error
    except BaseException:
        raw.close()
        raise
    store.dispatches.log_begun = lambda frozen: frozen  # in logs, only what really begins
    return store


def open_empty(
    clock: Callable[[], datetime], peppers: Sequence[Secret], journal: Path | None
) -> Store:
    """Return an empty database that disappears when it is closed."""
    module, _ = sqlite_module()
    raw = module.connect("", check_same_thread=False)
    try:
        scratch = _database(raw)
        _create_tables(scratch)
        return Store(scratch, clock, peppers, journal)
    except BaseException:
        raw.close()
        raise


def _copy_sqlite(source: Path, scratch: "sqlite3.Connection") -> None:
    module, _ = sqlite_module()
    with closing(module.connect(str(source))) as old:
        old.backup(scratch, pages=-1)


def _database(raw: DBAPIConnection) -> ScratchDatabase:
    module, _ = sqlite_module()
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=lambda: raw,
        poolclass=StaticPool,
        hide_parameters=True,  # they hold addresses, and errors appear in logs
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: DBAPIConnection, record: object) -> None:  # noqa: ARG001  # of SQLAlchemy
        connection.isolation_level = None  # the listener below sends BEGIN
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-64000"):
            connection.cursor().execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return ScratchDatabase(engine)


def _copy_rows(of: Database, scratch: Database, issues: Collection[int], at: datetime) -> None:
    """Copy what the rule reads, at one moment, a few thousand rows at a time."""
    _create_tables(scratch)
    lately = dispatches.c.frozen_at > at - max(SPACING.values())
    recent = select(dispatches.c.id).where(or_(dispatches.c.issue.in_(issues), lately))
    chosen: list[tuple[Table, Select[Any]]] = [(one, select(one)) for one in _WHOLE]
    for table in (batches, deliveries):
        counts = or_(table.c.dispatch == 0, table.c.dispatch.in_(recent))
        chosen.append((table, select(table).where(counts)))
    with of.snapshot(), of.read() as old, scratch.write() as new:
        for table, query in chosen:
            found = old.execution_options(yield_per=_AT_ONCE).execute(query)
            for some in found.mappings().partitions():
                new.execute(insert(table), [dict(row) for row in some])


def _create_tables(scratch: Database) -> None:
    from newsletter.store.schema.all_tables import metadata  # what only sends uses few of them

    metadata.create_all(scratch.engine)
    with scratch.write() as new:
        new.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        new.execute(text("INSERT INTO alembic_version VALUES (:it)"), {"it": REVISIONS[-1]})
