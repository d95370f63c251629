"""The tables ``[webhooks.NAME]``: which programs are notified of events, and with which key."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import urlsplit

from newsletter.audience.settings import PrivacySettings
from newsletter.config.tables import ENVIRONMENT, fill, with_environment
from newsletter.errors import ConfigError
from newsletter.message import Message
from newsletter.model.secret import Secret
from newsletter.model.webhook import EventKind

# Without hyphens and underscores, so that a variable's name has one meaning.
_NAME: Final = re.compile(r"[a-z][a-z0-9]{0,29}")
_PREFIX: Final = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a key (Standard Webhooks, "Signature scheme")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """A table for each program that is notified of events; see webhooks.md.

    Attributes:
        url: The address that is called, with https.
        events: What it is notified of: ``subscriber.joined``, ``subscriber.left``, ``issue.sent``, ``dispatch.paused``.
        secret: Signs every call: ``whsec_`` and 24 to 64 bytes in Base64. From the environment or ``.env``.
        old_secret: The secret before this one, which signs too until it is removed.
        recipient: The name in ``[[privacy.recipients]]`` of the company that gets readers' addresses by it; without one, the calls have a number instead.
        allow_private: Whether the address may be in a private network, also over http.
    """

    url: str
    events: tuple[EventKind, ...]
    secret: Secret | None = None
    old_secret: Secret | None = None
    recipient: str = ""
    allow_private: bool = False

    def __post_init__(self) -> None:
        """Refuse an address that is never called, a key that signs nothing, and no events.

        Raises:
            ConfigError: The settings are any of these.
        """
        parts = urlsplit(self.url)
        schemes = {"https", "http"} if self.allow_private else {"https"}
        if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc:
            raise ConfigError("webhook-url-malformed", text=self.url)
        if not self.events:
            raise ConfigError("webhook-without-events")
        for key in ("secret", "old_secret"):
            given = getattr(self, key)
            if given and not _SHORTEST <= len(_key_in(given)) <= _LONGEST:
                raise ConfigError("webhook-secret-malformed", key=key)

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys that sign a call, the present one first; none without a secret."""
        if not self.secret:
            return ()
        return tuple(_key_in(one) for one in (self.secret, self.old_secret) if one)


def _key_in(secret: Secret) -> bytes:
    try:
        return base64.b64decode(secret.reveal.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""


def read_webhooks(
    table: object, around: Mapping[str, str], where: str, problems: list[Message]
) -> Mapping[str, WebhookSettings]:
    """Return the webhooks by name, and add a message for each mistake.

    Args:
        table: The table ``webhooks`` of the settings file.
        around: The environment, with ``.env``.
        where: How problems name that table.
        problems: One message is added for each mistake.
    """
    found: dict[str, WebhookSettings] = {}
    for name, own in table.items() if isinstance(table, Mapping) else [("", None)]:
        here = f"{where.removesuffix(']')}.{name}]" if name else where
        if not isinstance(own, Mapping):
            wrong = Message("value-no-table")
            problems.append(Message("settings-wrong", where=here, problem=wrong))
        elif not _NAME.fullmatch(name):
            wrong = Message("webhook-name-malformed", name=name)
            problems.append(Message("settings-wrong", where=here, problem=wrong))
        else:
            values = with_environment(WebhookSettings, own, around, ("webhooks", name))
            filled = fill(WebhookSettings, values, here, problems)
            if filled is not None:
                found[name] = filled
    return found


def unknown_recipients(
    webhooks: Mapping[str, WebhookSettings], privacy: PrivacySettings | None
) -> Iterator[Message]:
    """Yield a problem for each recipient of addresses that the privacy page does not name."""
    if privacy is None:  # with mistakes of its own
        return
    named = {"", *(one.name for one in privacy.recipients)}
    for name, own in webhooks.items():
        if own.recipient not in named:
            yield Message("webhook-recipient-unknown", webhook=name, recipient=own.recipient)


def variables_of(names: Iterable[str]) -> set[str]:
    """Return the variables that the settings of these webhooks may come from."""
    keys = [field.name for field in fields(WebhookSettings)]
    return {f"{ENVIRONMENT}WEBHOOKS_{name}_{key}".upper() for name in names for key in keys}
