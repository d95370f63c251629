"""Postmark's dialect: five hundred finished mails a call (postmarkapp.com/developer, 2026-01)."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from newsletter.testing.dialects.offers import (
    KEY_NAMES,
    AcceptedEmail,
    Item,
    Offer,
    Row,
    Seen,
    first_of,
    is_address,
    numbered_uuid,
    to_wait,
)
from newsletter.testing.exchange import JSON, Reply, Request, reply
from newsletter.testing.faults import Faults

NAME = "postmark"
MESSAGES = 500
CALL_BYTES = 50 * 1024 * 1024
SEARCH_PAGE = 500
SEARCH_DEPTH = 10_000
_ANGLED = re.compile(r"<([^<>]+)>\s*$")
_DETAILS = re.compile(r"/messages/outbound/([^/]+)/details")
_INACTIVE = (
    "You tried to send to a recipient that has been marked as inactive. Found inactive addresses: {}. "
    "Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression."
)

# the account as a check sees it before the first dispatch
_STREAMS = [
    {"ID": "outbound", "ServerID": 1, "Name": "outbound", "MessageStreamType": "Transactional"},
    {"ID": "broadcast", "ServerID": 1, "Name": "broadcast", "MessageStreamType": "Broadcasts"},
]
_TRIGGERS = {
    name: {"Enabled": True}
    for name in ("Delivery", "Bounce", "SpamComplaint", "SubscriptionChange")
}
_ACCOUNT = {
    "/server": {"ID": 1, "Name": "sandbox", "DeliveryType": "Live"},
    "/message-streams": {"MessageStreams": _STREAMS, "TotalCount": len(_STREAMS)},
    "/webhooks": {"Webhooks": [{"ID": 1, "MessageStream": "broadcast", "Triggers": _TRIGGERS}]},
}


class Postmark:
    """Reads and answers calls as ``api.postmarkapp.com`` does."""

    name = NAME

    def is_known(self, request: Request) -> bool:
        """Return whether there is a server token. Any will do."""
        return bool(request.headers.get("x-postmark-server-token"))

    def read(self, request: Request, faults: Faults) -> Offer | Reply:
        """Read a bare array of messages, or one message at ``/email``."""
        single = request.path == "/email"
        if len(request.body) > CALL_BYTES:
            return _error(413, 300, "Payload too large")
        try:
            read = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return _error(422, 402, "Received invalid JSON input.")
        messages = [read] if single else read
        if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
            return _error(422, 402, "Received invalid JSON input.")
        if len(messages) > MESSAGES:
            return _error(422, 410, "Too many batch messages")
        items = tuple(_item(message, faults) for message in messages)
        if single and items[0].refused:
            return Reply(422, items[0].refused.encode(), JSON)
        return Offer(
            dialect=NAME,
            items=items,
            mail=lambda index: _mail(messages[index]),
            size_bytes=len(request.body),
            key=_key(items),
            single=single,
        )

    def ids(self, offer: Offer, call: int, salt: str) -> list[str]:
        """Return a MessageID for each mail."""
        return [numbered_uuid(salt, call, index) for index in range(len(offer.items))]

    def accepted(self, offer: Offer, ids: Sequence[str]) -> Reply:
        """Return an array in the order of the request.

        A failed item has only a code and a message.
        """
        now = datetime.now(UTC).isoformat()
        answers = [
            orjson.Fragment(item.refused)
            if item.refused
            else {
                "To": item.recipient,
                "SubmittedAt": now,
                "MessageID": id_,
                "ErrorCode": 0,
                "Message": "OK",
            }
            for item, id_ in zip(offer.items, ids, strict=True)
        ]
        return reply(200, answers[0] if offer.single else answers)

    def trouble(
        self, status: int, retry_after_seconds: float | None = None, says: str = ""
    ) -> Reply:
        """Return an error with a code of Postmark's own.

        429 has a Retry-After where the faults say so.
        """
        if status == 401:
            return _error(
                401,
                10,
                "The Server Token you provided in the X-Postmark-Server-Token request header was invalid.",
            )
        answer = _error(status, 100 if status == 503 else 0, says or f"HTTP {status}")
        return to_wait(answer, retry_after_seconds)

    def look_up(self, request: Request, seen: Seen) -> Reply | None:
        """Answer for the outbound search, a message's details, and the account."""
        if request.path == "/messages/outbound":
            return _search(request.query, seen)
        if details := _DETAILS.fullmatch(request.path):
            return _details(details[1], seen)
        if request.path in _ACCOUNT:
            return reply(200, _ACCOUNT[request.path])
        return None


def _error(status: int, code: int, message: str) -> Reply:
    return Reply(status, _refusal(code, message).encode(), JSON)


def _refusal(code: int, message: str) -> str:
    return orjson.dumps({"ErrorCode": code, "Message": message}).decode()


def _item(message: Mapping[str, Any], faults: Faults) -> Item:
    to = str(message.get("To", ""))
    angled = _ANGLED.search(to)
    address = angled[1] if angled else to.strip()
    metadata = message.get("Metadata") or {}
    return Item(
        address,
        (str(message["Tag"]),) if message.get("Tag") else (),
        metadata if isinstance(metadata, dict) else {},
        _why_refused(message, address, faults),
        str(message.get("MessageStream") or "outbound"),
    )


def _why_refused(message: Mapping[str, Any], address: str, faults: Faults) -> str:
    if not message.get("From"):
        return _refusal(300, "Invalid 'From' address: ''.")
    if not is_address(address):
        return _refusal(300, f"Invalid 'To' address: '{address}'.")
    if not (message.get("HtmlBody") or message.get("TextBody")):
        return _refusal(300, "Provide either email TextBody or HtmlBody or both.")
    if faults.refuses(address):
        return _refusal(406, _INACTIVE.format(address.lower()))
    return ""


def _key(items: Sequence[Item]) -> str:
    if not items:
        return ""
    return first_of(items[0].variables, KEY_NAMES) or next(iter(items[0].tags), "")


def _mail(message: Mapping[str, Any]) -> AcceptedEmail:
    listed = message.get("Headers") or ()
    headers = tuple((str(one.get("Name", "")), str(one.get("Value", ""))) for one in listed)
    if message.get("ReplyTo"):
        headers += (("Reply-To", str(message["ReplyTo"])),)
    return AcceptedEmail(
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        headers=headers,
        html=str(message.get("HtmlBody") or ""),
        text=str(message.get("TextBody") or ""),
    )


def _search(asked: Mapping[str, str], seen: Seen) -> Reply:
    try:
        count, offset = int(asked["count"]), int(asked["offset"])
    except (KeyError, ValueError):
        return _error(422, 700, "Parameters 'count' and 'offset' are required.")
    if not 0 < count <= SEARCH_PAGE or offset < 0 or count + offset > SEARCH_DEPTH:
        return _error(
            422, 701, f"'count' may be {SEARCH_PAGE} and 'count' + 'offset' {SEARCH_DEPTH} at most."
        )
    wanted = [
        (name[len("metadata_") :], value)
        for name, value in asked.items()
        if name.startswith("metadata_")
    ]
    if wanted:
        rows = seen.having(NAME, *wanted[0])
    elif "tag" in asked:
        rows = seen.having(NAME, "tag", asked["tag"])
    else:
        rows = seen.latest(NAME)
    rows = [row for row in rows if _is_asked_for(row, asked, wanted)][::-1]
    page = rows[offset : offset + count]
    return reply(200, {"TotalCount": len(rows), "Messages": [_found(row, seen) for row in page]})


def _is_asked_for(row: Row, asked: Mapping[str, str], metadata: Sequence[tuple[str, str]]) -> bool:
    return (
        all(row["variables"].get(name) == value for name, value in metadata)
        and asked.get("messagestream", row.get("stream")) == row.get("stream")
        and ("tag" not in asked or asked["tag"] in row["tags"])
        and ("recipient" not in asked or asked["recipient"] == row["recipient"])
        and asked.get("status", "sent").lower() in {"sent", "processed", "queued"}
    )


def _found(row: Row, seen: Seen) -> Row:
    mail = seen.mail(row)
    return {
        "Tag": next(iter(row["tags"]), ""),
        "MessageID": row["id"],
        "MessageStream": row.get("stream", "outbound"),
        "To": [{"Email": row["recipient"], "Name": None}],
        "Cc": [],
        "Bcc": [],
        "Recipients": [row["recipient"]],
        "ReceivedAt": datetime.fromtimestamp(row["at"], UTC).isoformat(),
        "From": mail.sender if mail else "",
        "Subject": mail.subject if mail else "",
        "Attachments": [],
        "Status": "Sent",
        "TrackOpens": False,
        "TrackLinks": "None",
        "Metadata": row["variables"],
        "Sandboxed": False,
    }


def _details(wanted: str, seen: Seen) -> Reply:
    for row in seen.having(NAME, "id", wanted):
        mail = seen.mail(row)
        bodies = {"HtmlBody": mail.html if mail else "", "TextBody": mail.text if mail else ""}
        return reply(200, {**_found(row, seen), **bodies, "MessageEvents": []})
    return _error(422, 701, "This message was not found.")
