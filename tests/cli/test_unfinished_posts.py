"""``newsletter run`` keeps its memory while strangers begin bodies and never end them."""

import socket
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests import patience
from tests.app.builders import SetClock, a_publication
from tests.cli.test_running import a_free_port, running

MAILGUN = """
[provider]
name = "mailgun"
[provider.mailgun]
domain = "mail.example.nl"
key = "k"
signing_key = "s"
base = "http://127.0.0.1:9"
"""
MEGABYTE = 1024 * 1024


def peak_bytes(process: int) -> int:
    """Return the most memory that the process has ever held."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_forty_unfinished_posts_cost_less_than_the_ceiling(tmp_path: Path) -> None:
    a_publication(tmp_path / "own", SetClock(), MAILGUN).close()
    port = a_free_port()
    with running(tmp_path / "own", port) as process, ExitStack() as held:
        before = peak_bytes(process.pid)
        for length in [10 * MEGABYTE] * 20 + [MEGABYTE] * 40:
            one = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            head = f"POST /hooks/mailgun HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
            one.settimeout(0.5)
            try:
                one.sendall(head.encode() + b"x" * (length - 1))
            except OSError:
                continue  # it was refused
        # answered by the thread that reads the bodies, so after what has arrived
        health = httpx.get(f"http://127.0.0.1:{port}/health", timeout=patience.SECONDS)
        assert health.status_code == 200
        grown = peak_bytes(process.pid) - before
        assert grown < 80 * MEGABYTE  # 390 MB without limits
