"""Pages over readers' real affairs, and a browser that asks them as over https."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from typing import Any, Unpack

import httpx

from newsletter.audience.addresses import parse
from newsletter.audience.consent import notice
from newsletter.audience.settings import PrivacySettings, ReaderSettings
from newsletter.model.address import EmailAddress
from newsletter.model.archive import ArchivedIssue
from newsletter.model.audience import Subscriber
from newsletter.model.blocks import Button, CrossLink, Paragraph, Prompt, PullQuote, Span, rich
from newsletter.model.hook import Admission, Hook
from newsletter.model.privacy import DataRecipient, PrivacyNotice
from newsletter.web import build
from tests.audience.builders import NOON, House, Typed
from tests.builders.issues import an_issue


@dataclass(frozen=True)
class Publication:
    name: str = "Een helder moment"
    tagline: str = "Een korte brief voor de zondagochtend"
    language: str = "nl"
    base_url: str = "https://brief.example.nl"
    contact: tuple[str, ...] = ("Jij en Loslaten, Dorpsstraat 1, Utrecht",)


def an_archived_issue(number: int = 1, **changes: object) -> ArchivedIssue:
    """An issue that went out, a week after the one before."""
    content: dict[str, Any] = {
        "number": number,
        "slug": f"brief-{number}",
        "title": f"Brief nummer {number}",
        "subject": "Een brief",
        "preheader": "Waar je even bij stil mag staan.",
        "blocks": (
            Paragraph((Span("Soms is "), Span("niets", strong=True), Span(" doen genoeg.\nEcht."))),
            PullQuote("Rust is geen beloning."),
            Button("Lees verder", "https://www.example.nl/artikel"),
            Prompt(rich("Wat kun jij laten?")),
        ),
        "origin": CrossLink("Een artikel", "https://www.example.nl/artikel"),
        "sign_off": "Tot volgende week",
        **changes,
    }
    return ArchivedIssue(
        issue=an_issue(**content),
        sent_at=NOON + timedelta(weeks=number),
        canonical="https://www.example.nl/artikel",
    )


@dataclass
class Archive:
    sent: list[ArchivedIssue] = field(
        default_factory=lambda: [an_archived_issue(1), an_archived_issue(2)]
    )
    is_public: bool = True
    is_indexed: bool = True
    feed_length: int = 20

    def issues(self) -> tuple[ArchivedIssue, ...]:
        return tuple(sorted(self.sent, key=lambda found: found.sent_at, reverse=True))

    def find(self, slug: str) -> ArchivedIssue | None:
        return next((found for found in self.sent if found.issue.slug == slug), None)

    def email(self, slug: str) -> str | None:
        return f"<p style='color:red'>{slug}</p>" if self.find(slug) else None


class Readers:
    """Readers' affairs as the app gives them."""

    def __init__(self, house: House) -> None:
        self.subscribe = house.subscribe
        self.unsubscribe = house.unsubscribe
        self.preferences = house.preferences
        self.feedback = house.feedback
        self.keys = house.keys
        self.archive = Archive()
        self.trusted_proxies: tuple[str, ...] = ()
        self.topics = ("Rust", "Loslaten")
        self.unicode_local = False
        self.has_outbox = False
        self.pages_at = "https://brief.example.nl"
        self.fresh_link_for = house.preferences.settings.fresh_link_for
        self.undo_within = house.unsubscribe.settings.undo_within
        self.privacy: PrivacyNotice = notice(
            PrivacySettings(
                controller="Jij en Loslaten, Utrecht",
                recipients=(
                    DataRecipient(name="Voorbeeldpost", task="verstuurt de brieven", country="DE"),
                    DataRecipient(
                        name="Wolkhuis",
                        task="beheert de server",
                        country="US",
                        safeguard="modelcontractbepalingen",
                    ),
                ),
            ),
            ReaderSettings(),
            contact="post@example.nl",
            letters_kept=timedelta(days=30),
        )


class NoMetrics:
    """They are off, and nobody is let in."""

    is_on = False
    allowed: tuple[str, ...] = ()

    def admits(self, token: str) -> bool:
        return False


class Liveness:
    metrics = NoMetrics()


@dataclass
class Newsletter:
    house: House
    publication: Publication = field(default_factory=Publication)
    answers_to: EmailAddress | None = field(default_factory=lambda: parse("post@example.nl"))
    problems: tuple[str, ...] = ()
    hooks: list[tuple[str, Hook]] = field(default_factory=list)
    zone: tzinfo = UTC
    admissions: dict[str, Admission] = field(default_factory=lambda: {"mailgun": Admission()})

    def __post_init__(self) -> None:
        self.readers = Readers(self.house)
        self.liveness = Liveness()

    def admit(self, provider: str, hook: Hook) -> Admission:
        return self.admissions.get(provider, Admission(refusal=404))

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        self.hooks.append((provider, hook))
        return 200, {}

    def media(self, name: str) -> tuple[bytes, str] | None:
        return (b"picture", "image/png") if name == "a.png" else None

    def health(self) -> tuple[str, ...]:
        return self.problems

    def reader(self, address: str = "lezer1@example.org", **typed: Unpack[Typed]) -> Subscriber:
        """Somebody who has joined."""
        return self.house.joined(address, **typed)

    def is_reading(self, reader: Subscriber) -> bool:
        found = self.house.find(reader)
        return found is not None and found.standing.value == "confirmed"


class Browser:
    """Asks the pages as over https, follows no redirect and keeps no cookie."""

    def __init__(self, newsletter: Newsletter, client: str = "192.0.2.7") -> None:
        self._transport = httpx.ASGITransport(
            build(newsletter), raise_app_exceptions=False, client=(client, 40_000)
        )

    def request(self, method: str, path: str, **form: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            base = "https://brief.example.nl"
            async with httpx.AsyncClient(transport=self._transport, base_url=base) as client:
                return await client.request(method, path, **form)

        return asyncio.run(ask())

    def get(self, path: str, **form: Any) -> httpx.Response:
        return self.request("GET", path, **form)

    def post(self, path: str, **form: Any) -> httpx.Response:
        return self.request("POST", path, **form)


def browser(newsletter: Newsletter, client: str = "192.0.2.7") -> Browser:
    return Browser(newsletter, client)
