"""Each step of a round stands alone, a round that is not whole is told, and the thread that hands over goes on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.doctor import Examined, examine
from newsletter.app.liveness import LATE, RoundStep
from newsletter.errors import StoreAway
from newsletter.message import Message
from newsletter.model.hook import Hook
from newsletter.store.reading import sqlite_module
from tests import patience
from tests.app.builders import SetClock, a_publication, clock_of, outbox, with_issues_approved
from tests.app.test_feeds import feed, piece
from tests.app.test_reminders import SUNDAY
from tests.fetching.web import served
from tests.web.builders import browser

FEEDS = "[fetching]\nallow_loopback = true\n"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock)


class Ticks:
    """A clock of seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@contextmanager
def locked(app: Newsletter) -> Iterator[None]:
    """The database of the publication in the hands of another program."""
    # by the same library: locks of one process hold only within one copy of SQLite
    module, _ = sqlite_module()
    file = app.settings.database_url.removeprefix("sqlite:///")
    other = module.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def broken_by(app: Newsletter, table: str) -> Callable[[], None]:
    """Take a table away, so that the steps that need it fail; what comes back puts it right."""

    def rename(old: str, new: str) -> None:
        with app.container.store.database.write() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    rename(table, f"{table}_away")
    return lambda: rename(f"{table}_away", table)


@pytest.mark.parametrize("table", ["reports", "slots", "soft_bounces", "batches"])
def test_a_step_that_fails_is_logged_and_the_others_are_made(
    app: Newsletter, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    assert app.rounds.make()
    app.container.store.chores.done("round")
    clock_of(app).pass_by(days=2)  # the daily chores are due again
    mend = broken_by(app, table)
    assert not app.rounds.make()
    assert "the next round tries again" in caplog.text
    assert app.liveness.failing
    mend()
    assert app.rounds.make()
    assert app.liveness.failing == ""


def test_a_slot_is_taken_although_reports_cannot_be_read(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    broken_by(app, "reports")
    clock.pass_by(days=1)
    app.rounds.make_at_once()
    assert len(outbox(app)) == 2


def test_the_pages_say_that_this_process_makes_no_whole_round(app: Newsletter) -> None:
    app.container.ticking = ticks = Ticks()
    pages = browser(app)
    assert pages.get("/health").json() == {"status": "well", "problems": []}
    mend = broken_by(app, "reports")
    app.liveness.begin()
    ticks.seconds += LATE.total_seconds() - 1
    app.rounds.make()
    assert pages.get("/health").status_code == 200
    ticks.seconds += 2
    app.rounds.make()
    answer = pages.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "ill")
    assert "no round was completed" in answer.json()["problems"][0]
    mend()
    app.rounds.make()
    assert pages.get("/health").status_code == 200
    app.liveness.end()  # whoever makes no rounds is not ill because of them
    ticks.seconds += 10_000
    assert pages.get("/health").status_code == 200


def test_the_doctor_tells_which_step_fails_and_that_nobody_makes_rounds(
    app: Newsletter, clock: SetClock
) -> None:
    def told() -> list[tuple[Message, bool]]:
        found = [
            one for one in examine(app.container.folder, clock) if one.about is Examined.ROUNDS
        ]
        return [(one.message, one.is_wrong) for one in found]

    assert told() == []  # it never ran
    app.rounds.make()
    assert told() == []
    clock.pass_by(hours=1)
    ((late, is_wrong),) = told()
    assert late.code == "rounds-late"
    assert not is_wrong
    broken_by(app, "reports")
    app.rounds.make()
    ((failing, is_wrong),) = told()
    assert failing.code == "rounds-failing"
    assert failing.data["steps"] == Message.of(RoundStep.READING_REPORTS)
    assert is_wrong


def test_the_editor_is_mailed_once_when_a_step_has_failed_for_a_while(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(
        tmp_path / "own",
        clock,
        '[sender]\naddress = "brief@example.nl"\nreply_to = "redactie@example.nl"\n',
    )
    app.rounds.make_at_once()
    mend = broken_by(app, "reports")
    for _ in range(3):
        clock.pass_by(minutes=5)
        app.rounds.make_at_once()
    (mail,) = outbox(app)
    assert "De nieuwsbrief werkt niet helemaal" in mail.read_text("utf-8")
    mend()
    app.rounds.make_at_once()
    assert len(outbox(app)) == 1


def test_an_event_waits_while_the_database_is_away(app: Newsletter) -> None:
    app.container.store.inbox.keep("gone", "1", Hook({}, b"{}"))
    with app.container.store.database.read() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with locked(app), pytest.raises(StoreAway):
        app.reports.read_calls()
    assert len(app.container.store.inbox.unread()) == 1
    app.reports.read_calls()
    assert app.container.store.inbox.unread() == ()


def test_the_thread_that_hands_over_survives_what_it_meets(
    app: Newsletter, caplog: pytest.LogCaptureFixture
) -> None:
    entered = threading.Event()

    class Odd:
        def serve(self) -> None:
            entered.set()
            raise ValueError("a row that nobody can read")

        def ring(self) -> None: ...

        def stop(self) -> None: ...

    app.dispatches.__dict__["dispatcher"] = Odd()
    with app.rounds.running():
        assert entered.wait(patience.SECONDS)
    assert "handing over failed" in caplog.text


def test_a_site_that_never_answers_delays_neither_a_slot_nor_the_end(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "own", clock, FEEDS)
    with_issues_approved(app)
    arrived, may_answer = threading.Event(), threading.Event()

    def never(_request: object) -> None:
        arrived.set()
        may_answer.wait(patience.SECONDS)

    with served({"/feed": feed(piece(1))}) as site:
        app.feeds.follow(site.url("/feed"))
        site.pages["/feed"] = never
        clock.go_to(SUNDAY)
        try:
            with app.rounds.running():
                assert arrived.wait(patience.SECONDS)
                assert patience.until(lambda: len(outbox(app)) >= 2)
            assert not may_answer.is_set()  # the process has stopped while the site still thinks
        finally:
            may_answer.set()


def test_each_round_lets_one_feed_be_polled(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "own", clock, FEEDS)
    with served({f"/{name}": feed(piece(1)) for name in "abc"}) as site:
        for name in "abc":
            app.feeds.follow(site.url(f"/{name}"))
        clock.pass_by(hours=7)
        polled = polled_feeds(app, clock)
        with app.rounds.running():  # its first round comes at once, the next after half a minute
            assert patience.until(lambda: polled() == 1)
            app.rounds.make()
            assert patience.until(lambda: polled() == 2)
    assert polled() == 2


def polled_feeds(app: Newsletter, clock: SetClock) -> Callable[[], int]:
    return lambda: sum(one.polled_at == clock.at for one in app.feeds.followed())
