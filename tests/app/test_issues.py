"""What drawing and naming issues answers the editor, as values."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.drawing import PostScriptReason, PreheaderReason, SubjectReason
from tests.app.builders import ARTICLE, SetClock, a_publication, with_issues_approved


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=["1"])
    return app


def test_what_was_drawn_before_is_remarked_on_by_its_state(app: Newsletter) -> None:
    first, second, third = sorted((app.container.folder / "issues").glob("0*.md"))
    second.write_text(second.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    app.dispatches.start("1")
    drawn = app.issues.draw(["rust.txt"])
    assert drawn.written == ()
    assert drawn.remarks == (
        Message("drawn-and-sent", file=first.name),
        Message("drawn-otherwise", file=second.name),
        Message("drawn-already", file=third.name),
    )


def test_an_issue_that_is_not_there_is_refused_by_what_was_named(app: Newsletter) -> None:
    for ref in ("9", "weg.md"):
        with pytest.raises(DeskError) as error:
            app.issues.path(ref)
        assert (error.value.code, error.value.data) == ("issue-unknown", {"ref": ref})


def test_a_correction_needs_an_issue_that_went_out(app: Newsletter) -> None:
    with pytest.raises(DeskError) as error:
        app.issues.new_correction(2, str)
    assert (error.value.code, error.value.data) == ("issue-not-sent", {"issue": 2})


def test_drawing_says_of_each_issue_what_it_chose_and_why(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "another", SetClock())
    article = tmp_path / "rust.txt"
    article.write_text(ARTICLE, "utf-8")
    drawn = app.issues.draw([str(article)])
    assert len(drawn.choices) == len(drawn.written) == 3
    assert drawn.choices[0] == Message(
        "issue-chosen",
        issue=1,
        subject=SubjectReason.BEFORE,
        preheader=PreheaderReason.QUOTE,
        post_script=PostScriptReason.NO_FAQ,
    )
