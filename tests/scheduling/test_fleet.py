"""The fleet's bell rings in the transaction that makes the batches, and its workers leave when they should.

Four workers that are killed and cut off at random are in the chaos suite.
"""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from newsletter.errors import ConfigError, StoreError
from newsletter.scheduling import fleet
from newsletter.scheduling.fleet import ENTRYPOINT, FleetNotifier, FleetSettings
from newsletter.store.database import connect
from newsletter.store.presence import others
from tests import patience
from tests.store.places import url_of

WORKER = """
import sys, threading, time
from datetime import timedelta
from newsletter.scheduling import fleet
import psycopg
url, seconds = sys.argv[1], float(sys.argv[2])
line, one_at_a_time = psycopg.connect(url, autocommit=True), threading.Lock()
def hand_over(dispatch, number):
    time.sleep(seconds)
    with one_at_a_time:
        tried = line.execute("INSERT INTO tried VALUES (%s, %s) RETURNING "
            "(SELECT count(*) FROM tried t WHERE t.dispatch = tried.dispatch AND t.number = tried.number)",
            (dispatch, number)).fetchone()[0]
    return timedelta(seconds=0.1) if number < 0 and not tried else None
settings = fleet.FleetSettings(threads=2, heartbeat=timedelta(seconds=2), poll=timedelta(seconds=0.2))
fleet.work(url, hand_over, settings, ready=lambda: print("ready", flush=True))
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return url_of("postgresql", tmp_path, migrated=False)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    fleet.install(url)
    made = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE tried (dispatch integer, number integer)")
    yield made
    made.dispose()


def ring(engine: Engine, dispatch: int, *numbers: int) -> None:
    with engine.begin() as connection:
        FleetNotifier()(connection, dispatch, numbers)


def waiting(engine: Engine) -> int:
    with engine.begin() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pgqueuer WHERE entrypoint = %s", (ENTRYPOINT,)
        )
        return int(found.scalar_one())


def tried(engine: Engine) -> list[tuple[int, int]]:
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT dispatch, number FROM tried ORDER BY 1, 2")
        return [(row[0], row[1]) for row in found]


def until(engine: Engine, count: int) -> list[tuple[int, int]]:
    """What was tried, once it is so much."""
    patience.until(lambda: len(tried(engine)) >= count)
    return tried(engine)


class Worker:
    """A worker in a process of its own."""

    def __init__(self, url: str, seconds: float = 0.0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, url, str(seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> subprocess.Popen[str]:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_nobody_hears_a_bell_of_a_transaction_that_was_rolled_back(engine: Engine) -> None:
    with engine.connect() as connection:
        FleetNotifier()(connection, 1, [1, 2])
        connection.rollback()
    assert waiting(engine) == 0


def test_a_batch_that_waits_is_not_queued_twice(engine: Engine) -> None:
    ring(engine, 1, 1, 2, 3)
    ring(engine, 1, 2, 3, 4)
    ring(engine, 2, 1)
    ring(engine, 3)
    assert waiting(engine) == 5


def test_a_worker_tries_every_batch_that_was_rung_for(engine: Engine, url: str) -> None:
    ring(engine, 1, *range(50))
    all_of_them = {(1, number) for number in range(50)} | {(2, 7)}
    with Worker(url):
        ring(engine, 2, 7)
        # one of a worker that was silent for too long is tried twice: its lease decides what is sent
        assert patience.until(lambda: set(tried(engine)) == all_of_them)
        assert patience.until(lambda: waiting(engine) == 0)


@pytest.mark.usefixtures("engine")
def test_an_idle_worker_is_found_before_its_database_is_replaced(url: str) -> None:
    with Worker(url) as process, closing(connect(url)) as database:
        found = patience.until(lambda: others(database))
        assert found
        assert others(database)[0].startswith(f"{process.pid} (")


def test_a_batch_that_is_not_due_is_rung_for_again_later(engine: Engine, url: str) -> None:
    ring(engine, 1, -1)
    with Worker(url):
        started = time.monotonic()
        assert until(engine, 2) == [(1, -1), (1, -1)]
        assert time.monotonic() - started >= 1  # at the soonest, whatever is said


def test_the_batch_of_a_killed_worker_goes_to_another(engine: Engine, url: str) -> None:
    ring(engine, 1, 1)
    with Worker(url, seconds=60) as slow:
        assert patience.until(lambda: _is_picked(engine))
        slow.kill()
        with Worker(url):
            assert until(engine, 1) == [(1, 1)]


def test_sigterm_finishes_what_is_in_hand_and_loses_nothing(engine: Engine, url: str) -> None:
    ring(engine, 1, 1)
    with Worker(url, seconds=0.5) as worker:
        assert patience.until(lambda: _is_picked(engine))
        worker.send_signal(signal.SIGTERM)
        ring(engine, 1, 2)
        assert worker.wait(timeout=patience.SECONDS) == 0
    assert (1, 1) in tried(engine)
    assert len(set(tried(engine))) + waiting(engine) == 2


def test_a_worker_whose_connection_is_cut_leaves_and_says_why(engine: Engine, url: str) -> None:
    with Worker(url) as worker:
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert worker.wait(timeout=patience.SECONDS) == 1
        assert worker.stderr is not None
        assert "fleet-lost-database" in worker.stderr.read()


def test_many_processes_may_install_at_once(url: str) -> None:
    failed: list[Exception] = []

    def install() -> None:
        try:
            fleet.install(url)
        except (ConfigError, StoreError) as error:
            failed.append(error)

    threads = [threading.Thread(target=install) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_bell_on_a_line_that_is_gone_is_told_as_the_databases_trouble(
    engine: Engine, url: str
) -> None:
    database = connect(url)
    with database.engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    with engine.begin() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
    with pytest.raises(StoreError), database.write() as connection:
        FleetNotifier()(connection, 1, [1])
    database.engine.dispose()


def test_a_database_without_the_queue_is_told_what_to_start(url: str) -> None:
    database = connect(url)
    with pytest.raises(ConfigError, match="fleet-queue-missing"), database.write() as connection:
        FleetNotifier()(connection, 1, [1])
    database.engine.dispose()


@pytest.mark.parametrize("other", ["sqlite:///newsletter.db", "mysql://x/y"])
def test_a_fleet_needs_postgresql(other: str) -> None:
    with pytest.raises(ConfigError, match="fleet-needs-postgresql"):
        fleet.install(other)


def test_a_machine_without_the_fleets_extra_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pgqueuer", None)
    with pytest.raises(ConfigError, match="fleet-needs-pgqueuer"):
        fleet.install("postgresql://127.0.0.1:1/x")
    with pytest.raises(ConfigError, match="fleet-needs-pgqueuer"):
        fleet.work("postgresql://127.0.0.1:1/x", lambda *_: None, FleetSettings())


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreError, match="fleet-database-unreachable"):
        fleet.work("postgresql://127.0.0.1:1/x", lambda *_: None, FleetSettings())


@pytest.mark.parametrize(
    "wrong",
    [
        {"threads": 0},
        {"calls_at_once": -1},
        {"heartbeat": timedelta(milliseconds=10)},
        {"poll": timedelta(0)},
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        FleetSettings(**wrong)  # type: ignore[arg-type]  # that is the test


def _is_picked(engine: Engine) -> bool:
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT 1 FROM pgqueuer WHERE status = 'picked'")
        return found.first() is not None
