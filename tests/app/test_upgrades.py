"""What an upgrade would do, what it does, and when it is refused."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from newsletter.app import Newsletter
from newsletter.app.backup_files import backup_folder
from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.store.migrate import REVISIONS
from tests import patience
from tests.app.builders import A_SATURDAY, SetClock, a_publication
from tests.app.test_opening import carried
from tests.store.test_backup import use_tools_of_the_server
from tests.store.test_restoring import at_work, both


def test_a_check_tells_both_versions_and_what_waits_and_changes_nothing(tmp_path: Path) -> None:
    app = carried(tmp_path)
    for _ in range(2):
        status = app.backups.upgrades.check()
        assert status.messages == (
            Message("upgrade-version", version="0.1.0"),
            Message("upgrade-database", revision="0003"),
            Message("upgrade-waiting", count=len(REVISIONS) - 3, names=REVISIONS[3:]),
            Message("upgrade-never-backed-up"),
        )
    assert not backup_folder(app.container).exists()


def test_an_upgrade_backs_up_and_migrates_and_does_nothing_the_second_time(tmp_path: Path) -> None:
    app = carried(tmp_path)
    path = backup_folder(app.container) / "before-upgrade-20260307T120000Z.backup"
    assert app.backups.upgrades.upgrade() == [
        Message("backup-made", path=path),
        Message("upgrade-done", count=len(REVISIONS) - 3),
    ]
    assert app.backups.check(path)[3].code == "backup-older"
    assert app.backups.upgrades.upgrade() == [Message("upgrade-not-needed")]
    assert app.backups.upgrades.check().waiting == ()
    assert list(backup_folder(app.container).glob("*.backup")) == [path]


EARLIER_VERSION_AT_WORK = """
import sys
from newsletter.store.database import connect
from newsletter.store.presence import join
database = connect(sys.argv[1])
join(database)
with database.read():
    print("open", flush=True)
    sys.stdin.read()
"""


@both
def test_an_upgrade_is_refused_while_a_process_has_the_database_open(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "postgresql":
        use_tools_of_the_server(monkeypatch)
    app = carried(tmp_path, kind)
    with at_work(app.settings.database_url, EARLIER_VERSION_AT_WORK) as process:
        status = app.backups.upgrades.check()
        (named,) = status.processes
        assert named.startswith(f"{process.pid} (")
        assert status.facts()["refused"] == "database-in-use"
        with pytest.raises(StoreError, match="database-in-use"):
            app.backups.upgrades.upgrade()
    assert not backup_folder(app.container).exists()
    assert patience.until(lambda: app.backups.upgrades.check().processes == ())
    assert app.backups.upgrades.upgrade()[-1].code == "upgrade-done"


def test_a_database_that_is_too_new_is_named_with_what_to_do(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with app.container.store.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    app.close()
    again = Newsletter.at(tmp_path / "own", SetClock())
    status = again.backups.upgrades.check()
    assert status.refusal is not None
    assert status.facts()["refused"] == "database-too-new"
    assert status.messages[-1] == status.refusal
    with pytest.raises(StoreError, match="database-too-new"):
        again.backups.upgrades.upgrade()
    with pytest.raises(StoreError, match="database-too-new"):
        _ = again.container.store


def test_a_check_tells_the_age_of_the_backup_as_health_does(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    app.backups.make()
    clock.go_to(A_SATURDAY + timedelta(days=1))
    status = app.backups.upgrades.check()
    made = A_SATURDAY.astimezone(app.zone)
    assert Message("upgrade-backed-up", made=made) in status.messages
    assert status.facts()["backed_up"] == "2026-03-07T12:00:00Z"


def test_where_there_is_no_database_yet_nothing_is_made(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    app.close()
    for path in (tmp_path / "own" / "subscribers").glob("newsletter.db*"):
        path.unlink()
    again = Newsletter.at(tmp_path / "own", SetClock())
    assert again.backups.upgrades.check().messages[1:] == (Message("upgrade-without-database"),)
    assert not (tmp_path / "own" / "subscribers" / "newsletter.db").exists()
