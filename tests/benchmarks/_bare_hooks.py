"""The plainest server that takes in a provider's calls, as a yardstick.

It has the same HTTP server as the pages. A call is checked by the standard library's ``hmac``,
read by ``json`` and committed as one row by plain ``sqlite3`` before it is answered.

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

from newsletter.web.site import HurriedProtocol, listen

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


class BareHooks:
    """An ASGI application that takes in signed calls, and nothing else."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", scope["type"] == "http"
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        status = self._keep(body) if scope["path"].startswith("/hooks/") else 404
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def _keep(self, body: bytes) -> int:
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
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(_TABLE)
    config = uvicorn.Config(
        BareHooks(database),
        http=HurriedProtocol,
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
