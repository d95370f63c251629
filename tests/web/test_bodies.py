"""What bodies and heads may cost, over a real socket."""

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from newsletter.model.hook import Admission
from newsletter.web import build
from newsletter.web.bodies import BodyLimits
from newsletter.web.site import HeadTimeoutProtocol
from tests import patience
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.serving import serving
from tests.web.builders import Newsletter, browser
from tests.web.desk.builders import signed_in

MEGABYTE = 1024 * 1024
TOO_LARGE = b"stuur een kortere tekst of een kleiner bestand"


class QuickProtocol(HeadTimeoutProtocol):
    head_seconds = 1.0  # in which a busy machine gets to what was sent at once


@contextmanager
def served(app: ASGIApp) -> Iterator[int]:
    """An application on a socket of this machine; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            app,
            http=QuickProtocol,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_keep_alive=60,  # longer than ``heard`` waits: what ends in time is our doing
        )
        with serving(uvicorn.Server(config), listening) as port:
            yield port


def heard(connection: socket.socket) -> bytes:
    """Everything until the other side ends the connection."""
    connection.settimeout(50)
    told = b""
    while part := connection.recv(65536):
        told += part
    return told


def begun(port: int, path: str, length: int, body: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
    connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
    connection.sendall(body)
    return connection


@pytest.mark.parametrize("beginning", [b"", b"POST /hooks/mailgun HTTP/1.1\r\nHost: x\r\nX-Long: "])
def test_a_head_that_never_ends_ends_the_connection(
    newsletter: Newsletter, beginning: bytes
) -> None:
    with served(build(newsletter)) as port, socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(beginning)
        assert heard(one) == b""


def test_the_second_head_of_a_connection_has_its_time_too(newsletter: Newsletter) -> None:
    with served(build(newsletter)) as port, socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        with one.makefile("rb") as answer:
            head = b"".join(iter(answer.readline, b"\r\n"))
            length = re.search(rb"(?i)content-length: (\d+)", head)
            assert length is not None
            answer.read(int(length[1]))
        one.sendall(b"GET /health HTTP/1.1\r\nHos")
        assert heard(one) == b""


@pytest.mark.parametrize("target", ["?x", "*"])
def test_a_target_that_is_no_path_is_not_found(newsletter: Newsletter, target: str) -> None:
    with served(build(newsletter)) as port, socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert heard(one).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    ("path", "status"), [("/hooks/mailgun", 429), ("/unsubscribe/x", 408), ("/subscribe", 408)]
)
def test_a_body_that_never_ends_is_given_up(newsletter: Newsletter, path: str, status: int) -> None:
    newsletter.admissions["mailgun"] = Admission(busy=429)
    slow = BodyLimits(build(newsletter), slowest_seconds=0.2)
    with served(slow) as port, begun(port, path, 1000, b"email=") as one:
        assert heard(one).startswith(f"HTTP/1.1 {status} ".encode())
    assert newsletter.hooks == []


def test_bodies_in_flight_are_counted_together_and_let_go(newsletter: Newsletter) -> None:
    newsletter.admissions["mailgun"] = Admission(busy=429)
    tight = BodyLimits(build(newsletter), most_in_flight=3 * 60_000, slowest_seconds=20)
    with served(tight) as port:
        held = [begun(port, "/hooks/mailgun", 60_000, b"x" * 59_000) for _ in range(3)]
        address = f"http://127.0.0.1:{port}/hooks/mailgun"
        with httpx.Client(trust_env=False, timeout=patience.SECONDS) as client:

            def post() -> httpx.Response:
                return client.post(address, content=b"x" * 10_000)

            assert patience.until(lambda: post().status_code == 429)  # once the others are read
            assert post().headers["retry-after"] == "60"
            for one in held:
                one.close()
            assert patience.until(lambda: post().status_code == 200)


@pytest.mark.parametrize("path", ["/hooks/mailgun", "/subscribe", "/api/v1/subscribers"])
def test_an_announced_body_that_is_too_large_is_refused_unread(
    newsletter: Newsletter, path: str
) -> None:
    with served(build(newsletter)) as port, begun(port, path, 11 * MEGABYTE) as one:
        assert heard(one).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_came_whole_leaves_nothing_counted(newsletter: Newsletter) -> None:
    limits = BodyLimits(build(newsletter), most_in_flight=100_000)
    pages = browser(newsletter)
    del pages

    async def post() -> int:
        transport = httpx.ASGITransport(limits)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return (await client.post("/hooks/mailgun", content=b"x" * 60_000)).status_code

    assert [asyncio.run(post()) for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("path", ["/desk/articles/file", "/desk/sign-in"])
def test_an_editor_who_sends_too_much_sees_why_and_nobody_is_listened_to_for_ever(
    tmp_path: Path, path: str
) -> None:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    session = signed_in(app).cookies["desk"]
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"
        f"Cookie: desk={session}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    )
    with served(build(app)) as port:
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall(f"{head}Content-Length: {13 * MEGABYTE}\r\n\r\n".encode())
            for _ in range(13):  # all of it, as browsers do, and only then the answer is read
                one.sendall(b"a" * MEGABYTE)
            answer = heard(one)
            assert answer.startswith(b"HTTP/1.1 413 ")
            assert TOO_LARGE in answer
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall(f"{head}Content-Length: {10_000 * MEGABYTE}\r\n\r\n".encode())
            sent = 0
            with suppress(OSError):  # the connection ends in the middle
                while sent < 200 * MEGABYTE:
                    sent += one.send(b"a" * MEGABYTE)
            assert sent < 100 * MEGABYTE
