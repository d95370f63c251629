"""Brevo: one call for up to a thousand readers, merged by Brevo from one email.

Source: developers.brevo.com and help.brevo.com, autumn 2026. Opens and clicks are
tracked per account and cannot be switched off in a call.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.header import Header

from newsletter.errors import ProviderError, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Receipt,
    Recipient,
)
from newsletter.model.hook import LARGEST_BATCH, Hook, WebhookStatuses
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_KEY,
    BAD_SENDER,
    NO_CREDITS,
    NOT_ALLOWED,
    OF_OURS,
    SANDBOX,
    AnswerMeaning,
    AnswerRule,
    Json,
    ProviderAnswer,
    paused,
)
from newsletter.providers.wire.batches import ItemResult, found_in_order, settle
from newsletter.providers.wire.calls import Api, TimedApiProvider, all_pages, entries
from newsletter.providers.wire.events import from_brevo
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.isolating import isolate
from newsletter.providers.wire.mails import tag_of
from newsletter.providers.wire.merging import BRACE, Merged, Syntax, merge
from newsletter.providers.wire.proofs import by_bearer
from newsletter.providers.wire.webhooks import SignedWebhook, at_path, scalar, text

NAME = "brevo"
_SYNTAX = Syntax("{{params.", "}}", BRACE)
_OURS = uuid.UUID("5f0cdd0a-63a5-4d2a-9d2f-0b6a3c9f7d11")  # namespace of the keys' UUIDs
_QUOTED = re.compile(r'[()<>\[\]:;@\\,."]')  # RFC 5322 §3.2.3
_ID_OF_LIST = re.compile(r"<[^<>]+>\s*$")
_FOUND_A_PAGE = 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One account at Brevo.

    Attributes:
        key: An API v3 key.
        base: Address of the API.
        hook_token: The bearer token that the webhook sends.
        tracking_is_off: Whether open and click tracking is switched off in Brevo's
            transactional settings. The API can neither change nor query it.
        timeout: Time limit of a whole call, shorter than half a lease.
        test_mode: Brevo checks the emails and drops them.
    """

    key: Secret = field(default_factory=Secret)
    base: str = "https://api.brevo.com"
    hook_token: Secret = field(default_factory=Secret)
    tracking_is_off: bool = False
    timeout: timedelta = timedelta(seconds=30)
    test_mode: bool = False


_ANSWERS = (
    # the key was seen before; the answer does not report the outcome of that call
    AnswerRule(AnswerMeaning.SILENT, (400, 409, 422), code="duplicate_request"),
    AnswerRule(AnswerMeaning.SILENT, (409,)),
    AnswerRule(AnswerMeaning.PAUSED, code="unauthorized", words=BAD_KEY),
    AnswerRule(AnswerMeaning.PAUSED, code="not_enough_credits", words=NO_CREDITS),
    AnswerRule(AnswerMeaning.PAUSED, code="account_under_validation", words=SANDBOX),
    AnswerRule(AnswerMeaning.PAUSED, says="not yet activated", words=SANDBOX),
    AnswerRule(AnswerMeaning.PAUSED, says="sender", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, code="permission_denied", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, (400,), code="invalid_parameter", says="email"),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, (400,), code="invalid_parameter", says=" to "),
)


class Provider(TimedApiProvider):
    """A provider that sends a batch as one call with a version per reader."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.MERGE,
        recipients_per_call=1_000,
        # half an hour by the guide, a quarter by the change log: the shorter one counts
        idempotent_for=timedelta(minutes=15),
        looks_up=True,
        title="Brevo",
        block_list="Transactional › Blocked contacts",  # /v3/smtp/blockedContacts in the API
        peculiarities=(Message("account-tracks-per-account"),),
    )

    def __init__(self, settings: Settings) -> None:
        headers = {"api-key": key_of(NAME, "key", settings.key)}
        wire = Wire(NAME, settings.base, headers=headers, timeout=settings.timeout)
        self.settings = settings
        self.api = Api(wire, _ANSWERS, _error_in, wait=_until_reset)

    def send(self, batch: Batch) -> Sequence[Receipt]:
        """Send a batch in one call, repeated without any rejected address.

        See ``model.provider``.
        """
        merged = merge(batch.edition, batch.dispatch, _SYNTAX)
        fixed, for_all = _fixed(batch, merged), _fixed_headers(merged)

        def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
            versions = [_version(for_all, merged, recipient) for recipient in recipients]
            headers = {"idempotencyKey": _key(batch, recipients)}
            if self.settings.test_mode:
                headers["X-Sib-Sandbox"] = "drop"
            mail = fixed | {"headers": headers, "messageVersions": versions}
            return settle(NAME, recipients, self._post(mail), _ANSWERS)

        return isolate(NAME, batch.recipients, hand, within=self.settings.timeout)

    def _post(self, mail: Mapping[str, object]) -> Sequence[ItemResult]:
        answer = self.api.wire.post_json("/v3/smtp/email", mail)
        if not answer.is_success:
            raise self.api.refusal(answer)
        found = answer.json()
        ids = entries(found, "messageIds") or [text(found, "messageId")]
        return [ItemResult(scalar(one)) for one in ids]

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return receipts for readers with an event under the batch's tag."""
        by_address = {
            str(recipient.address).lower(): recipient.delivery_id for recipient in batch.recipients
        }

        def page(offset: int) -> list[Json]:
            query = {"tags": tag_of(batch), "event": "requests"}
            query |= {"limit": str(_FOUND_A_PAGE), "offset": str(offset)}
            # without events the list is left out
            events = self.api.ask("/v3/smtp/statistics/events", query).get("events", [])
            if not isinstance(events, list):
                raise ProviderSilent(NAME, "events-missing")
            return events

        found = {
            by_address.get(text(event, "email").lower(), ""): text(event, "messageId")
            for event in all_pages(NAME, page, 2 * len(batch.recipients) + 2)
        }
        return found_in_order(batch.recipients, found)

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the key, domains, webhook and tracking."""
        try:
            self.api.ask("/v3/account")
            domains = entries(self.api.ask("/v3/senders/domains"), "domains")
            hooks = entries(self.api.ask("/v3/webhooks", {"type": "transactional"}), "webhooks")
        except ProviderError as error:
            return (error.problem,)
        missing: list[Message] = []
        if not any(at_path(domain, ["authenticated"]) is True for domain in domains):
            missing.append(
                Message("account-domain-unconfirmed", provider="Brevo", status="authenticated")
            )
        reported = {scalar(event) for hook in hooks for event in entries(hook, "events")}
        missing += [
            Message("account-webhook-off", provider="Brevo", event=name)
            for name in _NEEDED
            if name not in reported
        ]
        if not self.settings.hook_token:
            missing.append(
                Message(
                    "account-hook-secret-missing", variable="NEWSLETTER_PROVIDER_BREVO_HOOK_TOKEN"
                )
            )
        if not self.settings.tracking_is_off:
            missing.append(Message("account-tracking-unconfirmed"))
        return tuple(missing)


_NEEDED = ("delivered", "hardBounce", "softBounce", "blocked", "spam", "invalid", "deferred")


def _fixed(batch: Batch, merged: Merged) -> dict[str, object]:
    """Return the part of a call that is the same for all readers."""
    edition = batch.edition
    return {
        "sender": {"email": str(edition.sender.address), "name": _name(edition.sender.name)},
        "replyTo": {"email": str(edition.reply_to)},
        "subject": _unescaped(merged.subject),
        "htmlContent": _unescaped(merged.html),
        "textContent": _unescaped(merged.text),
        "tags": [tag_of(batch)],
    }


def _name(name: str) -> str:
    """Return a sender's name in a form that Brevo delivers.

    Brevo drops a name with both non-ASCII letters and characters that a header
    quotes (seen on a live account by django-anymail, releases 14 and 15.1). Such
    a name is sent as an encoded word (RFC 2047).
    """
    if name.isascii() or not _QUOTED.search(name):
        return name
    return Header(name, "utf-8", maxlinelen=998).encode()


def _unescaped(body: str) -> str:
    """Return a body whose variables Brevo does not escape.

    Their values are escaped already. Brevo escapes by default (help.brevo.com,
    "Disable auto-escaping", 2026).
    """
    return f"{{% autoescape off %}}{body}{{% endautoescape %}}" if "{{" in body else body


def _version(fixed: Mapping[str, str], merged: Merged, recipient: Recipient) -> dict[str, object]:
    """Return the part of a request that holds one reader's data."""
    own = merged.headers_of(recipient)
    return {
        "to": [{"email": str(recipient.address)}],
        "params": merged.values(recipient),
        "headers": {**fixed, **own, "X-Mailin-custom": recipient.delivery_id},
    }


def _fixed_headers(merged: Merged) -> dict[str, str]:
    """Return the headers that are the same for all readers.

    Brevo decodes encoded words and sends them as raw Unicode, against RFC 5322
    §2.2 (seen by django-anymail). A List-Id is then sent without its phrase.

    Raises:
        ProviderPaused: If another header would need an encoded word.
    """
    for name, value in merged.headers:
        if _is_plain(value) or (name.lower() == "list-id" and _ID_OF_LIST.search(value)):
            continue
        raise paused(NAME, OF_OURS, Message("account-header-not-ascii", header=name))
    return {
        name: value if _is_plain(value) else _ID_OF_LIST.findall(value)[0].strip()
        for name, value in merged.fixed_headers
    }


def _is_plain(value: str) -> bool:
    return value.isascii() and "=?" not in value


def _key(batch: Batch, recipients: Sequence[Recipient]) -> str:
    """Return a UUID for one call, made from the batch's key and the remaining readers."""
    if len(recipients) == len(batch.recipients):
        return str(uuid.uuid5(_OURS, batch.key))
    left = " ".join(recipient.delivery_id for recipient in recipients)
    return str(uuid.uuid5(_OURS, f"{batch.key} {left}"))


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    found = answer.json()
    return text(found, "code"), text(found, "message") or answer.words


def _until_reset(answer: ProviderAnswer) -> timedelta | None:
    """Return the wait until the rate limit is reset."""
    seconds = answer.headers.get("x-sib-ratelimit-reset", "")
    if answer.retry_after is not None or not (seconds.isascii() and seconds.isdigit()):
        return answer.retry_after
    return min(timedelta(seconds=int(seconds[:9])), timedelta(days=1))


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: single events or arrays, authenticated by a bearer token."""

    def proof(hook: Hook, now: datetime) -> str:
        del now  # nothing in a call is dated and signed
        return by_bearer(NAME, hook, settings.hook_token)

    # a 5xx would discard the events; only 429 makes Brevo retry (its documentation, 2026);
    # a batch holds up to 500
    dialect = WebhookStatuses(store_down=429, largest_bytes=LARGEST_BATCH)
    return SignedWebhook(
        name=NAME, proof=proof, door=proof, events=_each, one=from_brevo, dialect=dialect
    )


def _each(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]
