"""The store: all persistent data, by subject."""

import hmac
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from newsletter.message import Message
from newsletter.model.delivery_ids import KEY_CHARACTERS
from newsletter.model.secret import Secret
from newsletter.store.absences import AbsenceRecords
from newsletter.store.api_keys import ApiKeys
from newsletter.store.audiences import Audiences
from newsletter.store.backup.backup import back_up
from newsletter.store.backup.journal import Journal
from newsletter.store.backup.replaying import Replaying
from newsletter.store.backup.restore import Restored, RestoreRules
from newsletter.store.counts import LeaveReasons, Limits, Votes
from newsletter.store.database import Database
from newsletter.store.desk.accounts import EditorRecords
from newsletter.store.desk.calendars import CalendarRecords
from newsletter.store.desk.decisions import DecisionRecords
from newsletter.store.desk.drafts import SharedDrafts
from newsletter.store.desk.log import LogRecords
from newsletter.store.desk.open_letters import OpenLetterRecords
from newsletter.store.desk.pins import Pins
from newsletter.store.desk.saved_addresses import SavedAddressRecords
from newsletter.store.desk.sessions import SessionRecords, SignInLinks
from newsletter.store.desk.starts import StartRecords
from newsletter.store.desk.texts import EarlierTexts
from newsletter.store.dispatches import DispatchRecords
from newsletter.store.editions import Editions
from newsletter.store.feedback import ListedByProvider
from newsletter.store.figures import Figures
from newsletter.store.inbox import Inbox
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
from newsletter.store.replies import Replies
from newsletter.store.subscribers.consents import Consents
from newsletter.store.subscribers.imports import Imports
from newsletter.store.subscribers.sign_ups import FreshLinks, SignUps
from newsletter.store.subscribers.subscribers import Subscribers
from newsletter.store.subscribers.suppressions import Suppressions
from newsletter.store.watching import Watching
from newsletter.store.webhooks import WebhookRecords

if TYPE_CHECKING:
    from newsletter.store.desk.cuttings import CuttingRecords
    from newsletter.store.feeds import FeedRecords
    from newsletter.store.history import History
    from newsletter.store.subscribers.growth import Growth
    from newsletter.store.web_versions import WebVersions

BeforeMigrating: TypeAlias = Callable[[Callable[[Path], None]], object]
"""Called before a database that exists is migrated, with what writes a backup of it to a file.

If it raises, the database is not changed.
"""


def _draw_key() -> str:
    """Return a key for one notice, as long as that of a dispatch."""
    return secrets.token_hex(KEY_CHARACTERS // 2)


class Store:
    """One migrated database, safe to use from many threads.

    Records that a dispatch does without are imported when they are first asked for.
    """

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
        self.imports = Imports(database, clock, self.journal)
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
        self.inbox = Inbox(database, clock)
        self.replies = Replies(database, clock)
        self.outcomes = Outcomes(
            database, clock, self.subscribers, self.suppressions, self.feedback
        )
        self.pace = Pace(database)
        self.chores = Chores(database, clock)
        self.sign_ups = SignUps(database)
        self.fresh_links = FreshLinks(database)
        self.limits = Limits(database)
        self.votes = Votes(database)
        self.leave_reasons = LeaveReasons(database)
        self.api_keys = ApiKeys(database)
        self.webhooks = WebhookRecords(database, clock, self.suppressions.keyed_hash)
        self.editors = EditorRecords(database)
        self.sessions = SessionRecords(database)
        self.sign_in_links = SignInLinks(database)
        self.calendars = CalendarRecords(database)
        self.pins = Pins(database)
        self.log = LogRecords(database)
        self.earlier_texts = EarlierTexts(database)
        self.shared_drafts = SharedDrafts(database)
        self.decisions = DecisionRecords(database)
        self.starts = StartRecords(database)
        self.open_letters = OpenLetterRecords(database)
        self.saved_addresses = SavedAddressRecords(database)
        self._name_journal(f"{clock().isoformat()} {database.name}".encode(), peppers[0])

    @cached_property
    def feeds(self) -> "FeedRecords":
        """Return followed feeds, and what was found in them."""
        from newsletter.store.feeds import FeedRecords

        return FeedRecords(self.database, self._clock)

    @cached_property
    def growth(self) -> "Growth":
        """Return how the list of readers grows."""
        from newsletter.store.subscribers.growth import Growth

        return Growth(self.database)

    @cached_property
    def history(self) -> "History":
        """Return what was sent to whom."""
        from newsletter.store.history import History

        return History(self.database)

    @cached_property
    def web_versions(self) -> "WebVersions":
        """Return the pages of the archive."""
        from newsletter.store.web_versions import WebVersions

        return WebVersions(self.database, self._clock)

    @cached_property
    def cuttings(self) -> "CuttingRecords":
        """Return articles cut into weeks."""
        from newsletter.store.desk.cuttings import CuttingRecords

        return CuttingRecords(self.database)

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
        """Let everything that this thread reads inside be of one moment, and write nothing."""
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

    def make_safe(self, *, has_journal: bool) -> Restored:
        """Make a restored database safe to send from, and return what changed."""
        return self._restoring.make_safe(has_journal=has_journal)

    def catch_up(self) -> Restored | None:
        """Make a database safe that is older than its journal; ``None`` if it is not.

        That happens if somebody copies an old file back by hand, restores a snapshot of
        the server, or loses SQLite's -wal file.
        """
        return self._restoring.catch_up()

    @property
    def _restoring(self) -> RestoreRules:
        database, clock = self.database, self._clock
        replaying = Replaying(database, self.subscribers, self.suppressions, self.journal, clock)
        return RestoreRules(database, replaying, self.queue, self.journal, self.facts, clock)

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
