"""Mailgun as documented: one multipart call, recipient-variables, events by tag."""

import base64
import json
import re
from email.parser import BytesParser
from email.policy import HTTP

from newsletter.errors import ProviderBusy, ProviderPaused, ProviderSilent
from newsletter.model.secret import Secret
from newsletter.providers import mailgun
from newsletter.testing.server import Reply, Request, SentEmail, reply

PATH = "/v3/mail.helder.example.nl/messages"

TROUBLES = {
    "bad key": (Reply(401, b"Forbidden"), ProviderPaused),
    "bad key as JSON": (reply(401, {"message": "Invalid private key"}), ProviderPaused),
    "no credits": (reply(402, {"message": "Payment required"}), ProviderPaused),
    "domain or region unknown": (
        reply(404, {"message": "Domain not found: mail.helder.example.nl"}),
        ProviderPaused,
    ),
    "wrong path": (Reply(200, b"Mailgun Magnificent API"), ProviderPaused),
    "sandbox": (
        reply(
            403,
            {
                "message": "Domain sandbox1.mailgun.org is not allowed to send: Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings."
            },
        ),
        ProviderPaused,
    ),
    "sender": (
        reply(
            400, {"message": "'from' parameter is not a valid address. please check documentation"}
        ),
        ProviderPaused,
    ),
    "too large": (reply(413, {"message": "Message exceeds size limit"}), ProviderPaused),
    "of our domain": (
        reply(400, {"message": "554 5.7.26 unauthenticated mail is not accepted"}),
        ProviderPaused,
    ),
    "asked to wait": (
        reply(429, {"message": "try again after 10 seconds"}, retry_after="10"),
        ProviderBusy,
    ),
    "too many": (reply(429, {"message": "Too many requests"}), ProviderBusy),
    "accepted without an id": (reply(200, {"message": "Queued. Thank you."}), ProviderSilent),
    "broken": (reply(500, {"message": "Internal Server Error"}), ProviderSilent),
    "broken with words": (Reply(502, b"<html>account disabled</html>"), ProviderSilent),
    "gone for a while": (Reply(503, b""), ProviderSilent),
    "gateway": (Reply(504, b"<html>"), ProviderSilent),
}


class StandIn:
    """Takes batches, substitutes variables and keeps events, as Mailgun says it does."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.events: list[dict] = []
        self.is_ready = True
        self.page_size = 300

    def settings(self, base: str, **more: object) -> mailgun.Settings:
        return mailgun.Settings(
            key=Secret("key-1"),
            domain="mail.helder.example.nl",
            base=base,
            signing_key=Secret("sign"),
            **more,
        )

    def __call__(self, request: Request) -> Reply:
        told = base64.b64encode(b"api:key-1").decode()
        if request.headers.get("authorization") != f"Basic {told}":
            return Reply(401, b"Forbidden")
        if request.path == PATH and request.method == "POST":
            return self.take(request)
        if request.path == "/v3/mail.helder.example.nl/events":
            return self.page(request)
        if request.path == "/v4/domains/mail.helder.example.nl":
            return reply(200, {"domain": {"state": "active" if self.is_ready else "unverified"}})
        if request.path == "/v3/domains/mail.helder.example.nl/webhooks":
            hooks = {
                name: {"urls": ["https://helder.example.nl/hooks/mailgun"]}
                for name in mailgun._HOOKS
            }
            return reply(200, {"webhooks": hooks if self.is_ready else {}})
        return Reply(200, b"Mailgun Magnificent API")

    def take(self, request: Request) -> Reply:
        fields = form(request)
        to = [address.strip() for address in fields["to"][0].split(",")]
        bad = [address for address in to if address in self.refused]
        if bad:
            return reply(
                400,
                {
                    "message": f"to parameter is not a valid address. please check documentation: {bad[0]}"
                },
            )
        if len(to) > 1000:
            return reply(400, {"message": "too many recipients"})
        variables = json.loads(fields["recipient-variables"][0])
        number = f"{len(self.events)}.stand-in@mail.helder.example.nl"
        for address in to:
            assert address in variables, "without variables all addresses are shown to all"
            self._accept(fields, address, variables[address], number)
        return reply(200, {"id": f"<{number}>", "message": "Queued. Thank you."})

    def _accept(
        self, fields: dict[str, list[str]], address: str, variables: dict[str, str], number: str
    ) -> None:
        def put(text: str) -> str:
            known = {f"%recipient.{name}%": value for name, value in variables.items()}
            known |= {"%recipient%": address, "%unsubscribe_url%": "https://mailgun.example/leave"}
            return re.sub(r"%[\w.-]+%", lambda found: known.get(found[0], found[0]), text)

        headers = {
            name[2:].lower(): put(value[0])
            for name, value in fields.items()
            if name.startswith("h:")
        }
        delivery = put(fields["v:delivery"][0])
        self.sent.append(
            SentEmail(
                delivery,
                address,
                put(fields["subject"][0]),
                put(fields["html"][0]),
                put(fields["text"][0]),
                headers,
            )
        )
        self.events.append(
            {
                "event": "accepted",
                "recipient": address,
                "tags": fields["o:tag"],
                "user-variables": {"delivery": delivery},
                "message": {"headers": {"message-id": number}},
            }
        )

    def page(self, request: Request) -> Reply:
        start = int(request.query.get("start", "0"))
        found = [event for event in self.events if request.query["tags"] in event["tags"]]
        items = found[start : start + min(self.page_size, int(request.query["limit"]))]
        query = f"tags={request.query['tags']}&limit={request.query['limit']}&start={start + len(items)}"
        # the real one answers with its own host, whatever the proxy in front is called
        return reply(
            200,
            {
                "items": items,
                "paging": {
                    "next": f"https://api.eu.mailgun.net/v3/mail.helder.example.nl/events?{query}"
                },
            },
        )


def form(request: Request) -> dict[str, list[str]]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    fields: dict[str, list[str]] = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + request.body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        fields.setdefault(name, []).append(part.get_payload(decode=True).decode())
    return fields


# A refusal of a whole call that names nobody.
UNNAMED = reply(400, {"message": "html, text or template is missing"})
