"""What a backup, its check and a restore come to, as values."""

import re
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError, StoreError
from newsletter.message import Message
from newsletter.store.backup import backup
from newsletter.store.backup.labels import place_of
from newsletter.text import files
from tests.app.builders import A_SATURDAY, SAID, SetClock, a_publication


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    made = a_publication(tmp_path / "own", SetClock())
    made.people.add("anna@example.org", statement=SAID)
    return made


def made_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_restoring_a_backup_names_what_happened_and_keeps_what_was_there(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    app.people.add("anna@example.org", statement=SAID)
    path = tmp_path / "old.backup"
    assert app.backups.make(path) == [Message("backup-made", path=path)]
    app.people.unsubscribe("anna@example.org")
    app.close()
    again = a_publication(tmp_path / "own", SetClock())
    kept = tmp_path / "own" / "backups" / "replaced-20260307T120000Z.backup"
    assert again.backups.check(path) == [
        Message("backup-sound", path=path),
        Message("backup-written", made=A_SATURDAY.astimezone(again.zone), version="0.1.0"),
        Message("backup-holds", readers=1, approved=0, dispatches=0),
        Message("restoring-departed", count=1),
    ]
    assert not kept.exists()
    assert again.backups.put_back(path) == [
        Message("replaced-kept", path=kept),
        Message("backup-restored", path=path),
        Message("restored-departed", count=1),
    ]
    assert again.backups.check(kept)[0] == Message("backup-sound", path=kept)


def test_a_backup_is_restored_on_a_new_machine_for_its_owner_alone(
    app: Newsletter, tmp_path: Path
) -> None:
    app.backups.make(tmp_path / "old.backup")
    app.close()
    folder = tmp_path / "own" / "subscribers"
    shutil.rmtree(folder)
    again = Newsletter.at(tmp_path / "own", SetClock())
    again.backups.put_back(tmp_path / "old.backup")
    assert stat.S_IMODE((folder / "newsletter.db").stat().st_mode) == 0o600
    assert again.people.show("anna@example.org").address == "anna@example.org"


@pytest.mark.parametrize("place", ["nightly", "by hand/old.backup", None])
def test_the_folder_of_a_backup_is_made_for_its_owner_alone(
    app: Newsletter, tmp_path: Path, place: str | None
) -> None:
    (made,) = app.backups.make(None if place is None else tmp_path / place)
    path = made.data["path"]
    assert isinstance(path, Path)
    assert path.is_file()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}


def test_a_backup_replaces_one_of_that_name_and_no_other_file(
    app: Newsletter, tmp_path: Path
) -> None:
    for path in (tmp_path / "own" / "newsletter.toml", tmp_path / "own/subscribers/newsletter.db"):
        before = path.read_bytes()
        with pytest.raises(DeskError, match="backup-not-replaced"):
            app.backups.make(path)
        assert path.read_bytes() == before
        assert not place_of(path).exists()
    path = tmp_path / "mine.backup"
    path.touch()
    for _ in range(2):
        assert app.backups.make(path) == [Message("backup-made", path=path)]


def test_of_two_backups_under_one_name_each_is_whole_and_the_later_one_stays_with_its_label(
    app: Newsletter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ = app.container.store
    path = tmp_path / "mine" / "letter.backup"
    replace, checksum = files.replace, backup.checksum_of

    def meanwhile(part: Path) -> str:
        monkeypatch.undo()
        app.backups.make(path)
        monkeypatch.setattr(files, "replace", slow)
        return checksum(part)

    def slow(*to: Any, **how: Any) -> None:
        monkeypatch.undo()
        third = pool.submit(app.backups.make, path)
        assert not wait([third], timeout=0.2).done, "it waits until the file has its label"
        replace(*to, **how)

    monkeypatch.setattr(backup, "checksum_of", meanwhile)
    with ThreadPoolExecutor(1) as pool:
        assert app.backups.make(path) == [Message("backup-made", path=path)]
    assert app.backups.check(path)[0] == Message("backup-sound", path=path)
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, f"{path.name}.sha256"]


def test_a_backup_that_fails_deletes_none_before_it(app: Newsletter, tmp_path: Path) -> None:
    app.backups.make(keep=1)
    before = made_in(tmp_path / "own" / "backups")
    app.close()
    (tmp_path / "own" / "subscribers" / "newsletter.db").write_bytes(b"no database" * 1000)
    again = Newsletter.at(tmp_path / "own", SetClock())
    with pytest.raises(StoreError):
        again.backups.make(keep=1)
    assert made_in(tmp_path / "own" / "backups") == before


def test_older_backups_are_not_deleted_beside_a_file_that_was_named(
    app: Newsletter, tmp_path: Path
) -> None:
    app.backups.make(tmp_path / "old.backup")
    with pytest.raises(DeskError) as refused:
        app.backups.make(tmp_path / "old.backup", keep=2)
    assert refused.value.problem == Message("backup-folder-is-file", path=tmp_path / "old.backup")


def test_the_newest_backup_of_a_folder_is_restored_and_never_what_a_restore_replaced(
    app: Newsletter, tmp_path: Path
) -> None:
    folder = tmp_path / "own" / "backups"
    app.backups.make()
    app.close()
    for _ in range(2):
        done = Newsletter.at(tmp_path / "own", SetClock()).backups.put_back(folder)
        assert (
            Message("backup-restored", path=folder / "newsletter-20260307T120000Z.backup") in done
        )
    assert [re.sub(r"-2026.*", "", name) for name in made_in(folder)] == [
        *["newsletter"] * 2,
        *["replaced"] * 4,
    ]


def test_a_backup_without_its_label_is_checked_as_far_as_that_goes(
    app: Newsletter, tmp_path: Path
) -> None:
    path = tmp_path / "old.backup"
    app.backups.make(path)
    place_of(path).unlink()
    told = app.backups.check(path)
    assert told[0] == Message("backup-sound-without-label", path=path)
    assert told[1].code == "backup-holds"


def test_a_restore_over_a_damaged_database_says_that_it_could_not_be_kept(
    app: Newsletter, tmp_path: Path
) -> None:
    app.backups.make(tmp_path / "old.backup")
    app.close()
    (tmp_path / "own" / "subscribers" / "newsletter.db").write_bytes(b"no database" * 1000)
    again = Newsletter.at(tmp_path / "own", SetClock())
    done = again.backups.put_back(tmp_path / "old.backup")
    assert [one.code for one in done] == ["replaced-not-kept", "backup-restored"]
    assert again.people.show("anna@example.org").address == "anna@example.org"


def test_an_interrupted_restore_is_not_released_but_repeated(app: Newsletter) -> None:
    app.container.store.facts.put("hold", Message("restore-unfinished").to_text())
    with pytest.raises(DeskError, match="restore-unfinished"):
        app.backups.release()
    assert app.container.store.holding() is not None


def test_nothing_is_let_go_that_was_not_held(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="nothing-on-hold"):
        a_publication(tmp_path / "own", SetClock()).backups.release()
