"""The doctor returns values: what was looked at, how much it asks for, and what there is to say."""

from pathlib import Path

import pytest

from newsletter.app.doctor import DiagnosisLevel, Examined, examine
from newsletter.app.publication import language_of
from newsletter.message import Message
from tests.app.builders import SETTLED, SetClock, a_publication, with_issues_approved


def test_a_new_publication_is_fine_and_says_what_real_mail_needs(tmp_path: Path) -> None:
    folder = a_publication(tmp_path / "own", SetClock()).container.folder
    found = examine(folder)
    assert not any(one.is_wrong for one in found)
    fine = {one.about: one.message for one in found if one.weight is DiagnosisLevel.FINE}
    assert fine[Examined.PROVIDER] == Message("provider-ready", provider="outbox")
    assert fine[Examined.SENDER] == Message("mail-stays-in-outbox")
    later = [one.message.code for one in found if one.about is Examined.REAL_MAIL]
    assert later == [
        "base-url-private",
        "contact-missing",
        "sender-name-missing",
        "sender-address-missing",
        "reply-to-missing",
    ]


def test_programs_read_the_facts_in_the_same_order(tmp_path: Path) -> None:
    folder = a_publication(tmp_path / "own", SetClock()).container.folder
    first = examine(folder)[0]
    assert first.facts() == {"about": "settings", "wrong": False, "later": False}
    assert first.message == Message.in_own_words(str(folder / "newsletter.toml"))


def test_a_publication_whose_settings_cannot_be_read_is_spoken_to_in_english(
    tmp_path: Path,
) -> None:
    folder = a_publication(tmp_path / "own", SetClock()).container.folder
    assert language_of(folder) == "nl"
    (folder / "newsletter.toml").write_text("nonsense = 1\n", "utf-8")
    assert language_of(folder) == "en"
    (wrong,) = examine(folder)
    assert (wrong.about, wrong.is_wrong) == (Examined.SETTINGS, True)


def test_a_database_that_is_away_is_named_once(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    app.close()
    (app.container.folder / "subscribers" / "newsletter.db").unlink()
    grave = {DiagnosisLevel.WRONG, DiagnosisLevel.HEED}
    found = [one for one in examine(app.container.folder) if one.weight in grave]
    assert [one.message.code for one in found if one.about is not Examined.CONTACT] == [
        "database-gone"
    ]


CANARY = "[dispatch]\ncanary = true\n"
BEHIND = 'security = "none"\nhooks = "brevo"\nhook_secret = "a-token-of-tests"\n'


@pytest.mark.parametrize(
    ("settings", "is_said"),
    [
        (SETTLED + CANARY, True),
        (SETTLED, False),
        (SETTLED + CANARY + "[letterbox]\nmaildir = 'returned'\n", False),
        (SETTLED.replace('security = "none"\n', BEHIND) + CANARY, False),
        (CANARY, False),
    ],
    ids=["nothing reports", "nobody waits", "returned mail is read", "a webhook", "outbox"],
)
def test_readers_who_would_wait_for_reports_that_nobody_makes_are_named(
    tmp_path: Path, settings: str, is_said: bool
) -> None:
    folder = a_publication(tmp_path / "own", SetClock(), settings).container.folder
    found = [one for one in examine(folder) if one.message.code == "canary-without-reports"]
    expected = Message("canary-without-reports", provider="smtp")
    assert [(one.weight, one.message) for one in found] == (
        [(DiagnosisLevel.HEED, expected)] if is_said else []
    )
