"""SendGrid as documented: personalizations, plain substitution, 202 with one id for all.

Email Logs by twilio/sendgrid-oai, tsg_logs_v3.json: a query in words, no pages.
"""

import re

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import sendgrid
from newsletter.testing.server import Reply, Request, SentEmail, reply


def errors(status: int, *told: tuple[str, str], **headers: str) -> Reply:
    listed = [{"message": message, "field": field or None, "help": None} for message, field in told]
    return reply(status, {"errors": listed}, **headers)


TROUBLES = {
    "bad key": (
        errors(401, ("The provided authorization grant is invalid, expired, or revoked", "")),
        ProviderPaused,
    ),
    "no credits": (errors(401, ("Maximum credits exceeded", "")), ProviderPaused),
    "key may not send": (errors(403, ("access forbidden", "")), ProviderPaused),
    "sender not verified": (
        errors(
            403,
            (
                "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.",
                "from",
            ),
        ),
        ProviderPaused,
    ),
    "account under review": (errors(403, ("Your account is under review", "")), ProviderPaused),
    "too large": (
        errors(413, ("The JSON payload you have included is too large.", "")),
        ProviderPaused,
    ),
    "asked to wait": (errors(429, ("too many requests", ""), retry_after="12"), ProviderBusy),
    "too many": (errors(429, ("too many requests", "")), ProviderBusy),
    "accepted without an id": (Reply(202), ProviderSilent),
    "200 without being asked to test": (Reply(200, b"", {"x-message-id": "a"}), ProviderSilent),
    "broken": (errors(500, ("An error occurred", "")), ProviderSilent),
    "gateway": (Reply(502, b"<html>"), ProviderSilent),
    "gone": (Reply(503, b""), ProviderSilent),
}


class StandIn:
    """Takes calls whole, or names the personalization that is wrong."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.logged: list[tuple[tuple[str, ...], dict[str, str]]] = []
        self.calls = 0
        self.is_ready = True

    def settings(self, base: str, **more: object) -> sendgrid.Settings:
        return sendgrid.Settings(key=Secret("SG.1"), base=base, public_key="MFk=", **more)

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer SG.1":
            return errors(401, ("The provided authorization grant is invalid", ""))
        match (request.method, request.path):
            case ("POST", "/v3/mail/send"):
                return self.take(request.json())
            case ("POST", "/v3/logs"):
                return self.logs(request.json())
            case ("GET", "/v3/scopes"):
                return reply(
                    200, {"scopes": ["mail.send"] if self.is_ready else ["mail.batch.read"]}
                )
            case ("GET", "/v3/whitelabel/domains"):
                return reply(200, [{"domain": "helder.example.nl", "valid": self.is_ready}])
            case ("GET", "/v3/user/webhooks/event/settings"):
                return reply(200, dict.fromkeys(("enabled", *sendgrid._NEEDED), self.is_ready))
        return errors(404, ("not found", ""))

    def take(self, mail: dict) -> Reply:
        persons = mail["personalizations"]
        bad = [
            ("Does not contain a valid address.", f"personalizations.{index}.to.0.email")
            for index, person in enumerate(persons)
            if person["to"][0]["email"] in self.refused
        ]
        if bad:
            return errors(400, *bad)
        assert len(persons) <= 1000
        assert mail["tracking_settings"]["click_tracking"] == {
            "enable": False,
            "enable_text": False,
        }
        assert mail["tracking_settings"]["open_tracking"] == {"enable": False}
        assert [part["type"] for part in mail["content"]] == ["text/plain", "text/html"]
        for person in persons:
            self._accept(mail, person)
        self.calls += 1
        if mail["mail_settings"]["sandbox_mode"]["enable"]:
            return Reply(200)
        return Reply(202, b"", {"x-message-id": f"filter{self.calls:04}"})

    def logs(self, asked: dict) -> Reply:
        query = re.fullmatch(r"categories IN \('([\w-]+)'\)", asked["query"])
        if query is None or not 1 <= asked["limit"] <= 1000:
            return errors(400, ("invalid query", "query"))
        found = [message for categories, message in self.logged if query[1] in categories]
        return reply(200, {"messages": found[: asked["limit"]]})

    def _accept(self, mail: dict, person: dict) -> None:
        substitutions = person["substitutions"]
        assert (
            sum(len(f"{name}{value}".encode()) for name, value in substitutions.items()) <= 10_000
        )

        def put(text: str) -> str:
            for name, value in substitutions.items():
                text = text.replace(name, value)
            return text

        (to,) = person["to"]
        plain, html = (part["value"] for part in mail["content"])
        headers = {
            name.lower(): value for name, value in {**mail["headers"], **person["headers"]}.items()
        }
        delivery = person["custom_args"]["newsletter_delivery"]
        number = len(self.sent)
        message = {
            "from_email": mail["from"]["email"],
            "sg_message_id": f"filter{self.calls + 1:04}.recvd-1-2-{number}.0",
            "subject": put(mail["subject"]),
            "to_email": to["email"],
            "status": "processed",
            "sg_message_id_created_at": "2026-03-01T12:00:00Z",
        }
        self.logged.append((tuple(mail["categories"]), message))
        self.sent.append(
            SentEmail(delivery, to["email"], put(mail["subject"]), put(html), put(plain), headers)
        )


# A refusal of a whole call that names nobody.
UNNAMED = errors(400, ("The subject is required.", "subject"))
