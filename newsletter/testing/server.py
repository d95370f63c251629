"""Servers on this machine: one address with its connections.

A stand-in is what a provider talks to in a test. It answers as the real one is
documented to, or as a fault says.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Self, TypeAlias

from newsletter.testing.connection import Connection
from newsletter.testing.exchange import Handle, Reply, Request, Response, reply
from newsletter.testing.faults import Fault, respond

__all__ = [
    "BackgroundServer",
    "Listener",
    "Loopback",
    "Reply",
    "Request",
    "SentEmail",
    "reply",
    "served",
]

LOOPBACK = "127.0.0.1"
_BACKLOG = 512

StandIn: TypeAlias = Callable[[Request], Reply]


class Listener:
    """A listening address and its open connections, as a context manager."""

    def __init__(self, handle: Handle, host: str, port: int) -> None:
        self._handle = handle
        self._host, self._port = host, port
        self._connections: set[Connection] = set()
        self.url = ""

    async def __aenter__(self) -> Self:
        """Listen.

        Raises:
            OSError: The port is taken.
        """
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Connection(self._handle, self._connections),
            self._host,
            self._port,
            backlog=_BACKLOG,
        )
        self.url = f"http://{self._host}:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.cut()
        await self._server.wait_closed()


class BackgroundServer:
    """A server at a port of this machine, on a thread of its own."""

    def __init__(self, handle: Handle, port: int = 0) -> None:
        self._handle = handle
        self._port = port
        self._url: Future[str] = Future()
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)

    def start(self) -> str:
        """Start, and return the base URL once it listens.

        Raises:
            OSError: The port is taken.
        """
        self._thread.start()
        return self._url.result()

    def stop(self) -> None:
        """Cut all connections and wait for the end."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with Listener(self._handle, LOOPBACK, self._port) as listener:
                self._url.set_result(listener.url)
                await self._stopping.wait()
        except OSError as error:  # only listening can fail so
            self._url.set_exception(error)


@dataclass(frozen=True, slots=True)
class SentEmail:
    """A mail as the reader's host receives it. Header names are in lower case."""

    delivery_id: str
    to: str
    subject: str
    html: str
    text: str
    headers: Mapping[str, str]


class Loopback:
    """A stand-in behind a server, with planned faults and the requests it saw.

    Attributes:
        answer: The stand-in.
        seen: The requests that reached it, oldest first.
        base: The base URL.
    """

    def __init__(self, answer: StandIn) -> None:
        self.answer = answer
        self.seen: list[Request] = []
        self._planned: deque[Fault | Reply | StandIn] = deque()
        self._server = BackgroundServer(self._respond)
        self.base = self._server.start()

    def plan(self, *steps: Fault | Reply | StandIn) -> None:
        """Plan the next calls, one step each. Later calls are answered as usual.

        A stand-in cannot accept half of a call. It does not see a call if the fault
        accepts nothing of it.
        """
        self._planned.extend(steps)

    def close(self) -> None:
        """Stop serving."""
        self._server.stop()

    def _respond(self, request: Request) -> Response:
        kept = replace(request, body=bytes(request.body))
        step = self._planned.popleft() if self._planned else self.answer
        if isinstance(step, Fault):
            return respond(step, _dated(self._struck(step, kept)))
        self.seen.append(kept)
        return Response(_dated(step if isinstance(step, Reply) else step(kept)))

    def _struck(self, fault: Fault, request: Request) -> Reply:
        """Return the stand-in's reply, or the fault's own if that is a status."""
        usual = Reply(503)
        if fault.taken != "none":
            self.seen.append(request)
            usual = self.answer(request)
        if not isinstance(fault.answer, int):
            return usual
        wait = fault.retry_after_seconds
        headers = {} if wait is None else {"retry-after": f"{wait:g}"}
        return Reply(fault.answer, fault.says.encode(), headers)


def _dated(answer: Reply) -> Reply:
    """Return the reply with a date, as any server gives it (RFC 9110 §6.6.1)."""
    return replace(answer, headers={"date": formatdate(usegmt=True), **answer.headers})


@contextmanager
def served(answer: StandIn) -> Iterator[Loopback]:
    """Serve a stand-in at a port of this machine within the context."""
    loopback = Loopback(answer)
    try:
        yield loopback
    finally:
        loopback.close()
