"""How many reports of single events are kept a second, over HTTP, while a dispatch runs.

In turn with the pages, the plainest server takes in the same calls: what holds on any
machine is the ratio of the two.
"""

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import httpx

from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.model.address import EmailAddress
from newsletter.model.audience import NewSubscriber
from tests.app.builders import ARTICLE
from tests.benchmarks._dispatching import sandbox
from tests.benchmarks._mailgun import a_call, settings

READERS = 90_000
READERS_A_SECOND = 3_000  # the dispatch outlasts the storm, and brings more than it reports
CALLS = 2_000
TURNS = 4
CALLERS = 4
PORT, BARE_PORT = 8931, 8932
SERVER = """
import sys
from pathlib import Path
from newsletter.app import Newsletter
from newsletter.web.site import listen, serve
serve(Newsletter.at(Path(sys.argv[1])), listen("127.0.0.1", int(sys.argv[2])))
"""
PAGES = ("-c", SERVER)
BARE = ("-m", "tests.benchmarks._bare_hooks")


def a_full_publication(folder: Path, base: str) -> Newsletter:
    init(folder)
    (folder / "newsletter.toml").write_text(
        settings(base, f"batch_size = 200\nemails_per_second = {READERS_A_SECOND}"), "utf-8"
    )
    (folder / "rust.txt").write_text(ARTICLE, "utf-8")
    app = Newsletter.at(folder)
    app.issues.draw([str(folder / "rust.txt")])
    assert app.approvals.approve("1", offline=True).done
    for start in range(0, READERS, 2_000):
        people = [
            NewSubscriber(address=EmailAddress(f"reader{number}", "example.org"))
            for number in range(start, start + 2_000)
        ]
        app.container.store.subscribers.take_in(people, source="benchmark")
    return app


@contextmanager
def served(program: Sequence[str], place: Path, port: int) -> Iterator[None]:
    """A server in a process of its own."""
    server = subprocess.Popen([sys.executable, *program, str(place), str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{address}/health", trust_env=False)
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


def post_all(port: int, calls: Sequence[bytes]) -> None:
    """Over one connection, with the standard library: the caller must cost less than who is measured."""
    line = HTTPConnection("127.0.0.1", port)
    for call in calls:
        line.request("POST", "/hooks/mailgun", call, {"content-type": "application/json"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    line.close()


@contextmanager
def dispatching(folder: Path) -> Iterator[None]:
    """A dispatch in a process of its own, which is going on until the end."""
    words = ("-m", "newsletter", "-C", str(folder), "dispatch", "start", "1")
    quiet = subprocess.DEVNULL
    dispatch = subprocess.Popen([sys.executable, *words], stdout=quiet, stderr=quiet)
    try:
        yield
        assert dispatch.poll() is None, "the dispatch ended before the storm of reports"
    finally:
        dispatch.terminate()
        dispatch.wait()


def storm(port: int, calls: Sequence[bytes]) -> float:
    """Seconds until all calls are answered."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        list(callers.map(lambda at: post_all(port, calls[at::CALLERS]), range(CALLERS)))
    return time.perf_counter() - began


def measure() -> list[tuple[str, float, str, str]]:
    ours = bare = 0.0
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:  # a real file system, never tmpfs
        folder = Path(place) / "own"
        with sandbox(Path(place)) as url:
            app = a_full_publication(folder, url)
            now = datetime.now(UTC)
            calls = [a_call("delivered", "benchmark", number, now) for number in range(CALLS)]
            with (
                served(PAGES, folder, PORT),
                served(BARE, Path(place) / "bare.db", BARE_PORT),
                dispatching(folder),
            ):
                for turn in range(TURNS):
                    ours += storm(PORT, calls[turn::TURNS])
                    bare += storm(BARE_PORT, calls[turn::TURNS])
            kept = len(app.container.store.inbox.unread(limit=CALLS + 1))
            app.close()
            with sqlite3.connect(Path(place) / "bare.db") as plainly:
                [[rows]] = plainly.execute("SELECT count(*) FROM reports")
            plainly.close()
    assert kept == rows == CALLS, f"{kept} of {CALLS} calls were kept, and plainly {rows}"
    what = f"reports kept over HTTP while {READERS_A_SECOND:,} readers/s are dispatched"
    return [
        (what, CALLS / ours, "calls/s", "≥ 500"),
        ("… time beside the plainest server that keeps the same calls", ours / bare, "×", ""),
    ]
