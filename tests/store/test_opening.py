"""A database opens by itself, whatever state it is in, or says why not."""

import logging
import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import pytest
from psycopg.errors import DiskFull
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from newsletter import store as stores
from newsletter.errors import StoreAway, StoreError
from newsletter.model.address import EmailAddress
from newsletter.model.audience import SuppressionReason
from newsletter.model.secret import Secret
from newsletter.store import engines
from newsletter.store.database import connect
from newsletter.store.migrate import REVISIONS
from newsletter.store.reading import sqlite_module
from newsletter.store.schema.all_tables import metadata
from tests import patience
from tests.store.builders import NOW, a_store, readers
from tests.store.places import KINDS, url_of

both = pytest.mark.parametrize("kind", KINDS)
MIGRATIONS = Path(stores.__file__).parent / "migrations" / "versions"


def open_it(url: str, done) -> None:
    store = a_store(url)
    done.put(store.subscribers.count())
    store.close()


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
def test_four_processes_may_start_on_a_new_database_at_once(kind: str, tmp_path: Path) -> None:
    url = url_of(kind, tmp_path, migrated=False)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])  # so that the four start as close together as can be
    done = context.Queue()
    processes = [context.Process(target=open_it, args=(url, done)) for _ in range(4)]
    for process in processes:
        process.start()
    assert [done.get(timeout=90) for _ in processes] == [0, 0, 0, 0]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]


def test_a_process_waits_for_another_that_migrates_for_longer_than_a_write_may_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 500)  # so that the test need not wait for seconds
    caplog.set_level(logging.INFO, "newsletter.store.migrate")
    url = url_of("sqlite, wal", tmp_path, migrated=False)
    database = connect(url)
    with ThreadPoolExecutor() as pool:
        with database.write():
            opening = pool.submit(a_store, url)
            assert patience.until(lambda: caplog.records or opening.done())
            assert not opening.done()
        store = opening.result()
    assert store.subscribers.count() == 0
    store.close()
    database.close()


@both
def test_the_migrations_make_exactly_the_tables_that_we_use(kind: str, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store = a_store(url_of(kind, tmp_path, migrated=False))
    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_every_migration_is_in_the_list_of_versions() -> None:
    assert tuple(sorted(path.name[:4] for path in MIGRATIONS.glob("0*.py"))) == REVISIONS


@both
def test_a_database_of_a_newer_version_is_left_alone(kind: str, tmp_path: Path) -> None:
    url = url_of(kind, tmp_path)
    store = a_store(url)
    with store.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match=r"database-too-new .*version=.9999."):
        a_store(url)


def test_an_open_database_needs_no_alembic(tmp_path: Path) -> None:
    import subprocess

    url = url_of("sqlite, wal", tmp_path)
    script = (
        "import sys\nfrom datetime import UTC, datetime\nfrom newsletter import store\n"
        f"store.open({url!r}, lambda: datetime.now(UTC)).subscribers.count()\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_another_secret_is_refused_because_suppressions_would_be_overlooked(tmp_path: Path) -> None:
    url = url_of("sqlite, wal", tmp_path)
    a_store(url, pepper=Secret("the first")).close()
    a_store(url, pepper=Secret("the first")).close()
    with pytest.raises(StoreError, match="database-of-another-secret"):
        a_store(url, pepper=Secret("another"))


def test_a_secret_is_rotated_and_who_was_suppressed_under_the_old_one_stays_so(
    tmp_path: Path,
) -> None:
    url = url_of("sqlite, wal", tmp_path)
    address = EmailAddress("lezer1", "example.org")
    before = a_store(url, pepper=Secret("the first"))
    before.suppressions.add(address, SuppressionReason.COMPLAINED)
    before.close()
    after = a_store(url, pepper=Secret("the second"), old_peppers=[Secret("the first")])
    assert after.suppressions.is_suppressed(address)
    after.close()
    with pytest.raises(StoreError, match="database-of-another-secret"):
        a_store(url, pepper=Secret("the second"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("not a url", "database-url-unreadable"),
        ("mysql://host/name", "database-kind-unknown .kind=.mysql"),
        ("sqlite://", "database-no-file"),
        ("sqlite:////nowhere/at/all/x.db", "database-barred"),
        ("postgresql://nobody@127.0.0.1:9/none", "database-silent"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_words(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        stores.open(url, lambda: NOW)


def test_a_full_disk_is_recognised_in_every_language_of_the_server(tmp_path: Path) -> None:
    database = a_store(url_of("sqlite, wal", tmp_path)).database
    translated = DiskFull("kon bestand niet uitbreiden: geen ruimte meer op het apparaat")
    with pytest.raises(StoreAway, match="database-full"), database.read():
        raise OperationalError("INSERT", None, translated)
    database.close()


def test_a_file_that_was_moved_away_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    store = a_store(url_of("sqlite, wal", tmp_path))
    readers(store, 1)
    file = tmp_path / "newsletter.db"
    store.database.engine.dispose()  # so that the next question opens a connection
    file.rename(tmp_path / "away.db")
    with pytest.raises(StoreError, match="database-barred"):
        store.subscribers.count()
    assert not file.exists()
    (tmp_path / "away.db").rename(file)
    assert store.subscribers.count() == 1
    store.close()


def test_a_password_stands_in_no_message() -> None:
    with pytest.raises(StoreError) as told:
        stores.open("postgresql://nobody:hush@127.0.0.1:9/none", lambda: NOW)
    assert "hush" not in str(told.value)


def test_sqlite_is_the_safe_one_with_wal_and_full(tmp_path: Path) -> None:
    _, safe = sqlite_module()
    store = a_store(url_of("sqlite, wal", tmp_path))
    with store.database.read() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar()
        assert mode == ("wal" if safe else "delete")
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    store.close()


@pytest.mark.parametrize("kind", ["sqlite, wal", "sqlite, rollback journal"])
def test_a_reader_that_lingers_does_not_stop_a_writer(kind: str, tmp_path: Path) -> None:
    url = url_of(kind, tmp_path)
    store, other = a_store(url), connect(url)
    readers(store, 3)
    with other.engine.connect() as lingering:
        # what every reading here does: the rows are fetched and the transaction is over
        assert lingering.execute(text("SELECT count(*) FROM subscribers")).scalar() == 3
        lingering.rollback()
        assert store.subscribers.unsubscribe(1)
    other.engine.dispose()
    store.close()


def test_a_writer_that_fails_leaves_nothing_behind_and_the_next_goes_on(tmp_path: Path) -> None:
    store = a_store(url_of("sqlite, wal", tmp_path))
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            fail_halfway(store)
    assert store.subscribers.count() == 0
    assert len(readers(store, 2)) == 2
    store.close()


def fail_halfway(store) -> None:
    with store.together():
        readers(store, 5)
        raise ZeroDivisionError


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
def test_no_connection_stays_open_that_was_in_use_when_all_were_closed(
    kind: str, tmp_path: Path
) -> None:
    store = a_store(url_of(kind, tmp_path))
    opened, closed, is_reading, may_end = list[object](), list[object](), Event(), Event()
    event.listen(store.database.engine, "connect", lambda one, _: opened.append(one))
    event.listen(store.database.engine, "close", lambda one, _: closed.append(one))

    def read() -> None:
        with store.database.read() as connection:
            connection.execute(text("SELECT 1"))
            is_reading.set()
            may_end.wait(30)
        store.subscribers.count()  # as a thread in the background may, which does not know

    reader = Thread(target=read)
    reader.start()
    is_reading.wait(30)
    store.close()
    may_end.set()
    reader.join()
    assert closed
    assert set(map(id, opened)) <= set(map(id, closed))
