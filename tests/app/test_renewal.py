"""Approved issues that are frozen anew after the settings changed, and those that are left out."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved

OLD, NEW = (f'[sender]\naddress = "{name}@voorbeeld.nl"\n' for name in ("oud", "nieuw"))


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    """Three issues that were approved under another sender."""
    app = a_publication(tmp_path / "own", SetClock(), OLD)
    with_issues_approved(app, readers=("anna",))
    settings = tmp_path / "own" / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace(OLD, NEW), "utf-8")
    return a_publication(tmp_path / "own", SetClock())


def test_every_issue_of_other_settings_is_renewed_and_then_none_is_left(app: Newsletter) -> None:
    renewed = [(one.sentence, one.done) for one in app.renewal.renew(offline=True)]
    assert renewed == [(Message("issue-renewed", issue=number), True) for number in (1, 2, 3)]
    assert list(app.renewal.renew(offline=True)) == []


def test_an_issue_that_was_changed_since_is_left_out_and_named(app: Newsletter) -> None:
    path = app.issues.path("2")
    path.write_text(path.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    (left,) = app.renewal.renew(["2"], offline=True)
    why = Message("changed-since-approval", issue=2)
    assert (left.sentence, left.done) == (Message("issue-left-out", issue=2, why=why), False)


def test_an_issue_that_is_not_approved_is_refused(app: Newsletter) -> None:
    app.approvals.withdraw("3")
    with pytest.raises(DeskError, match="issue-not-approved") as refused:
        app.renewal.renew(["3"], offline=True)
    assert refused.value.data == {"issue": 3}
