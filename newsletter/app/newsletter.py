"""One publication as a whole."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path

from newsletter.app.archive import Archive
from newsletter.app.articles import Articles
from newsletter.app.backups import Backups
from newsletter.app.desk import Desk
from newsletter.app.dispatches import Dispatches
from newsletter.app.fleet import Fleet
from newsletter.app.issues import Issues
from newsletter.app.mails import Mails
from newsletter.app.parts import Parts, utc_now
from newsletter.app.people import People
from newsletter.app.proof import Proof
from newsletter.app.providers import Providers
from newsletter.app.queue import Queue
from newsletter.app.readers import Readers
from newsletter.app.reminders import Reminders
from newsletter.app.renewal import Renewal
from newsletter.app.reports import Reports
from newsletter.app.rounds import Rounds
from newsletter.config import PublicationSettings, Settings, load
from newsletter.errors import ConfigError, StoreError
from newsletter.model.address import EmailAddress
from newsletter.model.hook import Hook


class Newsletter:
    """Everything that can be done with a publication, by subject."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        """Put the parts together; nothing is opened yet."""
        self.parts = Parts(settings, now)
        self.articles = Articles(self.parts)
        self.issues = Issues(self.parts, self.articles)
        self.mails = Mails(self.parts)
        self.proof = Proof(self.parts)
        self.queue = Queue(self.parts, self.issues)
        self.desk = Desk(self.parts, self.articles, self.issues, self.queue, self.mails)
        self.renewal = Renewal(self.parts, self.issues, self.queue, self.desk)
        self.dispatches = Dispatches(self.parts, self.mails, self.queue, self.proof)
        self.people = People(self.parts, lambda: self.readers)
        self.providers = Providers(self.parts, self.mails, self.proof)
        self.reports = Reports(self.parts, lambda: self.readers)
        self.backups = Backups(self.parts)
        self.fleet = Fleet(self.parts, self.dispatches)
        self.reminders = Reminders(self.parts, self.queue, self.mails)
        self.rounds = Rounds(
            self.parts, self.dispatches, self.reports, self.reminders, lambda: self.readers
        )

    @classmethod
    def at(cls, folder: Path, now: Callable[[], datetime] = utc_now) -> "Newsletter":
        """The publication in a folder.

        Raises:
            ConfigError: Its settings are wrong; every mistake is told.
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

    def opening_words(self) -> list[str]:
        """What an operator should know when it starts."""
        return [*self.rounds.opening_words(), *self.queue.missed()]

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

    # what the pages ask (web.needs)

    @property
    def publication(self) -> PublicationSettings:
        """Who speaks."""
        return self.settings.publication

    @property
    def answers_to(self) -> EmailAddress | None:
        """Where a reader's question goes."""
        return self.settings.sender.reply_to

    @cached_property
    def readers(self) -> Readers:
        """Everything that a reader can do."""
        archive = Archive(self.parts, self.issues, self.mails)

        def ring() -> None:  # the provider is built only when there is mail
            self.dispatches.dispatcher.ring()

        return Readers(self.parts, self.mails, archive, ring)

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
        return () if alive else ("the database does not answer",)
