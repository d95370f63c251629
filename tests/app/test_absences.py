"""A time away: what is shown before is what happens, in one act and undone in one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR

SECOND, THIRD, FREE = date(2026, 3, 15), date(2026, 3, 22), date(2026, 3, 29)


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app)
    return app


def skipped(app: Newsletter) -> tuple[date, ...]:
    return app.container.store.queue.skipped()


def logged(app: Newsletter) -> list[tuple[str, str, int | None]]:
    entries = app.container.store.log.newest(200)
    return [(one.thing, one.after, one.editor) for one in entries if one.act is Act.QUEUE_CHANGED]


def away(app: Newsletter) -> list[tuple[int, tuple[date, ...]]]:
    return [(one.number, one.days) for one in app.desk.absences.coming()]


def begin(app: Newsletter, since: str, until: str, gerda: Editor) -> None:
    shown = app.desk.absences.propose(since, until)
    app.desk.absences.begin(since, until, shown.digest, gerda)


def test_the_outcome_is_said_and_nothing_changes(app: Newsletter) -> None:
    found = app.desk.absences.propose("2026-03-14", "2026-03-22")
    assert found.days == (SECOND, THIRD)
    assert [(one.row.number, one.to) for one in found.moved] == [
        (2, datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (3, datetime(2026, 4, 5, 6, tzinfo=UTC)),
    ]
    assert found.pinned == ()
    assert skipped(app) == ()


def test_what_was_shown_is_what_happens_with_one_entry_in_the_log(
    app: Newsletter, gerda: Editor
) -> None:
    shown = app.desk.absences.propose("2026-03-14", "2026-03-22")
    app.desk.absences.begin("2026-03-14", "2026-03-22", shown.digest, gerda)
    assert skipped(app) == shown.days
    moments = app.queue.moments()
    assert {one.row.number: one.to for one in shown.moved} == {2: moments[2], 3: moments[3]}
    assert logged(app) == [("days 2026-03-14 to 2026-03-22", "2 skipped", gerda.id)]


def test_a_planning_that_changed_meanwhile_is_shown_again_instead(
    app: Newsletter, gerda: Editor
) -> None:
    shown = app.desk.absences.propose("2026-03-14", "2026-03-22")
    app.desk.agenda.move_to(3, "2026-03-15", gerda)
    before = logged(app)
    with pytest.raises(DeskError) as error:
        app.desk.absences.begin("2026-03-14", "2026-03-22", shown.digest, gerda)
    assert error.value.code == "planning-changed-meanwhile"
    assert (skipped(app), logged(app)) == ((), before)


def test_a_failure_skips_none_of_the_days(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = app.desk.absences.propose("2026-03-14", "2026-03-29")

    def full_disk(_entry: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(app.container.store.log, "add", full_disk)
    with pytest.raises(OSError, match="No space"):
        app.desk.absences.begin("2026-03-14", "2026-03-29", shown.digest, gerda)
    assert (skipped(app), logged(app)) == ((), [])


def test_a_letter_with_a_day_of_its_own_goes_all_the_same_and_is_named(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.pinning.pin(3, "2026-03-20", "10:00", gerda)
    app.desk.pinning.pin(1, "2026-03-22", "10:00", gerda)
    found = app.desk.absences.propose("2026-03-14", "2026-03-22")
    assert found.days == (SECOND,)
    assert [row.number for row in found.pinned] == [3, 1]
    begin(app, "2026-03-14", "2026-03-22", gerda)
    assert {3, 1} <= set(app.queue.moments())


def test_a_time_away_is_undone_whole_or_day_by_day(app: Newsletter, gerda: Editor) -> None:
    begin(app, "2026-03-14", "2026-03-29", gerda)
    assert away(app) == [(1, (SECOND, THIRD, FREE))]
    app.desk.agenda.skip("2026-03-22", gerda, back=True)
    assert skipped(app) == (SECOND, FREE)
    assert away(app) == [(1, (SECOND, FREE))]
    app.desk.absences.end(1, "2026-03-14", "2026-03-29", gerda)
    assert skipped(app) == ()
    assert logged(app)[0] == ("days 2026-03-14 to 2026-03-29", "2 free again", gerda.id)
    with pytest.raises(DeskError) as error:
        app.desk.absences.end(1, "2026-03-14", "2026-03-29", gerda)
    assert error.value.code == "away-not-skipped"


def test_a_day_that_was_skipped_on_its_own_stays_skipped_after_a_time_away(
    app: Newsletter, gerda: Editor
) -> None:
    for day in ("2026-03-22", "2026-04-05"):  # one in the middle, and one right behind it
        app.desk.agenda.skip(day, gerda)
    begin(app, "2026-03-14", "2026-03-29", gerda)
    assert away(app) == [(1, (SECOND, FREE))]
    app.desk.absences.end(1, "2026-03-15", "2026-03-29", gerda)
    assert skipped(app) == (THIRD, date(2026, 4, 5))


def test_two_times_away_that_touch_are_undone_one_by_one(app: Newsletter, gerda: Editor) -> None:
    begin(app, "2026-03-08", "2026-03-15", gerda)
    begin(app, "2026-03-16", "2026-03-29", gerda)
    assert away(app) == [(1, (date(2026, 3, 8), SECOND)), (2, (THIRD, FREE))]
    app.desk.absences.end(2, "2026-03-08", "2026-03-29", gerda)
    assert skipped(app) == (date(2026, 3, 8), SECOND)


def test_days_skipped_one_by_one_are_a_row_each_time_they_follow_each_other(
    app: Newsletter, gerda: Editor
) -> None:
    for day in ("2026-03-08", "2026-03-15", "2026-03-29", "2026-04-05"):
        app.desk.agenda.skip(day, gerda)
    days = (date(2026, 3, 8), SECOND, FREE, date(2026, 4, 5))
    assert away(app) == [(0, days[:2]), (0, days[2:])]
    app.desk.absences.end(0, "2026-03-29", "2026-04-05", gerda)
    assert skipped(app) == days[:2]


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("2026-03-22", "2026-03-15", "away-ends-before"),
        ("2026-02-01", "2026-03-06", "away-is-over"),
        ("2026-03-10", "2027-03-12", "away-too-long"),
        ("0001-01-01", "2026-03-22", "away-too-long"),
        ("2028-03-10", "2028-03-20", "away-too-far"),
        ("9999-12-01", "9999-12-31", "away-too-far"),
        ("2026-03-09", "2026-03-14", "away-without-sending-day"),
        ("", "2026-03-15", "date-missing"),
        ("2026-03-15", "", "date-missing"),
        ("2026-03-15\r\n", "2026-03-22", "date-unreadable"),
        ("{{7*7}}", "<script>", "date-unreadable"),
        ("x" * 2_000_000, "2026-03-22", "date-unreadable"),
    ],
    ids=lambda value: value[:12],
)
def test_nonsense_is_refused_with_the_reason(
    app: Newsletter, gerda: Editor, since: str, until: str, code: str
) -> None:
    for act in (
        lambda: app.desk.absences.propose(since, until),
        lambda: app.desk.absences.begin(since, until, "", gerda),
    ):
        with pytest.raises(DeskError) as error:
            act()
        assert error.value.code == code
        assert len(str(error.value)) < 200
    assert (skipped(app), logged(app)) == ((), [])


def test_days_that_are_skipped_already_are_no_reason_to_go_away(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.agenda.skip("2026-03-15", gerda)
    with pytest.raises(DeskError) as error:
        app.desk.absences.propose("2026-03-14", "2026-03-16")
    assert error.value.code == "away-without-sending-day"


def test_a_time_away_that_has_begun_counts_from_today(app: Newsletter, gerda: Editor) -> None:
    begin(app, "2026-03-01", "2026-03-16", gerda)
    assert skipped(app) == (date(2026, 3, 8), SECOND)
