"""A database that is migrated is backed up before, by whichever command opens it first."""

import logging
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest

from newsletter import store
from newsletter.app import Newsletter
from newsletter.app.backup_files import backup_folder
from newsletter.app.loopback import ask
from newsletter.app.opening import open_store
from newsletter.app.publication import init
from newsletter.errors import StoreError
from newsletter.message import Message
from tests.app.builders import OPENED, SAID, SetClock, a_publication
from tests.store.places import url_of
from tests.store.test_migrations import CARRIED, replay


def carried(folder: Path, kind: str = "sqlite, wal") -> Newsletter:
    """A publication whose database is that of version 0.1.0."""
    (folder / "subscribers").mkdir(parents=True)
    url = url_of(kind, folder / "subscribers", migrated=False)
    replay(kind, url)
    shutil.copy(CARRIED / "journal.log", folder / "subscribers")
    (folder / "newsletter.toml").write_text(f'database = "{url}"\n', "utf-8")
    secret = "NEWSLETTER_SECRET=a-secret-of-the-carried-database\n"
    (folder / ".env").write_text(secret, "utf-8")
    OPENED.append(Newsletter.at(folder, SetClock()))
    return OPENED[-1]


def test_a_database_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    app = carried(tmp_path)
    readers = app.container.store.subscribers.count()
    (backup,) = backup_folder(app.container).glob("*.backup")
    assert backup.name == "before-upgrade-20260307T120000Z.backup"
    url = app.settings.database_url
    found = store.examine(url, backup, SetClock(), pepper=app.container.secret)
    assert found.content.revision == "0003"
    app.close()
    app.backups.put_back(backup)
    assert Newsletter.at(tmp_path, SetClock()).container.store.subscribers.count() == readers


def test_what_needs_no_migration_is_not_backed_up(tmp_path: Path) -> None:
    app = carried(tmp_path)
    _ = app.container.store
    app.close()
    _ = Newsletter.at(tmp_path, SetClock()).container.store
    assert len(list(backup_folder(app.container).glob("*.backup"))) == 1
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "newsletter.toml").touch()
    new = Newsletter.at(tmp_path / "new", SetClock())
    _ = new.container.store
    assert not backup_folder(new.container).exists()
    new.close()


def test_what_cannot_be_backed_up_is_not_migrated(tmp_path: Path) -> None:
    app = carried(tmp_path)
    backup_folder(app.container).write_text("no folder", "utf-8")
    with pytest.raises(StoreError, match="not-migrated-without-backup"):
        _ = app.container.store
    assert store.survey(app.settings.database_url).revision == "0003"


@pytest.mark.parametrize(
    ("words", "is_migrated"),
    [
        ("could not write to output file: No space left on device", False),
        ("aborting because of server version mismatch", True),
        ("server version: 18.0; pg_dump version: 12.1\npg_dump: error: version mismatch", True),
    ],
)
def test_postgresql_is_migrated_without_a_backup_only_where_none_could_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, is_migrated: bool
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text(f"#!/bin/sh\necho 'pg_dump: error: {words}' >&2\nexit 1\n", "utf-8")
    tool.chmod(0o755)
    app = carried(tmp_path, "postgresql")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with nullcontext() if is_migrated else pytest.raises(StoreError, match="not-migrated"):
        _ = app.container.store
    revision = store.survey(app.settings.database_url).revision
    assert (revision != "0003") == is_migrated


def test_postgresql_without_its_tools_is_migrated_at_a_start_and_refused_by_an_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = carried(tmp_path, "postgresql")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="not-migrated-without-backup"):
        open_store(app.container, must_back_up=True)
    assert store.survey(app.settings.database_url).revision == "0003"
    with caplog.at_level(logging.ERROR):
        assert app.container.store.subscribers.count() > 0
    assert "migrated without a backup: postgresql-tool-missing" in caplog.text


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(
    app: Newsletter, clock: SetClock
) -> None:
    _ = app.container.store
    app.close()
    file = app.container.folder / "subscribers" / "newsletter.db"
    file.rename(file.with_name("away.db"))
    again = Newsletter.at(app.container.folder, clock)
    with pytest.raises(StoreError) as refused:
        _ = again.container.store
    assert refused.value.message == Message("database-gone", path=file)
    with pytest.raises(StoreError, match="database-gone"):
        again.backups.upgrades.check()
    assert not file.exists()
    file.with_name("newsletter.db-lock").unlink()
    assert again.container.store.subscribers.count() == 0, "as the message says"


@pytest.mark.parametrize("name", ["100% yours?", "p%20c", "#1 & more", "brieven – é", "a\\b:c"])
def test_a_folder_may_have_any_name(tmp_path: Path, clock: SetClock, name: str) -> None:
    app = a_publication(tmp_path / name, clock)
    app.people.add("anna@example.org", statement=SAID)
    assert (tmp_path / name / "subscribers" / "newsletter.db").is_file()
    made = app.backups.make()[0].data["path"]
    app.close()
    again = Newsletter.at(tmp_path / name, clock)
    again.backups.put_back(Path(str(made)))
    assert [row.address for row in again.people.rows()] == ["anna@example.org"]
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_restore_that_was_refused_leaves_nothing_that_seems_gone(
    tmp_path: Path, clock: SetClock
) -> None:
    init(tmp_path)
    new = Newsletter.at(tmp_path, clock)
    (tmp_path / "wrong.backup").write_text("no backup", "utf-8")
    with pytest.raises(StoreError):
        new.backups.put_back(tmp_path / "wrong.backup")
    assert new.container.store.subscribers.count() == 0


def test_a_database_that_cannot_be_made_or_written_is_an_error_of_the_database(
    tmp_path: Path, clock: SetClock
) -> None:
    (tmp_path / "newsletter.toml").touch()
    (tmp_path / "subscribers").write_text("a file where the folder belongs", "utf-8")
    app = Newsletter.at(tmp_path, clock)
    with pytest.raises(StoreError, match="database-barred"):
        _ = app.container.store
    assert [one.code for one in ask(app)] == ["newsletter-not-running", "database-barred"]
