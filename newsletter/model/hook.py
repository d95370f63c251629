"""A provider's webhook call, and the status codes that the provider expects."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hook:
    """One raw call at ``/hooks/{provider}``, free of any web framework.

    Attributes:
        headers: By lower-case name; the last one counts where a name comes twice.
        body: The bytes as received: signatures cover them.
        query: The parameters after the question mark.
    """

    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def basic(self) -> tuple[str, str] | None:
        """User and password of HTTP Basic authentication (RFC 7617), if they can be read."""
        scheme, _, given = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            user, colon, password = (
                base64.b64decode(given.strip(), validate=True).decode().partition(":")
            )
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
        return (user, password) if colon else None

    @property
    def bearer(self) -> str:
        """The token of ``Authorization: Bearer`` (RFC 6750), or nothing."""
        scheme, _, given = self.headers.get("authorization", "").partition(" ")
        return given.strip() if scheme.lower() == "bearer" else ""


LARGEST_SIGNED = 1024 * 1024  # bytes of a body that must be read to verify the call
LARGEST_BATCH = 4 * LARGEST_SIGNED  # bytes of a body whose headers were verified before


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Whether the body of a webhook call may be read, decided from its headers.

    Attributes:
        refusal: The status to answer with at once; ``None``: the body may be read.
        headers: The headers of that answer.
        largest_bytes: The limit on the body.
        busy: The status for a body that cannot be accepted now, so that the provider repeats it.
    """

    refusal: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    largest_bytes: int = LARGEST_SIGNED
    busy: int = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookStatuses:
    """The statuses that make a provider do what we intend, if they are special.

    Attributes:
        accepted: It was stored and need not be repeated.
        forged: It did not prove its origin; a genuine call may be repeated.
        store_down: It was not stored and should be repeated later.
        never: It was signed too long ago. Where a repetition carries the same
            signature, repeating it is useless.
        challenge: ``WWW-Authenticate`` sent with ``forged``, for clients that ask first.
        largest_bytes: Of a call. SendGrid closes a batch at 768 KB (its documentation
            of the Event Webhook), SNS carries 256 KiB to HTTP (AWS, large messages,
            2026); Postmark, Mailgun, Resend and MailerSend post one event a call.
    """

    accepted: int = 200
    forged: int = 401
    store_down: int = 503
    never: int = 401
    challenge: str = ""
    largest_bytes: int = LARGEST_SIGNED
