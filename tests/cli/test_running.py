"""``newsletter run`` as a process: started, told to stop, killed, started twice."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.app.builders import SetClock, a_publication, outbox, with_issues_approved

_PATIENCE_SECONDS = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    app.close()
    return tmp_path / "own"


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The process, once its pages answer; gone afterwards whatever happens."""
    command = [sys.executable, "-m", "newsletter", "-C", str(folder), "run", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        _wait_for_pages(process, port)
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _wait_for_pages(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"no pages: {process.communicate()[0]}")


def test_told_to_stop_it_ends_what_it_has_in_hand_and_says_so(folder: Path) -> None:
    with running(folder, a_free_port()) as process:
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == 0
    assert "stopped; nothing was left half-done" in told
    assert "Traceback" not in told


def test_a_second_start_on_the_same_port_says_what_to_do_and_harms_nothing(folder: Path) -> None:
    port = a_free_port()
    with running(folder, port) as process:
        second = subprocess.run(
            [sys.executable, "-m", "newsletter", "-C", str(folder), "run", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_SECONDS,
        )
        assert second.returncode == 1
        assert f"port {port} of 127.0.0.1 is taken" in second.stderr
        assert f"--port {port + 1}" in second.stderr
        assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
        assert process.poll() is None


def test_a_kill_costs_nothing_and_the_next_start_goes_on(folder: Path) -> None:
    with running(folder, a_free_port()) as process:
        process.kill()
        process.wait(_PATIENCE_SECONDS)
    assert process.returncode == -signal.SIGKILL
    with running(folder, a_free_port()):
        app = a_publication(folder, SetClock())
        assert [person.address for person in app.people.rows()] == [
            "anna@example.org",
            "bram@example.org",
        ]
    assert outbox(app) == []


def test_the_pages_and_the_bell_of_two_processes_share_one_database(folder: Path) -> None:
    one, other = a_free_port(), a_free_port()
    with running(folder, one), running(folder, other):
        for port in (one, other):
            assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
