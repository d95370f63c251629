"""Letters with a day of their own: the file and the approval always say the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.editorial import issue_files
from newsletter.errors import AuthorError, DeskError
from newsletter.model.editor import Act, Editor
from newsletter.model.issue import Approval
from newsletter.text import files
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR

AT = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    with_issues_approved(app)
    return app


def file_of(app: Newsletter, number: int) -> Path:
    [path] = (app.container.folder / "issues").glob(f"{number:03}-*.md")
    return path


def approval(app: Newsletter, number: int) -> Approval:
    found = app.container.store.queue.approval(number)
    assert found is not None
    return found


def state(app: Newsletter) -> tuple[object, ...]:
    issues = sorted((app.container.folder / "issues").glob("*.md"))
    texts = [path.read_bytes() for path in issues]
    return (app.container.store.queue.entries(), texts, app.container.store.log.newest(200))


def test_a_pinned_letter_goes_at_its_own_moment_and_the_others_take_its_slot(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    assert app.queue.moments()[1] == AT
    assert app.queue.moments()[2] == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert {row.number: row.is_pinned for row in app.queue.rows()} == {1: True, 2: False, 3: False}


def test_a_pin_keeps_the_edition_and_needs_no_new_approval(app: Newsletter, gerda: Editor) -> None:
    before = approval(app, 1)
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    after = approval(app, 1)
    assert (after.edition, after.approved_at) == (before.edition, before.approved_at)
    assert [row.notes for row in app.queue.rows()] == [(), (), ()]
    assert "send_at: 2026-03-24 10:00+01:00\n" in file_of(app, 1).read_text("utf-8")


def test_a_letter_that_is_approved_again_keeps_its_pin(app: Newsletter, gerda: Editor) -> None:
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    app.approvals.withdraw("1", gerda)
    path = file_of(app, 1)
    path.write_text(
        path.read_text("utf-8").replace("Er staat een stoel", "Er stond een stoel"), "utf-8"
    )
    app.approvals.approve("1", offline=True)
    assert app.queue.moments()[1] == AT


def test_a_pin_is_undone_and_the_file_is_as_it_was(app: Newsletter, gerda: Editor) -> None:
    before = file_of(app, 1).read_bytes(), app.container.store.queue.entries()
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    app.desk.pinning.unpin(1, gerda)
    assert (file_of(app, 1).read_bytes(), app.container.store.queue.entries()) == before
    assert [row.number for row in app.queue.rows() if row.is_pinned] == []
    acts = [
        (one.thing, one.after)
        for one in app.container.store.log.newest(200)
        if one.act is Act.QUEUE_CHANGED
    ]
    assert acts == [("issue 1", "in turn"), ("issue 1", "2026-03-24T10:00+01:00")]


def test_a_pin_that_the_file_had_is_moved_and_undone_at_the_desk(
    app: Newsletter, gerda: Editor
) -> None:
    path = file_of(app, 2)
    text = path.read_text("utf-8").replace("audience:", "send_at: 2026-03-17 09:30\naudience:", 1)
    path.write_text(text, "utf-8")
    app.approvals.approve("2", offline=True)
    app.desk.pinning.pin(2, "2026-03-24", "10:00", gerda)
    assert path.read_text("utf-8") == text.replace("2026-03-17 09:30", "2026-03-24 10:00+01:00")
    assert app.queue.moments()[2] == AT
    app.desk.pinning.unpin(2, gerda)
    assert "send_at" not in path.read_text("utf-8")
    assert approval(app, 2).send_at is None


def test_what_the_pin_replaced_in_the_file_is_kept_with_who_did_it(
    app: Newsletter, gerda: Editor
) -> None:
    before = file_of(app, 1).read_text("utf-8")
    opened = app.desk.writing.open(1)
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    [kept] = app.desk.writing.earlier(1)
    assert (kept.text, kept.editor) == (before, gerda.id)
    # a page that was opened before is told of the change instead of undoing it
    answer = app.desk.writing.save(1, f"{before}\nMeer.\n", opened.sha256, gerda)
    assert type(answer).__name__ == "SaveConflict"


def test_a_file_that_was_changed_since_its_approval_still_counts_as_changed(
    app: Newsletter, gerda: Editor
) -> None:
    path = file_of(app, 1)
    path.write_text(path.read_text("utf-8") + "\nNog een regel.\n", "utf-8")
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    [row] = [row for row in app.queue.rows() if row.number == 1]
    assert [note.code for note in row.notes] == ["approved-file-changed"]
    assert row.goes_at == AT


@pytest.mark.parametrize(
    ("day", "time", "code"),
    [
        ("2026-03-07", "12:00", "pin-in-the-past"),
        ("2026-03-07", "13:00", "pin-in-the-past"),  # it is one o'clock
        ("2026-03-01", "10:00", "pin-in-the-past"),
        ("0001-01-01", "00:00", "pin-in-the-past"),
        ("2028-04-01", "10:00", "pin-too-far"),
        ("9999-12-31", "23:59", "pin-too-far"),
        ("2026-02-30", "10:00", "date-unreadable"),
        ("2026-3-24", "10:00", "date-unreadable"),
        ("", "", "date-missing"),
        ("2026-03-24", "", "time-missing"),
        ("x" * 2_000_000, "10:00", "date-unreadable"),
        ("2026-03-24", "25:00", "time-unreadable"),
        ("2026-03-24", "10", "time-unreadable"),
        ("2026-03-24", "10:00:00", "time-unreadable"),
        ("2026-03-24", "{{7*7}}\r\n", "time-unreadable"),
        ("2026-03-24", "١٠:٠٠", "time-unreadable"),
    ],
    ids=lambda value: value[:12],
)
def test_a_moment_that_is_none_or_cannot_be_is_refused(
    app: Newsletter, gerda: Editor, day: str, time: str, code: str
) -> None:
    before = state(app)
    with pytest.raises(DeskError) as error:
        app.desk.pinning.pin(1, day, time, gerda)
    assert error.value.code == code
    assert len(str(error.value)) < 200
    assert state(app) == before


def test_a_day_that_another_letter_has_or_on_which_nothing_goes_is_refused_with_the_reason(
    app: Newsletter, clock: SetClock, gerda: Editor
) -> None:
    app.desk.pinning.pin(3, "2026-03-24", "10:00", gerda)
    app.desk.agenda.skip("2026-03-29", gerda)
    clock.go_to(datetime(2026, 3, 8, 7, 0, 5, tzinfo=UTC))
    assert app.container.store.queue.miss(date(2026, 3, 8), 1)
    before = state(app)
    for day, clock_time, code, data in (
        ("2026-03-24", "18:00", "pin-beside-another", {"issue": 3}),
        ("2026-03-29", "10:00", "pin-on-skipped-day", {}),
        ("2026-03-08", "20:00", "pin-on-used-day", {}),
    ):
        with pytest.raises(DeskError) as error:
            app.desk.pinning.pin(2, day, clock_time, gerda)
        assert error.value.code == code
        assert error.value.data.items() >= data.items()
    assert state(app) == before
    app.desk.pinning.pin(3, "2026-03-24", "18:00", gerda)  # its own day is free for itself
    assert app.queue.moments()[3] == AT + timedelta(hours=8)


def test_a_time_that_the_clock_skips_or_has_twice_is_a_moment_all_the_same(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.pinning.pin(1, "2026-03-29", "02:30", gerda)
    assert app.queue.moments()[1] == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    app.desk.pinning.pin(1, "2026-10-25", "02:30", gerda)
    assert app.queue.moments()[1] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert issue_files.read(file_of(app, 1)).send_at == app.queue.moments()[1]


def test_a_file_with_a_mistake_is_named_without_its_folder_and_nothing_changes(
    app: Newsletter, gerda: Editor
) -> None:
    path = file_of(app, 1)
    path.write_text(path.read_text("utf-8").replace("title:", "titel:", 1), "utf-8")
    before = state(app)
    with pytest.raises(DeskError) as error:
        app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    assert error.value.code == "pin-file-unusable"
    assert str(app.container.folder) not in str(error.value)
    assert state(app) == before


def test_what_cannot_be_written_changes_neither_the_queue_nor_the_log(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(app)

    def full(path: Path, content: str) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "replace", full)
    with pytest.raises(DeskError) as error:
        app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    assert error.value.code == "pin-not-written"
    assert state(app) == before
    assert app.desk.writing.earlier(1) == ()


def a_text(front: str) -> str:
    return f"---\n{front}\n---\n\nTekst.\n\n---\n\nMeer.\n"


@pytest.mark.parametrize(
    "front",
    [
        "number: 7\ntitle: Een titel",
        "number: 7\nsend_at: 2026-03-17 09:30\ntitle: Een titel",
        "number: 7\ntitle: Een titel\nsubject: Een regel\n# of: nog een\nsend_at: 2026-03-17 09:30",
    ],
)
def test_a_file_gets_another_moment_and_nothing_else_in_it_changes(
    tmp_path: Path, front: str
) -> None:
    path, text = tmp_path / "007-een-titel.md", a_text(front)
    changed = issue_files.with_moment(text, AT, path)
    before, after = issue_files.parse(text, path), issue_files.parse(changed, path)
    assert after.send_at == AT
    assert replace(after, send_at=before.send_at, lines=before.lines) == before
    assert issue_files.with_moment(changed, AT, path) == changed
    again = issue_files.with_moment(changed, before.send_at, path)
    assert issue_files.parse(again, path) == before


@pytest.mark.parametrize(
    "front",
    [
        "{number: 7, title: Een titel}",
        'number: 7\ntitle: Een titel\n"send_at": 2026-03-17 09:30',
        "number: 7\ntitle: Een titel\nsend_at:\n  2026-03-17 09:30",
    ],
)
def test_a_file_that_is_written_in_another_way_is_left_as_it_is(tmp_path: Path, front: str) -> None:
    path = tmp_path / "007-een-titel.md"
    assert issue_files.parse(a_text(front), path).number == 7
    with pytest.raises(AuthorError) as error:
        issue_files.with_moment(a_text(front), AT, path)
    assert error.value.code == "send-at-not-settable"
