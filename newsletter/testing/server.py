"""A real HTTP server on loopback that answers as a provider documents it, or as a knob says.

A provider's manners stand in its stand-in; here is what goes
wrong with all of them: silence, slowness, garbage, dropped lines, redirects.
"""

import gzip
import json
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, assert_never
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One call as it came in; header names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the stand-in answers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def reply(status: int, value: object = None, **headers: str) -> Reply:
    """An answer in JSON; ``_`` in a header's name stands for ``-``."""
    body = b"" if value is None else json.dumps(value).encode()
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, body, {"content-type": "application/json"} | told)


@dataclass(frozen=True, slots=True)
class SentEmail:
    """A mail as the reader's host gets it from the stand-in."""

    delivery_id: str
    to: str
    subject: str
    html: str
    text: str
    headers: Mapping[str, str]  # lower-case names


class Knob(Enum):
    """What goes wrong with one call."""

    DROP_BEFORE = "the line drops before anything is taken"
    DROP_AFTER = "the line drops after all was taken"
    SLOW = "the answer comes too late"
    DRIP = "the answer comes a byte at a time and never ends"
    GARBAGE = "200 with a page of something else"
    REDIRECT = "301 to elsewhere"
    GZIP = "the answer is compressed"
    BAD_GZIP = "the answer says it is compressed and is not"


Answers = Callable[[Request], Reply]


class Loopback:
    """The server, its knobs and what it saw."""

    def __init__(self, answer: Answers) -> None:
        self.answer = answer
        self.planned: deque[Knob | Reply | Answers] = deque()
        self.seen: list[Request] = []
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.loopback = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,))
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def plan(self, *steps: Knob | Reply | Answers) -> None:
        """What happens to the next calls, one each; afterwards all is well."""
        self.planned.extend(steps)

    def close(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64
    loopback: Loopback

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up on us was told to; anything else is a fault of the stand-in."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 5
    server: _Server

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _any(self) -> None:
        loopback = self.server.loopback
        step = loopback.planned.popleft() if loopback.planned else None
        if step is Knob.DROP_BEFORE:
            self._drop()
            return
        request = self._request()
        loopback.seen.append(request)
        if isinstance(step, Knob):
            self._misbehave(step, loopback.answer(request))
        elif isinstance(step, Reply):
            self._write(step)
        else:
            self._write((step or loopback.answer)(request))

    do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815 - the standard library's names

    def _request(self) -> Request:
        length = int(self.headers.get("content-length", "0"))
        split = urlsplit(self.path)
        return Request(
            method=self.command,
            path=split.path,
            query=dict(parse_qsl(split.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )

    def _misbehave(self, knob: Knob, answer: Reply) -> None:
        match knob:
            case Knob.DROP_BEFORE | Knob.DROP_AFTER:
                self._drop()
            case Knob.SLOW:
                self.server.loopback.stopping.wait(0.4)
                self._write(answer)
            case Knob.DRIP:
                self._drip(answer)
            case Knob.GARBAGE:
                self._write(Reply(200, b"<html>\x00\xff een heel andere bladzijde</html>"))
            case Knob.REDIRECT:
                self._write(Reply(301, b"", {"location": f"{self.server.loopback.base}/elsewhere"}))
            case Knob.GZIP:
                packed = gzip.compress(answer.body)
                self._write(
                    replace(
                        answer,
                        body=packed,
                        headers=dict(answer.headers) | {"content-encoding": "gzip"},
                    )
                )
            case Knob.BAD_GZIP:
                told = dict(answer.headers) | {"content-encoding": "gzip"}
                self._write(replace(answer, body=answer.body or b"not packed", headers=told))
            case _:
                assert_never(knob)

    def _write(self, answer: Reply) -> None:
        self.send_response_only(answer.status)
        for name, value in ({"date": self.date_time_string()} | dict(answer.headers)).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _drip(self, answer: Reply) -> None:
        self.send_response(answer.status)
        self.send_header("content-length", "1000000")
        self.end_headers()
        until = time.monotonic() + 2
        while time.monotonic() < until and not self.server.loopback.stopping.wait(0.02):
            self.wfile.write(b" ")

    def _drop(self) -> None:
        """A reset, not a polite farewell."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        pass


@contextmanager
def served(answer: Answers) -> Iterator[Loopback]:
    """While inside, a stand-in answers on a port of this machine."""
    loopback = Loopback(answer)
    try:
        yield loopback
    finally:
        loopback.close()
