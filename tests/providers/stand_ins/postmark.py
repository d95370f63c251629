"""Postmark as documented: an array in, an array out in the same order."""

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import postmark
from newsletter.testing.server import Reply, Request, SentEmail, reply


def said(code: int, message: str, status: int = 422) -> Reply:
    return reply(status, {"ErrorCode": code, "Message": message})


def each(code: int, message: str) -> Reply:
    """200 with the same trouble for both mails of the suite's batch."""
    return reply(200, [{"ErrorCode": code, "Message": message}] * 2)


TROUBLES = {
    "bad token": (said(10, "No Account or Server API tokens were supplied.", 401), ProviderPaused),
    "sender unknown": (
        each(400, "The 'From' address you supplied is not a Sender Signature."),
        ProviderPaused,
    ),
    "sender unconfirmed": (each(401, "The 'From' address has not been confirmed."), ProviderPaused),
    "sender odd": (each(300, "Invalid 'From' address: 'x'."), ProviderPaused),
    "no credits": (each(405, "You have run out of credits."), ProviderPaused),
    "pending approval": (
        each(
            412,
            "While your account is pending approval, all recipient addresses must share the same domain as the 'From' address.",
        ),
        ProviderPaused,
    ),
    "account may not send": (each(413, "Account not allowed to send."), ProviderPaused),
    "no such stream": (
        said(1235, "The 'MessageStream' does not exist on this server."),
        ProviderPaused,
    ),
    "maintenance": (said(100, "Maintenance", 503), ProviderBusy),
    "maintenance of each": (each(100, "Maintenance"), ProviderBusy),
    "too large": (Reply(413, b""), ProviderPaused),
    "odd type of content": (Reply(415, b""), ProviderPaused),
    "asked to wait": (Reply(429, b"", {"retry-after": "7"}), ProviderBusy),
    "too many": (Reply(429, b""), ProviderBusy),
    "fewer answers than mails": (reply(200, [{"ErrorCode": 0, "MessageID": "a"}]), ProviderSilent),
    "accepted without an id": (reply(200, [{"ErrorCode": 0, "Message": "OK"}] * 2), ProviderSilent),
    "answers of another kind": (reply(200, [None, 7]), ProviderSilent),
    "broken": (Reply(500, b""), ProviderSilent),
    "gateway": (Reply(502, b"<html>"), ProviderSilent),
    "gone without a word": (Reply(503, b""), ProviderSilent),
    "late": (Reply(504, b""), ProviderSilent),
}


class StandIn:
    """Takes batches, mail by mail, and finds them again by tag."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.taken: list[dict] = []
        self.is_ready = True
        self.page_size = 2_500

    def settings(self, base: str, **more: object) -> postmark.Settings:
        return postmark.Settings(
            token=Secret("server-token"), base=base, hook_password=Secret("s"), **more
        )

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("x-postmark-server-token") != "server-token":
            return said(10, "Bad or missing Server API token.", 401)
        match (request.method, request.path):
            case ("POST", "/email/batch"):
                return reply(200, [self.take(mail) for mail in request.json()])
            case ("GET", "/messages/outbound"):
                return self.found(request)
            case ("GET", "/server"):
                return reply(200, {"DeliveryType": "Live" if self.is_ready else "Sandbox"})
            case ("GET", "/message-streams"):
                kind = "Broadcasts" if self.is_ready else "Transactional"
                return reply(
                    200, {"MessageStreams": [{"ID": "broadcast", "MessageStreamType": kind}]}
                )
            case ("GET", "/webhooks"):
                triggers = {name: {"Enabled": self.is_ready} for name in postmark._TRIGGERS}
                return reply(200, {"Webhooks": [{"Triggers": triggers}]})
        return Reply(404, b"")

    def take(self, mail: dict) -> dict:
        if mail["To"] in self.refused:
            return {
                "ErrorCode": 406,
                "Message": "You tried to send to recipient(s) that have been marked as inactive.",
            }
        assert "," not in mail["To"]
        assert mail["MessageStream"] in {"broadcast", "outbound"}
        assert mail["TrackOpens"] is False
        assert mail["TrackLinks"] == "None"
        headers = {one["Name"].lower(): one["Value"] for one in mail["Headers"]}
        delivery = mail["Metadata"]["delivery"]
        self.sent.append(
            SentEmail(
                delivery, mail["To"], mail["Subject"], mail["HtmlBody"], mail["TextBody"], headers
            )
        )
        number = f"00000000-0000-0000-0000-{len(self.sent):012}"
        self.taken.append(
            {
                "Tag": mail["Tag"],
                "MessageID": number,
                "Recipients": [mail["To"]],
                "Metadata": mail["Metadata"],
            }
        )
        return {"ErrorCode": 0, "Message": "OK", "MessageID": number, "To": mail["To"]}

    def found(self, request: Request) -> Reply:
        query = request.query
        matching = [mail for mail in self.taken if mail["Tag"] == query["tag"]]
        start = int(query["offset"])
        page = matching[start : start + min(self.page_size, int(query["count"]))]
        return reply(200, {"TotalCount": len(matching), "Messages": page})


# A refusal of a whole call that names nobody.
UNNAMED = said(402, "Received invalid JSON input.")
