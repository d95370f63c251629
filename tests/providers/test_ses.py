"""What is Amazon's own: a signature on requests, SNS envelopes around events."""

import base64
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from sns_message_validator import SNSMessageValidator

from newsletter.errors import BadHook, ConfigError, ProviderError, ProviderPaused
from newsletter.message import Message
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.delivery import Outcome, ProviderPartly
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import ses
from newsletter.providers.wire import amazon
from newsletter.providers.wire.webhooks import SignedWebhook
from newsletter.testing.contract.samples import a_batch, an_edition
from newsletter.testing.server import reply, served
from tests.builders.refusals import refused
from tests.providers.recordings import recordings
from tests.providers.stand_ins.ses import StandIn

NOON = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-west-1:123456789012:brief"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_without_botocore_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore", None)
    with pytest.raises(ConfigError, match="ses-extra-missing"):
        ses.Provider(ses.Settings(access_key="AKIDEXAMPLE", secret_key=Secret("secret")))


def test_a_request_carries_botocores_signature_byte_for_byte() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = ses.Provider(stand_in.settings(loopback.base))
        provider.send(a_batch(2))
        provider.close()
        (request,) = loopback.seen
        base = loopback.base
    again = AWSRequest(
        "POST",
        f"{base}{request.path}",
        data=request.body,
        headers={"content-type": "application/json", "accept": "application/json"},
    )
    again.context["timestamp"] = request.headers["x-amz-date"]
    again.headers["X-Amz-Date"] = request.headers["x-amz-date"]
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "secret"), "ses", "eu-west-1")
    signature = signer.signature(
        signer.string_to_sign(again, signer.canonical_request(again)), again
    )
    assert request.headers["authorization"].endswith(f"Signature={signature}")


def test_a_name_beyond_ascii_travels_as_an_encoded_word() -> None:
    address = EmailAddress("a", "example.org")
    assert (
        ses._ascii(Mailbox("Eén moment", address)) == "=?utf-8?q?E=C3=A9n_moment?= <a@example.org>"
    )
    assert ses._ascii(Mailbox("Moment, helder", address)) == '"Moment, helder" <a@example.org>'


def test_opens_and_clicks_are_switched_off_in_the_call() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = ses.Provider(stand_in.settings(loopback.base))
        provider.send(a_batch(1))
        provider.close()
        (request,) = loopback.seen
    off = {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}
    assert request.json()["ConfigurationOverrides"] == {"Tracking": off}


def test_a_set_that_tracks_or_is_silent_is_told_with_what_to_do() -> None:
    stand_in = StandIn()
    stand_in.is_ready = False
    with served(stand_in) as loopback:
        provider = ses.Provider(stand_in.settings(loopback.base))
        told = provider.check()
        provider.close()
    assert Message("account-event-tracked", event="OPEN", set="brief") in told
    assert Message("account-without-identity") in told
    assert Message("account-event-unreported", event="COMPLAINT", set="brief") in told


def test_what_was_throttled_half_way_is_told_apart() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        taken, later = {"Status": "SUCCESS", "MessageId": "a"}, {"Status": "ACCOUNT_THROTTLED"}
        loopback.plan(reply(200, {"BulkEmailEntryResults": [taken, later]}))
        provider = ses.Provider(stand_in.settings(loopback.base))
        with pytest.raises(ProviderPartly) as told:
            provider.send(a_batch(2))
        provider.close()
    assert [(one.delivery_id, one.outcome) for one in told.value.receipts] == [
        ("d1k2e3y4.1", Outcome.ACCEPTED)
    ]


def test_more_headers_than_amazon_takes_are_refused_before_anything_leaves() -> None:
    edition = an_edition()
    many = tuple((f"X-{number}", ("x",)) for number in range(16))
    heavy = edition.__class__(
        **{name: getattr(edition, name) for name in edition.__slots__} | {"headers": many}
    )
    provider = ses.Provider(StandIn().settings("http://127.0.0.1:9"))
    with pytest.raises(ProviderPaused, match=r"account-headers-too-many.*limit=15"):
        provider.send(a_batch(1, edition=heavy))


def test_a_wrong_secret_pauses() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = ses.Provider(stand_in.settings(loopback.base, secret_key=Secret("other")))
        with pytest.raises(ProviderPaused, match="account-key-or-rights-wrong"):
            provider.send(a_batch(1))
        provider.close()


def a_certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = KEY) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOON - timedelta(days=1))
        .not_valid_after(NOON + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


PEM = a_certificate()


def envelope(**changed: str) -> dict[str, str]:
    told = {
        "Type": "Notification",
        "MessageId": "22b80b92",
        "TopicArn": TOPIC,
        "Message": '{"eventType":"Send"}',
        "Timestamp": "2026-03-01T12:05:00.000Z",
        "SignatureVersion": "1",
        "SigningCertURL": CERTIFICATE,
    }
    return told | changed


def signed(told: Mapping[str, str]) -> Hook:
    """Signed over what the independent validator says is to be signed."""
    text = SNSMessageValidator()._get_plaintext_to_sign(told).encode()
    kind = hashes.SHA256() if told["SignatureVersion"] == "2" else hashes.SHA1()
    signature = base64.b64encode(KEY.sign(text, padding.PKCS1v15(), kind)).decode()
    return Hook({}, json.dumps({**told, "Signature": signature}).encode())


def a_hearing(*topics: str, pem: bytes = PEM) -> SignedWebhook:
    fetched: dict[str, bytes] = {CERTIFICATE: pem}

    def fetch(address: str) -> bytes:
        if address not in fetched:
            raise ProviderError("sns", f"{address} is not there")
        return fetched[address]

    return ses.hearing(ses.Settings(topics=topics or (TOPIC,)), fetch)


CONFIRMATION = envelope(
    Type="SubscriptionConfirmation",
    Token="2336412f37",
    SubscribeURL="https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37",
)


@pytest.mark.parametrize(
    "told",
    [
        envelope(),
        envelope(Subject="Amazon SES Email Event Notification"),
        envelope(SignatureVersion="2"),
        CONFIRMATION,
    ],
)
def test_what_amazon_signs_is_believed_and_known_by_its_id(told: dict[str, str]) -> None:
    assert a_hearing().verify(signed(told), NOON + timedelta(hours=1)) == "22b80b92"


def test_the_independent_validator_agrees() -> None:
    validator = SNSMessageValidator()
    validator._cert_session = SimpleNamespace(get=lambda _: SimpleNamespace(content=PEM))
    message = json.loads(signed(envelope()).body)
    validator.validate_message(message)
    assert amazon.signed_text(message) == validator._get_plaintext_to_sign(message).encode()


@pytest.mark.parametrize(
    "address",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.example.org/a.pem",
        "https://sns.eu-west-1.amazonaws.com@example.org/a.pem",
        "https://example.org/sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.txt",
        "https://s3.eu-west-1.amazonaws.com/a.pem",
        "",
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_fetched(address: str) -> None:
    with refused(BadHook, "the envelope cannot be read"):
        a_hearing().verify(signed(envelope(SigningCertURL=address)), NOON)


def test_a_true_signature_of_a_foreign_topic_is_refused() -> None:
    with refused(BadHook, "is not in the settings; add it to topics"):
        a_hearing().verify(signed(envelope(TopicArn="arn:aws:sns:eu-west-1:666:evil")), NOON)


def test_without_topics_nothing_is_believed() -> None:
    hearing = ses.hearing(ses.Settings(), lambda _: PEM)
    with pytest.raises(BadHook):
        hearing.verify(signed(envelope()), NOON)


@pytest.mark.parametrize("field", ["Message", "MessageId", "Timestamp"])
def test_a_changed_envelope_is_refused(field: str) -> None:
    told = json.loads(signed(envelope()).body)
    with refused(BadHook, "not the provider's"):
        a_hearing().verify(
            Hook({}, json.dumps(told | {field: "2026-03-01T12:06:00.000Z"}).encode()), NOON
        )


@pytest.mark.parametrize(
    ("hook", "pem"),
    [
        (signed(envelope()), b"no certificate"),
        (signed(envelope()), a_certificate(ec.generate_private_key(ec.SECP256R1()))),
        (signed(envelope(SignatureVersion="3")), PEM),
        (signed(envelope(SigningCertURL="https://sns.eu-west-1.amazonaws.com/gone.pem")), PEM),
        (signed(envelope(Timestamp="soon")), PEM),
        (Hook({}, b""), PEM),
        (Hook({}, b"[]"), PEM),
        (Hook({}, b'{"TopicArn":[]}'), PEM),
        (Hook({}, json.dumps(envelope() | {"Signature": "!"}).encode()), PEM),
        (Hook({}, json.dumps(envelope() | {"Signature": "AA=="}).encode()), PEM),
    ],
)
def test_a_call_that_proves_nothing_is_refused(hook: Hook, pem: bytes) -> None:
    with pytest.raises(BadHook):
        a_hearing(pem=pem).verify(hook, NOON)


def test_an_envelope_of_another_day_is_refused() -> None:
    with refused(BadHook, "too far from now"):
        a_hearing().verify(signed(envelope()), NOON + timedelta(hours=26))


def test_a_subscription_is_confirmed_at_amazons_own_address_only() -> None:
    hearing = a_hearing()
    assert hearing.handshake(signed(CONFIRMATION).body) == CONFIRMATION["SubscribeURL"]
    assert hearing.handshake(signed(envelope()).body) is None
    assert hearing.handshake(b"nonsense") is None
    elsewhere = CONFIRMATION | {"SubscribeURL": "https://example.org/?Action=ConfirmSubscription"}
    assert hearing.handshake(json.dumps(elsewhere).encode()) is None


def test_a_bounce_of_several_readers_has_a_key_for_each() -> None:
    found = {recording.name: recording for recording in recordings("ses")}
    reports = a_hearing().read(found["bounce-of-several"].body)
    assert len({report.replay_key for report in reports}) == 2
    assert reports[0].provider_id == "0102017f-0001"
    (report,) = a_hearing().read(found["bounce-permanent"].body)
    assert report.detail == "Permanent General 5.1.1 smtp; 550 5.1.1 user unknown"
