"""An issue as an email and as a page in the archive."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import AuthorError
from tests.app.builders import SetClock, a_publication, with_issues_approved


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=["1"])
    return app


def test_an_issue_is_sent_with_the_quotation_marks_of_its_language(app: Newsletter) -> None:
    (path,) = (app.container.folder / "issues").glob("002-*.md")
    text = path.read_text("utf-8")
    path.write_text(f'{text}\nZij zei "stop" en nam haar foto\'s mee.\n', "utf-8")
    issue, _ = app.issues.find("2")
    resolved = app.issues.compiler.resolve(issue, path)
    said = "Zij zei “stop” en nam haar foto’s mee."
    assert said in "".join(chunk for chunk in resolved.edition.text if isinstance(chunk, str))
    assert said in "".join(chunk for chunk in resolved.edition.html if isinstance(chunk, str))
    assert any(said in str(block) for block in resolved.web.issue.blocks)
    assert '"stop"' in path.read_text("utf-8")


def test_a_template_that_does_not_exist_is_reported_with_the_file_that_names_it(
    app: Newsletter,
) -> None:
    path = app.issues.path("2")
    path.write_text(
        path.read_text("utf-8").replace("number: 2\n", "number: 2\ntemplate: nergens\n"), "utf-8"
    )
    with pytest.raises(AuthorError) as error:
        app.issues.compiler.compile(*app.issues.find("2"))
    assert error.value.path == path


def test_a_sent_slug_leads_to_the_same_text_for_ever(app: Newsletter) -> None:
    app.dispatches.start("1")
    sent, path = app.issues.find("1")
    path.write_text(path.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    now, _ = app.issues.find("1")
    assert app.issues.compiler.resolve(sent, path).web.issue.slug == sent.slug
    assert app.issues.compiler.resolve(now, path).web.issue.slug == f"{sent.slug}-2"
    assert app.issues.compiler.web_version(now, path).issue.slug == sent.slug
