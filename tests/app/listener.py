"""A program that listens to webhooks on loopback, and believes nothing unsigned."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fetching.web import Answer, Call, Page, Site, served

KEY = bytes(range(32))
OLD_KEY = bytes(range(32, 64))
TOLERANCE = 5 * 60  # seconds between the sender's clock and ours


def written_secret(key: bytes) -> str:
    return "whsec_" + base64.b64encode(key).decode()


def is_signed_by(key: bytes, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Verify a call as the specification says, by code that the sender does not share."""
    given = {name.lower(): value for name, value in headers.items()}
    if abs(now - int(given["webhook-timestamp"])) > TOLERANCE:
        return False
    content = b".".join((given["webhook-id"].encode(), given["webhook-timestamp"].encode(), body))
    wanted = hmac.new(key, content, hashlib.sha256).digest()
    versions = (one.split(",", 1) for one in given["webhook-signature"].split(" "))
    return any(
        version == "v1" and hmac.compare_digest(base64.b64decode(one), wanted)
        for version, one in versions
    )


@dataclass
class Listener:
    """What a program got: every call, and each event once.

    Attributes:
        answers: The answers to the next calls; after them it takes everything.
        calls: The name, the headers and the body of every call.
    """

    site: Site
    answers: list[Answer | None] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, call: Call) -> Answer | None:
        given = {name.lower(): value for name, value in call.headers.items()}
        self.calls.append((given["webhook-id"], given, call.body))
        answer = self.answers.pop(0) if self.answers else (204, {}, b"")
        if answer is not None and 200 <= answer[0] < 300:
            self.taken.setdefault(given["webhook-id"], json.loads(call.body))
        return answer

    @property
    def types(self) -> list[str]:
        """The types of the events that were taken, in order."""
        return [event["type"] for event in self.taken.values()]

    @property
    def only(self) -> dict[str, Any]:
        [event] = self.taken.values()
        return event


@contextmanager
def listening(path: str = "/hook") -> Iterator[Listener]:
    """A listener at a path of a server on loopback."""
    pages: dict[str, Page] = {}
    with served(pages) as site:
        listener = Listener(site)
        site.pages[path] = listener.answer
        yield listener


def table(
    listener: Listener,
    name: str = "crm",
    events: tuple[str, ...] = ("subscriber.joined",),
    more: str = "",
    key: bytes = KEY,
) -> str:
    """The settings of a webhook that leads to a listener."""
    return (
        f'[webhooks.{name}]\nurl = "{listener.site.url("/hook")}"\nevents = {json.dumps(events)}\n'
        f'secret = "{written_secret(key)}"\nallow_private = true\n{more}\n'
    )
