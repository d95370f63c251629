"""Resend as documented: an array in, ids and errors apart, keys that hold for a day."""

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import resend
from newsletter.providers.wire.mails import from_tag
from newsletter.testing.server import Reply, Request, SentEmail, reply


def said(status: int, name: str, message: str, **headers: str) -> Reply:
    return reply(status, {"statusCode": status, "name": name, "message": message}, **headers)


TROUBLES = {
    "no key": (
        said(401, "missing_api_key", "Missing API key in the authorization header."),
        ProviderPaused,
    ),
    "bad key": (said(403, "invalid_api_key", "API key is invalid"), ProviderPaused),
    "restricted key": (
        said(401, "restricted_api_key", "This API key is restricted to only send emails"),
        ProviderPaused,
    ),
    "odd sender": (said(422, "invalid_from_address", "Invalid `from` field."), ProviderPaused),
    "sender not verified": (
        said(
            403,
            "validation_error",
            "The helder.example.nl domain is not verified. Please, add and verify your domain",
        ),
        ProviderPaused,
    ),
    "only to oneself": (
        said(
            403,
            "validation_error",
            "You can only send testing emails to your own email address (a@example.org).",
        ),
        ProviderPaused,
    ),
    "security": (
        said(451, "security_error", "We may have found a security issue with the request."),
        ProviderPaused,
    ),
    "daily quota": (
        said(429, "daily_quota_exceeded", "You have reached your daily email sending quota."),
        ProviderPaused,
    ),
    "monthly quota": (
        said(429, "monthly_quota_exceeded", "You have reached your monthly quota."),
        ProviderPaused,
    ),
    "asked to wait": (
        said(429, "rate_limit_exceeded", "Too many requests.", retry_after="1"),
        ProviderBusy,
    ),
    "too many": (said(429, "rate_limit_exceeded", "Too many requests."), ProviderBusy),
    "odd key of idempotency": (
        said(400, "invalid_idempotency_key", "The key must be between 1-256 chars"),
        ProviderPaused,
    ),
    "key used for something else": (
        said(
            409,
            "invalid_idempotent_request",
            "Same idempotency key used with a different request payload.",
        ),
        ProviderSilent,
    ),
    "first call still runs": (
        said(409, "concurrent_idempotent_requests", "Still in progress"),
        ProviderSilent,
    ),
    "no such path": (
        said(404, "not_found", "The requested endpoint does not exist"),
        ProviderPaused,
    ),
    "ids too few": (reply(200, {"data": [{"id": "a"}]}), ProviderSilent),
    "ids too many": (reply(200, {"data": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}), ProviderSilent),
    "an error without a place": (
        reply(200, {"data": [{"id": "a"}, {"id": "b"}], "errors": [{"message": "?"}]}),
        ProviderSilent,
    ),
    "broken": (said(500, "application_error", "An unexpected error occurred."), ProviderSilent),
    "gateway": (Reply(502, b""), ProviderSilent),
    "gone": (Reply(503, b""), ProviderSilent),
}


class StandIn:
    """Takes batches under their keys; a repeated key gives the first answer again."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.keys: dict[str, tuple[bytes, Reply]] = {}
        self.is_ready = True

    def settings(self, base: str, **more: object) -> resend.Settings:
        return resend.Settings(
            key=Secret("re_123"), base=base, signing_secret=Secret("whsec_c2VjcmV0"), **more
        )

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer re_123":
            return said(403, "invalid_api_key", "API key is invalid")
        match (request.method, request.path):
            case ("POST", "/emails/batch"):
                return self.once(request)
            case ("GET", "/domains"):
                domain = {
                    "name": "helder.example.nl",
                    "status": "verified",
                    "open_tracking": not self.is_ready,
                }
                return reply(200, {"data": [domain]})
            case ("GET", "/webhooks"):
                return reply(
                    200, {"data": [{"events": sorted(resend._NEEDED)}] if self.is_ready else []}
                )
        return said(404, "not_found", "The requested endpoint does not exist")

    def once(self, request: Request) -> Reply:
        key = request.headers["idempotency-key"]
        assert 1 <= len(key) <= 256
        if key in self.keys:
            body, answer = self.keys[key]
            return (
                answer
                if body == request.body
                else said(409, "invalid_idempotent_request", "different payload")
            )
        answer = self.take(request)
        self.keys[key] = (request.body, answer)
        return answer

    def take(self, request: Request) -> Reply:
        assert request.headers["x-batch-validation"] == "permissive"
        ids, errors = [], []
        mails = request.json()
        assert len(mails) <= 100
        for index, mail in enumerate(mails):
            (to,) = mail["to"]
            if to in self.refused:
                errors.append({"index": index, "message": f"Invalid `to` field: {to}"})
                continue
            (tag,) = mail["tags"]
            headers = {name.lower(): value for name, value in mail["headers"].items()}
            self.sent.append(
                SentEmail(
                    from_tag(tag["value"]), to, mail["subject"], mail["html"], mail["text"], headers
                )
            )
            ids.append({"id": f"49a3999c-0ce1-4ea6-ab68-{len(self.sent):012}"})
        return reply(200, {"data": ids, "errors": errors})


# A refusal of a whole call that names nobody.
UNNAMED = said(422, "missing_required_field", "Missing `to` field.")
