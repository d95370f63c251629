"""A server in a thread of its own, for tests that need a real socket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests import patience


@contextmanager
def serving(server: uvicorn.Server, *listening: socket.socket) -> Iterator[int]:
    """Serve until the block ends, on a socket that listens or else on a free port. Yield the port."""
    sockets = list(listening) or None
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    try:
        assert patience.until(lambda: server.started or not thread.is_alive())
        assert server.started, "it ended before it served anything"
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(patience.SECONDS)
        assert not thread.is_alive()
