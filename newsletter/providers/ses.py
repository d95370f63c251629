"""Amazon SES v2: up to fifty readers per call, merged by SES, answered in order.

Source: docs.aws.amazon.com/ses, autumn 2026. Requests are signed by Amazon's own
botocore (the extra ``ses``). There is no idempotency key and no look-up. The account
or the configuration set may track opens and clicks. Each call overrides that, and
``check`` reports sets that do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.header import Header
from email.utils import formataddr
from importlib.util import find_spec
from urllib.parse import quote

import orjson

from newsletter.errors import ConfigError, ProviderError
from newsletter.message import Message
from newsletter.model.address import Mailbox
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Receipt,
    Recipient,
)
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire import amazon
from newsletter.providers.wire.amazon import each_reader, report
from newsletter.providers.wire.answers import (
    BAD_SENDER,
    NOT_ALLOWED,
    OF_OURS,
    QUOTA_SPENT,
    SANDBOX,
    AnswerMeaning,
    AnswerRule,
    Json,
    ProviderAnswer,
    paused,
)
from newsletter.providers.wire.batches import ItemResult, settle
from newsletter.providers.wire.calls import Api, ApiProvider, entries
from newsletter.providers.wire.http import JSON, Wire, key_of
from newsletter.providers.wire.isolating import in_parts
from newsletter.providers.wire.mails import tag_of, to_tag
from newsletter.providers.wire.merging import BRACE, Merged, Syntax, merge
from newsletter.providers.wire.webhooks import SignedWebhook, at_path, scalar, text

NAME = "ses"
_SYNTAX = Syntax("{{", "}}", BRACE)
_MOST_HEADERS = 15
_BULK = "/v2/email/outbound-bulk-emails"
_IDENTITIES = "/v2/email/list-identities"
_UNTRACKED = {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One region of an Amazon account.

    Attributes:
        access_key: The access key's id.
        secret_key: The access key's secret.
        region: The region the account sends from.
        configuration_set: The set whose events go to SNS. Without it nothing is reported.
        topics: ARNs of the SNS topics that may report.
        base: Address of the API. Empty: the region's own.
        timeout: Time limit of a whole call, shorter than half a lease.
    """

    access_key: str = ""
    secret_key: Secret = field(default_factory=Secret)
    region: str = "eu-west-1"
    configuration_set: str = ""
    topics: tuple[str, ...] = ()
    base: str = ""
    timeout: timedelta = timedelta(seconds=30)


_NO_SET = Message("account-set-missing")
_ANSWERS = (
    AnswerRule(AnswerMeaning.PAUSED, says="daily message quota exceeded", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, says="email address is not verified", words=SANDBOX),
    AnswerRule(AnswerMeaning.BUSY, code="TooManyRequestsException"),
    AnswerRule(AnswerMeaning.BUSY, code="ThrottlingException"),
    AnswerRule(AnswerMeaning.BUSY, code="ACCOUNT_THROTTLED"),
    AnswerRule(AnswerMeaning.BUSY, code="TRANSIENT_FAILURE"),
    AnswerRule(AnswerMeaning.PAUSED, code="LimitExceededException", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, code="ACCOUNT_DAILY_QUOTA_EXCEEDED", words=QUOTA_SPENT),
    AnswerRule(AnswerMeaning.PAUSED, code="AccountSuspendedException", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, code="ACCOUNT_SUSPENDED", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, code="SendingPausedException", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, code="ACCOUNT_SENDING_PAUSED", words=NOT_ALLOWED),
    AnswerRule(AnswerMeaning.PAUSED, code="MailFromDomainNotVerifiedException", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, code="MAIL_FROM_DOMAIN_NOT_VERIFIED", words=BAD_SENDER),
    AnswerRule(AnswerMeaning.PAUSED, code="CONFIGURATION_SET_NOT_FOUND", words=_NO_SET),
    AnswerRule(AnswerMeaning.PAUSED, code="CONFIGURATION_SET_SENDING_PAUSED", words=_NO_SET),
    AnswerRule(AnswerMeaning.PAUSED, code="INVALID_SENDING_POOL_NAME", words=_NO_SET),
    AnswerRule(AnswerMeaning.PAUSED, code="NotFoundException", words=_NO_SET),
    AnswerRule(
        AnswerMeaning.PAUSED,
        (403,),
        says="expired",
        words=Message("account-clock-wrong"),
    ),
    AnswerRule(AnswerMeaning.PAUSED, (403,), words=Message("account-key-or-rights-wrong")),
)


class Provider(ApiProvider):
    """A provider that sends a batch as one bulk call with an inline template."""

    name = NAME
    capabilities = Capabilities(
        form=CallForm.MERGE,
        recipients_per_call=50,
        bytes_per_call=40 * 1024 * 1024,
        title="Amazon SES",
        block_list="Configuration › Suppression list",  # of the account: COMPLAINT and BOUNCE
        peculiarities=(Message("account-tracks-per-set"),),
    )

    def __init__(self, settings: Settings) -> None:
        if not settings.access_key:
            raise ConfigError("ses-access-key-missing")
        if find_spec("botocore") is None:  # found now, because at a call it would leave doubts
            raise ConfigError("ses-extra-missing")
        key_of(NAME, "secret_key", settings.secret_key)
        self.settings = settings
        base = settings.base or f"https://email.{settings.region}.amazonaws.com"
        self.api = Api(
            Wire(NAME, base, timeout=settings.timeout, sign=self._sign), _ANSWERS, _error_in
        )

    def _sign(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str]
    ) -> Mapping[str, str]:
        """Return the headers of a request with Amazon's signature, version 4."""
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import ReadOnlyCredentials

        settings = self.settings
        keys = ReadOnlyCredentials(settings.access_key, settings.secret_key.reveal.strip(), None)
        request = AWSRequest(method, address, data=body, headers=dict(headers))
        SigV4Auth(keys, "ses", settings.region).add_auth(request)
        return dict(request.headers.items())

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Send a batch in one call, or in smaller ones if it is rejected as a whole.

        See ``model.provider``.
        """
        merged = merge(batch.edition, batch.dispatch, _SYNTAX)
        return in_parts(
            NAME,
            batch,
            lambda part: self._hand_over(part, merged),
            within=self.settings.timeout,
        )

    def _hand_over(self, batch: Batch, merged: Merged) -> tuple[Receipt, ...]:
        mail = self._mail(batch, merged)
        answer = self.api.wire.post(_BULK, orjson.dumps(mail), JSON)
        if answer.status != 200:
            raise self.api.refusal(answer)
        results = at_path(answer.json(), ["BulkEmailEntryResults"])
        if not isinstance(results, list):
            raise self.api.silence(Message("results-missing"), answer)
        return settle(NAME, batch.recipients, [_result_of(one) for one in results], _ANSWERS)

    def _mail(self, batch: Batch, merged: Merged) -> dict[str, object]:
        edition = batch.edition
        if len(merged.headers) > _MOST_HEADERS:
            many = Message(
                "account-headers-too-many", count=len(merged.headers), limit=_MOST_HEADERS
            )
            raise paused(NAME, OF_OURS, many)
        template = {"Subject": merged.subject, "Text": merged.text, "Html": merged.html}
        mail: dict[str, object] = {
            "FromEmailAddress": _ascii(edition.sender),
            "ReplyToAddresses": [str(edition.reply_to)],
            "DefaultEmailTags": [{"Name": "batch", "Value": tag_of(batch)}],
            "DefaultContent": {
                "Template": {
                    "TemplateContent": template,
                    "TemplateData": "{}",
                    "Headers": _pairs(merged.fixed_headers),
                }
            },
            "BulkEmailEntries": [_entry(merged, recipient) for recipient in batch.recipients],
            "ConfigurationOverrides": {"Tracking": _UNTRACKED},
        }
        if self.settings.configuration_set:
            mail["ConfigurationSetName"] = self.settings.configuration_set
        return mail

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return nothing: Amazon cannot be asked what it accepted."""
        del batch
        return ()

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the account, identities and configuration set."""
        name = self.settings.configuration_set
        path = f"/v2/email/configuration-sets/{quote(name, safe='')}/event-destinations"
        try:
            account = self.api.ask("/v2/email/account")
            identities = self._identities()
            found = entries(self.api.ask(path), "EventDestinations") if name else []
        except ProviderError as error:
            return (error.problem,)
        missing: list[Message] = []
        if account.get("SendingEnabled") is not True:
            missing.append(NOT_ALLOWED)
        if account.get("ProductionAccessEnabled") is not True:
            missing.append(SANDBOX)
        if not any(text(one, "VerificationStatus") == "SUCCESS" for one in identities):
            missing.append(Message("account-without-identity"))
        if not name:
            missing.append(Message("account-set-not-named"))
        if not self.settings.topics:
            missing.append(Message("account-topics-missing"))
        return (*missing, *(_about_set(name, found) if name else ()))

    def _identities(self) -> list[Json]:
        """Return the domains and addresses that the account may send from once confirmed."""
        answer = self.api.wire.post(_IDENTITIES, b"{}", JSON)
        if not answer.is_success:
            raise self.api.refusal(answer)
        return entries(answer.json(), "EmailIdentities")


def _about_set(name: str, destinations: Sequence[Json]) -> Iterator[Message]:
    """Yield the events that a set fails to report and those it should not track."""
    reported = {
        scalar(kind)
        for one in destinations
        if at_path(one, ["Enabled"]) is True
        for kind in entries(one, "MatchingEventTypes")
    }
    yield from (
        Message("account-event-unreported", event=kind, set=name)
        for kind in _NEEDED
        if kind not in reported
    )
    yield from (
        Message("account-event-tracked", event=kind, set=name)
        for kind in ("OPEN", "CLICK")
        if kind in reported
    )


_NEEDED = ("BOUNCE", "COMPLAINT", "DELIVERY", "DELIVERY_DELAY", "REJECT", "RENDERING_FAILURE")


def _entry(merged: Merged, recipient: Recipient) -> dict[str, object]:
    data = orjson.dumps(merged.values(recipient)).decode()
    return {
        "Destination": {"ToAddresses": [str(recipient.address)]},
        "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": data}},
        "ReplacementHeaders": _pairs(merged.headers_of(recipient).items()),
        "ReplacementTags": [{"Name": "delivery", "Value": to_tag(recipient.delivery_id)}],
    }


def _pairs(headers: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in headers]


def _ascii(mailbox: Mailbox) -> str:
    """Return a mailbox with a non-ASCII name as an encoded word (RFC 2047)."""
    if mailbox.name.isascii():
        return formataddr((mailbox.name, str(mailbox.address)))
    return f"{Header(mailbox.name, 'utf-8', maxlinelen=998).encode()} <{mailbox.address}>"


def _error_in(answer: ProviderAnswer) -> tuple[str, str]:
    found = answer.json()
    kind = answer.headers.get("x-amzn-errortype", "") or text(found, "__type")
    # "arn#Kind:http://…" in some answers
    kind = kind.partition(":")[0].rpartition("#")[2]
    return kind, text(found, "message") or text(found, "Message") or answer.words


def _result_of(result: Json) -> ItemResult:
    status = text(result, "Status")
    if status == "SUCCESS":
        return ItemResult(text(result, "MessageId"))
    return ItemResult("", status, text(result, "Error"))


def webhook(settings: Settings) -> SignedWebhook:
    """Return the webhook: SNS envelopes from our topics."""
    return hearing(settings, amazon.fetched)


def hearing(settings: Settings, fetch: amazon.Fetch) -> SignedWebhook:
    """Return the webhook, with the network as an argument."""

    def proof(hook: Hook, now: datetime) -> str:
        return amazon.prove(NAME, hook, settings.topics, now, fetch)

    return SignedWebhook(
        name=NAME, proof=proof, events=each_reader, one=report, greeting=amazon.subscribe_address
    )
