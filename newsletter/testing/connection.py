"""HTTP/1.1 for a server: whole requests in, and whole replies out, or none.

Written for speed on one core: each body is read into a buffer of its own
size, so that fifteen megabytes are copied once (RFC 9112).
"""

import asyncio
import http
import socket
import struct
from typing import TypeAlias, assert_never
from urllib.parse import parse_qsl

from newsletter.testing.exchange import TEXT, Handle, NoReply, Reply, Request, Response

HEAD_BYTES = 64 * 1024
BODY_BYTES = 64 * 1024 * 1024
_DRIP_EVERY_SECONDS = 0.02
_DRIPS = 100  # two seconds, so that a client without a timeout gets on
_DRIPPING_BYTES = 1_000_000  # promised; the reply never gets that far
_Head: TypeAlias = tuple[str, str, dict[str, str], dict[str, str]]
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets the connection


class _BadRequest(Exception):
    """The bytes are no valid request. The connection is closed after the answer."""

    def __init__(self, status: int) -> None:
        self.status = status


class Connection(asyncio.BufferedProtocol):
    """One client's connection: requests are answered one after the other, in order."""

    def __init__(self, handle: Handle, lines: set["Connection"]) -> None:
        self._handle = handle
        self._lines = lines
        self._transport: asyncio.Transport | None = None
        self._head = bytearray(HEAD_BYTES)
        self._filled = 0  # bytes of _head that are in use
        self._chunks: bytearray | None = None  # decoded so far, where the body is chunked
        self._body: memoryview | None = None
        self._room = bytearray()  # reused for every body, because fresh pages are expensive
        self._got = 0
        self._line: _Head | None = None
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the connection."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # narrows the type
        self._transport = transport
        self._lines.add(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Forget the connection."""
        self._lines.discard(self)
        self._transport = self._body = None

    def cut(self) -> None:
        """Close the connection immediately, without finishing a reply."""
        if self._transport is not None:
            self._transport.abort()

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Return the buffer for the next bytes: the body, once its length is known."""
        if self._body is not None:
            return self._body[self._got :]
        return memoryview(self._head)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """Process the received bytes as far as possible."""
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
            self._send(Reply(bad.status, b"", TEXT), close=True)

    def _step(self) -> bool:
        """Read one part of a request, and return whether there may be more to read."""
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
        assert self._chunks is not None  # noqa: S101  # narrows the type
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
        assert self._chunks is not None  # noqa: S101  # narrows the type
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
        assert self._line is not None  # noqa: S101  # narrows the type
        method, path, query, headers = self._line
        self._line = self._body = self._chunks = None
        self._got = 0
        self._busy = True
        response = self._handle(Request(method, path, query, headers, body))
        close = headers.get("connection", "").lower() == "close"
        if response.after_seconds > 0:
            loop = asyncio.get_running_loop()
            loop.call_later(response.after_seconds, self._resume, response, close)
        else:
            self._respond(response, close=close)

    def _resume(self, response: Response, close: bool) -> None:
        self._respond(response, close=close)
        if self._transport is not None:
            self._transport.resume_reading()
            self._advance()

    def _respond(self, response: Response, *, close: bool) -> None:
        match response.reply:
            case Reply() as reply if response.drips:
                self._write(_head_of(reply, _DRIPPING_BYTES, close=close))
                self._drip(_DRIPS)
            case Reply() as reply:
                self._send(reply, close=close)
                self._busy = close
            case NoReply.CLOSED:
                self.cut()
            case NoReply.RESET:
                self._reset()
            case NoReply.HANGING:
                pass  # never ready again: nothing more is read from this connection
            case _:
                assert_never(response.reply)

    def _drip(self, left: int) -> None:
        if not left:
            self.cut()
        elif self._transport is not None:
            self._transport.write(b" ")
            asyncio.get_running_loop().call_later(_DRIP_EVERY_SECONDS, self._drip, left - 1)

    def _reset(self) -> None:
        if self._transport is not None:
            line = self._transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self._transport.abort()

    def _send(self, reply: Reply, *, close: bool) -> None:
        self._write(_head_of(reply, len(reply.body), close=close) + reply.body)
        if close and self._transport is not None:
            self._busy = True
            self._transport.close()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


def _parse_head(raw: bytes) -> _Head:
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
    asked = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    return method, path, asked, headers


def _head_of(reply: Reply, length: int, *, close: bool) -> bytes:
    lines = [
        f"HTTP/1.1 {reply.status} {_phrase(reply.status)}",
        *(f"{name}: {value}" for name, value in reply.headers.items()),
        f"Content-Length: {length}",
        *(("Connection: close",) if close else ()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
