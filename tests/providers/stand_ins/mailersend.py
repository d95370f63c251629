"""MailerSend as documented: one mail a call, its id in a header, warnings in a 202."""

import re

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import mailersend
from newsletter.providers.wire.mails import from_tag
from newsletter.testing.server import Reply, Request, SentEmail, reply


def invalid(field: str, words: str, status: int = 422) -> Reply:
    return reply(status, {"message": "The given data was invalid.", "errors": {field: [words]}})


TROUBLES = {
    "bad token": (reply(401, {"message": "Unauthenticated."}), ProviderPaused),
    "no rights": (reply(403, {"message": "This action is unauthorized."}), ProviderPaused),
    "sender": (
        invalid(
            "from.email",
            "The from.email domain must be verified in your account to send emails. #MS42207",
        ),
        ProviderPaused,
    ),
    "trial": (
        invalid(
            "to.0.email",
            "Trial accounts can only send emails to the administrator's email. #MS42225",
        ),
        ProviderPaused,
    ),
    "plan": (
        invalid("headers", "Custom headers are not available on your plan. #MS42236"),
        ProviderPaused,
    ),
    "quota": (
        reply(429, {"message": "You have reached your daily API quota. #MS42901"}),
        ProviderPaused,
    ),
    "asked to wait": (
        Reply(429, b'{"message":"Too Many Attempts. #MS42903"}', {"retry-after": "30"}),
        ProviderBusy,
    ),
    "too many": (reply(429, {"message": "Too Many Attempts. #MS42903"}), ProviderBusy),
    "accepted without an id": (Reply(202), ProviderSilent),
    "broken": (Reply(500), ProviderSilent),
    "gateway": (Reply(502, b"<html>quota</html>"), ProviderSilent),
    "gone": (Reply(503), ProviderSilent),
}


class StandIn:
    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.suppressed: set[str] = set()
        self.sent: list[SentEmail] = []
        self.is_ready = True

    def settings(self, base: str, **more: object) -> mailersend.Settings:
        return mailersend.Settings(
            token=Secret("mlsn.1"), base=base, signing_secret=Secret("s"), **more
        )

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer mlsn.1":
            return reply(401, {"message": "Unauthenticated."})
        match (request.method, request.path):
            case ("POST", "/v1/email"):
                return self.take(request.json())
            case ("GET", "/v1/domains"):
                return reply(
                    200, {"data": [{"name": "helder.example.nl", "is_verified": self.is_ready}]}
                )
        return reply(404, {"message": "Not found"})

    def take(self, mail: dict) -> Reply:
        (to,) = mail["to"]
        if to["email"] in self.refused:
            return invalid("to.0.email", "The to.0.email must be a valid email address. #MS42209")
        assert not any(mail["settings"].values())
        if to["email"] in self.suppressed:
            told = {"email": to["email"], "reasons": ["blocklisted"]}
            return reply(202, {"warnings": [{"type": "ALL_SUPPRESSED", "recipients": [told]}]})
        (personal,) = mail["personalization"]
        headers = {one["name"].lower(): one["value"] for one in mail["headers"]}

        def put(text: str) -> str:
            for part in re.split(r"\{\{accolade\}\}", text):
                assert not re.search(r"\{[{%#]", part)
            return text.replace("{{accolade}}", personal["data"]["accolade"])

        (tag,) = mail["tags"]
        parts = (put(mail[name]) for name in ("subject", "html", "text"))
        self.sent.append(SentEmail(from_tag(tag), to["email"], *parts, headers))
        return Reply(202, b"", {"x-message-id": f"5e42957d51f1d94a1070a733-{len(self.sent)}"})


# A refusal of a whole call that names nobody.
UNNAMED = invalid("subject", "The subject field is required. #MS42221")
