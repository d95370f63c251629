"""Mailgun's dialect: one call for a thousand readers (documentation.mailgun.com, 2026-01)."""

import re
from collections.abc import Callable, Mapping, Sequence
from email.utils import getaddresses
from urllib.parse import unquote, urlencode

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
    read_form,
    to_wait,
)
from newsletter.testing.exchange import TEXT, Reply, Request, reply
from newsletter.testing.faults import Faults

NAME = "mailgun"
RECIPIENTS = 1000
CALL_BYTES = 25 * 1024 * 1024
EVENTS_A_PAGE = 300
_VARIABLE = re.compile(r"%recipient(?:\.([^%\s]+))?%")
_ONE_VARIABLE = re.compile(r"%recipient\.([^%\s]+)%")
_SEND = re.compile(r"/v3/([^/]+)/messages")
_EVENTS = re.compile(r"/v3/([^/]+)/events(?:/(\d+))?")
_DOMAIN = re.compile(r"/v[34]/domains/([^/]+)")
_WEBHOOKS = re.compile(r"/v3/domains/[^/]+/webhooks")
_REPORTED = ("delivered", "permanent_fail", "temporary_fail", "complained", "unsubscribed")


class Mailgun:
    """Reads and answers calls as ``api.mailgun.net`` does."""

    name = NAME

    def is_known(self, request: Request) -> bool:
        """Return whether there are basic credentials of ``api``. Any key will do."""
        return request.headers.get("authorization", "").startswith("Basic ")

    def read(self, request: Request, faults: Faults) -> Offer | Reply:
        """Read one multipart or urlencoded post. One bad address refuses it whole."""
        del faults  # Mailgun accepts first and reports a refused reader later, by a webhook
        if len(request.body) > CALL_BYTES:
            return _error(413, "Request Entity Too Large")
        form = read_form(request.headers.get("content-type", ""), request.body)
        if form is None:
            return _error(400, "need a multipart or urlencoded form")
        for name in ("from", "to", "subject"):
            if not form.get(name):
                return _error(400, f"'{name}' parameter is missing")
        if not (form.get("text") or form.get("html") or form.get("template")):
            return _error(
                400,
                "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified",
            )
        return _offer(request, form)

    def ids(self, offer: Offer, call: int, salt: str) -> list[str]:
        """Return one id for all. A reader is found by the id and the address."""
        return [f"<{salt}.{call}@{offer.domain}>"] * len(offer.items)

    def accepted(self, offer: Offer, ids: Sequence[str]) -> Reply:
        """Return ``Queued. Thank you.`` with the one id."""
        del offer
        return reply(200, {"id": ids[0], "message": "Queued. Thank you."})

    def trouble(
        self, status: int, retry_after_seconds: float | None = None, says: str = ""
    ) -> Reply:
        """Return a message alone. 401 is plain text."""
        if status == 401:
            return Reply(401, b"Forbidden", TEXT)
        if status == 429:
            wait = f"{retry_after_seconds or 1:g}"
            answer = _error(429, f"Too many requests, try again after {wait} seconds")
        else:
            usual = "Internal Server Error" if status == 500 else "temporarily unavailable"
            answer = _error(status, says or usual)
        return to_wait(answer, retry_after_seconds)

    def look_up(self, request: Request, seen: Seen) -> Reply | None:
        """Answer for events by tag, message id or reader, and for domains and webhooks."""
        if events := _EVENTS.fullmatch(request.path):
            return _events(events[1], int(events[2] or 0), request.query, seen)
        if domain := _DOMAIN.fullmatch(request.path):
            return reply(
                200, {"domain": {"name": unquote(domain[1]), "state": "active", "type": "custom"}}
            )
        if _WEBHOOKS.fullmatch(request.path):
            hooks = {name: {"urls": [f"{seen.base_url}/nobody"]} for name in _REPORTED}
            return reply(200, {"webhooks": hooks})
        return None


def _error(status: int, message: str) -> Reply:
    return reply(status, {"message": message})


def _offer(request: Request, form: Mapping[str, list[str]]) -> Offer | Reply:
    try:
        merged = orjson.loads(form.get("recipient-variables", ["{}"])[0] or "{}")
        recipients = _recipients(form["to"])
    except (orjson.JSONDecodeError, ValueError) as error:
        return _error(400, f"'to' or 'recipient-variables' parameter is not valid: {error}")
    if not isinstance(merged, dict) or not all(isinstance(one, dict) for one in merged.values()):
        return _error(400, "'recipient-variables' parameter is not a valid JSON")
    if len(recipients) > RECIPIENTS:
        return _error(400, f"to parameter is not valid: more than {RECIPIENTS} recipients")
    tags = tuple(form.get("o:tag", ()))
    shared = {name[2:]: values[0] for name, values in form.items() if name.startswith("v:")}
    values = _filling(shared)
    items = tuple(
        [Item(address, tags, values(address, merged.get(address, {}))) for address in recipients]
    )
    found = _SEND.fullmatch(request.path)
    return Offer(
        dialect=NAME,
        items=items,
        mail=lambda index: _mail(form, merged, recipients, index),
        size_bytes=len(request.body),
        key=first_of(shared, KEY_NAMES) or (tags[0] if tags else ""),
        domain=unquote(found[1]) if found else "",
    )


def _recipients(fields: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}  # Mailgun writes to an address once per call
    for field in fields:
        for address in [field] if is_address(field) else _listed(field):
            found[address] = None
    return list(found)


def _listed(field: str) -> list[str]:
    simple = field.replace(", ", ",").split(",")
    if all(map(is_address, simple)):
        return simple
    addresses = [address for _, address in getaddresses([field])]
    for address in addresses:
        if not is_address(address):
            raise ValueError(f"{field!r} is not a valid address. please check documentation")
    return addresses


def _filling(shared: Mapping[str, str]) -> Callable[[str, Mapping[str, object]], dict[str, str]]:
    """Return the function that fills a reader's own ``v:`` values.

    Most values are constant, or one variable alone.
    """
    whole = [
        (name, found[1])
        for name, text in shared.items()
        if (found := _ONE_VARIABLE.fullmatch(text))
    ]
    fixed = {name: text for name, text in shared.items() if "%recipient" not in text}
    mixed = [
        (name, text)
        for name, text in shared.items()
        if name not in fixed and (name, text[11:-1]) not in whole
    ]

    def values(address: str, merged: Mapping[str, object]) -> dict[str, str]:
        mine = dict(fixed)
        for name, variable in whole:
            mine[name] = str(merged.get(variable, shared[name]))
        for name, text in mixed:
            mine[name] = _merge(text, address, merged)
        return mine

    return values


def _merge(text: str, address: str, merged: Mapping[str, object]) -> str:
    """Fill in one reader's values. A name without a value is left in, to be seen."""
    if "%recipient" not in text:
        return text

    def value(found: re.Match[str]) -> str:
        return address if found[1] is None else str(merged.get(found[1], found[0]))

    return _VARIABLE.sub(value, text)


def _mail(
    form: Mapping[str, list[str]],
    merged: Mapping[str, Mapping[str, object]],
    recipients: Sequence[str],
    index: int,
) -> AcceptedEmail:
    address = recipients[index]
    mine = merged.get(address, {})

    def filled(name: str) -> str:
        return _merge(form.get(name, [""])[0], address, mine)

    return AcceptedEmail(
        sender=filled("from"),
        # without recipient-variables everybody sees all addresses
        to=address if form.get("recipient-variables") else ", ".join(recipients),
        subject=filled("subject"),
        headers=tuple((name[2:], filled(name)) for name in form if name.startswith("h:")),
        html=filled("html"),
        text=filled("text"),
    )


def _events(domain: str, start: int, query: Mapping[str, str], seen: Seen) -> Reply:
    asked = {name: value for name, value in query.items() if value}
    if "tags" in asked:
        rows = seen.having(NAME, "tag", asked["tags"])
    elif "message-id" in asked:
        rows = seen.having(NAME, "id", f"<{asked['message-id'].strip('<>')}>")
    else:
        rows = seen.latest(NAME)
    if asked.get("event", "accepted") not in {"accepted", "delivered"}:
        rows = []
    if "recipient" in asked:
        rows = [row for row in rows if row["recipient"] == asked["recipient"]]
    rows = [row for row in rows if _is_within(row["at"], asked)]
    if asked.get("ascending") != "yes":
        rows = rows[::-1]
    count = max(1, min(int(asked.get("limit", "100")), EVENTS_A_PAGE))
    page = rows[start : start + count]
    event = asked.get("event", "accepted")
    turned = f"{seen.base_url}/v3/{domain}/events/{{}}?{urlencode(query)}"
    return reply(200, {
        "items": [_event(row, event, seen) for row in page],
        "paging": {
            "first": turned.format(0),
            "previous": turned.format(max(0, start - count)),
            "next": turned.format(start + len(page)),
            "last": turned.format(max(0, len(rows) - count)),
        },
    })  # fmt: skip


def _is_within(at: float, asked: Mapping[str, str]) -> bool:
    try:
        first, last = float(asked.get("begin", "-inf")), float(asked.get("end", "inf"))
    except ValueError:
        return True  # RFC 2822 dates are allowed too, but the sandbox's look-ups heed only epochs
    return min(first, last) <= at <= max(first, last)


def _event(row: Row, event: str, seen: Seen) -> Row:
    mail = seen.mail(row)
    return {
        "id": f"sandbox-{row['call']}-{row['index']}",
        "event": event,
        "timestamp": row["at"],
        "log-level": "info",
        "method": "HTTP",
        "recipient": row["recipient"],
        "recipient-domain": row["recipient"].rpartition("@")[2],
        "tags": row["tags"],
        "user-variables": row["variables"],
        "flags": {
            "is-routed": False,
            "is-authenticated": True,
            "is-system-test": False,
            "is-test-mode": False,
        },
        "message": {
            "headers": {
                "message-id": row["id"].strip("<>"),
                "to": row["recipient"],
                "from": mail.sender if mail else "",
                "subject": mail.subject if mail else "",
            },
            "attachments": [],
        },
    }
