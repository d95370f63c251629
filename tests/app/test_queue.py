"""What the queue answers the editor, as values."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST, SECOND, THIRD = (datetime(2026, 3, day, 8, tzinfo=AMSTERDAM) for day in (8, 15, 22))


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    return app


def refused(error: DeskError) -> tuple[str, dict[str, object]]:
    return error.code, dict(error.data)


def test_an_issue_that_is_moved_or_added_goes_at_the_moment_that_is_answered(
    app: Newsletter,
) -> None:
    assert app.queue.move("3", 1) == Message("issue-goes-at", issue=3, at=FIRST)
    assert app.queue.remove("1") == Message("issue-out-of-queue", issue=1)
    assert app.queue.add("1") == Message("issue-goes-at", issue=1, at=THIRD)


def test_without_slots_an_issue_is_queued_for_no_moment(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=["1"])
    settings = tmp_path / "own" / "newsletter.toml"
    text = settings.read_text("utf-8")
    assert 'slots = ["sun 08:00"]' in text
    settings.write_text(text.replace('slots = ["sun 08:00"]', "slots = []"), "utf-8")
    app = a_publication(tmp_path / "own", SetClock())
    assert app.queue.add("1") == Message("issue-goes-at-no-slot", issue=1)
    assert app.queue.rows()[0].notes == (Message("why-no-slots"),)


def test_a_skipped_date_moves_the_rest_until_it_is_taken_back(app: Newsletter) -> None:
    sunday = date(2026, 3, 15)
    assert app.queue.skip("2026-03-15") == Message("date-skipped", day=sunday)
    assert app.queue.rows()[1].goes_at == THIRD
    assert app.queue.skip("2026-03-15", back=True) == Message("date-free-again", day=sunday)
    assert app.queue.rows()[1].goes_at == SECOND
    with pytest.raises(DeskError) as error:
        app.queue.skip("2026-03-15", back=True)
    assert refused(error.value) == ("date-not-skipped", {"day": sunday})


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        ("next week", ("date-unreadable", {"text": "next week"})),
        ("2026-03-01", ("date-without-slot", {"day": date(2026, 3, 1)})),
        ("2026-03-16", ("date-without-slot", {"day": date(2026, 3, 16)})),
    ],
    ids=["no date", "past", "a Monday"],
)
def test_a_date_that_nothing_can_be_skipped_on_is_refused(
    app: Newsletter, day: str, refusal: tuple[str, dict[str, object]]
) -> None:
    with pytest.raises(DeskError) as error:
        app.queue.skip(day)
    assert refused(error.value) == refusal


def test_an_issue_that_is_not_there_is_refused(app: Newsletter) -> None:
    app.queue.remove("1")
    for attempt in (lambda: app.queue.remove("1"), lambda: app.queue.move("1", 2)):
        with pytest.raises(DeskError) as error:
            attempt()
        assert refused(error.value) == ("issue-not-queued", {"issue": 1})
    app.approvals.withdraw("1")
    with pytest.raises(DeskError) as error:
        app.queue.add("1")
    assert refused(error.value) == ("issue-not-approved", {"issue": 1})


def test_an_issue_that_went_out_is_refused(app: Newsletter) -> None:
    app.dispatches.start("1")
    with pytest.raises(DeskError) as error:
        app.queue.add("1")
    assert refused(error.value) == ("issue-dispatched-already", {"issue": 1})


def test_a_file_that_is_no_longer_what_was_approved_is_noted(app: Newsletter) -> None:
    first, second, _ = sorted((app.parts.folder / "issues").glob("0*.md"))
    first.write_text(first.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    second.unlink()
    assert [row.notes for row in app.queue.rows()] == [
        (Message("approved-file-changed"),),
        (Message("approved-file-gone"),),
        (),
    ]
