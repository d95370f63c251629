"""MailerSend: one reader per call, so that each is answered at once.

Source: developers.mailersend.com, autumn 2026. The bulk call accepts 500 emails but
reports later, for all of them together, what it rejected. Custom headers, including
List-Unsubscribe, need a plan that allows them.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsletter.errors import BadHook, ProviderError, ProviderRefused
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
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_SENDER,
    QUOTA_SPENT,
    SANDBOX,
    AnswerMeaning,
    AnswerRule,
    BadRecipient,
    Json,
    ProviderAnswer,
)
from newsletter.providers.wire.batches import one_by_one
from newsletter.providers.wire.calls import Api, ApiProvider, entries
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.mails import from_tag, headers_for, to_tag
from newsletter.providers.wire.proofs import body_key
from newsletter.providers.wire.webhooks import Event, SignedWebhook, at_path, moment, scalar, text

NAME = "mailersend"
_BRACE = re.compile(r"\{(?=[{%#])")  # starts a placeholder of its personalisation
_BRACE_NAME = "accolade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One account at MailerSend.

    Attributes:
        token: An API token with full sending access.
        base: Address of the API.
        signing_secret: The webhook's signing secret.
        timeout: Time limit of each call, shorter than half a lease.
    """

    token: Secret = field(default_factory=Secret)
    base: str = "https://api.mailersend.com"
    signing_secret: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)


_ANSWERS = (
    AnswerRule(AnswerMeaning.PAUSED, (422, 429), says="#ms42901", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, (422, 429), says="quota", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, (403, 422), says="trial", words=SANDBOX),
    AnswerRule(
        AnswerMeaning.PAUSED,
        (403, 422),
        says="headers",
        words=Message("account-headers-not-allowed"),
    ),
    AnswerRule(AnswerMeaning.PAUSED, (422,), code="from", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, (422,), code="to"),
)


class Provider(ApiProvider):
    """A provider that sends one email at a time, without tracking opens or clicks."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.PARTS,
        recipients_per_call=1,
        emails_per_second=2.0,  # 120 calls a minute
        title="MailerSend",
        block_list="Suppressions",
        peculiarities=(Message("account-headers-by-subscription"),),
    )

    def __init__(self, settings: Settings) -> None:
        headers = {"authorization": f"Bearer {key_of(NAME, 'token', settings.token)}"}
        wire = Wire(NAME, settings.base, headers=headers, timeout=settings.timeout)
        self.settings = settings
        self.api = Api(wire, _ANSWERS, _error_in)

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Send a batch in one call per reader; see ``model.provider``."""
        return one_by_one(NAME, batch, lambda email: self._hand_over(batch, email))

    def _hand_over(self, batch: Batch, email: Email) -> Receipt:
        try:
            answer = self.api.wire.post_json("/v1/email", _mail(batch, email))
            taken = answer.headers.get("x-message-id", "")
            if answer.status != 202:
                raise self.api.refusal(answer)
        except (BadRecipient, ProviderRefused) as refusal:
            return Receipt(email.delivery_id, Outcome.REFUSED, detail=refusal.detail)
        listed = _listed(answer)
        if listed is not None:
            return Receipt(email.delivery_id, Outcome.REFUSED, detail=answer.words, listed=listed)
        if not taken:
            raise self.api.silence(Message("acceptance-without-id"), answer)
        return Receipt(email.delivery_id, Outcome.ACCEPTED, provider_id=taken)

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return nothing: emails cannot be found without their ids."""
        del batch
        return ()

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the token, domains and webhook."""
        try:
            domains = entries(self.api.ask("/v1/domains"), "data")
        except ProviderError as error:
            return (error.problem,)
        verified = [one for one in domains if at_path(one, ["is_verified"]) is True]
        missing: list[Message] = [] if verified else [Message("account-without-domain")]
        if not self.settings.signing_secret:
            missing.append(
                Message(
                    "account-hook-secret-missing",
                    variable="NEWSLETTER_PROVIDER_MAILERSEND_SIGNING_SECRET",
                )
            )
        return tuple(missing)


def _mail(batch: Batch, email: Email) -> dict[str, object]:
    variable = f"{{{{{_BRACE_NAME}}}}}"
    headers = [{"name": name, "value": value} for name, value in headers_for(email.headers)]
    return {
        "from": {
            "email": str(batch.edition.sender.address),
            "name": batch.edition.sender.name,
        },
        "to": [{"email": str(email.to)}],
        "reply_to": {"email": str(batch.edition.reply_to)},
        "subject": _BRACE.sub(variable, email.subject),
        "html": _BRACE.sub("&#123;", email.html),
        "text": _BRACE.sub(variable, email.text),
        "personalization": [{"email": str(email.to), "data": {_BRACE_NAME: "{"}}],
        "headers": headers,
        "tags": [to_tag(email.delivery_id)],
        "settings": {"track_clicks": False, "track_opens": False, "track_content": False},
    }


def _listed(answer: ProviderAnswer) -> Listed | None:
    """Return why the only recipient was suppressed, or ``None`` if it was accepted.

    The gravest reason counts. The exact words of the reasons are not documented.
    """
    warnings = entries(answer.json(), "warnings")
    if not any(text(warning, "type") == "ALL_SUPPRESSED" for warning in warnings):
        return None
    reasons = " ".join(
        scalar(reason)
        for warning in warnings
        for recipient in entries(warning, "recipients")
        for reason in entries(recipient, "reasons")
    ).lower()
    known = {"spam": Listed.COMPLAINED, "unsubscribe": Listed.LEFT, "bounce": Listed.BOUNCED}
    return next((listed for word, listed in known.items() if word in reasons), Listed.UNTOLD)


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    """Return the first wrong field and all words, with MailerSend's error codes."""
    found = answer.json()
    wrong = at_path(found, ["errors"])
    if not isinstance(wrong, dict) or not wrong:
        return "", text(found, "message") or answer.words
    words = [scalar(word) for each in wrong.values() if isinstance(each, list) for word in each]
    return next(iter(wrong)).partition(".")[0], " ".join(words)


_KINDS = {
    "activity.sent": ReportKind.ACCEPTED,
    "activity.delivered": ReportKind.DELIVERED,
    "activity.hard_bounced": ReportKind.BOUNCED,
    "activity.soft_bounced": ReportKind.DEFERRED,
    "activity.deferred": ReportKind.DEFERRED,
    "activity.opened": ReportKind.OPENED,
    "activity.opened_unique": ReportKind.OPENED,
    "activity.clicked": ReportKind.CLICKED,
    "activity.clicked_unique": ReportKind.CLICKED,
    "activity.unsubscribed": ReportKind.UNSUBSCRIBED,
    "activity.spam_complaint": ReportKind.COMPLAINED,
    "recipient.on_hold_added": ReportKind.REFUSED,
}


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: one event per call, with a signed but undated body."""

    def proof(hook: Hook, now: datetime) -> str:
        del now
        key = settings.signing_secret.reveal.encode()
        true = hmac.new(key, hook.body, hashlib.sha256).hexdigest()
        if not key or not Secret(true).matches(hook.headers.get("signature", "")):
            raise BadHook(NAME, "hook-signature-wrong")
        return body_key(hook)

    def door(hook: Hook, now: datetime) -> None:
        del now
        if not settings.signing_secret or not hook.headers.get("signature"):
            raise BadHook(NAME, "hook-unsigned-or-no-secret")

    return SignedWebhook(name=NAME, proof=proof, door=door, events=_each, one=_report)


def _each(value: Json) -> Sequence[Json]:
    return [] if value["type"] == "webhook.test" else [value]


def _report(event: Event) -> Report:
    tags = event.get("data", "email", "tags")
    ours = [from_tag(scalar(tag)) for tag in tags] if isinstance(tags, list) else []
    name, identity, at = event.text("type"), event.text("data", "id"), event.text("created_at")
    address = event.text("data", "email", "recipient", "email") or event.text("data", "email")
    return event.report(
        _KINDS[name],
        delivery_id=next((one for one in ours if "." in one), ""),
        address=address or event.text("data", "recipient", "email"),
        provider_id=event.text("data", "email", "message", "id"),
        at=moment(at),
        detail=event.text("data", "morph", "reason")
        or event.text("data", "morph", "readable_reason"),
        listed=Listed.UNTOLD if name == "recipient.on_hold_added" else None,
        replay_key=event.key_of(name, identity or at),
    )
