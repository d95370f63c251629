"""The whole way, with real files, a real database and real mails in a Maildir."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import ConfigError
from newsletter.message import Message
from newsletter.model.audience import Audience, Standing
from tests.app.builders import (
    A_SATURDAY,
    SetClock,
    a_publication,
    mail_in,
    outbox,
    text_of,
    with_issues_approved,
)
from tests.web.builders import browser

SUNDAYS = [datetime(2026, 3, day, 7, 0, 30, tzinfo=UTC) for day in (8, 15, 22)]


def mails(app: Newsletter) -> list[EmailMessage]:
    return [mail_in(path) for path in outbox(app)]


def test_an_article_reaches_every_reader_week_by_week_and_who_leaves_gets_no_more(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)

    clock.go_to(SUNDAYS[0])
    app.rounds.make_at_once()
    first = mails(app)
    assert Counter(mail["To"] for mail in first) == {"anna@example.org": 1, "bram@example.org": 1}
    assert {mail["Subject"] for mail in first} == {"Een stoel bij het raam"}

    anna = next(mail for mail in first if mail["To"] == "anna@example.org")
    link = anna["List-Unsubscribe"].strip("<> ").partition(">")[0]
    pages = browser(app)
    assert pages.get(link).status_code == 200
    # a scanner's GET changes nothing
    assert app.people.show("anna@example.org").standing is Standing.CONFIRMED
    for _ in range(2):
        assert pages.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED

    clock.go_to(SUNDAYS[1])
    app.rounds.make_at_once()
    assert [mail["To"] for mail in mails(app)].count("anna@example.org") == 1
    assert [mail["To"] for mail in mails(app)].count("bram@example.org") == 2
    app.close()


def test_who_leaves_after_the_freeze_and_before_the_handing_over_gets_nothing(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    clock.go_to(SUNDAYS[0])
    dispatch = app.dispatches.start_due()
    assert dispatch is not None
    app.people.unsubscribe("anna@example.org")
    app.dispatches.dispatcher.drain()
    assert [mail["To"] for mail in mails(app)] == ["bram@example.org"]
    assert app.dispatches.show(dispatch.id).counts == {"accepted": 1, "skipped": 1}
    app.close()


def test_a_restart_and_a_second_process_double_nothing(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    clock.go_to(SUNDAYS[0])
    other = a_publication(tmp_path / "own", clock)
    for each in (app, other, app, other):
        each.rounds.make_at_once()
    app.close()
    again = a_publication(tmp_path / "own", clock)
    again.rounds.make_at_once()
    assert len(outbox(again)) == 2
    again.close()
    other.close()


def test_a_bell_within_the_grace_sends_and_a_later_one_asks_the_editor(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    clock.go_to(SUNDAYS[0] + timedelta(hours=5))
    app.rounds.make_at_once()
    assert len(outbox(app)) == 2
    clock.go_to(SUNDAYS[1] + timedelta(hours=7))
    app.rounds.make_at_once()
    assert len(outbox(app)) == 2
    assert [missed.issue for missed in app.container.store.queue.missed()] == [2]
    assert Message("slot-missed", issue=2, day=SUNDAYS[1].date()) in app.startup.words()
    clock.go_to(SUNDAYS[2])
    app.rounds.make_at_once()  # the rest goes on
    assert {mail["Subject"] for mail in mails(app)} == {
        "Een stoel bij het raam",
        "Hoe de avond mag zakken",
    }
    app.dispatches.start("2")
    assert len(outbox(app)) == 6
    app.close()


def test_after_weeks_away_one_issue_waits_for_the_editor_and_the_others_for_their_slots(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    clock.go_to(datetime(2026, 4, 15, 12, tzinfo=UTC))  # a Wednesday, five Sundays later
    app.rounds.make_at_once()
    assert [(missed.issue, missed.day) for missed in app.container.store.queue.missed()] == [
        (1, date(2026, 4, 12))
    ]
    assert [(row.number, row.goes_at) for row in app.queue.rows()] == [
        (2, datetime(2026, 4, 19, 6, tzinfo=UTC)),
        (3, datetime(2026, 4, 26, 6, tzinfo=UTC)),
    ]
    assert outbox(app) == []


def test_eight_o_clock_stays_eight_o_clock_over_both_changes_of_the_clocks(tmp_path: Path) -> None:
    for saturday, utc_hour in (
        (datetime(2026, 3, 28, 12, tzinfo=UTC), 6),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 7),
    ):
        clock = SetClock(saturday)
        app = a_publication(tmp_path / f"{saturday:%m}", clock)
        with_issues_approved(app)
        rows = app.queue.rows()
        assert [row.goes_at.astimezone(app.zone).hour for row in rows if row.goes_at] == [8, 8, 8]
        assert rows[0].goes_at is not None
        assert rows[0].goes_at.hour == utc_hour
        app.close()


def test_what_was_approved_goes_out_and_a_changed_file_is_shown(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    path = app.issues.path("1")
    path.write_text(
        path.read_text("utf-8").replace("stoel bij het raam waar", "krukje bij het raam waar"),
        "utf-8",
    )
    assert app.queue.rows()[0].notes == (Message("approved-file-changed"),)
    clock.go_to(SUNDAYS[0])
    app.rounds.make_at_once()
    assert all("krukje" not in text_of(mail) for mail in mails(app))
    app.close()


def test_a_skipped_week_shifts_the_rest_and_a_pinned_issue_stays(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    before = [row.goes_at for row in app.queue.rows()]
    app.queue.skip("2026-03-08")
    after = [row.goes_at for row in app.queue.rows()]
    assert after[:2] == before[1:]
    app.queue.move("3", 1)
    assert [row.number for row in app.queue.rows()] == [3, 1, 2]
    app.close()


def test_a_real_provider_starts_nothing_until_the_way_out_is_settled(tmp_path: Path) -> None:
    app = a_publication(
        tmp_path / "own",
        SetClock(),
        '[provider]\nname = "mailgun"\n[provider.mailgun]\ndomain = "m.example.nl"\nkey = "key-1"\n',
    )
    app.issues.draw([str(app.container.folder / "rust.txt")])
    assert app.container.store.queue.approve(
        app.issues.compiler.compile(*app.issues.find("1")), audience=Audience(), file_hash=""
    )
    with pytest.raises(ConfigError) as told:
        app.dispatches.start("1")
    text = str(told.value)
    for part in ("base-url", "contact", "name", "address", "reply-to"):
        assert part in text


@pytest.mark.parametrize("moment", [A_SATURDAY])
def test_the_clock_is_the_only_one(tmp_path: Path, moment: datetime) -> None:
    app = a_publication(tmp_path / "own", SetClock(moment))
    with_issues_approved(app)
    app.dispatches.start("1")
    assert {mail["Date"].datetime for mail in mails(app)} == {moment}
    app.close()
