"""The planning in a calendar program, as its own parser reads it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    with_issues_approved(app)
    return app


def token_of(address: str) -> str:
    return address.rpartition("/")[2].removesuffix(".ics")


def data(app: Newsletter, token: str) -> bytes:
    found = app.desk.calendars.read(token)
    assert found is not None
    return found.data


def events(app: Newsletter, token: str) -> dict[str, Any]:
    calendar = Calendar.from_ical(data(app, token))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_every_letter_with_a_date_is_in_it_at_its_moment_in_the_publications_zone(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    app.desk.pinning.pin(3, "2026-03-31", "10:00", gerda)  # after the clock changes
    token = token_of(app.desk.calendars.make(gerda))
    found = events(app, token)
    shown = {int(uid.split("@")[0].removeprefix("letter-")): one for uid, one in found.items()}
    assert {number: one["dtstart"].dt for number, one in shown.items()} == app.queue.moments()
    assert {one["dtstart"].params["tzid"] for one in found.values()} == {"Europe/Amsterdam"}
    assert {one["dtstamp"].dt for one in found.values()} == {clock.at}
    assert str(shown[1]["summary"]) == "Een stoel bij het raam"
    assert b"BEGIN:VTIMEZONE\r\n" in data(app, token)


def test_it_holds_dates_and_subjects_and_nobody(app: Newsletter, gerda: Editor) -> None:
    token = token_of(app.desk.calendars.make(gerda))
    text = data(app, token).decode()
    assert "@example.org" not in text.replace("@127.0.0.1", "")
    for word in ("Gerda", "anna", "Anna", "ORGANIZER", "ATTENDEE", "DESCRIPTION", token):
        assert word not in text
    assert set(events(app, token).popitem()[1]) == {
        "SUMMARY",
        "DTSTART",
        "DTSTAMP",
        "UID",
        "TRANSP",
    }


def test_a_letter_that_moves_keeps_its_uid_and_another_that_goes_leaves(
    app: Newsletter, gerda: Editor
) -> None:
    token = token_of(app.desk.calendars.make(gerda))
    before = events(app, token)
    app.desk.agenda.move_to(3, "2026-03-08", gerda)
    after = events(app, token)
    assert set(after) == set(before)
    assert {uid for uid in after if after[uid]["dtstart"].dt != before[uid]["dtstart"].dt} == set(
        after
    )
    app.desk.agenda.remove(3, gerda)
    assert set(events(app, token)) == set(before) - {"letter-3@127.0.0.1"}


def test_lines_end_and_fold_as_rfc_5545_has_it(app: Newsletter, gerda: Editor) -> None:
    subject = "Een héél lang onderwerp; met komma's, een \\ en genoeg woorden voor twee regels"
    [path] = (app.container.folder / "issues").glob("001-*.md")
    text = re.sub(r"(?m)^subject: .*$", lambda _: f"subject: {subject}", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    app.approvals.approve("1", offline=True)
    token = token_of(app.desk.calendars.make(gerda))
    raw = data(app, token)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    row = next(row for row in app.queue.rows() if row.number == 1)
    assert str(events(app, token)["letter-1@127.0.0.1"]["summary"]) == row.subject
    assert len(row.subject) > 75


def test_the_etag_tells_plannings_apart_and_not_moments_of_asking(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    token = token_of(app.desk.calendars.make(gerda))

    def etag() -> str:
        found = app.desk.calendars.read(token)
        assert found is not None
        return found.etag

    first = etag()
    clock.pass_by(minutes=20)
    assert etag() == first
    app.desk.agenda.move_to(3, "2026-03-08", gerda)
    assert etag() != first


def test_a_new_address_replaces_the_old_one_and_each_editor_has_their_own(
    app: Newsletter, gerda: Editor
) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    old, his = token_of(app.desk.calendars.make(gerda)), token_of(app.desk.calendars.make(bram))
    new = token_of(app.desk.calendars.make(gerda))
    assert [app.desk.calendars.read(one) is not None for one in (old, new, his)] == [
        False,
        True,
        True,
    ]
    app.desk.calendars.end(gerda)
    assert [app.desk.calendars.read(one) is not None for one in (old, new, his)] == [
        False,
        False,
        True,
    ]
    assert app.desk.calendars.made_at(gerda) is None
    app.desk.calendars.end(gerda)  # nothing left to end, and nothing to log
    acts = [one.act for one in app.container.store.log.newest(200) if one.editor == gerda.id]
    assert acts == [Act.CALENDAR_ENDED, Act.CALENDAR_MADE, Act.CALENDAR_MADE]


def test_an_address_ends_with_the_account(app: Newsletter, gerda: Editor) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    token = token_of(app.desk.calendars.make(bram))
    app.desk.editors.end(bram.id)
    assert app.desk.calendars.read(token) is None
    assert app.desk.calendars.made_at(bram) is None


def test_an_address_of_an_account_that_ended_opens_nothing_even_if_its_row_is_left(
    app: Newsletter, gerda: Editor
) -> None:
    token = token_of(app.desk.calendars.make(gerda))
    app.container.store.editors.end(gerda.id, datetime(2026, 3, 7, tzinfo=UTC))
    assert app.desk.calendars.read(token) is None


def test_the_secret_is_nowhere_in_the_database(app: Newsletter, gerda: Editor) -> None:
    token = token_of(app.desk.calendars.make(gerda))
    assert len(token) == 43
    kept = [path.read_bytes() for path in app.container.folder.rglob("*") if path.is_file()]
    assert any(b"calendar made" in data for data in kept)
    assert not any(token.encode() in data for data in kept)


@pytest.mark.parametrize("token", ["", "x", "../x", "é\ud800", "x" * 100_000, "%00"])
def test_what_is_no_address_opens_nothing(app: Newsletter, gerda: Editor, token: str) -> None:
    app.desk.calendars.make(gerda)
    assert app.desk.calendars.read(token) is None
