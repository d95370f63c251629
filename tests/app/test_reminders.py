"""What the editor is told by mail: each thing once, however many processes look, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Barrier

import pytest

from newsletter.app import Newsletter
from newsletter.app.dispatches import BY_HAND
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication, mail_in, outbox, with_issues_approved

EDITOR = "[sender]\nreply_to = 'redactie@example.nl'\n"
SATURDAY = datetime(2026, 3, 7, 6, 30, tzinfo=UTC)  # 24.5 hours before the slot of Sunday
SUNDAY = datetime(2026, 3, 8, 7, tzinfo=UTC)  # 08:00 in Amsterdam


def mails(app: Newsletter) -> list[EmailMessage]:
    """Return the mails to the editor, as they left."""
    found = [mail_in(file) for file in outbox(app)]
    return [one for one in found if one["To"] == "redactie@example.nl"]


def subjects(app: Newsletter) -> list[str]:
    """Return the subjects of the mails to the editor."""
    return sorted(str(one["Subject"]) for one in mails(app))


def an_edited(folder: Path, clock: SetClock, settings: str = EDITOR) -> Newsletter:
    """A publication with an editor who can be written to, and three issues in the queue."""
    app = a_publication(folder, clock, settings)
    with_issues_approved(app)
    return app


def test_a_day_before_a_slot_the_editor_reads_once_what_goes(tmp_path: Path) -> None:
    clock = SetClock(SATURDAY)
    app = an_edited(tmp_path / "own", clock)
    title = app.queue.rows()[0].subject
    app.rounds.make_at_once()
    assert subjects(app) == []
    clock.pass_by(hours=1)
    for _ in range(3):
        app.rounds.make_at_once()
    assert subjects(app) == [f"zondag 8 maart, 08:00: {title}"]
    for now in (SUNDAY, SUNDAY + timedelta(days=6, hours=1)):
        clock.go_to(now)
        app.rounds.make_at_once()
    assert [one.partition(",")[0] for one in subjects(app)] == ["zondag 15 maart", "zondag 8 maart"]


def test_a_queue_that_ran_empty_is_told_once_until_something_has_gone(tmp_path: Path) -> None:
    clock = SetClock(SATURDAY)
    app = an_edited(tmp_path / "own", clock)
    app.queue.remove("2")
    app.queue.remove("3")
    empty = "Nog niets klaar voor zondag 15 maart, 08:00"
    for now in (SUNDAY, SUNDAY + timedelta(days=5), SUNDAY + timedelta(days=6, hours=1)):
        assert empty not in subjects(app)
        clock.go_to(now)
        app.rounds.make_at_once()
    assert empty in subjects(app)
    clock.pass_by(weeks=2)
    app.rounds.make_at_once()
    assert len([one for one in subjects(app) if "Nog niets" in one]) == 1
    app.queue.add("2")
    clock.go_to(datetime(2026, 4, 5, 6, tzinfo=UTC))  # summer time by now
    app.rounds.make_at_once()
    clock.pass_by(days=6, hours=1)
    app.rounds.make_at_once()
    assert "Nog niets klaar voor zondag 12 april, 08:00" in subjects(app)


def test_a_day_that_is_skipped_and_a_new_publication_ask_for_nothing(tmp_path: Path) -> None:
    clock = SetClock(SATURDAY + timedelta(hours=1))
    app = a_publication(tmp_path / "own", clock, EDITOR)
    app.rounds.make_at_once()
    with_issues_approved(app)
    app.queue.skip("2026-03-08")
    app.rounds.make_at_once()
    assert subjects(app) == []


def test_a_missed_slot_is_told_and_how_to_go_on(tmp_path: Path) -> None:
    clock = SetClock(SATURDAY)
    app = an_edited(tmp_path / "own", clock)
    clock.go_to(SUNDAY + timedelta(hours=7))
    for _ in range(2):
        app.rounds.make_at_once()
    assert [one for one in subjects(app) if one.startswith("Niet verstuurd op zondag 8 maart")]
    assert len(subjects(app)) == 1
    assert app.queue.missed()
    said = b"".join(file.read_bytes() for file in outbox(app))
    assert b"newsletter dispatch start 1" in said


def test_whoever_has_an_account_is_led_to_the_desk_and_reads_no_command(tmp_path: Path) -> None:
    clock = SetClock(SATURDAY)
    app = an_edited(tmp_path / "own", clock)
    app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    clock.go_to(SUNDAY + timedelta(hours=7))
    app.rounds.make_at_once()
    [missed] = [one for one in mails(app) if one["Subject"].startswith("Niet verstuurd")]
    for part in ("plain", "html"):
        body = missed.get_body((part,))
        assert body is not None
        words = body.get_content()
        assert f"{app.container.pages_at}/desk/issues/1" in words
        assert "Naar de brief" in words
        assert "newsletter" not in words.replace(app.container.pages_at, "")


@pytest.mark.parametrize(
    "words", [BY_HAND.to_text(), "paused by the editor"], ids=["now", "by an earlier version"]
)
def test_a_dispatch_that_the_circuit_paused_is_told_and_one_paused_by_hand_is_not(
    tmp_path: Path, words: str
) -> None:
    app = an_edited(tmp_path / "own", SetClock(SATURDAY))
    store = app.container.store
    app.dispatches.start("1")
    assert store.dispatches.pause(1, "0.8 % of the readers pressed spam")
    app.dispatches.start("2")
    second = store.dispatches.of_issue(2)[0]
    assert store.dispatches.pause(second.id, words)
    for _ in range(2):
        app.rounds.make_at_once()
    assert len([one for one in subjects(app) if "staat stil" in one]) == 1


def test_without_an_editors_address_or_with_no_time_set_nobody_is_written_to(
    tmp_path: Path,
) -> None:
    clock = SetClock(SATURDAY + timedelta(hours=1))
    nobody = an_edited(tmp_path / "nobody", clock, "[sender]\n")
    never = an_edited(tmp_path / "never", clock, f"{EDITOR}[schedule]\nremind_before = '0 min'\n")
    for app in (nobody, never):
        app.rounds.make_at_once()
        assert app.container.store.counts.progress(NOTICES).audience == 0


def test_four_processes_that_look_at_the_same_moment_write_one_mail(tmp_path: Path) -> None:
    clock = SetClock(SATURDAY + timedelta(hours=1))
    apps = [an_edited(tmp_path / "own", clock)]
    apps += [a_publication(tmp_path / "own", clock) for _ in range(3)]
    for app in apps:
        assert app.container.store.holding() is None  # opened before they look
    together = Barrier(4)

    def write(app: Newsletter) -> int:
        together.wait()
        return app.reminders.write()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, apps)) == 1
    for app in apps:
        app.rounds.make_at_once()
    assert len(subjects(apps[0])) == 1


def test_a_reminder_cut_off_before_it_is_committed_is_written_by_the_next_round(
    tmp_path: Path,
) -> None:
    clock = SetClock(SATURDAY + timedelta(hours=1))
    app = an_edited(tmp_path / "own", clock)

    def cut_off() -> None:
        with app.container.store.together():
            assert app.reminders.write() == 1
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        cut_off()
    assert app.container.store.counts.progress(NOTICES).audience == 0
    app.rounds.make_at_once()
    assert len(subjects(app)) == 1
    assert app.container.store.notices.state(1) is BatchState.SENT


def test_what_else_makes_the_newsletter_ill_is_told_once_a_week_as_long_as_it_lasts(
    tmp_path: Path,
) -> None:
    clock = SetClock(SATURDAY)
    app = a_publication(tmp_path / "own", clock, EDITOR)
    app.backups.make(tmp_path / "x.backup")
    app.rounds.make_at_once()
    assert subjects(app) == []
    told = "De nieuwsbrief vraagt om aandacht"
    clock.pass_by(days=4)
    for _ in range(2):
        app.rounds.make_at_once()
    assert subjects(app) == [told]
    clock.pass_by(days=7)
    app.container.disk_usage = lambda _: (100, 99, 1)
    app.rounds.make_at_once()
    assert subjects(app) == [told] * 3  # of the backup again, and of the disk
    app.backups.make(tmp_path / "y.backup")
    app.container.disk_usage = lambda _: (100, 50, 50)
    clock.pass_by(days=1)
    app.rounds.make_at_once()
    assert subjects(app) == [told] * 3
