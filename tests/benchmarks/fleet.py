"""How fast the simulated provider takes mail, and how fast the fleet's bell rings: neither may hold up what is measured with them.

What holds on any machine are the ratios: of the provider to reading the same readers or
messages as plain JSON and writing a line for each, and of the bell to the same rows by one
plain statement.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import orjson
import psycopg
from sqlalchemy import create_engine

from newsletter.scheduling import fleet
from newsletter.scheduling.fleet import FleetNotifier
from newsletter.testing.exchange import NoReply, Request
from newsletter.testing.faults import Faults
from newsletter.testing.log import AcceptedLog
from newsletter.testing.simulator import Simulator
from tests.benchmarks import _dispatching as bench
from tests.benchmarks._dispatching import Rows

BATCHES = 2_000


def measure() -> Rows:
    with bench.folder() as place:
        merged, beside_merged = _simulator(place / "merged", _merged(), _variables())
        whole, beside_whole = _simulator(place / "whole", _whole(), _whole().body)
    queued, beside_queued = _rung()
    return [
        ("the sandbox takes, merged there, 1,000 a call", merged * 1_000, "recipients/s of one core", "≥ 100,000"),
        ("… time beside plain JSON and a line for each reader", beside_merged, "×", ""),
        ("the sandbox takes, whole bodies of 30 KB, 500 a call", whole * 500, "recipients/s of one core", "≥ 10,000"),
        ("… time beside plain JSON and a line for each message", beside_whole, "×", ""),
        ("jobs queued in the freeze's transaction", queued, "batches/s", ""),
        ("… time beside the same rows by one plain statement", beside_queued, "×", ""),
    ]  # fmt: skip


def _simulator(log: Path, request: Request, people: bytes) -> tuple[float, float]:
    """Calls a second of one core's time, the socket apart, and the time beside the plainest.

    The best of ten each, in turn.
    """
    simulator = Simulator(AcceptedLog(log), Faults(), time.time)

    def take() -> None:
        answer = simulator.handle(request).reply
        assert not isinstance(answer, NoReply)
        assert answer.status == 200

    with log.with_suffix(".plain").open("w") as lines:
        turns = [(_seconds(take), _seconds(lambda: _plainly(people, lines))) for _ in range(10)]
    simulator.log.close()
    ours, plain = map(min, zip(*turns, strict=True))
    return 1 / ours, ours / plain


def _plainly(people: bytes, lines: IO[str]) -> None:
    """Read those who are written to, and write a line about each."""
    for person in json.loads(people):
        address = person if isinstance(person, str) else person["To"]
        lines.write(json.dumps({"recipient": address, "at": time.time()}) + "\n")
    lines.flush()


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _variables() -> bytes:
    return orjson.dumps({
        f"lezer{number}@example.org": {
            "v0": f"Dag Lezer {number},",
            "v1": f"https://helder.example.nl/unsubscribe/{'a' * 40}",
            "v2": f"https://helder.example.nl/preferences/{'a' * 40}",
            "vd": f"bench.{number}",
        }
        for number in range(1_000)
    })  # fmt: skip


def _merged() -> Request:
    variables = _variables()
    fields = {
        "from": "post@helder.example.nl",
        "to": ", ".join(orjson.loads(variables)),
        "subject": "Moeite met nee zeggen",
        "html": "x" * bench.HTML_BYTES,
        "v:delivery": "%recipient.vd%",
        "o:tag": "batch-1",
        "recipient-variables": variables.decode(),
    }
    body = "".join(
        f'--b0und4ry\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    headers = {
        "authorization": "Basic eA==",
        "content-type": "multipart/form-data; boundary=b0und4ry",
    }
    path = "/v3/helder.example.nl/messages"
    return Request("POST", path, {}, headers, f"{body}--b0und4ry--\r\n".encode())


def _whole() -> Request:
    html = ("<p>één alinea van de brief, met woorden &amp; tekens</p>\n" * 600)[: bench.HTML_BYTES]
    messages = [
        {
            "From": "post@helder.example.nl",
            "To": f"lezer{number}@example.org",
            "Subject": "Moeite met nee zeggen",
            "HtmlBody": html,
            "TextBody": "Dag,",
            "Metadata": {"delivery": f"bench.{number}"},
        }
        for number in range(500)
    ]
    return Request(
        "POST", "/email/batch", {}, {"x-postmark-server-token": "any"}, orjson.dumps(messages)
    )


def _rung() -> tuple[float, float]:
    """Jobs queued a second, and the time beside plain rows; the best of five each, in turn."""
    with bench.postgres() as server:
        fleet.install(server)
        engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:", 1))
        ours = plain = float("inf")
        with psycopg.connect(server) as plainly:
            plainly.execute("CREATE TABLE plainly (LIKE pgqueuer INCLUDING ALL)")
            plainly.commit()
            for dispatch in range(5):
                start = time.perf_counter()
                with engine.begin() as connection:
                    FleetNotifier()(connection, dispatch, range(BATCHES))
                ours = min(ours, time.perf_counter() - start)
                plain = min(plain, _rows(plainly, dispatch))
        engine.dispose()
    return BATCHES / ours, ours / plain


def _rows(plainly: psycopg.Connection[Any], dispatch: int) -> float:
    """Seconds for the same rows in a table like the queue's, committed."""
    jobs = [f"{dispatch}.{number}" for number in range(BATCHES)]
    start = time.perf_counter()
    plainly.execute(
        "INSERT INTO plainly (priority, status, entrypoint, payload, dedupe_key)"
        " SELECT 0, 'queued', %s, convert_to(job, 'UTF8'), job FROM unnest(%s::text[]) AS job",
        (fleet.ENTRYPOINT, jobs),
    )
    plainly.commit()
    return time.perf_counter() - start
