"""One publication as a whole."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.app.container import Container, utc_now
from newsletter.config import PublicationSettings, Settings, load
from newsletter.errors import ConfigError, StoreError
from newsletter.model.address import EmailAddress
from newsletter.model.hook import Admission, Hook

if TYPE_CHECKING:
    from newsletter.app.approvals import Approvals
    from newsletter.app.articles import Articles
    from newsletter.app.backups import Backups
    from newsletter.app.correspondence import Correspondence
    from newsletter.app.dispatch_list import DispatchList
    from newsletter.app.dispatches import Dispatches
    from newsletter.app.emails import Emails
    from newsletter.app.inspections import Inspections
    from newsletter.app.issue_list import IssueList
    from newsletter.app.issues import Issues
    from newsletter.app.liveness import Liveness
    from newsletter.app.previews import Previews
    from newsletter.app.providers import Providers
    from newsletter.app.queue import Queue
    from newsletter.app.reader_services import ReaderServices
    from newsletter.app.readiness import Deliverability
    from newsletter.app.reminders import Reminders
    from newsletter.app.renewal import Renewal
    from newsletter.app.reports import Reports
    from newsletter.app.scheduler import Fleet, Scheduler
    from newsletter.app.starting import Starting
    from newsletter.app.subscribers import SubscriberAdmin
    from newsletter.app.unread_reports import UnreadReports
    from newsletter.app.web_changes import WebChanges
    from newsletter.model.secret import ApiKey


class Newsletter:
    """Everything that can be done with a publication, by subject.

    Each subject is imported and built when it is first asked for, so a command
    pays for no other.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        """Keep the settings; nothing is opened yet."""
        self.parts = Container(settings, now)

    @cached_property
    def articles(self) -> "Articles":
        """Articles, read by their parts."""
        from newsletter.app.articles import Articles

        return Articles(self.parts.folder)

    @cached_property
    def issues(self) -> "Issues":
        """Issue files: drawn, read and written."""
        from newsletter.app.issues import Issues

        return Issues(self.parts, self.articles)

    @cached_property
    def mails(self) -> "Emails":
        """Single mails: samples, tests, one reader's."""
        from newsletter.app.emails import Emails

        return Emails(self.parts)

    @cached_property
    def proof(self) -> "Deliverability":
        """Proof that the provider is ready to send."""
        from newsletter.app.readiness import Deliverability

        return Deliverability(self.parts)

    @cached_property
    def queue(self) -> "Queue":
        """What goes when."""
        from newsletter.app.queue import Queue

        return Queue(self.parts)

    @cached_property
    def issue_list(self) -> "IssueList":
        """Every issue with where it stands."""
        from newsletter.app.issue_list import IssueList

        return IssueList(self.parts, self.queue)

    @cached_property
    def _inspections(self) -> "Inspections":
        from newsletter.app.inspections import Inspections

        return Inspections(self.parts, self.articles, self.issues.links, self.mails)

    @cached_property
    def approvals(self) -> "Approvals":
        """Issues checked, approved and withdrawn."""
        from newsletter.app.approvals import Approvals

        return Approvals(self.parts, self.issues, self.queue, self._inspections)

    @cached_property
    def previews(self) -> "Previews":
        """Issues shown before they go."""
        from newsletter.app.previews import Previews

        return Previews(self.parts, self.issues, self._inspections, self.mails)

    @cached_property
    def renewal(self) -> "Renewal":
        """Approvals, frozen anew after the settings changed."""
        from newsletter.app.renewal import Renewal

        return Renewal(self.parts, self.issues, self.queue, self.approvals)

    @cached_property
    def web_changes(self) -> "WebChanges":
        """Corrections of what the archive shows."""
        from newsletter.app.web_changes import WebChanges

        return WebChanges(self.parts, self.issues, self.queue, self.approvals)

    @cached_property
    def dispatch_list(self) -> "DispatchList":
        """Dispatches with their counts."""
        from newsletter.app.dispatch_list import DispatchList

        return DispatchList(self.parts.listing)

    @cached_property
    def dispatches(self) -> "Dispatches":
        """What is on its way."""
        from newsletter.app.dispatches import Dispatches

        return Dispatches(self.parts, self.mails, self.queue, self.proof)

    @cached_property
    def people(self) -> "SubscriberAdmin":
        """The subscribers, as the editor sees them."""
        from newsletter.app.subscribers import SubscriberAdmin

        return SubscriberAdmin(self.parts, self.readers)

    @cached_property
    def correspondence(self) -> "Correspondence":
        """What people wrote to the letterbox in words."""
        from newsletter.app.correspondence import Correspondence

        return Correspondence(self.parts.store, self.readers)

    @cached_property
    def unread_reports(self) -> "UnreadReports":
        """Reports that were not acted on."""
        from newsletter.app.unread_reports import UnreadReports

        return UnreadReports(self.parts.store.inbox)

    @cached_property
    def providers(self) -> "Providers":
        """The providers there are."""
        from newsletter.app.providers import Providers

        return Providers(self.parts, self.mails, self.proof)

    @cached_property
    def reports(self) -> "Reports":
        """What comes back."""
        from newsletter.app.reports import Reports

        return Reports(self.parts, self.readers)

    @cached_property
    def backups(self) -> "Backups":
        """Backups, made and put back."""
        from newsletter.app.backups import Backups

        return Backups(self.parts)

    @cached_property
    def fleet(self) -> "Fleet":
        """Workers on many machines."""
        from newsletter.app.scheduler import Fleet

        return Fleet(self.settings, self.dispatches)

    @cached_property
    def liveness(self) -> "Liveness":
        """Whether rounds are made whole."""
        from newsletter.app.liveness import Liveness

        return Liveness(self.parts)

    @cached_property
    def starting(self) -> "Starting":
        """What happens before the first round."""
        from newsletter.app.starting import Starting

        return Starting(self.parts, self.dispatches, self.queue)

    @cached_property
    def reminders(self) -> "Reminders":
        """Mails to the editor."""
        from newsletter.app.reminders import Reminders

        return Reminders(self.parts, self.queue, self.mails, self.liveness)

    @cached_property
    def rounds(self) -> "Scheduler":
        """What the bell brings."""
        from newsletter.app.scheduler import Scheduler
        from newsletter.app.series import Newcomers

        return Scheduler(
            self.parts,
            self.dispatches,
            Newcomers(self.parts, self.queue),
            self.reports,
            self.reminders,
            self.readers,
            self.liveness,
        )

    @classmethod
    def at(cls, folder: Path, now: Callable[[], datetime] = utc_now) -> "Newsletter":
        """The publication in a folder.

        Raises:
            ConfigError: Its settings are wrong; the error lists every mistake.
        """
        return cls(load(folder), now)

    @property
    def settings(self) -> Settings:
        """What the publication has settled."""
        return self.parts.settings

    @property
    def zone(self) -> tzinfo:
        """Whose clock slots are read on."""
        return self.parts.zone

    def api_keys(self) -> "tuple[ApiKey, ...]":
        """Every API key, oldest first, revoked or not."""
        with self.parts.listing() as listing:
            return listing.api_keys()

    @contextmanager
    def bell(self) -> Iterator[None]:
        """While inside, the bell rings and mail is handed over; then the calls in flight end."""
        with self.rounds.ringing():
            yield

    def close(self) -> None:
        """Let go of the database and of connections to the provider."""
        if "provider" in vars(self.parts):
            self.parts.provider.close()
        if "store" in vars(self.parts):
            self.parts.store.close()

    # what the pages ask

    @property
    def publication(self) -> PublicationSettings:
        """Who speaks."""
        return self.settings.publication

    @property
    def answers_to(self) -> EmailAddress | None:
        """Where a reader's question goes."""
        return self.settings.sender.reply_to

    @cached_property
    def readers(self) -> "ReaderServices":
        """Everything that a reader can do."""
        from newsletter.app.reader_services import ReaderServices

        return ReaderServices(self.parts)

    def admit(self, provider: str, hook: Hook) -> Admission:
        """Decide whether the body of a provider's call is read."""
        return self.reports.admit(provider, hook)

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        """Check and keep a provider's call."""
        return self.reports.receive(provider, hook)

    def media(self, name: str) -> tuple[bytes, str] | None:
        """A picture that issues show, and its media type."""
        return self.issues.pictures.hosted(name)

    def health(self) -> tuple[str, ...]:
        """What is wrong right now, in words that anybody may see."""
        from newsletter.store.database import is_there

        try:
            alive = is_there(self.parts.store.database)
        except (StoreError, ConfigError):
            alive = False
        if not alive:
            return ("the database does not answer",)
        return ("no round was completed for some minutes",) if self.liveness.is_late else ()
