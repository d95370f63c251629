"""Mailgun's settings, and its calls as it makes and signs them."""

import hashlib
import hmac
import json
from datetime import datetime

_DETAILS: dict[str, dict[str, object]] = {
    "failed": {"severity": "permanent", "delivery-status": {"code": 550, "message": "no such user"}}
}
_SETTINGS = """
[provider]
name = "mailgun"
[provider.mailgun]
domain = "mail.example.nl"
key = "key-1"
signing_key = "signing"
base = "{base}"
[dispatch]
{dispatch}
[checks]
spamassassin = ""
"""


def settings(base: str, dispatch: str = "") -> str:
    """The settings of a publication that sends by a sandbox at this address."""
    return _SETTINGS.format(base=base, dispatch=dispatch)


def a_call(event: str, key: str, number: int, at: datetime) -> bytes:
    """One event about a reader's mail, as Mailgun reports and signs it."""
    stamp = f"{at.timestamp():.0f}"
    token = hashlib.sha256(f"{event}.{key}.{number}".encode()).hexdigest()[:50]
    signature = hmac.new(b"signing", f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {
        "event": event,
        "id": token,
        "timestamp": at.timestamp(),
        "recipient": f"lezer{number}@example.org",
        "user-variables": {"delivery": f"{key}.{number}"},
    }
    return json.dumps(
        {
            "signature": {"timestamp": stamp, "token": token, "signature": signature},
            "event-data": data | _DETAILS.get(event, {}),
        }
    ).encode()
