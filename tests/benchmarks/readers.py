"""Readers' affairs at size: an import of many, planning for many, and unsubscribing under load.

The list of the import is as tools export them: address, first name and tags, in no order. Of the
addresses 60 % are in a dozen big domains, as of a national list, and each of the others is in a
domain of its own, which no memory of domains helps with. A second, shorter list has all its
cells in quotation marks, with when and from where everybody signed up. Both lists are beside the
same yardstick: the standard library's csv and email-validator, over the same file.
"""

import asyncio
import csv
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path

import httpx
from email_validator import validate_email
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from newsletter import store
from newsletter.audience.importing.importer import Importer
from newsletter.model.audience import Arrival, Audience
from newsletter.model.dispatch import Plan
from newsletter.model.secret import Secret
from newsletter.store.store import Store
from newsletter.web import build
from tests.audience.builders import House
from tests.web.builders import Newsletter

PEOPLE = 1_000_000
SOME = 100_000  # the yardstick is the same for every row, as is a list with more columns
NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)
_SECRET = Secret("the secret of these measurements")
Row = tuple[str, float, str, str]


def _words(text: str) -> list[str]:
    return text.split()


_FIRST_NAMES = _words(
    "Anna Emma Julia Mila Tess Sophie Zoë Sara Nora Eva Lotte Fenna Saar Noor Isa Anne-Marie Femke"
    " Daan Sem Lucas Levi Finn Noah Bram Luuk Thijs Jan Pieter Willem Hans Henk Björn Jan-Willem"
)
_LAST_NAMES = _words(
    "dejong jansen devries vandenberg bakker vandijk visser smit meijer deboer mulder degroot bos"
    " vos peters hendriks vanleeuwen dekker brouwer dewit dijkstra smits degraaf vandermeer"
)
_BIG = _words(
    "gmail.com hotmail.com outlook.com live.nl ziggo.nl kpnmail.nl planet.nl xs4all.nl icloud.com"
    " yahoo.com telenet.be gmx.de"
)
_TAGS = ("rust", "rust", "werk", "rust, werk", "")


def measure() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _import(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from _import_in_quotes(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from _pages(Path(folder))


def _import(folder: Path) -> Iterator[Row]:
    file = folder / "people.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(chain([("email", "first name", "tags")], _people(PEOPLE)))
    opened = store.open(f"sqlite:///{folder / 'newsletter.db'}", lambda: NOON, pepper=_SECRET)
    seconds = _taken_in(file, opened, PEOPLE)
    yield ("import 1,000,000 rows", seconds, "s", "")
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


def _import_in_quotes(folder: Path) -> Iterator[Row]:
    file = folder / "people.csv"
    headings = ("email", "First Name", "Tags", "OPTIN_TIME", "OPTIN_IP", "MEMBER_RATING", "Notes")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(headings)
        for number, row in enumerate(_people(SOME)):
            signed_up = datetime(2019, 1, 1, tzinfo=UTC) + number * timedelta(minutes=23)
            network = f"198.51.{number % 256}.{number % 199}"
            writer.writerow((*row, signed_up, network, number % 5, ""))
    opened = store.open(f"sqlite:///{folder / 'newsletter.db'}", lambda: NOON, pepper=_SECRET)
    ratio = _taken_in(file, opened, SOME) / _plainly_read(file)
    yield ("… the same with when and from where they signed up", ratio, "×", "")
    opened.close()


def _people(many: int) -> Iterator[tuple[str, str, str]]:
    """Yield an address, a first name and tags, the same ones each time."""
    dice = random.Random(1)
    for number in range(many):
        name, surname = dice.choice(_FIRST_NAMES), dice.choice(_LAST_NAMES)
        domain = (
            dice.choice(_BIG) if dice.random() < 0.6 else f"{surname}{dice.randrange(10**7)}.nl"
        )
        local = f"{name.casefold()}.{surname}{number}".replace("ë", "e").replace("ö", "o")
        yield f"{local}@{domain}", name, dice.choice(_TAGS)


def _taken_in(file: Path, opened: Store, many: int) -> float:
    """Import the list, and return the seconds that it takes."""
    taking_in = Importer(
        subscribers=opened.subscribers,
        suppressions=opened.suppressions,
        consents=opened.consents,
        imports=opened.imports,
        transaction=opened.together,
        many=opened.many,
        clock=lambda: NOON,
        language="nl",
    )
    began = time.perf_counter()
    with file.open("rb") as stream:
        report = taking_in.take_in(stream, statement="sample readers of this measurement")
    seconds = time.perf_counter() - began
    assert report.arrivals[Arrival.NEW] == many == report.rows, report
    return seconds


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

    async def asked(app: ASGIApp, method: str, form: dict[str, str]) -> float:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://x.example") as client:
            await client.request(method, f"/unsubscribe/{token}", data=form)
            began = time.perf_counter()
            for _ in range(many):
                answer = await client.request(method, f"/unsubscribe/{token}", data=form)
                assert answer.status_code == 200
            return many / (time.perf_counter() - began)

    async def empty(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("")(scope, receive, send)

    site, one_click = build(newsletter), {"List-Unsubscribe": "One-Click"}
    for name, method, form in (("unsubscribe page", "GET", {}), ("one-click", "POST", one_click)):
        rate = asyncio.run(asked(site, method, form))
        yield (name, rate, "requests/s", "≥ 300")
        bare = asyncio.run(asked(empty, method, form))
        yield ("… time beside an empty answer", bare / rate, "×", "")
    newsletter.house.store.close()
