"""That a webhook call comes from whom it says: passwords and shared signatures, in constant time."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from newsletter.errors import BadHook, StaleHook
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret

_SVIX_WINDOW = timedelta(minutes=5)
BASIC = 'Basic realm="newsletter"'  # the challenge of those who ask first (RFC 7617)


def by_basic(provider: str, hook: Hook, user: str, password: Secret) -> str:
    """Prove user and password of HTTP Basic authentication; the body's own key comes back.

    Raises:
        BadHook: If they are not ours, or none is set.
    """
    given_user, given_password = hook.basic or ("", "")
    # both are always compared, so that the time tells nothing of either
    is_user, is_password = Secret(user).matches(given_user), password.matches(given_password)
    if not (is_user and is_password):
        raise BadHook(provider, "hook-password-wrong")
    return body_key(hook)


def body_key(hook: Hook) -> str:
    """A replay key for calls that carry no id: the same bytes are the same call."""
    return hashlib.sha256(hook.body).hexdigest()


def in_time(provider: str, at: datetime, now: datetime, window: timedelta) -> None:
    """Hold that a call was signed about now.

    Raises:
        StaleHook: If it was not: a recorded call may not be replayed.
    """
    if abs(now - at) > window:
        raise StaleHook(provider, "hook-signed-too-long-ago", at=at)


def by_svix(provider: str, hook: Hook, secret: Secret, now: datetime) -> str:
    """Prove a signature of the Standard Webhooks kind under svix's header names.

    The HMAC covers id, moment and body; several signatures may be listed side by
    side while a key is being changed (docs.svix.com, receiving, 2026).

    Raises:
        BadHook: If none of them is ours, or it is older than five minutes.
    """
    key = svix_head(provider, hook, secret, now)
    identity, stamp, given = _svix_told(hook)
    signed = f"{identity}.{stamp}.".encode() + hook.body
    true = Secret(base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode())
    matching = [one for one in given.split() if true.matches(one.removeprefix("v1,"))]
    if not any(one.startswith("v1,") for one in matching):
        raise BadHook(provider, "hook-signature-wrong")
    return identity


def svix_head(provider: str, hook: Hook, secret: Secret, now: datetime) -> bytes:
    """Return the key to hold a signature of the Standard Webhooks kind against.

    Raises:
        BadHook: The headers have no signature, or there is no key.
        StaleHook: The moment that they name is more than five minutes from now.
    """
    identity, stamp, given = _svix_told(hook)
    try:
        at = datetime.fromtimestamp(int(stamp), UTC)
        key = base64.b64decode(secret.reveal.removeprefix("whsec_"), validate=True)
    except (ValueError, OverflowError, OSError) as error:
        raise BadHook(provider, "hook-signature-unreadable") from error
    if not (key and identity and given):
        raise BadHook(provider, "hook-signature-wrong")
    in_time(provider, at, now, _SVIX_WINDOW)
    return key


def _svix_told(hook: Hook) -> tuple[str, str, str]:
    told = [hook.headers.get(f"svix-{name}", "") for name in ("id", "timestamp", "signature")]
    return told[0], told[1], told[2]


def by_mailgun(
    provider: str, told: tuple[str, str, str], key: Secret, now: datetime, window: timedelta
) -> str:
    """Prove Mailgun's signature, which covers a moment and a token and not the body.

    So a token counts once: it is the replay key that comes back, and its
    repetition must be known for as long as ``window``.

    Args:
        provider: Whom to name in the refusal.
        told: Timestamp, token and signature, as they came.
        key: The HTTP webhook signing key.
        now: The moment.
        window: How old a call may be.

    Raises:
        BadHook: If the signature is not ours, or the call is too old.
    """
    stamp, token, given = told
    try:
        at = datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadHook(provider, "hook-signature-unreadable") from error
    secret = key.reveal.encode()
    true = hmac.new(secret, f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    if not secret or not Secret(true).matches(given):
        raise BadHook(provider, "hook-signature-wrong")
    in_time(provider, at, now, window)
    return token


def by_bearer(provider: str, hook: Hook, token: Secret) -> str:
    """Prove a bearer token (RFC 6750); the body's own key comes back.

    Raises:
        BadHook: If it is not ours, or none is set.
    """
    if not token.matches(hook.bearer):
        raise BadHook(provider, "hook-token-wrong")
    return body_key(hook)
