"""How fast a dispatch goes, end to end: from the claim to the receipts committed, with a provider in its own process.

Everything that a real dispatch does is in it: tokens, greetings, merge values
or whole bodies, the request over HTTP, the ledger with fsync. What holds on any
machine is the ratio to the bare limit, measured in the same minutes: the same calls
by the plainest client, the same rows by plain SQLite.
"""

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks import _bare_fleet
from tests.benchmarks import _dispatching as bench
from tests.benchmarks._bare import limit_of
from tests.benchmarks._dispatching import Rows

MERGED, WHOLE = 100_000, 10_000
SLOW = '{"answer_after_seconds": 0.2}'
SLOW_BATCHES = 64


def measure() -> Rows:
    rows: Rows = []
    with bench.folder() as place, bench.sandbox(place) as url:
        disk = bench.file_system(place)
        merged, beside = _beside_limit(place / "merged.db", bench.to_mailgun(url), url, MERGED)
        rows.append(
            (f"merged by the provider, 1,000 a call, SQLite on {disk}", merged, "recipients/s", "")
        )
        rows.append(("… time beside the bare limit", beside, "×", "≤ 2"))
        whole, beside = _beside_limit(place / "whole.db", bench.to_postmark(url), url, WHOLE)
        rows.append(("whole bodies of 30 KB, 500 a call, SQLite", whole, "recipients/s", ""))
        rows.append(("… time beside the bare limit", beside, "×", "≤ 2"))
        with bench.postgres() as server:
            postgresql = _best(
                bench.new_database(server, "merged"), bench.to_mailgun(url), 1_000, MERGED
            )
            rows.append(("merged by the provider, PostgreSQL", postgresql, "recipients/s", ""))
            rows.append(("… beside SQLite", postgresql / merged, "×", "≥ 0.8"))
            with bench.sandbox(place, SLOW) as slow:
                rows += _fleets(server, url, slow)
    return rows


def _fleets(server: str, quick: str, slow: str) -> Rows:
    """One worker and four, each beside as many that do the same by plain calls and commits."""
    database = bench.new_database(server, "bare")
    call = _bare_fleet.a_call(database, quick)
    seconds = {}
    for workers in (1, 4):
        ours = _fleet(bench.new_database(server, f"workers{workers}"), slow, workers=workers)
        _bare_fleet.add_batches(database, SLOW_BATCHES)
        seconds[workers] = ours, _crew(_bare_fleet.work, (database, slow, call), workers)
    (one, bare_one), (four, bare_four) = seconds.values()
    rate = SLOW_BATCHES * 1_000 / one
    return [
        ("one worker, a provider that takes 200 ms", rate, "recipients/s", ""),
        ("… time beside plain calls and commits by one", one / bare_one, "×", ""),
        ("four workers against it, in ratio", one / four, "×", "≥ 3"),
        ("… time beside plain calls and commits by four", four / bare_four, "×", ""),
    ]


def _beside_limit(file: Path, provider: Any, sandbox: str, readers: int) -> tuple[float, float]:
    """Recipients a second, and the time beside the bare limit; the best of three each, in turn."""
    store = bench.opened(f"sqlite:///{file}")
    bench.add_readers(store, readers, plain=True)
    size = provider.capabilities.recipients_per_call
    limit = limit_of(store, provider, size, issue=1)
    best = bare = float("inf")
    for issue in range(2, 5):
        bare = min(bare, limit.seconds(sandbox))
        dispatch = bench.freeze(store, provider, size, issue)
        rate = bench.drained(store, dispatch, bench.dispatcher(store, provider))
        best = min(best, readers / rate)
    store.close()
    provider.close()
    return readers / best, best / bare


def _best(url: str, provider: Any, batch_size: int, readers: int, runs: int = 3) -> float:
    """The best of some dispatches; others may use the machine too."""
    store = bench.opened(url)
    bench.add_readers(store, readers, plain=True)
    best = 0.0
    for issue in range(1, runs + 1):
        dispatch = bench.freeze(store, provider, batch_size, issue)
        best = max(best, bench.drained(store, dispatch, bench.dispatcher(store, provider)))
    store.close()
    provider.close()
    return best


def _fleet(url: str, provider: str, *, workers: int) -> float:
    """Seconds of so many processes, each with one call open at a time."""
    store = bench.opened(url)
    bench.add_readers(store, SLOW_BATCHES * 1_000, plain=True)
    dispatch = bench.freeze(store, bench.to_mailgun(provider), 1_000)
    seconds = _crew(_work, (url, provider), workers)
    assert store.counts.progress(dispatch.id).is_done
    store.close()
    return seconds


def _crew(work: Callable[..., None], given: tuple[object, ...], workers: int) -> float:
    """Seconds from the moment that all these processes are ready until the last one ends."""
    context = multiprocessing.get_context("spawn")
    start_line = context.Barrier(workers + 1)
    crew = [context.Process(target=work, args=(*given, start_line)) for _ in range(workers)]
    for process in crew:
        process.start()
    start_line.wait()
    start = time.perf_counter()
    for process in crew:
        process.join()
    assert [process.exitcode for process in crew] == [0] * workers
    return time.perf_counter() - start


def _work(url: str, provider: str, start_line: Any) -> None:
    store = bench.opened(url)
    sender = bench.dispatcher(store, bench.to_mailgun(provider), connections=1)
    start_line.wait()
    sender.drain()
    store.close()


if __name__ == "__main__":
    for row in measure():
        print(row)
