"""Calls to the sandbox as the three kinds of client make them."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import orjson

from tests import patience

MAILGUN = ("api", "any-key")
POSTMARK = {"X-Postmark-Server-Token": "any-token", "Accept": "application/json"}
CLIENT = httpx.Client(
    verify=False, timeout=patience.SECONDS
)  # no certificates to load: loopback only
RESEND = {"Authorization": "Bearer re_any"}


def a_reader(number: int) -> str:
    return f"lezer{number}@example.org"


def mailgun_send(
    url: str, readers: Sequence[int], batch: str = "batch-1", **fields: Any
) -> httpx.Response:
    merged = {a_reader(n): {"first_name": f"Lezer {n}", "delivery": f"d.{n}"} for n in readers}
    form = {
        "from": "Een helder moment <post@example.nl>",
        "to": list(merged),
        "subject": "Dag %recipient.first_name%",
        "html": "<p>Dag %recipient.first_name%</p>",
        "text": "Dag %recipient.first_name%",
        "h:List-Unsubscribe": "<https://example.nl/unsubscribe/%recipient.delivery%>",
        "v:delivery": "%recipient.delivery%",
        "v:batch": batch,
        "o:tag": batch,
        "recipient-variables": orjson.dumps(merged).decode(),
    } | fields
    multipart = [
        (name, (None, one))
        for name, value in form.items()
        for one in (value if isinstance(value, list) else [value])
        if value is not None
    ]
    return CLIENT.post(f"{url}/v3/example.nl/messages", auth=MAILGUN, files=multipart)


def mailgun_events(url: str, **asked: str) -> list[dict[str, Any]]:
    """Every event, page after page until one is empty."""
    found: list[dict[str, Any]] = []
    page = CLIENT.get(f"{url}/v3/example.nl/events", params=asked, auth=MAILGUN).json()
    while page["items"]:
        found += page["items"]
        page = CLIENT.get(page["paging"]["next"], auth=MAILGUN).json()
    return found


def a_postmark_message(number: int, batch: str = "batch-1") -> dict[str, Any]:
    return {
        "From": "post@example.nl",
        "To": f"Lezer {number} <{a_reader(number)}>",
        "Subject": f"Dag {number}",
        "HtmlBody": "<p>Dag</p>",
        "TextBody": "Dag",
        "Headers": [{"Name": "List-Id", "Value": "<helder-moment.example.nl>"}],
        "Metadata": {"delivery": f"d.{number}", "batch": batch},
        "MessageStream": "broadcast",
    }


def postmark_send(url: str, messages: Sequence[Mapping[str, Any]]) -> httpx.Response:
    return CLIENT.post(f"{url}/email/batch", json=messages, headers=POSTMARK)


def postmark_search(url: str, **asked: str | int) -> dict[str, Any]:
    answer = CLIENT.get(
        f"{url}/messages/outbound", params={"count": 500, "offset": 0} | asked, headers=POSTMARK
    )
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def a_resend_email(number: int) -> dict[str, Any]:
    return {
        "from": "Een helder moment <post@example.nl>",
        "to": [a_reader(number)],
        "subject": "Dag",
        "html": "<p>Dag</p>",
        "text": "Dag",
        "headers": {"List-Id": "<helder-moment.example.nl>"},
        "tags": [{"name": "delivery", "value": f"d_{number}"}],
    }


def resend_send(
    url: str, emails: Sequence[Mapping[str, Any]], key: str = "", *, permissive: bool = False
) -> httpx.Response:
    headers = dict(RESEND)
    if key:
        headers["Idempotency-Key"] = key
    if permissive:
        headers["x-batch-validation"] = "permissive"
    return CLIENT.post(f"{url}/emails/batch", json=emails, headers=headers)


def accepted(url: str, **asked: str) -> dict[str, Any]:
    found: dict[str, Any] = CLIENT.get(f"{url}/sandbox/accepted", params=asked).json()
    return found


def turn(url: str, **knobs: Any) -> httpx.Response:
    return CLIENT.post(f"{url}/sandbox/knobs", json=knobs)
