"""How fast the simulated provider takes mail, and how fast the fleet's bell rings: neither may hold up what is measured with them."""

import time
from collections.abc import Callable
from pathlib import Path

import orjson
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
        merged, whole = (
            _simulator(place / "merged", _merged()),
            _simulator(place / "whole", _whole()),
        )
    return [
        ("the sandbox takes, merged there, 1,000 a call", merged * 1_000, "recipients/s of one core", "≥ 100,000"),
        ("the sandbox takes, whole bodies of 30 KB, 500 a call", whole * 500, "recipients/s of one core", "≥ 10,000"),
        ("jobs queued in the freeze's transaction", _rung(), "batches/s", ""),
    ]  # fmt: skip


def _simulator(log: Path, request: Request) -> float:
    """Calls a second of one core's time, the socket apart; the best of ten."""
    simulator = Simulator(AcceptedLog(log), Faults(), time.time)

    def take() -> None:
        answer = simulator.handle(request).reply
        assert not isinstance(answer, NoReply)
        assert answer.status == 200

    rate = 1 / min(_seconds(take) for _ in range(10))
    simulator.log.close()
    return rate


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _merged() -> Request:
    readers = {
        f"lezer{number}@example.org": {
            "v0": f"Dag Lezer {number},",
            "v1": f"https://helder.example.nl/unsubscribe/{'a' * 40}",
            "v2": f"https://helder.example.nl/preferences/{'a' * 40}",
            "vd": f"bench.{number}",
        }
        for number in range(1_000)
    }
    fields = {
        "from": "post@helder.example.nl",
        "to": ", ".join(readers),
        "subject": "Moeite met nee zeggen",
        "html": "x" * bench.HTML_BYTES,
        "v:delivery": "%recipient.vd%",
        "o:tag": "batch-1",
        "recipient-variables": orjson.dumps(readers).decode(),
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


def _rung() -> float:
    with bench.postgres() as server:
        fleet.install(server)
        engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:", 1))
        best = 0.0
        for dispatch in range(3):
            start = time.perf_counter()
            with engine.begin() as connection:
                FleetNotifier()(connection, dispatch, range(BATCHES))
            best = max(best, BATCHES / (time.perf_counter() - start))
        engine.dispose()
    return best
