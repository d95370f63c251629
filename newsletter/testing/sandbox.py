"""The sandbox running: in a process of its own, or on a thread beside a test."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import TracebackType
from typing import Self

from newsletter.testing.connection import Connection
from newsletter.testing.faults import Faults
from newsletter.testing.log import AcceptedLog
from newsletter.testing.reporting import Hooks, Reporter
from newsletter.testing.simulator import Simulator

__all__ = ["Sandbox", "serve"]

_BACKLOG = 512


def serve(
    host: str,
    port: int,
    log_file: Path,
    knobs: Faults | None = None,
    *,
    sync: bool = False,
    clock: Callable[[], float] = time.time,
    ready: Callable[[str], object] = str,
    hooks: Hooks | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; what is under way then is cut, as a power cut would.

    Args:
        host: Where to listen; loopback unless you mean otherwise.
        port: 0 takes a free one.
        log_file: One JSON line per accepted mail; gone on with if it is there.
        knobs: How to behave; a good day by default.
        sync: Whether accepted mails are forced to the disk before the answer.
        clock: The provider's own, in seconds since the epoch.
        ready: Called with the address once it listens.
        hooks: Where to report what became of the mails; nowhere by default.

    Raises:
        OSError: If the port is taken or the log cannot be written.
    """

    async def main() -> None:
        async with _Listening(host, port, log_file, knobs or Faults(), sync, clock) as listening:
            stop = asyncio.Event()
            for wanted in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
            ready(listening.url)
            with listening.reporting(hooks) if hooks else nullcontext():
                await stop.wait()

    asyncio.run(main())


class Sandbox:
    """A sandbox on a thread: ``with Sandbox(log_file) as sandbox: sandbox.url``."""

    def __init__(
        self,
        log_file: Path,
        knobs: Faults | None = None,
        *,
        clock: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        self._log_file = log_file
        self._knobs = knobs or Faults()
        self._clock = clock
        self._port = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._listening: _Listening | None = None
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end: the base URL of all three dialects."""
        return self._up.url

    @property
    def simulator(self) -> Simulator:
        """What it accepted so far stands in ``simulator.log``."""
        return self._up.simulator

    def turn(self, knobs: Faults) -> None:
        """Set all knobs, as ``POST /sandbox/knobs`` does."""
        self.simulator.turn(knobs)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def _up(self) -> "_Listening":
        if self._listening is None:
            raise RuntimeError("the sandbox is not up; use it in a with statement")
        return self._listening

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        listening = _Listening(
            "127.0.0.1", self._port, self._log_file, self._knobs, False, self._clock
        )
        try:
            async with listening:
                self._listening = listening
                self._ready.set()
                await self._stop.wait()
        except OSError as error:
            self._failure = error
        finally:
            self._ready.set()


class _Listening:
    """The socket, the log and the lines of one sandbox, from open to closed."""

    def __init__(
        self,
        host: str,
        port: int,
        log_file: Path,
        knobs: Faults,
        sync: bool,
        clock: Callable[[], float],
    ) -> None:
        self._host, self._port = host, port
        self._lines: set[Connection] = set()
        self._log = AcceptedLog(log_file, sync=sync)
        self.simulator = Simulator(self._log, knobs, clock)
        self._clock = clock
        self.url = ""

    def reporting(self, hooks: Hooks) -> Reporter:
        """What reports about the mails of this sandbox, while it is entered."""
        return Reporter(self._log.path, hooks, lambda: self.simulator.knobs, self._clock)

    async def __aenter__(self) -> Self:
        try:
            self._server = await asyncio.get_running_loop().create_server(
                lambda: Connection(self.simulator.handle, self._lines),
                self._host,
                self._port,
                backlog=_BACKLOG,
            )
        except OSError:
            self._log.close()
            raise
        port = self._server.sockets[0].getsockname()[1]
        self.url = self.simulator.base_url = f"http://{self._host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for line in list(self._lines):
            line.cut()
        await self._server.wait_closed()
        self._log.close()
