"""What every test may rely on: no network but loopback, and golden files with one command to accept."""

import gc
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import hashes, kept, statements

# a worker of pytest-xdist gets its terminal's width; a console keeps what it finds when it is made
os.environ.pop("COLUMNS", None)
# else every process that a test starts would compile all packages anew
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# thousands of small databases wait for the disk, which nothing here needs to outlive
_MEMORY = Path("/dev/shm")  # the system's own folder in memory
if (
    "TMPDIR" not in os.environ
    and os.access(_MEMORY, os.W_OK | os.X_OK)
    and shutil.disk_usage(_MEMORY).free >= 8 * 1024**3
):
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None  # so that it is looked up again
# what is kept for the next process goes with the tests', and never into the home of who runs them
_CACHE = tempfile.TemporaryDirectory(prefix="newsletter-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE.name
# seconds of tables and of constants read from our modules, kept also for who runs tests in a copy
os.environ.setdefault(
    "HYPOTHESIS_STORAGE_DIRECTORY", str(Path(__file__).parents[1] / ".hypothesis")
)

# what takes long to make is made once a run: the workers of pytest-xdist inherit the folder
if "NEWSLETTER_TESTS_SHARED" not in os.environ:
    _SHARED = tempfile.TemporaryDirectory(prefix="newsletter-shared-")
    os.environ["NEWSLETTER_TESTS_SHARED"] = _SHARED.name

settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    database=None,  # what an earlier run found must not decide what this one tries
    # there a run judges one change; runs elsewhere go on to look for what nobody thought of
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("house")

statements.share()
kept.share()
hashes.cheapen()

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write golden files as they are now")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait, for a server or for time to pass."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) + 1
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Leave out of every later garbage collection what is there for the whole run.

    Thirteen thousand tests and their modules took a second of each, in every worker.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)  # a page makes thousands of objects that go by themselves
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run tests with servers of their own first; with ``--accept``, run golden tests only."""
    if config.getoption("--accept"):
        items[:] = [
            item
            for item in items
            if "golden" in getattr(item, "fixturenames", ()) or "golden" in item.name
        ]
    items.sort(key=_lane)  # stable: the order inside a lane stays random


def _lane(item: pytest.Item) -> int:
    """Return where a test belongs: chaos, one Chromium for all, journeys, PostgreSQL, everything else.

    xdist hands out contiguous shares and idle workers take from the end of a share.
    All lanes but the last are short enough for one share, so that on few cores they
    run one after the other while the small tests fill the rest.
    """
    place = item.nodeid.removeprefix("tests/")
    if place.startswith("chaos/"):
        return 0
    if place.startswith("browser/"):
        return 1
    if place.startswith("journeys/"):
        return 2
    if "postgresql" in place or place.startswith("scheduling/test_fleet.py"):
        return 3
    return 4


@pytest.fixture(autouse=True)
def no_network_but_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the outside fails, and says where it wanted to go."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "unix"
        if host not in {"unix", "localhost", "::1"} and not str(host).startswith("127."):
            raise AssertionError(f"a test reached for {address!r}; only loopback is allowed")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def every_publication_is_closed() -> Iterator[None]:
    """What a test opened is closed before the next one."""
    yield
    builders = sys.modules.get("tests.app.builders")
    while builders is not None and builders.OPENED:
        builders.OPENED.pop().close()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text against ``tests/golden/NAME``; ``--accept`` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
            return
        assert path.exists(), f"{path} is not there yet: make accept"
        with path.open(encoding="utf-8", newline="") as kept:
            assert text == kept.read(), f"differs from {path}; if it is meant: make accept"

    return compare


@pytest.fixture
def seed() -> Path:
    """The real article beside the repository, where there is one."""
    found = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))
    if not found:
        pytest.skip("the real article is not here: there is no ../shared/seed")
    return found[0]
