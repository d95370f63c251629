"""DKIM signing (RFC 6376), for servers that do not sign themselves."""

from collections.abc import Callable
from typing import TypeAlias

from newsletter.errors import ConfigError
from newsletter.model.secret import Secret

Signer: TypeAlias = Callable[[bytes], bytes]

# List-Unsubscribe and List-Unsubscribe-Post must be covered (RFC 8058 §4). Nobody can
# add a header that is listed once more than it occurs (RFC 6376 §8.15).
_COVERED = (
    b"from",
    b"to",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"feedback-id",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
)
_ONCE_MORE = (b"from", b"subject")


def signer(selector: str, domain: str, key: Secret) -> Signer:
    """Return a function that signs an email, or leaves it unchanged without settings.

    Raises:
        ConfigError: If the settings are incomplete, the key is unusable, or dkimpy
            (the extra ``dkim``) is not installed.
    """
    present = [bool(selector), bool(domain), bool(key)]
    if not any(present):
        return _unsigned
    if not all(present):
        raise ConfigError("dkim-incomplete")
    try:
        import dkim
    except ImportError as error:
        raise ConfigError("dkim-extra-missing") from error

    def sign(mime: bytes) -> bytes:
        head = mime.partition(b"\r\n\r\n")[0].lower()
        names = {line.partition(b":")[0].strip() for line in head.split(b"\r\n")}
        covered = [name for name in _COVERED if name in names]
        signature: bytes = dkim.sign(
            mime,
            selector.encode(),
            domain.encode(),
            key.reveal.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*covered, *_ONCE_MORE],
        )
        return signature + mime

    try:
        sign(b"From: a@example.org\r\nSubject: x\r\n\r\nx\r\n")
    except (dkim.DKIMException, ValueError) as error:
        raise ConfigError("dkim-key-unusable", reason=str(error)) from error
    return sign


def _unsigned(mime: bytes) -> bytes:
    return mime
