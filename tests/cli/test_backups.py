"""Backups, restores, moves and upgrades at the terminal."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from tests.app.builders import SAID, SetClock, a_publication, outbox, with_issues_approved
from tests.cli.builders import Terminal, a_terminal
from tests.store.test_restoring import AT_WORK, at_work


@pytest.fixture
def terminal(terminal: Terminal) -> Terminal:
    assert terminal.types("subscribers", "add", "anna@example.org", "--statement", SAID).code == 0
    return terminal


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "Er staat geen reservekopie in issues.\n"), ("en", "There is no backup in issues.\n")],
)
def test_a_restore_speaks_the_publication_s_language(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    said: str,
) -> None:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys, language)
    answer = terminal.types("restore", "--check", "issues")
    assert (answer.code, answer.err) == (1, said)


def test_a_backup_is_checked_and_restored_by_the_folder_alone(terminal: Terminal) -> None:
    for _ in range(2):
        assert terminal.types("backup", "--keep", "1").code == 0
    assert len(list((terminal.folder / "backups").glob("*.backup"))) == 1
    told = terminal.types("restore", "--check").out
    assert "its checksum is right" in told
    assert "Readers in it: 1" in told
    assert terminal.types("restore").code == 2
    done = terminal.types("restore", "backups").out
    assert "Restored backups/newsletter-" in done
    assert "  → newsletter restore " in done


def test_a_restore_that_is_refused_names_the_process_and_changes_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEWSLETTER_SECRET", raising=False)
    assert terminal.types("backup", "old.backup").code == 0
    app = Newsletter.at(terminal.folder, SetClock())
    secret = app.container.secret.reveal
    program = AT_WORK.replace("a pepper of tests", secret)
    with at_work(app.settings.database_url, program) as process:
        answer = terminal.types("restore", "old.backup")
        assert answer.code == 1
        assert f"Other processes have the database open: {process.pid} (" in answer.err
        assert terminal.types("backup", "--move", "move.backup").code == 1
        assert not (terminal.folder / "move.backup").exists()
        status = terminal.types("upgrade", "--check", "--json").json
        assert status["processes"][0].startswith(f"{process.pid} (")
        assert status["refused"] is None  # nothing waits
    assert terminal.types("subscribers", "list", "--json").json[0]["address"] == "anna@example.org"


def test_from_a_database_that_was_moved_nothing_is_sent_until_it_is_released(
    terminal: Terminal,
) -> None:
    assert "From now on nothing is sent from here." in terminal.types("backup", "--move").out
    refused = terminal.types("run", "--port", "0")
    assert refused.code == 1
    assert "was backed up to continue elsewhere" in refused.err
    assert "newsletter restore --release" in refused.err
    # where the backup is restored, everything goes on
    assert terminal.types("restore", "backups").code == 0
    assert terminal.types("restore", "--release").code == 1
    assert terminal.types("backup", "--move", "again.backup").code == 0
    assert terminal.types("restore", "--release").code == 0


def test_what_was_on_its_way_stays_paused_where_it_was_moved_from(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    app.backups.make(tmp_path / "move.backup", is_move=True)
    assert app.dispatches.show(1).state == "paused"
    with pytest.raises(DeskError, match="nothing-goes-out"):
        app.dispatches.resume(1)
    app.close()
    again = Newsletter.at(tmp_path / "own", SetClock())
    again.backups.put_back(tmp_path / "move.backup")
    assert again.dispatches.show(1).state == "going"
    assert outbox(again) == []
    again.close()


def test_an_upgrade_that_has_nothing_to_do_says_so(terminal: Terminal) -> None:
    assert terminal.types("upgrade").out == "The database is up to date.\n"
    assert terminal.types("upgrade", "--json").json == {"messages": ["The database is up to date."]}
    told = terminal.types("upgrade", "--check")
    assert (told.code, told.out.splitlines()[0]) == (0, "This is newsletter 0.1.0.")
    status = terminal.types("upgrade", "--check", "--json").json
    assert (status["version"], status["waiting"], status["backed_up"]) == ("0.1.0", [], None)


def test_a_database_that_is_too_new_is_refused_with_what_to_do(terminal: Terminal) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(terminal.folder / "subscribers" / "newsletter.db")) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
        plain.commit()
    for words in (("upgrade",), ("subscribers", "list")):
        answer = terminal.types(*words)
        assert answer.code == 1
        assert "restore a backup from before the upgrade" in answer.err
    assert terminal.types("upgrade", "--check").code == 1
