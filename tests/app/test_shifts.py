"""What a change of the planning does to the other letters."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.shifts import ShiftWay
from newsletter.errors import DeskError
from newsletter.model.editor import Editor
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app)
    return app


def test_the_letters_after_one_that_leaves_go_earlier(app: Newsletter, gerda: Editor) -> None:
    shifts = app.desk.shifts
    shifted = shifts.of(lambda: app.desk.agenda.remove(1, gerda), 1)
    assert shifted == {ShiftWay.EARLIER: [2, 3]}
    [said] = shifts.describe(shifted)
    assert (said.way, said.count, said.title) == (ShiftWay.EARLIER, 2, "De weg naar huis")
    assert said.goes_at == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_a_change_can_move_letters_both_ways(app: Newsletter, gerda: Editor) -> None:
    def turn_round() -> None:
        app.desk.agenda.move(3, 1, gerda)

    assert app.desk.shifts.of(turn_round) == {ShiftWay.LATER: [1, 2], ShiftWay.EARLIER: [3]}


def test_a_letter_on_a_fixed_day_that_is_skipped_loses_its_date(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    shifted = app.desk.shifts.of(lambda: app.desk.agenda.skip("2026-03-24", gerda))
    assert shifted == {ShiftWay.UNDATED: [1]}
    [said] = app.desk.shifts.describe(shifted)
    assert (said.count, said.goes_at) == (1, None)


def test_others_that_keep_their_days_are_known_and_nobody_else_is(
    app: Newsletter, gerda: Editor
) -> None:
    shifts = app.desk.shifts
    assert shifts.of(lambda: app.desk.agenda.remove(3, gerda), 3) == {ShiftWay.NOWHERE: [1, 2]}
    app.desk.agenda.remove(2, gerda)
    assert shifts.of(lambda: app.desk.agenda.remove(1, gerda), 1) == {}
    assert shifts.describe({ShiftWay.EARLIER: [1, 2, 9]}) == ()


def test_a_refused_change_is_raised(app: Newsletter, gerda: Editor) -> None:
    with pytest.raises(DeskError, match="issue-not-queued"):
        app.desk.shifts.of(lambda: app.desk.agenda.remove(9, gerda), 9)
