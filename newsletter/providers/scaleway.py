"""Scaleway Transactional Email: one reader per call, hosted in Europe.

Source: www.scaleway.com/en/developers, autumn 2026. Readers of one call would see
each other's addresses. Reports come through Topics and Events in SNS envelopes.
What their signature covers is not documented, so a password in the subscription's
address authenticates them, and the topic must be ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from newsletter.errors import BadHook, ConfigError, ProviderError, ProviderRefused
from newsletter.message import Message
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Listed,
    Outcome,
    Receipt,
    Report,
    ReportKind,
)
from newsletter.model.edition import Email
from newsletter.model.hook import Hook, WebhookStatuses
from newsletter.model.secret import Secret
from newsletter.providers.wire import amazon
from newsletter.providers.wire.answers import (
    BAD_KEY,
    BAD_SENDER,
    NOT_ALLOWED,
    QUOTA_SPENT,
    AnswerMeaning,
    AnswerRule,
    BadRecipient,
    Json,
    ProviderAnswer,
    parsed,
)
from newsletter.providers.wire.batches import one_by_one
from newsletter.providers.wire.calls import Api, ApiProvider, entries
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.mails import headers_for
from newsletter.providers.wire.proofs import BASIC, by_basic
from newsletter.providers.wire.webhooks import Event, SignedWebhook, moment, text

NAME = "scaleway"
_DELIVERY = "X-Newsletter-Delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One project at Scaleway.

    Attributes:
        secret_key: The secret key of an API key that may send.
        project_id: The project's id.
        region: The region it sends from.
        base: Address of the API.
        topics: ARNs of the topics that may report.
        hook_user: User name in the subscription's address.
        hook_password: Password in the subscription's address.
        timeout: Time limit of each call, shorter than half a lease.
    """

    secret_key: Secret = field(default_factory=Secret)
    project_id: str = ""
    region: str = "fr-par"
    base: str = "https://api.scaleway.com"
    topics: tuple[str, ...] = ()
    hook_user: str = "newsletter"
    hook_password: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)


_ANSWERS = (
    AnswerRule(AnswerMeaning.PAUSED, says="quota", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, code="quotas_exceeded", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, (401,), words=BAD_KEY),
    AnswerRule(AnswerMeaning.PAUSED, code="denied_authentication", words=BAD_KEY),
    AnswerRule(AnswerMeaning.PAUSED, (403,), says="domain", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, (400,), code="invalid_arguments from", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, (403,), words=NOT_ALLOWED),
)


class Provider(ApiProvider):
    """A provider that sends one email at a time, without merging or tracking."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.PARTS,
        recipients_per_call=1,
        bytes_per_call=2 * 1024 * 1024,
        title="Scaleway",
        block_list="Transactional Email › Blocklists",
    )

    def __init__(self, settings: Settings) -> None:
        if not settings.project_id:
            raise ConfigError("scaleway-project-missing")
        headers = {"x-auth-token": key_of(NAME, "secret_key", settings.secret_key)}
        wire = Wire(NAME, settings.base, headers=headers, timeout=settings.timeout)
        self.settings = settings
        self.api = Api(wire, _ANSWERS, _error_in)
        self._path = f"/transactional-email/v1alpha1/regions/{quote(settings.region, safe='')}"

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Send a batch in one call per reader; see ``model.provider``."""
        return one_by_one(NAME, batch, lambda email: self._hand_over(batch, email))

    def _hand_over(self, batch: Batch, email: Email) -> Receipt:
        try:
            answer = self.api.wire.post_json(f"{self._path}/emails", self._mail(batch, email))
            if not answer.is_success:
                raise self.api.refusal(answer)
        except (BadRecipient, ProviderRefused) as refusal:
            return Receipt(email.delivery_id, Outcome.REFUSED, detail=refusal.detail)
        mails = entries(answer.json(), "emails")
        taken = text(mails[0], "id") if len(mails) == 1 else ""
        if not taken:
            raise self.api.silence(Message("acceptance-without-id"), answer)
        return Receipt(email.delivery_id, Outcome.ACCEPTED, provider_id=taken)

    def _mail(self, batch: Batch, email: Email) -> dict[str, object]:
        edition = batch.edition
        headers = [
            ("Reply-To", str(edition.reply_to)),
            (_DELIVERY, email.delivery_id),
            *headers_for(email.headers),
        ]
        return {
            "project_id": self.settings.project_id,
            "from": {"email": str(edition.sender.address), "name": edition.sender.name},
            "to": [{"email": str(email.to)}],
            "subject": email.subject,
            "text": email.text,
            "html": email.html,
            "additional_headers": [{"key": name, "value": value} for name, value in headers],
        }

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return nothing: emails cannot be found without their ids."""
        del batch
        return ()

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the key, domains and webhook."""
        try:
            query = {"project_id": self.settings.project_id}
            domains = entries(self.api.ask(f"{self._path}/domains", query), "domains")
        except ProviderError as error:
            return (error.problem,)
        missing: list[Message] = []
        if not any(text(domain, "status") == "checked" for domain in domains):
            missing.append(
                Message("account-domain-unconfirmed", provider="Scaleway", status="checked")
            )
        if not self.settings.hook_password or not self.settings.topics:
            missing.append(Message("account-topics-or-password-missing"))
        return tuple(missing)


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    """Return the error type with its argument, and the words.

    An example is ``invalid_arguments from``.
    """
    found = answer.json()
    wrong = [text(one, "argument_name") for one in entries(found, "details")]
    first = next(iter(wrong), "").partition(".")[0].partition("[")[0]
    words = f"{text(found, 'message') or answer.words} {' '.join(wrong)}"
    return f"{text(found, 'type')} {first}".strip(), words.strip()


_KINDS = {
    "email_queued": ReportKind.ACCEPTED,
    "email_delivered": ReportKind.DELIVERED,
    "email_deferred": ReportKind.DEFERRED,
    "email_dropped": ReportKind.BOUNCED,
    "email_mailbox_not_found": ReportKind.BOUNCED,
    # not documented whether the reader or the host reported it, so it unsubscribes nobody
    "email_spam": ReportKind.REFUSED,
    "email_blocklisted": ReportKind.REFUSED,
}


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: SNS envelopes from our topics, with user and password."""

    def proof(hook: Hook, now: datetime) -> str:
        del now  # what is signed with the time is not documented
        key = by_basic(NAME, hook, settings.hook_user, settings.hook_password)
        try:
            topic = parsed(hook.body)["TopicArn"]
        except (ValueError, TypeError, KeyError) as error:
            raise BadHook(NAME, "hook-envelope-unreadable") from error
        if topic not in settings.topics:
            raise BadHook(NAME, "hook-topic-unknown", topic=topic)
        return key

    def door(hook: Hook, now: datetime) -> None:
        del now
        by_basic(NAME, hook, settings.hook_user, settings.hook_password)

    return SignedWebhook(
        name=NAME,
        proof=proof,
        door=door,
        events=_each,
        one=_report,
        dialect=WebhookStatuses(challenge=BASIC),
        greeting=_greeting,
    )


def _greeting(body: bytes) -> str | None:
    """Return the address that confirms a subscription, if it is Scaleway's."""
    try:
        envelope = parsed(body)
        address = str(envelope["SubscribeURL"])
        split = urlsplit(address)
    except (ValueError, TypeError, KeyError):
        return None
    is_theirs = split.scheme == "https" and split.netloc.endswith(".scaleway.com")
    return address if envelope.get("Type") == "SubscriptionConfirmation" and is_theirs else None


def _each(envelope: Json) -> Sequence[Json]:
    carried = amazon.message(envelope)
    return [] if carried is None else [carried]


def _report(event: Event) -> Report:
    headers = entries(event.value, "email_headers")
    ours = [text(one, "value") for one in headers if text(one, "key").lower() == _DELIVERY.lower()]
    name, at = event.text("type"), event.text("created_at")
    words = (event.text("email_response_code"), event.text("email_response_message"))
    return event.report(
        _KINDS[name],
        delivery_id=next(iter(ours), ""),
        address=event.text("email_to"),
        provider_id=event.text("email_id"),
        at=moment(at),
        detail=" ".join(word for word in words if word),
        listed=Listed.UNTOLD if name == "email_blocklisted" else None,
        replay_key=event.key_of(event.text("id") or f"{name} {event.text('email_id')} {at}"),
    )
