"""Brevo as documented: versions of one mail, a template language that escapes, keys that hold a while."""

import html
import re

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import brevo
from newsletter.testing.server import Reply, Request, SentEmail, reply


def said(status: int, code: str, message: str, **headers: str) -> Reply:
    return reply(status, {"code": code, "message": message}, **headers)


TROUBLES = {
    "bad key": (said(401, "unauthorized", "Key not found"), ProviderPaused),
    "no credits": (
        said(402, "not_enough_credits", "You do not have enough credits"),
        ProviderPaused,
    ),
    "not activated": (
        said(
            403,
            "permission_denied",
            "Unable to send email. Your SMTP account is not yet activated.",
        ),
        ProviderPaused,
    ),
    "under validation": (
        said(400, "account_under_validation", "account under validation"),
        ProviderPaused,
    ),
    "may not send": (said(403, "permission_denied", "Permission denied"), ProviderPaused),
    "sender": (
        said(
            400,
            "invalid_parameter",
            "Sending has been rejected because the sender you used brief@helder.example.nl is not valid. Validate your sender or authenticate your domain",
        ),
        ProviderPaused,
    ),
    "wrong path": (said(404, "document_not_found", "Not found"), ProviderPaused),
    "too large": (said(413, "", "too large"), ProviderPaused),
    "asked to wait": (said(429, "too_many_requests", "", retry_after="3"), ProviderBusy),
    "too many": (said(429, "too_many_requests", ""), ProviderBusy),
    "seen before": (
        said(400, "duplicate_request", "This request was already processed"),
        ProviderSilent,
    ),
    "seen just now": (said(409, "", "conflict"), ProviderSilent),
    "ids too few": (reply(201, {"messageIds": ["a"]}), ProviderSilent),
    "no ids": (reply(201, {}), ProviderSilent),
    "broken": (said(500, "", ""), ProviderSilent),
    "gateway": (Reply(502, b""), ProviderSilent),
    "gone": (Reply(503, b""), ProviderSilent),
}


class StandIn:
    """Takes calls whole; renders each version; knows its keys."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.events: list[dict] = []
        self.keys: dict[str, Reply] = {}
        self.is_ready = True
        self.page_size = 2_500

    def settings(self, base: str, **more: object) -> brevo.Settings:
        told: dict = {"hook_token": Secret("token"), "tracking_is_off": True}
        return brevo.Settings(key=Secret("xkeysib-1"), base=base, **(told | more))

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("api-key") != "xkeysib-1":
            return said(401, "unauthorized", "Key not found")
        match (request.method, request.path):
            case ("POST", "/v3/smtp/email"):
                return self.once(request.json())
            case ("GET", "/v3/smtp/statistics/events"):
                return self.found(request)
            case ("GET", "/v3/account"):
                return reply(200, {"email": "gerrit@helder.example.nl", "plan": []})
            case ("GET", "/v3/senders/domains"):
                return reply(
                    200,
                    {
                        "domains": [
                            {"domain_name": "helder.example.nl", "authenticated": self.is_ready}
                        ]
                    },
                )
            case ("GET", "/v3/webhooks"):
                return reply(
                    200, {"webhooks": [{"events": list(brevo._NEEDED) if self.is_ready else []}]}
                )
        return said(404, "document_not_found", "Not found")

    def once(self, mail: dict) -> Reply:
        key = mail["headers"]["idempotencyKey"]
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key)
        if key not in self.keys:
            answer = self.take(mail)
            if answer.status != 201:
                return answer
            self.keys[key] = answer
        return self.keys[key]

    def take(self, mail: dict) -> Reply:
        versions = mail["messageVersions"]
        bad = [v["to"][0]["email"] for v in versions if v["to"][0]["email"] in self.refused]
        if bad:
            return said(400, "invalid_parameter", f"email is not valid in to: {bad[0]}")
        assert len(versions) <= 2000
        assert sum(len(str(version["params"])) for version in versions) <= 1_000_000
        ids = [self._accept(mail, version) for version in versions]
        return reply(201, {"messageIds": ids})

    def _accept(self, mail: dict, version: dict) -> str:
        (to,) = version["to"]
        headers = {name.lower(): value for name, value in version["headers"].items()}
        delivery = headers.pop("x-mailin-custom")
        subject, page, plain = (
            render(mail[name], version["params"])
            for name in ("subject", "htmlContent", "textContent")
        )
        self.sent.append(SentEmail(delivery, to["email"], subject, page, plain, headers))
        number = f"<2026030112.{len(self.sent)}@smtp-relay.mailin.fr>"
        self.events.append(
            {"email": to["email"], "messageId": number, "event": "requests", "tag": mail["tags"][0]}
        )
        return number

    def found(self, request: Request) -> Reply:
        query = request.query
        matching = [event for event in self.events if event["tag"] == query["tags"]]
        start = int(query["offset"])
        # without events the real one leaves the list out
        page = matching[start : start + min(self.page_size, int(query["limit"]))]
        return reply(200, {"events": page} if page else {})


def render(body: str, params: dict[str, str]) -> str:
    """Variables put in once, escaped unless that was switched off around all of it."""
    wrapped = re.fullmatch(r"\{% autoescape off %\}(.*)\{% endautoescape %\}", body, re.DOTALL)
    inner = wrapped[1] if wrapped else body
    parts = re.split(r"\{\{params\.(\w+)\}\}", inner)
    for part in parts[::2]:
        assert not re.search(r"\{[{%#]", part), f"Brevo would read {part!r} as its own"
    return "".join(
        part if number % 2 == 0 else params[part] if wrapped else html.escape(params[part])
        for number, part in enumerate(parts)
    )


# A refusal of a whole call that names nobody.
UNNAMED = said(400, "missing_parameter", "subject is missing")
