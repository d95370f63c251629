"""Reports on accepted mails, posted and signed as the three providers do.

It follows the log of accepted mails on a separate thread, so that accepting mail
is not slowed down. Without an address for reports nothing of this runs.
"""

import base64
import hashlib
import hmac
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import httpx
import orjson

from newsletter.testing.dialects.offers import Row
from newsletter.testing.faults import Fate, Faults

Json = dict[str, object]
_LOOK_EVERY_SECONDS = 0.2
_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Where reports are posted.

    Attributes:
        url: Base of all three, such as ``http://127.0.0.1:8000/hooks``; the dialect's
            name is appended.
        secret: Mailgun's signing key, Postmark's password (of the user
            ``newsletter``) or Resend's ``whsec_…``.
    """

    url: str
    secret: str


class Reporter:
    """Posts one event per call, repeated until it is accepted, as the real providers do.

    Args:
        log_file: The sandbox's log of accepted mails.
        hooks: The address, and what proves it.
        faults: The current ones: who bounces, who complains, and after how long.
        clock: The provider's own, in seconds since the epoch.
    """

    def __init__(
        self,
        log_file: Path,
        hooks: Hooks,
        faults: Callable[[], Faults],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._log_file = log_file
        self._hooks = hooks
        self._faults = faults
        self._clock = clock
        self._read_until = 0
        self._waiting: deque[tuple[Row, Fate]] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)

    def __enter__(self) -> Self:
        """Start reporting."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop reporting, after what is in flight has ended."""
        self._stopping.set()
        self._thread.join()

    def report(self) -> int:
        """Post what is due, and return how many events were accepted.

        The rest waits for the next time.
        """
        self._read_on()
        due = self._clock() - self._faults().report_after_seconds
        if not self._waiting or self._waiting[0][0]["at"] > due:
            return 0
        taken = 0
        with httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False) as line:
            while self._waiting and self._waiting[0][0]["at"] <= due:
                if self._stopping.is_set() or not self._is_taken(line, *self._waiting[0]):
                    break
                self._waiting.popleft()
                taken += 1
        return taken

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_SECONDS):
            self.report()

    def _read_on(self) -> None:
        faults = self._faults()
        with self._log_file.open("rb") as lines:
            lines.seek(self._read_until)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._read_until += len(line)
                row = orjson.loads(line)
                self._waiting.extend((row, fate) for fate in faults.fates(row["recipient"]))

    def _is_taken(self, line: httpx.Client, row: Row, fate: Fate) -> bool:
        event, proof = _WORDS[row["dialect"]]
        now = self._clock()
        content = event(row, fate, now, self._faults().bounce_says)
        if row["dialect"] == "mailgun":
            content = {"signature": _by_mailgun(self._hooks.secret, row, fate, now), **content}
        body = orjson.dumps(content)
        headers = {"content-type": "application/json", **proof(self._hooks.secret, body, now)}
        try:
            answer = line.post(f"{self._hooks.url}/{row['dialect']}", content=body, headers=headers)
        except httpx.HTTPError:
            return False
        return answer.is_success


def _mailgun(row: Row, fate: Fate, now: float, says: str) -> Json:
    code, _, words = says.partition(" ")
    facts: dict[Fate, Json] = {
        "delivered": {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
        "bounced": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "delivery-status": {"code": int(code) if code.isdecimal() else code, "message": words},
        },
        "complained": {"event": "complained"},
    }
    event = {
        "id": f"{_name(row)}-{fate}",
        "timestamp": now,
        "recipient": row["recipient"],
        "tags": row["tags"],
        "user-variables": row["variables"],
        "message": {"headers": {"message-id": row["id"].strip("<>"), "to": row["recipient"]}},
        **facts[fate],
    }
    return {"event-data": event}


def _postmark(row: Row, fate: Fate, now: float, says: str) -> Json:
    shared = {
        "MessageID": row["id"],
        "MessageStream": row.get("stream", "outbound"),
        "Tag": row["tags"][0] if row["tags"] else "",
        "Metadata": row["variables"],
        "ServerID": 1,
    }
    at = _iso(now)
    match fate:
        case "delivered":
            own: Json = {"RecordType": "Delivery", "Recipient": row["recipient"], "DeliveredAt": at, "Details": "250 OK"}  # fmt: skip
        case "bounced":
            own = {"RecordType": "Bounce", "ID": row["index"] + 1, "Type": "HardBounce", "TypeCode": 1,
                   "Email": row["recipient"], "BouncedAt": at, "Inactive": True,
                   "Details": f"smtp;{says}"}  # fmt: skip
        case "complained":
            own = {"RecordType": "SpamComplaint", "ID": row["index"] + 1, "Type": "SpamComplaint",
                   "TypeCode": 100001, "Email": row["recipient"], "BouncedAt": at}  # fmt: skip
    return {**shared, **own}


def _resend(row: Row, fate: Fate, now: float, says: str) -> Json:
    data: Json = {"email_id": row["id"], "to": [row["recipient"]], "tags": row["variables"]}
    if fate == "bounced":
        data["bounce"] = {
            "type": "Permanent",
            "subType": "General",
            "message": says,
        }
    return {"type": f"email.{fate}", "created_at": _iso(now), "data": data}


def _by_mailgun(secret: str, row: Row, fate: Fate, now: float) -> Json:
    """Sign in the body, over a time and a token (documentation.mailgun.com, 2026-01)."""
    token = hashlib.sha256(f"{_name(row)}-{fate}".encode()).hexdigest()[:50]
    stamp = f"{now:.0f}"
    signature = hmac.new(secret.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": signature}


def _in_the_body(secret: str, body: bytes, now: float) -> Mapping[str, str]:
    del secret, body, now
    return {}


def _by_password(secret: str, body: bytes, now: float) -> Mapping[str, str]:
    """Sign with a user and a password in the address, as Postmark signs nothing."""
    del body, now
    return {"authorization": f"Basic {base64.b64encode(f'newsletter:{secret}'.encode()).decode()}"}


def _by_svix(secret: str, body: bytes, now: float) -> Mapping[str, str]:
    """Sign id, time and body, under svix's names (docs.svix.com, 2026-01)."""
    identity, stamp = f"msg_{hashlib.sha256(body).hexdigest()[:27]}", f"{now:.0f}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "svix-id": identity,
        "svix-timestamp": stamp,
        "svix-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


_Event = Callable[[Row, Fate, float, str], Json]
_Proof = Callable[[str, bytes, float], Mapping[str, str]]
_WORDS: Mapping[str, tuple[_Event, _Proof]] = {
    "mailgun": (_mailgun, _in_the_body),
    "postmark": (_postmark, _by_password),
    "resend": (_resend, _by_svix),
}


def _name(row: Row) -> str:
    return f"sandbox-{row['id']}-{row['index']}"


def _iso(now: float) -> str:
    return (
        datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
