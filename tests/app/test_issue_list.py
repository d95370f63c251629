"""Every issue with where it stands, and what is noted of it."""

from pathlib import Path

from newsletter.app import Newsletter
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved


def a_list(folder: Path) -> Newsletter:
    app = a_publication(folder, SetClock())
    with_issues_approved(app, issues=["1", "2"])
    return app


def test_a_row_says_where_an_issue_stands(tmp_path: Path) -> None:
    app = a_list(tmp_path / "own")
    app.queue.remove("2")
    assert [row.status for row in app.issue_list.rows()] == ["queued", "approved", "draft"]
    app.dispatches.start("1")
    assert next(row.status for row in app.issue_list.rows()) == "dispatched"


def test_a_file_that_was_changed_after_its_approval_is_noted(tmp_path: Path) -> None:
    app = a_list(tmp_path / "own")
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    notes = [row.notes for row in app.issue_list.rows()]
    assert notes == [(Message("approved-file-changed"),), (), ()]


def test_a_file_that_cannot_be_read_is_left_out_and_said_with_its_place(tmp_path: Path) -> None:
    app = a_list(tmp_path / "own")
    path = app.issues.path("3")
    path.write_text(path.read_text("utf-8").replace("number: 3", "number: drie"), "utf-8")
    rows, wrong = app.issue_list.survey()
    assert [row.number for row in rows] == [1, 2]
    problem = Message("number-no-digits", value="drie")
    [one] = wrong
    assert (one.number, one.line, one.problem) == (3, 2, problem)
    assert one.at_file == Message("at-place", place=f"{path}:2", problem=problem)
    assert one.message == Message("issue-unreadable-at", issue=3, line=2, problem=problem)
