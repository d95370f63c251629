"""Issues and articles at the terminal, in the publication's language; facts as they always were."""

import pytest

from newsletter.cli.machine_words import fact_of, rule_of
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.cli.builders import EVERY_LANGUAGE, Terminal

ANSWERS = {
    ("issue", "approve", "2", "--offline"): {
        "nl": "002-de-weg-naar-huis.md is goedgekeurd en gaat op",
        "en": "002-de-weg-naar-huis.md is approved and goes",
    },
    ("issue", "withdraw", "1"): {
        "nl": "Brief 1 is weer een concept.\n",
        "en": "Issue 1 is a draft again.\n",
    },
    ("draw", "rust.txt"): {
        "nl": "is er al, zoals hij gemaakt werd.\n",
        "en": "is there already, as it was drawn.\n",
    },
    ("article", "show", "rust.txt"): {"nl": "\n  korte titel: ", "en": "\n  short title: "},
    ("issue", "list"): {"nl": "nr.", "en": "no."},
}
REFUSALS = {
    ("issue", "show", "9"): {
        "nl": "Er is geen brief ‘9’.\n  → newsletter issue list\n",
        "en": "There is no issue “9”.\n  → newsletter issue list\n",
    },
    ("check", "8-9"): {
        "nl": "Er is geen brief in 8-9.\n  → newsletter issue list\n",
        "en": "There is no issue in 8-9.\n  → newsletter issue list\n",
    },
    ("issue", "withdraw", "3"): {
        "nl": "Brief 3 is niet goedgekeurd; er valt niets in te trekken.\n",
        "en": "Issue 3 is not approved; there is nothing to withdraw.\n",
    },
    ("article", "show", "weg.txt"): {
        "nl": "weg.txt: dat bestand is er niet\n",
        "en": "weg.txt: there is no such file\n",
    },
}


@pytest.fixture
def terminal(terminal: Terminal) -> Terminal:
    """With three issues, the first of which is approved."""
    with_issues_approved(a_publication(terminal.folder, SetClock()), issues=["1"])
    return terminal


@EVERY_LANGUAGE
def test_what_was_done_is_said_in_the_publication_s_language(
    terminal: Terminal, language: str
) -> None:
    for words, said in ANSWERS.items():
        assert said[language] in terminal.types(*words).out, words


@EVERY_LANGUAGE
def test_a_refusal_is_said_in_the_publication_s_language_with_the_command_that_helps(
    terminal: Terminal, language: str
) -> None:
    for words, said in REFUSALS.items():
        answer = terminal.types(*words)
        assert (answer.code, answer.out, answer.err) == (1, "", said[language])


@pytest.mark.parametrize("language", ["nl"])
def test_findings_are_facts_in_the_publication_s_language_under_their_rule(
    terminal: Terminal,
) -> None:
    (path,) = (terminal.folder / "issues").glob("003-*.md")
    path.write_text(path.read_text("utf-8") + "\nKom op [datum invullen]!\n", "utf-8")
    facts = terminal.types("check", "3", "--offline", "--json").json
    (found,) = (one for one in facts["findings"] if one["severity"] == "error")
    assert list(found) == ["severity", "code", "message", "block", "line"]
    assert found["code"] == "unfilled"
    assert found["block"] == "de alinea ‘Kom op [datum invullen]!’"
    assert found["message"] == (
        "De alinea ‘Kom op [datum invullen]!’ is nog niet ingevuld: ‘[datum invullen]’."
    )
    several = terminal.types("check", "1-3", "--offline", "--json").json
    assert list(several[2]) == ["issue", "sentence", "ok", "findings"]
    assert several[2]["sentence"] == f"{path.name} cannot go yet"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Message("issue-can-go", name="001-a.md"), "001-a.md can go"),
        (Message("issue-cannot-go", name="001-a.md"), "001-a.md cannot go yet"),
        (Message("file-changed-meanwhile", name="001-a.md"), "001-a.md was changed while it was checked; try again"),
        (Message("issue-unknown", ref="9"), "there is no issue '9'; `newsletter issue list` shows what there is"),
        (
            Message("number-taken-twice", first="001-a.md", second="001-b.md"),
            "001-a.md and 001-b.md have the same number; give one of them another, in its name and in its first lines",
        ),
    ],
    ids=str,
)  # fmt: skip
def test_machines_read_what_they_always_did(message: Message, words: str) -> None:
    assert fact_of(message) == words


def test_a_rule_keeps_its_name_for_machines() -> None:
    codes = ["text-unfilled", "template-residue", "feature-unsupported", "table-role-near"]
    rules = ["unfilled", "residue", "unsupported", "table-role"]
    assert [rule_of(Message(code)) for code in codes] == rules
    assert rule_of(Message("alt-missing")) == "alt-missing"
