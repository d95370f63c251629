"""Queueing letters again after a change of settings: in their places, once, and no other text."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from newsletter.app import Newsletter
from newsletter.app.inspections import Inspections
from newsletter.app.own_letter import OwnChanged, OwnLetterInput
from newsletter.app.requeueing import OutdatedLetters, Requeued
from newsletter.errors import DeskError
from newsletter.model.edition import Edition, fill
from newsletter.model.editor import Act, Editor, Role
from newsletter.model.issue import Approval, Issue
from newsletter.model.writing import Saved
from newsletter.rendering import compile as compiling
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.builders.refusals import refused


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    return app


def changed(app: Newsletter, by: Editor, **typed: str) -> None:
    own = app.desk.settings.own
    answer = own.save(OwnLetterInput(typed=typed, expected=own.look().sha256), by)
    assert isinstance(answer, OwnChanged)


def again(app: Newsletter, by: Editor) -> Requeued:
    return app.desk.settings.requeueing.again(by)


def entries(app: Newsletter) -> tuple[Approval, ...]:
    return app.container.store.queue.entries()


def text(app: Newsletter, number: int) -> str:
    [edition] = [one.edition for one in entries(app) if one.issue == number]
    found = app.container.store.editions.get(edition)
    return fill(found.text, app.emails.sample_values(edition=found))


def test_every_letter_gets_the_present_settings_and_keeps_its_place_and_day(
    app: Newsletter, gerda: Editor
) -> None:
    app.desk.pinning.pin(3, "2026-03-31", "10:00", gerda)
    moments, before = app.queue.moments(), entries(app)
    changed(app, gerda, sign_off="Tot zondag,\nGerda", reply_line="Schrijf me.")
    done = again(app, gerda)
    assert (done.renewed, done.same, done.left) == ((1, 2, 3), 0, ())
    assert app.queue.moments() == moments
    after = entries(app)
    for field in ("issue", "position", "send_at", "approved_at", "file_hash"):
        assert [getattr(one, field) for one in after] == [getattr(one, field) for one in before]
    assert "Tot zondag," in text(app, 2)
    assert "Schrijf me." in text(app, 2)
    acts = [one for one in app.container.store.log.newest(200) if one.act is Act.ISSUE_RENEWED]
    assert sorted(one.thing for one in acts) == ["issue 1", "issue 2", "issue 3"]


def test_a_letter_that_could_not_go_goes_again(app: Newsletter, gerda: Editor) -> None:
    changed(app, gerda, reply_to="gerda@voorbeeld.nl")
    assert app.desk.settings.own.waiting() == (1, 2, 3)
    again(app, gerda)
    assert app.desk.settings.own.waiting() == ()


def test_letters_are_outdated_if_their_emails_would_be_others_with_the_same_text(
    app: Newsletter, gerda: Editor
) -> None:
    requeueing = app.desk.settings.requeueing
    assert not requeueing.outdated()
    changed(app, gerda, greeting="Hoi {first_name},")  # is written when a letter goes out
    assert not requeueing.outdated()
    changed(app, gerda, sign_off="Tot zondag")
    assert requeueing.outdated() == OutdatedLetters((1, 2, 3))
    again(app, gerda)
    assert not requeueing.outdated()
    changed(app, gerda, sign_off="Dag")
    app.desk.starts.begin(1, gerda, entries(app)[0].edition)
    assert requeueing.outdated().same == (2, 3), "what goes now goes as it is"


def written(app: Newsletter, by: Editor, number: int, more: str) -> None:
    """Have an editor write at the end of a letter."""
    there = app.desk.writing.open(number)
    saved = app.desk.writing.save(number, f"{there.text}\n{more}\n", there.sha256, by)
    assert isinstance(saved, Saved)


def test_a_letter_with_another_text_is_outdated_by_the_settings_alone(
    app: Newsletter, gerda: Editor
) -> None:
    requeueing = app.desk.settings.requeueing
    queued = app.queue.rows()[1].subject
    written(app, gerda, 2, "Nog iets.")
    assert not requeueing.outdated(), "its text is said to be another where letters are listed"
    changed(app, gerda, sign_off="Tot zondag")
    assert requeueing.outdated() == OutdatedLetters((1, 3), {2: queued})
    before = entries(app)[1]
    assert again(app, gerda).renewed == (1, 3)
    assert requeueing.outdated() == OutdatedLetters((), {2: queued})
    assert entries(app)[1] == before, "nobody has looked at its new text"
    assert app.approvals.approve_as_seen("2", app.desk.writing.open(2).sha256, gerda).done
    assert not requeueing.outdated()


def test_a_letter_that_was_changed_within_the_minute_in_which_it_was_queued_is_outdated_too(
    app: Newsletter, gerda: Editor
) -> None:
    requeueing = app.desk.settings.requeueing
    written(app, gerda, 2, "Nog iets.")
    assert app.approvals.approve_as_seen("2", app.desk.writing.open(2).sha256, gerda).done
    written(app, gerda, 2, "En nog iets.")
    assert not requeueing.outdated()
    changed(app, gerda, reply_line="Schrijf me.")
    assert list(requeueing.outdated().changed) == [2]


def test_a_letter_that_another_program_changed_is_outdated_if_the_words_around_its_text_are_others(
    app: Newsletter, gerda: Editor
) -> None:
    requeueing = app.desk.settings.requeueing
    path = app.issues.path("2")
    path.write_text(path.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    assert not requeueing.outdated()
    changed(app, gerda, sign_off="Tot zondag")
    assert list(requeueing.outdated().changed) == [2]


def test_of_outdated_letters_those_are_counted_apart_that_do_not_leave_like_that(
    app: Newsletter, gerda: Editor
) -> None:
    written(app, gerda, 2, "Nog iets.")
    changed(app, gerda, reply_to="gerda@voorbeeld.nl")
    found = app.desk.settings.requeueing.outdated()
    assert (len(found), found.waiting, found.going) == (3, (1, 2, 3), 0)


def test_what_is_outdated_is_found_out_once(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(app, gerda, sign_off="Tot zondag")
    requeueing = app.desk.settings.requeueing
    written(app, gerda, 2, "Nog iets.")
    first = requeueing.outdated()
    monkeypatch.setattr(app.issues.compiler, "compile", None)
    assert requeueing.outdated() == first
    assert first.numbers == {1, 2, 3}


def test_what_was_found_out_of_a_letter_is_found_out_anew_once_its_file_is_another(
    app: Newsletter, gerda: Editor
) -> None:
    requeueing = app.desk.settings.requeueing
    changed(app, gerda, sign_off="Tot zondag")
    assert requeueing.outdated() == OutdatedLetters((1, 2, 3))
    written(app, gerda, 2, "Nog iets.")
    outdated = requeueing.outdated()
    assert (outdated.same, list(outdated.changed)) == ((1, 3), [2])


def test_a_second_press_does_nothing(app: Newsletter, gerda: Editor) -> None:
    changed(app, gerda, sign_off="Tot zondag")
    again(app, gerda)
    before, acts = entries(app), app.container.store.log.newest(200)
    done = again(app, gerda)
    assert (done.renewed, done.same, done.left) == ((), 3, ())
    assert entries(app) == before
    assert app.container.store.log.newest(200) == acts


def test_while_it_is_being_done_a_second_press_is_told_so(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(app, gerda, sign_off="Tot zondag")

    def press_again() -> None:
        with refused(DeskError, "already, at this moment"):
            again(app, gerda)

    in_between(app, monkeypatch, press_again)
    assert again(app, gerda).renewed == (1, 2, 3)
    assert again(app, gerda).same == 3
    acts = [
        one.thing for one in app.container.store.log.newest(200) if one.act is Act.ISSUE_RENEWED
    ]
    assert sorted(acts) == ["issue 1", "issue 2", "issue 3"]
    assert [one.issue for one in entries(app)] == [1, 2, 3]


def test_all_letters_are_checked_together(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(app, gerda, sign_off="Tot zondag")
    started: list[int] = []
    scores = Inspections.spam_scores

    def counted(self: Inspections, editions: Sequence[Edition]) -> object:
        started.append(len(editions))
        return scores(self, editions)

    monkeypatch.setattr(Inspections, "spam_scores", counted)
    assert again(app, gerda).renewed == (1, 2, 3)
    assert started == [3]


def test_each_letter_is_compiled_once_and_one_that_is_the_same_is_not_checked(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[int] = []
    scored: list[int] = []
    compile_issue, scores = compiling.compile_issue, Inspections.spam_scores

    def compile_and_count(issue: Issue, *args: Any, **more: Any) -> Edition:
        compiled.append(issue.number)
        return compile_issue(issue, *args, **more)

    def score_and_count(self: Inspections, editions: Sequence[Edition]) -> object:
        scored.extend(one.issue for one in editions)
        return scores(self, editions)

    changed(app, gerda, sign_off="Tot zondag")
    [second] = app.renewal.renew(["2"], offline=True)
    assert second.done
    monkeypatch.setattr(compiling, "compile_issue", compile_and_count)
    monkeypatch.setattr(Inspections, "spam_scores", score_and_count)
    done = again(app, gerda)
    assert (done.renewed, done.same) == ((1, 3), 1)
    assert compiled == [1, 2, 3]
    assert scored == [1, 3]


def in_between(app: Newsletter, patch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have something happen once, after the letters were looked over."""
    review = app.approvals.review_each

    def and_then(refs: Sequence[str], **more: Any) -> object:
        found = list(review(refs, **more))
        patch.undo()
        act()
        return iter(found)

    patch.setattr(app.approvals, "review_each", and_then)


def test_one_that_was_first_between_a_look_and_the_act_is_no_reason_to_complain(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(app, gerda, sign_off="Tot zondag")
    in_between(app, monkeypatch, lambda: list(app.renewal.renew(["1", "2", "3"], offline=True)))
    done = again(app, gerda)
    assert (done.renewed, done.same, done.left) == ((), 3, ())


def test_a_start_given_while_the_letters_are_checked_stays(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    changed(app, gerda, sign_off="Tot zondag")
    edition = entries(app)[0].edition
    in_between(app, monkeypatch, lambda: app.desk.starts.begin(1, gerda, edition))
    done = again(app, gerda)
    assert done.renewed == (2, 3)
    assert [(one.issue, one.sentence.code) for one in done.left] == [(1, "requeue-starts")]
    clock.pass_by(seconds=61)
    app.rounds.make_at_once()
    assert [one.issue for one in app.container.store.dispatches.latest()] == [1]


def test_a_letter_that_went_while_the_letters_were_checked_is_not_said_to_be_another(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(app, gerda, sign_off="Tot zondag")
    edition = entries(app)[0].edition
    in_between(app, monkeypatch, lambda: app.dispatches.start("1"))
    done = again(app, gerda)
    assert done.renewed == (2, 3)
    assert [(one.issue, one.sentence.code) for one in done.left] == [(1, "requeue-left-queue")]
    approval = app.container.store.queue.approval(1)
    assert approval is not None
    assert approval.edition == edition


def test_what_was_changed_or_is_wrong_stays_as_it_was_and_is_named(
    app: Newsletter, gerda: Editor
) -> None:
    before = {one.issue: one.edition for one in entries(app)}
    first, second = app.issues.path("1"), app.issues.path("2")
    first.write_text(first.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    second.write_text("geen brief", "utf-8")
    changed(app, gerda, sign_off="Tot zondag")
    done = again(app, gerda)
    assert done.renewed == (3,)
    assert {one.issue for one in done.left} == {1, 2}
    assert set(done.subjects) == {1, 2, 3}
    after = {one.issue: one.edition for one in entries(app)}
    assert {number: after[number] == before[number] for number in after} == {
        1: True,
        2: True,
        3: False,
    }


def test_a_letter_that_is_being_sent_goes_as_it_is(app: Newsletter, gerda: Editor) -> None:
    app.desk.starts.begin(1, gerda, entries(app)[0].edition)
    changed(app, gerda, sign_off="Tot zondag")
    done = again(app, gerda)
    assert done.renewed == (2, 3)
    assert [(one.issue, one.sentence.code) for one in done.left] == [(1, "requeue-starts")]


def test_a_yes_given_while_the_letters_are_checked_stays(
    tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = a_publication(tmp_path / "held", clock, "[schedule]\nhold = true\n")
    with_issues_approved(app)
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    changed(app, gerda, sign_off="Tot zondag")
    in_between(app, monkeypatch, lambda: app.desk.decisions.release(1, gerda))
    done = again(app, gerda)
    assert done.renewed == (2, 3)
    assert [(one.issue, one.sentence.code) for one in done.left] == [(1, "requeue-released")]


def test_a_letter_that_somebody_said_yes_to_goes_as_it_is(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "held", clock, "[schedule]\nhold = true\n")
    with_issues_approved(app)
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    app.desk.decisions.release(1, gerda)
    changed(app, gerda, sign_off="Tot zondag")
    done = again(app, gerda)
    assert done.renewed == (2, 3)
    assert [(one.issue, one.sentence.code) for one in done.left] == [(1, "requeue-released")]
