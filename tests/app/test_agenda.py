"""The coming days of sending: what is shown is what goes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR

FIRST, SECOND, THIRD, FREE = "2026-03-08", "2026-03-15", "2026-03-22", "2026-03-29"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    with_issues_approved(app)
    return app


def numbers(app: Newsletter) -> list[int | None]:
    return [one.row.number if one.row else None for one in app.desk.agenda.look().days]


def logged(app: Newsletter) -> list[tuple[str, str, int | None]]:
    entries = app.container.store.log.newest(200)
    return [(one.thing, one.after, one.editor) for one in entries if one.act is Act.QUEUE_CHANGED]


def test_the_days_are_those_of_the_queue_and_then_empty_for_twelve_weeks(app: Newsletter) -> None:
    days = app.desk.agenda.look().days
    assert {one.row.number: one.at for one in days if one.row} == app.queue.moments()
    assert numbers(app)[:4] == [1, 2, 3, None]
    assert len(days) == 12
    assert all(later.day - one.day == timedelta(days=7) for one, later in pairwise(days))


def test_a_skipped_day_is_shown_and_what_was_on_it_moves_on(app: Newsletter, gerda: Editor) -> None:
    app.desk.agenda.skip(SECOND, gerda)
    shown = app.desk.agenda.look().days
    assert [one.is_skipped for one in shown[:4]] == [False, True, False, False]
    assert numbers(app)[:4] == [1, None, 2, 3]
    app.desk.agenda.skip(SECOND, gerda, back=True)
    assert numbers(app)[:3] == [1, 2, 3]


def test_a_letter_is_moved_and_taken_out_and_the_log_says_so(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.agenda.move_to(3, FIRST, gerda)
    assert numbers(app)[:3] == [3, 1, 2]
    app.desk.agenda.remove(1, gerda)
    assert numbers(app)[:3] == [3, 2, None]
    assert logged(app) == [
        ("issue 1", "out of the queue", gerda.id),
        ("issue 3", "place 1", gerda.id),
    ]


@pytest.mark.parametrize(
    ("number", "day", "order"),
    [(1, SECOND, [2, 1, 3]), (1, THIRD, [2, 3, 1]), (2, FIRST, [2, 1, 3]), (2, SECOND, [1, 2, 3])],
)
def test_a_moved_letter_goes_on_the_day_that_was_asked_for(
    app: Newsletter, gerda: Editor, number: int, day: str, order: list[int]
) -> None:
    app.desk.agenda.move_to(number, day, gerda)
    assert numbers(app)[:3] == order
    there = next(one for one in app.desk.agenda.look().days if one.day.isoformat() == day)
    assert there.row is not None
    assert there.row.number == number


def test_a_moved_letter_goes_on_that_day_whatever_pinned_letters_are_between(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.pinning.pin(2, "2026-03-20", "10:00", gerda)
    app.desk.agenda.skip(SECOND, gerda)
    assert numbers(app)[:5] == [1, None, 2, 3, None]
    app.desk.agenda.move_to(1, THIRD, gerda)
    assert numbers(app)[:5] == [3, None, 2, 1, None]
    app.desk.agenda.move_to(1, FIRST, gerda)
    assert numbers(app)[:5] == [1, None, 2, 3, None]


def test_a_form_that_was_sent_twice_moves_a_letter_once(app: Newsletter, gerda: Editor) -> None:
    for _ in range(2):
        app.desk.agenda.move_to(1, SECOND, gerda)
    assert numbers(app)[:3] == [2, 1, 3]


def test_an_older_page_moves_a_letter_to_the_day_it_showed_or_not_at_all(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.agenda.move_to(3, FIRST, gerda)  # meanwhile: 3, 1, 2
    app.desk.agenda.move_to(2, SECOND, gerda)
    assert numbers(app)[:3] == [3, 2, 1]
    app.desk.agenda.remove(1, gerda)  # meanwhile: two letters, so none in turn on the third day
    with pytest.raises(DeskError) as error:
        app.desk.agenda.move_to(3, THIRD, gerda)
    assert error.value.code == "day-not-in-turn"
    app.desk.agenda.skip(SECOND, gerda)
    with pytest.raises(DeskError) as error:
        app.desk.agenda.move_to(3, SECOND, gerda)
    assert error.value.code == "day-not-in-turn"
    assert numbers(app)[:3] == [3, None, 2]


@pytest.mark.parametrize(
    "day", ["", "2026-13-45", "gisteren", "2020-01-05", "2026-03-03", "20260308", "2026-W11-7"]
)
def test_a_day_that_cannot_be_skipped_is_refused_and_not_logged(
    app: Newsletter, gerda: Editor, day: str
) -> None:
    with pytest.raises(DeskError):
        app.desk.agenda.skip(day, gerda)
    assert logged(app) == []


def test_what_is_not_queued_is_neither_moved_nor_taken_out(app: Newsletter, gerda: Editor) -> None:
    for act in (
        lambda: app.desk.agenda.move_to(99, FIRST, gerda),
        lambda: app.desk.agenda.remove(99, gerda),
        lambda: app.desk.pinning.pin(99, FREE, "10:00", gerda),
        lambda: app.desk.pinning.unpin(99, gerda),
    ):
        with pytest.raises(DeskError):
            act()
    assert numbers(app)[:3] == [1, 2, 3]


def test_a_letter_whose_moment_has_come_stays_where_it_is_or_the_next_would_go_at_once(
    app: Newsletter, clock: SetClock, gerda: Editor
) -> None:
    clock.go_to(datetime(2026, 3, 8, 7, 0, 5, tzinfo=UTC))
    shown = app.desk.agenda.look()
    assert shown.days[0].row is not None
    assert shown.days[0].row.number == 1
    assert [row.number for _, row in shown.in_turn] == [2, 3]
    for act in (
        lambda: app.desk.agenda.move_to(1, SECOND, gerda),
        lambda: app.desk.agenda.remove(1, gerda),
        lambda: app.desk.pinning.pin(1, FREE, "10:00", gerda),
    ):
        with pytest.raises(DeskError) as error:
            act()
        assert error.value.code == "issue-being-sent"
    with pytest.raises(DeskError) as error:
        app.desk.agenda.move_to(2, FIRST, gerda)
    assert error.value.code == "day-not-in-turn"
    assert [one.issue for one in app.queue.due()] == [1]
    app.desk.agenda.skip(FIRST, gerda)
    assert app.queue.due() == ()


def test_no_letter_is_put_before_one_whose_moment_has_come(
    app: Newsletter, clock: SetClock, gerda: Editor
) -> None:
    clock.go_to(datetime(2026, 3, 8, 7, 0, 5, tzinfo=UTC))
    app.approvals.withdraw("3")
    assert app.approvals.approve("3", offline=True).done  # after the slot, so not at it
    before = logged(app)
    for number in (2, 3):
        with pytest.raises(DeskError) as error:
            app.desk.agenda.move(number, 1, gerda)
        assert error.value.code == "issue-before-being-sent"
        assert [row.number for row in app.queue.rows()] == [1, 2, 3]
        assert [one.issue for one in app.queue.due()] == [1]
    assert logged(app) == before
    app.desk.agenda.move(3, 2, gerda)
    assert [row.number for row in app.queue.rows()] == [1, 3, 2]


@pytest.mark.parametrize("change", ["move", "remove", "withdraw", "pin"])
def test_no_change_of_the_queue_sends_a_letter_at_once_at_a_slot_that_has_passed(
    app: Newsletter, clock: SetClock, gerda: Editor, change: str
) -> None:
    agenda = app.desk.agenda
    agenda.skip(FIRST, gerda)
    clock.go_to(datetime(2026, 3, 8, 7, 10, tzinfo=UTC))
    app.approvals.withdraw("3")
    app.approvals.approve("3", offline=True)  # after the slot, for which it is too late
    agenda.move_to(3, SECOND, gerda)
    agenda.skip(FIRST, gerda, back=True)
    assert {1, 2, 3} == set(app.queue.moments())
    assert not app.queue.has_come(1), "the letter before it takes a later slot"
    clock.pass_by(minutes=20)
    match change:
        case "move":
            agenda.move(1, 1, gerda)
        case "remove":
            agenda.remove(3, gerda)
        case "withdraw":
            app.approvals.withdraw("3", gerda)
        case "pin":
            app.desk.pinning.pin(3, "2026-04-01", "09:00", gerda)
    assert app.queue.moments()[1] == datetime(2026, 3, 15, 7, tzinfo=UTC)
    assert not any(app.queue.has_come(number) for number in (1, 2, 3))


def test_on_hold_no_change_gives_a_letter_a_slot_that_has_passed(
    tmp_path: Path, clock: SetClock
) -> None:
    settings = f"{EDITOR}[schedule]\nslots = ['sun 08:00']\nhold = true\n"
    app = a_publication(tmp_path / "held", clock, settings)
    with_issues_approved(app)
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    agenda = app.desk.agenda
    agenda.skip(FIRST, gerda)
    clock.go_to(datetime(2026, 3, 8, 7, 10, tzinfo=UTC))
    app.approvals.withdraw("3")
    app.approvals.approve("3", offline=True)
    agenda.move_to(3, SECOND, gerda)
    agenda.skip(FIRST, gerda, back=True)
    clock.pass_by(minutes=20)
    agenda.move(1, 1, gerda)
    assert app.queue.moments()[1] == datetime(2026, 3, 15, 7, tzinfo=UTC)


def test_a_month_has_its_weeks_from_monday_and_its_days_are_those_of_the_list(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.pinning.pin(3, "2026-03-31", "10:00", gerda)
    app.desk.agenda.skip(FREE, gerda)
    month = app.desk.agenda.month("2026-03")
    assert month == app.desk.agenda.month()
    assert (month.earlier, month.later) == (None, date(2026, 4, 1))
    assert [len(week) for week in month.weeks] == [7] * 6
    cells = [cell for week in month.weeks for cell in week if cell is not None]
    assert [day for day, _ in cells] == [date(2026, 3, day) for day in range(1, 32)]
    assert all(
        cell is None or cell[0].weekday() == at
        for week in month.weeks
        for at, cell in enumerate(week)
    )
    listed = [one for one in app.desk.agenda.look().days if one.day.month == 3]
    assert [one for _, one in cells if one is not None] == listed
    assert [one.is_skipped for one in listed] == [False, False, False, True, False]


def test_the_month_that_opens_has_a_sending_day(app: Newsletter, clock: SetClock) -> None:
    for number in (1, 2, 3):
        app.queue.remove(str(number))
    clock.go_to(datetime(2026, 3, 29, 12, tzinfo=UTC))  # after the last Sunday of March
    opened, march = app.desk.agenda.month(), app.desk.agenda.month("2026-03")
    assert not march.has_sending_day
    assert opened == app.desk.agenda.month("2026-04")
    assert opened.earlier == march.first


def test_months_lie_between_the_current_one_and_two_years_ahead(app: Newsletter) -> None:
    december = app.desk.agenda.month("2026-12")
    assert (december.earlier, december.later) == (date(2026, 11, 1), date(2027, 1, 1))
    assert app.desk.agenda.month("2028-03").later is None
    for named in ("2026-02", "2028-04", "9999-12"):
        with pytest.raises(DeskError) as error:
            app.desk.agenda.month(named)
        assert error.value.code == "month-not-shown"


@pytest.mark.parametrize(
    "named", ["x", "2026-13", "2026-3", "２０２６-03", "2026-03-01", "../x", "{{7*7}}"]
)
def test_what_is_no_month_is_refused(app: Newsletter, named: str) -> None:
    with pytest.raises(DeskError) as error:
        app.desk.agenda.month(named)
    assert error.value.code == "month-unreadable"


def test_a_letter_that_is_pinned_far_away_brings_no_thousand_empty_days(
    app: Newsletter, tmp_path: Path
) -> None:
    [path] = (app.container.folder / "issues").glob("003-*.md")
    text = path.read_text("utf-8")
    path.write_text(text.replace("\n---\n", "\nsend_at: 2999-12-24 10:00\n---\n", 1), "utf-8")
    app.approvals.approve("3", offline=True)
    days = app.desk.agenda.look().days
    assert len(days) == 13
    assert days[-1].row is not None
    assert days[-1].row.number == 3


def test_the_day_that_a_letter_had_is_known_until_it_is_queued_again(
    app: Newsletter, gerda: Editor
) -> None:
    agenda, second = app.desk.agenda, date(2026, 3, 15)
    assert agenda.former_day(2) is None
    agenda.remove(2, gerda)
    assert agenda.former_day(2) == second
    app.approvals.freeze(app.approvals.review("2", offline=True), gerda)
    assert agenda.former_day(2) is None
    assert agenda.can_move_to(2, second)
    agenda.move_to(2, "2026-03-15", gerda)
    assert not agenda.can_move_to(2, second), "it is there"
    app.approvals.withdraw("2", gerda)
    assert agenda.former_day(2) == second
    assert not agenda.can_move_to(2, second), "it is not queued"


def test_a_day_without_a_letter_in_turn_is_none_to_move_to(app: Newsletter, gerda: Editor) -> None:
    assert not app.desk.agenda.can_move_to(1, date(2026, 3, 29))
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    assert not app.desk.agenda.can_move_to(1, date(2026, 3, 15)), "it has a fixed day"
