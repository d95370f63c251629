"""Amazon SES v2 as documented: signed bulk calls, an inline template, results in order."""

import hashlib
import hmac
import json
import re
from functools import cache

from botocore.session import get_session
from botocore.validate import ParamValidator

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import ses
from newsletter.providers.wire.mails import from_tag
from newsletter.testing.server import Reply, Request, SentEmail, reply


def said(status: int, kind: str, message: str) -> Reply:
    return reply(
        status, {"message": message}, **{"x-amzn-errortype": f"{kind}:http://internal.amazon.com/"}
    )


def each(status: str, error: str = "") -> Reply:
    return reply(200, {"BulkEmailEntryResults": [{"Status": status, "Error": error}] * 2})


TROUBLES = {
    "bad key": (
        said(403, "UnrecognizedClientException", "The security token is invalid."),
        ProviderPaused,
    ),
    "bad signature": (
        said(403, "SignatureDoesNotMatch", "The signature does not match."),
        ProviderPaused,
    ),
    "clock": (
        said(403, "InvalidSignatureException", "Signature expired: 20260301T120000Z"),
        ProviderPaused,
    ),
    "no rights": (
        said(403, "AccessDeniedException", "not authorized to perform ses:SendEmail"),
        ProviderPaused,
    ),
    "suspended": (said(400, "AccountSuspendedException", "account suspended"), ProviderPaused),
    "paused": (said(400, "SendingPausedException", "sending paused"), ProviderPaused),
    "sender": (said(400, "MailFromDomainNotVerifiedException", "not verified"), ProviderPaused),
    "sandbox": (
        said(
            400,
            "MessageRejected",
            "Email address is not verified. The following identities failed: a@example.org",
        ),
        ProviderPaused,
    ),
    "no such set": (
        said(404, "NotFoundException", "Configuration set <x> does not exist."),
        ProviderPaused,
    ),
    "daily quota": (
        said(400, "ThrottlingException", "Daily message quota exceeded."),
        ProviderPaused,
    ),
    "limit": (said(400, "LimitExceededException", "too many"), ProviderPaused),
    "rate": (said(400, "ThrottlingException", "Maximum sending rate exceeded."), ProviderBusy),
    "too many": (said(429, "TooManyRequestsException", "Too many requests"), ProviderBusy),
    "asked to wait": (Reply(429, b"", {"retry-after": "2"}), ProviderBusy),
    "each throttled": (each("ACCOUNT_THROTTLED"), ProviderBusy),
    "each transient": (each("TRANSIENT_FAILURE"), ProviderBusy),
    "each over quota": (each("ACCOUNT_DAILY_QUOTA_EXCEEDED"), ProviderPaused),
    "each suspended": (each("ACCOUNT_SUSPENDED"), ProviderPaused),
    "each paused": (each("ACCOUNT_SENDING_PAUSED"), ProviderPaused),
    "each of a set that is paused": (each("CONFIGURATION_SET_SENDING_PAUSED"), ProviderPaused),
    "each of no set": (each("CONFIGURATION_SET_NOT_FOUND"), ProviderPaused),
    "each of no pool": (each("INVALID_SENDING_POOL_NAME"), ProviderPaused),
    "each of an unverified sender": (each("MAIL_FROM_DOMAIN_NOT_VERIFIED"), ProviderPaused),
    "each to be verified": (
        each("MESSAGE_REJECTED", "Email address is not verified."),
        ProviderPaused,
    ),
    "taken without an id": (each("SUCCESS"), ProviderSilent),
    "too few results": (
        reply(200, {"BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": "a"}]}),
        ProviderSilent,
    ),
    "no results": (reply(200, {"BulkEmailEntryResults": None}), ProviderSilent),
    "broken": (said(500, "InternalServiceErrorException", "?"), ProviderSilent),
    "gateway": (Reply(502, b""), ProviderSilent),
    "gone": (Reply(503, b""), ProviderSilent),
}


@cache
def shape():
    """Amazon's own description of the call, as botocore carries it."""
    return get_session().get_service_model("sesv2").operation_model("SendBulkEmail").input_shape


def is_signed(request: Request, host: str) -> bool:
    """Signature version 4 from its specification, with the standard library alone."""
    told = request.headers.get("authorization", "")
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/ses/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w{64})",
        told,
    )
    if found is None or found[1] != "AKIDEXAMPLE":
        return False
    _, day, region, names, given = found.groups()
    headers = {**request.headers, "host": host}
    canonical = "\n".join(
        [
            request.method,
            request.path,
            "",
            *(f"{name}:{headers[name].strip()}" for name in names.split(";")),
            "",
            names,
            hashlib.sha256(request.body).hexdigest(),
        ]
    )
    scope = f"{day}/{region}/ses/aws4_request"
    stamp = request.headers["x-amz-date"]
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = b"AWS4secret"
    for part in (day, region, "ses", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), given)


class StandIn:
    """Takes signed bulk calls and says of each reader what became of it."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.is_ready = True

    def settings(self, base: str, **more: object) -> ses.Settings:
        told: dict = {
            "access_key": "AKIDEXAMPLE",
            "secret_key": Secret("secret"),
            "base": base,
            "configuration_set": "brief",
            "topics": ("arn:aws:sns:eu-west-1:123456789012:brief",),
        }
        return ses.Settings(**(told | more))

    def __call__(self, request: Request) -> Reply:
        if not is_signed(request, request.headers["host"]):
            return said(403, "SignatureDoesNotMatch", "The signature does not match.")
        match (request.method, request.path):
            case ("POST", "/v2/email/outbound-bulk-emails"):
                return self.take(request.json())
            case ("GET", "/v2/email/account"):
                return reply(
                    200, {"SendingEnabled": True, "ProductionAccessEnabled": self.is_ready}
                )
            case ("POST", "/v2/email/list-identities"):
                status = "SUCCESS" if self.is_ready else "PENDING"
                domain = {"IdentityName": "helder.example.nl", "VerificationStatus": status}
                return reply(200, {"EmailIdentities": [domain]})
            case ("GET", "/v2/email/configuration-sets/brief/event-destinations"):
                kinds = list(ses._NEEDED) if self.is_ready else ["BOUNCE", "OPEN"]
                return reply(
                    200, {"EventDestinations": [{"Enabled": True, "MatchingEventTypes": kinds}]}
                )
        return said(404, "NotFoundException", "no such path")

    def take(self, mail: dict) -> Reply:
        problems = ParamValidator().validate(mail, shape())
        assert not problems.has_errors(), problems.generate_report()
        assert len(mail["BulkEmailEntries"]) <= 50
        return reply(
            200,
            {
                "BulkEmailEntryResults": [
                    self._result(mail, one) for one in mail["BulkEmailEntries"]
                ]
            },
        )

    def _result(self, mail: dict, entry: dict) -> dict:
        (to,) = entry["Destination"]["ToAddresses"]
        if to in self.refused:
            return {
                "Status": "INVALID_PARAMETER",
                "Error": "Local address contains control or whitespace",
            }
        template = mail["DefaultContent"]["Template"]
        data = json.loads(
            entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"]
        )
        content = {
            name: handlebars(text, data) for name, text in template["TemplateContent"].items()
        }
        headers = template["Headers"] + entry["ReplacementHeaders"]
        assert len(headers) <= 15
        (tag,) = entry["ReplacementTags"]
        self.sent.append(
            SentEmail(
                from_tag(tag["Value"]),
                to,
                content["Subject"],
                content["Html"],
                content["Text"],
                {one["Name"].lower(): one["Value"] for one in headers},
            )
        )
        return {"Status": "SUCCESS", "MessageId": f"010001-{len(self.sent):06}"}


def handlebars(text: str, data: dict[str, str]) -> str:
    """Variables replaced once; what Handlebars would take for something else is an error there."""
    parts = re.split(r"\{\{(\w+)\}\}", text)
    for number, part in enumerate(parts[::2]):
        assert "{{" not in part
        assert not part.endswith("{") or number == len(parts) // 2
        assert not part.startswith("}") or number == 0
    return "".join(data[part] if number % 2 else part for number, part in enumerate(parts))


# A refusal of a whole call that names nobody.
UNNAMED = said(400, "BadRequestException", "Template is malformed")
