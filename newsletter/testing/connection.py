"""HTTP/1.1 as a server needs it here: whole requests in, whole answers out, or a cut line.

Written for speed on one core: a body is read straight into a buffer of its own
size, so that fifteen megabytes cost one copy (RFC 9112).
"""

import asyncio
import http
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

HEAD_BYTES = 64 * 1024
BODY_BYTES = 64 * 1024 * 1024
_NO_DELAY = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read whole. Header names are lower-case.

    The body is the line's own buffer: it holds until the next request is read.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status with a body."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and when it leaves.

    Without an answer the connection is cut, or with ``hangs`` left open in silence.
    """

    answer: Answer | None
    after_seconds: float = _NO_DELAY
    hangs: bool = False


Handle: TypeAlias = Callable[[Request], Reply]


class _BadRequest(Exception):
    """The bytes are not a request that we can answer; the line is closed after saying so."""

    def __init__(self, status: int) -> None:
        self.status = status


class Connection(asyncio.BufferedProtocol):
    """One client's line: requests are answered one after the other, in order."""

    def __init__(self, handle: Handle, lines: set["Connection"]) -> None:
        self._handle = handle
        self._lines = lines
        self._transport: asyncio.Transport | None = None
        self._head = bytearray(HEAD_BYTES)
        self._filled = 0  # bytes of _head that are in use
        self._chunks: bytearray | None = None  # decoded so far, where the body is chunked
        self._body: memoryview | None = None
        self._room = bytearray()  # bodies are read into it, again and again: fresh pages are dear
        self._got = 0
        self._line: tuple[str, str, str, dict[str, str]] | None = None
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the line."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 — narrows the type
        self._transport = transport
        self._lines.add(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Let go of the line."""
        self._lines.discard(self)
        self._transport = self._body = None

    def cut(self) -> None:
        """Close the line at once, whatever was on its way."""
        if self._transport is not None:
            self._transport.abort()

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Where the next bytes go: into the body itself, once its length is known."""
        if self._body is not None:
            return self._body[self._got :]
        return memoryview(self._head)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came in; go as far as they reach."""
        if self._body is not None:
            self._got += nbytes
        else:
            self._filled += nbytes
        self._advance()
        if self._busy and self._filled == len(self._head) and self._transport:
            self._transport.pause_reading()

    def _advance(self) -> None:
        try:
            while not self._busy and self._step():
                pass
        except _BadRequest as bad:
            self._send(Answer(bad.status, b"", "text/plain"), close=True)

    def _step(self) -> bool:
        """Read one part of a request; whether there may be more to read."""
        if self._line is None:
            return self._read_head()
        if self._chunks is not None:
            return self._read_chunk()
        if self._body is None or self._got < len(self._body):
            return False
        self._finish(self._body)
        return True

    def _read_head(self) -> bool:
        end = self._head.find(b"\r\n\r\n", 0, self._filled)
        if end < 0:
            if self._filled == len(self._head):
                raise _BadRequest(431)
            return False
        self._line = _, _, _, headers = _parse_head(bytes(self._head[:end]))
        self._drop_front(end + 4)
        if headers.get("expect", "").lower() == "100-continue" and self._transport:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in headers.get("transfer-encoding", "").lower():
            self._chunks = bytearray()
            return True
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            raise _BadRequest(400)
        self._start_body(int(length))
        return True

    def _start_body(self, length: int) -> None:
        if length > BODY_BYTES:
            raise _BadRequest(413)
        if length > len(self._room):
            self._room = bytearray(length)
        self._body = memoryview(self._room)[:length]
        self._got = min(length, self._filled)
        self._body[: self._got] = self._head[: self._got]
        self._drop_front(self._got)

    def _read_chunk(self) -> bool:
        assert self._chunks is not None  # noqa: S101 — narrows the type
        end = self._head.find(b"\r\n", 0, self._filled)
        if end < 0:
            if self._filled == len(self._head):
                raise _BadRequest(400)
            return False
        try:
            size = int(bytes(self._head[:end]).partition(b";")[0], 16)
        except ValueError as error:
            raise _BadRequest(400) from error
        if size + 4 + end > HEAD_BYTES and len(self._head) < size + end + 4:
            self._widen(size + end + 4)
        if self._filled < end + size + 4:
            return False
        self._chunks += self._head[end + 2 : end + 2 + size]
        self._drop_front(end + size + 4)
        if size == 0:
            self._finish(self._chunks)
        return True

    def _widen(self, size_bytes: int) -> None:
        assert self._chunks is not None  # noqa: S101 — narrows the type
        if size_bytes + len(self._chunks) > BODY_BYTES:
            raise _BadRequest(413)
        wider = bytearray(size_bytes)  # a new one: the loop still holds a view of the old
        wider[: self._filled] = self._head[: self._filled]
        self._head = wider

    def _drop_front(self, count: int) -> None:
        rest = self._filled - count
        self._head[:rest] = self._head[count : self._filled]
        self._filled = rest

    def _finish(self, body: bytearray | memoryview) -> None:
        assert self._line is not None  # noqa: S101 — narrows the type
        method, path, query, headers = self._line
        self._line = self._body = self._chunks = None
        self._got = 0
        self._busy = True
        reply = self._handle(Request(method, path, query, headers, body))
        close = headers.get("connection", "").lower() == "close"
        if reply.hangs:
            return
        if reply.after_seconds > 0:
            asyncio.get_running_loop().call_later(
                reply.after_seconds, self._resume, reply.answer, close
            )
        else:
            self._reply(reply.answer, close)

    def _resume(self, answer: Answer | None, close: bool) -> None:
        self._reply(answer, close)
        if self._transport is not None:
            self._transport.resume_reading()
            self._advance()

    def _reply(self, answer: Answer | None, close: bool) -> None:
        if answer is None:
            self.cut()
            return
        self._send(answer, close)
        self._busy = False

    def _send(self, answer: Answer, close: bool) -> None:
        if self._transport is None:
            return
        self._transport.write(_head_of(answer, close) + answer.body)
        if close:
            self._busy = True
            self._transport.close()


def _parse_head(raw: bytes) -> tuple[str, str, str, dict[str, str]]:
    first, *lines = raw.decode("latin-1").split("\r\n")
    try:
        method, target, _version = first.split(" ")
    except ValueError as error:
        raise _BadRequest(400) from error
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    path, _, query = target.partition("?")
    return method, unquote(path), query, headers


def _head_of(answer: Answer, close: bool) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} {_phrase(answer.status)}",
        f"Content-Type: {answer.kind}",
        f"Content-Length: {len(answer.body)}",
        *(f"{name}: {value}" for name, value in answer.headers),
        *(("Connection: close",) if close else ()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
