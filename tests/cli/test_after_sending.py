"""What an editor types after a letter went out: correct its page, hide it, write to its readers."""

from pathlib import Path

import pytest

from tests.cli.builders import Terminal, a_terminal

SAID = ("--statement", "zij vroegen erom, op papier")


@pytest.fixture
def sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys)
    (terminal.folder / "readers.csv").write_text("email\nanna@voorbeeld.nl\n", "utf-8")
    for words in (
        ("draw", "rust.txt", "--weeks", "1"),
        ("subscribers", "import", "readers.csv", *SAID),
        ("issue", "approve", "1", "--offline"),
        ("dispatch", "start", "1"),
    ):
        assert terminal.types(*words).code == 0, words
    return terminal


def test_a_page_is_corrected_hidden_and_put_back(sent: Terminal) -> None:
    refused = sent.types("issue", "correct", "1", "--offline")
    assert refused.code == 1
    assert "says the same already" in refused.err
    (path,) = (sent.folder / "issues").glob("001-*.md")
    path.write_text(path.read_text("utf-8") + "\nEen zin die ontbrak.\n", "utf-8")
    corrected = sent.types("issue", "correct", "1", "--offline")
    assert corrected.code == 0
    assert "stays at /archive/" in " ".join(corrected.out.split())
    assert "→ newsletter issue hide 1 --undo" in sent.types("issue", "hide", "1").out
    assert "on the web again" in sent.types("issue", "hide", "1", "--undo").out


def test_a_correction_is_written_approved_and_sent_by_hand(sent: Terminal) -> None:
    written = sent.types("issue", "new", "--correction-of", "1")
    assert written.code == 0
    assert "002-correction" in "".join(written.out.split())
    approved = sent.types("issue", "approve", "2", "--offline")
    assert "newsletter dispatch start 2" in " ".join(approved.out.split())
    assert sent.types("dispatch", "start", "2").code == 0
    assert len(list((sent.folder / "outbox" / "new").iterdir())) == 2


def test_a_new_issue_needs_a_heading_and_a_correction_an_issue_that_went_out(
    sent: Terminal,
) -> None:
    assert sent.types("issue", "new").code == 2
    refused = sent.types("issue", "new", "--correction-of", "7")
    assert refused.code == 1
    assert "Issue 7 has not gone out" in refused.err
