"""Subscribers at the terminal, in the publication's language; facts for machines in English."""

import io
from pathlib import Path

import pytest

from newsletter.cli.machine_words import fact_of
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.cli.builders import EVERY_LANGUAGE, Terminal, a_terminal

STATED = ("--statement", "asked for it on paper")
LIST = """E-mail 1;E-mail 2;Global status;Tags
anna@example.org;;subscribed;burn-out
geen adres;;subscribed;
;bram@example.org;subscribed;
carla@example.org;;gone;
dirk@example.org;;unsubscribed;
"""
SAID = {
    "nl": """\
kolommen: E-mail 1 (adres), Global status (status), Tags (tags)
niet gebruikt: E-mail 2
regel 3: ‘geen adres’ is geen bruikbaar e-mailadres: er staat geen @ in.
regel 4: in de rij staat geen adres, en in de kolom ‘E-mail 2’ wel; zeg dat daar adressen staan, dan komen de rijen mee die het daar hebben
  → newsletter subscribers import FILE --column 'E-mail 2=email'
regel 5: de kolom ‘Global status’ zegt ‘gone’, en dat is niet bekend; zeg wat het betekent
  → newsletter subscribers import FILE --value gone=left
  → newsletter subscribers import FILE --value gone=subscribed
De tag ‘burn-out’ kan iets zeggen over iemands gezondheid, en die beschermt artikel 9 van de AVG: noem de tag naar het onderwerp van de brieven, laat lezers er zelf voor kiezen en leid hem nooit af.
1 nieuw, 1 buitengehouden (afgemeld), 3 geweigerd
Dit was import 1. Je kunt hem terugdraaien.
  → newsletter subscribers import --undo 1
""",
    "en": """\
columns: E-mail 1 (address), Global status (status), Tags (tags)
not used: E-mail 2
line 3: “geen adres” is not an address that we can write to: it has no @.
line 4: the row has no address, and the column “E-mail 2” has one; say that it holds addresses, to take in the rows that have them there
  → newsletter subscribers import FILE --column 'E-mail 2=email'
line 5: the column “Global status” says “gone”, which is not known; say what it means
  → newsletter subscribers import FILE --value gone=left
  → newsletter subscribers import FILE --value gone=subscribed
The tag “burn-out” may tell of somebody’s health, which GDPR article 9 protects: name it after the topic that is read, let readers choose it themselves, and never derive it.
1 new, 1 kept out (left), 3 refused
This was import 1. It can be undone.
  → newsletter subscribers import --undo 1
""",
}
REFUSALS = {
    ("subscribers", "show", "anna@example.org"): {
        "nl": "anna@example.org staat niet tussen de lezers.\n  → newsletter subscribers list\n",
        "en": "anna@example.org is not among the subscribers.\n  → newsletter subscribers list\n",
    },
    ("subscribers", "lift", "anna@example.org", "--reason", "x"): {
        "nl": "Dit adres is niet geblokkeerd.\n",
        "en": "This address is not suppressed.\n",
    },
    ("subscribers", "add", "anna@", *STATED): {
        "nl": "‘anna@’ is geen bruikbaar e-mailadres: er staat niets na de @.\n",
        "en": "“anna@” is not an address that we can write to: there is nothing after the @.\n",
    },
    ("subscribers", "list", "--standing", "gone"): {
        "nl": "‘gone’ is geen status; kies uit pending, confirmed en unsubscribed.\n",
        "en": "“gone” is not a standing; choose from pending, confirmed, and unsubscribed.\n",
    },
    ("api-key", "revoke", "9"): {
        "nl": "Er is geen sleutel 9 om in te trekken.\n",
        "en": "There is no key 9 to revoke.\n",
    },
}


@EVERY_LANGUAGE
def test_an_import_with_refusals_is_told_in_the_publication_s_language(
    terminal: Terminal, language: str
) -> None:
    (terminal.folder / "list.csv").write_text(LIST)
    answer = terminal.types("subscribers", "import", "list.csv", *STATED)
    assert (answer.code, answer.out) == (0, SAID[language])
    shown = terminal.types("subscribers", "show", "anna@example.org").out.splitlines()
    assert shown[2] == {"nl": "status: bevestigd", "en": "standing: confirmed"}[language]


@EVERY_LANGUAGE
def test_a_refusal_is_said_in_the_publication_s_language(terminal: Terminal, language: str) -> None:
    for words, said in REFUSALS.items():
        answer = terminal.types(*words)
        assert (answer.code, answer.err + answer.out) == (1, said[language])


@EVERY_LANGUAGE
def test_programs_read_the_same_sentences_in_every_publication(
    terminal: Terminal, language: str
) -> None:
    (terminal.folder / "list.csv").write_text(LIST)
    facts = terminal.types("subscribers", "import", "list.csv", *STATED, "--json").json
    assert [*facts][-3:] == ["refused_rows", "refused", "warnings"]
    assert facts["refused"] == [
        {
            "line": 3,
            "reason": "'geen adres' is not an address that we can write to: An email address must"
            " have an @-sign.",
        },
        {
            "line": 4,
            "reason": "the row has no address, and the column 'E-mail 2' has one; --column"
            " 'E-mail 2=email' takes in those that are there",
        },
        {
            "line": 5,
            "reason": "the column 'Global status' says 'gone', which is not known; --value"
            " gone=left or --value gone=subscribed says what it means",
        },
    ]
    assert facts["warnings"] == [
        (
            "the tag 'burn-out' may tell of somebody's health, which GDPR article 9 protects: name it"
            " after the topic that is read, let readers choose it themselves, and never derive it"
        )
    ]


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        (
            Message("row-without-yes", headings=("Nieuwsbrief", "Opt in")),
            "'Nieuwsbrief' and 'Opt in' says who wants mail, and says nothing here",
        ),
        (
            Message("row-below-leaving", words="Afgemeld:", line=3),
            (
                "it comes after 'Afgemeld:' in line 3, which speaks of leaving; give those people a"
                " file of their own"
            ),
        ),
        (Message("row-unreadable", reason="odd"), "the row cannot be read: odd"),
        (
            Message("row-status-overlooked", heading="Re den", cell="left"),
            (
                "the column 'Re den' is not used, and says 'left' here; --column 'Re den=status' or"
                " --column 'Re den=ignore' says what it means"
            ),
        ),
        (Message("row-without-address"), "the row has no address"),
        (
            Message("row-quote-not-closed"),
            "a quotation mark is opened and never closed",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Message) else "",
)
def test_why_a_row_is_refused_is_for_programs_what_it_was_in_earlier_versions(
    message: Message, fact: str
) -> None:
    assert fact_of(message) == fact


@EVERY_LANGUAGE
def test_what_there_is_none_of_is_said_with_the_command_that_helps(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    terminal: Terminal = a_terminal(tmp_path / "own", monkeypatch, capsys, language)
    said = {"nl": "Er zijn nog geen lezers.", "en": "Nobody yet."}[language]
    assert terminal.types("subscribers", "list").out == (
        f"{said}\n  → newsletter subscribers import FILE\n"
    )
    said = {"nl": "Er zijn nog geen sleutels.", "en": "There are no keys yet."}[language]
    assert terminal.types("api-key", "list").out == f"{said}\n  → newsletter api-key add NAME\n"


def test_an_import_is_not_undone_where_a_file_is_named_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys)
    (terminal.folder / "list.csv").write_text(LIST)
    terminal.types("subscribers", "import", "list.csv", *STATED)
    refused = terminal.types("subscribers", "import", "--undo", "1", "list.csv", "--yes")
    assert (refused.code, "give a file to import, or --undo IMPORT" in refused.err) == (2, True)
    assert terminal.types("subscribers", "import", "--undo", "1", "--yes").code == 0


@EVERY_LANGUAGE
def test_an_import_is_undone_after_a_look_at_what_that_does(
    terminal: Terminal, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (terminal.folder / "list.csv").write_text(LIST)
    terminal.types("subscribers", "import", "list.csv", *STATED)
    undo = ("subscribers", "import", "--undo", "1")
    goes = {
        "nl": "1 lezer die erdoor is toegevoegd, verdwijnt weer en kan opnieuw worden overgezet.\n",
        "en": "1 reader whom it added is removed, and may be imported again.\n",
    }[language]
    foreseen = terminal.types(*undo, "--preview").out
    assert foreseen.startswith(goes)
    assert terminal.types("subscribers", "list", "--json").json
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert terminal.types(*undo).code == 1
    assert len(terminal.types("subscribers", "list", "--json").json) == 1
    done = {
        "nl": "Import 1 is teruggedraaid; 1 lezer is verwijderd.\n",
        "en": "Import 1 is undone; 1 reader was removed.\n",
    }[language]
    assert terminal.types(*undo, "--yes").out == foreseen + done
    assert terminal.types("subscribers", "list", "--json").json == []
    again = terminal.types(*undo, "--yes", "--json").json
    assert (again["added"], again["removed"], again["would_go"], again["barred"]) == (1, 1, 0, 1)
    (listed,) = terminal.types("subscribers", "imports", "--json").json
    assert (listed["import"], listed["from"]) == (1, "from the file list.csv")
    assert "list.csv" in terminal.types("subscribers", "imports").out
    mailed = terminal.types(*undo, "--mailed", "--yes", "--json").json
    assert (mailed["mailed"], mailed["others"]) == (0, 0)
    assert terminal.types("subscribers", "import", "--undo", "7").code == 1
    assert terminal.types("subscribers", "import").code == 1


@EVERY_LANGUAGE
def test_who_got_a_letter_is_unsubscribed_by_an_undo_that_says_so(
    terminal: Terminal, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = a_publication(terminal.folder, SetClock())
    with_issues_approved(app)
    (terminal.folder / "list.csv").write_text("email\ncato@example.org\ndirk@example.org\n")
    terminal.types("subscribers", "import", "list.csv", *STATED)
    app.dispatches.start("1")
    undo = ("subscribers", "import", "--undo", "1", "--mailed")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    asked = terminal.types(*undo)
    assert asked.code == 1
    assert {
        "nl": "0 lezers verwijderen, en 2 afmelden die al een brief kregen?",
        "en": "remove 0 readers, and unsubscribe 2 who got a letter?",
    }[language] in asked.out
    done = terminal.types(*undo, "--yes").out
    assert done.endswith(
        {
            "nl": "2 lezers die al een brief hadden gekregen, zijn afgemeld.\n",
            "en": "2 readers who had got a letter were unsubscribed.\n",
        }[language]
    )
    assert len(terminal.types("subscribers", "list", "--standing", "confirmed", "--json").json) == 2
