"""Rows of the queue, and what they note."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import SUNDAY


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    return app


def test_a_file_that_is_no_longer_what_was_approved_is_noted(app: Newsletter) -> None:
    first, second, _ = sorted((app.container.folder / "issues").glob("0*.md"))
    first.write_text(first.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    second.unlink()
    assert [row.notes for row in app.queue.rows()] == [
        (Message("approved-file-changed"),),
        (Message("approved-file-gone"),),
        (),
    ]


def test_only_the_next_issue_waits_for_its_release_and_says_when_its_moment_has_passed(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(
        tmp_path / "held", clock, "[schedule]\nhold = true\nslots = ['sun 08:00']\n"
    )
    with_issues_approved(app)
    assert [row.needs_yes for row in app.queue.rows()] == [True, False, False]
    assert app.queue.rows()[0].notes == (Message("issue-needs-yes", issue=1),)
    clock.go_to(SUNDAY + timedelta(minutes=5))
    first, second, _ = app.queue.rows()
    assert first.notes == (Message("issue-held", issue=1),)
    assert (second.needs_yes, second.notes) == (False, ())


def test_a_row_has_its_place_subject_and_moment_for_programs(app: Newsletter) -> None:
    first = app.queue.rows()[0]
    assert first.facts() == {
        "place": 1,
        "issue": 1,
        "subject": "Een stoel bij het raam",
        "goes_at": first.goes_at.isoformat() if first.goes_at else None,
    }
    assert first.goes_at == SUNDAY
