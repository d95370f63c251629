"""What the desk opens with."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.message import Message
from tests.app.builders import SETTLED, UNSETTLED, SetClock, a_publication, with_issues_approved
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


def test_what_went_is_counted_by_what_became_of_it(app: Newsletter) -> None:
    with_issues_approved(app)
    app.dispatches.start("1")
    last = app.desk.today.look().last
    assert last is not None
    assert (last.number, last.arrived, last.to_go, last.returned, last.doubtful) == (1, 2, 0, 0, 0)
    assert last.title


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
