"""Readiness for real sending: settings, one-click unsubscribe, and the sender's domain."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.app.container import Container
from newsletter.audience.tokens import Purpose
from newsletter.errors import ConfigError, FetchError, NewsletterError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.editor import Permission
from newsletter.model.letterhead import is_private_host, is_reserved
from newsletter.rendering.headers import issue_headers

if TYPE_CHECKING:
    from newsletter.fetching.fetcher import Fetcher
    from newsletter.providers.wire.domain import DomainFinding, Resolver

log = logging.getLogger(__name__)

_HOLDS_FOR = timedelta(days=30)
_PATIENCE_SECONDS = 1.5
_FRESH_SECONDS = 60.0  # for so long, a failed check is believed that took long
_READ_BACK_FOR = timedelta(days=365)
_NOBODY = 0  # a signed token of no subscriber: using it unsubscribes nobody
_ONE_CLICK = b"List-Unsubscribe=One-Click"
_NOT_READ_BACK = Message("mail-not-read-back")
_FORM = {"content-type": "application/x-www-form-urlencoded"}


class _Check(Thread):
    """A proof that is being made."""

    def __init__(self, demand: Callable[[], None], what: str, ticking: Callable[[], float]) -> None:
        super().__init__(name="proof", daemon=True)
        self.wrong: NewsletterError | None = None
        self._demand, self._what, self._ticking = demand, what, ticking
        self._began = ticking()
        self._ended: float | None = None
        self.start()

    def run(self) -> None:
        try:
            self._demand()
        except NewsletterError as error:
            self.wrong = error
        except Exception:
            log.exception("the check of the sender's domain failed")
            self.wrong = ConfigError("proof-failed")
        self._ended = self._ticking()

    def is_over(self, what: str, now: float) -> bool:
        """Return whether it says nothing about these settings now."""
        if what != self._what or self._ended is None:
            return what != self._what
        was_quick = self._ended - self._began < _PATIENCE_SECONDS  # and costs nothing to repeat
        return was_quick or now - self._ended > _FRESH_SECONDS


class Deliverability:
    """Proof that email can be delivered, valid for 30 days. It is not needed if email stays here.

    Args:
        container: The publication's container.
        fetcher: Replaces the guarded fetcher in tests.
        resolver: Replaces the system's DNS in tests.
    """

    def __init__(
        self,
        container: Container,
        fetcher: "Callable[[], Fetcher] | None" = None,
        resolver: "Callable[[], Resolver] | None" = None,
    ) -> None:
        self._container = container
        self._fetcher = fetcher
        self._resolver = resolver
        self._lock = Lock()
        self._check: _Check | None = None

    def demand(self) -> None:
        """Prove before the first real dispatch that email can leave and readers can unsubscribe.

        Raises:
            ConfigError: The proof failed. The error lists every reason.
        """
        if self._is_proven():
            return
        what = self._what
        wrong, _ = self.examine()
        if wrong:
            raise ConfigError(*wrong)
        self._container.store.chores.done(f"proof {what}")

    def demand_soon(self) -> None:
        """Do the same for a page, without waiting for a silent name server.

        The check then continues in the background, and what it finds counts for a minute.

        Raises:
            ConfigError: The proof failed, or is still under way.
        """
        if self._is_proven():
            return
        with self._lock:
            check = self._check
            if check is None or check.is_over(self._what, self._container.ticking()):
                check = self._check = _Check(self.demand, self._what, self._container.ticking)
        check.join(_PATIENCE_SECONDS)
        if check.is_alive():
            raise ConfigError("proof-under-way")
        if check.wrong is not None:
            raise check.wrong.with_traceback(None)  # which each of several callers extends

    def _is_proven(self) -> bool:
        proof = f"proof {self._what}"
        return self._container.stays_here or not self._container.store.chores.is_due(
            proof, _HOLDS_FOR
        )

    def examine(self) -> tuple[Sequence[Message], Sequence[Message]]:
        """Return what is wrong with the provider and the domain, and what could be better."""
        if self._container.stays_here:
            return (), ()
        errors, hints = self._about_the_domain()
        unread = () if self._is_read_back() else (_NOT_READ_BACK,)
        return (*self._about_one_click(), *errors), (*hints, *unread)

    def read_back(self, mime: bytes) -> tuple[Sequence[Message], Sequence[Message]]:
        """Return what is wrong with a received test email, and what could be better.

        A success is recorded for these settings.
        """
        from newsletter.providers.wire import domain

        sender = self._container.letter.imprint.sender.address
        errors, hints = _by_level(domain.received(mime, str(sender)))
        if not errors:
            self._container.store.chores.done(f"read back {self._what}")
        return errors, hints

    def _is_read_back(self) -> bool:
        return not self._container.store.chores.is_due(f"read back {self._what}", _READ_BACK_FOR)

    @property
    def _what(self) -> str:
        """Return a name for the settings that a proof is valid for."""
        settings = self._container.settings
        identity = f"{settings.publication.base_url} {settings.sender.address} {settings.provider}"
        return hashlib.sha256(identity.encode()).hexdigest()[:16]

    def _about_one_click(self) -> tuple[Message, ...]:
        """Check that a POST without cookies gets 200 and no redirect (RFC 8058 §3.1)."""
        from newsletter.fetching.fetcher import Fetcher

        token = self._container.keyring.token(Purpose.LEAVE, _NOBODY)
        address = f"{self._container.settings.publication.base_url}/unsubscribe/{token}"
        fetcher = (
            self._fetcher()
            if self._fetcher
            else Fetcher(self._container.settings.fetching, monotonic=self._container.ticking)
        )
        try:
            answer = fetcher.post(address, _ONE_CLICK, _FORM)
        except FetchError as error:
            return (Message("base-url-unreachable", reason=error.message),)
        if answer.status != 200:
            return (Message("base-url-refuses-one-click", status=answer.status),)
        return ()

    def _about_the_domain(self) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
        from newsletter.providers.wire import domain

        sender = self._container.settings.sender
        if sender.address is None:
            return (), ()
        resolver = self._resolver() if self._resolver else domain.dns_resolver()
        found = domain.check(sender.address.domain, resolver, selectors=sender.dkim_selectors)
        return _by_level(found)


def _by_level(
    found: "Sequence[DomainFinding]",
) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    from newsletter.providers.wire.domain import DomainLevel

    return (
        tuple(one.message for one in found if one.level is DomainLevel.ERROR),
        tuple(one.message for one in found if one.level is DomainLevel.HINT),
    )


_NO_REPLY = ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply")
# Public mailbox domains: their DMARC policies reject email sent by others in their name.
_SHARED_DOMAINS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.nl",
        "live.nl",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "ziggo.nl",
        "kpnmail.nl",
    }
)


def problems(container: Container, *, refuse: bool = False) -> tuple[Message, ...]:
    """Return everything that prevents real sending, which is nothing if email stays here.

    Args:
        container: The publication's container.
        refuse: Whether to raise instead of returning.

    Raises:
        ConfigError: There are problems and ``refuse`` is set. The error lists all of them.
    """
    if container.stays_here:
        return ()
    found = unsettled(container)
    if refuse and found:
        raise ConfigError(*found)
    return found


def unsettled(container: Container) -> tuple[Message, ...]:
    """Return what must be configured before real sending, even if email stays here for now."""
    return (*_about_the_pages(container), *_about_the_sender(container))


def about_hold(container: Container) -> tuple[Message, ...]:
    """Return why nobody is asked to release issues, although each of them waits for that."""
    schedule = container.settings.schedule
    if not schedule.hold:
        return ()
    found = []
    if not any(one.may(Permission.SEND) for one in container.store.editors.all()):
        found.append(Message("hold-without-editors"))
    if not schedule.remind_before:
        found.append(Message("hold-without-mail"))
    return tuple(found)


def as_message(text: str | Message) -> Message:
    """Return a provider's text as a message, and decode an error's ``detail``."""
    return text if isinstance(text, Message) else Message.from_text(text)


def peculiarities(container: Container) -> tuple[Message, ...]:
    """Return peculiarities of the chosen provider, such as headers of ours that it drops."""
    can = container.provider.capabilities
    own = tuple(map(as_message, can.peculiarities))
    dropped = [
        name
        for name, _ in issue_headers(container.letter.imprint, issue=0)
        if name.lower() in can.forbidden_headers
    ]
    if not dropped:
        return own
    provider = can.title or container.provider.name
    return (*own, Message("headers-not-taken", provider=provider, headers=dropped))


def _about_the_pages(container: Container) -> tuple[Message, ...]:
    publication = container.settings.publication
    found = []
    host = urlsplit(publication.base_url).hostname or ""
    if not publication.is_public or is_private_host(host):
        found.append(Message("base-url-private", address=publication.base_url))
    if publication.secret is None:
        found.append(Message("secret-temporary"))
    if not publication.contact:
        found.append(Message("contact-missing"))
    return tuple(found)


def is_unread(address: EmailAddress) -> bool:
    """Return whether an address says that nobody reads what arrives there."""
    return address.local.lower() in _NO_REPLY


def _about_the_sender(container: Container) -> tuple[Message, ...]:
    sender = container.settings.sender
    found = []
    if not sender.name:
        found.append(Message("sender-name-missing"))
    if sender.address is None:
        found.append(Message("sender-address-missing"))
    elif sender.address.domain in _SHARED_DOMAINS or is_reserved(sender.address.domain):
        found.append(Message("sender-domain-shared", domain=sender.address.domain))
    if sender.reply_to is None:
        found.append(Message("reply-to-missing"))
    elif is_unread(sender.reply_to):
        found.append(Message("reply-to-unread", address=str(sender.reply_to)))
    return tuple(found)
