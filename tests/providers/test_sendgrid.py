"""What is SendGrid's own: who is named wrong, limits, its signature."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from newsletter.errors import BadHook, ProviderBusy, ProviderSilent
from newsletter.model.delivery import Outcome
from newsletter.model.hook import Hook
from newsletter.providers import sendgrid
from newsletter.providers.wire.mails import tag_of
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.server import Reply, served
from tests.builders.refusals import refused
from tests.builders.webhooks import a_webhook
from tests.providers.stand_ins.sendgrid import StandIn

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def test_who_is_named_by_place_is_left_out_in_one_more_call() -> None:
    stand_in = StandIn()
    stand_in.refused = {"lezer3@example.org", "lezer7@example.org"}
    with served(stand_in) as loopback:
        provider = sendgrid.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(a_batch(9))
        provider.close()
        assert len(loopback.seen) == 2
    refused = [receipt.delivery_id for receipt in receipts if receipt.outcome is Outcome.REFUSED]
    assert refused == ["d1k2e3y4.3", "d1k2e3y4.7"]


def test_the_wait_is_read_from_the_moment_of_the_reset() -> None:
    stand_in = StandIn()
    headers = {
        "x-ratelimit-reset": str(int(NOON.timestamp()) + 45),
        "date": "Sun, 01 Mar 2026 12:00:00 GMT",
    }
    with served(stand_in) as loopback:
        loopback.plan(Reply(429, b"", headers))
        provider = sendgrid.Provider(stand_in.settings(loopback.base))
        with pytest.raises(ProviderBusy) as told:
            provider.send(a_batch(1))
        provider.close()
    assert told.value.retry_after == timedelta(seconds=45)


def test_the_email_logs_are_asked_by_the_batchs_category() -> None:
    stand_in, batch = StandIn(), a_batch(3)
    with served(stand_in) as loopback:
        provider = sendgrid.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(batch)
        provider.send(a_batch(3, key="another"))
        assert provider.look_up(batch) == receipts
        asked = loopback.seen[-1].json()
        assert asked == {
            "query": f"categories IN ('{tag_of(batch)}')",
            "limit": 1000,
        }
        provider.close()


def test_a_notice_has_no_category_of_its_own_and_is_not_looked_up() -> None:
    stand_in = StandIn()
    notice = replace(a_batch(1), notice=True)
    with served(stand_in) as loopback:
        provider = sendgrid.Provider(stand_in.settings(loopback.base))
        provider.send(notice)
        assert loopback.seen[0].json()["categories"] == ["issue-3"]
        assert provider.look_up(notice) == ()
        assert len(loopback.seen) == 1
        provider.close()


@pytest.mark.parametrize(
    "answer", [Reply(200, b"{}"), Reply(200, b"<html>"), Reply(403), Reply(400), Reply(500)]
)
def test_logs_that_cannot_be_read_prove_nothing(answer: Reply) -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        loopback.plan(answer)
        provider = sendgrid.Provider(stand_in.settings(loopback.base))
        with pytest.raises(ProviderSilent):
            provider.look_up(a_batch(2))
        provider.close()


def test_the_lag_of_the_logs_is_not_documented_so_what_they_do_not_show_proves_nothing() -> None:
    assert sendgrid.Provider.capabilities.looks_up
    assert sendgrid.Provider.capabilities.lookup_lag is None


def test_test_mode_is_asked_for_and_its_answer_is_believed() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = sendgrid.Provider(stand_in.settings(loopback.base, test_mode=True))
        (receipt,) = provider.send(a_batch(1))
        provider.close()
    assert (receipt.outcome, receipt.provider_id) == (Outcome.ACCEPTED, "sandbox")


def shown(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> str:
    """A public key as the vendor's site shows it."""
    raw = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(raw).decode()


def signed(
    body: bytes = b'[{"event":"delivered"}]\r\n',
    at: datetime = NOON,
    key: ec.EllipticCurvePrivateKey = KEY,
) -> Hook:
    stamp = str(int(at.timestamp()))
    proof = key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return Hook(
        {
            "x-twilio-email-event-webhook-signature": base64.b64encode(proof).decode(),
            "x-twilio-email-event-webhook-timestamp": stamp,
        },
        body,
    )


WEBHOOK = a_webhook(sendgrid, public_key=shown(KEY.public_key()))


def test_a_true_signature_is_believed_and_a_repetition_has_the_same_key() -> None:
    assert WEBHOOK.verify(signed(), NOON) == WEBHOOK.verify(signed(), NOON)


def test_the_line_end_of_the_body_is_part_of_what_is_signed() -> None:
    hook = signed()
    with pytest.raises(BadHook):
        WEBHOOK.verify(Hook(hook.headers, hook.body.rstrip()), NOON)


@pytest.mark.parametrize("late", [timedelta(hours=26), -timedelta(hours=26)])
def test_a_call_from_another_day_is_refused(late: timedelta) -> None:
    with refused(BadHook, "too far from now"):
        WEBHOOK.verify(signed(), NOON + late)


@pytest.mark.parametrize(
    ("hook", "key"),
    [
        (signed(key=ec.generate_private_key(ec.SECP256R1())), ""),
        (Hook({}, b"[]"), ""),
        (
            Hook(
                signed().headers | {"x-twilio-email-event-webhook-timestamp": "1e9"}, signed().body
            ),
            "",
        ),
        (
            Hook(
                signed().headers | {"x-twilio-email-event-webhook-timestamp": "9" * 25},
                signed().body,
            ),
            "",
        ),
        (
            Hook(
                signed().headers | {"x-twilio-email-event-webhook-signature": "AA=="}, signed().body
            ),
            "",
        ),
        (signed(), "no key"),
        (signed(), "MFk="),
        (
            signed(),
            shown(rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()),
        ),
    ],
)
def test_a_forged_call_is_refused(hook: Hook, key: str) -> None:
    with pytest.raises(BadHook):
        a_webhook(sendgrid, public_key=key or shown(KEY.public_key())).verify(hook, NOON)


def test_without_a_key_nothing_is_believed() -> None:
    with pytest.raises(BadHook):
        sendgrid.webhook(sendgrid.Settings()).verify(signed(), NOON)


def test_the_vendors_own_vector_holds() -> None:
    """From sendgrid-python, test/unit/test_eventwebhook.py."""
    key = (
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe6"
        "2gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
    )
    headers = {
        "x-twilio-email-event-webhook-signature": (
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
        ),
        "x-twilio-email-event-webhook-timestamp": "1600112502",
    }
    body = (
        b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
        b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
        b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
        b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n'
    )
    hearing = sendgrid.webhook(sendgrid.Settings(public_key=key))
    assert hearing.verify(Hook(headers, body), datetime.fromtimestamp(1600112502, UTC))
