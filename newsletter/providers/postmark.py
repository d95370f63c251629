"""Postmark: up to five hundred finished emails per call, answered one by one.

Source: postmarkapp.com/developer, autumn 2026. On a broadcast stream Postmark
writes List-Unsubscribe itself and reports its use as a SubscriptionChange. Our
own headers are sent only with "manage unsubscribes on your own", which
Postmark's support switches on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from newsletter.errors import ProviderError, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Listed,
    Receipt,
)
from newsletter.model.edition import Email
from newsletter.model.hook import Hook, WebhookStatuses
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_KEY,
    BAD_SENDER,
    NO_CREDITS,
    NOT_ALLOWED,
    SANDBOX,
    AnswerMeaning,
    AnswerRule,
    Json,
    ProviderAnswer,
)
from newsletter.providers.wire.batches import ItemResult, found_in_order, settle
from newsletter.providers.wire.calls import (
    Api,
    TimedApiProvider,
    all_pages,
    entries,
    with_own_unsubscribe,
)
from newsletter.providers.wire.events import from_postmark
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.isolating import in_parts
from newsletter.providers.wire.mails import headers_for, tag_of, written
from newsletter.providers.wire.proofs import BASIC, by_basic
from newsletter.providers.wire.stencil import in_json
from newsletter.providers.wire.webhooks import SignedWebhook, scalar, text

NAME = "postmark"
_UNSUBSCRIBE = frozenset({"list-unsubscribe", "list-unsubscribe-post"})
_FOUND_A_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One server at Postmark.

    Attributes:
        token: The server token. ``POSTMARK_API_TEST`` accepts everything and sends nothing.
        stream: The broadcast stream for issues.
        notice_stream: The transactional stream for notices.
        own_unsubscribe: Whether Postmark's support has switched the broadcast
            stream to "manage unsubscribes on your own".
        base: Address of the API.
        hook_user: User name in the webhook's address.
        hook_password: Password in the webhook's address.
        timeout: Time limit of a whole call, shorter than half a lease.
    """

    token: Secret = field(default_factory=Secret)
    stream: str = "broadcast"
    notice_stream: str = "outbound"
    own_unsubscribe: bool = False
    base: str = "https://api.postmarkapp.com"
    hook_user: str = "newsletter"
    hook_password: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)


_NO_STREAM = Message("account-stream-missing")
_ANSWERS = (
    AnswerRule(AnswerMeaning.BUSY, (422, 503), code="100"),  # maintenance
    AnswerRule(AnswerMeaning.PAUSED, code="10", words=BAD_KEY),
    AnswerRule(AnswerMeaning.PAUSED, code="300", says="'from'", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, code="300"),
    # on its suppression list, after a bounce, a complaint or by hand; it does not report which
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, code="406", listed=Listed.UNTOLD),
    AnswerRule(AnswerMeaning.PAUSED, code="400", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, code="401", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, code="405", words=NO_CREDITS),
    AnswerRule(AnswerMeaning.PAUSED, code="412", words=SANDBOX),
    AnswerRule(AnswerMeaning.PAUSED, code="413", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, code="1235", words=_NO_STREAM),
    AnswerRule(AnswerMeaning.PAUSED, code="1236", words=_NO_STREAM),
)


class Provider(TimedApiProvider):
    """A provider that sends a batch as an array, answered in the same order."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.PARTS,
        recipients_per_call=500,
        bytes_per_call=50 * 1024 * 1024,
        looks_up=True,
        owns_list_unsubscribe=True,
        # per stream; only their support removes a spam complaint (Suppressions API, 2026)
        title="Postmark",
        block_list="Message Streams › Suppressions",
        peculiarities=(Message("account-writes-unsubscribe-headers"),),
    )

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        if settings.own_unsubscribe:
            self.capabilities = with_own_unsubscribe(self.capabilities)
        headers = {"x-postmark-server-token": key_of(NAME, "token", settings.token)}
        wire = Wire(NAME, settings.base, headers=headers, timeout=settings.timeout)
        self.api = Api(wire, _ANSWERS, _error_in)

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Send a batch in one call, or in smaller ones if it is rejected as a whole.

        See ``model.provider``.
        """
        return in_parts(NAME, batch, self._hand_over, within=self.settings.timeout)

    def _hand_over(self, batch: Batch) -> tuple[Receipt, ...]:
        mails = in_json(batch, partial(self._mail, batch))
        answer = self.api.wire.post("/email/batch", mails)
        items = answer.json()
        if answer.status != 200:
            raise self.api.refusal(answer)
        if not isinstance(items, list):
            raise self.api.silence(Message("answers-missing"), answer)
        return settle(NAME, batch.recipients, [_result_of(item) for item in items], _ANSWERS)

    def _mail(self, batch: Batch, email: Email) -> dict[str, object]:
        headers = headers_for(email.headers, self._withheld(batch))
        return {
            "From": written(batch.edition.sender),
            "To": str(email.to),
            "ReplyTo": str(batch.edition.reply_to),
            "Subject": email.subject,
            "HtmlBody": _own_words(email.html, "&#123;"),
            "TextBody": _own_words(email.text, "{\N{WORD JOINER}"),
            "Headers": [{"Name": name, "Value": value} for name, value in headers],
            "Metadata": {"delivery": email.delivery_id},
            "Tag": tag_of(batch),
            "TrackOpens": False,
            "TrackLinks": "None",
            "MessageStream": self._stream(batch),
        }

    def _withheld(self, batch: Batch) -> frozenset[str]:
        owned = self.capabilities.owns_list_unsubscribe and not batch.notice
        return _UNSUBSCRIBE if owned else frozenset()

    def _stream(self, batch: Batch) -> str:
        return self.settings.notice_stream if batch.notice else self.settings.stream

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return receipts for the emails found by the batch's tag."""
        return found_in_order(batch.recipients, dict(self._found(batch)))

    def _found(self, batch: Batch) -> Iterator[tuple[str, str]]:
        by_address = {
            str(recipient.address).lower(): recipient.delivery_id for recipient in batch.recipients
        }

        def page(offset: int) -> list[Json]:
            query = {"tag": tag_of(batch), "messagestream": self._stream(batch)}
            query |= {"count": str(_FOUND_A_PAGE), "offset": str(offset)}
            mails = self.api.ask("/messages/outbound", query).get("Messages")
            if not isinstance(mails, list):
                raise ProviderSilent(NAME, "messages-page-missing")
            return mails

        for mail in all_pages(NAME, page, 2 * len(batch.recipients) + 2):
            address = scalar(next(iter(entries(mail, "Recipients")), "")).lower()
            delivery = text(mail, "Metadata", "delivery") or by_address.get(address, "")
            yield delivery, text(mail, "MessageID")

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the token, server, stream and webhooks."""
        stream = self.settings.stream
        try:
            server = self.api.ask("/server")
            streams = entries(self.api.ask("/message-streams"), "MessageStreams")
            hooks = entries(self.api.ask("/webhooks", {"MessageStream": stream}), "Webhooks")
        except ProviderError as error:
            return (error.problem,)
        missing: list[Message] = []
        if text(server, "DeliveryType") == "Sandbox":
            missing.append(Message("account-server-in-sandbox"))
        kinds = {text(one, "ID"): text(one, "MessageStreamType") for one in streams}
        if kinds.get(stream) != "Broadcasts":
            missing.append(Message("account-stream-no-broadcast", stream=stream))
        silent = [
            trigger for trigger in _TRIGGERS if not any(_reports(hook, trigger) for hook in hooks)
        ]
        missing += [
            Message("account-webhook-off", provider="Postmark", event=trigger) for trigger in silent
        ]
        if not self.settings.hook_password:
            missing.append(
                Message(
                    "account-hook-secret-missing",
                    variable="NEWSLETTER_PROVIDER_POSTMARK_HOOK_PASSWORD",
                )
            )
        return tuple(missing)


_TRIGGERS = ("Delivery", "Bounce", "SpamComplaint", "SubscriptionChange")


def _reports(hook: Json, trigger: str) -> bool:
    triggers = hook.get("Triggers") if isinstance(hook, dict) else None
    found = triggers.get(trigger) if isinstance(triggers, dict) else None
    return isinstance(found, dict) and found.get("Enabled") is True


def _own_words(body: str, brace: str) -> str:
    """Return a body whose words Postmark does not mistake for its placeholder."""
    return body.replace("{{{", brace * 3) if "pm:unsubscribe" in body else body


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    found = answer.json()
    return text(found, "ErrorCode"), text(found, "Message") or answer.words


def _result_of(item: Json) -> ItemResult:
    # "delivery may be delayed" comes without an ErrorCode (seen by django-anymail, its issue 392)
    code = text(item, "ErrorCode") or "0"
    if code == "0":
        return ItemResult(text(item, "MessageID"))
    return ItemResult("", code, text(item, "Message"))


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: one event per call, authenticated by user and password.

    Postmark neither signs nor dates its calls.
    """

    def proof(hook: Hook, now: datetime) -> str:
        del now
        return by_basic(NAME, hook, settings.hook_user, settings.hook_password)

    # a 403 would stop the reports for good (their documentation, 2026)
    dialect = WebhookStatuses(forged=401, never=401, challenge=BASIC)
    return SignedWebhook(name=NAME, proof=proof, door=proof, one=from_postmark, dialect=dialect)
