"""The bare limit of a dispatch: its bytes posted by the plainest client, its rows committed by plain SQLite.

What a machine can do differs from hour to hour. A dispatch is therefore held against
what the same machine needs in the same minutes for the same calls and rows without any
of our code.

A batch's row is committed three times, as a dispatch has to: that somebody has it, before
anything is made of it, or two workers would send it; the hash of its bytes, which is known
only then, before the first of them leaves, or a crash would hide that they did; and the
answer. To read the readers and to make the bytes is our work, and no part of the limit.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from newsletter.store.store import Store
from tests.benchmarks import _dispatching as bench

Change: TypeAlias = tuple[str, tuple[object, ...]]

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
        intents: For each batch the UPDATEs of its row before its call, each committed alone.
        rows: For each batch the UPDATEs, with their values, that lead from the frozen
            database to the one at the end.
    """

    frozen: Path
    calls: Sequence[Call]
    intents: Sequence[Sequence[Change]]
    rows: Sequence[Sequence[Change]]

    def seconds(self, url: str) -> float:
        """Seconds for all calls over one connection, with two commits before each and one after."""
        copy = self.frozen.with_suffix(".bare")
        shutil.copyfile(self.frozen, copy)
        with copy.open("rb+") as file:
            os.fsync(file)  # or the first commits might have to wait until it is on the disk
        with sqlite3.connect(copy, isolation_level=None) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            line = HTTPConnection(urlsplit(url).netloc)
            start = time.perf_counter()
            for call, intents, changes in zip(self.calls, self.intents, self.rows, strict=True):
                for statement, values in intents:
                    database.execute(statement, values)  # without BEGIN, it is committed at once
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
    sender = bench.dispatcher(store, provider, connections=1)
    with _intents(file, dispatch.id, sender) as intents:
        calls = recorded(provider, lambda: bench.drained(store, dispatch, sender))
    bench.settle(store)
    rows = _changes(frozen, file, dispatch.id)
    assert len(rows) == len(calls) == len(intents), (len(rows), len(calls), len(intents))
    return Limit(frozen=frozen, calls=calls, intents=intents, rows=rows)


@contextmanager
def _intents(file: Path, dispatch: int, sender: Any) -> Iterator[list[list[Change]]]:
    """What is committed of each batch's own row before its call, step by step."""
    found: list[list[Change]] = []
    known: dict[int, sqlite3.Row] = {}
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True, check_same_thread=False)
    database.row_factory = sqlite3.Row

    def look(point: str) -> None:
        if point not in {"claimed", "ready"}:
            return
        for row in database.execute("SELECT * FROM batches WHERE dispatch = ?", (dispatch,)):
            before = known.get(row["number"])
            if before is not None and tuple(before) != tuple(row) and row["leased_until"]:
                if point == "claimed":
                    found.append([])
                found[-1].append(_change(before, row))
            known[row["number"]] = row

    look("claimed")
    sender._at = look
    yield found
    database.close()


def _change(before: sqlite3.Row, after: sqlite3.Row) -> Change:
    changed = [name for name in after.keys() if after[name] != before[name]]  # noqa: SIM118  # of a Row
    keys = _KEYS["batches"]
    statement = (
        f"UPDATE batches SET {', '.join(f'{name} = ?' for name in changed)}"
        f" WHERE {' AND '.join(f'{key} = ?' for key in keys)}"
    )
    return statement, tuple(after[name] for name in (*changed, *keys))


def recorded(provider: Any, act: Any) -> list[Call]:
    """What is posted meanwhile: bodies as the program hands them over, headers as httpx sends them."""
    wire, bodies, requests = provider.api.wire, [], []
    real = wire.call

    def call(method: str, path: str, **rest: Any) -> object:
        body = rest.get("body", b"")
        bodies.append(body if isinstance(body, bytes) else b"".join(body))
        return real(method, path, **rest)

    wire._client().event_hooks["request"].append(requests.append)
    wire.call = call
    try:
        act()
    finally:
        del wire.call
        wire._client().event_hooks["request"].clear()
    return [
        Call(path=request.url.raw_path.decode(), headers=dict(request.headers), body=body)
        for request, body in zip(requests, bodies, strict=True)
        if request.method == "POST"  # the provider is also asked for the time
    ]


def _changes(frozen: Path, done: Path, dispatch: int) -> list[list[Change]]:
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
) -> list[Change]:
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
