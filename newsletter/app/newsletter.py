"""One publication, with all its use cases."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.app.container import Container, utc_now
from newsletter.config import PublicationSettings, Settings, load
from newsletter.model.address import EmailAddress
from newsletter.model.hook import Admission, Hook

if TYPE_CHECKING:
    from newsletter.app.approvals import Approvals
    from newsletter.app.article_list import ArticleList
    from newsletter.app.articles import Articles
    from newsletter.app.backups import Backups
    from newsletter.app.correspondence import Correspondence
    from newsletter.app.desk import Desk
    from newsletter.app.dispatch_list import DispatchList
    from newsletter.app.dispatches import Dispatches
    from newsletter.app.emails import Emails
    from newsletter.app.feeds import Feeds
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
    from newsletter.app.startup import Startup
    from newsletter.app.subscribers import SubscriberAdmin
    from newsletter.app.unread_reports import UnreadReports
    from newsletter.app.web_articles import WebArticles
    from newsletter.app.web_changes import WebChanges
    from newsletter.app.webhooks import Webhooks


class Newsletter:
    """The use cases of a publication, by subject.

    Each subject is imported and built on first use, so a command loads only what it needs.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        """Set the settings and the clock. Nothing is opened yet."""
        self.container = Container(settings, now)

    @cached_property
    def articles(self) -> "Articles":
        """Return the articles."""
        from newsletter.app.articles import Articles

        return Articles.of(self.settings)

    @cached_property
    def article_list(self) -> "ArticleList":
        """Return the list of articles."""
        from newsletter.app.article_list import ArticleList

        return ArticleList(self.articles)

    @cached_property
    def web_articles(self) -> "WebArticles":
        """Return the articles by address."""
        from newsletter.app.web_articles import WebArticles

        return WebArticles(self.container, self.articles)

    @cached_property
    def feeds(self) -> "Feeds":
        """Return the followed feeds."""
        from newsletter.app.feeds import Feeds

        return Feeds(self.container, self.articles, self.web_articles)

    @cached_property
    def issues(self) -> "Issues":
        """Return the issue files."""
        from newsletter.app.issues import Issues

        return Issues(self.container, self.articles)

    @cached_property
    def desk(self) -> "Desk":
        """Return the use cases of the desk."""
        from newsletter.app.desk import Desk

        return Desk(self)

    @cached_property
    def emails(self) -> "Emails":
        """Return single emails: samples, tests and merge values."""
        from newsletter.app.emails import Emails

        return Emails(self.container)

    @cached_property
    def proof(self) -> "Deliverability":
        """Return the proof that email can be delivered."""
        from newsletter.app.readiness import Deliverability

        return Deliverability(self.container)

    @cached_property
    def queue(self) -> "Queue":
        """Return the queue."""
        from newsletter.app.queue import Queue

        return Queue(self.container)

    @cached_property
    def issue_list(self) -> "IssueList":
        """Return the list of issues with their status."""
        from newsletter.app.issue_list import IssueList

        return IssueList(self.container, self.queue)

    @cached_property
    def _inspections(self) -> "Inspections":
        from newsletter.app.inspections import Inspections

        return Inspections(self.container, self.articles, self.issues, self.emails)

    @cached_property
    def approvals(self) -> "Approvals":
        """Return the checks and approvals."""
        from newsletter.app.approvals import Approvals

        return Approvals(self.container, self.issues, self.queue, self._inspections)

    @cached_property
    def previews(self) -> "Previews":
        """Return the previews."""
        from newsletter.app.previews import Previews

        return Previews(self.container, self.issues, self._inspections, self.emails, self.queue)

    @cached_property
    def renewal(self) -> "Renewal":
        """Return the renewal of approvals after the settings changed."""
        from newsletter.app.renewal import Renewal

        return Renewal(self.container, self.issues, self.queue, self.approvals)

    @cached_property
    def web_changes(self) -> "WebChanges":
        """Return the corrections of archive pages."""
        from newsletter.app.web_changes import WebChanges

        return WebChanges(self.container, self.issues, self.queue, self.approvals)

    @cached_property
    def dispatch_list(self) -> "DispatchList":
        """Return the list of dispatches with their counts."""
        from newsletter.app.dispatch_list import DispatchList

        return DispatchList(self.container.listing)

    @cached_property
    def dispatches(self) -> "Dispatches":
        """Return the dispatches."""
        from newsletter.app.dispatches import Dispatches

        return Dispatches(self.container, self.emails, self.queue, self.proof)

    @cached_property
    def people(self) -> "SubscriberAdmin":
        """Return the subscribers as the editor manages them."""
        from newsletter.app.subscribers import SubscriberAdmin

        return SubscriberAdmin(self.container, self.readers)

    @cached_property
    def correspondence(self) -> "Correspondence":
        """Return the replies of readers."""
        from newsletter.app.correspondence import Correspondence

        return Correspondence(self.container, self.readers)

    @cached_property
    def unread_reports(self) -> "UnreadReports":
        """Return the reports that were not applied."""
        from newsletter.app.unread_reports import UnreadReports

        return UnreadReports(self.container.store.inbox)

    @cached_property
    def providers(self) -> "Providers":
        """Return the providers."""
        from newsletter.app.providers import Providers

        return Providers(self.container, self.emails, self.proof)

    @cached_property
    def reports(self) -> "Reports":
        """Return the reports of providers."""
        from newsletter.app.reports import Reports

        return Reports(self.container, self.readers)

    @cached_property
    def backups(self) -> "Backups":
        """Return backup and restore."""
        from newsletter.app.backups import Backups

        return Backups(self.container)

    @cached_property
    def fleet(self) -> "Fleet":
        """Return the worker of a fleet."""
        from newsletter.app.scheduler import Fleet

        return Fleet(self.settings, self.dispatches)

    @cached_property
    def liveness(self) -> "Liveness":
        """Return the monitor of the scheduled rounds."""
        from newsletter.app.liveness import Liveness

        return Liveness(self.container)

    @cached_property
    def startup(self) -> "Startup":
        """Return the steps before the first round."""
        from newsletter.app.startup import Startup

        return Startup(self.container, self.dispatches, self.queue)

    @cached_property
    def reminders(self) -> "Reminders":
        """Return the reminders to the editor."""
        from newsletter.app.reminders import Reminders

        return Reminders(self.container, self.queue, self.emails, self.liveness)

    @cached_property
    def rounds(self) -> "Scheduler":
        """Return the scheduled work."""
        from newsletter.app.scheduler import Scheduler

        return Scheduler.of(self)

    @cached_property
    def webhooks(self) -> "Webhooks":
        """Return the programs that are notified of events."""
        from newsletter.app.webhooks import Webhooks

        return Webhooks(self.container)

    @classmethod
    def at(cls, folder: Path, now: Callable[[], datetime] = utc_now) -> "Newsletter":
        """Return the publication in a folder.

        Raises:
            ConfigError: The settings are wrong. The error lists every mistake.
        """
        return cls(load(folder), now)

    @property
    def settings(self) -> Settings:
        """Return the publication's settings."""
        return self.container.settings

    @property
    def zone(self) -> tzinfo:
        """Return the time zone of the slots."""
        return self.container.zone

    def close(self) -> None:
        """Close the database and the connections to the provider."""
        self.container.close()

    @property
    def publication(self) -> PublicationSettings:
        """Return the settings of the publication itself: name, language, base URL."""
        return self.settings.publication

    @property
    def sender_name(self) -> str:
        """Return the name that an inbox shows as the sender's."""
        return self.container.letter.imprint.sender.name

    @property
    def answers_to(self) -> EmailAddress | None:
        """Return the address for readers' questions."""
        return self.settings.sender.reply_to

    @cached_property
    def readers(self) -> "ReaderServices":
        """Return everything that a reader can do."""
        from newsletter.app.reader_services import ReaderServices

        return ReaderServices(self.container)

    def admit(self, provider: str, hook: Hook) -> Admission:
        """Decide whether to read the body of a webhook call."""
        return self.reports.admit(provider, hook)

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        """Verify and store a webhook call, and return the status and headers to answer with."""
        return self.reports.receive(provider, hook)

    def media(self, name: str) -> tuple[bytes, str] | None:
        """Return a picture of an issue and its media type."""
        return self.container.pictures.hosted(name)

    def health(self) -> tuple[str, ...]:
        """Return what is wrong right now, without confidential details."""
        return self.liveness.problems()
