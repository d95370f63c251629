"""The series at a slot: which dispatches are frozen for newcomers, and which are not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.series import Newcomers
from newsletter.message import Message
from newsletter.store.metadata import HOLD
from tests.app.builders import SAID, SetClock, a_publication, with_issues_approved

SETTINGS = "[schedule]\nslots = ['sun 08:00']\n[series]\nissues = [1, 2]\nsince = '2026-03-10'\n"
FIRST = datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
SECOND = datetime(2026, 3, 15, 7, 30, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication with a series, in which one issue went out before Nina came."""
    app = a_publication(tmp_path / "own", clock, SETTINGS)
    with_issues_approved(app, readers=("anna",))
    clock.go_to(FIRST)
    app.rounds.make_at_once()
    clock.go_to(datetime(2026, 3, 11, 12, tzinfo=UTC))
    app.people.add("nina@example.org", statement=SAID)
    clock.go_to(SECOND)
    return app


def newcomers(app: Newsletter) -> Newcomers:
    return Newcomers(app.container, app.queue)


def test_a_newcomer_gets_the_first_issue_once_a_slot(app: Newsletter) -> None:
    assert newcomers(app).start_series() == 1
    assert newcomers(app).start_series() == 0
    last = app.dispatch_list.rows()[0]
    assert (last.issue, last.audience, last.slot) == (1, 1, None)


def test_nothing_of_the_series_goes_while_a_backup_is_on_hold(app: Newsletter) -> None:
    app.container.store.facts.put(HOLD, Message("journal-missing").to_text())
    assert newcomers(app).start_series() == 0


def test_an_issue_whose_dispatch_was_cancelled_goes_to_no_newcomer(app: Newsletter) -> None:
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE dispatches SET state = 2 WHERE issue = 1")
        connection.exec_driver_sql("DELETE FROM approvals WHERE issue = 1")
    assert newcomers(app).start_series() == 0


def test_without_a_series_nothing_is_started(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    clock.go_to(SECOND)
    assert newcomers(app).start_series() == 0
