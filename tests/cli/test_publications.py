"""Doctor, backups and new publications at the terminal, in the publication's language."""

import gc
from pathlib import Path

import pytest

from newsletter.cli.machine_words import fact_of
from newsletter.message import Message
from tests.cli.builders import EVERY_LANGUAGE, Terminal, a_terminal

EXAMINED = {
    "nl": [
        "✓ verzenddienst: outbox is klaar voor gebruik",
        "✓ afzender: mail blijft op deze computer, in de outbox",
        (
            "· voordat er echte mail de deur uit kan: [sender] name is leeg: lezers openen mail van een naam"
            " die ze kennen; stel de jouwe in"
        ),
        "✓ geheim: links kunnen worden ondertekend",
    ],
    "en": [
        "✓ provider: outbox is ready",
        "✓ sender: mail stays on this machine, in the outbox",
        (
            "· before real mail can leave: [sender] name is empty: readers open mail from a name they"
            " know; set yours"
        ),
        "✓ secret: links can be signed",
    ],
}


@EVERY_LANGUAGE
def test_the_doctor_speaks_the_publication_s_language(terminal: Terminal, language: str) -> None:
    answer = terminal.types("doctor")
    assert answer.code == 0
    assert set(EXAMINED[language]) <= set(answer.out.splitlines())
    facts = terminal.types("doctor", "--json").json
    assert {"about": "provider", "wrong": False, "later": False, "told": "outbox is ready"} in facts
    assert [*facts[0]] == ["about", "wrong", "later", "told"]
    (database,) = [one["told"] for one in facts if one["about"] == "database"]
    assert database.endswith("newsletter.db, 0 people")


@EVERY_LANGUAGE
def test_a_new_publication_is_described_in_its_own_language(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    terminal = Terminal(tmp_path, monkeypatch, capsys)
    folder = tmp_path / "new one"
    first, *_, path, doctor, article, draw = terminal.types(
        "init", str(folder), "--language", language
    ).out.splitlines()
    said = {
        "nl": f"In {folder} staat nu een nieuwe publicatie.",
        "en": f"Made a publication in {folder}.",
    }
    assert first == said[language]
    assert path == f"  → cd '{folder}'"
    assert (doctor, article, draw) == (
        "  → newsletter doctor",
        "  → newsletter article add ARTICLE",
        "  → newsletter draw ARTICLE",
    )


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        (
            Message("database-silent", database="a.db", reason="unable to open"),
            "the database a.db does not answer: unable to open",
        ),
        (
            Message("database-damaged", database="a.db", reason="file is not a database"),
            "the database a.db: file is not a database",
        ),
        (
            Message("database-kind-unknown", kind="mysql"),
            "'mysql' databases are not known here; use sqlite:///path or postgresql://…",
        ),
        (
            Message("edition-missing", edition="0123456789ab"),
            "there is no edition 0123456789ab…; approve the issue again",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Message) else "",
)
def test_trouble_of_the_database_is_for_programs_what_it_was_in_earlier_versions(
    message: Message, fact: str
) -> None:
    assert fact_of(message) == fact


def test_a_server_looks_for_cycles_more_often_than_a_command_that_soon_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = a_terminal(tmp_path, monkeypatch, capsys)
    before = gc.get_threshold()
    try:
        assert terminal.types("queue", "list").code == 0
        of_a_command = gc.get_threshold()[0]
        terminal.ruin_database()
        assert terminal.types("run", "--port", "0").code == 1
        assert gc.get_threshold()[0] < of_a_command
    finally:
        gc.set_threshold(*before)
