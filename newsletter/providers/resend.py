"""Resend: up to a hundred finished emails per call, deduplicated by key for a day.

Source: resend.com/docs, autumn 2026. Opens and clicks are tracked per domain and
cannot be switched off in a call. ``check`` reports when they are on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from newsletter.errors import ProviderError
from newsletter.message import Message
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Listed,
    Receipt,
    Recipient,
    Report,
    ReportKind,
)
from newsletter.model.edition import Email
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_KEY,
    BAD_SENDER,
    NOT_ALLOWED,
    OF_OURS,
    QUOTA_SPENT,
    SANDBOX,
    AnswerMeaning,
    AnswerRule,
    Json,
    ProviderAnswer,
)
from newsletter.providers.wire.batches import ItemResult, settle
from newsletter.providers.wire.calls import Api, TimedApiProvider, entries
from newsletter.providers.wire.http import JSON, Wire, key_of
from newsletter.providers.wire.isolating import isolate
from newsletter.providers.wire.mails import (
    from_tag,
    headers_for,
    part_key,
    part_of,
    to_tag,
    written,
)
from newsletter.providers.wire.proofs import by_svix, svix_head
from newsletter.providers.wire.stencil import in_json
from newsletter.providers.wire.webhooks import Event, SignedWebhook, at_path, moment, scalar, text

NAME = "resend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One team at Resend.

    Attributes:
        key: An API key. One that may only send is enough but cannot be checked.
        base: Address of the API.
        signing_secret: The webhook's secret, ``whsec_…``.
        timeout: Time limit of a whole call, shorter than half a lease.
    """

    key: Secret = field(default_factory=Secret)
    base: str = "https://api.resend.com"
    signing_secret: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)


_ANSWERS = (
    AnswerRule(AnswerMeaning.PAUSED, (429,), code="daily_quota_exceeded", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, (429,), code="monthly_quota_exceeded", words=QUOTA_SPENT),
    # the key was used with another payload, or its first call is still running: outcome unknown
    AnswerRule(AnswerMeaning.SILENT, (409,)),
    AnswerRule(AnswerMeaning.PAUSED, code="invalid_idempotency_key", words=OF_OURS),
    AnswerRule(AnswerMeaning.PAUSED, code="missing_api_key", words=BAD_KEY),
    AnswerRule(AnswerMeaning.PAUSED, code="invalid_api_key", words=BAD_KEY),
    AnswerRule(
        AnswerMeaning.PAUSED,
        code="restricted_api_key",
        words=Message("account-key-restricted"),
    ),
    AnswerRule(AnswerMeaning.PAUSED, code="invalid_from_address", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, says="you can only send testing emails", words=SANDBOX),
    AnswerRule(AnswerMeaning.PAUSED, says="is not verified", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, (451,), words=NOT_ALLOWED),
)


class Provider(TimedApiProvider):
    """A provider that sends a batch under its key, even where one email is rejected."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.PARTS,
        recipients_per_call=100,
        idempotent_for=timedelta(hours=24),
        # two calls a second are allowed to every team, more to some
        emails_per_second=200.0,
        title="Resend",
        block_list="Emails › Suppressions",  # of the team, over all its domains
        peculiarities=(Message("account-tracks-per-domain"),),
    )

    def __init__(self, settings: Settings) -> None:
        headers = {"authorization": f"Bearer {key_of(NAME, 'key', settings.key)}"}
        wire = Wire(NAME, settings.base, headers=headers, timeout=settings.timeout)
        self.settings = settings
        self.api = Api(wire, _ANSWERS, _error_in)

    def send(self, batch: Batch) -> Sequence[Receipt]:
        """Send a batch in one call, or in smaller ones if it is rejected as a whole.

        See ``model.provider``.
        """

        def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
            return self._hand_over(part_of(batch, recipients), part_key(batch, recipients))

        return isolate(NAME, batch.recipients, hand, within=self.settings.timeout)

    def _hand_over(self, batch: Batch, key: str) -> tuple[Receipt, ...]:
        mails = in_json(batch, partial(_mail, batch))
        headers = JSON | {"idempotency-key": key, "x-batch-validation": "permissive"}
        answer = self.api.wire.post("/emails/batch", mails, headers)
        if not answer.is_success:
            raise self.api.refusal(answer)
        found = answer.json()
        if not isinstance(found, dict):
            raise self.api.silence(Message("mails-missing"), answer)
        results = _results_in(found, len(batch.recipients))
        return settle(NAME, batch.recipients, results, _ANSWERS)

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return nothing: emails cannot be found without ids, but the key settles doubts."""
        del batch
        return ()

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the key, domains, tracking and webhooks."""
        try:
            domains = entries(self.api.ask("/domains"), "data")
            hooks = entries(self.api.ask("/webhooks"), "data")
        except ProviderError as error:
            return (error.problem,)
        verified = [domain for domain in domains if text(domain, "status") == "verified"]
        missing: list[Message] = (
            []
            if verified
            else [Message("account-domain-unconfirmed", provider="Resend", status="verified")]
        )
        missing += [message for domain in verified for message in _tracked(domain)]
        reported = {event for hook in hooks for event in map(scalar, entries(hook, "events"))}
        missing += [
            Message("account-webhook-off", provider="Resend", event=name)
            for name in sorted(_NEEDED - reported)
        ]
        if not self.settings.signing_secret:
            missing.append(
                Message(
                    "account-hook-secret-missing",
                    variable="NEWSLETTER_PROVIDER_RESEND_SIGNING_SECRET",
                )
            )
        return tuple(missing)


def _tracked(domain: object) -> Iterator[Message]:
    """Yield what Resend tracks in a domain's emails."""
    for name, code in (
        ("open_tracking", "account-opens-tracked"),
        ("click_tracking", "account-clicks-tracked"),
    ):
        if at_path(domain, [name]) is True:
            yield Message(code, domain=text(domain, "name"))


_NEEDED = {"email.delivered", "email.bounced", "email.complained", "email.delivery_delayed"}


def _mail(batch: Batch, email: Email) -> dict[str, object]:
    return {
        "from": written(batch.edition.sender),
        "to": [str(email.to)],
        "reply_to": str(batch.edition.reply_to),
        "subject": email.subject,
        "html": email.html,
        "text": email.text,
        "headers": dict(headers_for(email.headers)),
        "tags": [{"name": "delivery", "value": to_tag(email.delivery_id)}],
    }


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    found = answer.json()
    return text(found, "name"), text(found, "message") or answer.words


def _results_in(found: dict[str, Json], count: int) -> Sequence[ItemResult]:
    """Return the result of each email. The list of ids omits those with an error."""
    wrong = {one.get("index"): text(one, "message") for one in entries(found, "errors")}
    ids = iter(text(one, "id") for one in entries(found, "data"))
    results = [
        ItemResult("", "invalid", wrong[index]) if index in wrong else ItemResult(next(ids, ""))
        for index in range(count)
    ]
    # with an id too many or an error without its place, the results cannot be assigned
    return results if next(ids, None) is None and set(wrong) <= set(range(count)) else []


_KINDS = {
    "email.sent": ReportKind.ACCEPTED,
    "email.scheduled": ReportKind.ACCEPTED,
    "email.delivered": ReportKind.DELIVERED,
    "email.delivery_delayed": ReportKind.DEFERRED,
    "email.complained": ReportKind.COMPLAINED,
    "email.opened": ReportKind.OPENED,
    "email.clicked": ReportKind.CLICKED,
    "email.failed": ReportKind.REFUSED,
    "email.suppressed": ReportKind.REFUSED,
}
_BOUNCES = {
    "Permanent": ReportKind.BOUNCED,
    "Transient": ReportKind.DEFERRED,
    "Undetermined": ReportKind.DEFERRED,
}


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: one event per call, signed as by svix."""

    def proof(hook: Hook, now: datetime) -> str:
        return by_svix(NAME, hook, settings.signing_secret, now)

    def door(hook: Hook, now: datetime) -> None:
        svix_head(NAME, hook, settings.signing_secret, now)

    return SignedWebhook(name=NAME, proof=proof, door=door, one=_report)


def _kind(event: Event) -> ReportKind:
    name = event.text("type")
    if name == "contact.updated" and event.get("data", "unsubscribed") is True:
        return ReportKind.UNSUBSCRIBED
    if name != "email.bounced":
        return _KINDS[name]
    if _is_listed(event):
        return ReportKind.REFUSED
    # a bounce without a type is a hard one ("permanently rejected", their page on the event)
    return _BOUNCES[event.text("data", "bounce", "type") or "Permanent"]


def _is_listed(event: Event) -> bool:
    """Return whether the address is suppressed. Resend does not report why."""
    if event.text("type") == "email.suppressed":
        return True
    kinds = {"Suppressed", "OnAccountSuppressionList"}
    return event.text("data", "bounce", "subType") in kinds or (
        not event.text("data", "bounce", "type")
        and "suppress" in event.text("data", "bounce", "message").lower()
    )


def _report(event: Event) -> Report:
    tags = event.get("data", "tags")
    if isinstance(tags, list):  # as they were sent; the documentation shows an object
        tags = {text(tag, "name"): text(tag, "value") for tag in tags}
    to = event.get("data", "to")
    address = scalar(to[0]) if isinstance(to, list) and to else event.text("data", "email")
    at = event.text("created_at")
    words = [event.text("data", "bounce", name) for name in ("type", "subType", "message")]
    words += [event.text("data", "failed", "reason"), event.text("data", "suppressed", "message")]
    mail = event.text("data", "email_id")
    link = event.text("data", "click", "link")
    return event.report(
        _kind(event),
        delivery_id=from_tag(text(tags, "delivery")),
        address=address,
        provider_id=mail,
        at=moment(at),
        detail=" ".join(word for word in words if word),
        listed=Listed.UNTOLD if _is_listed(event) else None,
        # such as "reached_daily_quota" (their page on email.failed, 2026)
        blames_us="quota" in event.text("data", "failed", "reason"),
        replay_key=event.key_of(event.text("type"), mail, address, at, link),
    )
