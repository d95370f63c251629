"""The store: all persistent data, by subject."""

import hmac
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from newsletter.message import Message
from newsletter.model.delivery_ids import KEY_CHARACTERS
from newsletter.model.secret import Secret
from newsletter.store.absences import AbsenceRecords
from newsletter.store.audiences import Audiences
from newsletter.store.backup.backup import back_up
from newsletter.store.backup.journal import Journal
from newsletter.store.database import Database
from newsletter.store.dispatches import DispatchRecords
from newsletter.store.editions import Editions
from newsletter.store.feedback import ListedByProvider
from newsletter.store.figures import Figures
from newsletter.store.lazy_records import LazyRecords
from newsletter.store.ledger.canaries import Canaries
from newsletter.store.ledger.doubts import Doubts
from newsletter.store.ledger.ledger import Ledger
from newsletter.store.metadata import HOLD, JOURNAL, Chores, Metadata
from newsletter.store.migrate import migrate
from newsletter.store.notices import Notices
from newsletter.store.outcomes import Outcomes
from newsletter.store.pace import Pace
from newsletter.store.progress import Counts
from newsletter.store.queue import QueueRecords
from newsletter.store.subscribers.consents import Consents
from newsletter.store.subscribers.subscribers import Subscribers
from newsletter.store.subscribers.suppressions import Suppressions
from newsletter.store.watching import Watching
from newsletter.store.webhooks import WebhookRecords

if TYPE_CHECKING:
    from newsletter.store.backup.restore import Restored, RestoreRules

BeforeMigrating: TypeAlias = Callable[[Callable[[Path], None]], object]
"""Called before a database that exists is migrated, with what writes a backup of it to a file.

If it raises, the database is not changed.
"""


def _draw_key() -> str:
    """Return a key for one notice, as long as that of a dispatch."""
    return secrets.token_hex(KEY_CHARACTERS // 2)


class Store(LazyRecords):
    """One migrated database, safe to use from many threads."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        peppers: Sequence[Secret],
        journal: Path | None,
        before_migrating: BeforeMigrating = lambda _: None,
    ) -> None:
        self.database = database
        self._clock = clock
        migrate(database, lambda: before_migrating(self.backup))
        self.journal = Journal(journal, database.before_commit)
        self.suppressions = Suppressions(database, clock, peppers, self.journal)
        self.suppressions.hold_pepper()
        self.subscribers = Subscribers(database, clock, self.suppressions, self.journal)
        self.consents = Consents(database)
        self.editions = Editions(database, clock)
        self.queue = QueueRecords(database, clock, self.editions)
        self.absences = AbsenceRecords(database)
        self.audiences = Audiences(database)
        self.facts = Metadata(database)
        self.dispatches = DispatchRecords(database, clock, self.queue, self.journal, self.facts)
        self.feedback = ListedByProvider(database, self.subscribers, self.suppressions)
        on_receipts = self.feedback.note_receipts
        self.ledger = Ledger(database, clock, self.editions, on_receipts)
        self.canaries = Canaries(database)
        self.doubts = Doubts(database, clock, on_receipts)
        self.counts = Counts(database)
        self.watching = Watching(database)
        self.figures = Figures(database)
        self.notices = Notices(database, clock, _draw_key)
        self.outcomes = Outcomes(
            database, clock, self.subscribers, self.suppressions, self.feedback
        )
        self.pace = Pace(database)
        self.chores = Chores(database, clock)
        self.webhooks = WebhookRecords(database, clock, self.suppressions.keyed_hash)
        self._name_journal(f"{clock().isoformat()} {database.name}".encode(), peppers[0])

    @contextmanager
    def together(self) -> Iterator[None]:
        """Open a transaction that everything this thread writes inside becomes part of."""
        with self.database.write():
            yield

    @contextmanager
    def many(self) -> Iterator[None]:
        """Let this thread write many large transactions quickly, one after another."""
        with self.database.many():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read from one snapshot in this thread while the context is open, and write nothing."""
        with self.database.snapshot():
            yield

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Open a part of ``together`` that can fail and be rolled back alone."""
        with self.database.attempt():
            yield

    def backup(self, path: Path) -> None:
        """Write a consistent copy to a file while others continue to use the database.

        Raises:
            StoreError: It cannot be written.
        """
        back_up(self.database, path, self._clock())

    def holding(self) -> str | None:
        """Return why nothing may be sent after a restore, or ``None`` if it may."""
        return self.facts.get(HOLD)

    def hold(self, why: Message) -> None:
        """Pause what goes out, and let nothing be sent from this database until ``release_hold``."""
        self._restoring.hold(why)

    def release_hold(self) -> bool:
        """End the hold after a restore without a journal. Return whether there was one."""
        return self.facts.drop(HOLD)

    def make_safe(self, *, has_journal: bool) -> "Restored":
        """Make a restored database safe to send from, and return what changed."""
        return self._restoring.make_safe(has_journal=has_journal)

    def catch_up(self) -> "Restored | None":
        """Make a database safe that is older than its journal; ``None`` if it is not.

        That happens if somebody copies an old file back by hand, restores a snapshot of
        the server, or loses SQLite's -wal file.
        """
        return self._restoring.catch_up()

    @property
    def _restoring(self) -> "RestoreRules":
        from newsletter.store.backup.replaying import Replaying
        from newsletter.store.backup.restore import RestoreRules

        database, clock = self.database, self._clock
        replaying = Replaying(database, self.subscribers, self.suppressions, self.journal, clock)
        return RestoreRules(
            database,
            replaying=replaying,
            queue=self.queue,
            journal=self.journal,
            facts=self.facts,
            clock=clock,
        )

    def _name_journal(self, drawn_from: bytes, pepper: Secret) -> None:
        """Create the journal if there is none, and store its name."""
        if self.journal.path is None:
            return
        if not self.journal.name:
            self.journal.begin(hmac.digest(pepper.reveal.encode(), drawn_from, "sha256").hex()[:16])
        if self.facts.get(JOURNAL) != self.journal.name:
            self.facts.put(JOURNAL, self.journal.name)

    def close(self) -> None:
        """Close every connection."""
        self.database.close()
