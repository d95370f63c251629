"""Lettermint: up to five hundred finished emails per call, deduplicated by key for a day.

Source: lettermint.co/docs and its official SDKs, June to November 2026; not tried on a
live account. On a broadcast route Lettermint writes List-Unsubscribe itself. Our own
headers are sent only with its hosted unsubscribe disabled, which its support allows;
whether they arrive is not documented. Nor are the order of the ids that come back and
the form of an error about one email of several: a report finds its reader by our id in
the metadata, and a rejection that names no reader is halved.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from newsletter.errors import BadHook, ProviderError
from newsletter.message import Message
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Receipt,
    Recipient,
)
from newsletter.model.edition import Email
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    AnswerMeaning,
    AnswerRule,
    BadRecipient,
    Json,
    ProviderAnswer,
)
from newsletter.providers.wire.batches import ItemResult, settle
from newsletter.providers.wire.calls import Api, TimedApiProvider, entries, with_own_unsubscribe
from newsletter.providers.wire.events import from_lettermint
from newsletter.providers.wire.http import JSON, Wire, key_of
from newsletter.providers.wire.isolating import by_place, isolate
from newsletter.providers.wire.mails import headers_for, part_key, part_of, tag_of, written
from newsletter.providers.wire.proofs import body_key, in_time, is_signed
from newsletter.providers.wire.stencil import in_json
from newsletter.providers.wire.webhooks import SignedWebhook, scalar, text

NAME = "lettermint"
_UNSUBSCRIBE = frozenset({"list-unsubscribe", "list-unsubscribe-post"})
_WINDOW = timedelta(minutes=5)  # each attempt has a new signature (Signed webhooks, 2026)
_ONE = re.compile(r"v1=([0-9a-fA-F]{64})")
_TO = re.compile(r"(?:\d{1,3}\.)?to(?:\.\d+)?")
_WHICH = re.compile(r"(?:^|\s)(?:(\d{1,3})\.)?to\b")  # a key of "errors": "to", "7.to", "7.to.0"
_STAMP = re.compile(r"t=([0-9]{1,12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One project at Lettermint.

    Attributes:
        token: The project's API token.
        route: The slug of the broadcast route, for issues.
        notice_route: The slug of the transactional route, for notices. Empty: the
            project's default route.
        own_unsubscribe: Whether the hosted unsubscribe is disabled on the broadcast route.
        team_token: A token of the team with which domains and webhooks are checked. Empty:
            they are not.
        signing_secret: The secret of the broadcast route's webhook, ``whsec_…``.
        notice_signing_secret: The one of the transactional route's webhook.
        base: Address of the API.
        timeout: Time limit of a whole call, shorter than half a lease.
    """

    token: Secret = field(default_factory=Secret)
    route: str = "broadcast"
    notice_route: str = ""
    own_unsubscribe: bool = False
    team_token: Secret = field(default_factory=Secret)
    signing_secret: Secret = field(default_factory=Secret)
    notice_signing_secret: Secret = field(default_factory=Secret)
    base: str = "https://api.lettermint.co"
    timeout: timedelta = timedelta(seconds=30)


_ANSWERS = (
    # the key was used with another body, or its first call is still running: outcome unknown
    AnswerRule(AnswerMeaning.SILENT, (409,)),
    # the older page's answer to a key that was used with another body
    AnswerRule(AnswerMeaning.SILENT, (422,), says="idempotency key has already been used"),
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, (422,), code="recipient"),
)


class Provider(TimedApiProvider):
    """A provider that sends a batch as an array, under its key."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.PARTS,
        recipients_per_call=500,
        bytes_per_call=25 * 1024 * 1024,  # its changelog on /send/batch
        idempotent_for=timedelta(hours=24),
        owns_list_unsubscribe=True,
        title="Lettermint",
        block_list="Suppressions",  # of the team, a project or a route
        peculiarities=(Message("account-route-writes-unsubscribe-headers"),),
    )

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        if settings.own_unsubscribe:
            self.capabilities = with_own_unsubscribe(self.capabilities)
        headers = {"x-lettermint-token": key_of(NAME, "token", settings.token)}
        wire = Wire(NAME, settings.base, headers=headers, timeout=settings.timeout)
        self.api = Api(wire, _ANSWERS, _error_in)

    def send(self, batch: Batch) -> Sequence[Receipt]:
        """Send a batch in one call, or in smaller ones if it is rejected as a whole.

        See ``model.provider``.
        """

        def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
            try:
                return self._hand_over(part_of(batch, recipients), part_key(batch, recipients))
            except BadRecipient as bad:
                raise by_place(bad, recipients, _WHICH) from bad

        return isolate(NAME, batch.recipients, hand, within=self.settings.timeout)

    def _hand_over(self, batch: Batch, key: str) -> tuple[Receipt, ...]:
        mails = in_json(batch, partial(self._mail, batch))
        answer = self.api.wire.post("/v1/send/batch", mails, JSON | {"idempotency-key": key})
        if not answer.is_success:
            raise self.api.refusal(answer)
        found = answer.json()
        if not isinstance(found, list):
            raise self.api.silence(Message("answers-missing"), answer)
        # a status such as "suppressed" is not believed, since its place is not documented:
        # the event that follows carries our id
        results = [ItemResult(text(one, "message_id")) for one in found]
        return settle(NAME, batch.recipients, results, _ANSWERS)

    def _mail(self, batch: Batch, email: Email) -> dict[str, object]:
        owned = self.capabilities.owns_list_unsubscribe and not batch.notice
        mail: dict[str, object] = {
            "from": written(batch.edition.sender),
            "to": [str(email.to)],
            "reply_to": [str(batch.edition.reply_to)],
            "subject": email.subject,
            "html": email.html,
            "text": email.text,
            "headers": dict(headers_for(email.headers, _UNSUBSCRIBE if owned else frozenset())),
            "metadata": {"delivery": email.delivery_id},
            "tag": tag_of(batch),
            "settings": {"track_opens": False, "track_clicks": False},
        }
        route = self.settings.notice_route if batch.notice else self.settings.route
        return mail | ({"route": route} if route else {})

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return nothing: the key settles doubts."""
        del batch
        return ()

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the API and, with a token of the team, the account.

        Whether a ping looks at the project's token is not documented.
        """
        missing: list[Message] = []
        try:
            answer = self.api.wire.get("/v1/ping")
            if not answer.is_success:
                raise self.api.refusal(answer)
            if self.settings.team_token:
                missing += self._about_team()
        except ProviderError as error:
            return (error.problem,)
        if not self.settings.signing_secret:
            variable = "NEWSLETTER_PROVIDER_LETTERMINT_SIGNING_SECRET"
            missing.append(Message("account-hook-secret-missing", variable=variable))
        return tuple(missing)

    def _about_team(self) -> list[Message]:
        """Return what is wrong with the domains and webhooks."""
        settings = self.settings
        bearer = {"authorization": f"Bearer {key_of(NAME, 'team_token', settings.team_token)}"}
        team = Api(
            Wire(NAME, settings.base, headers=bearer, timeout=settings.timeout), (), _error_in
        )
        try:
            domains = entries(team.ask("/v1/domains"), "data")
            hooks = entries(team.ask("/v1/webhooks"), "data")
        finally:
            team.close()
        found = [] if any(text(one, "status") == "verified" for one in domains) else [_UNVERIFIED]
        heard = {
            scalar(event)
            for hook in hooks
            if isinstance(hook, dict) and hook.get("enabled") is True
            for event in entries(hook, "events")
        }
        return found + [
            Message("account-webhook-off", provider="Lettermint", event=name)
            for name in _NEEDED
            if name not in heard
        ]


_UNVERIFIED = Message("account-domain-unconfirmed", provider="Lettermint", status="verified")
_NEEDED = (
    "message.delivered",
    "message.hard_bounced",
    "message.soft_bounced",
    "message.spam_complaint",
    "message.suppressed",
    "message.failed",
    "message.policy_rejected",
    "message.unsubscribed",
)


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    found = answer.json()
    words = [text(found, "message"), text(found, "error", "message"), text(found, "error")]
    said = next((one for one in words if one), answer.words)
    fields = found.get("errors") if isinstance(found, dict) else None
    if not isinstance(fields, dict):
        return text(found, "error", "code"), said
    # a sender that is wrong as well would be wrong for every other reader
    is_reader = bool(fields) and all(map(_TO.fullmatch, fields))
    return "recipient" if is_reader else "", f"{said} {' '.join(fields)}"


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: one event per call, with time and body signed by HMAC."""

    def proof(hook: Hook, now: datetime) -> str:
        stamp, given = _head(hook, now)
        secrets = (settings.signing_secret, settings.notice_signing_secret)
        if not is_signed(secrets, f"{stamp}.".encode() + hook.body, given):
            raise BadHook(NAME, "hook-signature-wrong")
        return body_key(hook)

    return SignedWebhook(name=NAME, proof=proof, door=_head, events=_each, one=from_lettermint)


def _head(hook: Hook, now: datetime) -> tuple[str, Sequence[str]]:
    """Return the signed time and the signatures, one of which must match.

    Raises:
        BadHook: If there is no signature, or its time is not the one of the delivery.
        StaleHook: If it is too far from now.
    """
    header = hook.headers.get("x-lettermint-signature", "")
    stamps, given = _STAMP.findall(header), _ONE.findall(header)
    if not given or len(stamps) != 1:
        raise BadHook(NAME, "hook-unsigned")
    if hook.headers.get("x-lettermint-delivery") != stamps[0]:
        raise BadHook(NAME, "hook-signature-wrong")
    try:
        at = datetime.fromtimestamp(int(stamps[0]), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadHook(NAME, "hook-signature-unreadable") from error
    in_time(NAME, at, now, _WINDOW)
    return stamps[0], given


def _each(value: Json) -> Sequence[Json]:
    return [] if value["event"] == "webhook.test" else [value]
