"""Mailtrap as documented: a batch in, an answer for each email in the same order, and its email logs."""

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import mailtrap
from newsletter.testing.server import Reply, Request, SentEmail, reply


def said(status: int, *errors: str, **headers: str) -> Reply:
    return reply(status, {"success": False, "errors": list(errors)}, **headers)


def each(**answer: object) -> Reply:
    """200 with the same answer for both mails of the suite's batch."""
    return reply(200, {"success": True, "responses": [answer] * 2})


TROUBLES = {
    "bad token": (said(401, "Unauthorized"), ProviderPaused),
    "sender not verified": (said(403, "Sending from this domain is not allowed"), ProviderPaused),
    "limit of the account": (
        each(success=False, errors=["Account sending limit reached"]),
        ProviderPaused,
    ),
    "no such path": (Reply(404), ProviderPaused),
    "too large": (Reply(413), ProviderPaused),
    "asked to wait": (said(429, "Rate limit exceeded", retry_after="10"), ProviderBusy),
    "too many": (said(429, "Rate limit exceeded"), ProviderBusy),
    "fewer answers than mails": (
        reply(200, {"success": True, "responses": [{"success": True, "message_ids": ["a"]}]}),
        ProviderSilent,
    ),
    "accepted without an id": (each(success=True, message_ids=[]), ProviderSilent),
    "refused without a word": (each(success=False), ProviderSilent),
    "answers of another kind": (
        reply(200, {"success": True, "responses": [7, None]}),
        ProviderSilent,
    ),
    "broken": (said(500, "Internal error"), ProviderSilent),
    "gateway": (Reply(502), ProviderSilent),
    "gone": (Reply(503), ProviderSilent),
}


class StandIn:
    """Takes batches, mail by mail, and finds them again by category."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.logs: list[dict] = []
        self.filters_by: set[str] = {"category"}
        self.is_ready = True
        self.is_adding_links = False
        self.page_size = 100

    def settings(self, base: str, **more: object) -> mailtrap.Settings:
        hosts = {"base": base, "notice_base": base, "account_base": base}
        told: dict = {"token": Secret("t"), "signing_secret": Secret("s3cret"), **hosts}
        return mailtrap.Settings(**(told | more))

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer t":
            return said(401, "Unauthorized")
        match (request.method, request.path):
            case ("POST", "/api/batch"):
                call = request.json()
                assert len(call["requests"]) <= 500
                answers = [self.take(call["base"] | mail) for mail in call["requests"]]
                return reply(200, {"success": True, "responses": answers})
            case ("GET", "/api/email_logs"):
                return self.found(request)
            case ("GET", "/api/domains"):
                return reply(200, {"data": [self.domain()]})
            case ("GET", "/api/webhooks"):
                return reply(200, {"data": [self.hook("transactional"), self.hook("bulk")]})
        return Reply(404)

    def domain(self) -> dict:
        return {
            "domain_name": "helder.example.nl",
            "compliance_status": "compliant",
            "dns_verified": True,
            "open_tracking_enabled": not self.is_ready,
            "click_tracking_enabled": not self.is_ready,
            "auto_unsubscribe_link_enabled": self.is_adding_links,
        }

    def hook(self, stream: str) -> dict:
        return {
            "active": self.is_ready or stream == "transactional",
            "webhook_type": "email_sending",
            "payload_format": "json",
            "sending_stream": stream,
            "event_types": list(mailtrap._NEEDED),
        }

    def take(self, mail: dict) -> dict:
        (to,) = [one["email"] for one in mail["to"]]
        if to in self.refused:
            return {"success": False, "errors": [f"'to' address {to} is invalid"]}
        headers = {name.lower(): value for name, value in mail["headers"].items()}
        delivery = mail["custom_variables"]["delivery"]
        self.sent.append(
            SentEmail(delivery, to, mail["subject"], mail["html"], mail["text"], headers)
        )
        number = f"0c7fd939-02cf-11ed-88c2-{len(self.sent):012}"
        kept = {"category": mail["category"], "custom_variables": mail["custom_variables"]}
        self.logs.insert(0, {"message_id": number, "to": to, "status": "enqueued", **kept})
        return {"success": True, "message_ids": [number]}

    def found(self, request: Request) -> Reply:
        """Answer for a page of the logs. A filter that is not known is ignored."""
        wanted = request.query["filters[category][value]"]
        assert request.query["filters[category][operator]"] == "equal"
        matching = [
            one
            for one in self.logs
            if one["category"] == wanted or "category" not in self.filters_by
        ]
        ids = [one["message_id"] for one in matching]
        after = request.query.get("search_after")
        start = ids.index(after) + 1 if after else 0
        page = matching[start : start + self.page_size]
        more = start + self.page_size < len(matching)
        cursor = page[-1]["message_id"] if more else None
        told = {"messages": page, "total_count": len(matching), "next_page_cursor": cursor}
        return reply(200, told)


# A refusal of a whole call that names nobody.
UNNAMED = said(400, "Request is invalid")
