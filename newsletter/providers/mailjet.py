"""Mailjet: up to fifty finished emails per call.

An answer of any status may contain acceptances. The template language stays off,
so that an editor's braces arrive as written. Mailjet forbids List-Id and writes its
own. Source: dev.mailjet.com, autumn 2026.
"""

from collections.abc import Sequence
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
    Report,
    ReportKind,
)
from newsletter.model.edition import Email
from newsletter.model.hook import LARGEST_BATCH, Hook, WebhookStatuses
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_KEY,
    BAD_SENDER,
    NO_CREDITS,
    NOT_ALLOWED,
    QUOTA_SPENT,
    AnswerMeaning,
    AnswerRule,
    Json,
    ProviderAnswer,
)
from newsletter.providers.wire.batches import ItemResult, found_in_order, settle
from newsletter.providers.wire.calls import Api, TimedApiProvider, entries
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.isolating import in_parts
from newsletter.providers.wire.mails import headers_for, tag_of
from newsletter.providers.wire.proofs import BASIC, by_basic
from newsletter.providers.wire.stencil import in_json
from newsletter.providers.wire.webhooks import Event, SignedWebhook, moment, text

NAME = "mailjet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One account or subaccount at Mailjet.

    Attributes:
        key: The public half of the API key.
        secret_key: The secret half.
        base: Address of the API, ``https://api.us.mailjet.com`` for an American account.
        hook_user: User name in the webhook's address.
        hook_password: Password in the webhook's address.
        timeout: Time limit of a whole call, shorter than half a lease.
        test_mode: Mailjet checks the emails and delivers none.
    """

    key: str = ""
    secret_key: Secret = field(default_factory=Secret)
    base: str = "https://api.mailjet.com"
    hook_user: str = "newsletter"
    hook_password: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)
    test_mode: bool = False


_ANSWERS = (
    AnswerRule(AnswerMeaning.PAUSED, code="send-0008", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, code="mj-0013"),
    AnswerRule(AnswerMeaning.PAUSED, (401,), words=BAD_KEY),
    AnswerRule(AnswerMeaning.PAUSED, says="credits", words=NO_CREDITS),
    AnswerRule(AnswerMeaning.PAUSED, says="quota", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, says="suspended", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, (403,), words=NOT_ALLOWED),
)


class Provider(TimedApiProvider):
    """A provider that sends a batch as a list, answered in the same order."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.PARTS,
        recipients_per_call=50,
        bytes_per_call=15 * 1024 * 1024,
        looks_up=True,
        forbidden_headers=frozenset(
            {
                "list-id",
                "message-id",
                "date",
                "x-mailer",
                "sender",
                "return-path",
                "received",
                "delivered-to",
                "dkim-signature",
                "authentication-results",
            }
        ),
        title="Mailjet",
        block_list="Statistics › Blocked",  # "preblocked" in its reports
        peculiarities=(Message("account-writes-list-id"),),
    )

    def __init__(self, settings: Settings) -> None:
        basic = (
            key_of(NAME, "key", Secret(settings.key)),
            key_of(NAME, "secret_key", settings.secret_key),
        )
        wire = Wire(NAME, settings.base, basic=basic, timeout=settings.timeout)
        self.settings = settings
        self.api = Api(wire, _ANSWERS, _error_in)

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Send a batch in one call, or in smaller ones if it is rejected as a whole.

        See ``model.provider``.
        """
        return in_parts(NAME, batch, self._hand_over, within=self.settings.timeout)

    def _hand_over(self, batch: Batch) -> tuple[Receipt, ...]:
        mails = in_json(batch, partial(self._mail, batch))
        end = b',"SandboxMode":true}' if self.settings.test_mode else b"}"
        answer = self.api.wire.post("/v3.1/send", [b'{"Messages":', *mails, end])
        results = entries(answer.json(), "Messages")
        # a 4xx with a list contains acceptances; without one it is about the whole call
        if not results and not answer.is_success:
            raise self.api.refusal(answer)
        if not results or answer.status >= 500:
            raise self.api.silence(Message("messages-missing"), answer)
        return settle(NAME, batch.recipients, [_result_of(one) for one in results], _ANSWERS)

    def _mail(self, batch: Batch, email: Email) -> dict[str, object]:
        edition = batch.edition
        headers = headers_for(email.headers, self.capabilities.forbidden_headers)
        return {
            "From": {"Email": str(edition.sender.address), "Name": edition.sender.name},
            "To": [{"Email": str(email.to)}],
            "ReplyTo": {"Email": str(edition.reply_to)},
            "Subject": email.subject,
            "TextPart": email.text,
            "HTMLPart": email.html,
            "Headers": dict(headers),
            "CustomID": email.delivery_id,
            "CustomCampaign": tag_of(batch),
            "TemplateLanguage": False,
            "TrackOpens": "disabled",
            "TrackClicks": "disabled",
        }

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return receipts for readers whose CustomID Mailjet knows, asked one by one."""
        found: dict[str, str] = {}
        for recipient in batch.recipients:
            query = {"CustomID": recipient.delivery_id, "ShowCustomID": "true"}
            for mail in entries(self.api.ask("/v3/REST/message", query), "Data"):
                if text(mail, "CustomID") == recipient.delivery_id:
                    found[recipient.delivery_id] = text(mail, "ID")
        return found_in_order(batch.recipients, found)

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the keys, senders and webhooks."""
        try:
            senders = entries(self.api.ask("/v3/REST/sender", {"Status": "Active"}), "Data")
            hooks = entries(self.api.ask("/v3/REST/eventcallbackurl"), "Data")
        except ProviderError as error:
            return (error.problem,)
        missing: list[Message] = [] if senders else [Message("account-no-active-sender")]
        reported = {text(hook, "EventType") for hook in hooks if text(hook, "Status") != "dead"}
        missing += [
            Message("account-webhook-off", provider="Mailjet", event=name)
            for name in _NEEDED
            if name not in reported
        ]
        if not self.settings.hook_password:
            missing.append(
                Message(
                    "account-hook-secret-missing",
                    variable="NEWSLETTER_PROVIDER_MAILJET_HOOK_PASSWORD",
                )
            )
        return tuple(missing)


_NEEDED = ("sent", "bounce", "blocked", "spam", "unsub")


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    found = answer.json()
    return text(found, "ErrorCode"), text(found, "ErrorMessage") or answer.words


def _result_of(result: Json) -> ItemResult:
    if text(result, "Status") == "success":
        mail = next(iter(entries(result, "To")), None)
        return ItemResult(text(mail, "MessageUUID") or text(mail, "MessageID"))
    error = next(iter(entries(result, "Errors")), None)
    return ItemResult("", text(error, "ErrorCode"), text(error, "ErrorMessage"))


_KINDS = {
    "sent": ReportKind.DELIVERED,
    "open": ReportKind.OPENED,
    "click": ReportKind.CLICKED,
    "blocked": ReportKind.REFUSED,
    "spam": ReportKind.COMPLAINED,
    "unsub": ReportKind.UNSUBSCRIBED,
}
# Values of "error" (their table "Possible values for errors", 2026).
_LISTED = {
    "preblocked": Listed.UNTOLD,
    "blacklisted": Listed.UNTOLD,
    "spam reporter": Listed.COMPLAINED,
}
_OURS = frozenset(
    {
        "sender blocked",
        "content blocked",
        "policy issue",
        "spam preblocked",
        "bad or empty template",
        "error in template language",
    }
)


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: single events or arrays, with user and password."""

    def proof(hook: Hook, now: datetime) -> str:
        del now  # nothing in a call is dated and signed
        return by_basic(NAME, hook, settings.hook_user, settings.hook_password)

    # the number of events in a group is not documented
    dialect = WebhookStatuses(challenge=BASIC, largest_bytes=LARGEST_BATCH)
    return SignedWebhook(
        name=NAME, proof=proof, door=proof, events=_each, one=_report, dialect=dialect
    )


def _each(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]


def _kind(event: Event) -> ReportKind:
    name = event.text("event")
    if name in {"bounce", "blocked"} and event.text("error") == "greylisted":
        return ReportKind.DEFERRED
    if name == "bounce" and event.text("error") in _OURS | _LISTED.keys():
        return ReportKind.REFUSED
    if name == "bounce":
        return ReportKind.BOUNCED if event.get("hard_bounce") is True else ReportKind.DEFERRED
    return _KINDS[name]


def _report(event: Event) -> Report:
    name, address, at = event.text("event"), event.text("email"), event.text("time")
    # the number is too large for some JSON readers; the GUID identifies the same email
    mail = event.text("Message_GUID") or event.text("MessageID")
    words = (event.text(part) for part in ("error_related_to", "error", "comment", "source"))
    return event.report(
        _kind(event),
        delivery_id=event.text("CustomID"),
        address=address,
        provider_id=mail,
        at=moment(event.get("time")),
        detail=" ".join(word for word in words if word),
        listed=_LISTED.get(event.text("error")) if name in {"bounce", "blocked"} else None,
        blames_us=name in {"bounce", "blocked"} and event.text("error") in _OURS,
        replay_key=event.key_of(name, mail, address, at, event.text("url")),
    )
