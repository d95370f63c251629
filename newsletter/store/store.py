"""Everything that is remembered, by subject."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from newsletter.model.secret import Secret
from newsletter.store.api_keys import ApiKeys
from newsletter.store.consents import Consents
from newsletter.store.database import Database
from newsletter.store.dispatches import Dispatches
from newsletter.store.doubts import Doubts
from newsletter.store.editions import Editions
from newsletter.store.history import History
from newsletter.store.journal import Journal
from newsletter.store.ledger import Ledger
from newsletter.store.limits import Limits
from newsletter.store.migrate import migrate
from newsletter.store.notices import Notices
from newsletter.store.outcomes import Outcomes
from newsletter.store.pace import Chores, Pace
from newsletter.store.progress import Counts
from newsletter.store.queue import Queue
from newsletter.store.reports import Inbox
from newsletter.store.sign_ups import FreshLinks, SignUps
from newsletter.store.subscribers import Subscribers
from newsletter.store.suppressions import Suppressions
from newsletter.store.votes import LeaveReasons, Votes


class Store:
    """One database, brought to the newest version; safe to use from many threads."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        pepper: Secret,
        journal: Path | None,
    ) -> None:
        migrate(database)
        self.database = database
        self.journal = Journal(journal)
        self.suppressions = Suppressions(database, clock, pepper, self.journal)
        self.suppressions.hold_pepper()
        self.subscribers = Subscribers(database, clock, self.suppressions, self.journal)
        self.consents = Consents(database)
        self.editions = Editions(database, clock)
        self.queue = Queue(database, clock, self.editions)
        self.dispatches = Dispatches(database, clock, self.queue)
        self.ledger = Ledger(database, clock, self.editions)
        self.doubts = Doubts(database, clock)
        self.counts = Counts(database)
        self.notices = Notices(database, clock)
        self.inbox = Inbox(database, clock)
        self.outcomes = Outcomes(database, clock, self.subscribers, self.suppressions)
        self.pace = Pace(database)
        self.chores = Chores(database, clock)
        self.sign_ups = SignUps(database)
        self.fresh_links = FreshLinks(database)
        self.limits = Limits(database)
        self.votes = Votes(database)
        self.leave_reasons = LeaveReasons(database)
        self.api_keys = ApiKeys(database)
        self.history = History(database)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread writes inside is committed together, or not at all."""
        with self.database.write():
            yield

    def close(self) -> None:
        """Let go of every connection."""
        self.database.engine.dispose()
