"""The plainest worker of a fleet, as a yardstick: plain psycopg on one connection, the plainest client on another.

A batch is three commits, as in the ledger: claimed, leaving, settled.
"""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.benchmarks import _dispatching as bench
from tests.benchmarks._bare import Call, recorded

_TABLE = """
CREATE TABLE bare (
    number INTEGER PRIMARY KEY, state SMALLINT NOT NULL, attempt INTEGER NOT NULL,
    leased_until BIGINT NOT NULL, handed_at BIGINT, provider_id TEXT
)"""
_CLAIM = """
UPDATE bare SET state = 1, attempt = attempt + 1, leased_until = 180000000
WHERE number = (
    SELECT number FROM bare WHERE state = 0 ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING number"""
_LEAVE = "UPDATE bare SET handed_at = 1 WHERE number = %s AND state = 1"
_SETTLE = "UPDATE bare SET state = 2, leased_until = 0, provider_id = 'id' WHERE number = %s"


def a_call(database: str, provider: str) -> Call:
    """The call for one batch of 1,000, as a dispatch makes it."""
    store, mailgun = bench.opened(database), bench.to_mailgun(provider)
    bench.add_readers(store, 1_000, plain=True)
    dispatch = bench.freeze(store, mailgun, 1_000)
    sender = bench.dispatcher(store, mailgun, connections=1)
    [call] = recorded(mailgun, lambda: bench.drained(store, dispatch, sender))
    mailgun.close()
    store.close()
    return call


def add_batches(database: str, count: int) -> None:
    """Batches that wait, in a table of their own."""
    with psycopg.connect(database) as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute(_TABLE)
        connection.execute(
            "INSERT INTO bare SELECT n, 0, 0, 0 FROM generate_series(1, %s) n", (count,)
        )


def work(database: str, provider: str, call: Call, start_line: Any) -> None:
    """Hand over batches, one at a time, until none waits."""
    line = HTTPConnection(urlsplit(provider).netloc)
    with psycopg.connect(database) as connection:
        start_line.wait()
        while (batch := connection.execute(_CLAIM).fetchone()) is not None:
            connection.commit()
            connection.execute(_LEAVE, batch)
            connection.commit()
            line.request("POST", call.path, call.body, dict(call.headers))
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            connection.execute(_SETTLE, batch)
            connection.commit()
    line.close()
