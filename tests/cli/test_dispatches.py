"""Dispatches at the terminal, in the publication's language; facts for machines in English."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.cli.machine_words import note_of
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES
from tests.app.builders import OPENED, SetClock, a_publication, with_issues_approved
from tests.cli.builders import EVERY_LANGUAGE, Terminal, a_terminal
from tests.store.builders import LEASE, a_dispatch

SENT = {
    ("dispatch", "show", "0"): {
        "nl": "Losse mails, zoals bevestigingen (verzending 0): klaar.\n"
        "Er zijn er geen.\nIn totaal 0 lezers.\n",
        "en": "Single emails, such as confirmations (dispatch 0): done.\n"
        "There are none.\nIn all 0 readers.\n",
    },
    ("dispatch", "show", "1"): {
        "nl": """Verzending 1 van brief 1: klaar.
toestand    lezers
aangenomen  2
In totaal 2 lezers.
""",
        "en": """Dispatch 1 of issue 1: done.
state     readers
accepted  2
In all 2 readers.
""",
    },
    ("dispatch", "start", "1"): {
        "nl": "Iedereen voor wie brief 1 is, heeft hem al of krijgt hem met verzending 1.\n"
        "Verzending 1: 2 aangenomen.\n",
        "en": "Everyone whom issue 1 is for has it, or is to get it by dispatch 1.\n"
        "Dispatch 1: 2 accepted.\n",
    },
    ("dispatch", "show", "1", "--people", "accepted"): {
        "nl": """Verzending 1 van brief 1: klaar.
toestand    lezers
aangenomen  2
In totaal 2 lezers.
  anna@example.org
  bram@example.org
""",
        "en": """Dispatch 1 of issue 1: done.
state     readers
accepted  2
In all 2 readers.
  anna@example.org
  bram@example.org
""",
    },
}  # fmt: skip
REFUSALS = {
    ("dispatch", "show", "9"): {
        "nl": "Verzending 9 bestaat niet.\n  → newsletter dispatch list\n",
        "en": "There is no dispatch 9.\n  → newsletter dispatch list\n",
    },
    ("dispatch", "show", "1", "--people", "gone"): {
        "nl": "‘gone’ is geen toestand; kies uit queued, sending, in doubt, held, cancelled, skipped,"
        " superseded, accepted, refused, deferred, delivered, bounced en complained.\n",
        "en": "“gone” is not a state; choose one of queued, sending, in doubt, held, cancelled, skipped,"
        " superseded, accepted, refused, deferred, delivered, bounced, and complained.\n",
    },
    ("dispatch", "pause", "1"): {
        "nl": "Verzending 1 is klaar; er valt niets meer te pauzeren.\n"
        "  → newsletter dispatch show 1\n",
        "en": "Dispatch 1 is done; there is nothing left to pause.\n  → newsletter dispatch show 1\n",
    },
    ("dispatch", "resume", "1"): {
        "nl": "Verzending 1 is niet gepauzeerd en wacht niet.\n  → newsletter dispatch show 1\n",
        "en": "Dispatch 1 is neither paused nor waiting.\n  → newsletter dispatch show 1\n",
    },
    ("dispatch", "cancel", "1"): {
        "nl": "Verzending 1 is klaar; er valt niets meer te stoppen.\n"
        "  → newsletter dispatch show 1\n",
        "en": "Dispatch 1 is done; there is nothing left to cancel.\n"
        "  → newsletter dispatch show 1\n",
    },
    ("dispatch", "settle", "1"): {
        "nl": "Van verzending 1 is niets onzeker.\n  → newsletter dispatch show 1\n",
        "en": "Nothing of dispatch 1 is in doubt.\n  → newsletter dispatch show 1\n",
    },
    ("dispatch", "cancel", "0"): {
        "nl": "Berichten aan lezers kun je niet stoppen; pauzeer ze in plaats daarvan.\n"
        "  → newsletter dispatch pause 0\n",
        "en": "Notices cannot be cancelled; pause them instead.\n  → newsletter dispatch pause 0\n",
    },
    ("dispatch", "again", "0"): {
        "nl": "Berichten aan lezers gaan niet opnieuw; de lezer vraagt zelf een nieuw bericht aan.\n",
        "en": "Notices are not sent again; the reader asks for another one.\n",
    },
    ("dispatch", "start", "9"): {
        "nl": "Brief 9 is niet goedgekeurd.\n  → newsletter issue approve 9\n",
        "en": "Issue 9 is not approved.\n  → newsletter issue approve 9\n",
    },
}


def approved(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> tuple[Terminal, Newsletter]:
    terminal = a_terminal(folder, monkeypatch, capsys, language)
    app = a_publication(folder, SetClock())
    with_issues_approved(app)
    return terminal, app


def lines(text: str) -> str:
    """The same without the blanks that fill a table's last column."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@EVERY_LANGUAGE
def test_what_went_out_and_what_is_refused_is_said_in_the_publication_s_language(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    terminal, app = approved(tmp_path / "own", monkeypatch, capsys, language)
    empty = {"nl": "Er is nog niets verstuurd.\n", "en": "Nothing was dispatched yet.\n"}
    assert terminal.types("dispatch", "list").out == empty[language]
    app.dispatches.start("1")
    for words, said in SENT.items():
        assert lines(terminal.types(*words).out) == said[language]
    headings, row = terminal.types("dispatch", "list").out.splitlines()
    assert headings.split() == {
        "nl": ["nr.", "brief", "sinds", "toestand", "lezers", "aantallen"],
        "en": ["no.", "issue", "since", "state", "readers", "counts"],
    }[language]  # fmt: skip
    assert row.split()[-4:] == {
        "nl": ["klaar", "2", "2", "aangenomen"],
        "en": ["done", "2", "2", "accepted"],
    }[language]  # fmt: skip
    for words, said in REFUSALS.items():
        answer = terminal.types(*words)
        assert (answer.code, answer.out, answer.err.lstrip()) == (1, "", said[language])


@pytest.mark.parametrize(
    ("language", "paused", "shown", "resumed"),
    [
        (
            "nl",
            "Verzending 1 is gepauzeerd.\n  → newsletter dispatch resume 1\n",
            "Verzending 1 van brief 1: gepauzeerd – gepauzeerd door de redactie\n",
            "Verzending 1 gaat verder: 2 aangenomen.\n",
        ),
        (
            "en",
            "Dispatch 1 is paused.\n  → newsletter dispatch resume 1\n",
            "Dispatch 1 of issue 1: paused – paused by the editor\n",
            "Dispatch 1 continues: 2 accepted.\n",
        ),
    ],
)
def test_a_dispatch_is_paused_and_resumed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    paused: str,
    shown: str,
    resumed: str,
) -> None:
    terminal, app = approved(tmp_path / "own", monkeypatch, capsys, language)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    assert terminal.types("dispatch", "pause", "1").out == paused
    told = terminal.types("dispatch", "show", "1").out
    assert told.startswith(shown)
    assert told.endswith("  → newsletter dispatch resume 1\n")
    facts = terminal.types("dispatch", "show", "1", "--json").json
    assert list(facts) == [
        "dispatch", "issue", "since", "slot", "state", "why", "audience", "counts", "done",
        "people", "again_of", "waits_until", "may_go_again",
    ]  # fmt: skip
    assert (facts["state"], facts["why"]) == ("paused", "paused by the editor")
    assert terminal.types("dispatch", "resume", "1").out == resumed


@pytest.mark.parametrize(
    ("language", "cancelled", "listed", "refused"),
    [
        (
            "nl",
            (
                "Verzending 1 is gestopt; 2 lezers krijgen de brief niet. Zet je brief 1 weer klaar,"
                " gewijzigd of niet, dan gaat hij alleen nog naar hen.\n  → newsletter issue approve 1\n"
            ),
            "  anna@example.org – gestopt\n",
            (
                "Verzending 1 van brief 1 is gestopt. Zet je de brief weer klaar, gewijzigd of"
                " niet, dan gaat hij alleen naar wie hem niet kreeg.\n  → newsletter issue approve 1\n"
            ),
        ),
        (
            "en",
            (
                "Dispatch 1 is cancelled; 2 readers do not get it. Once issue 1 is queued again,"
                " edited or not, it goes only to them.\n  → newsletter issue approve 1\n"
            ),
            "  anna@example.org – cancelled\n",
            (
                "Dispatch 1 of issue 1 was cancelled. Queued again, edited or not, the issue goes only"
                " to those who did not get it.\n  → newsletter issue approve 1\n"
            ),
        ),
    ],
)
def test_a_dispatch_is_cancelled(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    cancelled: str,
    listed: str,
    refused: str,
) -> None:
    terminal, app = approved(tmp_path / "own", monkeypatch, capsys, language)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    assert terminal.types("dispatch", "cancel", "1").out == cancelled
    assert listed in terminal.types("dispatch", "show", "1", "--people", "skipped").out
    facts = terminal.types("dispatch", "show", "1", "--people", "skipped", "--json").json
    assert facts["people"] == ["anna@example.org – cancelled", "bram@example.org – cancelled"]
    assert facts["why"] == "cancelled by the editor"
    assert terminal.types("dispatch", "start", "1").err.lstrip() == refused


@pytest.mark.parametrize(
    ("language", "first", "advice"),
    [
        (
            "nl",
            (
                "Verzending 1 van brief 1: loopt – geen antwoord; bij deze verzenddienst kun je niets"
                " herhalen of opzoeken; beslis zelf\n"
            ),
            (
                "Van 2 lezers is onbekend of ze hem kregen; kijk in het logboek van de"
                " verzenddienst en beslis.\n"
            ),
        ),
        (
            "en",
            (
                "Dispatch 1 of issue 1: going – no answer; the provider offers neither a repeat nor a"
                " look-up; settle it\n"
            ),
            "Whether 2 readers got it is unknown; look at the provider's log and decide.\n",
        ),
    ],
)
def test_a_batch_that_is_held_says_why_and_how_it_is_settled(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    first: str,
    advice: str,
) -> None:
    terminal, app = approved(tmp_path / "own", monkeypatch, capsys, language)
    store = app.container.store
    a_dispatch(store, provider="outbox")
    claim = store.ledger.claim(LEASE, app.container.now())
    assert claim is not None
    store.ledger.note_doubt(claim, Message("no-answer-came").to_text())
    doubt = store.doubts.take(LEASE)
    assert doubt is not None
    store.doubts.hold(doubt.claim, HELD.to_text())
    told = terminal.types("dispatch", "show", "1").out
    assert told.startswith(first)
    assert told.endswith(
        f"{advice}  → newsletter dispatch settle 1 --sent\n  → newsletter dispatch settle 1 --again\n"
    )
    facts = terminal.types("dispatch", "list", "--json").json[0]
    assert facts["why"] == note_of([HELD])
    assert terminal.types("dispatch", "settle", "1", "--sent").code == 0


HELD = Message(
    "held-after", answer=Message("no-answer-came"), reason=Message("neither-repeat-nor-look-up")
)
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Message("complaints-over-limit", share=1.0, limit=0.3), "1.0 % of the readers pressed spam (the limit is 0.3 %); look at where these readers came from before you go on: newsletter dispatch resume"),
        (Message("bounces-over-limit", share=12.5, limit=5.0), "12.5 % of the addresses do not exist (the limit is 5 %); look at where these readers came from before you go on: newsletter dispatch resume"),
        (Message("refused-all", refused=4, reason=Message.in_own_words("550 no")), "all 4 were refused, which is not about your readers: 550 no"),
        (Message("refused-many", refused=4, handed=9, reason=Message("reason-not-given")), "4 of 9 were refused, which is not about your readers: the provider gave no reason"),
        (HELD, "no answer; the provider offers neither a repeat nor a look-up; settle it: newsletter dispatch settle --sent or --again"),
        (Message("nothing-proven", provider="ses"), "ses shows nothing of it, which proves nothing here; look at its log and settle it: newsletter dispatch settle --sent or --again"),
        (
            Message("nothing-proven-because", provider="ses", reason=Message("clocks-differ", ours=NOON, theirs=NOON + timedelta(hours=1))),
            "the database's clock says 07 Mar 12:00 UTC and the provider's 07 Mar 13:00 UTC, so its age is not known; ses shows nothing of it, which proves nothing here; look at its log and settle it: newsletter dispatch settle --sent or --again",
        ),
        (Message.in_own_words("paused by the editor"), "paused by the editor"),
    ],
    ids=str,
)  # fmt: skip
def test_why_is_said_to_machines_as_it_always_was_also_after_it_was_stored(
    why: Message, words: str
) -> None:
    assert note_of([why]) == words
    assert note_of([Message.from_text(why.to_text())]) == words


@EVERY_LANGUAGE
def test_what_an_earlier_version_stored_is_shown_as_it_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    terminal, app = approved(tmp_path / "own", monkeypatch, capsys, language)
    app.container.store.dispatches.pause(NOTICES, "the key is wrong")
    assert "the key is wrong" in terminal.types("dispatch", "show", "0").out
    assert terminal.types("dispatch", "show", "0", "--json").json["why"] == "the key is wrong"
    listed = terminal.types("dispatch", "list").out
    assert ("single emails" if language == "en" else "losse mails") in listed
    assert "1970" not in listed, "they have no beginning"


def test_one_reader_by_number_is_told_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys)
    with_issues_approved(OPENED[-1], ["anna", "bram"], ["1"])
    OPENED[-1].people.unsubscribe("bram@example.org")
    OPENED[-1].dispatches.start("1")
    anna = terminal.types("dispatch", "show", "1", "--reader", "1")
    assert "Reader 1, dispatch 1 of issue 1: The provider took it" in anna.out
    assert "A letter that was sent now would go to this reader." in anna.out
    bram = terminal.types("dispatch", "show", "1", "--reader", "2", "--json").json
    assert (bram["state"], bram["next"]["gets"]) == (None, False)
    assert bram["next"]["exclusion"] == "unsubscribed"
    assert bram["why"].startswith("This reader had unsubscribed before")
    assert "@" not in str(bram)
    assert terminal.types("dispatch", "show", "1", "--reader", "9").code == 1


def test_a_proof_is_written_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = a_terminal(tmp_path / "own", monkeypatch, capsys)
    with_issues_approved(OPENED[-1], ["anna", "bram"], ["1"])
    OPENED[-1].dispatches.start("1")
    told = terminal.types("dispatch", "proof", "1")
    assert "In all 2 recipients:" in told.out
    assert "@" not in told.out
    frozen = re.search(r"Frozen: (.*)", told.out)
    assert frozen is not None
    assert re.fullmatch(r"[a-z]{3} \d+ [a-z]{3} 2026 \d\d:\d\d", frozen[1]), "as people read it"
    file = tmp_path / "proof.json"
    file.write_text(terminal.types("dispatch", "proof", "1", "--json").out, "utf-8")
    checked = terminal.types("dispatch", "proof", "--verify", str(file))
    assert (checked.code, "as it was when this publication signed it" in checked.out) == (0, True)
    file.write_text(file.read_text("utf-8").replace('"recipients": 2', '"recipients": 3'), "utf-8")
    changed = terminal.types("dispatch", "proof", "--verify", str(file))
    assert (changed.code, "changed after it was signed" in changed.err) == (1, True)
    for wrong in ((), ("1", "--verify", str(file))):
        assert terminal.types("dispatch", "proof", *wrong).code == 2
    assert terminal.types("dispatch", "proof", "9").code == 1
    assert terminal.types("dispatch", "proof", "--verify", str(tmp_path / "none")).code == 1


@EVERY_LANGUAGE
def test_a_dispatch_that_waits_for_its_first_readers_says_until_when(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    until = {
        "nl": "\nDe anderen krijgen hem na ",
        "en": "\nThe others get it after ",
    }[language]
    monkeypatch.setenv("NEWSLETTER_DISPATCH_CANARY", "true")
    monkeypatch.setenv("NEWSLETTER_DISPATCH_CANARY_AT_LEAST", "1")
    terminal, _ = approved(tmp_path / "own", monkeypatch, capsys, language)
    begun = terminal.types("dispatch", "start", "1")
    assert until in begun.out
    assert begun.out.endswith(
        "  → newsletter dispatch resume 1\n  → newsletter dispatch cancel 1\n"
    )
    facts = terminal.types("dispatch", "show", "1", "--json").json
    assert facts["state"] == "going"
    assert datetime.fromisoformat(facts["waits_until"]) > datetime.fromisoformat(facts["since"])
    assert terminal.types("dispatch", "resume", "1").out.startswith(("Verzending 1", "Dispatch 1"))
    assert terminal.types("dispatch", "show", "1", "--json").json["state"] == "done"
