"""The coming days of sending: what is shown is what goes."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    with_issues_approved(app)
    return app


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def numbers(app: Newsletter) -> list[int | None]:
    return [one.row.number if one.row else None for one in app.desk.agenda.days()]


def test_the_days_are_those_of_the_queue_and_then_empty_for_twelve_weeks(app: Newsletter) -> None:
    days = app.desk.agenda.days()
    assert {one.row.number: one.at for one in days if one.row} == app.queue.moments()
    assert numbers(app)[:4] == [1, 2, 3, None]
    assert len(days) == 12
    assert all(later.day - one.day == timedelta(days=7) for one, later in pairwise(days))


def test_a_skipped_day_is_shown_and_what_was_on_it_moves_on(app: Newsletter, gerda: Editor) -> None:
    second = app.desk.agenda.days()[1].day
    app.desk.agenda.skip(second.isoformat(), gerda)
    shown = app.desk.agenda.days()
    assert [one.is_skipped for one in shown[:4]] == [False, True, False, False]
    assert numbers(app)[:4] == [1, None, 2, 3]
    app.desk.agenda.skip(second.isoformat(), gerda, back=True)
    assert numbers(app)[:3] == [1, 2, 3]


def test_a_letter_is_moved_and_taken_out_and_the_log_says_so(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.agenda.move(3, 1, gerda)
    assert numbers(app)[:3] == [3, 1, 2]
    app.desk.agenda.remove(1, gerda)
    assert numbers(app)[:3] == [3, 2, None]
    logged = [one for one in app.desk.editors.log() if one.act is Act.QUEUE_CHANGED]
    assert [(one.thing, one.after, one.editor) for one in logged] == [
        ("issue 1", "out of the queue", gerda.id),
        ("issue 3", "place 1", gerda.id),
    ]


@pytest.mark.parametrize("day", ["", "2026-13-45", "gisteren", "2020-01-05", "2026-03-03"])
def test_a_day_that_cannot_be_skipped_is_refused_and_not_logged(
    app: Newsletter, gerda: Editor, day: str
) -> None:
    with pytest.raises(DeskError):
        app.desk.agenda.skip(day, gerda)
    assert all(one.act is not Act.QUEUE_CHANGED for one in app.desk.editors.log())


def test_what_is_not_queued_is_neither_moved_nor_taken_out(app: Newsletter, gerda: Editor) -> None:
    for act in (
        lambda: app.desk.agenda.move(99, 1, gerda),
        lambda: app.desk.agenda.remove(99, gerda),
    ):
        with pytest.raises(DeskError):
            act()
    assert numbers(app)[:3] == [1, 2, 3]
