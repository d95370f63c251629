"""What is Resend's own: keys, a list that leaves out what failed, svix."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Standard
from svix.webhooks import Webhook as Svix

from newsletter.errors import BadHook, ProviderSilent
from newsletter.model.delivery import Outcome
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import resend
from newsletter.providers.wire.mails import from_tag, to_tag
from newsletter.testing.contract.samples import a_batch, an_edition
from newsletter.testing.server import Loopback, reply, served
from tests.builders.refusals import refused
from tests.builders.webhooks import a_webhook
from tests.providers.stand_ins.resend import UNNAMED, StandIn

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with served(StandIn()) as loopback:
        yield loopback


@pytest.fixture
def provider(loopback: Loopback) -> Iterator[resend.Provider]:
    provider = resend.Provider(StandIn().settings(loopback.base))
    yield provider
    provider.close()


def test_the_batchs_key_is_the_idempotency_key(
    provider: resend.Provider, loopback: Loopback
) -> None:
    provider.send(a_batch(1, key="k-1"))
    assert loopback.seen[0].headers["idempotency-key"] == "k-1"


def test_another_payload_under_the_same_key_is_doubt(provider: resend.Provider) -> None:
    provider.send(a_batch(1, key="k-1"))
    with pytest.raises(ProviderSilent):
        provider.send(a_batch(1, key="k-1", edition=an_edition(subject=("Iets anders",))))


def test_ids_go_to_the_right_readers_when_the_first_is_refused(
    provider: resend.Provider, loopback: Loopback
) -> None:
    loopback.plan(
        reply(200, {"data": [{"id": "b"}, {"id": "c"}], "errors": [{"index": 0, "message": "no"}]})
    )
    receipts = provider.send(a_batch(3))
    assert [(receipt.outcome, receipt.provider_id) for receipt in receipts] == [
        (Outcome.REFUSED, ""),
        (Outcome.ACCEPTED, "b"),
        (Outcome.ACCEPTED, "c"),
    ]


@given(st.text())
def test_any_delivery_id_survives_as_a_tag(delivery_id: str) -> None:
    tag = to_tag(delivery_id)
    assert tag.isascii()
    assert all(sign.isalnum() or sign in "-_" for sign in tag)
    assert from_tag(tag) == delivery_id


@pytest.mark.parametrize("foreign", ["_", "_zz", "a.b", "_ff", "é", "_2"])
def test_a_tag_that_is_not_ours_names_no_delivery(foreign: str) -> None:
    assert from_tag(foreign) == ""


def signed(secret: str = SECRET, body: str = '{"type":"email.sent"}', at: datetime = NOON) -> Hook:
    headers = {
        "svix-id": "msg_1",
        "svix-timestamp": str(int(at.timestamp())),
        "svix-signature": Svix(secret).sign("msg_1", at, body),
    }
    return Hook(headers, body.encode())


WEBHOOK = a_webhook(resend, signing_secret=Secret(SECRET))


def test_what_svix_signs_is_believed_and_known_by_its_id() -> None:
    assert WEBHOOK.verify(signed(), NOON + timedelta(minutes=4)) == "msg_1"


def test_what_the_standard_signs_is_believed() -> None:
    hook = signed()
    proof = Standard(SECRET).sign("msg_1", NOON, hook.body.decode())
    assert (
        WEBHOOK.verify(Hook({**hook.headers, "svix-signature": proof}, hook.body), NOON) == "msg_1"
    )


def test_one_of_several_signatures_is_enough_while_keys_change() -> None:
    hook = signed()
    several = f"v1,AAAA v2,xyz {hook.headers['svix-signature']}"
    assert (
        WEBHOOK.verify(Hook({**hook.headers, "svix-signature": several}, hook.body), NOON)
        == "msg_1"
    )


@pytest.mark.parametrize(
    "late", [timedelta(minutes=5, seconds=1), -timedelta(minutes=5, seconds=1)]
)
def test_a_call_far_from_now_is_refused(late: timedelta) -> None:
    with refused(BadHook, "too far from now"):
        WEBHOOK.verify(signed(), NOON + late)


def changed(**headers: str) -> Hook:
    hook = signed()
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Hook({**hook.headers, **told}, hook.body)


@pytest.mark.parametrize(
    "hook",
    [
        signed(secret="whsec_b3RoZXI="),
        Hook(signed().headers, b'{"type":"email.bounced"}'),
        changed(svix_id="msg_2"),
        changed(svix_id=""),
        changed(svix_timestamp="1772366401"),
        changed(svix_timestamp="soon"),
        changed(svix_timestamp="9" * 30),
        changed(svix_signature=""),
        changed(svix_signature=signed().headers["svix-signature"].replace("v1,", "v1a,")),
        changed(svix_signature=signed().headers["svix-signature"].removeprefix("v1,")),
        changed(svix_signature="v1,é"),
        Hook({}, b""),
    ],
)
def test_a_forged_call_is_refused(hook: Hook) -> None:
    with pytest.raises(BadHook):
        WEBHOOK.verify(hook, NOON)


@pytest.mark.parametrize("secret", ["", "whsec_", "not base64!"])
def test_without_a_usable_secret_nothing_is_believed(secret: str) -> None:
    with pytest.raises(BadHook):
        a_webhook(resend, signing_secret=Secret(secret)).verify(signed(), NOON)


def test_a_part_of_a_batch_goes_under_a_key_of_its_own_and_the_same_when_repeated() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = resend.Provider(stand_in.settings(loopback.base))
        for _ in range(2):
            loopback.plan(UNNAMED)
            assert len(provider.send(a_batch(4))) == 4
        provider.close()
    keys = [request.headers["idempotency-key"] for request in loopback.seen]
    assert keys[:3] == keys[3:]
    assert len(set(keys)) == 3
    assert keys[0] == a_batch(4).key
    assert len(stand_in.sent) == 4
