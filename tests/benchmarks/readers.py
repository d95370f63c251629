"""Readers' affairs at size: an import of many, planning for many, and the way out under load."""

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx

from newsletter import store
from newsletter.audience.importing.importer import Importer
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Plan
from newsletter.model.secret import Secret
from newsletter.web import build
from tests.audience.builders import House
from tests.web.builders import Newsletter

PEOPLE = 1_000_000
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
    yield ("import 1,000,000 rows", time.perf_counter() - began, "s", "≤ 90")
    assert report.rows == PEOPLE, report
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield ("… most memory", memory, "MB", "≤ 250")
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


def _pages(folder: Path) -> Iterator[Row]:
    newsletter = Newsletter(House(folder))
    token = newsletter.house.leave_token(newsletter.reader())
    many = 600

    async def asked(method: str, **form: object) -> float:
        transport = httpx.ASGITransport(build(newsletter))
        async with httpx.AsyncClient(transport=transport, base_url="https://x.example") as client:
            await client.request(method, f"/unsubscribe/{token}", **form)  # type: ignore[arg-type]
            began = time.perf_counter()
            for _ in range(many):
                answer = await client.request(method, f"/unsubscribe/{token}", **form)  # type: ignore[arg-type]
                assert answer.status_code == 200
            return many / (time.perf_counter() - began)

    yield ("unsubscribe page", asyncio.run(asked("GET")), "requests/s", "≥ 300")
    one_click = {"data": {"List-Unsubscribe": "One-Click"}}
    yield ("one-click", asyncio.run(asked("POST", **one_click)), "requests/s", "≥ 300")
    newsletter.house.store.close()
