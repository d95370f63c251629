"""A database of every release is migrated by this version, and everything in it is read."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

import newsletter.store
from newsletter import store as stores
from newsletter.errors import StoreError
from newsletter.model.audience import Standing, SuppressionReason
from newsletter.store.database import Database, connect
from newsletter.store.migrate import REVISIONS
from newsletter.store.schema.all_tables import metadata
from newsletter.store.store import Store
from tests.store.builders import Clock, a_store, an_address
from tests.store.places import url_of
from tests.store.test_backup import PEPPER
from tests.store.test_migrations import shape_of

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).parent / "released"
RELEASES = re.findall(r"^## \[(\d.*?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
both = pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
COUNTED = {
    "SELECT count(*) FROM subscribers WHERE standing = 0": 1,
    "SELECT count(*) FROM subscribers WHERE standing = 1": 5,
    "SELECT count(*) FROM subscribers WHERE standing = 2": 2,
    "SELECT count(*) FROM suppressions": 2,
    "SELECT count(*) FROM approvals": 4,
    "SELECT count(*) FROM dispatches WHERE id > 0": 2,
    "SELECT count(*) FROM deliveries": 8,
    "SELECT count(*) FROM batches WHERE state = 2": 3,
}


def of_release(version: str, kind: str, folder: Path) -> str:
    """The URL of the database that a release wrote."""
    url = url_of(kind, folder, migrated=False)
    script = (RELEASED / f"{version}.{kind.partition(',')[0]}.sql").read_text("utf-8")
    database = connect(url)
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.engine.url.database))) as plain:
            plain.executescript(script)
    else:
        with closing(database.engine.raw_connection()) as raw:
            raw.driver_connection.execute(script)
            raw.commit()
    database.close()
    return url


def test_every_release_has_its_database() -> None:
    assert RELEASES
    kept = {path.name for path in RELEASED.glob("*.sql")}
    wanted = {f"{one}.{kind}.sql" for one in RELEASES for kind in ("sqlite", "postgresql")}
    assert kept == wanted, "python -m tests.store.released.make VERSION; see released/README.md"


@both
@pytest.mark.parametrize("version", RELEASES)
def test_what_a_release_wrote_is_migrated_and_read(kind: str, version: str, tmp_path: Path) -> None:
    url = of_release(version, kind, tmp_path)
    with closing(a_store(url)) as store:
        assert stores.survey(url).waiting == ()
        _is_all_there(store)
    (tmp_path / "new").mkdir()
    with closing(connect(url)) as old:
        empty = connect(url_of(kind, tmp_path / "new", migrated=False))
        metadata.create_all(empty.engine)
        assert shape_of(old) == shape_of(empty)
        empty.close()


def _is_all_there(store: Store) -> None:
    people = store.subscribers
    assert {one: people.count(standing=one) for one in Standing} == {
        Standing.PENDING: 1,
        Standing.CONFIRMED: 5,
        Standing.UNSUBSCRIBED: 1,
    }
    bounced = store.suppressions.of(an_address("lezer6"))
    assert bounced is not None
    assert bounced.reason is SuppressionReason.BOUNCED
    assert store.suppressions.is_suppressed(an_address("lezer7"))
    assert [one.issue for one in store.queue.entries()] == [3, 4]
    assert [one.issue for one in store.dispatches.latest()] == [2, 1]
    assert store.counts.progress(1).counts == {"accepted": 4}
    assert store.counts.progress(2).counts == {"accepted": 3, "queued": 1}
    assert store.editions.get(store.dispatches.find(2).edition).issue == 2


@both
def test_at_every_version_on_the_way_nothing_is_lost(kind: str, tmp_path: Path) -> None:
    """Who installed what was published between two releases stands at one of these versions."""
    url = of_release(RELEASES[-1], kind, tmp_path)
    with closing(connect(url)) as database:
        for revision in REVISIONS[REVISIONS.index("0003") :]:
            _migrate_to(revision, database)
            with database.read() as connection:
                found = {sql: connection.execute(text(sql)).scalar() for sql in COUNTED}
            assert (revision, found) == (revision, COUNTED)
    with closing(a_store(url)) as store:
        _is_all_there(store)


def _migrate_to(revision: str, database: Database) -> None:
    config = Config()
    folder = Path(newsletter.store.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_a_backup_of_every_release_can_be_restored(tmp_path: Path) -> None:
    for version in RELEASES:
        (tmp_path / version).mkdir()
        url = of_release(version, "sqlite, wal", tmp_path / version)
        backup = tmp_path / f"{version}.backup"
        stores.back_up(url, backup, Clock()())
        with closing(a_store(url)) as store:
            store.subscribers.erase(1)
        stores.restore(url, backup, Clock(), pepper=PEPPER)
        with closing(a_store(url)) as store:
            assert store.subscribers.count(standing=Standing.CONFIRMED) == 5


def test_a_migration_that_fails_leaves_the_database_at_its_version(tmp_path: Path) -> None:
    url = of_release(RELEASES[-1], "sqlite, wal", tmp_path)
    with closing(connect(url)) as database, database.write() as connection:
        connection.execute(
            text("CREATE TABLE editors (in_the_way INTEGER)")
        )  # of a later migration
    with pytest.raises(StoreError):
        a_store(url)
    assert stores.survey(url).revision == "0003"
