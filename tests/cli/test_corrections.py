"""Corrections at the terminal: lines to write them by, and what is wrong with them, in nl and en."""

import pytest

from tests.cli.builders import EVERY_LANGUAGE, Terminal

pytestmark = EVERY_LANGUAGE

ENTRY = '[[line]]\nnumber = 1\ntext = "Rust op een gewone dag"\nplace = "title"\n'
HASH = "0" * 64
BAD = {
    "article = ?\n": {"nl": "is geen TOML: ", "en": "is not TOML: "},
    ENTRY: {"nl": "noemt zijn artikel niet; schrijf", "en": "does not name its article; write"},
    f'article = "{HASH}"\n{ENTRY.replace("title", "kop")}': {
        "nl": "de plaats ‘kop’ van regel 1 is onbekend; kies uit title, short title,",
        "en": "the place ‘kop’ of line 1 is unknown; choose one of title, short title,",
    },
    f'article = "{HASH}"\n{ENTRY}{ENTRY}': {
        "nl": "regel 1 wordt twee keer gecorrigeerd; houd één van de twee",
        "en": "line 1 is corrected twice; keep one of the entries",
    },
}
UNFIT = {
    "nl": "De verbetering van regel 999 (‘Rust op een gewone dag’) wordt niet gebruikt: het artikel heeft minder regels.\n",
    "en": "The correction of line 999 (“Rust op een gewone dag”) is not used: the article has fewer lines.\n",
}


def corrections(terminal: Terminal, text: str) -> None:
    (terminal.folder / "rust.txt.places.toml").write_text(text, "utf-8")


def test_lines_are_shown_so_that_corrections_can_be_written_by_hand(terminal: Terminal) -> None:
    first, *lines = terminal.types("article", "show", "rust.txt", "--lines").out.splitlines()
    assert lines[0].split(maxsplit=1) == ["1", "short title      Rust op een gewone dag"]
    corrections(terminal, f"{first}\n{ENTRY}")
    shown = terminal.types("article", "show", "rust.txt", "--lines")
    assert shown.out.splitlines()[1].split()[:2] == ["1", "title"]
    assert shown.err == ""


def test_facts_have_the_lines_where_they_were_asked_for(terminal: Terminal) -> None:
    assert "lines" not in terminal.types("article", "show", "rust.txt", "--json").json
    facts = terminal.types("article", "show", "rust.txt", "--lines", "--json").json
    assert list(facts)[-1] == "lines"
    assert facts["lines"][3] == {"line": 4, "place": "blank", "text": ""}
    assert facts["lines"][0]["place"] == "short title"


@pytest.mark.parametrize("text", BAD)
def test_bad_corrections_are_refused_with_what_to_do(
    terminal: Terminal, language: str, text: str
) -> None:
    corrections(terminal, text)
    for words in (("article", "show"), ("article", "add"), ("draw",)):
        answer = terminal.types(*words, "rust.txt")
        assert answer.code == 1
        assert "rust.txt.places.toml" in answer.err
        assert BAD[text][language] in answer.err


def test_corrections_of_another_text_are_told_apart_from_the_facts(
    terminal: Terminal, language: str
) -> None:
    corrections(terminal, f'article = "{HASH}"\n{ENTRY.replace("= 1", "= 999")}')
    for words in (("show",), ("show", "--lines"), ("show", "--json"), ("add",)):
        answer = terminal.types("article", words[0], "rust.txt", *words[1:])
        assert answer.code == 0
        assert answer.err == UNFIT[language]
    assert f"rust.txt: {UNFIT[language]}" in terminal.types("draw", "rust.txt").out


def test_corrections_of_this_text_that_do_not_fit_are_refused(
    terminal: Terminal, language: str
) -> None:
    first = terminal.types("article", "show", "rust.txt", "--lines").out.splitlines()[0]
    corrections(terminal, f"{first}\n{ENTRY.replace('= 1', '= 999')}")
    answer = terminal.types("article", "show", "rust.txt")
    assert answer.code == 1
    assert UNFIT[language] in answer.err
