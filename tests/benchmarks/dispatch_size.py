"""What a million readers cost: to freeze, to start, to remember; and that the cost per reader stays the same."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import text

from newsletter.store.store import Store
from tests.benchmarks import _dispatching as bench
from tests.benchmarks._dispatching import Rows

MILLION = 1_000_000
FEW = 10_000
SIZES = (10_000, 100_000, MILLION)


def measure() -> Rows:
    rows: Rows = []
    with bench.folder() as place, bench.sandbox(place) as url:
        rows += _million(f"sqlite:///{place / 'million.db'}", url, "SQLite", "≤ 200")
        with bench.postgres() as server:
            rows += _million(server, url, "PostgreSQL", "≤ 300")
            rows += _with_an_id_a_mail(
                bench.new_database(server, "ids"), url, "PostgreSQL", "≤ 300"
            )
        rows += _with_an_id_a_mail(f"sqlite:///{place / 'ids.db'}", url, "SQLite", "≤ 200")
        rows += _line(place, url)
    return rows


def _million(url: str, provider: str, name: str, bytes_target: str) -> Rows:
    """Freeze, first batch and size on one database."""
    store = bench.opened(url)
    bench.add_readers(store, MILLION)
    bench.settle(store)
    empty = _bytes_on_disk(store)
    start = time.perf_counter()
    dispatch = bench.freeze(store, bench.to_mailgun(provider), 1_000)
    frozen = time.perf_counter() - start
    start = time.perf_counter()
    assert store.counts.progress(dispatch.id).audience
    assert not store.counts.people(dispatch.id, "accepted")
    counted = time.perf_counter() - start
    first = _first_batch(store, provider)
    bench.dispatcher(store, bench.to_mailgun(provider)).drain()
    progress = store.counts.progress(dispatch.id)
    assert progress.is_done
    bench.settle(store)
    grown = (_bytes_on_disk(store) - empty) / progress.audience
    store.close()
    return [
        (f"freeze for {MILLION:,} readers (tags, rhythms, pauses, suppressions), {name}", frozen, "s", "≤ 5"),
        (f"counted by state, and those in one listed, right after, {name}", counted, "s", "≤ 2"),
        (f"from start to the first accepted batch, {name}", first, "s", "≤ 0.5"),
        (f"ledger on disk a recipient, receipts and indexes in it, {name}", grown, "bytes", bytes_target),
    ]  # fmt: skip


def _with_an_id_a_mail(url: str, provider: str, name: str, target: str) -> Rows:
    """What the ledger weighs where every mail has an id of its own."""
    store = bench.opened(url)
    bench.add_readers(store, FEW, plain=True)
    bench.settle(store)
    empty = _bytes_on_disk(store)
    dispatch = bench.freeze(store, bench.to_postmark(provider), 500)
    bench.drained(store, dispatch, bench.dispatcher(store, bench.to_postmark(provider)))
    bench.settle(store)
    grown = (_bytes_on_disk(store) - empty) / FEW
    store.close()
    return [(f"… where every mail has an id (Postmark), {name}", grown, "bytes", target)]


def _first_batch(store: Store, provider: str) -> float:
    """Seconds from ``drain`` to the first batch whose receipts are committed."""
    sender = bench.dispatcher(store, bench.to_mailgun(provider), connections=1)
    accepted = threading.Event()
    start = time.perf_counter()
    thread = threading.Thread(target=lambda: (sender.hand_over_next(), accepted.set()))
    thread.start()
    accepted.wait()
    seconds = time.perf_counter() - start
    thread.join()
    return seconds


def _bytes_on_disk(store: Store) -> int:
    with store.database.read() as connection:
        if store.database.is_sqlite:
            return Path(str(store.database.engine.url.database)).stat().st_size
        query = "SELECT sum(pg_total_relation_size(t)) FROM unnest(ARRAY['deliveries', 'batches', 'dispatches']::regclass[]) t"
        return int(connection.execute(text(query)).scalar_one())


def _line(place: Path, provider: str) -> Rows:
    """Speed and memory of the dispatcher, alone in a process, at three sizes."""
    rows: Rows = []
    for size in SIZES:
        run = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.dispatch_size", str(place / f"{size}.db"), str(size), provider],
            capture_output=True,
            text=True,
            check=True,
            cwd=bench.ROOT,
        )  # fmt: skip
        found = json.loads(run.stdout.splitlines()[-1])
        rows.append((f"a recipient of {size:,} costs", found["microseconds"], "µs", "the same"))
        rows.append(
            (f"the dispatcher's peak memory at {size:,}", found["megabytes"], "MB", "≤ 120")
        )
    return rows


def _drain(file: str, size: int, provider: str) -> dict[str, Any]:
    """Fill a database in one process, drain it in this one, which has never seen so many readers."""
    filling = (
        "import sys; from tests.benchmarks import _dispatching as bench; store = bench.opened(sys.argv[1]);"
        "bench.add_readers(store, int(sys.argv[2]), plain=True);"
        "bench.freeze(store, bench.to_mailgun('http://127.0.0.1:9'), 1000); store.close()"
    )
    url = f"sqlite:///{file}"
    subprocess.run([sys.executable, "-c", filling, url, str(size)], check=True, cwd=bench.ROOT)
    store = bench.opened(url)
    sender = bench.dispatcher(store, bench.to_mailgun(provider))
    first = sender.hand_over_next() or 0  # before the clock starts: what is loaded once a process
    start = time.perf_counter()
    handed = sender.drain()
    seconds = time.perf_counter() - start
    store.close()
    assert first + handed == size
    return {"microseconds": 1e6 * seconds / handed, "megabytes": _peak_megabytes()}


def _peak_megabytes() -> float:
    """Of this program alone: what getrusage tells is inherited from whoever started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


if __name__ == "__main__":
    print(json.dumps(_drain(sys.argv[1], int(sys.argv[2]), sys.argv[3])))
