"""The server reads HTTP/1.1 however it is cut, and answers in order."""

import re
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.testing.dialects.offers import read_form
from newsletter.testing.faults import Faults
from newsletter.testing.sandbox import Sandbox
from tests import patience

BODY = b"from=a@example.nl&to=b@example.org&subject=s&text=t"
HEAD = (
    b"POST /v3/example.nl/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Basic eA==\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (
    20, BODY[:20], len(BODY) - 20, BODY[20:],
)  # fmt: skip
LARGE = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n0\r\n\r\n" % (
    len(BODY) + 300_000, BODY + b"x" * 300_000,
)  # fmt: skip


@pytest.fixture
def line(sandbox: Sandbox) -> Iterator[socket.socket]:
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=patience.SECONDS) as connected:
        yield connected


def answers(line: socket.socket, count: int) -> list[bytes]:
    """The status lines of so many answers."""
    got = b""
    while got.count(b"Queued. Thank you.") < count:
        more = line.recv(65536)
        assert more, got
        got += more
    return re.findall(rb"HTTP/1\.1 [^\r]*", got)


@pytest.mark.parametrize(
    "request_bytes", [WHOLE, CHUNKED, LARGE], ids=["length", "chunked", "large chunk"]
)
def test_a_request_is_read_whole(line: socket.socket, request_bytes: bytes) -> None:
    line.sendall(request_bytes)
    assert answers(line, 1) == [b"HTTP/1.1 200 OK"]


@pytest.mark.parametrize("request_bytes", [WHOLE, CHUNKED], ids=["length", "chunked"])
def test_a_request_is_read_byte_by_byte(line: socket.socket, request_bytes: bytes) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for place in range(len(request_bytes)):
        line.sendall(request_bytes[place : place + 1])
    assert answers(line, 1) == [b"HTTP/1.1 200 OK"]


def test_requests_sent_without_waiting_are_answered_in_order(line: socket.socket) -> None:
    line.sendall((WHOLE + CHUNKED) * 200)
    assert answers(line, 400) == [b"HTTP/1.1 200 OK"] * 400


def test_a_slow_answer_holds_up_the_requests_behind_it(
    sandbox: Sandbox, line: socket.socket
) -> None:
    sandbox.turn(Faults(answer_after_seconds=0.01))
    line.sendall(WHOLE * 20)
    assert len(answers(line, 20)) == 20


def test_a_client_that_asks_first_is_told_to_go_on(line: socket.socket) -> None:
    line.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(BODY))
    assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(BODY)
    assert answers(line, 1) == [b"HTTP/1.1 200 OK"]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (HEAD + b"Content-Length: -1\r\n\r\n", b"400"),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"413"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", b"400"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000, b"431"),
    ],
    ids=["no request", "negative", "too long", "bad chunk", "large chunk", "long head"],
)
def test_what_is_no_request_is_told_and_the_line_closed(
    line: socket.socket, request_bytes: bytes, status: bytes
) -> None:
    line.sendall(request_bytes)
    got = b""
    try:
        while more := line.recv(65536):
            got += more
    except ConnectionResetError:
        pass  # closed with bytes unread
    assert got.split(b" ")[1] == status


@settings(max_examples=40)
@given(
    fields=st.dictionaries(
        st.text(
            st.characters(codec="utf-8", exclude_characters='"\r\n\\', exclude_categories=["Cs"]),
            min_size=1,
        ),
        st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=3),
        max_size=4,
    )
)
def test_a_multipart_form_is_read_as_it_was_written(fields: dict[str, list[str]]) -> None:
    boundary = "b0und4ry-that-does-not-occur"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in fields.items()
        for value in values
    )
    body = (parts + f"--{boundary}--\r\n").encode()
    assert read_form(f"multipart/form-data; boundary={boundary}", body) == fields


def test_what_is_no_form_is_none() -> None:
    assert read_form("application/json", b"{}") is None
    assert read_form("multipart/form-data", b"") is None
