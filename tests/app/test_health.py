"""What makes a publication ill, each reason by itself, and that it is told by all who tell of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.doctor import examine
from newsletter.app.health import Organ, ailments
from newsletter.app.listening import noted
from newsletter.app.liveness import LATE
from newsletter.app.loopback import ask
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES
from newsletter.model.hook import Hook
from tests.app.builders import SetClock, with_issues_approved
from tests.fetching.web import says, served


def reasons(app: Newsletter, free: int = 50) -> list[tuple[Organ, str]]:
    app.container.disk_usage = lambda _: (100, 100 - free, free)
    found = ailments(app.container)
    return [(one.organ, one.message.code) for one in found]


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
    assert reasons(app) == [(Organ.ROUNDS, "rounds-late")]


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
    assert reasons(app) == [(Organ.DISPATCHES, "dispatch-stuck")]
    assert "dispatch-stuck" in told_by_the_doctor(app)
    app.dispatches.cancel(1) if how == "held" else app.dispatches.mark_resumed(1)
    app.rounds.make()
    assert reasons(app) == []


def test_confirmations_that_are_not_sent_for_an_hour_make_it_ill(
    app: Newsletter, clock: SetClock
) -> None:
    app.container.store.dispatches.pause(NOTICES, "by hand")
    app.rounds.make()
    clock.pass_by(minutes=61)
    app.rounds.make()
    assert reasons(app) == [(Organ.DISPATCHES, "notices-paused")]
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
    assert reasons(app) == [(Organ.SLOTS, "slot-missed")]
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
    assert reasons(app) == [(Organ.BACKUP, "backup-old")]
    assert "backup-old" in told_by_the_doctor(app)
    app.backups.make(tmp_path / "y.backup")
    assert reasons(app) == []


def test_a_disk_that_is_nearly_full_makes_it_ill(app: Newsletter) -> None:
    assert reasons(app, free=5) == []
    assert reasons(app, free=4) == [(Organ.DISK, "disk-nearly-full")]
    app.container.disk_usage = lambda _: (1000, 961, 39)
    (one,) = ailments(app.container)
    assert one.message == Message("disk-nearly-full", percent=3.9)


def test_reports_that_could_not_be_read_make_it_ill(app: Newsletter) -> None:
    app.container.store.inbox.keep_unread("letterbox", b"odd", Message("no-answer-came").to_text())
    assert reasons(app) == [(Organ.REPORTS, "reports-unread")]


def test_a_storm_of_reports_makes_it_ill_if_reading_does_not_keep_up(
    app: Newsletter, clock: SetClock
) -> None:
    for number in range(3):
        app.container.store.inbox.keep("gone", str(number), Hook({}, b"{}"))
    clock.pass_by(minutes=15)
    assert reasons(app) == []
    clock.pass_by(seconds=1)
    assert reasons(app) == [(Organ.REPORTS, "reports-behind")]
    app.rounds.make()
    assert "reports-behind" not in {code for _, code in reasons(app)}


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
