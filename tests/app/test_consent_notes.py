"""The notes of the record, in words."""

import inspect

import pytest

from newsletter.app import reports
from newsletter.app.consent_notes import note_in_words
from newsletter.audience import subscribe, unsubscribe
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.audience import Rhythm


@pytest.mark.parametrize(
    "note",
    [
        "page",
        "one-click",
        "mail",
        "editor",
        "by the link in the confirmation mail",
        "by the undo button after leaving",
        f"rather {Rhythm.FORTNIGHTLY.value} than not at all",
        f"rather {Rhythm.MONTHLY.value} than not at all",
        "rather a pause of 3 months",
        "by Brevo's word; not acted on",
        "import of a.csv",
    ],
)
def test_a_note_of_ours_has_a_sentence_in_every_language(note: str) -> None:
    message = note_in_words(note)
    assert not message.is_own_words
    assert say(message, "nl") != say(message, "en") != str(message)


def test_the_notes_that_are_put_in_words_are_those_that_are_stored() -> None:
    stored = "".join(map(inspect.getsource, (subscribe, unsubscribe, reports)))
    assert "by the link in the confirmation mail" in stored
    assert "by the undo button after leaving" in stored
    assert 'f"rather {rhythm.value} than not at all"' in stored
    assert 'f"rather a pause of {months} months"' in stored
    assert "'s word; not acted on\"" in stored


def test_what_an_editor_wrote_is_shown_unchanged() -> None:
    assert note_in_words("belde op 3 mei") == Message.in_own_words("belde op 3 mei")
