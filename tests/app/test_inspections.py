"""Inspections: what the checks look at, and the table of what mail programs can do."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.inspections import Inspections, refresh_caniemail
from newsletter.errors import DeskError
from tests.app.builders import SetClock, a_publication, with_picture


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    made = a_publication(tmp_path / "own", SetClock())
    with_picture(made)
    return made


def inspections(app: Newsletter) -> Inspections:
    return Inspections(app.container, app.articles, app.issues, app.emails)


def test_the_checks_see_the_email_as_it_would_leave_with_a_name_and_without(
    app: Newsletter,
) -> None:
    issue, path = app.issues.find("1")
    resolved = app.issues.compiler.resolve(issue, path)
    seen = inspections(app).inspect(issue, resolved, offline=True)
    assert seen.edition is resolved.edition
    assert seen.values["greeting"] != seen.nameless["greeting"]
    assert b"Een tuin in maart" in seen.mime
    assert seen.is_local


def test_offline_no_link_is_asked_and_a_finding_says_so(app: Newsletter) -> None:
    issue, path = app.issues.find("1")
    resolved = app.issues.compiler.resolve(issue, path)
    seen = inspections(app).inspect(issue, resolved, offline=True)
    assert seen.outbound_links
    assert not seen.links
    [found] = inspections(app).findings([seen])
    assert [one.code for one in found if "link" in one.code] == ["links-not-looked-at"]


@pytest.mark.parametrize(
    ("audience", "is_repeated"), [("audience: all", True), ("correction_of: 1", False)]
)
def test_a_letter_that_says_again_what_an_earlier_one_said_is_told_so_but_no_correction(
    app: Newsletter, audience: str, is_repeated: bool
) -> None:
    _, path = app.issues.find("1")
    text = path.read_text("utf-8").replace("number: 1\n", f"number: 9\n{audience}\n", 1)
    (path.parent / "009-nog-eens.md").write_text(text, "utf-8")
    issue, again = app.issues.find("9")
    seen = inspections(app).inspect(issue, app.issues.compiler.resolve(issue, again), offline=True)
    [found] = inspections(app).findings([seen], with_spam=False)
    repeated = [one for one in found if one.code.endswith("-repeated")]
    assert bool(repeated) is is_repeated
    assert all(one.message.data["issue"] == 1 for one in repeated)


def test_a_package_that_is_not_there_renews_nothing(tmp_path: Path) -> None:
    with pytest.raises(DeskError):
        refresh_caniemail(tmp_path / "caniemail.tgz")
