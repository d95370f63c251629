"""What is MailerSend's own: warnings in an acceptance, a signature over the body."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from newsletter.errors import BadHook
from newsletter.model.delivery import Listed, Outcome, ProviderPartly
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import mailersend
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.server import Reply, reply, served
from tests.providers.stand_ins.mailersend import StandIn

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_a_suppressed_reader_is_refused_though_the_answer_is_202() -> None:
    stand_in = StandIn()
    stand_in.suppressed = {"lezer1@example.org"}
    with served(stand_in) as loopback:
        provider = mailersend.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(a_batch(2))
        provider.close()
    assert [receipt.outcome for receipt in receipts] == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert "ALL_SUPPRESSED" in receipts[0].detail
    assert [receipt.listed for receipt in receipts] == [Listed.UNTOLD, None]


@pytest.mark.parametrize(
    ("reasons", "listed"),
    [
        (["hard_bounced"], Listed.BOUNCED),
        (["spam_complaint"], Listed.COMPLAINED),
        (["unsubscribed"], Listed.LEFT),
        (["hard_bounced", "unsubscribed"], Listed.LEFT),
        (["blocklisted"], Listed.UNTOLD),
        ([], Listed.UNTOLD),
    ],
)
def test_the_gravest_reason_of_its_list_counts(reasons: list[str], listed: Listed) -> None:
    stand_in = StandIn()
    recipient = {"email": "lezer1@example.org", "reasons": reasons}
    warnings = [{"type": "ALL_SUPPRESSED", "recipients": [recipient]}]
    with served(stand_in) as loopback:
        loopback.plan(reply(202, {"warnings": warnings}))
        provider = mailersend.Provider(stand_in.settings(loopback.base))
        (receipt,) = provider.send(a_batch(1))
        provider.close()
    assert (receipt.outcome, receipt.listed) == (Outcome.REFUSED, listed)


def test_a_limit_half_way_tells_who_was_taken() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        loopback.plan(stand_in, Reply(429, b"", {"retry-after": "60"}))
        provider = mailersend.Provider(stand_in.settings(loopback.base))
        with pytest.raises(ProviderPartly) as told:
            provider.send(a_batch(3))
        provider.close()
    assert [receipt.delivery_id for receipt in told.value.receipts] == ["d1k2e3y4.1"]


def test_a_signature_over_the_body_proves_a_call() -> None:
    body = b'{"type":"activity.sent"}'
    proof = hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    hearing = mailersend.webhook(mailersend.Settings(signing_secret=Secret("secret")))
    assert hearing.verify(Hook({"signature": proof}, body), NOON)
    for hook in (
        Hook({"signature": proof}, body + b" "),
        Hook({"signature": ""}, body),
        Hook({}, body),
    ):
        with pytest.raises(BadHook):
            hearing.verify(hook, NOON)
