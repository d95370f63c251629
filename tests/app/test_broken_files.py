"""One issue file that is half-edited, doubled or wrong, and everything else goes on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import AuthorError, DeskError
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.cli.builders import Terminal

A_SUNDAY = datetime(2026, 3, 8, 7, 0, 30, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    return app


def half_edited(app: Newsletter) -> Path:
    path = app.issues.folder / "004-half.md"
    path.write_text('---\nnumber: 4\ntitle: "half', "utf-8")
    return path


def test_a_half_edited_file_hides_no_other_issue_from_the_editor(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = half_edited(app)
    answer = Terminal(app.container.folder, monkeypatch, capsys).types("issue", "list", "--json")
    assert [row["number"] for row in answer.json] == [1, 2, 3]
    assert answer.code == 1
    assert f"{path}:" in answer.err


def test_a_half_edited_file_takes_no_sent_issue_off_the_web(
    app: Newsletter, clock: SetClock
) -> None:
    clock.go_to(A_SUNDAY)
    app.rounds.make_at_once()
    half_edited(app)
    assert [one.issue.number for one in app.readers.archive.issues()] == [1]


def test_a_half_edited_file_stops_no_slot(app: Newsletter, clock: SetClock) -> None:
    half_edited(app)
    clock.go_to(A_SUNDAY)
    app.rounds.make_at_once()
    assert app.dispatches.show(1).counts == {"accepted": 2}


def test_a_new_issue_takes_no_number_that_a_broken_file_has(app: Newsletter) -> None:
    half_edited(app)
    assert app.issues.new("Iets nieuws").name == "005-iets-nieuws.md"


def test_of_two_files_with_one_number_neither_is_guessed_at(app: Newsletter) -> None:
    path = app.issues.path("2")
    path.with_name("002-een-kopie.md").write_bytes(path.read_bytes())
    for act in (app.previews.show, app.approvals.approve, app.approvals.check):
        with pytest.raises(DeskError, match=r"number-taken-twice .first='002-.*second='002-"):
            act("2")
    assert app.previews.show(f"issues/{path.name}").issue.slug == "de-weg-naar-huis"


def test_a_template_that_is_not_there_is_told_with_the_issue_that_names_it(app: Newsletter) -> None:
    path = app.issues.path("1")
    path.write_text(
        path.read_text("utf-8").replace("audience: all", "template: kerst\naudience: all"), "utf-8"
    )
    with pytest.raises(
        AuthorError, match=r"001-.*template-unknown .name='kerst', templates='brief"
    ):
        app.previews.show("1")


def test_a_missed_slot_is_shown_where_the_editor_looks(
    app: Newsletter,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock.go_to(datetime(2026, 3, 9, 12, tzinfo=UTC))
    app.rounds.make_at_once()
    missed = Message("issue-missed-slot", day=date(2026, 3, 8))
    assert missed in app.issue_list.rows()[0].notes
    monkeypatch.chdir(app.container.folder)
    told = Terminal(app.container.folder, monkeypatch, capsys).types("queue", "list").out
    assert "Brief 1 miste zijn verzendmoment van zondag 8 maart 2026" in told
    assert "→ newsletter dispatch start 1" in told
    app.queue.add("1")
    assert missed not in app.issue_list.rows()[0].notes
