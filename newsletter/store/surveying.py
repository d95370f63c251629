"""What is known about a database before it is opened, which would migrate it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from newsletter.message import Message
from newsletter.store.codes import moment
from newsletter.store.database import Database, connect
from newsletter.store.migrate import REVISIONS, revision_of, too_new
from newsletter.store.presence import others


@dataclass(frozen=True, slots=True)
class Survey:
    """The state of a database before it is opened.

    Attributes:
        database: Its URL, without a password.
        revision: Its version; ``None`` if it is new.
        waiting: The migrations that it lacks, oldest first.
        backed_up: When it was last backed up, if ever.
        processes: The other processes that have it open.
    """

    database: str
    revision: str | None
    waiting: tuple[str, ...] = ()
    backed_up: datetime | None = None
    processes: tuple[str, ...] = ()

    @property
    def too_new(self) -> Message | None:
        """Return that a newer version of the newsletter wrote it, if so."""
        if self.revision is None or self.revision in REVISIONS:
            return None
        return too_new(self.database, self.revision)


def look(url: str) -> Survey:
    """Return the state of a database.

    Raises:
        StoreError: It does not answer.
    """
    database = connect(url)
    try:
        if database.is_sqlite and not Path(str(database.engine.url.database)).exists():
            return Survey(database.name, None)
        revision = revision_of(database)
        if revision is None:
            return Survey(database.name, None)
        return Survey(
            database.name,
            revision,
            REVISIONS[REVISIONS.index(revision) + 1 :] if revision in REVISIONS else (),
            _backed_up(database),
            others(database),
        )
    finally:
        database.close()


def _backed_up(database: Database) -> datetime | None:
    """Return when a backup was last made, by a query that every version understands."""
    asked = text("SELECT done_at FROM chores WHERE name = 'backup'")
    with database.read() as connection:
        found = connection.execute(asked).scalar()
    return None if found is None else moment(found)
