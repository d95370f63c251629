"""Authentication of webhook calls by passwords and signatures, in constant time."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from newsletter.errors import BadHook, StaleHook
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret

_SVIX_WINDOW = timedelta(minutes=5)
BASIC = 'Basic realm="newsletter"'  # the challenge for clients that wait for one (RFC 7617)


def by_basic(provider: str, hook: Hook, user: str, password: Secret) -> str:
    """Verify user and password of HTTP Basic authentication and return the body's key.

    Raises:
        BadHook: If they are wrong or not configured.
    """
    given_user, given_password = hook.basic or ("", "")
    # both are always compared, so that the time reveals nothing about either
    is_user, is_password = Secret(user).matches(given_user), password.matches(given_password)
    if not (is_user and is_password):
        raise BadHook(provider, "hook-password-wrong")
    return body_key(hook)


def body_key(hook: Hook) -> str:
    """Return a replay key for calls without an id: equal bytes are the same call."""
    return hashlib.sha256(hook.body).hexdigest()


def is_signed(secrets: Iterable[Secret], signed: bytes, given: Iterable[str]) -> bool:
    """Return whether any given signature is the hexadecimal HMAC-SHA256 by any secret."""
    true = [
        Secret(hmac.new(secret.reveal.encode(), signed, hashlib.sha256).hexdigest())
        for secret in secrets
        if secret
    ]
    signatures = [one.lower() for one in given]
    return any(secret.matches(one) for secret in true for one in signatures)


def in_time(provider: str, at: datetime, now: datetime, window: timedelta) -> None:
    """Verify that a call was signed recently, so that it cannot be replayed.

    Raises:
        StaleHook: If it was not.
    """
    if abs(now - at) > window:
        raise StaleHook(provider, "hook-signed-too-long-ago", at=at)


def by_svix(provider: str, hook: Hook, secret: Secret, now: datetime) -> str:
    """Verify a Standard Webhooks signature in svix's headers and return its id.

    The HMAC covers id, time and body. Several signatures may be listed while a key is
    being changed (docs.svix.com, receiving, 2026).

    Raises:
        BadHook: If none of them matches.
        StaleHook: If it is more than five minutes from now.
    """
    key = svix_head(provider, hook, secret, now)
    identity, stamp, given = _svix_headers(hook)
    signed = f"{identity}.{stamp}.".encode() + hook.body
    true = Secret(base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode())
    matching = [one for one in given.split() if true.matches(one.removeprefix("v1,"))]
    if not any(one.startswith("v1,") for one in matching):
        raise BadHook(provider, "hook-signature-wrong")
    return identity


def svix_head(provider: str, hook: Hook, secret: Secret, now: datetime) -> bytes:
    """Check a Standard Webhooks call's headers and return the key to verify with.

    Raises:
        BadHook: If the headers have no signature or there is no key.
        StaleHook: If the time in the headers is more than five minutes from now.
    """
    identity, stamp, given = _svix_headers(hook)
    try:
        at = datetime.fromtimestamp(int(stamp), UTC)
        key = base64.b64decode(secret.reveal.removeprefix("whsec_"), validate=True)
    except (ValueError, OverflowError, OSError) as error:
        raise BadHook(provider, "hook-signature-unreadable") from error
    if not (key and identity and given):
        raise BadHook(provider, "hook-signature-wrong")
    in_time(provider, at, now, _SVIX_WINDOW)
    return key


def _svix_headers(hook: Hook) -> tuple[str, str, str]:
    values = [hook.headers.get(f"svix-{name}", "") for name in ("id", "timestamp", "signature")]
    return values[0], values[1], values[2]


def by_mailgun(
    provider: str, proof: tuple[str, str, str], key: Secret, now: datetime, window: timedelta
) -> str:
    """Verify Mailgun's signature and return its token as the replay key.

    The signature covers a time and the token but not the body. A token therefore
    counts once, and its repetition must be recognised for as long as ``window``.

    Args:
        provider: The provider's name, for the error.
        proof: Timestamp, token and signature, unchanged.
        key: The HTTP webhook signing key.
        now: The current time.
        window: The maximum age of a call.

    Raises:
        BadHook: If the signature is wrong or cannot be read.
        StaleHook: If the call is too old.
    """
    stamp, token, given = proof
    secret = key.reveal.encode()
    try:
        if not (stamp.isascii() and stamp.isdigit()):
            # nothing separates the two: a token that begins with "e0" would lend it to the time
            raise ValueError(stamp)  # noqa: TRY301  # as a time that is no number
        at = datetime.fromtimestamp(int(stamp), UTC)
        true = hmac.new(secret, f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
        is_true = bool(secret) and Secret(true).matches(given)
    except (ValueError, OverflowError, OSError) as error:  # also half a surrogate pair
        raise BadHook(provider, "hook-signature-unreadable") from error
    if not is_true:
        raise BadHook(provider, "hook-signature-wrong")
    in_time(provider, at, now, window)
    return token


def by_bearer(provider: str, hook: Hook, token: Secret) -> str:
    """Verify a bearer token (RFC 6750) and return the body's key.

    Raises:
        BadHook: If it is wrong or not configured.
    """
    if not token.matches(hook.bearer):
        raise BadHook(provider, "hook-token-wrong")
    return body_key(hook)
