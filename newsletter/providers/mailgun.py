"""Mailgun: one call for up to a thousand readers, merged by Mailgun.

Source: documentation.mailgun.com, autumn 2026. There is no idempotency key. An
unknown outcome is settled by searching the events for the batch's tag.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from newsletter.errors import BadHook, ConfigError, ProviderError, ProviderSilent
from newsletter.message import Message
from newsletter.model.batch import RecipientsOfBatch
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Receipt,
    Recipient,
)
from newsletter.model.hook import Hook, WebhookStatuses
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    BAD_SENDER,
    NO_CREDITS,
    NOT_ALLOWED,
    QUOTA_SPENT,
    SANDBOX,
    TOO_LARGE,
    WRONG_ADDRESS,
    AnswerMeaning,
    AnswerRule,
    Json,
    ProviderAnswer,
    parsed,
    paused,
)
from newsletter.providers.wire.batches import all_taken, found_in_order
from newsletter.providers.wire.calls import Api, TimedApiProvider, all_pages
from newsletter.providers.wire.events import from_mailgun
from newsletter.providers.wire.http import Wire, key_of
from newsletter.providers.wire.isolating import isolate
from newsletter.providers.wire.mails import multipart, tag_of, written
from newsletter.providers.wire.merging import PERCENT, Merged, Syntax, merge
from newsletter.providers.wire.proofs import by_mailgun
from newsletter.providers.wire.webhooks import SignedWebhook, text
from newsletter.text.json_columns import in_quotes, members, write_rows

NAME = "mailgun"
_SYNTAX = Syntax("%recipient.", "%", PERCENT)
_OPTIONS_BYTES = 16 * 1024  # all o:, h:, v: and t: parameters together
_EVENTS_A_PAGE = 300
_OLDEST = timedelta(hours=9)  # it retries for eight, perhaps with the first signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One sending domain at Mailgun.

    Attributes:
        key: A sending or account key.
        domain: The domain as Mailgun knows it, such as ``mail.example.nl``.
        base: Address of the API, the European region by default. The American
            one is ``https://api.mailgun.net``.
        signing_key: The "HTTP webhook signing key", which differs from ``key``.
        timeout: Time limit of a whole call, shorter than half a lease.
        test_mode: Mailgun accepts and bills the emails but delivers none.
        events_kept: How long Mailgun keeps events, by the account's plan: at
            least 3 days, up to 30. A doubt older than this is held for the editor.
    """

    key: Secret = field(default_factory=Secret)
    domain: str = ""
    base: str = "https://api.eu.mailgun.net"
    signing_key: Secret = field(default_factory=Secret)
    timeout: timedelta = timedelta(seconds=30)
    test_mode: bool = False
    events_kept: timedelta = timedelta(days=3)


_HOOKS = ("permanent_fail", "temporary_fail", "delivered", "complained", "unsubscribed")
_ANSWERS = (
    AnswerRule(
        AnswerMeaning.PAUSED, says="sandbox subdomains are for test purposes only", words=SANDBOX
    ),
    AnswerRule(AnswerMeaning.PAUSED, says="not allowed to send", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, says="disabled", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, says="activate your mailgun account", words=SANDBOX),
    AnswerRule(AnswerMeaning.PAUSED, says="limit exceeded", statuses=(400, 403), words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, (400,), says="'to' parameter is not a valid address"),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, (400,), says="to parameter is not a valid address"),
    AnswerRule(
        AnswerMeaning.PAUSED,
        (400,),
        says="'from' parameter is not a valid address",
        words=BAD_SENDER,
    ),
    AnswerRule(
        AnswerMeaning.PAUSED,
        (401, 403),
        words=Message("account-key-or-region-wrong"),
    ),
    AnswerRule(AnswerMeaning.PAUSED, (402,), words=NO_CREDITS),
    AnswerRule(AnswerMeaning.PAUSED, (200, 404), words=WRONG_ADDRESS),
)


class Provider(TimedApiProvider):
    """A provider that sends a batch as one multipart call with variables per reader."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.MERGE,
        recipients_per_call=1_000,
        bytes_per_call=25 * 1024 * 1024,
        looks_up=True,
        # "threshold age (e.g. half an hour)": documentation.mailgun.com, event polling, 2026
        lookup_lag=timedelta(minutes=30),
        lookup_reaches=timedelta(days=3),  # "at least 3 days", same page; see Settings.events_kept
        title="Mailgun",
        block_list="Sending › Suppressions",  # bounces, unsubscribes, complaints
    )

    def __init__(self, settings: Settings) -> None:
        if not settings.domain:
            raise ConfigError("mailgun-domain-missing")
        self.settings = settings
        self.capabilities = replace(self.capabilities, lookup_reaches=settings.events_kept)
        basic = ("api", key_of(NAME, "key", settings.key))
        wire = Wire(NAME, settings.base, basic=basic, timeout=settings.timeout)
        self.api = Api(wire, _ANSWERS, _error_in)
        self._path = f"/v3/{quote(settings.domain, safe='')}"

    def send(self, batch: Batch) -> Sequence[Receipt]:
        """Send a batch in one call, repeated without any rejected address.

        See ``model.provider``.
        """
        merged = merge(batch.edition, batch.dispatch, _SYNTAX)
        fixed = tuple(self._fixed(batch, merged))

        def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
            content_type, body = multipart((*fixed, *_readers(recipients, merged)), batch.key)
            return all_taken(recipients, self._post(content_type, body))

        return isolate(NAME, batch.recipients, hand, within=self.settings.timeout)

    def _post(self, content_type: str, body: bytes) -> str:
        """Make one call and return the message id of the acceptance.

        A wrong path answers 200 "Mailgun Magnificent API", which accepts nothing.
        """
        headers = {"content-type": content_type, "accept": "application/json"}
        answer = self.api.wire.post(f"{self._path}/messages", body, headers)
        taken = text(answer.json(), "id")
        if answer.status == 200 and taken:
            return taken.strip("<>")
        if answer.is_success and "magnificent" not in answer.words.lower():
            raise self.api.silence(Message("acceptance-without-id"), answer)
        raise self.api.refusal(answer)

    def _fixed(self, batch: Batch, merged: Merged) -> Iterator[tuple[str, str]]:
        """Yield the fields that are the same for all: texts, headers and options."""
        edition = batch.edition
        yield "from", written(edition.sender)
        yield "subject", merged.subject
        yield "text", merged.text
        yield "html", merged.html
        options = [("h:Reply-To", str(edition.reply_to))]
        options += [(f"h:{name}", value) for name, value in merged.headers]
        options += [
            ("v:delivery", merged.delivery),
            ("o:tag", tag_of(batch)),
            ("o:tracking", "no"),
            ("o:tracking-clicks", "no"),
            ("o:tracking-opens", "no"),
        ]
        if self.settings.test_mode:
            options.append(("o:testmode", "yes"))
        size = sum(len(name) + len(value.encode()) for name, value in options)
        if size > _OPTIONS_BYTES:
            raise paused(NAME, TOO_LARGE, Message("account-options-too-large", size=str(size)))
        yield from options

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return receipts for readers whose ``accepted`` event carries the batch's tag.

        The search has no start time and goes back from now by Mailgun's clock. Our
        clock may have been days wrong when the batch was dated, and emails that
        are missing from the answer are sent again.
        """
        query = {"event": "accepted", "tags": tag_of(batch), "limit": str(_EVENTS_A_PAGE)}
        query["ascending"] = "no"  # "must be provided if the range end time is not specified"
        following = f"{self._path}/events?{urlencode(query)}"

        def page(_: int) -> list[Json]:
            nonlocal following
            items, following = self._page(following)
            return items

        found = {
            text(event, "user-variables", "delivery"): text(
                event, "message", "headers", "message-id"
            )
            for event in all_pages(NAME, page, 2 * len(batch.recipients) + 2)
        }
        return found_in_order(batch.recipients, found)

    def _page(self, path: str) -> tuple[list[Json], str]:
        page = self.api.ask(path)
        items, following = page.get("items"), text(page, "paging", "next")
        if not isinstance(items, list):
            raise ProviderSilent(NAME, "events-page-missing", path=path)
        # the path alone: the key is sent only to the configured address
        return items, "/v3/" + following.partition("/v3/")[2]

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the key, region, domain and webhooks."""
        missing: list[Message] = []
        try:
            domain = self.api.ask(f"/v4/domains/{quote(self.settings.domain, safe='')}")
            state = text(domain, "domain", "state")
            if state != "active":
                missing.append(
                    Message(
                        "account-domain-inactive",
                        domain=self.settings.domain,
                        state=state or Message("account-domain-unknown"),
                    )
                )
            hooks = self.api.ask(f"{self._path.replace('/v3/', '/v3/domains/')}/webhooks")
        except ProviderError as error:
            return (*missing, error.problem)
        active = hooks.get("webhooks") if isinstance(hooks.get("webhooks"), dict) else {}
        missing += [
            Message("account-webhook-named-off", provider="Mailgun", name=name)
            for name in _HOOKS
            if not active or not active.get(name)
        ]
        if not self.settings.signing_key:
            missing.append(
                Message(
                    "account-hook-secret-missing",
                    variable="NEWSLETTER_PROVIDER_MAILGUN_SIGNING_KEY",
                )
            )
        return tuple(missing)


def _readers(recipients: Sequence[Recipient], merged: Merged) -> Iterator[tuple[str, str | bytes]]:
    """Yield the addresses, and the variables that hide them from each other."""
    columns = RecipientsOfBatch.of(recipients)
    addresses = columns.addresses
    yield "to", ", ".join(addresses)
    pieces = ('"', in_quotes(addresses), '":', *members(merged.columns_of(columns)))
    # without these, every reader would see all addresses
    yield "recipient-variables", b"{" + write_rows(pieces, len(addresses)) + b"}"


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    return "", text(answer.json(), "message") or answer.words


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: one event per call, with a signed time and token.

    The signature does not cover the body. A token therefore counts once, and its
    repetition must be recognised for as long as ``_OLDEST``.
    """

    def proof(hook: Hook, now: datetime) -> str:
        """Return the token, which is used once, as the replay key."""
        try:
            signature = parsed(hook.body)["signature"]
            signed = (
                str(signature["timestamp"]),
                str(signature["token"]),
                str(signature["signature"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise BadHook(NAME, "hook-signature-unreadable") from error
        return by_mailgun(NAME, signed, settings.signing_key, now, _OLDEST)

    return SignedWebhook(
        name=NAME,
        proof=proof,
        events=lambda value: [value["event-data"]],
        one=from_mailgun,
        dialect=WebhookStatuses(never=406),
    )
