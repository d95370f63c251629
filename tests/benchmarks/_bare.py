"""The bare limit of a dispatch: its bytes posted by the plainest client, its rows committed by plain SQLite.

What a machine can do differs from hour to hour. A dispatch is therefore held against
what the same machine needs in the same minutes for the same calls and rows without any
of our code.
"""

import shutil
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsletter.store.store import Store
from tests.benchmarks import _dispatching as bench

_KEYS = {"batches": ("dispatch", "number"), "deliveries": ("dispatch", "subscriber")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that a dispatch made."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a dispatch comes down to.

    Attributes:
        frozen: A copy of the database as it was before anything was handed over.
        calls: The calls, in order.
        rows: For each batch the UPDATEs, with their values, that lead from the frozen
            database to the one at the end.
    """

    frozen: Path
    calls: Sequence[Call]
    rows: Sequence[Sequence[tuple[str, tuple[object, ...]]]]

    def seconds(self, url: str) -> float:
        """Seconds for all calls over one connection, with one commit after each."""
        copy = self.frozen.with_suffix(".bare")
        shutil.copyfile(self.frozen, copy)
        with sqlite3.connect(copy, isolation_level=None) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            line = HTTPConnection(urlsplit(url).netloc)
            start = time.perf_counter()
            for call, changes in zip(self.calls, self.rows, strict=True):
                line.request("POST", call.path, call.body, dict(call.headers))
                answer = line.getresponse()
                answer.read()
                assert answer.status == 200, answer.status
                database.execute("BEGIN IMMEDIATE")
                for statement, values in changes:
                    database.execute(statement, values)
                database.execute("COMMIT")
            seconds = time.perf_counter() - start
            line.close()
        database.close()
        return seconds


def limit_of(store: Store, provider: Any, batch_size: int, issue: int) -> Limit:
    """Make one dispatch over a single connection, and note what it comes down to."""
    file = Path(str(store.database.engine.url.database))
    dispatch = bench.freeze(store, provider, batch_size, issue)
    bench.settle(store)
    frozen = file.with_suffix(".frozen")
    shutil.copyfile(file, frozen)
    calls = recorded(provider, lambda: bench.drained(
        store, dispatch, bench.dispatcher(store, provider, connections=1)
    ))  # fmt: skip
    bench.settle(store)
    rows = _changes(frozen, file, dispatch.id)
    assert len(rows) == len(calls), (len(rows), len(calls))
    return Limit(frozen=frozen, calls=calls, rows=rows)


def recorded(provider: Any, act: Any) -> list[Call]:
    """What is posted meanwhile: bodies as the program hands them over, headers as httpx sends them."""
    wire, bodies, requests = provider.api.wire, [], []
    real = wire.call

    def call(method: str, path: str, **rest: Any) -> object:
        body = rest.get("body", b"")
        bodies.append(body if isinstance(body, bytes) else b"".join(body))
        return real(method, path, **rest)

    wire._client.event_hooks["request"].append(requests.append)
    wire.call = call
    try:
        act()
    finally:
        del wire.call
        wire._client.event_hooks["request"].clear()
    return [
        Call(path=request.url.raw_path.decode(), headers=dict(request.headers), body=body)
        for request, body in zip(requests, bodies, strict=True)
    ]


def _changes(frozen: Path, done: Path, dispatch: int) -> list[list[tuple[str, tuple[object, ...]]]]:
    """The UPDATEs of each batch: its own row, and those of its deliveries."""
    with sqlite3.connect(f"file:{done}?mode=ro", uri=True) as database:
        database.execute("ATTACH ? AS frozen", (str(frozen),))
        bounds = database.execute(
            "SELECT number, first, last FROM batches WHERE dispatch = ? ORDER BY number",
            (dispatch,),
        ).fetchall()
        found = [
            _updates(database, "batches", "new.number = ?", (dispatch, number))
            + _updates(database, "deliveries", "new.subscriber BETWEEN ? AND ?", (dispatch, first, last))
            for number, first, last in bounds
        ]  # fmt: skip
    database.close()
    return found


def _updates(
    database: sqlite3.Connection, table: str, where: str, values: tuple[int, ...]
) -> list[tuple[str, tuple[object, ...]]]:
    keys = _KEYS[table]
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    others = [name for name in names if name not in keys]
    statement = (
        f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in others)}"
        f" WHERE {' AND '.join(f'{key} = ?' for key in keys)}"
    )
    columns = ", ".join(f"new.{name}" for name in (*others, *keys))
    differs = " OR ".join(f"new.{name} IS NOT old.{name}" for name in others)
    query = (
        f"SELECT {columns} FROM {table} new JOIN frozen.{table} old USING ({', '.join(keys)})"
        f" WHERE new.dispatch = ? AND {where} AND ({differs})"
    )
    return [(statement, tuple(row)) for row in database.execute(query, values)]
