"""The queue at the terminal, in the publication's language; facts for machines in English."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsletter.app.agreement import OUTDATED
from newsletter.cli.machine_words import note_of
from newsletter.cli.terminal import speech
from newsletter.editorial.schedule import Why
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.cli.builders import EVERY_LANGUAGE, Terminal, a_terminal

SENTENCES = {
    ("queue", "remove", "1"): {
        "nl": "Brief 1 is uit de planning; hij blijft goedgekeurd.\n  → newsletter queue add 1\n",
        "en": "Issue 1 is out of the queue; it stays approved.\n  → newsletter queue add 1\n",
    },
    ("queue", "skip", "2040-01-01"): {
        "nl": "Op zondag 1 januari 2040 gaat er niets de deur uit; de brieven erna schuiven een verzendmoment op.\n",
        "en": "Nothing goes on Sunday 1 January 2040; the issues after it go one slot later.\n",
    },
}
REFUSALS = {
    ("queue", "remove", "9"): {
        "nl": "Brief 9 staat niet in de planning.\n  → newsletter queue list\n",
        "en": "Issue 9 is not in the queue.\n  → newsletter queue list\n",
    },
    ("queue", "move", "9", "1"): {
        "nl": "Brief 9 staat niet in de planning.\n  → newsletter queue list\n",
        "en": "Issue 9 is not in the queue.\n  → newsletter queue list\n",
    },
    ("queue", "add", "9"): {
        "nl": "Brief 9 is niet goedgekeurd.\n  → newsletter issue approve 9\n",
        "en": "Issue 9 is not approved.\n  → newsletter issue approve 9\n",
    },
    ("queue", "skip", "morgen"): {
        "nl": "‘morgen’ is geen datum; schrijf die als 2026-12-27.\n",
        "en": "“morgen” is not a date; write it like 2026-12-27.\n",
    },
    ("queue", "skip", "2040-01-08", "--back"): {
        "nl": "De datum zondag 8 januari 2040 werd niet overgeslagen.\n",
        "en": "The date Sunday 8 January 2040 was not skipped.\n",
    },
}


@pytest.fixture
def queue(terminal: Terminal) -> Terminal:
    # later than the terminal's own clock, so that no moment has passed
    with_issues_approved(a_publication(terminal.folder, SetClock(datetime(2039, 1, 1, tzinfo=UTC))))
    return terminal


@EVERY_LANGUAGE
def test_what_was_done_is_said_in_the_publication_s_language(
    queue: Terminal, language: str
) -> None:
    for words, said in SENTENCES.items():
        assert queue.types(*words).out == said[language]


@EVERY_LANGUAGE
def test_a_refusal_is_said_in_the_publication_s_language_with_the_command_that_helps(
    queue: Terminal, language: str
) -> None:
    for words, said in REFUSALS.items():
        answer = queue.types(*words)
        assert (answer.code, answer.out, answer.err) == (1, "", said[language])


@pytest.mark.parametrize(
    ("language", "headings", "note"),
    [
        ("nl", ["plaats", "gaat", "op", "nr.", "onderwerp", "opmerking"], "gewijzigd na het klaarzetten"),
        ("en", ["place", "goes", "no.", "subject", "note"], "changed after it was queued"),
    ],
)  # fmt: skip
def test_the_list_is_in_the_publication_s_language_and_its_facts_are_not(
    queue: Terminal, monkeypatch: pytest.MonkeyPatch, headings: list[str], note: str
) -> None:
    path = queue.folder / "issues" / "001-een-stoel-bij-het-raam.md"
    path.write_text(path.read_text("utf-8") + "\nNog iets.\n", "utf-8")
    monkeypatch.setenv("COLUMNS", "200")
    listed = queue.types("queue", "list").out
    assert listed.splitlines()[0].split() == headings
    assert note in listed
    (first, *_) = queue.types("queue", "list", "--json").json
    assert list(first) == ["place", "issue", "subject", "goes_at", "note"]
    assert first["note"] == (
        "changed since it was queued; goes out as it was then, until you queue it again"
    )


@EVERY_LANGUAGE
def test_an_empty_queue_says_so(terminal: Terminal, language: str) -> None:
    said = {"nl": "Er staat niets klaar.", "en": "The queue is empty."}[language]
    assert terminal.types("queue", "list").out == f"{said}\n  → newsletter issue approve ISSUE\n"


def test_settings_that_cannot_be_read_are_refused_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys, "nl")
    assert terminal.types("queue", "list").out.startswith("Er staat niets klaar.")
    settings = terminal.folder / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[reader]\n", "utf-8")
    assert "did you mean" in terminal.types("queue", "list").err
    assert speech.language == "en"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (Message.of(Why.PAST), "its moment has passed"),
        (Message.of(Why.TAKEN), "another issue goes on that date"),
        (Message.of(Why.SKIPPED), "that date is skipped"),
        (Message.of(Why.NO_SLOTS), "there are no weekly slots"),
        (OUTDATED, "approved under other settings; not sent before `newsletter issue approve --renew`"),
        (Message("approved-file-gone"), "its file is gone; it goes out as it was queued"),
        (Message("issue-missed-slot", day=date(2026, 3, 8)), "missed its slot of 2026-03-08; `newsletter queue list` says what to do"),
        (Message("cancelled-goes-to-the-rest", dispatch=2), "dispatch 2 was cancelled; it goes to those who did not get it"),
        (Message("cancelled-for-the-rest", dispatch=2, issue=1), "dispatch 2 was cancelled; `newsletter issue approve 1` sends it to those who did not get it"),
    ],
    ids=str,
)  # fmt: skip
def test_a_note_says_to_machines_what_it_always_said(note: Message, words: str) -> None:
    assert note_of([note, note]) == f"{words}; {words}"
