"""Twilio SendGrid: one call for up to a thousand readers, merged by substitution.

Source: twilio.com/docs/sendgrid and its OpenAPI descriptions, autumn 2026. There
is no idempotency key. A call without an answer is looked up in the Email Logs by
the batch's category. Their delay is not documented, so a missing entry proves
nothing. The look-up has not been tried on a live account.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newsletter.errors import BadHook, ProviderError
from newsletter.message import Message
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Receipt,
    Recipient,
)
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_SENDER,
    NO_CREDITS,
    NOT_ALLOWED,
    QUOTA_SPENT,
    AnswerMeaning,
    AnswerRule,
    BadRecipient,
    Json,
    ProviderAnswer,
)
from newsletter.providers.wire.batches import all_taken, found_in_order
from newsletter.providers.wire.calls import Api, TimedApiProvider, entries
from newsletter.providers.wire.events import SENDGRID_DELIVERY, from_sendgrid
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.isolating import by_place, isolate
from newsletter.providers.wire.mails import tag_of
from newsletter.providers.wire.merging import Merged, Syntax, merge
from newsletter.providers.wire.proofs import body_key, in_time
from newsletter.providers.wire.webhooks import SignedWebhook, moment, text

NAME = "sendgrid"
_SYNTAX = Syntax("-", "-", is_keyed_whole=True)  # only the keys that a call names are replaced
_MOST_FOUND = 1_000
_WHICH = re.compile(r"personalizations\.(\d{1,4})\b")
_WINDOW = timedelta(hours=25)  # it retries for a day, perhaps with the first signature
_SIGNATURE = "x-twilio-email-event-webhook-signature"
_STAMP = "x-twilio-email-event-webhook-timestamp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One account or subuser at SendGrid.

    Attributes:
        key: An API key with "Mail Send".
        base: Address of the API, the European region by default. That one accepts
            only keys of European subusers. The other is ``https://api.sendgrid.com``.
        public_key: The event webhook's verification key, as the site shows it.
        timeout: Time limit of a whole call, shorter than half a lease.
        test_mode: SendGrid checks the emails and delivers none.
    """

    key: Secret = field(default_factory=Secret)
    base: str = "https://api.eu.sendgrid.com"
    public_key: str = ""
    timeout: timedelta = timedelta(seconds=30)
    test_mode: bool = False


_ANSWERS = (
    AnswerRule(AnswerMeaning.PAUSED, says="maximum credits exceeded", words=NO_CREDITS),
    AnswerRule(AnswerMeaning.PAUSED, says="sending limit", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, says="verified sender identity", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, says="account", statuses=(403,), words=NOT_ALLOWED),
    AnswerRule(
        AnswerMeaning.PAUSED,
        (401, 403),
        words=Message("account-key-or-account-region-wrong"),
    ),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, (400,), code="recipient"),
)


class Provider(TimedApiProvider):
    """A provider that sends a batch as one call with a personalization per reader."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.MERGE,
        recipients_per_call=1_000,
        bytes_per_call=30 * 1024 * 1024,
        looks_up=True,
        lookup_reaches=timedelta(days=30),  # "no options to extend": Email Logs, 2026
        forbidden_headers=frozenset({"received", "dkim-signature", "x-sg-id", "x-sg-eid"}),
        title="SendGrid",
        block_list="Suppressions › Spam Reports, Bounces",
    )

    def __init__(self, settings: Settings) -> None:
        headers = {"authorization": f"Bearer {key_of(NAME, 'key', settings.key)}"}
        wire = Wire(NAME, settings.base, headers=headers, timeout=settings.timeout)
        self.settings = settings
        self.api = Api(wire, _ANSWERS, _error_in, wait=_until_reset)

    def send(self, batch: Batch) -> Sequence[Receipt]:
        """Send a batch in one call, repeated without any rejected address.

        See ``model.provider``.
        """
        merged = merge(batch.edition, batch.dispatch, _SYNTAX)
        fixed = self._fixed(batch, merged)

        def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
            persons = _personal(merged, recipients)
            try:
                return all_taken(recipients, self._post(fixed | {"personalizations": persons}))
            except BadRecipient as bad:
                raise by_place(bad, recipients, _WHICH) from bad

        return isolate(NAME, batch.recipients, hand, within=self.settings.timeout)

    def _post(self, mail: dict[str, object]) -> str:
        answer = self.api.wire.post_json("/v3/mail/send", mail)
        taken = answer.headers.get("x-message-id", "")
        if answer.status == 202 and taken:
            return taken
        if answer.status == 200 and self.settings.test_mode:
            return taken or "sandbox"
        if answer.is_success:
            raise self.api.silence(Message("acceptance-without-id"), answer)
        raise self.api.refusal(answer)

    def _fixed(self, batch: Batch, merged: Merged) -> dict[str, object]:
        """Return the part of a call that is the same for all readers."""
        edition = batch.edition
        off = {"enable": False}
        return {
            "from": {"email": str(edition.sender.address), "name": edition.sender.name},
            "reply_to": {"email": str(edition.reply_to)},
            "subject": merged.subject,
            "content": [
                {"type": "text/plain", "value": merged.text},
                {"type": "text/html", "value": merged.html},
            ],
            "headers": dict(merged.fixed_headers),
            "categories": _categories(batch),
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": off,
                "subscription_tracking": off,
                "ganalytics": off,
            },
            "mail_settings": {"sandbox_mode": {"enable": self.settings.test_mode}},
        }

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return receipts for readers found in the Email Logs by the batch's category.

        The answer has no pages and holds 1,000 entries, enough for any batch. A
        notice has no category of its own and is not found.
        """
        if batch.notice:
            return ()
        query = {"query": f"categories IN ('{tag_of(batch)}')", "limit": _MOST_FOUND}
        answer = self.api.wire.post_json("/v3/logs", query)
        found = answer.json()
        if not answer.is_success:
            raise self.api.silence(Message("email-logs-missing"), answer)
        if not isinstance(found, dict) or not isinstance(found.get("messages"), list):
            raise self.api.silence(Message("messages-missing"), answer)
        ids = {
            text(one, "to_email").lower(): text(one, "sg_message_id").partition(".")[0]
            for one in entries(found, "messages")
        }
        by_address = {
            one.delivery_id: ids[str(one.address).lower()]
            for one in batch.recipients
            if ids.get(str(one.address).lower())
        }
        return found_in_order(batch.recipients, by_address)

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the key, domains and webhook."""
        try:
            scopes = entries(self.api.ask("/v3/scopes"), "scopes")
            domains = self.api.ask_list("/v3/whitelabel/domains")
            hook = self.api.ask("/v3/user/webhooks/event/settings")
        except ProviderError as error:
            return (error.problem,)
        missing: list[Message] = []
        if "mail.send" not in scopes:
            missing.append(Message("account-key-may-not-send"))
        if not any(isinstance(domain, dict) and domain.get("valid") is True for domain in domains):
            missing.append(
                Message(
                    "account-domain-unconfirmed",
                    provider="SendGrid",
                    status="Domain Authentication",
                )
            )
        silent = [name for name in _NEEDED if hook.get("enabled") is not True or not hook.get(name)]
        missing += [Message("account-event-off", name=name) for name in silent]
        if not self.settings.public_key:
            missing.append(Message("account-public-key-missing"))
        return tuple(missing)


_NEEDED = ("delivered", "bounce", "dropped", "deferred", "spam_report")


def _categories(batch: Batch) -> list[str]:
    """Return the categories that SendGrid counts a call in and can search by.

    It keeps statistics of 1,000 a day, so a batch gets one and a notice gets none.
    """
    issue = f"issue-{batch.edition.issue}"
    return [issue] if batch.notice else [issue, tag_of(batch)]


def _personal(merged: Merged, recipients: Sequence[Recipient]) -> list[dict[str, object]]:
    """Return the parts of a request that hold one reader's data each."""
    return [
        {
            "to": [{"email": str(recipient.address)}],
            "headers": merged.headers_of(recipient),
            "substitutions": values,
            "custom_args": {SENDGRID_DELIVERY: recipient.delivery_id},
        }
        for recipient, values in zip(recipients, merged.values_of(recipients), strict=True)
    ]


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    errors = entries(answer.json(), "errors")
    if not errors:
        return "", answer.words
    fields = " ".join(text(error, "field") for error in errors)
    words = " ".join(text(error, "message") for error in errors)
    return "recipient" if _WHICH.search(fields) else "", f"{words} {fields}"


def _until_reset(answer: ProviderAnswer) -> timedelta | None:
    """Return the wait until the rate limit is reset, from a Unix time or Retry-After."""
    reset = moment(text(answer.headers, "x-ratelimit-reset"))
    since = answer.date
    if answer.retry_after is not None or reset is None or since is None:
        return answer.retry_after
    return min(max(reset - since, timedelta(0)), timedelta(days=1))


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: arrays of events, with time and body signed by ECDSA."""

    def proof(hook: Hook, now: datetime) -> str:
        _verify(settings.public_key, hook, _stamp(hook, now))
        return body_key(hook)

    return SignedWebhook(name=NAME, proof=proof, door=_stamp, events=_each, one=from_sendgrid)


def _stamp(hook: Hook, now: datetime) -> bytes:
    """Return the time of the signature, in its signed form.

    Raises:
        BadHook: There is no signature, or it is too far from now.
    """
    stamp = hook.headers.get(_STAMP, "")
    try:
        at = datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadHook(NAME, "hook-signature-wrong") from error
    if not hook.headers.get(_SIGNATURE):
        raise BadHook(NAME, "hook-unsigned")
    in_time(NAME, at, now, _WINDOW)
    return stamp.encode()


def _verify(public_key: str, hook: Hook, stamp: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        key = serialization.load_der_public_key(base64.b64decode(public_key, validate=True))
        given = base64.b64decode(hook.headers.get(_SIGNATURE, ""), validate=True)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise BadHook(NAME, "hook-key-of-another-kind")
        key.verify(given, stamp + hook.body, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature) as error:
        raise BadHook(NAME, "hook-signature-wrong") from error


def _each(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]
