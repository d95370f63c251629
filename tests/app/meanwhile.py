"""Two processes at one database, where one acts at each moment of what the other does."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, event, text

from newsletter.app import Newsletter
from newsletter.errors import NewsletterError
from newsletter.store.schema.all_tables import metadata
from tests import patience

_BEGINS: Final = re.compile(r"^BEGIN")
_WEIGHTY: Final = re.compile(r"^(INSERT|UPDATE|DELETE)|FOR UPDATE|pg_advisory")


@dataclass
class Done:
    """What an act answered: a value, or a refusal in words of ours."""

    answer: object = None
    refusal: NewsletterError | None = None

    def of(self, act: Callable[[], object]) -> None:
        try:
            self.answer = act()
        except NewsletterError as error:
            self.refusal = error


class _Other:
    """The act of the other process, begun at one moment of ours."""

    def __init__(
        self, ours: Newsletter, theirs: Newsletter, act: Callable[[], object], moment: int
    ) -> None:
        self._theirs = theirs
        self._mine = ours.container.store.database._mine
        self._moments_left = moment
        self.done = Done()
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(act,))
        self._ours = threading.get_ident()

    @property
    def has_begun(self) -> bool:
        return self._thread.ident is not None

    def _run(self, act: Callable[[], object]) -> None:
        try:
            self.done.of(act)
        except BaseException as error:  # noqa: BLE001  # raised where it is waited for
            self._failed.append(error)

    def count(self) -> None:
        """Begin once it is time, and go on when the other is done or waits for us."""
        if threading.get_ident() != self._ours:
            return
        self._moments_left -= 1
        if self._moments_left == 0:
            self._thread.start()
            assert patience.until(self._is_done_or_waits, every_seconds=0.002)

    def _is_done_or_waits(self) -> bool:
        if not self._thread.is_alive():
            return True
        if self._theirs.container.store.database.is_sqlite:  # where one writes at a time
            return self._we_write()
        with self._theirs.container.store.database.engine.connect() as looking:
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
            return bool(looking.execute(text(waits)).scalar())

    def _we_write(self) -> bool:
        return getattr(self._mine, "connection", None) is not None

    def end(self) -> None:
        self._thread.join(patience.SECONDS)
        assert not self._thread.is_alive()
        for error in self._failed:
            raise error


def at_each_moment(
    ours: Newsletter,
    theirs: Newsletter,
    act: Callable[[], object],
    other: Callable[[], object],
    anew: Callable[[], object],
) -> Iterator[tuple[Done, Done]]:
    """Act as often as the act has moments, with the other's act at the next one each time.

    A moment is the beginning of a transaction, and, where two can write side by side, whatever
    writes or locks.

    Args:
        ours: The process that is looked at.
        theirs: Another process with the same database.
        act: What we do.
        other: What they do.
        anew: Brings everything back to where it was before.

    Yields:
        What came of ours and of theirs; the last time, theirs came after ours.
    """
    moment, is_last = 0, False
    while not is_last:
        moment += 1
        meanwhile, done = _Other(ours, theirs, other, moment), Done()
        with _counted(ours, meanwhile.count):
            done.of(act)
        is_last = not meanwhile.has_begun
        if is_last:
            meanwhile.done.of(other)
        else:
            meanwhile.end()
        yield done, meanwhile.done
        anew()


@contextmanager
def _counted(app: Newsletter, count: Callable[[], object]) -> Iterator[None]:
    is_sqlite = app.container.store.database.is_sqlite

    def begins(_connection: Connection) -> None:
        if not is_sqlite:  # where this comes after its BEGIN
            count()

    def executes(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if (_BEGINS if is_sqlite else _WEIGHTY).search(statement):
            count()

    engine = app.container.store.database.engine
    event.listen(engine, "begin", begins)
    event.listen(engine, "before_cursor_execute", executes)
    try:
        yield
    finally:
        event.remove(engine, "begin", begins)
        event.remove(engine, "before_cursor_execute", executes)


@dataclass(frozen=True)
class Kept:
    """Everything in the database and in the journal beside it."""

    tables: Mapping[str, list[dict[str, Any]]]
    journal: bytes


def keep(app: Newsletter) -> Kept:
    """Keep everything as it is now."""
    journal = app.container.journal
    with app.container.store.database.read() as connection:
        tables = {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in metadata.sorted_tables
        }
    return Kept(tables, journal.read_bytes() if journal.exists() else b"")


def put_back(app: Newsletter, kept: Kept) -> None:
    """Bring everything back to what it was."""
    with app.container.store.database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        for table in metadata.sorted_tables:
            if kept.tables[table.name]:
                connection.execute(table.insert(), kept.tables[table.name])
    app.container.journal.write_bytes(kept.journal)
