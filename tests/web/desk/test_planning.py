"""Planning in a browser."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import signed_in

QUEUE = "/desk/queue"


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app)
    return app


def queued(app: Newsletter) -> list[int]:
    return [row.number for row in app.queue.rows()]


def test_letters_are_moved_taken_out_and_days_skipped(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.get(QUEUE).text
    assert page.count("leeg") >= 9
    assert browser.post(f"{QUEUE}/move", data={"number": "3", "place": "1"}).status_code == 303
    assert queued(app) == [3, 1, 2]
    assert browser.post(f"{QUEUE}/remove", data={"number": "1"}).status_code == 303
    assert queued(app) == [3, 2]
    day = app.desk.agenda.days()[0].day.isoformat()
    assert (
        browser.post(f"{QUEUE}/skip", data={"day": day}).headers["location"] == f"{QUEUE}#day-{day}"
    )
    assert "overgeslagen" in browser.get(QUEUE).text
    browser.post(f"{QUEUE}/skip", data={"day": day, "back": "yes"})
    assert "overgeslagen" not in browser.get(QUEUE).text


def test_a_writer_sees_the_planning_and_changes_nothing(app: Newsletter) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    assert "<button" not in writer.get(QUEUE).text
    for act in ("move", "remove", "skip"):
        assert writer.post(f"{QUEUE}/{act}", data={"number": "3", "place": "1"}).status_code == 403
    assert queued(app) == [1, 2, 3]


@pytest.mark.parametrize("number", ["", "x", "99", "-1", "1e9", "٣", "1" * 40])
def test_what_is_no_queued_letter_is_refused(app: Newsletter, number: str) -> None:
    browser = signed_in(app)
    for act in ("move", "remove"):
        answer = browser.post(f"{QUEUE}/{act}", data={"number": number, "place": "1"})
        assert answer.status_code == 422
    assert browser.post(f"{QUEUE}/skip", data={"day": number}).status_code == 422
    assert queued(app) == [1, 2, 3]
