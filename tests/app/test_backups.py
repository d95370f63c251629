"""What a backup and a restore come to, as values."""

import shutil
import stat
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from tests.app.builders import SAID, SetClock, a_publication


def test_restoring_a_backup_names_only_what_happened(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    app.people.add("anna@example.org", statement=SAID)
    path = tmp_path / "old.backup"
    assert app.backups.make(path) == Message("backup-made", path=path)
    app.people.unsubscribe("anna@example.org")
    app.close()
    again = a_publication(tmp_path / "own", SetClock())
    assert again.backups.put_back(path) == [
        Message("backup-restored", path=path),
        Message("restored-departed", count=1),
    ]


def test_a_backup_is_restored_on_a_new_machine_for_its_owner_alone(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    app.people.add("anna@example.org", statement=SAID)
    app.backups.make(tmp_path / "old.backup")
    app.close()
    folder = tmp_path / "own" / "subscribers"
    shutil.rmtree(folder)
    again = Newsletter.at(tmp_path / "own", SetClock())
    again.backups.put_back(tmp_path / "old.backup")
    assert stat.S_IMODE((folder / "newsletter.db").stat().st_mode) == 0o600
    assert again.people.show("anna@example.org").address == "anna@example.org"


def test_a_backup_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with pytest.raises(DeskError) as refused:
        app.backups.make(tmp_path / "nowhere" / "x.backup")
    assert refused.value.problem == Message("backup-folder-missing", folder=tmp_path / "nowhere")


def test_nothing_is_let_go_that_was_not_held(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="nothing-on-hold"):
        a_publication(tmp_path / "own", SetClock()).backups.release()
