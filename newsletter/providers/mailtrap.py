"""Mailtrap: up to five hundred finished emails per call, answered one by one.

Source: docs.mailtrap.io and its OpenAPI descriptions, June to November 2026; not tried
on a live account. Issues take the bulk stream and notices the transactional one, each
with a host and a webhook of its own. A call without an answer is looked up in the email
logs by the batch's category. Their delay is not documented and their reach depends on
the plan, so a missing entry proves nothing. The bulk stream writes List-Unsubscribe
itself; whether ours would win is not documented.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import orjson

from newsletter.errors import BadHook, ProviderError, ProviderSilent
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
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_SENDER,
    QUOTA_SPENT,
    AnswerMeaning,
    AnswerRule,
    Json,
    ProviderAnswer,
)
from newsletter.providers.wire.batches import ItemResult, found_in_order, settle
from newsletter.providers.wire.calls import (
    Api,
    ApiProvider,
    all_pages,
    entries,
    with_own_unsubscribe,
)
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.isolating import in_parts
from newsletter.providers.wire.mails import headers_for, tag_of
from newsletter.providers.wire.proofs import body_key, is_signed
from newsletter.providers.wire.stencil import in_json
from newsletter.providers.wire.webhooks import Event, SignedWebhook, at_path, moment, scalar, text

NAME = "mailtrap"
_UNSUBSCRIBE = frozenset({"list-unsubscribe", "list-unsubscribe-post"})
_LOGS = "/api/email_logs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One account at Mailtrap.

    Attributes:
        token: An API token.
        own_unsubscribe: Whether the automatic unsubscribe link is switched off for the
            sending domain, so that our own headers are sent.
        base: Address of the bulk stream's API, for issues.
        notice_base: Address of the transactional stream's API, for notices.
        account_base: Address of the account's API, with its email logs.
        signing_secret: The signing secret of the bulk stream's webhook.
        notice_signing_secret: The one of the transactional stream's webhook.
        timeout: Time limit of a whole call, shorter than half a lease.
    """

    token: Secret = field(default_factory=Secret)
    own_unsubscribe: bool = False
    base: str = "https://bulk.api.mailtrap.io"
    notice_base: str = "https://send.api.mailtrap.io"
    account_base: str = "https://mailtrap.io"
    signing_secret: Secret = field(default_factory=Secret)
    notice_signing_secret: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)


_ANSWERS = (
    AnswerRule(AnswerMeaning.PAUSED, (422,), says="sending limit", words=QUOTA_SPENT),
    # "Verify domain or check permissions"
    AnswerRule(AnswerMeaning.PAUSED, (403,), words=BAD_SENDER),
)


class Provider(ApiProvider):
    """A provider that sends a batch as an array, answered in the same order."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.PARTS,
        recipients_per_call=500,
        bytes_per_call=50 * 1024 * 1024,
        looks_up=True,
        owns_list_unsubscribe=True,
        title="Mailtrap",
        block_list="Suppressions",
        peculiarities=(Message("account-bulk-writes-unsubscribe-headers"),),
    )

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        if settings.own_unsubscribe:
            self.capabilities = with_own_unsubscribe(self.capabilities)
        self.api = self._api(settings.base, _ANSWERS)
        self.notices = self._api(settings.notice_base, _ANSWERS)
        self.account = self._api(settings.account_base, ())

    def _api(self, base: str, table: tuple[AnswerRule, ...]) -> Api:
        headers = {"authorization": f"Bearer {key_of(NAME, 'token', self.settings.token)}"}
        wire = Wire(NAME, base, headers=headers, timeout=self.settings.timeout)
        return Api(wire, table, _error_in)

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Send a batch in one call, or in smaller ones if it is rejected as a whole.

        See ``model.provider``.
        """
        return in_parts(NAME, batch, self._hand_over, within=self.settings.timeout)

    def _hand_over(self, batch: Batch) -> tuple[Receipt, ...]:
        api = self.notices if batch.notice else self.api
        head = b'{"base":%b,"requests":' % orjson.dumps(_base(batch))
        mails = in_json(batch, partial(self._mail, batch))
        answer = api.wire.post("/api/batch", [head, *mails, b"}"])
        if answer.status != 200:
            raise api.refusal(answer)
        found = at_path(answer.json(), ["responses"])
        if not isinstance(found, list):
            raise api.silence(Message("answers-missing"), answer)
        return settle(NAME, batch.recipients, [_result_of(one) for one in found], _ANSWERS)

    def _mail(self, batch: Batch, email: Email) -> dict[str, object]:
        owned = self.capabilities.owns_list_unsubscribe and not batch.notice
        return {
            "to": [{"email": str(email.to)}],
            "subject": email.subject,
            "html": email.html,
            "text": email.text,
            "headers": dict(headers_for(email.headers, _UNSUBSCRIBE if owned else frozenset())),
            "custom_variables": {"delivery": email.delivery_id},
        }

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return receipts for the emails found in the logs by the batch's category."""
        return found_in_order(batch.recipients, dict(self._found(batch)))

    def _found(self, batch: Batch) -> Iterator[tuple[str, str]]:
        category, cursor = tag_of(batch), ""

        def page(offset: int) -> list[Json]:
            nonlocal cursor
            if offset and not cursor:
                return []
            query = {"filters[category][operator]": "equal", "filters[category][value]": category}
            found = self.account.ask(_LOGS, query | ({"search_after": cursor} if cursor else {}))
            cursor, mails = text(found, "next_page_cursor"), found.get("messages")
            if not isinstance(mails, list):
                raise ProviderSilent(NAME, "messages-page-missing")
            # an unknown filter is ignored, and then everything would be found
            if any(text(mail, "category") != category for mail in mails):
                raise ProviderSilent(NAME, "look-up-unfiltered")
            return mails

        for mail in all_pages(NAME, page, 2 * len(batch.recipients) + 2):
            yield text(mail, "custom_variables", "delivery"), text(mail, "message_id")

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the token, domains, tracking and webhooks."""
        try:
            domains = entries(self.account.ask("/api/domains"), "data")
            hooks = entries(self.account.ask("/api/webhooks"), "data")
        except ProviderError as error:
            return (error.problem,)
        usable = [one for one in domains if text(one, "compliance_status") == "compliant"]
        missing = [] if usable else [_UNVERIFIED]
        missing += [message for domain in usable for message in self._about_domain(domain)]
        heard = {event for hook in hooks for event in _heard_of_issues(hook)}
        missing += [
            Message("account-webhook-off", provider="Mailtrap", event=name)
            for name in _NEEDED
            if name not in heard
        ]
        if not self.settings.signing_secret:
            variable = "NEWSLETTER_PROVIDER_MAILTRAP_SIGNING_SECRET"
            missing.append(Message("account-hook-secret-missing", variable=variable))
        return tuple(missing)

    def _about_domain(self, domain: Json) -> Iterator[Message]:
        """Yield what Mailtrap adds to a domain's emails against our wish."""
        switches = {"open_tracking_enabled": "account-domain-tracks-opens"}
        switches |= {"click_tracking_enabled": "account-domain-tracks-clicks"}
        if self.settings.own_unsubscribe:
            switches |= {"auto_unsubscribe_link_enabled": "account-domain-adds-unsubscribe"}
        for name, code in switches.items():
            if at_path(domain, [name]) is True:
                yield Message(code, provider="Mailtrap", domain=text(domain, "domain_name"))

    def clock(self) -> datetime | None:
        """Return the provider's own time, used to check how old a doubt is."""
        return self.account.clock()

    def close(self) -> None:
        """Close the connections."""
        for api in (self.api, self.notices, self.account):
            api.close()


_UNVERIFIED = Message("account-domain-unconfirmed", provider="Mailtrap", status="compliant")
_NEEDED = ("delivery", "soft_bounce", "bounce", "spam_complaint", "unsubscribe", "reject")


def _heard_of_issues(hook: Json) -> Iterator[str]:
    """Yield the events of the bulk stream that a webhook reports in a form that we read."""
    read = {"webhook_type": "email_sending", "payload_format": "json", "sending_stream": "bulk"}
    if at_path(hook, ["active"]) is True and all(text(hook, key) == read[key] for key in read):
        yield from map(scalar, entries(hook, "event_types"))


def _base(batch: Batch) -> dict[str, object]:
    """Return the part of a call that is the same for all readers."""
    edition = batch.edition
    return {
        "from": {"email": str(edition.sender.address), "name": edition.sender.name},
        "reply_to": {"email": str(edition.reply_to)},
        "category": tag_of(batch),
    }


def _errors(value: Json) -> str:
    """Return the words of ``errors``, a list at the sending API and a text at the account's."""
    listed = " ".join(map(scalar, entries(value, "errors")))
    return listed or text(value, "errors") or text(value, "error")


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    return "", _errors(answer.json()) or answer.words


def _result_of(item: Json) -> ItemResult:
    if at_path(item, ["success"]) is True:
        return ItemResult(next(map(scalar, entries(item, "message_ids")), ""))
    words = _errors(item)
    return ItemResult("", "rejected" if words else "", words)


_KINDS = {
    "delivery": ReportKind.DELIVERED,
    "bounce": ReportKind.BOUNCED,
    "soft bounce": ReportKind.DEFERRED,
    # it waits for the account's limit or for a person there, which is not the reader's doing
    "suspension": ReportKind.ACCEPTED,
    "reject": ReportKind.REFUSED,
    "spam": ReportKind.COMPLAINED,
    "unsubscribe": ReportKind.UNSUBSCRIBED,
    "open": ReportKind.OPENED,
    "click": ReportKind.CLICKED,
}
_IN_THEIR_LIST = re.compile(r"suppression list\. Reason: (.+)", re.IGNORECASE)
# the types of a suppression, as an event's reason words them
_REASONS: Mapping[str, Listed] = {
    "hard bounce": Listed.BOUNCED,
    "spam complaint": Listed.COMPLAINED,
    "unsubscription": Listed.LEFT,
    "manual import": Listed.UNTOLD,
}


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: up to five hundred events per call, with a signed but undated body."""
    secrets = (settings.signing_secret, settings.notice_signing_secret)

    def proof(hook: Hook, now: datetime) -> str:
        door(hook, now)
        if not is_signed(secrets, hook.body, (hook.headers["mailtrap-signature"],)):
            raise BadHook(NAME, "hook-signature-wrong")
        return body_key(hook)

    def door(hook: Hook, now: datetime) -> None:
        del now
        if not any(secrets) or not hook.headers.get("mailtrap-signature"):
            raise BadHook(NAME, "hook-unsigned-or-no-secret")

    return SignedWebhook(
        name=NAME, proof=proof, door=door, events=_each, under="events", one=_report
    )


def _each(value: Json) -> Sequence[Json]:
    found: Sequence[Json] = value["events"]
    return found


def _report(event: Event) -> Report:
    name, at, reason = event.text("event"), event.text("timestamp"), event.text("reason")
    listed = _IN_THEIR_LIST.search(reason)
    words = (event.text("response_code"), event.text("response"), reason)
    return event.report(
        _KINDS[name],
        delivery_id=event.text("custom_variables", "delivery"),
        address=event.text("email"),
        provider_id=event.text("message_id"),
        at=moment(event.get("timestamp")),
        detail=" ".join(word for word in words if word),
        listed=_REASONS.get(listed[1].strip().lower(), Listed.UNTOLD) if listed else None,
        blames_us=name == "reject" and listed is None,  # such as billing
        replay_key=event.key_of(event.text("event_id") or f"{name} {at}"),
    )
