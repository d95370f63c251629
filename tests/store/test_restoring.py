"""A restore puts the whole backup in place or changes nothing, and not under a process at work."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from fcntl import LOCK_SH, flock
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from newsletter import store as stores
from newsletter.errors import StoreAway, StoreError
from newsletter.message import Message
from newsletter.model.audience import Arrival, Standing, SuppressionReason
from newsletter.model.secret import Secret
from newsletter.scheduling import fleet
from newsletter.store.backup.labels import place_of
from newsletter.store.backup.postgresql import UNFINISHED, replace_with_dump
from newsletter.store.backup.restore import Restored
from newsletter.store.database import connect
from newsletter.store.migrate import REVISIONS
from newsletter.store.schema.sending import suppressions
from newsletter.store.store import Store
from tests import patience
from tests.store.builders import (
    NOW,
    Clock,
    a_dispatch,
    a_newcomer,
    a_store,
    an_address,
    readers,
)
from tests.store.places import url_of
from tests.store.test_backup import PEPPER, World, use_tools_of_the_server
from tests.store.test_imports import rows, taken_in, undone
from tests.store.test_migrations import replay

both = pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
CARRIED = Secret("a-secret-of-the-carried-database")


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kind = request.getfixturevalue("kind") if "kind" in request.fixturenames else "sqlite, wal"
    if kind == "postgresql":
        use_tools_of_the_server(monkeypatch)
    made = World(tmp_path, kind)
    readers(made.store, 6)
    yield made
    made.store.close()


def changed_since_the_backup(world: World) -> None:
    """Six readers in the backup, of whom one left since; a seventh came."""
    world.back_up()
    world.store.subscribers.unsubscribe(2)
    world.store.subscribers.add(a_newcomer("later"))
    world.store.close()


def restore(world: World, journal: Path | None = None) -> Restored:
    journal = journal or world.journal
    return stores.restore(world.url, world.backup, world.clock, pepper=PEPPER, journal=journal)


def count(world: World) -> int:
    with closing(a_store(world.url, world.clock, journal=world.journal)) as store:
        return store.subscribers.count()


AT_WORK = """
import sys
from datetime import UTC, datetime
from newsletter import store
from newsletter.model.secret import Secret
from newsletter.scheduling import fleet
opened = store.open(sys.argv[1], lambda: datetime.now(UTC), pepper=Secret("a pepper of tests"))
opened.subscribers.count()
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def at_work(url: str, program: str = AT_WORK) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the database open, until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", program, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()


@both
def test_nothing_is_replaced_under_a_process_that_has_the_database_open(
    kind: str, world: World
) -> None:
    del kind
    changed_since_the_backup(world)
    with at_work(world.url) as process:
        with pytest.raises(StoreError, match="database-in-use") as refused:
            restore(world)
        assert f"{process.pid} (" in str(refused.value.data["processes"])
        assert stores.survey(world.url).processes == refused.value.data["processes"]
    assert count(world) == 7
    assert patience.until(lambda: stores.survey(world.url).processes == ())
    assert restore(world).departed == 1
    assert count(world) == 6


def test_nobody_opens_a_database_while_it_is_replaced(world: World) -> None:
    world.store.close()
    with Path(f"{world.folder}/newsletter.db-lock").open("rb") as held:
        flock(held, LOCK_SH)
        world.store = world.open()  # others that work on it do not keep anybody out
        world.store.close()
    script = (
        "import sys; from newsletter.store.database import connect;"
        "from newsletter.store.presence import alone;"
        "held = alone(connect(sys.argv[1])); held.__enter__(); print('alone', flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, world.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "alone\n"
        with pytest.raises(StoreAway, match="database-being-restored"):
            world.open()
        other.kill()
    world.store = world.open()


@both
def test_a_check_tells_what_a_restore_would_do_and_changes_nothing(kind: str, world: World) -> None:
    del kind
    a_dispatch(world.store)
    world.back_up()
    world.store.subscribers.unsubscribe(2)
    a_dispatch(world.store, issue=2)
    before = {path: path.read_bytes() for path in world.folder.iterdir() if path.is_file()}
    found = stores.examine(
        world.url, world.backup, world.clock, pepper=PEPPER, journal=world.journal
    )
    assert (found.content.readers, found.content.dispatches) == (6, 1)
    assert found.label is not None
    assert found.migrations == ()
    told = found.restored
    assert (told.departed, told.dispatched, told.in_doubt, told.is_on_hold) == (1, 1, 1, False)
    assert {path: path.read_bytes() for path in world.folder.iterdir() if path.is_file()} == before
    assert world.store.subscribers.find(2).standing is Standing.UNSUBSCRIBED
    world.store.close()
    assert restore(world) == told


@both
def test_a_check_counts_who_left_by_what_the_backup_holds_and_not_by_when_it_was_made(
    kind: str, world: World
) -> None:
    del kind
    world.store.subscribers.unsubscribe(3)  # in the second in which the backup is made
    world.store.subscribers.erase(4)
    world.store.suppressions.add(an_address("lezer5"), SuppressionReason.BOUNCED)
    world.back_up()
    world.store.subscribers.unsubscribe(2)
    world.store.suppressions.add(an_address("lezer5"), SuppressionReason.COMPLAINED)
    world.store.subscribers.erase(6)
    world.store.subscribers.add(a_newcomer("later"))
    world.store.subscribers.unsubscribe(7)
    place_of(world.backup).unlink()  # copied without its label, and so without its moment
    copied = (world.clock() + timedelta(days=1)).timestamp()
    os.utime(world.backup, (copied, copied))
    found = stores.examine(
        world.url, world.backup, world.clock, pepper=PEPPER, journal=world.journal
    ).restored
    assert (found.departed, found.remembered) == (3, 1)
    world.store.close()
    assert restore(world) == found


@both
def test_a_restored_database_knows_when_its_backup_was_made(kind: str, world: World) -> None:
    del kind
    world.back_up()
    world.store.close()
    restore(world)
    assert stores.survey(world.url).backed_up == NOW


def here(store: Store) -> list[str]:
    return [str(one.address).partition("@")[0] for one in store.subscribers.page()]


@both
def test_an_import_that_was_undone_since_is_undone_again(kind: str, world: World) -> None:
    del kind
    number = taken_in(world.store, "anna", "bram", "cato")
    world.back_up()
    bram = world.store.subscribers.by_address(an_address("bram"))
    assert bram is not None
    world.store.subscribers.rename(bram.id, "Bram")  # and so stays
    undone(world.store, number)
    assert world.store.catch_up() is None
    assert here(world.store)[6:] == ["bram"]
    found = stores.examine(
        world.url, world.backup, world.clock, pepper=PEPPER, journal=world.journal
    ).restored
    assert (found.taken_back, found.departed, found.remembered) == (2, 0, 0)
    assert world.restore() == found
    assert here(world.store)[6:] == ["bram"]
    assert (world.store.imports.find(number).removed, rows(world.store, suppressions)) == (2, 0)
    assert not world.store.imports.mark_undone(number)
    assert world.store.catch_up() is None
    taken_in(world.store, "anna")
    assert here(world.store)[6:] == ["bram", "anna"]


@both
def test_a_list_that_followed_an_undone_import_stays(kind: str, world: World) -> None:
    del kind
    undone(world.store, taken_in(world.store, "anna", "bram"))
    world.clock.pass_by(timedelta(hours=1))
    taken_in(world.store, "anna")
    world.back_up()
    assert world.restore().taken_back == 0
    assert here(world.store)[6:] == ["anna"]


def test_a_database_from_before_an_undo_is_noticed_without_a_restore(world: World) -> None:
    number = taken_in(world.store, "anna", "bram")
    world.store.close()
    older = (world.folder / "newsletter.db").read_bytes()
    world.store = world.open()
    undone(world.store, number)
    world.store.close()
    (world.folder / "newsletter.db").write_bytes(older)
    world.store = world.open()
    assert len(here(world.store)) == 8
    caught_up = world.store.catch_up()
    assert caught_up is not None
    assert (caught_up.taken_back, len(here(world.store))) == (2, 6)


def test_a_long_undone_import_hides_nobody_who_left_before_it(world: World) -> None:
    world.store.close()
    older = (world.folder / "newsletter.db").read_bytes()
    world.store = world.open()
    leaver = next(iter(world.store.subscribers.page()))
    world.store.subscribers.unsubscribe(leaver.id)
    undone(world.store, taken_in(world.store, *(f"wrong{number}" for number in range(600))))
    world.store.close()
    (world.folder / "newsletter.db").write_bytes(older)
    world.store = world.open()
    assert world.store.catch_up() is not None
    [again] = [one for one in world.store.subscribers.page() if one.id == leaver.id]
    assert again.standing is Standing.UNSUBSCRIBED


@both
def test_who_came_by_a_list_after_another_with_them_was_undone_stays(
    kind: str, world: World
) -> None:
    del kind
    first = taken_in(world.store, "anna", "bram")
    second = world.store.imports.begin("another list")
    world.clock.pass_by(timedelta(seconds=5))
    undone(world.store, first)
    world.clock.pass_by(timedelta(milliseconds=5))
    assert world.store.subscribers.take_in([a_newcomer("anna")], source="", imported=second) == (
        Arrival.NEW,
    )
    assert world.store.catch_up() is None
    world.back_up()
    assert world.restore().taken_back == 0
    assert here(world.store)[6:] == ["anna"]


@both
def test_without_its_journal_a_check_says_that_nothing_will_go_out(
    kind: str, world: World, tmp_path: Path
) -> None:
    del kind
    world.back_up()
    elsewhere = tmp_path / "elsewhere" / "journal.log"
    found = stores.examine(world.url, world.backup, world.clock, pepper=PEPPER, journal=elsewhere)
    assert found.restored.is_on_hold
    assert not elsewhere.parent.exists()


@both
@pytest.mark.parametrize(
    ("ruin", "code"),
    [
        ("a byte in the middle", "backup-altered"),
        ("cut short", "backup-altered|tool-failed|backup-damaged"),
        ("its label", "backup-label-unreadable"),
        ("of another secret", "database-of-another-secret"),
        ("of a newer version", "backup-too-new"),
    ],
)
def test_a_backup_that_cannot_be_restored_leaves_the_database_as_it_is(
    kind: str, world: World, ruin: str, code: str
) -> None:
    del kind
    if ruin == "of a newer version":
        with world.store.database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    changed_since_the_backup(world)
    pepper = Secret("another") if ruin == "of another secret" else PEPPER
    _ruin(world.backup, ruin)
    with pytest.raises(StoreError, match=code):
        stores.examine(world.url, world.backup, world.clock, pepper=pepper, journal=world.journal)
    with pytest.raises(StoreError, match=code):
        stores.restore(world.url, world.backup, world.clock, pepper=pepper, journal=world.journal)
    with closing(connect(world.url)) as database, database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM subscribers")).scalar() == 7


def _ruin(path: Path, how: str) -> None:
    content = path.read_bytes()
    middle = len(content) // 2
    match how:
        case "a byte in the middle":
            path.write_bytes(content[:middle] + b"?" + content[middle + 1 :])
        case "cut short":
            path.write_bytes(content[:middle])
            place_of(path).unlink()
        case "its label":
            place_of(path).write_text("0" * 64)
        case _:
            pass


@both
def test_a_backup_of_an_older_version_is_migrated_when_it_is_restored(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "postgresql":
        use_tools_of_the_server(monkeypatch)
    url, backup = url_of(kind, tmp_path, migrated=False), tmp_path / "old.backup"
    replay(kind, url)
    stores.back_up(url, backup, Clock()())
    with closing(a_store(url, pepper=CARRIED)) as store:
        confirmed = store.subscribers.count(standing=Standing.CONFIRMED)
    found = stores.examine(url, backup, Clock(), pepper=CARRIED)
    assert found.label is not None
    assert (found.label.revision, found.content.readers) == ("0003", confirmed)
    assert found.migrations[0] == "0004"
    stores.restore(url, backup, Clock(), pepper=CARRIED)
    assert stores.survey(url).revision == REVISIONS[-1]
    with closing(a_store(url, pepper=CARRIED)) as store:
        assert store.subscribers.count(standing=Standing.CONFIRMED) == confirmed


@both
def test_the_backup_from_before_an_upgrade_replaces_a_database_that_is_too_new(
    kind: str, world: World
) -> None:
    del kind
    world.back_up()
    with world.store.database.write() as connection:
        connection.execute(text("CREATE TABLE of_a_later_version (id INTEGER)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    world.store.close()
    with pytest.raises(StoreError, match="database-too-new"):
        world.open()
    restore(world)
    world.store = world.open()
    assert world.store.subscribers.count() == 6
    assert "of_a_later_version" not in inspect(world.store.database.engine).get_table_names()


@pytest.mark.parametrize("damage", ["no database", "a torn page"])
def test_a_damaged_database_is_replaced_and_kept(world: World, damage: str) -> None:
    world.back_up()
    world.store.close()
    file = world.folder / "newsletter.db"
    content = file.read_bytes()
    torn = content[:8192] + b"\xff" * 65536 + content[73728:]
    file.write_bytes(b"rubbish" * 1000 if damage == "no database" else torn)
    restore(world)
    world.store = world.open()
    assert world.store.subscribers.count() == 6
    if damage == "no database":
        assert (world.folder / "newsletter.db-damaged" / "newsletter.db").read_bytes() == (
            b"rubbish" * 1000
        )


KILLED_WHILE_IT_WRITES = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from newsletter import store
from newsletter.model.secret import Secret
from newsletter.scheduling import fleet
from newsletter.store.backup import replacing

url, backup, journal, most = sys.argv[1:]
copy = replacing.copy_sqlite

def with_little_room(source, target):
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the system kills it in the middle of a write
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most),) * 2)
    copy(source, target)

replacing.copy_sqlite = with_little_room
store.restore(
    url, Path(backup), lambda: datetime(2026, 3, 2, tzinfo=UTC),
    pepper=Secret("a pepper of tests"), journal=Path(journal),
)
"""


@pytest.mark.parametrize(
    ("kind", "share"), [("sqlite, wal", 0.9), ("sqlite, rollback journal", 0.5)]
)
def test_killed_in_the_middle_of_a_restore_the_database_is_as_it_was(
    kind: str, world: World, share: float
) -> None:
    del kind
    changed_since_the_backup(world)
    most = int(world.backup.stat().st_size * share)
    killed = subprocess.run(
        [
            *(sys.executable, "-c", KILLED_WHILE_IT_WRITES),
            *(world.url, str(world.backup), str(world.journal), str(most)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGXFSZ, killed.stderr
    with closing(sqlite3.connect(world.folder / "newsletter.db")) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert count(world) == 7
    assert len(list(world.folder.glob("*restoring*"))) == 1  # a copy of all readers
    assert restore(world).departed == 1
    assert count(world) == 6
    assert list(world.folder.glob("*restoring*")) == []


@pytest.mark.parametrize("kind", ["postgresql"])
def test_killed_in_the_middle_of_a_restore_postgresql_is_as_it_was(
    kind: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del kind
    from shutil import which

    changed_since_the_backup(world)
    tools = tmp_path / "tools"
    tools.mkdir()
    # most of the script, and then whoever asked for it is killed
    (tools / "pg_restore").write_text(
        f'#!/bin/sh\n{which("pg_restore")} "$@" | head -n 600\nkill -9 $PPID\n'
    )
    (tools / "pg_restore").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    script = (
        "import sys; from pathlib import Path; from newsletter.store.database import connect;"
        "from newsletter.store.backup.postgresql import replace_with_dump;"
        "replace_with_dump(Path(sys.argv[2]), connect(sys.argv[1]))"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, world.url, str(world.backup)],
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert count(world) == 7


@pytest.mark.parametrize("kind", ["postgresql"])
def test_killed_between_the_tables_and_the_journal_nothing_is_sent_until_it_is_repeated(
    kind: str, world: World
) -> None:
    del kind
    changed_since_the_backup(world)
    with closing(connect(world.url)) as database:
        replace_with_dump(world.backup, database)  # where a kill would have left it
    with closing(a_store(world.url, world.clock, journal=world.journal)) as store:
        assert Message.from_text(store.holding() or "") == UNFINISHED
    assert restore(world).departed == 1
    with closing(a_store(world.url, world.clock, journal=world.journal)) as store:
        assert store.holding() is None
        assert store.subscribers.find(2).standing is Standing.UNSUBSCRIBED


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_journal_that_cannot_be_written_is_refused_before_a_table_is_replaced(
    kind: str, world: World, tmp_path: Path
) -> None:
    del kind
    changed_since_the_backup(world)
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="journal-not-writable"):
        restore(world, journal=tmp_path / "folder")
    assert count(world) == 7


ON_A_DISK_THAT_FILLS_UP = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from newsletter import store
from newsletter.errors import StoreError

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000,) * 2)
try:
    store.back_up(sys.argv[1], Path(sys.argv[2]), datetime(2026, 3, 2, tzinfo=UTC))
except StoreError as error:
    print(error.code)
"""


def test_a_backup_for_which_there_is_no_room_leaves_the_one_before(
    world: World, tmp_path: Path
) -> None:
    world.back_up()
    world.store.close()
    before = {path.name: path.read_bytes() for path in tmp_path.glob("backup*")}
    told = subprocess.run(
        [sys.executable, "-c", ON_A_DISK_THAT_FILLS_UP, world.url, str(world.backup)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "database-not-copied\n"
    assert {path.name: path.read_bytes() for path in tmp_path.glob("backup*")} == before
    assert list(tmp_path.glob(".*")) == []


def test_sha256sum_can_verify_a_backup(world: World, tmp_path: Path) -> None:
    world.back_up()
    label = place_of(world.backup).read_text("utf-8")
    assert label.startswith(
        f"# newsletter 0.1.0, database {REVISIONS[-1]}, made 2026-03-01T07:00:00Z\n"
    )
    subprocess.run(["sha256sum", "--check", "--strict", "backup.sha256"], cwd=tmp_path, check=True)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_the_database_of_a_fleet_is_restored_with_its_queue(kind: str, world: World) -> None:
    del kind
    fleet.install(world.url)
    changed_since_the_backup(world)
    for _ in range(2):
        restore(world)
    assert count(world) == 6
    fleet.install(world.url)
    with closing(connect(world.url)) as database, database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM pgqueuer")).scalar() == 0
