"""The dispatches as the desk shows them: the list, one of them, and who is in which state."""

import shutil
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.app.dispatch_list import DispatchStatus
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.dispatching import BY_TWO, STEPS, accept, doubt, frozen, hold
from tests.store.builders import NOW


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, BY_TWO)


def restored(folder: Path, clock: SetClock) -> Newsletter:
    """A publication put back from a copy that was made before its letter went."""
    app = a_publication(folder, clock, BY_TWO)
    with_issues_approved(app)
    app.container.store.backup(folder / "copy.db")
    app.dispatches.start("1")
    app.container.store.close()
    database = folder / "subscribers" / "newsletter.db"
    for ending in ("", "-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
    shutil.copy(folder / "copy.db", database)
    later = a_publication(folder, clock)
    later.container.store.catch_up()
    return later


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_in_every_state_the_numbers_are_those_of_the_ledger_and_sum_to_the_audience(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    app = a_publication(tmp_path_factory.mktemp("own"), SetClock(NOW), BY_TWO)
    frozen(app)
    for step in steps:
        STEPS[step](app)
        progress = app.container.store.counts.progress(1)
        [listed] = app.desk.dispatch_views.page().lines
        shown = app.desk.dispatch_views.view(1).line
        assert shown.row.counts == progress.counts
        assert listed.outcomes == shown.outcomes
        for line in (listed, shown):
            assert sum(astuple(line.outcomes)) == line.row.audience == progress.audience == 10
        assert listed.row.state is shown.row.state


def test_the_newest_is_first_and_notices_are_no_letter(app: Newsletter) -> None:
    with_issues_approved(app)
    for number in ("1", "2"):
        app.dispatches.start(number)
    page = app.desk.dispatch_views.page()
    assert [(one.row.id, one.title) for one in page.lines] == [
        (2, "De weg naar huis"),
        (1, "Een stoel bij het raam"),
    ]
    assert page.older is None
    assert [one.row.id for one in app.desk.dispatch_views.page(before=2).lines] == [1]
    with pytest.raises(DeskError, match="dispatch-unknown"):
        app.desk.dispatch_views.view(NOTICES)


def test_an_issue_leads_to_its_newest_dispatch(app: Newsletter) -> None:
    with_issues_approved(app)
    assert app.desk.dispatch_views.newest_of(1) is None
    app.dispatches.start("1")
    assert app.desk.dispatch_views.newest_of(1) == 1


def test_of_a_restored_journal_nobody_is_counted(tmp_path: Path, clock: SetClock) -> None:
    app = restored(tmp_path / "own", clock)
    [line] = app.desk.dispatch_views.page().lines
    assert (line.row.state, line.row.audience) == (DispatchStatus.WENT_BEFORE, 0)
    assert not line.is_in_outbox, "through what it went is not known"
    view = app.desk.dispatch_views.view(line.row.id)
    assert [view.may_cancel, view.is_moving] == [False, False]
    assert view.doubts == ()


def test_while_something_is_to_go_it_moves(app: Newsletter) -> None:
    views = app.desk.dispatch_views
    frozen(app, readers=["anna", "bram"])
    assert views.view(1).is_moving
    app.dispatches.pause(1)
    assert not views.view(1).is_moving
    assert views.view(1).may_cancel
    app.container.store.dispatches.resume(1)
    accept(app)
    assert not views.view(1).is_moving
    assert not views.view(1).may_cancel


def test_what_is_in_doubt_is_shown_with_its_reason_and_waits_for_no_page(app: Newsletter) -> None:
    frozen(app, readers=["anna", "bram", "cato"])
    hold(app)
    doubt(app)
    view = app.desk.dispatch_views.view(1)
    assert [(one.number, one.recipients) for one in view.doubts] == [(1, 2), (2, 1)]
    assert [view.why[one].code for one in (1, 2)] == ["held-after", "no-answer-came"]
    assert not view.is_moving
    assert view.can_ask, "the outbox can look up what it took"


def test_a_provider_that_is_no_longer_set_is_not_asked(app: Newsletter) -> None:
    frozen(app, readers=["anna", "bram"])
    hold(app)
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE dispatches SET provider = 'resend' WHERE id = 1")
    assert not app.desk.dispatch_views.view(1).can_ask


def test_notices_that_do_not_leave_are_told_apart(app: Newsletter) -> None:
    assert app.desk.dispatch_views.notices() is None
    full = Message("account-key-refused")
    app.container.store.dispatches.pause(NOTICES, full.to_text())
    found = app.desk.dispatch_views.notices()
    assert found is not None
    assert found.is_paused
    assert found.trouble == Message("notices-paused", reason=full, dispatch=NOTICES)
