"""The tables of a settings file, and the settings class of each."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from newsletter.errors import ConfigError
from newsletter.model.address import EmailAddress
from newsletter.model.secret import Secret

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

# Characters that are not escaped in HTML, text or headers (``model.edition.OWN_ADDRESSES``).
_LANGUAGE = re.compile(r"[a-z]{2}")
_BEGINS_ADDRESSES = re.compile(r"[\w\-.~/:\[\]%]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationSettings:
    """The publication itself: the keys outside tables.

    Attributes:
        name: The publication's name, in the masthead, the From header and the pages.
        tagline: A line under the name; empty for none.
        language: The language of the letter and the pages where a reader chose none: ``nl`` or ``en``.
        base_url: Where the reader pages are, as readers reach them.
        template: Folder in ``templates/`` for issues that name none.
        database: SQLAlchemy URL; a relative SQLite path starts at the publication's folder.
        contact: Who sends the letter and how to reach them, for the footer; one entry a line.
        secret: Signs every link; 32 characters at random. From the environment or ``.env``.
        old_secrets: Secrets used before, so that old links still unsubscribe; keep the very first one, which recognises suppressed addresses.
    """

    name: str = "Een helder moment"
    tagline: str = ""
    language: str = "nl"
    base_url: str = "http://127.0.0.1:8000"
    template: str = "helder-moment"
    database: str = "sqlite:///subscribers/newsletter.db"
    contact: tuple[str, ...] = ()
    secret: Secret | None = None
    old_secrets: tuple[Secret, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a malformed language, and a base URL that would break every link.

        Raises:
            ConfigError: The language is not two letters, or the base URL is not
                http(s), has no host, a slash at its end, or a character that is
                not allowed there.
        """
        if not _LANGUAGE.fullmatch(self.language):
            raise ConfigError("language-malformed", text=self.language)
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigError("base-url-malformed", text=self.base_url)
        if not _BEGINS_ADDRESSES.fullmatch(self.base_url):
            raise ConfigError("base-url-sign-wrong", text=self.base_url)
        if self.base_url.endswith("/"):
            raise ConfigError("base-url-ends-in-slash", text=self.base_url)

    @property
    def has_address(self) -> bool:
        """Whether ``base_url`` was set, to another value than the one for trying it out."""
        return self.base_url != type(self).__dataclass_fields__["base_url"].default

    @property
    def is_public(self) -> bool:
        """Whether readers elsewhere can reach the pages safely."""
        parts = urlsplit(self.base_url)
        return parts.scheme == "https" and parts.hostname not in LOCAL_HOSTS


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderSettings:
    """The sender of the letters; needed before any mail can leave this machine.

    Attributes:
        name: The From name; by default the publication's name.
        address: The From address, on a domain of your own.
        reply_to: Where answers arrive; a person reads them, so never a no-reply.
        list_id: The list's name for machines, which must never change (RFC 2919); by default made from base_url.
        feedback_sender: 5–15 characters by which Gmail counts complaints; by default made from the address.
        unsubscribe_mailbox: A mailbox whose mail unsubscribes its sender, if there is one.
        dkim_selectors: Names of the DKIM keys with which the provider signs, so that doctor can check them.
        help_url: A page about the letter (List-Help), if there is one.
        portrait: A picture of the writer, a file in the publication's folder; shown round under the title.
    """

    name: str = ""
    address: EmailAddress | None = None
    reply_to: EmailAddress | None = None
    list_id: str = ""
    feedback_sender: str = ""
    unsubscribe_mailbox: EmailAddress | None = None
    dkim_selectors: tuple[str, ...] = ()
    help_url: str = ""
    portrait: str = ""


_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """The publication's own site, where its articles are.

    Attributes:
        hosts: Names of the site's hosts, such as ``voorbeeld.nl``, subdomains included; the host of base_url is always one of them.
        keep_campaign_parameters: Whether links of articles keep their ``utm_`` parameters.
    """

    hosts: tuple[str, ...] = ()
    keep_campaign_parameters: bool = False

    def __post_init__(self) -> None:
        """Refuse an entry that is not the name of a host.

        Raises:
            ConfigError: An entry has a scheme, a path or a port.
        """
        for entry in self.hosts:
            if not _HOST.fullmatch(entry):
                raise ConfigError("host-malformed", text=entry)

    def has(self, address: str) -> bool:
        """Return whether an address is on one of the hosts or their subdomains."""
        host = host_of(address)
        named = (entry.casefold().removeprefix("www.") for entry in self.hosts)
        return any(host == one or host.endswith(f".{one}") for one in named)


def host_of(address: str) -> str:
    """Return an address's host in lower case, without ``www.``; empty if it has none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.casefold().removeprefix("www.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the pages are served.

    Attributes:
        host: Address to listen on; only this machine by default.
        port: Port to listen on.
        trusted_proxies: Addresses and networks of proxies whose ``X-Forwarded-For`` is trusted; that of others is ignored.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    trusted_proxies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a proxy that is not an address, because every request would fail.

        Raises:
            ConfigError: An entry is neither an IP address nor a network.
        """
        from ipaddress import ip_network

        for entry in self.trusted_proxies:
            try:
                ip_network(entry, strict=False)
            except ValueError:
                raise ConfigError("proxy-malformed", text=entry) from None


class LogFormat(Enum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


class LogLevel(Enum):
    """The least urgent line that the log has."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def number(self) -> int:
        """The level as ``logging`` counts it."""
        return logging.getLevelNamesMapping()[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """The log of ``newsletter run`` and ``newsletter worker``, on the standard error. It names no reader.

    Attributes:
        format: ``text`` for people, or ``json``: one object a line, for programs.
        level: The least urgent lines that are written: ``debug``, ``info``, ``warning`` or ``error``.
    """

    format: LogFormat = LogFormat.TEXT
    level: LogLevel = LogLevel.INFO


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSettings:
    """The service that notices when the newsletter has stopped.

    Attributes:
        ping_url: Asked for after good rounds, at most every five minutes, at a service that warns when that ends (a dead man's switch). Its path is a secret.
    """

    ping_url: Secret | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be asked for.

        Raises:
            ConfigError: It is no http or https address.
        """
        if self.ping_url is None:
            return
        parts = urlsplit(self.ping_url.reveal)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigError("ping-url-malformed")


_SHORTEST_TOKEN = 16  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSettings:
    """Metrics for Prometheus at ``/metrics``; off until there is a token. They need the extra ``metrics``.

    Attributes:
        token: The bearer token of who may read them. From the environment or ``.env``.
        allowed: Addresses and networks from which they may be read; only this machine by default.
    """

    token: Secret | None = None
    allowed: tuple[str, ...] = ("127.0.0.1", "::1")

    def __post_init__(self) -> None:
        """Refuse a token that can be guessed, and what is no network.

        Raises:
            ConfigError: The token is too short, or an entry is no IP address or network.
        """
        from ipaddress import ip_network

        if self.token is not None and len(self.token.reveal) < _SHORTEST_TOKEN:
            raise ConfigError("metrics-token-short", shortest=_SHORTEST_TOKEN)
        for entry in self.allowed:
            try:
                ip_network(entry, strict=False)
            except ValueError:
                raise ConfigError("network-malformed", text=entry) from None


def split_provider(table: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the provider's name and its table, from ``[tool.newsletter.provider]``."""
    name = str(table.get("name", "outbox"))
    own = table.get(name, {})
    return name, own if isinstance(own, Mapping) else {}
