"""What a page of the desk costs, with 200 issues and 100,000 readers, in the server's process."""

import asyncio
import gzip
import io
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx
from fastapi import FastAPI
from starlette.responses import HTMLResponse

from newsletter.app import Newsletter
from newsletter.app.list_files import ListKind
from newsletter.model.address import EmailAddress
from newsletter.model.audience import NewSubscriber
from newsletter.web import build
from newsletter.web.pages import STATIC
from tests.app.builders import ARTICLE, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.benchmarks._following import followed
from tests.benchmarks._letters import LETTERS, grow, send

ISSUES, READERS, ROUNDS = 200, 100_000, 15
LISTED = 800  # people in a list on its way in
IMPORT = "/desk/readers/import/{list}"
BASE = "http://127.0.0.1:8000"
OURS = {"sec-fetch-site": "same-origin"}
PAGES = (
    ("today", "/desk", "≤ 50"),
    ("articles", "/desk/articles", "≤ 50"),
    ("an article's weeks", "/desk/articles/rust.txt", "≤ 50"),
    ("dividing by hand", "/desk/articles/rust.txt/table", "≤ 50"),
    ("an article line by line", "/desk/articles/rust.txt/parts", "≤ 50"),
    ("letters", "/desk/issues", "≤ 50"),
    ("planning", "/desk/queue", "≤ 50"),
    ("planning, a letter open", "/desk/queue?letter=1", "≤ 50"),
    ("planning, a month", "/desk/queue?month=2026-03", "≤ 50"),
    ("a time away", "/desk/queue/away?since=2026-03-14&until=2026-03-22", "≤ 50"),
    ("sending now", "/desk/issues/1/start", "≤ 50"),
    ("earlier texts", "/desk/issues/100/history", "≤ 50"),
    ("dispatches", "/desk/dispatches", "≤ 50"),
    ("a dispatch, done", f"/desk/dispatches/{LETTERS - 1}", "≤ 50"),
    ("a dispatch, going", f"/desk/dispatches/{LETTERS}", "≤ 50"),
    ("its bounces", f"/desk/dispatches/{LETTERS - 1}/people?state=bounced", "≤ 50"),
    ("who did not get it", f"/desk/dispatches/{LETTERS - 1}/unreached", "≤ 50"),
    ("a report", f"/desk/dispatches/{LETTERS - 1}/report", "≤ 50"),
    ("a report, going", f"/desk/dispatches/{LETTERS}/report", "≤ 50"),
    ("readers", "/desk/readers", "≤ 50"),
    ("readers, on and on", "/desk/readers?after=50000", "≤ 50"),
    ("readers, searched", "/desk/readers?search=lezer4321", "≤ 50"),
    ("readers, searched in vain", "/desk/readers?search=niemand", "≤ 50"),
    ("readers, those who left", "/desk/readers?standing=unsubscribed", "≤ 50"),
    ("readers, one of them", "/desk/readers/1", "≤ 50"),
    ("a list on its way in", IMPORT, "≤ 50"),
    ("your letter", "/desk/letterhead", "≤ 50"),
    ("settings", "/desk/settings", "≤ 50"),
    ("editors", "/desk/editors", "≤ 50"),
    ("log", "/desk/log", "≤ 50"),
    ("writing", "/desk/issues/100", "≤ 80"),
    ("preview", "/desk/issues/100/mail", "≤ 120"),
)


def measure() -> list[tuple[str, float, str, str]]:
    """Ask for each page some times, and save a letter."""
    with tempfile.TemporaryDirectory() as folder:
        app = _publication(Path(folder))
        try:
            return asyncio.run(_measured(app))
        finally:
            app.close()


def _publication(folder: Path) -> Newsletter:
    app = a_publication(folder / "own", SetClock(), EDITOR)
    app.articles.add(app.container.folder / "rust.txt")
    for number in range(1, ISSUES + 1):
        text = ARTICLE.partition("\n\n")[2].replace("\n\n", f"\n\n{number}. ", 1)
        head = f"number: {number}\ntitle: Brief {number}\nsubject: Brief {number}\npreheader: Een regel."
        path = app.container.folder / "issues" / f"{number:03}-brief.md"
        path.write_text(f"---\n{head}\n---\n\n{text}", "utf-8")
    readers = (
        NewSubscriber(address=EmailAddress(f"lezer{n}", "example.org")) for n in range(READERS)
    )
    app.container.store.subscribers.take_in(list(readers), source="bench")
    for number in range(1, 11):
        app.approvals.approve(str(number), offline=True)
    grow(app.container.store, app.container.now())
    send(app.container.store, app.container.now())
    return app


def _list(app: Newsletter) -> str:
    """The name of a list that was looked at, with a column of another tool."""
    rows = "".join(f"nieuw{n}@example.org,Lezer,goud\n" for n in range(LISTED))
    source = io.BytesIO(f"email,voornaam,pakket\n{rows}".encode())
    name = app.desk.lists.begin(source, "lijst.csv", ListKind.READERS)
    while (view := app.desk.lists.find(name)) is None or view.is_busy:
        sleep(0.05)
    return name


async def _measured(app: Newsletter) -> list[tuple[str, float, str, str]]:
    token = app.desk.sign_in.first_link().rpartition("/")[2]
    session = app.desk.sign_in.claim(token, "Gerda", "gerda@example.org", "een rustig zinnetje")
    assert session is not None
    transport = httpx.ASGITransport(build(app))
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE, cookies={"desk": session}, headers=OURS
    ) as client:
        empty, listed = await _empty(), _list(app)
        opened = await client.post("/desk/readers/1/open")
        assert opened.status_code == 303
        rows, sizes = [], []
        for name, path, target in PAGES:
            spent, size = await _asked(client, path.format(list=listed))
            sizes.append(size)
            rows.append((f"desk: {name}", spent, "ms", target))
            rows.append((f"desk: {name}, to an empty route", spent / empty, "times", ""))
        rows.append(("desk: save a letter", await _saved(app, client), "ms", "≤ 20"))
    rows += await followed(app, f"/desk/dispatches/{LETTERS}/progress")
    files = (file for file in STATIC.iterdir() if file.suffix in {".css", ".js"})
    styles = sum(len(gzip.compress(file.read_bytes())) for file in files)
    rows.append(("desk: largest page", max(sizes) / 1000, "kB", "≤ 60"))
    rows.append(("desk: style sheets and scripts, compressed", styles / 1000, "kB", "≤ 30"))
    return rows


async def _asked(client: httpx.AsyncClient, path: str) -> tuple[float, int]:
    spent, size = [], 0
    for _ in range(ROUNDS + 1):
        began = perf_counter()
        answer = await client.get(path)
        spent.append((perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        size = len(answer.content)
    return median(spent[1:]), size


async def _empty() -> float:
    """What an empty FastAPI route costs in the same way."""
    site = FastAPI()
    site.add_api_route("/", lambda: HTMLResponse(""))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=BASE) as client:
        return (await _asked(client, "/"))[0]


async def _saved(app: Newsletter, client: httpx.AsyncClient) -> float:
    spent = []
    for number in range(ROUNDS):
        opened = app.desk.writing.open(100)
        typed = {"expected": opened.sha256, "text": f"{opened.text}\nNog een regel {number}.\n"}
        began = perf_counter()
        answer = await client.post("/desk/issues/100/save", data=typed)
        spent.append((perf_counter() - began) * 1000)
        assert answer.status_code == 303, answer.status_code
    return median(spent)
