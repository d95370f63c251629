"""How many reports of single events are kept a second, over HTTP, while a dispatch runs."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
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

READERS = 45_000
READERS_A_SECOND = 3_000  # the dispatch outlasts the storm, and brings more than it reports
CALLS = 4_000
CALLERS = 4
PORT = 8931
SERVER = """
import sys
from pathlib import Path
from newsletter.app import Newsletter
from newsletter.web.site import listen, serve
serve(Newsletter.at(Path(sys.argv[1])), listen("127.0.0.1", int(sys.argv[2])))
"""


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
def pages(folder: Path, port: int) -> Iterator[None]:
    """The pages in a process of their own."""
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder), str(port)])
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


def post_all(port: int, calls: list[bytes]) -> None:
    """Over one connection, with the standard library: the caller must cost less than who is measured."""
    line = HTTPConnection("127.0.0.1", port)
    for call in calls:
        line.request("POST", "/hooks/mailgun", call, {"content-type": "application/json"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    line.close()


def measure() -> list[tuple[str, float, str, str]]:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:  # a real file system, never tmpfs
        folder = Path(place) / "own"
        with sandbox(Path(place)) as url:
            app = a_full_publication(folder, url)
            now = datetime.now(UTC)
            calls = [a_call("delivered", "benchmark", number, now) for number in range(CALLS)]
            with pages(folder, PORT):
                dispatch = subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "newsletter",
                        "-C",
                        str(folder),
                        "dispatch",
                        "start",
                        "1",
                    ],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                started = time.perf_counter()
                with ThreadPoolExecutor(CALLERS) as callers:
                    list(callers.map(lambda at: post_all(PORT, calls[at::CALLERS]), range(CALLERS)))
                seconds = time.perf_counter() - started
                assert dispatch.poll() is None, "the dispatch ended before the storm of reports"
                dispatch.wait()
            kept = len(app.container.store.inbox.unread(limit=CALLS + 1))
            app.close()
    assert kept == CALLS, f"{kept} of {CALLS} calls were kept"
    what = f"reports kept over HTTP while {READERS_A_SECOND:,} readers/s are dispatched"
    return [(what, CALLS / seconds, "calls/s", "≥ 500")]
