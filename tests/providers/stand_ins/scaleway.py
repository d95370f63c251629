"""Scaleway as documented: one mail a call, an id for each of its readers."""

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import scaleway
from newsletter.testing.server import Reply, Request, SentEmail, reply

PATH = "/transactional-email/v1alpha1/regions/fr-par"
TOPIC = "arn:scw:sns:fr-par:project-1:brief"


def said(status: int, kind: str, message: str, *arguments: str) -> Reply:
    details = [{"argument_name": name, "reason": "constraint"} for name in arguments]
    return reply(status, {"type": kind, "message": message, "details": details})


TROUBLES = {
    "bad key": (said(401, "denied_authentication", "authentication is denied"), ProviderPaused),
    "no rights": (said(403, "permissions_denied", "insufficient permissions"), ProviderPaused),
    "quota": (said(403, "quotas_exceeded", "quota exceeded"), ProviderPaused),
    "sender": (said(400, "invalid_arguments", "invalid argument(s)", "from.email"), ProviderPaused),
    "domain": (said(403, "permissions_denied", "domain is not checked"), ProviderPaused),
    "wrong region": (said(404, "not_found", "resource is not found"), ProviderPaused),
    "too many": (said(429, "too_many_requests", "slow down"), ProviderBusy),
    "asked to wait": (Reply(429, b"", {"retry-after": "4"}), ProviderBusy),
    "accepted without an id": (reply(200, {"emails": []}), ProviderSilent),
    "ids of two": (reply(200, {"emails": [{"id": "a"}, {"id": "b"}]}), ProviderSilent),
    "broken": (Reply(500), ProviderSilent),
    "gateway": (Reply(502), ProviderSilent),
    "gone": (Reply(503), ProviderSilent),
}


class StandIn:
    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.is_ready = True

    def settings(self, base: str, **more: object) -> scaleway.Settings:
        told: dict = {"project_id": "project-1", "hook_password": Secret("s"), "topics": (TOPIC,)}
        return scaleway.Settings(secret_key=Secret("key"), base=base, **(told | more))

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("x-auth-token") != "key":
            return said(401, "denied_authentication", "authentication is denied")
        match (request.method, request.path.removeprefix(PATH)):
            case ("POST", "/emails"):
                return self.take(request.json())
            case ("GET", "/domains"):
                status = "checked" if self.is_ready else "unchecked"
                return reply(200, {"domains": [{"name": "helder.example.nl", "status": status}]})
        return said(404, "not_found", "resource is not found")

    def take(self, mail: dict) -> Reply:
        (to,) = mail["to"]
        if to["email"] in self.refused:
            return said(400, "invalid_arguments", "invalid argument(s)", "to[0].email")
        assert len(mail["text"]) >= 10
        headers = {one["key"].lower(): one["value"] for one in mail["additional_headers"]}
        delivery = headers.pop("x-newsletter-delivery")
        self.sent.append(
            SentEmail(delivery, to["email"], mail["subject"], mail["html"], mail["text"], headers)
        )
        told = {"id": f"mail-{len(self.sent)}", "mail_rcpt": to["email"], "status": "new"}
        return reply(200, {"emails": [told]})


# A refusal of a whole call that names nobody.
UNNAMED = said(400, "invalid_arguments", "invalid argument(s)", "subject")
