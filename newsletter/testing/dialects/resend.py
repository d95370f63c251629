"""Resend's dialect: a hundred finished mails under an idempotency key (resend.com/docs, 2026-01)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

import orjson

from newsletter.testing.dialects.offers import (
    AcceptedEmail,
    Item,
    Offer,
    Row,
    Seen,
    is_address,
    numbered_uuid,
    to_wait,
)
from newsletter.testing.exchange import Reply, Request, reply
from newsletter.testing.faults import Faults

NAME = "resend"
EMAILS = 100
KEY_CHARACTERS = 256
_ONE = re.compile(r"/emails/([0-9a-f-]{36})")
_ERRORS = {
    401: ("missing_api_key", "Missing API key in the authorization header."),
    403: ("invalid_api_key", "API key is invalid."),
    429: (
        "rate_limit_exceeded",
        "Too many requests. Please limit the number of requests per second.",
    ),
    500: ("application_error", "An unexpected error occurred."),
    503: ("service_unavailable", "The service is temporarily unavailable."),
}


class Resend:
    """Reads and answers calls as ``api.resend.com`` does."""

    name = NAME

    def is_known(self, request: Request) -> bool:
        """Return whether there is a bearer key. Any will do."""
        return request.headers.get("authorization", "").startswith("Bearer ")

    def read(self, request: Request, faults: Faults) -> Offer | Reply:
        """Read an array of emails, or one at ``/emails``.

        One bad email refuses the call, unless a header says permissive.
        """
        single = request.path == "/emails"
        key = request.headers.get("idempotency-key", "")
        emails = _emails(request, key, single=single)
        if isinstance(emails, Reply):
            return emails
        permissive = (
            not single and request.headers.get("x-batch-validation", "strict") == "permissive"
        )
        items = tuple(_item(email, faults) for email in emails)
        refused = [item.refused for item in items if item.refused]
        if refused and not permissive:
            return error(422, "validation_error", refused[0])
        return Offer(
            dialect=NAME,
            items=items,
            mail=lambda index: _mail(emails[index]),
            size_bytes=len(request.body),
            key=key,
            digest=hashlib.sha256(key.encode() + request.body).hexdigest()[:32] if key else "",
            idempotent=bool(key),
            whole=not permissive,
            single=single,
        )

    def ids(self, offer: Offer, call: int, salt: str) -> list[str]:
        """Return an id for each mail."""
        return [numbered_uuid(salt, call, index) for index in range(len(offer.items))]

    def accepted(self, offer: Offer, ids: Sequence[str]) -> Reply:
        """Return the ids of the accepted mails and, when permissive, the refused places."""
        taken = [
            {"id": id_} for item, id_ in zip(offer.items, ids, strict=True) if not item.refused
        ]
        if offer.single:
            return reply(200, taken[0])
        answer: dict[str, Any] = {"data": taken}
        if not offer.whole:
            answer["errors"] = [
                {"index": index, "message": item.refused}
                for index, item in enumerate(offer.items)
                if item.refused
            ]
        return reply(200, answer)

    def trouble(
        self, status: int, retry_after_seconds: float | None = None, says: str = ""
    ) -> Reply:
        """Return ``{statusCode, name, message}``, and ``retry-after`` if it is known."""
        name, message = _ERRORS.get(status, ("application_error", f"HTTP {status}"))
        answer = error(status, name, says or message)
        return to_wait(answer, retry_after_seconds)

    def look_up(self, request: Request, seen: Seen) -> Reply | None:
        """Answer for one email by its id, and for the domains."""
        if found := _ONE.fullmatch(request.path):
            return _one(found[1], seen)
        if request.path == "/domains":
            domain = {
                "id": "sandbox",
                "name": "sandbox",
                "status": "verified",
                "region": "eu-west-1",
            }
            return reply(200, {"object": "list", "data": [domain]})
        return None


def error(status: int, name: str, message: str) -> Reply:
    """Return an error in Resend's form."""
    return reply(status, {"statusCode": status, "name": name, "message": message})


def _emails(request: Request, key: str, *, single: bool) -> list[Mapping[str, Any]] | Reply:
    """Return the emails of a call, or what is wrong with it as a whole."""
    if len(key) > KEY_CHARACTERS:
        return error(400, "invalid_idempotency_key", "The key must be between 1-256 chars.")
    try:
        read = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return error(422, "validation_error", "The request body is not valid JSON.")
    emails = [read] if single else read
    if (
        not isinstance(emails, list)
        or not emails
        or not all(isinstance(one, dict) for one in emails)
    ):
        return error(422, "validation_error", "The request body must be an array of emails.")
    if len(emails) > EMAILS:
        return error(422, "validation_error", f"The batch may hold {EMAILS} emails at most.")
    return emails


def _item(email: Mapping[str, Any], faults: Faults) -> Item:
    to = email.get("to") or ""
    addressed = [to] if isinstance(to, str) else [str(one) for one in to]
    address = parseaddr(addressed[0])[1] if addressed else ""
    variables = {str(tag.get("name")): str(tag.get("value")) for tag in email.get("tags") or ()}
    return Item(address, (), variables, _why_refused(email, address, faults))


def _why_refused(email: Mapping[str, Any], address: str, faults: Faults) -> str:
    if not email.get("from"):
        return "Missing `from` field."
    if not address:
        return "Missing `to` field."
    if not is_address(address) or faults.refuses(address):
        return (
            "Invalid `to` field. The email address needs to follow the `email@example.com` "
            "or `Name <email@example.com>` format."
        )
    if not (email.get("html") or email.get("text")):
        return "Missing `html` or `text` field."
    return ""


def _mail(email: Mapping[str, Any]) -> AcceptedEmail:
    headers = tuple((str(name), str(value)) for name, value in (email.get("headers") or {}).items())
    if email.get("reply_to"):
        headers += (("Reply-To", str(email["reply_to"])),)
    to = email.get("to") or ""
    return AcceptedEmail(
        sender=str(email.get("from", "")),
        to=to if isinstance(to, str) else ", ".join(to),
        subject=str(email.get("subject", "")),
        headers=headers,
        html=str(email.get("html") or ""),
        text=str(email.get("text") or ""),
    )


def _one(wanted: str, seen: Seen) -> Reply:
    for row in seen.having(NAME, "id", wanted):
        return reply(200, _found(row, seen))
    return error(404, "not_found", "Email not found")


def _found(row: Row, seen: Seen) -> Row:
    mail = seen.mail(row)
    return {
        "object": "email",
        "id": row["id"],
        "to": [row["recipient"]],
        "from": mail.sender if mail else "",
        "created_at": datetime.fromtimestamp(row["at"], UTC).isoformat(),
        "subject": mail.subject if mail else "",
        "html": mail.html if mail else None,
        "text": mail.text if mail else None,
        "bcc": [],
        "cc": [],
        "reply_to": [],
        "last_event": "sent",
        "tags": [{"name": name, "value": value} for name, value in row["variables"].items()],
    }
