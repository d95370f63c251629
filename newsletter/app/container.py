"""The objects of one publication, each built from the settings on first use.

A command that only reads an article opens no database; one that lists the queue
loads no template.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from shutil import disk_usage
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newsletter.app import listening
from newsletter.app.letter_settings import letter_of
from newsletter.app.meter import Meter
from newsletter.app.pictures import Pictures
from newsletter.app.subjects import Subjects
from newsletter.config import LOCAL_HOSTS, Settings, cache_folder
from newsletter.config.places import dotenv
from newsletter.errors import ConfigError, TemplateError
from newsletter.model.secret import Secret
from newsletter.text import files

if TYPE_CHECKING:
    from newsletter.audience.api_keys import Limiter
    from newsletter.audience.tokens import Keyring
    from newsletter.model.delivery import Capabilities
    from newsletter.model.provider import Provider
    from newsletter.rendering.settings import LetterSettings
    from newsletter.rendering.templates import Template
    from newsletter.store.listing import Listing
    from newsletter.store.reading import ReadConnection
    from newsletter.store.store import Store


_VARIABLE: Final = "NEWSLETTER_SECRET"


def utc_now() -> datetime:
    """Return the current time, from the only clock of the newsletter."""
    return datetime.now(UTC)


class Container:
    """The objects of one publication, wired together."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        """Set the settings and the clock, which the demo advances. Nothing is opened yet."""
        self.settings = settings
        self.now = now
        self.ticking = monotonic  # monotonic, for durations
        self.disk_usage: Callable[[Path], tuple[int, int, int]] = disk_usage  # all, used, free
        self.served_at = ""  # the URL at which this process serves the pages, if it does
        self.has_mail = Event()  # set when a notice was stored and can be sent immediately
        self._templates: dict[tuple[str, str], Template] = {}  # templates are loaded once
        self.subjects = Subjects()
        self.meter = Meter()
        self._letter: tuple[Settings, LetterSettings] | None = None  # of these settings

    @property
    def folder(self) -> Path:
        """Return the publication's folder."""
        return self.settings.folder

    @property
    def pages_at(self) -> str:
        """Return the URL of the pages in links that are made now: ``base_url``, once it is set.

        Until then it is where the pages are served on this machine, or would be.
        """
        web, publication = self.settings.web, self.settings.publication
        if publication.has_address:
            return publication.base_url
        return self.running_at or listening.address_of(web.host, web.port)

    @property
    def running_at(self) -> str | None:
        """Return where a process of this machine serves the pages now, if one does."""
        return self.served_at or listening.found(self.folder)

    @property
    def stray_links(self) -> str | None:
        """Return where the links in letters lead, if these pages are served elsewhere.

        A letter keeps its links once it is sent, so they do not follow the server, as those
        of ``pages_at`` do.
        """
        publication, here = self.settings.publication, self.running_at
        if publication.has_address or here in {None, publication.base_url}:
            return None
        return publication.base_url

    @property
    def zone(self) -> tzinfo:
        """Return the time zone of the slots."""
        return self.settings.schedule.timezone

    @cached_property
    def secret(self) -> Secret:
        """Return the secret that signs links. It is generated if email stays on this machine.

        Raises:
            ConfigError: A real provider is set and there is no secret.
        """
        given = self.settings.publication.secret
        if given is not None:
            return given
        if not self.stays_here:
            raise ConfigError("secret-not-set")
        return self._draw_secret()

    def _draw_secret(self) -> Secret:
        import secrets

        path = self.folder / ".env"
        with files.locked_folder(self.folder):
            if known := dotenv(self.folder).get(_VARIABLE):  # another process was first
                return Secret(known)
            drawn = Secret(secrets.token_urlsafe(32))
            kept = path.read_text("utf-8") if path.exists() else ""
            if kept and not kept.endswith("\n"):
                kept += "\n"  # otherwise the secret would become part of the last line's value
            files.replace(path, f"{kept}{_VARIABLE}={drawn.reveal}\n", mode=0o600)
        return drawn

    @cached_property
    def keyring(self) -> "Keyring":
        """Return the keyring that signs and reads the tokens in links."""
        from newsletter.audience.tokens import Keyring

        return Keyring(self.secret, *self.settings.publication.old_secrets)

    @cached_property
    def limiter(self) -> "Limiter":
        """Return the counter of attempts, by which these are limited."""
        from newsletter.audience.api_keys import Limiter

        return Limiter(limits=self.store.limits, keyring=self.keyring, clock=self.now)

    @cached_property
    def pictures(self) -> Pictures:
        """Return the hosted pictures, which remember what was made."""
        return Pictures(self.folder / "media")

    @property
    def journal(self) -> Path:
        """Return the path of the journal, by which a restored backup is made safe."""
        return self.folder / "subscribers" / "journal.log"

    @cached_property
    def store(self) -> "Store":
        """Return the database, opened and migrated."""
        from newsletter.app.opening import open_store

        return open_store(self)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read from one snapshot in this thread while the context is open, and write nothing."""
        with self.store.snapshot():
            yield

    @contextmanager
    def queueing_mail(self) -> Iterator[None]:
        """Open a transaction, after which the mails that were queued in it are sent at once."""
        with self.store.together():
            yield
        self.has_mail.set()

    @contextmanager
    def reading(self) -> "Iterator[ReadConnection]":
        """Open the database for reading lists, without the full store if it needs no migration.

        Within a snapshot, they are read from that.

        Raises:
            StoreError: As for ``store``.
        """
        from newsletter.store.reading import ReadConnection

        joined = ReadConnection.within(self.store.database) if "store" in vars(self) else None
        if joined is not None:
            yield joined
            return
        peppers = (self.secret, *self.settings.publication.old_secrets)
        with ExitStack() as opened:
            found = ReadConnection.open(self.settings.database_url)
            if found is not None:
                opened.callback(found.close)
            is_ready = found is not None and found.needs_nothing(peppers, self.journal)
            if found is None or not ("store" in vars(self) or is_ready):
                database = self.store.database  # migrates, or raises with the reason
                found = found or opened.enter_context(closing(ReadConnection.second(database)))
            yield found

    @contextmanager
    def listing(self) -> "Iterator[Listing]":
        """Open what the lists of issues, the queue and dispatches read from."""
        from newsletter.store.listing import Listing

        with self.reading() as reading:
            yield Listing(reading)

    @cached_property
    def provider(self) -> "Provider":
        """Return the chosen provider."""
        from newsletter.providers import build

        return build(self.settings.provider, self.provider_settings)

    @property
    def capabilities(self) -> "Capabilities":
        """Return the chosen provider's capabilities, even if its account is not configured yet."""
        from newsletter.providers import capabilities_of

        try:
            return self.provider.capabilities
        except ConfigError:
            return capabilities_of(self.settings.provider)

    @property
    def stays_here(self) -> bool:
        """Return whether email cannot leave this machine, as with the outbox or a loopback provider."""
        base = getattr(self.settings.provider_settings, "base", "")
        return self.provider.capabilities.is_local or urlsplit(str(base)).hostname in LOCAL_HOSTS

    def has_outbox(self, provider: str = "") -> bool:
        """Return whether emails become files in the outbox, so that nobody gets them.

        Args:
            provider: The name of a provider that was chosen earlier; by default the present one.
        """
        from newsletter.providers import capabilities_of

        try:
            return capabilities_of(provider or self.settings.provider).is_local
        except ConfigError:  # one that was installed then
            return False

    @property
    def provider_settings(self) -> object:
        """Return the chosen provider's settings, with folders relative to the publication's."""
        import dataclasses

        given = self.settings.provider_settings
        folder = getattr(given, "folder", None)
        if isinstance(folder, Path) and not folder.is_absolute():
            return dataclasses.replace(given, folder=self.folder / folder)
        return given

    @property
    def letter(self) -> "LetterSettings":
        """Return the parts of every email that describe the publication.

        A missing sender is replaced by a placeholder, with which no email may leave.
        """
        settings, known = self.settings, self._letter
        if known is None or known[0] is not settings:
            # together in one value: settings may be renewed in another thread meanwhile
            known = self._letter = (settings, letter_of(settings))
        return known[1]

    def template(self, name: str | None = None, language: str = "") -> "Template":
        """Return a template by folder name. The publication's own take precedence.

        Args:
            name: The folder's name; by default the publication's template.
            language: The language of its words and notices; by default the publication's.

        Raises:
            TemplateError: It does not exist or is invalid.
        """
        wanted = name or self.settings.publication.template
        language = language or self.settings.publication.language
        if (wanted, language) not in self._templates:
            self._templates[wanted, language] = self._load_template(wanted, language)
        return self._templates[wanted, language]

    def _load_template(self, wanted: str, language: str) -> "Template":
        from newsletter.rendering.templates import load_template

        return load_template(self.template_folder(wanted), language, cache=cache_folder())

    def close(self) -> None:
        """Close the connections to the provider and the database, if any were opened."""
        if "provider" in vars(self):
            self.provider.close()
        if "store" in vars(self):
            self.store.close()

    def shipped_template(self, language: str) -> "Template":
        """Return the default template of the package."""
        from newsletter.app.publication import shipped
        from newsletter.rendering.templates import load_template

        return load_template(shipped("templates") / "helder-moment", language)

    def template_folder(self, name: str | None = None) -> Path:
        """Return the folder of a template, valid or not.

        Raises:
            TemplateError: It does not exist.
        """
        from newsletter.app.publication import shipped

        wanted = name or self.settings.publication.template
        places = (self.folder / "templates", shipped("templates"))
        for place in places:
            if (found := files.named(place, wanted)) and (found / "theme.toml").is_file():
                return found
        there = sorted(
            {found.parent.name for place in places for found in place.glob("*/theme.toml")}
        )
        folder = self.folder / "templates"
        raise TemplateError("template-unknown", folder, name=wanted, templates=", ".join(there))
