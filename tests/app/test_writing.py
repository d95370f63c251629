"""Writing at the desk: no typed line is ever nowhere."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor, Role
from newsletter.model.writing import KeptBecause, SaveConflict, Saved, Unreadable
from newsletter.text import files
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR

TEXT = """---
number: 1
title: Een stoel bij het raam
subject: Een stoel
preheader: Wie er tien tellen blijft, merkt het.
---

Er staat een stoel bij het raam.
"""


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return with_one_issue(tmp_path, clock)


def with_one_issue(folder: Path, clock: SetClock) -> Newsletter:
    app = a_publication(folder / "own", clock, EDITOR)
    (app.container.folder / "issues").mkdir(exist_ok=True)
    path_of(app).write_text(TEXT, "utf-8")
    return app


def path_of(app: Newsletter) -> Path:
    return app.container.folder / "issues" / "001-stoel.md"


def an_editor(app: Newsletter, name: str = "Gerda") -> Editor:
    return app.desk.editors.add(name, f"{name.lower()}@example.org", Role.OWNER)


def test_a_save_is_in_the_file_byte_for_byte_and_the_text_before_is_kept(app: Newsletter) -> None:
    writing, gerda = app.desk.writing, an_editor(app)
    opened = writing.open(1)
    typed = TEXT + "\nEn nog een zin, met “haken” en een 💡.\n"
    saved = writing.save(1, typed.replace("\n", "\r\n"), opened.sha256, gerda)
    assert isinstance(saved, Saved)
    assert path_of(app).read_bytes() == typed.encode()
    assert writing.open(1).sha256 == saved.sha256
    [kept] = writing.earlier(1)
    assert (kept.text, kept.because, kept.after) == (TEXT, KeptBecause.REPLACED, saved.sha256)
    newest = app.container.store.log.newest(200)[0]
    assert (newest.act, newest.before, newest.after) == (
        Act.ISSUE_SAVED,
        opened.sha256,
        saved.sha256,
    )


def test_saving_what_is_there_already_changes_nothing(app: Newsletter) -> None:
    opened = app.desk.writing.open(1)
    saved = app.desk.writing.save(1, TEXT, "an old hash", an_editor(app))
    assert saved == Saved(opened.sha256, opened.subject, opened.preheader)
    assert app.desk.writing.earlier(1) == ()


def test_of_two_editors_the_second_learns_who_was_first_and_loses_nothing(app: Newsletter) -> None:
    writing, gerda, bram = app.desk.writing, an_editor(app), an_editor(app, "Bram")
    opened = writing.open(1)
    assert isinstance(writing.save(1, TEXT + "\nVan Gerda.\n", opened.sha256, gerda), Saved)
    answer = writing.save(1, TEXT + "\nVan Bram.\n", opened.sha256, bram)
    assert isinstance(answer, SaveConflict)
    assert (answer.by, "Van Gerda." in answer.theirs.text) == (gerda.id, True)
    assert "Van Gerda." in path_of(app).read_text("utf-8")
    assert any("Van Bram." in one.text for one in writing.earlier(1))
    kept_mine = writing.save(1, TEXT + "\nVan Bram.\n", answer.theirs.sha256, bram)
    assert isinstance(kept_mine, Saved)
    assert any("Van Gerda." in one.text for one in writing.earlier(1))


def test_a_change_outside_the_desk_is_a_conflict_of_nobodys(app: Newsletter) -> None:
    opened = app.desk.writing.open(1)
    path_of(app).write_text(TEXT + "\nIn een teksteditor.\n", "utf-8")
    answer = app.desk.writing.save(1, TEXT + "\nAan het bureau.\n", opened.sha256, an_editor(app))
    assert isinstance(answer, SaveConflict)
    assert answer.by is None


@pytest.mark.parametrize(
    "text", ["", "x", TEXT.replace("number: 1", "number: 2"), "---\nnumber: 1\n"]
)
def test_what_cannot_be_read_stays_out_of_the_file_and_is_kept(app: Newsletter, text: str) -> None:
    opened = app.desk.writing.open(1)
    answer = app.desk.writing.save(1, text, opened.sha256, an_editor(app))
    assert isinstance(answer, Unreadable)
    assert path_of(app).read_text("utf-8") == TEXT
    [kept] = app.desk.writing.earlier(1)
    assert (kept.text, kept.because) == (text, KeptBecause.UNREADABLE)


def test_what_one_editor_types_is_kept_once_a_minute(app: Newsletter, clock: SetClock) -> None:
    writing, gerda = app.desk.writing, an_editor(app)
    for number in range(6):
        assert isinstance(
            writing.save(
                1, f"{TEXT}\nDeze zin is nummer {number}.\n", writing.open(1).sha256, gerda
            ),
            Saved,
        )
        clock.at += timedelta(seconds=25)
    assert len(writing.earlier(1)) == 2
    bram = an_editor(app, "Bram")
    writing.save(1, f"{TEXT}\nVan Bram.\n", writing.open(1).sha256, bram)
    assert "nummer 5." in writing.earlier(1)[0].text


def test_four_who_save_at_once_are_one_saved_and_three_in_conflict(app: Newsletter) -> None:
    writing, gerda = app.desk.writing, an_editor(app)
    opened, answers = writing.open(1), []
    saving = [
        threading.Thread(
            target=lambda n=n: answers.append(
                writing.save(1, f"{TEXT}\nZin {n}.\n", opened.sha256, gerda)
            )
        )
        for n in range(4)
    ]
    for one in saving:
        one.start()
    for one in saving:
        one.join()
    assert sorted(type(one).__name__ for one in answers) == ["SaveConflict"] * 3 + ["Saved"]
    everywhere = path_of(app).read_text("utf-8") + "".join(one.text for one in writing.earlier(1))
    assert all(f"Zin {n}." in everywhere for n in range(4))


def test_a_full_disk_leaves_the_file_as_it_was_and_the_text_before_is_kept(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    assert app.container.store.journal.name  # a file that is there already
    monkeypatch.setattr(files, "replace", full)
    with pytest.raises(OSError, match="No space"):
        app.desk.writing.save(1, TEXT + "\nx\n", app.desk.writing.open(1).sha256, an_editor(app))
    assert path_of(app).read_text("utf-8") == TEXT


@pytest.mark.parametrize("number", [0, 2, 99999])
def test_an_issue_that_is_not_there_is_told(app: Newsletter, number: int) -> None:
    with pytest.raises(DeskError, match="issue-unknown"):
        app.desk.writing.open(number)


LINES = st.text(st.sampled_from("abcdefgh "), min_size=3, max_size=12).map(str.strip).filter(bool)


def machine(app: Newsletter) -> type[RuleBasedStateMachine]:  # noqa: C901  # one rule for each thing that can happen
    """Two browsers and the disk on one issue, with kills in the middle of a save."""

    class TwoBrowsersAndTheDisk(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            path_of(app).write_text(TEXT, "utf-8")
            with app.container.store.database.write() as connection:
                connection.exec_driver_sql("DELETE FROM earlier_texts")
            self.opened = [app.desk.writing.open(1)] * 2
            self.typed: set[str] = set()
            self.by = app.desk.editors.all()[:2]

        @rule(who=st.integers(0, 1), line=LINES, breaks=st.booleans())
        def type_and_save(self, who: int, line: str, breaks: bool) -> None:
            text = f"{self.opened[who].text}\n{line}\n"
            text = text.replace("number: 1", "number: x") if breaks else text
            self.typed.add(line)
            answer = app.desk.writing.save(1, text, self.opened[who].sha256, self.by[who])
            if not isinstance(answer, Unreadable):
                self.opened[who] = app.desk.writing.open(1)

        @rule(who=st.integers(0, 1))
        def open_anew(self, who: int) -> None:
            self.opened[who] = app.desk.writing.open(1)

        @rule(line=LINES)
        def edit_on_disk(self, line: str) -> None:
            self.typed.add(line)
            path_of(app).write_text(path_of(app).read_text("utf-8") + f"\n{line}\n", "utf-8")

        @rule(who=st.integers(0, 1))
        def put_an_earlier_text_back(self, who: int) -> None:
            kept = app.desk.writing.earlier(1)
            if kept:
                there = app.desk.writing.open(1)
                app.desk.writing.save(1, kept[-1].text, there.sha256, self.by[who])

        @rule(who=st.integers(0, 1), line=LINES)
        def be_killed_while_saving(self, who: int, line: str) -> None:
            whole, self.opened[who] = files.replace, app.desk.writing.open(1)

            def killed(*_: object, **__: object) -> None:
                raise KeyboardInterrupt

            files.replace = killed
            try:
                text = f"{self.opened[who].text}\n{line} gone\n"
                with pytest.raises(KeyboardInterrupt):
                    app.desk.writing.save(1, text, self.opened[who].sha256, self.by[who])
            finally:
                files.replace = whole

        @invariant()
        def every_line_is_somewhere(self) -> None:
            kept = "\n".join(one.text for one in app.desk.writing.earlier(1))
            everywhere = f"{path_of(app).read_text('utf-8')}\n{kept}"
            assert all(line in everywhere for line in getattr(self, "typed", ()))

    return TwoBrowsersAndTheDisk


def test_whatever_two_browsers_and_the_disk_do_no_saved_line_is_nowhere(app: Newsletter) -> None:
    an_editor(app)
    an_editor(app, "Bram")
    run_state_machine_as_test(
        machine(app),
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_what_is_typed_into_an_unreadable_text_is_kept_once_a_minute_and_no_line_goes(
    app: Newsletter, clock: SetClock
) -> None:
    writing, gerda = app.desk.writing, an_editor(app)
    opened, broken = writing.open(1), TEXT.replace("number: 1", "number: een")
    for typed in (broken, broken, broken + "\nEen zi", broken + "\nEen zin.\n"):
        assert isinstance(writing.save(1, typed, opened.sha256, gerda), Unreadable)
    assert [one.text for one in writing.earlier(1)] == [broken + "\nEen zin.\n"]
    writing.save(1, broken + "\nIets heel anders.\n", opened.sha256, gerda)
    clock.pass_by(minutes=2)
    writing.save(1, broken + "\nIets heel anders, en meer.\n", opened.sha256, gerda)
    texts = [one.text for one in writing.earlier(1)]
    assert any("Een zin." in text for text in texts)
    assert any("Iets heel anders.\n" in text for text in texts)
    assert any("en meer." in text for text in texts)


def test_a_minute_of_saves_is_one_entry_in_the_log(app: Newsletter, clock: SetClock) -> None:
    writing, gerda = app.desk.writing, an_editor(app)
    expected = writing.open(1).sha256
    for words in ("Een", "Een zin", "Een zin."):
        saved = writing.save(1, f"{TEXT}\n{words}\n", expected, gerda)
        assert isinstance(saved, Saved)
        expected = saved.sha256
    entries = [one for one in app.container.store.log.newest(200) if one.act is Act.ISSUE_SAVED]
    assert len(entries) == 1
    clock.pass_by(minutes=2)
    writing.save(1, f"{TEXT}\nEen zin. En nog een.\n", expected, gerda)
    entries = [one for one in app.container.store.log.newest(200) if one.act is Act.ISSUE_SAVED]
    assert len(entries) == 2


def test_a_merge_takes_what_each_changed_if_the_desk_knows_what_they_opened(
    app: Newsletter,
) -> None:
    writing, gerda = app.desk.writing, an_editor(app)
    opened = writing.open(1).sha256
    writing.save(1, TEXT.replace("staat een stoel", "staat een bank"), opened, gerda)
    typed = TEXT.replace("subject: Een stoel", "subject: Een bank").replace("\n", "\r\n")
    merged = writing.merge(1, typed, opened)
    assert merged.clashes == ()
    assert "staat een bank" in merged.text
    assert "subject: Een bank" in merged.text
    assert writing.merge(1, typed, "unknown").clashes
