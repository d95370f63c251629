"""The plainest server that takes in a provider's calls, and the plainest reader of them, as yardsticks.

The server is that of the pages. A call is checked by the standard library's ``hmac``, read by
``json`` and committed as one row by plain ``sqlite3`` before it is answered. Later it is read
again, and its reader's row and its own are updated, with one commit for some.

Run it as ``python -m tests.benchmarks._bare_hooks FILE PORT``.
"""

import hashlib
import hmac
import json
import sqlite3
import sys
import time

import uvicorn
from starlette.types import Receive, Scope, Send

from newsletter.web.site import HeadTimeoutProtocol, listen

_TABLE = """
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    provider TEXT NOT NULL, replay_key TEXT NOT NULL, came_at INTEGER NOT NULL,
    headers TEXT NOT NULL, query TEXT NOT NULL, body BLOB NOT NULL, read_at INTEGER,
    UNIQUE (provider, replay_key)
)"""
_ROW = """
INSERT OR IGNORE INTO reports (provider, replay_key, came_at, headers, query, body)
VALUES ('mailgun', ?, ?, '{}', '{}', ?)"""


_DELIVERIES = """
CREATE TABLE deliveries (
    subscriber INTEGER PRIMARY KEY, state INTEGER NOT NULL, at INTEGER, provider_id TEXT
)"""
_READERS = """
WITH RECURSIVE each (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM each WHERE number < ?)
INSERT INTO deliveries SELECT number, 1, NULL, NULL FROM each"""
_TOGETHER = 40  # as the pages read them


def opened(file: str) -> sqlite3.Connection:
    """A database that is as safe as the newsletter's, without one transaction being open."""
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(_TABLE)
    return database


def add_deliveries(database: sqlite3.Connection, readers: int) -> None:
    """A row for each reader of a letter."""
    database.execute(_DELIVERIES)
    database.execute(_READERS, (readers,))


def read_all(database: sqlite3.Connection) -> None:
    """Read every call that waits, and note what became of the mail."""
    rows = database.execute("SELECT id, body FROM reports WHERE read_at IS NULL").fetchall()
    for start in range(0, len(rows), _TOGETHER):
        database.execute("BEGIN IMMEDIATE")
        for number, body in rows[start : start + _TOGETHER]:
            event, now = json.loads(body)["event-data"], time.time_ns() // 1_000
            subscriber = int(event["user-variables"]["delivery"].rpartition(".")[2])
            database.execute(
                "UPDATE deliveries SET state = 4, at = ? WHERE subscriber = ? AND state < 4",
                (now, subscriber),
            )
            database.execute(
                "UPDATE reports SET read_at = ?, body = x'' WHERE id = ?", (now, number)
            )
        database.execute("COMMIT")


class BareHooks:
    """An ASGI application that takes in signed calls, and nothing else."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", scope["type"] == "http"
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        status = self.keep(body) if scope["path"].startswith("/hooks/") else 404
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def keep(self, body: bytes) -> int:
        """Check a call and commit it, and return the status to answer with."""
        signed = json.loads(body)["signature"]
        said = f"{signed['timestamp']}{signed['token']}".encode()
        if not hmac.compare_digest(
            hmac.digest(b"signing", said, hashlib.sha256).hex(), signed["signature"]
        ):
            return 406
        row = (signed["token"], time.time_ns() // 1_000, body)
        self._database.execute(_ROW, row)  # committed at once
        return 200


def main(file: str, port: int) -> None:
    """Serve until the process is terminated."""
    config = uvicorn.Config(
        BareHooks(opened(file)),
        http=HeadTimeoutProtocol,
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,
        log_level="warning",
    )
    uvicorn.Server(config).run(sockets=[listen("127.0.0.1", port)])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
