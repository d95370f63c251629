"""Readers' affairs at size: an import of many, planning for many, and the way out under load."""

import asyncio
import csv
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import httpx
from email_validator import validate_email
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from newsletter import store
from newsletter.audience.importing.importer import Importer
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Plan
from newsletter.model.secret import Secret
from newsletter.web import build
from tests.audience.builders import House
from tests.web.builders import Newsletter

PEOPLE = 1_000_000
SOME = 100_000  # the yardstick is the same for every row
NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)
_SECRET = Secret("the secret of these measurements")
Row = tuple[str, float, str, str]


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _import(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from _pages(Path(folder))


def _import(folder: Path) -> Iterator[Row]:
    file = folder / "people.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("email,first name,tags\n")
        out.writelines(
            f"lezer{number}@example{number % 1000}.org,Lezer,rust\n" for number in range(PEOPLE)
        )
    opened = store.open(f"sqlite:///{folder / 'newsletter.db'}", lambda: NOON, pepper=_SECRET)
    taking_in = Importer(
        subscribers=opened.subscribers,
        suppressions=opened.suppressions,
        consents=opened.consents,
        imports=opened.imports,
        transaction=opened.together,
        clock=lambda: NOON,
        language="nl",
    )
    began = time.perf_counter()
    with file.open("rb") as stream:
        report = taking_in.take_in(stream, statement="sample readers of this measurement")
    seconds = time.perf_counter() - began
    yield ("import 1,000,000 rows", seconds, "s", "")
    assert report.rows == PEOPLE, report
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield ("… most memory", memory, "MB", "≤ 250")
    plain = _plainly_read(file) * PEOPLE / SOME
    yield ("… time beside plain csv and email-validator", seconds / plain, "×", "≤ 1.4")
    began = time.perf_counter()
    opened.dispatches.freeze(
        Plan(
            key="measured1",
            issue=1,
            edition="0" * 64,
            audience=Audience(),
            at=NOON,
            batch_size=500,
            provider="outbox",
        )
    )
    yield ("plan a dispatch for 1,000,000 readers", time.perf_counter() - began, "s", "≤ 15")
    opened.close()


def _plainly_read(file: Path) -> float:
    """Seconds for the first rows: split by the standard library, each address checked."""
    with file.open(encoding="utf-8", newline="") as stream:
        began = time.perf_counter()
        for row in islice(csv.DictReader(stream), SOME):
            validate_email(row["email"], check_deliverability=False)
        return time.perf_counter() - began


def _pages(folder: Path) -> Iterator[Row]:
    newsletter = Newsletter(House(folder))
    token = newsletter.house.leave_token(newsletter.reader())
    many = 600

    async def asked(app: ASGIApp, method: str, **form: object) -> float:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://x.example") as client:
            await client.request(method, f"/unsubscribe/{token}", **form)  # type: ignore[arg-type]
            began = time.perf_counter()
            for _ in range(many):
                answer = await client.request(method, f"/unsubscribe/{token}", **form)  # type: ignore[arg-type]
                assert answer.status_code == 200
            return many / (time.perf_counter() - began)

    async def empty(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("")(scope, receive, send)

    site, one_click = build(newsletter), {"data": {"List-Unsubscribe": "One-Click"}}
    for name, method, form in (("unsubscribe page", "GET", {}), ("one-click", "POST", one_click)):
        rate = asyncio.run(asked(site, method, **form))
        yield (name, rate, "requests/s", "≥ 300")
        bare = asyncio.run(asked(empty, method, **form))
        yield ("… time beside an empty answer", bare / rate, "×", "")
    newsletter.house.store.close()
