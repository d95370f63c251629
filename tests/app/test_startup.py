"""What is said when the newsletter starts, and how it waits for its database."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES
from newsletter.store.metadata import HOLD
from tests.app.builders import SetClock, a_publication, with_issues_approved


class Ticks:
    """A clock of seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_the_start_does_not_wait_for_ever(app: Newsletter) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    publication = replace(app.settings.publication, database=url)
    lost = Newsletter(replace(app.settings, publication=publication), app.container.now)
    lost.container.ticking = ticks = Ticks()

    def wait(seconds: float) -> None:
        ticks.seconds += 30

    said: list[Message] = []
    with pytest.raises(StoreError):
        lost.startup.wait_for_database(said.append, patience=timedelta(minutes=1), wait=wait)
    assert [(one.code, one.data["count"]) for one in said] == [("database-away-trying", 60)]
    assert ticks.seconds == 60


def test_what_cannot_be_told_at_the_start_does_not_keep_it_from_starting(
    app: Newsletter,
) -> None:
    with_issues_approved(app)
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("INSERT INTO slots VALUES ('gisteren', 1, 5, 1)")
        connection.exec_driver_sql("UPDATE approvals SET position = NULL")
    words = app.startup.words()
    assert words[0] == Message("mail-to-outbox")
    assert "start-cannot-be-read" in [one.code for one in words]


def test_a_quiet_start_says_where_mail_goes_and_no_more(app: Newsletter) -> None:
    assert app.startup.words() == [Message("mail-to-outbox")]


def test_a_start_says_that_nothing_goes_out_and_that_notices_are_paused(app: Newsletter) -> None:
    missing = Message("journal-missing")
    app.container.store.facts.put(HOLD, missing.to_text())
    app.container.store.dispatches.pause(NOTICES, Message("reason-not-given").to_text())
    words = app.startup.words()
    assert Message("nothing-goes-out", reason=missing) in words
    paused = Message("notices-paused", reason=Message("reason-not-given"), dispatch=NOTICES)
    assert paused in words


def test_a_hold_of_an_earlier_version_is_shown_as_it_is(app: Newsletter) -> None:
    app.container.store.facts.put(HOLD, "a backup was restored")
    reason = Message.in_own_words("a backup was restored")
    assert Message("nothing-goes-out", reason=reason) in app.startup.words()


def test_a_start_says_what_keeps_mail_from_leaving(tmp_path: Path) -> None:
    settings = "[provider]\nname = 'resend'\n[provider.resend]\nkey = 'k'\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    assert "nothing-leaves-yet" in [one.code for one in app.startup.words()]
