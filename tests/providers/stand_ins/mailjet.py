"""Mailjet as documented: a list in, a list out, whatever the status."""

import base64

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import mailjet
from newsletter.testing.server import Reply, Request, SentEmail, reply


def whole(status: int, code: str, message: str) -> Reply:
    return reply(
        status,
        {
            "ErrorIdentifier": "f9873…",
            "ErrorCode": code,
            "StatusCode": status,
            "ErrorMessage": message,
        },
    )


def wrong(code: str, message: str, status: int = 400) -> dict:
    return {
        "Status": "error",
        "Errors": [
            {
                "ErrorCode": code,
                "StatusCode": status,
                "ErrorMessage": message,
                "ErrorRelatedTo": ["x"],
            }
        ],
    }


def each(code: str, message: str, status: int = 400) -> Reply:
    return reply(status, {"Messages": [wrong(code, message, status)] * 2})


TROUBLES = {
    "bad key": (
        whole(401, "mj-0001", "API key authentication/authorization failure."),
        ProviderPaused,
    ),
    "account": (whole(403, "mj-0002", "This account has been suspended."), ProviderPaused),
    "sender": (
        each(
            "send-0008",
            '"brief@helder.example.nl" is not an authorized sender email address for your account.',
            403,
        ),
        ProviderPaused,
    ),
    "no credits": (whole(400, "mj-0017", "Insufficient credits"), ProviderPaused),
    "too large": (Reply(413, b""), ProviderPaused),
    "too many": (Reply(429, b""), ProviderBusy),
    "asked to wait": (Reply(429, b"", {"retry-after": "10"}), ProviderBusy),
    "fewer answers than mails": (
        reply(200, {"Messages": [{"Status": "success", "To": [{"MessageUUID": "a"}]}]}),
        ProviderSilent,
    ),
    "taken without an id": (
        reply(200, {"Messages": [{"Status": "success", "To": []}] * 2}),
        ProviderSilent,
    ),
    "an error without a code": (
        reply(200, {"Messages": [{"Status": "error"}] * 2}),
        ProviderSilent,
    ),
    "broken": (whole(500, "", "?"), ProviderSilent),
    "broken with a list": (each("mj-0013", "?", 500), ProviderSilent),
    "gateway": (Reply(502, b""), ProviderSilent),
    "gone": (Reply(503, b""), ProviderSilent),
}


class StandIn:
    """Takes what is sound in a call and says 400 when something is not."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.is_ready = True

    def settings(self, base: str, **more: object) -> mailjet.Settings:
        return mailjet.Settings(
            key="public", secret_key=Secret("private"), base=base, hook_password=Secret("s"), **more
        )

    def __call__(self, request: Request) -> Reply:
        told = base64.b64encode(b"public:private").decode()
        if request.headers.get("authorization") != f"Basic {told}":
            return whole(401, "mj-0001", "API key authentication/authorization failure.")
        match (request.method, request.path):
            case ("POST", "/v3.1/send"):
                return self.take(request.json())
            case ("GET", "/v3/REST/message"):
                known = [
                    mail for mail in self.sent if mail.delivery_id == request.query["CustomID"]
                ]
                return reply(
                    200, {"Data": [{"ID": 1, "CustomID": mail.delivery_id} for mail in known]}
                )
            case ("GET", "/v3/REST/sender"):
                return reply(
                    200, {"Data": [{"Email": "*@helder.example.nl"}] if self.is_ready else []}
                )
            case ("GET", "/v3/REST/eventcallbackurl"):
                status = "alive" if self.is_ready else "dead"
                return reply(
                    200,
                    {"Data": [{"EventType": name, "Status": status} for name in mailjet._NEEDED]},
                )
        return Reply(404, b"")

    def take(self, call: dict) -> Reply:
        assert len(call["Messages"]) <= 50
        told = [self._one(mail) for mail in call["Messages"]]
        failed = any(one["Status"] == "error" for one in told)
        return reply(400 if failed else 200, {"Messages": told})

    def _one(self, mail: dict) -> dict:
        (to,) = mail["To"]
        if to["Email"] in self.refused:
            return wrong("mj-0013", f'"{to["Email"]}" is an invalid email address.')
        headers = {name.lower(): value for name, value in mail["Headers"].items()}
        if "list-id" in headers:
            return wrong("send-0011", "Header cannot be customized using the Headers collection.")
        assert mail["TemplateLanguage"] is False
        assert mail["TrackOpens"] == mail["TrackClicks"] == "disabled"
        self.sent.append(
            SentEmail(
                mail["CustomID"],
                to["Email"],
                mail["Subject"],
                mail["HTMLPart"],
                mail["TextPart"],
                headers,
            )
        )
        number = len(self.sent)
        taken = {"Email": to["Email"], "MessageUUID": f"uuid-{number}", "MessageID": 456 + number}
        return {"Status": "success", "CustomID": mail["CustomID"], "To": [taken]}


# A refusal of a whole call that names nobody.
UNNAMED = whole(400, "mj-0002", "Malformed JSON, please review the syntax")
