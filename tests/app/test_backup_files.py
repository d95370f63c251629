"""Which backups a folder keeps, and for how long one stays that is being read."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError, StoreError
from newsletter.message import Message
from newsletter.store.backup import replacing
from newsletter.store.backup.labels import BackupLabel
from tests import patience
from tests.app.builders import A_SATURDAY, SAID, SetClock, a_publication


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    made = a_publication(tmp_path / "own", SetClock())
    made.people.add("anna@example.org", statement=SAID)
    return made


def made_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_of_older_backups_the_newest_are_kept_and_nothing_else_is_touched(
    app: Newsletter, tmp_path: Path
) -> None:
    folder = tmp_path / "own" / "backups"
    folder.mkdir()
    others = [
        *("notes.txt", "monday.backup", "newsletter-2020.backup", "newsletter-20200101T000000Z.db"),
        *("replaced-20260101T000000Z.backup", "before-upgrade-20260102T000000Z.backup"),
    ]
    for name in others:
        (folder / name).write_text("of somebody else", "utf-8")
    clock = app.container.now
    assert isinstance(clock, SetClock)
    for hour in range(13, 18):
        clock.go_to(A_SATURDAY.replace(hour=hour))
        done = app.backups.make(keep=3)
    assert done[1:] == [Message("backups-deleted", count=1, kept=3)]
    kept = [f"newsletter-20260307T{hour}0000Z.backup" for hour in (15, 16, 17)]
    assert made_in(folder) == sorted([*others[:4], *kept, *(f"{name}.sha256" for name in kept)])


def test_backups_made_by_themselves_go_with_the_oldest_in_whichever_folder_the_others_are(
    app: Newsletter, tmp_path: Path
) -> None:
    own = tmp_path / "own" / "backups"
    own.mkdir()
    names = ("before-upgrade-20260306T120000Z.backup", "newsletter-20260306T120000Z.backup")
    for name in (*names, "replaced-20260308T120000Z.backup"):
        (own / name).touch()
    app.backups.make(tmp_path / "nightly", keep=1)
    assert made_in(own) == [names[1], "replaced-20260308T120000Z.backup"]


def test_the_backup_just_written_stays_although_a_wrong_clock_dated_others_later(
    app: Newsletter, tmp_path: Path
) -> None:
    clock = app.container.now
    assert isinstance(clock, SetClock)
    clock.go_to(A_SATURDAY.replace(year=2036))
    app.backups.make(keep=1)
    clock.go_to(A_SATURDAY)
    done = app.backups.make(keep=1)
    assert done[0].data["path"] == tmp_path / "own/backups/newsletter-20260307T120000Z.backup"
    assert done[0].data["path"].is_file()
    assert len(made_in(tmp_path / "own" / "backups")) == 2  # with its label


def test_two_backups_of_one_second_are_two_files_in_their_order(app: Newsletter) -> None:
    paths = [app.backups.make(keep=2)[0].data["path"] for _ in range(3)]
    assert [path.name for path in paths] == [
        "newsletter-20260307T120000Z.backup",
        "newsletter-20260307T120000Z-2.backup",
        "newsletter-20260307T120000Z-3.backup",
    ]
    assert [path.is_file() for path in paths] == [False, True, True]
    assert app.backups.check()[0] == Message("backup-sound", path=paths[-1])


def test_where_no_backup_was_made_yet_none_is_there_to_check(
    app: Newsletter, tmp_path: Path
) -> None:
    for place, folder in ((None, tmp_path / "own" / "backups"), (tmp_path, tmp_path)):
        with pytest.raises(DeskError, match="backup-none-in-folder") as error:
            app.backups.check(place)
        assert error.value.data["folder"] == folder


def test_backups_that_begin_at_the_same_moment_are_as_many_files(app: Newsletter) -> None:
    _ = app.container.store
    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(app.backups.make) for _ in range(3)]
    paths = {one.result()[0].data["path"] for one in made}
    assert len(paths) == 3
    for path in paths:
        assert app.backups.check(path)[0] == Message("backup-sound", path=path)
    (folder,) = {path.parent for path in paths}
    assert list(folder.glob(".*")) == []


def test_of_two_backups_at_once_that_keep_one_each_one_is_left_with_its_label(
    app: Newsletter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    later = Newsletter.at(own, SetClock())
    chores = app.container.store.chores
    monkeypatch.setattr(chores, "done", lambda _: later.backups.make(keep=1))
    assert [one.code for one in app.backups.make(keep=1)] == ["backup-made"]
    name = "newsletter-20260307T120000Z-2.backup"
    assert made_in(own / "backups") == [name, f"{name}.sha256"]
    later.close()


def test_a_backup_stays_while_it_is_restored_although_a_newer_one_replaces_it(
    app: Newsletter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    app.backups.make(disk, keep=1)
    app.close()
    another = a_publication(tmp_path / "another", SetClock())
    _ = another.container.store
    verified = replacing.verified

    def meanwhile(path: Path) -> BackupLabel | None:
        monkeypatch.undo()
        assert [one.code for one in another.backups.make(disk, keep=1)] == ["backup-made"]
        return verified(path)

    monkeypatch.setattr(replacing, "verified", meanwhile)
    again = Newsletter.at(tmp_path / "own", SetClock())
    done = again.backups.put_back(disk)
    assert [one.code for one in done] == ["replaced-kept", "backup-restored"]
    later = another.backups.make(disk, keep=1)
    assert later[1:] == [Message("backups-deleted", count=2, kept=1)], "it went the next time"


@pytest.mark.parametrize("place", ["the folder", "the file"])
def test_a_backup_stays_while_it_is_checked(
    app: Newsletter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    disk = tmp_path / "disk"
    made = app.backups.make(disk, keep=1)[0].data["path"]
    another = a_publication(tmp_path / "another", SetClock())
    _ = another.container.store
    verified = replacing.verified

    def meanwhile(path: Path) -> BackupLabel | None:
        monkeypatch.undo()
        assert [one.code for one in another.backups.make(disk, keep=1)] == ["backup-made"]
        return verified(path)

    monkeypatch.setattr(replacing, "verified", meanwhile)
    found = app.backups.check(disk if place == "the folder" else Path(str(made)))
    assert found[0] == Message("backup-sound", path=made)


def test_what_a_restore_replaced_stays_while_it_is_restored_itself(
    app: Newsletter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own" / "backups"
    app.backups.make()
    app.close()
    again = Newsletter.at(tmp_path / "own", SetClock())
    replaced = again.backups.put_back(own)[0].data["path"]
    verified = replacing.verified

    def meanwhile(path: Path) -> BackupLabel | None:
        monkeypatch.undo()
        later = SetClock(A_SATURDAY + timedelta(days=1))
        tidying = Newsletter.at(tmp_path / "own", later).backups
        assert Path(str(replaced)).exists()
        tidying.make(tmp_path / "disk", keep=1)
        return verified(path)

    monkeypatch.setattr(replacing, "verified", meanwhile)
    found = again.backups.check(Path(str(replaced)))
    assert found[0] == Message("backup-sound", path=replaced)


def ended(work: Callable[[], object]) -> bool:
    """Whether work ends, in a thread that holds nothing up if it does not."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(patience.SECONDS)
    return not thread.is_alive()


def test_a_backup_is_restored_from_the_folder_in_which_the_journal_is_written(
    app: Newsletter, tmp_path: Path
) -> None:
    folder = tmp_path / "own" / "subscribers"
    backup = folder / "copied.backup"
    app.backups.make(backup)
    app.close()
    (folder / "journal.log").unlink()
    done: list[Message] = []
    again = Newsletter.at(tmp_path / "own", SetClock()).backups
    assert ended(lambda: done.extend(again.put_back(backup)))
    assert Message("backup-restored", path=backup) in done


def test_a_backup_is_checked_in_the_folder_in_which_the_secret_is_written(
    app: Newsletter, tmp_path: Path
) -> None:
    backup = tmp_path / "own" / "copied.backup"
    app.backups.make(backup)
    (tmp_path / "own" / ".env").unlink()
    refused: list[str] = []

    def check() -> None:
        with pytest.raises(StoreError) as error:
            Newsletter.at(tmp_path / "own", SetClock()).backups.check(backup)
        refused.append(error.value.code)

    assert ended(check)
    assert refused == ["database-of-another-secret"]


def test_a_journal_is_written_while_a_backup_next_to_it_is_checked(
    app: Newsletter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "own" / "subscribers" / "copied.backup"
    app.backups.make(backup)
    verified = replacing.verified

    def meanwhile(path: Path) -> BackupLabel | None:
        assert ended(lambda: app.people.unsubscribe("anna@example.org"))
        return verified(path)

    monkeypatch.setattr(replacing, "verified", meanwhile)
    assert app.backups.check(backup)[0] == Message("backup-sound", path=backup)


def a_part(path: Path, *, seconds: int) -> Path:
    """What a backup that was killed so long ago left."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("half", "utf-8")
    now = path.stat().st_mtime
    os.utime(path, (now - seconds, now - seconds))
    return path


def test_what_a_killed_backup_left_is_deleted_once_nobody_can_be_writing_it(
    app: Newsletter, tmp_path: Path
) -> None:
    own, disk = tmp_path / "own" / "backups", tmp_path / "disk"
    name = ".newsletter-2026030{}T030000Z.backup.part-x1"
    old = [a_part(folder / name.format(1), seconds=2 * 86400) for folder in (own, disk)]
    new = [a_part(folder / name.format(7), seconds=60) for folder in (own, disk)]
    app.backups.make(disk, keep=3)
    assert [one.exists() for one in (*old, *new)] == [False, False, True, True]


def test_a_backup_under_a_name_of_one_s_own_deletes_what_one_left_that_was_killed(
    app: Newsletter, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    old = a_part(disk / ".night [1].db.part-x1", seconds=2 * 86400)
    new = a_part(disk / ".night [1].db.part-x2", seconds=60)
    another = a_part(disk / ".night 1.db.part-x3", seconds=2 * 86400)
    app.backups.make(disk / "night [1].db")
    assert (old.exists(), new.exists(), another.exists()) == (False, True, True)


def test_a_folder_without_backups_says_so(app: Newsletter, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="backup-none-in-folder"):
        app.backups.put_back(tmp_path)
