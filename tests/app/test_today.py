"""What the desk opens with."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.editor import Role
from tests.app.builders import SETTLED, UNSETTLED, SetClock, a_publication, with_issues_approved
from tests.app.dispatching import BY_TWO, accept, frozen
from tests.app.test_reminders import EDITOR


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, EDITOR)


def test_of_a_new_publication_there_is_nothing_to_say(app: Newsletter) -> None:
    today = app.desk.today.look()
    assert (today.last, today.coming, today.needs) == (None, (), ())
    assert (today.readers, today.joined) == (0, 0)


def test_what_is_queued_is_shown_with_its_slot_and_the_readers_are_counted(
    app: Newsletter, clock: SetClock
) -> None:
    with_issues_approved(app)
    today = app.desk.today.look()
    assert [one.number for one in today.coming] == [1, 2, 3]
    assert [one.at for one in today.coming] == sorted(app.queue.moments().values())
    assert today.last is None
    assert (today.readers, today.joined) == (2, 2)
    clock.at += timedelta(days=31)
    assert app.desk.today.look().joined == 0


def test_the_readers_of_today_are_those_of_their_page(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app, ["lezer1", "lezer2", "lezer3"])
    app.dispatches.start("1")
    clock.pass_by(hours=1)
    app.readers.unsubscribe.end(1, "editor")
    app.container.store.subscribers.ask_again(1)
    for is_exact, expected in ((True, (2, 3, 1)), (False, (3, 3, 0))):
        for shown in (
            app.desk.today.look(is_exact=is_exact),
            app.desk.readers.figures(is_exact=is_exact),
        ):
            assert (shown.readers, shown.joined, shown.left) == expected


def test_what_went_is_counted_by_what_became_of_it(app: Newsletter) -> None:
    with_issues_approved(app)
    app.dispatches.start("1")
    last = app.desk.today.look().last
    assert last is not None
    assert (last.number, last.arrived, last.to_go, last.returned, last.doubtful) == (1, 2, 0, 0, 0)
    assert last.title


def test_of_what_was_paused_or_stopped_it_is_told_how_many_did_not_get_it(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "small", clock, BY_TWO)
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    going = frozen(app)
    accept(app)
    shown = []
    for act in (app.desk.dispatch_acts.pause, app.desk.dispatch_acts.cancel):
        assert act(going, gerda)
        last = app.desk.today.look().last
        assert last is not None
        shown.append((last.arrived, last.to_go, last.is_paused, last.stopped))
    assert shown == [(2, 8, True, 0), (2, 0, False, 8)]


def test_a_pause_is_told_with_its_reason(app: Newsletter) -> None:
    with_issues_approved(app)
    app.dispatches.start("1")
    why = Message("account-key-refused")
    app.container.store.dispatches.pause(1, why.to_text())
    [paused] = app.desk.today.look().needs
    assert (paused.code, paused.data["why"]) == ("today-paused", why)


def test_an_issue_file_that_cannot_be_read_needs_somebody(app: Newsletter) -> None:
    (app.container.folder / "issues" / "009-broken.md").write_text("---\nnumber: x\n", "utf-8")
    assert len(app.desk.today.look().needs) == 1


def test_what_keeps_mail_from_leaving_is_told(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "real", clock, UNSETTLED)
    today = app.desk.today.look()
    assert today.lacking == app.desk.outgoing.issues()
    assert today.lacking is not None
    settled = a_publication(tmp_path / "settled", clock, SETTLED)
    assert settled.desk.today.look().lacking is None


def test_a_letter_that_was_changed_after_it_was_queued_is_told_with_who_did_it(
    app: Newsletter,
) -> None:
    with_issues_approved(app)
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    assert app.desk.today.look().needs == ()
    opened = app.desk.writing.open(2)
    app.desk.writing.save(2, f"{opened.text}\nNog een zin.\n", opened.sha256, bram)
    [need] = app.desk.today.look().needs
    assert need == Message(
        "today-changed-by", issue=2, title="De weg naar huis", day=date(2026, 3, 15), who="Bram"
    )
    assert say(need, "nl") == (
        "‘De weg naar huis’ is na het klaarzetten gewijzigd door Bram."
        " Op zondag 15 maart 2026 wordt de klaargezette tekst verstuurd, tenzij je de nieuwe klaarzet."
    )
    assert app.approvals.approve("2", offline=True).done
    assert app.desk.today.look().needs == ()


def test_a_queued_letter_that_was_changed_elsewhere_or_has_no_date_is_told_too(
    app: Newsletter,
) -> None:
    with_issues_approved(app)
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8") + "\nNog een zin.\n", "utf-8")
    [need] = app.desk.today.look().needs
    assert (need.code, need.data["issue"]) == ("today-changed", 1)
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    app.desk.agenda.skip("2026-03-24", gerda)
    assert [one.code for one in app.desk.today.look().needs] == ["today-changed-undated"]
    path.unlink()
    assert app.desk.today.look().needs == ()
