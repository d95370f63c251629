"""Ports of this machine for servers that a test starts."""

import random
import socket
from contextlib import suppress

# below those that a system gives to whoever asks for any: before a server has started, somebody might
_OURS = range(10_000, 32_000)
_DICE = random.SystemRandom()  # another's seed must not lead two workers to one port


def a_free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    while True:
        port = _DICE.choice(_OURS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
