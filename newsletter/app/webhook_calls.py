"""The calls that webhooks get: their bodies, and their signatures (Standard Webhooks)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.model.webhook import WebhookEvent

if TYPE_CHECKING:
    from newsletter.config import WebhookSettings


def body_of(event: WebhookEvent, webhook: "WebhookSettings") -> bytes:
    """Return the body of a call, the same for each attempt unless the reader was erased."""
    data = dict(event.data)
    if not data:
        data["reader"] = event.reader
        if webhook.recipient:
            data["address"] = event.address
    return written(event.type, event.at, data)


def written(kind: str, at: datetime, data: Mapping[str, object]) -> bytes:
    """Return a body with a type, a moment in UTC, and data."""
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    whole = {"type": kind, "timestamp": moment, "data": data}
    return json.dumps(whole, separators=(",", ":")).encode()


def headers_of(key: str, body: bytes, keys: tuple[bytes, ...], at: datetime) -> dict[str, str]:
    """Return the headers of a call, with a signature by each key.

    Args:
        key: The event's name, the same in every call about it.
        body: What is sent.
        keys: The secrets that sign.
        at: The time of this attempt, which receivers compare with their own clock.
    """
    seconds = str(int(at.timestamp()))
    signed = f"{key}.{seconds}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(one, signed, hashlib.sha256)) for one in keys)
    return {
        "Content-Type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{one.decode()}" for one in signatures),
    }
