"""What makes a publication ill, each reason by itself, and that it is told by all who tell of it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.doctor import examine
from newsletter.app.health import HealthArea, health_problems
from newsletter.app.listening import noted
from newsletter.app.liveness import LATE
from newsletter.app.loopback import ask
from newsletter.message import Message
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import NOTICES
from newsletter.model.hook import Hook
from newsletter.model.sign_up import SignUpChannel, SignUpRequest
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.fetching.web import says, served
from tests.store.builders import let_time_pass, receipts


def reasons(app: Newsletter, free: int = 50) -> list[tuple[HealthArea, str]]:
    app.container.disk_usage = lambda _: (100, 100 - free, free)
    found = health_problems(app.container)
    return [(one.area, one.message.code) for one in found]


def told_by_the_doctor(app: Newsletter) -> set[str]:
    return {one.message.code for one in examine(app.container.folder, app.container.now)}


def test_a_publication_that_works_is_well(app: Newsletter, clock: SetClock) -> None:
    assert reasons(app) == []
    with_issues_approved(app)
    app.rounds.make()
    clock.pass_by(days=1)
    app.rounds.make_at_once()
    assert reasons(app) == []


def test_rounds_that_stay_away_make_it_ill(app: Newsletter, clock: SetClock) -> None:
    app.rounds.make()
    clock.pass_by(seconds=LATE.total_seconds())
    assert reasons(app) == []
    clock.pass_by(seconds=1)
    assert reasons(app) == [(HealthArea.ROUNDS, "rounds-late")]


@pytest.mark.parametrize("how", ["paused", "held"])
def test_a_dispatch_that_waits_for_more_than_an_hour_makes_it_ill(
    app: Newsletter, clock: SetClock, how: str
) -> None:
    with_issues_approved(app)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    if how == "paused":
        app.dispatches.pause(1)
    else:
        held(app)
    app.rounds.make()
    clock.pass_by(hours=1)
    app.rounds.make()
    assert reasons(app) == []
    clock.pass_by(minutes=1)
    app.rounds.make()
    assert reasons(app) == [(HealthArea.DISPATCHES, "dispatch-stuck")]
    assert "dispatch-stuck" in told_by_the_doctor(app)
    app.dispatches.cancel(1) if how == "held" else app.dispatches.mark_resumed(1)
    app.rounds.make()
    assert reasons(app) == []


def not_taken(app: Newsletter, why: Message, again_in: timedelta = timedelta(0)) -> None:
    """Have the next batch come back from the provider, which did not take it."""
    store = app.container.store
    claim = store.ledger.claim(timedelta(minutes=3), app.container.now())
    assert claim is not None
    assert store.ledger.release(claim, again_in, why.to_text())


NOBODY_THERE = Message("provider-not-reached", address="https://x", reason="no such host")


@pytest.mark.parametrize("what", ["dispatch", "notices"])
def test_what_no_provider_takes_for_more_than_an_hour_makes_it_ill(
    app: Newsletter, clock: SetClock, what: str
) -> None:
    app.dispatches.dispatcher.stop()
    if what == "dispatch":
        with_issues_approved(app)
        app.dispatches.start("1")
    else:
        for address in ("carla@example.org", "dirk@example.org"):
            wish = SignUpRequest(address=address, way=SignUpChannel.API)
            app.readers.subscribe.sign_up(wish)
        not_taken(app, NOBODY_THERE, timedelta(minutes=1))
    not_taken(app, NOBODY_THERE)
    app.rounds.watch_for_trouble()
    clock.pass_by(hours=1)
    app.rounds.watch_for_trouble()
    assert reasons(app) == []
    clock.pass_by(seconds=1)
    (one,) = health_problems(app.container)
    assert (one.area, one.message.code) == (HealthArea.DISPATCHES, f"{what}-obstructed")
    assert one.message.data["reason"] == NOBODY_THERE
    assert f"{what}-obstructed" in told_by_the_doctor(app)
    claim = app.container.store.ledger.claim(timedelta(minutes=3), clock())
    assert claim is not None
    assert app.container.store.ledger.note(claim, receipts(claim))
    assert reasons(app) == []


def test_what_waits_for_the_ceiling_of_the_day_is_well(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    not_taken(app, Message("ceiling-of-day"))
    for _ in range(2):
        app.rounds.watch_for_trouble()
        clock.pass_by(minutes=61)
    assert reasons(app) == []


def test_what_waits_since_a_moment_of_a_wrong_clock_waits_since_it_is_right(
    app: Newsletter, clock: SetClock
) -> None:
    app.container.store.dispatches.pause(NOTICES, "by hand")
    clock.pass_by(days=365)
    app.rounds.watch_for_trouble()
    clock.pass_by(days=-365)
    app.rounds.watch_for_trouble()
    clock.pass_by(minutes=61)
    assert reasons(app) == [(HealthArea.DISPATCHES, "notices-paused")]


def test_confirmations_that_are_not_sent_for_an_hour_make_it_ill(
    app: Newsletter, clock: SetClock
) -> None:
    app.container.store.dispatches.pause(NOTICES, "by hand")
    app.rounds.make()
    clock.pass_by(minutes=61)
    app.rounds.make()
    assert reasons(app) == [(HealthArea.DISPATCHES, "notices-paused")]
    app.dispatches.mark_resumed(NOTICES)
    app.rounds.make()
    assert reasons(app) == []


def held(app: Newsletter) -> None:
    """Have the first batch of the dispatch held, as after an answer that nobody can make out."""
    store = app.container.store
    claim = store.ledger.claim(timedelta(minutes=3), app.container.now())
    assert claim is not None
    store.ledger.note_doubt(claim, "no answer")
    app.dispatches.reconciler.reconcile()
    assert store.doubts.held()


def test_a_missed_slot_makes_it_ill_until_somebody_decides(
    app: Newsletter, clock: SetClock
) -> None:
    with_issues_approved(app)
    clock.pass_by(days=3)
    app.rounds.make()
    assert reasons(app) == [(HealthArea.SLOTS, "slot-missed")]
    assert "slot-missed" in told_by_the_doctor(app)
    app.queue.add("1")
    assert reasons(app) == []


def test_an_old_backup_makes_it_ill_and_one_that_was_never_made_does_not(
    app: Newsletter, clock: SetClock, tmp_path: Path
) -> None:
    clock.pass_by(days=30)
    assert reasons(app) == []
    app.backups.make(tmp_path / "x.backup")
    clock.pass_by(days=3)
    assert reasons(app) == []
    clock.pass_by(seconds=1)
    assert reasons(app) == [(HealthArea.BACKUP, "backup-old")]
    assert "backup-old" in told_by_the_doctor(app)
    app.backups.make(tmp_path / "y.backup")
    assert reasons(app) == []
    clock.pass_by(days=-2)
    assert reasons(app) == [(HealthArea.BACKUP, "backup-of-the-future")]


def test_a_disk_that_is_nearly_full_makes_it_ill(app: Newsletter) -> None:
    assert reasons(app, free=5) == []
    assert reasons(app, free=4) == [(HealthArea.DISK, "disk-nearly-full")]
    app.container.disk_usage = lambda _: (1000, 961, 39)
    (one,) = health_problems(app.container)
    folder = app.container.folder
    assert one.message == Message("disk-nearly-full", percent=3.9, folder=folder)
    database = folder / "subscribers"
    app.container.disk_usage = lambda place: (100, 0, 3 if place == database else 50)
    (one,) = health_problems(app.container)
    assert one.message == Message("disk-nearly-full", percent=3.0, folder=database)


def test_a_folder_that_is_gone_makes_it_ill(app: Newsletter) -> None:
    assert app.rounds.make()
    app.container.disk_usage = shutil.disk_usage
    app.container.folder.rename(app.container.folder.with_name("elsewhere"))
    (one,) = health_problems(app.container)
    gone = Message("system-path-missing")
    assert one.message == Message("folder-gone", folder=app.container.folder, reason=gone)
    app.container.folder.with_name("elsewhere").rename(app.container.folder)


def test_a_database_that_was_moved_away_makes_it_ill_until_it_is_back(app: Newsletter) -> None:
    assert app.rounds.make()
    app.container.disk_usage = shutil.disk_usage
    file = app.container.folder / "subscribers" / "newsletter.db"
    file.rename(file.with_name("away.db"))
    (one,) = health_problems(app.container)
    assert (one.area, one.message) == (HealthArea.DISK, Message("database-gone", path=file))
    assert app.health() == ("the database does not answer",)
    file.with_name("away.db").rename(file)
    assert (health_problems(app.container), app.health()) == ((), ())


def test_a_journal_that_is_gone_or_cannot_be_written_makes_it_ill(app: Newsletter) -> None:
    assert app.rounds.make()
    app.container.journal.unlink()
    (one,) = health_problems(app.container)
    assert one.message == Message("journal-gone", path=app.container.journal)
    app.container.journal.mkdir()
    (one,) = health_problems(app.container)
    assert (one.area, one.message.code) == (HealthArea.DISK, "journal-blocked")
    assert one.message.data["reason"] == Message("system-path-is-folder")


def test_reports_that_could_not_be_read_make_it_ill(app: Newsletter) -> None:
    app.container.store.inbox.keep_unread("letterbox", b"odd", Message("no-answer-came").to_text())
    assert reasons(app) == [(HealthArea.REPORTS, "reports-unread")]


def test_a_storm_of_reports_makes_it_ill_if_reading_does_not_keep_up(
    app: Newsletter, clock: SetClock
) -> None:
    for number in range(3):
        app.container.store.inbox.keep("gone", str(number), Hook({}, b"{}"))
    clock.pass_by(minutes=15)
    assert reasons(app) == []
    clock.pass_by(seconds=1)
    assert reasons(app) == [(HealthArea.REPORTS, "reports-behind")]
    app.rounds.make()
    assert "reports-behind" not in {code for _, code in reasons(app)}


def test_a_letterbox_that_cannot_be_read_for_an_hour_makes_it_ill(
    tmp_path: Path, clock: SetClock
) -> None:
    maildir = tmp_path / "maildir"
    app = a_publication(tmp_path / "own", clock, f"[letterbox]\nmaildir = '{maildir}'\n")
    assert app.rounds.make(), "the pages and the next letter have nothing to do with it"
    clock.pass_by(hours=1)
    assert app.rounds.make()
    assert of_reports(app) == []
    clock.pass_by(seconds=1)
    assert of_reports(app) == ["letterbox-unread"]
    assert "letterbox-unread" in told_by_the_doctor(app)
    (maildir / "new").mkdir(parents=True)
    assert app.rounds.make()
    assert of_reports(app) == []


TWELVE = [f"lezer{number}" for number in range(12)]


def reported(app: Newsletter, dispatch: int, kind: ReportKind) -> None:
    """A call of the provider comes, about the first reader of a dispatch."""
    store = app.container.store
    assert store.inbox.keep("outbox", f"{dispatch} {kind.value}", Hook({}, b"{}"))
    store.inbox.note_read([(call, "") for call in store.inbox.unread()])
    name = delivery_id(store.dispatches.find(dispatch).key, 1)
    report = Report(provider="outbox", kind=kind, replay_key="", delivery_id=name)
    assert store.outcomes.record(report)
    app.rounds.make()


def test_reports_that_came_before_and_none_since_the_newest_letter_make_it_ill(
    app: Newsletter, clock: SetClock
) -> None:
    with_issues_approved(app, readers=TWELVE)
    app.dispatches.start("1")
    clock.pass_by(days=2)
    assert of_reports(app) == [], "nothing ever came, and nothing may be set up to come"
    reported(app, 1, ReportKind.DELIVERED)
    clock.pass_by(minutes=1)
    app.dispatches.start("2")
    clock.pass_by(days=2)
    let_time_pass(app.container.store, timedelta(hours=23))
    assert of_reports(app) == [], "it waited for a day, and was handed over only then"
    let_time_pass(app.container.store, timedelta(hours=1))
    assert of_reports(app) == ["reports-ceased"]
    assert "reports-ceased" in told_by_the_doctor(app)
    reported(app, 2, ReportKind.DEFERRED)
    assert of_reports(app) == []


def test_reports_that_ceased_are_named_of_a_monthly_letter_too(
    app: Newsletter, clock: SetClock
) -> None:
    with_issues_approved(app, readers=TWELVE)
    app.dispatches.start("1")
    reported(app, 1, ReportKind.DELIVERED)
    clock.pass_by(days=31)
    app.dispatches.start("2")
    clock.pass_by(days=1)
    let_time_pass(app.container.store, timedelta(days=1))
    app.rounds.make()  # and what is done daily
    assert of_reports(app) == ["reports-ceased"]


@pytest.mark.parametrize(
    ("readers", "kind"),
    [(TWELVE, ReportKind.BOUNCED), (TWELVE[:2], ReportKind.DELIVERED)],
    ids=["where only bounces are reported", "to a few"],
)
def test_of_a_letter_nothing_need_be_reported(
    app: Newsletter, clock: SetClock, readers: list[str], kind: ReportKind
) -> None:
    with_issues_approved(app, readers=readers)
    app.dispatches.start("1")
    reported(app, 1, kind)
    clock.pass_by(minutes=1)
    app.dispatches.start("2")
    clock.pass_by(days=2)
    assert of_reports(app) == []


def of_reports(app: Newsletter) -> list[str]:
    """What is wrong with the reports."""
    return [code for area, code in reasons(app) if area is HealthArea.REPORTS]


def test_all_at_once_are_named_to_who_asks_and_to_the_doctor(
    app: Newsletter, clock: SetClock, tmp_path: Path
) -> None:
    with_issues_approved(app)
    app.backups.make(tmp_path / "x.backup")
    app.dispatches.dispatcher.stop()
    app.dispatches.start("3")
    app.dispatches.pause(1)
    app.rounds.make()
    clock.pass_by(days=3, hours=2)
    app.rounds.make()
    app.container.store.inbox.keep("mailgun", "1", Hook({}, b"{}"))
    app.container.disk_usage = lambda _: (100, 99, 1)
    clock.pass_by(minutes=16)
    expected = ["rounds-late", "reports-behind", "dispatch-stuck", "slot-missed", "backup-old"]
    with served({"/readyz": says(200)}) as site, noted(app.container.folder, site.url("")):
        assert [one.code for one in ask(app)] == [*expected, "disk-nearly-full"]
    assert told_by_the_doctor(app) >= set(expected)
