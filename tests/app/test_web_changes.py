"""What changing an issue on the web answers the editor, as values."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=["1"])
    app.dispatches.start("1")
    return app


def test_a_page_is_hidden_and_shown_once(app: Newsletter) -> None:
    assert app.web_changes.hide("1") == Message("page-hidden", issue=1)
    with pytest.raises(DeskError, match="page-hidden-already"):
        app.web_changes.hide("1")
    assert app.web_changes.hide("1", hidden=False) == Message("page-shown-again", issue=1)
    with pytest.raises(DeskError, match="page-shown-already"):
        app.web_changes.hide("1", hidden=False)


def test_a_page_is_corrected_only_where_it_would_say_something_else(app: Newsletter) -> None:
    path = app.issues.path("1")
    with pytest.raises(DeskError) as error:
        app.web_changes.correct("1", offline=True)
    assert error.value.data == {"issue": 1, "name": path.name}
    text = path.read_text("utf-8")
    path.write_text(f"{text}\nNog iets.\n", "utf-8")
    sentence = app.web_changes.correct("1", offline=True).sentence
    assert sentence.code == "page-corrected"
    assert str(sentence.data["address"]).startswith("/archive/")
    path.write_text(f"{text}\n[TODO]\n", "utf-8")
    refused = app.web_changes.correct("1", offline=True)
    assert (refused.done, refused.sentence) == (False, Message("page-not-corrected", issue=1))
