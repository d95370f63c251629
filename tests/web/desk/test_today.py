"""The first page in a browser."""

from pathlib import Path

from newsletter.app import Newsletter
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import signed_in


def a_sent_letter(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app)
    app.dispatches.start("1")
    return app


def test_what_was_sent_last_is_said_with_the_number_of_readers(tmp_path: Path) -> None:
    page = signed_in(a_sent_letter(tmp_path)).get("/desk")
    assert page.status_code == 200
    assert "naar 2 lezers verstuurd." in page.text
