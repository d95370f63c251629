"""Readiness: a one-click POST at the base URL works, and the sender's domain authenticates the email."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter.app.container import Container
from newsletter.audience.tokens import Purpose
from newsletter.errors import ConfigError, FetchError
from newsletter.message import Message
from newsletter.model.letterhead import is_private_host, is_reserved

if TYPE_CHECKING:
    from newsletter.fetching.fetcher import Fetcher
    from newsletter.providers.wire.domain import DomainFinding, Resolver


_HOLDS_FOR = timedelta(days=30)
_READ_BACK_FOR = timedelta(days=365)
_NOBODY = 0  # a signed token of no reader: pressing it lets nobody leave
_ONE_CLICK = b"List-Unsubscribe=One-Click"
_NOT_READ_BACK = Message("mail-not-read-back")
_FORM = {"content-type": "application/x-www-form-urlencoded"}


class Deliverability:
    """Proved once for these settings and then for thirty days; nothing where mail stays here.

    Args:
        parts: The publication.
        fetcher: Instead of the guarded way to the outside, for tests.
        resolver: Instead of the system's DNS, for tests.
    """

    def __init__(
        self,
        parts: Container,
        fetcher: "Callable[[], Fetcher] | None" = None,
        resolver: "Callable[[], Resolver] | None" = None,
    ) -> None:
        self._parts = parts
        self._fetcher = fetcher
        self._resolver = resolver

    def demand(self) -> None:
        """Prove before the first real dispatch that email can leave and readers can unsubscribe.

        Raises:
            ConfigError: It does not hold; the error lists every reason.
        """
        if self._parts.stays_here:
            return
        chores = self._parts.store.chores
        name = f"proof {self._what}"
        if not chores.is_due(name, _HOLDS_FOR):
            return
        wrong, _ = self.examine()
        if wrong:
            raise ConfigError(*wrong)
        chores.done(name)

    def examine(self) -> tuple[Sequence[Message], Sequence[Message]]:
        """Return what is wrong with the provider and the domain, and what could be better."""
        if self._parts.stays_here:
            return (), ()
        errors, hints = self._about_the_domain()
        unread = () if self._is_read_back() else (_NOT_READ_BACK,)
        return (*self._about_one_click(), *errors), (*hints, *unread)

    def read_back(self, mime: bytes) -> tuple[Sequence[Message], Sequence[Message]]:
        """What is wrong with a test mail as a mailbox got it, and what could be better.

        That one held is remembered for these settings.
        """
        from newsletter.providers.wire import domain

        sender = self._parts.letter.imprint.sender.address
        errors, hints = _by_level(domain.received(mime, str(sender)))
        if not errors:
            self._parts.store.chores.done(f"read back {self._what}")
        return errors, hints

    def _is_read_back(self) -> bool:
        return not self._parts.store.chores.is_due(f"read back {self._what}", _READ_BACK_FOR)

    @property
    def _what(self) -> str:
        """A name for the settings that a proof holds for."""
        settings = self._parts.settings
        told = f"{settings.publication.base_url} {settings.sender.address} {settings.provider}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def _about_one_click(self) -> tuple[Message, ...]:
        """RFC 8058 §3.1: a POST without cookies is answered with 200 and not redirected."""
        from newsletter.fetching.fetcher import Fetcher

        token = self._parts.keyring.token(Purpose.LEAVE, _NOBODY)
        address = f"{self._parts.settings.publication.base_url}/unsubscribe/{token}"
        fetcher = (
            self._fetcher()
            if self._fetcher
            else Fetcher(self._parts.settings.fetching, monotonic=self._parts.ticking)
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

        sender = self._parts.settings.sender
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
# Mailboxes that everybody shares: their DMARC policies refuse mail that others send in their name.
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


def problems(parts: Container, *, refuse: bool = False) -> tuple[Message, ...]:
    """Everything that stands between an issue and real readers; nothing where mail stays here.

    Args:
        parts: The publication.
        refuse: Raise instead of returning.

    Raises:
        ConfigError: With all of them, where ``refuse`` is set.
    """
    if parts.stays_here:
        return ()
    found = unsettled(parts)
    if refuse and found:
        raise ConfigError(*found)
    return found


def unsettled(parts: Container) -> tuple[Message, ...]:
    """What must still be settled before mail can leave, also where it stays here for now."""
    return (*_about_the_pages(parts), *_about_the_sender(parts))


def as_message(told: str | Message) -> Message:
    """Return what a provider told as a message: text as it is, or as an error's ``detail`` has it."""
    return told if isinstance(told, Message) else Message.from_text(told)


def peculiarities(parts: Container) -> tuple[Message, ...]:
    """Return what the chosen provider does its own way, such as headers that it does not take."""
    can = parts.provider.capabilities
    own = tuple(map(as_message, can.peculiarities))
    if not can.forbidden_headers:
        return own
    names = ", ".join(sorted(can.forbidden_headers))
    return (*own, Message("headers-not-taken", provider=parts.provider.name, headers=names))


def _about_the_pages(parts: Container) -> tuple[Message, ...]:
    publication = parts.settings.publication
    found = []
    host = urlsplit(publication.base_url).hostname or ""
    if not publication.is_public or is_private_host(host):
        found.append(Message("base-url-private", address=publication.base_url))
    if publication.secret is None:
        found.append(Message("secret-temporary"))
    if not publication.contact:
        found.append(Message("contact-missing"))
    return tuple(found)


def _about_the_sender(parts: Container) -> tuple[Message, ...]:
    sender = parts.settings.sender
    found = []
    if not sender.name:
        found.append(Message("sender-name-missing"))
    if sender.address is None:
        found.append(Message("sender-address-missing"))
    elif sender.address.domain in _SHARED_DOMAINS or is_reserved(sender.address.domain):
        found.append(Message("sender-domain-shared", domain=sender.address.domain))
    if sender.reply_to is None:
        found.append(Message("reply-to-missing"))
    elif sender.reply_to.local.lower() in _NO_REPLY:
        found.append(Message("reply-to-unread", address=str(sender.reply_to)))
    return tuple(found)
