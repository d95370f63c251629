"""Lettermint as documented: an array in, ids out, keys that hold for a day."""

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import lettermint
from newsletter.testing.server import Reply, Request, SentEmail, reply


def said(status: int, message: str, **headers: str) -> Reply:
    return reply(status, {"message": message}, **headers)


TROUBLES = {
    "bad token": (said(401, "Unauthenticated."), ProviderPaused),
    "token without rights": (
        reply(
            403,
            {
                "error": {
                    "code": "FORBIDDEN",
                    "message": "This token does not have the required abilities.",
                }
            },
        ),
        ProviderPaused,
    ),
    "no such path": (said(404, "Not found"), ProviderPaused),
    "too large": (Reply(413), ProviderPaused),
    "key used for something else": (
        reply(409, {"error": "idempotency_conflict", "message": "different body"}),
        ProviderSilent,
    ),
    "key used for something else, as it was answered before": (
        said(
            422,
            "This idempotency key has already been used on a request with a different payload.",
        ),
        ProviderSilent,
    ),
    "asked to wait": (said(429, "Too Many Attempts.", retry_after="4"), ProviderBusy),
    "too many": (said(429, "Too Many Attempts."), ProviderBusy),
    "ids too few": (reply(202, [{"message_id": "a", "status": "pending"}]), ProviderSilent),
    "accepted without an id": (reply(202, [{"status": "pending"}] * 2), ProviderSilent),
    "answer of another kind": (reply(202, {"message_id": "a"}), ProviderSilent),
    "broken": (Reply(500), ProviderSilent),
    "gateway": (Reply(502), ProviderSilent),
    "gone": (Reply(503), ProviderSilent),
}


class StandIn:
    """Takes batches under their keys; a repeated key gives the first answer again."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.routes: list[str | None] = []
        self.keys: dict[str, tuple[bytes, Reply]] = {}
        self.is_ready = True

    def settings(self, base: str, **more: object) -> lettermint.Settings:
        secrets = {"team_token": Secret("team"), "signing_secret": Secret("whsec_s")}
        return lettermint.Settings(token=Secret("lm_1"), base=base, **(secrets | more))

    def __call__(self, request: Request) -> Reply:
        if request.path in {"/v1/domains", "/v1/webhooks"}:
            return self.of_the_team(request)
        if request.headers.get("x-lettermint-token") != "lm_1":
            return said(401, "Unauthenticated.")
        match (request.method, request.path):
            case ("POST", "/v1/send/batch"):
                return self.once(request)
            case ("GET", "/v1/ping"):
                return Reply(200, b"pong")
        return said(404, "Not found")

    def of_the_team(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer team":
            return said(401, "Unauthenticated.")
        if request.path == "/v1/domains":
            status = "verified" if self.is_ready else "pending_verification"
            return reply(200, {"data": [{"domain": "helder.example.nl", "status": status}]})
        hook = {"enabled": self.is_ready, "events": list(lettermint._NEEDED)}
        return reply(200, {"data": [hook]})

    def once(self, request: Request) -> Reply:
        key = request.headers["idempotency-key"]
        assert 1 <= len(key) <= 255
        if key in self.keys:
            body, answer = self.keys[key]
            return answer if body == request.body else said(409, "different body")
        answer = self.take(request.json())
        if answer.status == 202:
            self.keys[key] = (request.body, answer)
        return answer

    def take(self, mails: list[dict]) -> Reply:
        assert len(mails) <= 500
        for place, mail in enumerate(mails):
            if self.refused & set(mail["to"]):
                return reply(
                    422,
                    {
                        "message": "The given data was invalid.",
                        "errors": {f"{place}.to.0": ["must be a valid email address."]},
                    },
                )
        answers = []
        for mail in mails:
            (to,) = mail["to"]
            assert mail["settings"] == {"track_opens": False, "track_clicks": False}
            headers = {name.lower(): value for name, value in mail["headers"].items()}
            parts = (mail[name] for name in ("subject", "html", "text"))
            self.sent.append(SentEmail(mail["metadata"]["delivery"], to, *parts, headers))
            self.routes.append(mail.get("route"))
            number = f"f47ac10b-58cc-4372-a567-{len(self.sent):012}"
            answers.append({"message_id": number, "status": "pending"})
        return reply(202, answers)


# A refusal of a whole call that names nobody.
UNNAMED = said(422, "The given data was invalid.")
