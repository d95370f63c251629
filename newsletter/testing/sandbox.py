"""The running sandbox: in a process of its own, or on a thread during a test."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from typing import Self

from newsletter.testing.faults import Faults
from newsletter.testing.log import AcceptedLog
from newsletter.testing.reporting import Hooks, Reporter
from newsletter.testing.server import BackgroundServer, Listener
from newsletter.testing.simulator import Simulator

__all__ = ["Sandbox", "serve"]


def serve(
    host: str,
    port: int,
    log_file: Path,
    faults: Faults | None = None,
    *,
    sync: bool = False,
    clock: Callable[[], float] = time.time,
    ready: Callable[[str], object] = str,
    hooks: Hooks | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C, then cut off everything in flight.

    Args:
        host: The address to listen on, normally loopback.
        port: 0 takes a free one.
        log_file: One JSON line per accepted mail. An existing file is continued.
        faults: How to behave. By default there are no faults.
        sync: Whether accepted mails are forced to the disk before the answer.
        clock: The provider's own, in seconds since the epoch.
        ready: Called with the address once it listens.
        hooks: Where to report what became of the mails, if anywhere.

    Raises:
        OSError: If the port is taken or the log cannot be written.
    """

    async def main(simulator: Simulator) -> None:
        async with Listener(simulator.handle, host, port) as listener:
            simulator.base_url = listener.url
            stop = asyncio.Event()
            for wanted in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
            ready(listener.url)
            reporting = (
                Reporter(log_file, hooks, lambda: simulator.faults, clock)
                if hooks
                else nullcontext()
            )
            with reporting:
                await stop.wait()

    with closing(AcceptedLog(log_file, sync=sync)) as log:
        asyncio.run(main(Simulator(log, faults or Faults(), clock)))


class Sandbox:
    """A sandbox on a thread: ``with Sandbox(log_file) as sandbox: sandbox.url``."""

    def __init__(
        self,
        log_file: Path,
        faults: Faults | None = None,
        *,
        clock: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        self._log_file = log_file
        self._faults = faults or Faults()
        self._clock = clock
        self._port = port
        self._simulator: Simulator | None = None
        self._opened = ExitStack()

    @property
    def url(self) -> str:
        """The base URL of all three dialects, without a slash at the end."""
        return self.simulator.base_url

    @property
    def simulator(self) -> Simulator:
        """The simulated provider, whose ``log`` has what it accepted."""
        if self._simulator is None:
            raise RuntimeError("the sandbox is not up; use it in a with statement")
        return self._simulator

    def turn(self, faults: Faults) -> None:
        """Set all knobs, as ``POST /sandbox/knobs`` does."""
        self.simulator.turn(faults)

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            log = opened.enter_context(closing(AcceptedLog(self._log_file)))
            simulator = Simulator(log, self._faults, self._clock)
            server = BackgroundServer(simulator.handle, self._port)
            simulator.base_url = server.start()
            opened.callback(server.stop)
            self._opened = opened.pop_all()
        self._simulator = simulator
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()
