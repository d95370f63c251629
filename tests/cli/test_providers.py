"""``newsletter provider``, read aloud in both languages."""

from pathlib import Path

import pytest

from tests.cli.builders import a_terminal

UNSIGNED = {
    "nl": "de mail is niet ondertekend: er staat geen DKIM-Signature boven",
    "en": "the mail is not signed: it has no DKIM-Signature header",
}
UNPROVED = {
    "nl": "de mailbox zegt niet of de handtekening klopt (geen Authentication-Results)",
    "en": "the mailbox does not say whether the signature is valid (no Authentication-Results)",
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_test_mail_is_judged_in_the_language_of_the_publication_for_people_and_programs(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys, language)
    terminal.types("provider", "test", "gerda@example.org")
    (sent,) = (terminal.folder / "outbox" / "new").iterdir()
    answer = terminal.types("provider", "received", str(sent))
    assert answer.code == 1
    assert answer.out == f"· {UNPROVED[language]}\n✗ {UNSIGNED[language]}\n"
    assert terminal.types("provider", "received", str(sent), "--json").json == {
        "problems": [UNSIGNED[language]],
        "hints": [UNPROVED[language]],
    }


@pytest.mark.parametrize(
    ("language", "heading", "outbox"),
    [("nl", "lezers per keer", "kan altijd"), ("en", "readers a call", "harmless for ever")],
)
def test_the_list_of_providers_speaks_the_language_of_the_publication_and_its_facts_english(
    language: str,
    heading: str,
    outbox: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys, language)
    listed = terminal.types("provider", "list").out
    assert heading in listed
    (chosen,) = (line for line in listed.splitlines() if line.startswith("→"))
    assert "outbox" in chosen
    assert outbox in chosen
    (facts,) = (row for row in terminal.types("provider", "list", "--json").json if row["chosen"])
    assert facts == {
        "name": "outbox",
        "chosen": True,
        "recipients_per_call": 1000,
        "merges": False,
        "idempotent": "harmless for ever",
        "looks_up": "yes, at once",
    }
