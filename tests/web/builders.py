"""A newsletter in memory that behaves, and a browser that talks to its pages."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx

from newsletter.audience.addresses import parse
from newsletter.audience.tokens import Keyring, Purpose
from newsletter.errors import StoreError
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Standing, Subscriber
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.web import build

NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)
RING = Keyring(Secret("the secret of these tests alone"))


def a_reader(number: int = 1, **changes: object) -> Subscriber:
    reader = Subscriber(
        id=number,
        address=parse(f"lezer{number}@example.org"),
        standing=Standing.CONFIRMED,
        first_name="Anna",
        joined_at=NOON,
        confirmed_at=NOON,
    )
    return replace(reader, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Publication:
    name: str = "Een helder moment"
    tagline: str = "Een korte brief voor de zondagochtend"
    language: str = "nl"
    base_url: str = "https://brief.example.nl"
    contact: tuple[str, ...] = ("Jij en Loslaten, Dorpsstraat 1, Utrecht",)


@dataclass
class Newsletter:
    """Readers in a dictionary; ``None`` stands for one who was erased."""

    readers: dict[int, Subscriber | None] = field(default_factory=lambda: {1: a_reader()})
    publication: Publication = field(default_factory=Publication)
    answers_to: EmailAddress | None = field(default_factory=lambda: parse("post@example.nl"))
    problems: tuple[str, ...] = ()
    is_out_of_order: bool = False
    hooks: list[tuple[str, Hook]] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)

    def reader_of(self, token: str) -> Subscriber | None:
        if self.is_out_of_order:
            raise StoreError("the database is locked")
        return self.readers.get(RING.read(Purpose.LEAVE, token))

    def unsubscribe(self, token: str) -> Subscriber | None:
        reader = self.reader_of(token)
        if reader is not None and reader.standing is not Standing.UNSUBSCRIBED:
            self.readers[reader.id] = replace(reader, standing=Standing.UNSUBSCRIBED, left_at=NOON)
            self.leaves.append(reader.id)
        return reader

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        if provider != "mailgun":
            return 404, {}
        self.hooks.append((provider, hook))
        return 200, {}

    def health(self) -> tuple[str, ...]:
        return self.problems


class Browser:
    """Asks the pages as over https, follows no redirect and keeps no cookie."""

    def __init__(self, newsletter: Newsletter) -> None:
        self._transport = httpx.ASGITransport(build(newsletter), raise_app_exceptions=False)

    def request(self, method: str, path: str, **form: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="https://brief.example.nl"
            ) as client:
                return await client.request(method, path, **form)

        return asyncio.run(ask())

    def get(self, path: str, **form: Any) -> httpx.Response:
        return self.request("GET", path, **form)

    def post(self, path: str, **form: Any) -> httpx.Response:
        return self.request("POST", path, **form)


def browser(newsletter: Newsletter) -> Browser:
    return Browser(newsletter)


def leave_token(number: int = 1) -> str:
    return RING.token(Purpose.LEAVE, number)
