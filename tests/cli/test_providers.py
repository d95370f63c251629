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
