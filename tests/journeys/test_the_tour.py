"""The README's tour, typed by a new user who fills in the settings after approving."""

import email
import email.policy
import re
from pathlib import Path

import pytest

from tests.app.builders import ARTICLE
from tests.cli.builders import Terminal

SETTINGS = {
    "name": '"Rust op een gewone dag"',
    "base_url": '"https://brief.voorbeeld.nl"',
    "contact": '["De redactie", "Straat 1, Utrecht"]',
}
SENDER = """[sender]
name = "De redactie"
address = "brief@voorbeeld.nl"
reply_to = "post@voorbeeld.nl"
"""


def filled_in(path: Path) -> None:
    """The settings file that ``init`` wrote, as docs/hosting.md says to fill it in."""
    text = path.read_text("utf-8")
    for key, value in SETTINGS.items():
        given = f"{key} = {value}".replace("\\", r"\\")
        text, many = re.subn(rf"(?m)^#? ?{key} = .*$", given, text, count=1)
        assert many == 1
    text = text.replace("[sender]\n", SENDER, 1) if "[sender]\n" in text else text + SENDER
    path.write_text(text, "utf-8")


def test_settings_filled_in_after_approving_end_in_mails_with_the_right_sender(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my-letter"
    terminal = Terminal(folder, monkeypatch, capsys)
    monkeypatch.chdir(tmp_path)
    assert terminal.types("init", str(folder)).code == 0
    with (folder / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[checks]\nspamassassin = ""\n')  # it takes seconds for each mail
    (folder / "rust.txt").write_text(ARTICLE, "utf-8")
    (folder / "readers.csv").write_text("email\nanna@voorbeeld.nl\nbram@voorbeeld.nl\n", "utf-8")
    monkeypatch.chdir(folder)
    said = ("--statement", "zij vroegen erom, op papier")
    for words in (
        ("draw", "rust.txt"),
        ("check", "1", "--offline"),
        ("subscribers", "import", "readers.csv", *said),
        ("issue", "approve", "1", "2", "3", "--offline"),
    ):
        assert terminal.types(*words).code == 0, words
    filled_in(folder / "newsletter.toml")

    for words in (("issue", "list"), ("queue", "list"), ("doctor",)):
        assert "--renew" in " ".join(terminal.types(*words).out.split()), words
    assert terminal.types("doctor").code == 1
    refused = terminal.types("dispatch", "start", "1")
    assert refused.code == 1
    assert "From redactie@example.org (nu brief@voorbeeld.nl)" in refused.err
    assert "newsletter issue approve --renew" in refused.err

    assert terminal.types("issue", "approve", "--renew", "--offline").code == 0
    assert terminal.types("doctor").code == 0
    assert "--renew" not in terminal.types("issue", "list").out
    assert terminal.types("dispatch", "start", "1").code == 0
    files = list((folder / "outbox" / "new").iterdir())
    assert len(files) == 2
    for file in files:
        mime = file.read_bytes()
        mail = email.message_from_bytes(mime, policy=email.policy.default)
        assert mail["From"] == "De redactie <brief@voorbeeld.nl>"
        assert mail["Reply-To"] == "post@voorbeeld.nl"
        assert mail["List-Id"] == '"Rust op een gewone dag" <nieuwsbrief.brief.voorbeeld.nl>'
        assert mail["List-Archive"] == "<https://brief.voorbeeld.nl/archive>"
        assert "https://brief.voorbeeld.nl/unsubscribe/" in mail["List-Unsubscribe"]
        assert b"127.0.0.1" not in mime
        assert b"example.org" not in mime
