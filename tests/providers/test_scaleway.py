"""What is Scaleway's own: envelopes proved by a password, from our topics."""

import base64
import json
from datetime import UTC, datetime

import pytest

from newsletter.errors import BadHook, ConfigError
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import scaleway
from tests.providers.recordings import recordings
from tests.providers.stand_ins.scaleway import TOPIC

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HEARING = scaleway.webhook(scaleway.Settings(hook_password=Secret("s3cret"), topics=(TOPIC,)))


def called(body: bytes, told: str = "newsletter:s3cret") -> Hook:
    return Hook({"authorization": f"Basic {base64.b64encode(told.encode()).decode()}"}, body)


def test_an_envelope_of_our_topic_with_the_password_is_believed() -> None:
    assert HEARING.verify(called(json.dumps({"TopicArn": TOPIC}).encode()), NOON)


@pytest.mark.parametrize(
    "hook",
    [
        called(json.dumps({"TopicArn": TOPIC}).encode(), "newsletter:wrong"),
        called(json.dumps({"TopicArn": "arn:scw:sns:fr-par:other:x"}).encode()),
        called(b"[]"),
        called(b""),
    ],
)
def test_other_envelopes_are_refused(hook: Hook) -> None:
    with pytest.raises(BadHook):
        HEARING.verify(hook, NOON)


def test_a_subscription_is_confirmed_at_scaleway_only() -> None:
    confirmation = next(
        one for one in recordings("scaleway") if one.name == "subscription-confirmation"
    )
    assert HEARING.handshake(confirmation.body) == json.loads(confirmation.body)["SubscribeURL"]
    elsewhere = confirmation.body.replace(
        b"sns.mnq.fr-par.scaleway.com", b"scaleway.com.example.org"
    )
    assert HEARING.handshake(elsewhere) is None


def test_a_project_must_be_named() -> None:
    with pytest.raises(ConfigError, match="scaleway-project-missing"):
        scaleway.Provider(scaleway.Settings(secret_key=Secret("k")))
