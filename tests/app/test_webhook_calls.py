"""The bodies of calls and their signatures, as the specification has them."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter.app.webhook_calls import body_of, headers_of
from newsletter.config import WebhookSettings
from newsletter.model.webhook import BulkCause, EventKind, WebhookEvent
from tests.app.listener import KEY, OLD_KEY, is_signed_by

AT = datetime(2026, 3, 7, 12, tzinfo=UTC)


JOINED = WebhookEvent(id=1, webhook="crm", key="msg_1", kind=EventKind.JOINED, at=AT)


def settings(recipient: str = "") -> WebhookSettings:
    return WebhookSettings(
        url="https://crm.example/", events=(EventKind.JOINED,), recipient=recipient
    )


def test_the_signature_is_the_one_that_the_specification_computes() -> None:
    # the example of the specification (standard-webhooks.md, "Signature scheme")
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = headers_of("msg_p5jXN8AQM9LWM0D4loKWxJek", body, (key,), at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_sign_so_that_either_is_believed() -> None:
    headers = headers_of("msg_1", b"{}", (KEY, OLD_KEY), AT)
    for key in (KEY, OLD_KEY):
        assert is_signed_by(key, headers, b"{}", AT.timestamp())
    assert not is_signed_by(bytes(32), headers, b"{}", AT.timestamp())
    assert headers["webhook-signature"].count("v1,") == 2


@pytest.mark.parametrize("recipient", ["", "Klanten BV"])
def test_an_address_is_in_a_body_only_where_a_recipient_is_named(recipient: str) -> None:
    event = replace(JOINED, reader="17", address="anna@example.org")
    data = json.loads(body_of(event, settings(recipient)))["data"]
    assert data == ({"reader": "17"} | ({"address": "anna@example.org"} if recipient else {}))


def test_a_summary_has_a_type_of_its_own_and_nobody_in_it() -> None:
    event = replace(JOINED, data={"count": 3, "cause": BulkCause.IMPORT.value})
    whole = json.loads(body_of(event, settings("Klanten BV")))
    assert whole == {
        "type": "subscribers.joined",
        "timestamp": "2026-03-07T12:00:00Z",
        "data": {"count": 3, "cause": "import"},
    }
