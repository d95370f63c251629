"""Amazon SNS: envelopes with reports, verified by certificate and topic.

A valid signature alone proves little, since anybody may have a topic. The topic
must be one of ours (docs.aws.amazon.com/sns, verifying signatures, 2026).
"""

import base64
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from newsletter.errors import BadHook, ProviderError
from newsletter.model.delivery import Listed, Report, ReportKind
from newsletter.model.hook import Hook
from newsletter.providers.wire.answers import Json, parsed
from newsletter.providers.wire.http import Wire
from newsletter.providers.wire.mails import from_tag
from newsletter.providers.wire.proofs import in_time
from newsletter.providers.wire.webhooks import Event, at_path, moment, scalar, text

Fetch = Callable[[str], bytes]

_HOST = re.compile(r"sns\.[a-z0-9-]{3,40}\.amazonaws\.com(\.cn)?")
_WINDOW = timedelta(hours=25)  # it retries for an hour, or longer if a topic is set so
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SIGNED = {
    "Notification": _NOTIFICATION,
    "SubscriptionConfirmation": (
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type",
    ),
}
_SIGNED["UnsubscribeConfirmation"] = _SIGNED["SubscriptionConfirmation"]


def prove(provider: str, hook: Hook, topics: Collection[str], now: datetime, fetch: Fetch) -> str:
    """Verify an envelope and return its id, which is the same in repetitions.

    Raises:
        BadHook: If it is not from SNS, not from one of our topics, or too old.
    """
    try:
        envelope = parsed(hook.body)
        topic, identity = envelope["TopicArn"], envelope["MessageId"]
        signed = signed_text(envelope)
        signature = base64.b64decode(envelope["Signature"], validate=True)
        address = _amazons(envelope["SigningCertURL"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadHook(provider, "hook-envelope-unreadable") from error
    if topic not in topics:
        raise BadHook(provider, "hook-topic-unknown", topic=topic)
    try:
        pem = fetch(address)
    except ProviderError as error:
        raise BadHook(provider, "hook-certificate-unreadable", reason=error.problem) from error
    _verify(provider, pem, signature, signed, text(envelope, "SignatureVersion"))
    at = moment(envelope.get("Timestamp"))
    if at is None:
        raise BadHook(provider, "hook-envelope-undated")
    in_time(provider, at, now, _WINDOW)
    return str(identity)


def signed_text(envelope: Mapping[str, Json]) -> bytes:
    """Return the signed text: names and values on separate lines."""
    names = _SIGNED[envelope["Type"]]
    return "".join(
        f"{name}\n{envelope[name]}\n"
        for name in names
        if name != "Subject" or envelope.get("Subject")
    ).encode()


def subscribe_address(body: bytes) -> str | None:
    """Return the address that confirms a subscription, or ``None`` for other calls.

    The call must have been verified, so that the topic is known to be ours.
    """
    try:
        envelope = parsed(body)
        if envelope["Type"] != "SubscriptionConfirmation":
            return None
        return _amazons(envelope["SubscribeURL"], ending="")
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def message(envelope: Json) -> Json:
    """Return a notification's content, or ``None`` for a handshake or a greeting."""
    if envelope["Type"] != "Notification":
        return None
    carried = envelope["Message"]
    return None if carried.startswith("Successfully validated SNS topic") else parsed(carried)


def _amazons(address: str, ending: str = ".pem") -> str:
    """Return the address if it is certainly Amazon's, else raise ``ValueError``."""
    split = urlsplit(address)
    if (
        split.scheme != "https"
        or not _HOST.fullmatch(split.netloc)
        or not split.path.endswith(ending)
    ):
        raise ValueError("this address is not Amazon's")
    return address


def _verify(provider: str, pem: bytes, signature: bytes, signed: bytes, version: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256
    from cryptography.x509 import load_pem_x509_certificate

    # topics use version 1 unless set otherwise
    kinds = {"1": SHA1(), "2": SHA256()}  # noqa: S303  # the topic's choice
    try:
        key = load_pem_x509_certificate(pem).public_key()
        if not isinstance(key, RSAPublicKey):
            raise BadHook(provider, "hook-certificate-of-another-kind")
        key.verify(signature, signed, PKCS1v15(), kinds[version])
    except (ValueError, KeyError, InvalidSignature) as error:
        raise BadHook(provider, "hook-signature-wrong") from error


@lru_cache(maxsize=8)
def fetched(address: str) -> bytes:
    """Fetch one of Amazon's certificates. It never changes and is cached.

    Raises:
        ProviderError: If it cannot be read.
    """
    split = urlsplit(_amazons(address))
    wire = Wire("sns", f"https://{split.netloc}", timeout=timedelta(seconds=10))
    try:
        answer = wire.get(split.path)
    finally:
        wire.close()
    if answer.status != 200:
        raise ProviderError("sns", "certificate-status", status=answer.status)
    return answer.body


_KINDS = {
    "Send": ReportKind.ACCEPTED,
    "Delivery": ReportKind.DELIVERED,
    "DeliveryDelay": ReportKind.DEFERRED,
    "Complaint": ReportKind.COMPLAINED,
    "Reject": ReportKind.REFUSED,
    "Rendering Failure": ReportKind.REFUSED,
    "Subscription": ReportKind.UNSUBSCRIBED,
    "Open": ReportKind.OPENED,
    "Click": ReportKind.CLICKED,
}
_BOUNCES = {
    "Permanent": ReportKind.BOUNCED,
    "Transient": ReportKind.DEFERRED,
    "Undetermined": ReportKind.DEFERRED,
}
# "Suppressed": Amazon's list of addresses that bounced lately; the account's list has two reasons
_LISTED = {"Suppressed": Listed.BOUNCED, "OnAccountSuppressionList": Listed.UNTOLD}
_ABOUT_THE_LETTER = frozenset({"ContentRejected", "AttachmentRejected", "MessageTooLarge"})
_OURS = frozenset({"Reject", "Rendering Failure"})  # a virus was found; the template is wrong


def each_reader(envelope: Json) -> Sequence[Json]:
    """Return an event for each reader that an envelope names."""
    carried = message(envelope)
    if carried is None:
        return []
    where = _WHERE.get(text(carried, "eventType") or text(carried, "notificationType"))
    named = at_path(carried, where) if where else None
    readers = (
        named if isinstance(named, list) and named else at_path(carried, ["mail", "destination"])
    )
    return [
        {"envelope": envelope["MessageId"], "event": carried, "reader": reader, "place": place}
        for place, reader in enumerate(readers or [None])
    ]


_WHERE = {
    "Bounce": ("bounce", "bouncedRecipients"),
    "Complaint": ("complaint", "complainedRecipients"),
    "Delivery": ("delivery", "recipients"),
    "DeliveryDelay": ("deliveryDelay", "delayedRecipients"),
}
# The key of an event's own data, where it is not the event's name in lower case.
_UNDER = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}


def _kind(name: str, own: Json) -> ReportKind:
    if _listed(own) is not None or text(own, "bounceSubType") in _ABOUT_THE_LETTER:
        return ReportKind.REFUSED
    if name == "Complaint" and text(own, "complaintFeedbackType") == "not-spam":
        return ReportKind.DELIVERED
    return _BOUNCES[text(own, "bounceType")] if name == "Bounce" else _KINDS[name]


def _listed(own: Json) -> Listed | None:
    return _LISTED.get(text(own, "bounceSubType") or text(own, "complaintSubType"))


def report(event: Event) -> Report:
    """Return the report for one event about one reader."""
    name = event.text("event", "eventType") or event.text("event", "notificationType")
    own = event.get("event", _UNDER.get(name, name.lower()))
    tags = event.get("event", "mail", "tags", "delivery")
    words = ("bounceType", "bounceSubType", "complaintFeedbackType", "delayType", "reason")
    details = [text(own, word) for word in (*words, "errorMessage", "smtpResponse")]
    details += [event.text("reader", word) for word in ("status", "diagnosticCode")]
    place = event.text("place")
    return event.report(
        _kind(name, own),
        delivery_id=from_tag(scalar(tags[0])) if isinstance(tags, list) and tags else "",
        address=event.text("reader", "emailAddress") or event.text("reader"),
        provider_id=event.text("event", "mail", "messageId"),
        at=moment(text(own, "timestamp") or event.text("event", "mail", "timestamp")),
        detail=" ".join(word for word in details if word),
        listed=_listed(own),
        blames_us=name in _OURS or text(own, "bounceSubType") in _ABOUT_THE_LETTER,
        replay_key=event.key_of(event.text("envelope"), place),
    )
