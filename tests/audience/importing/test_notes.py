"""What the record says about an import, as it is stored and as it was."""

from datetime import UTC, date, datetime

import pytest

from newsletter.audience.importing.notes import note_of_import, source_of_import, stored_note
from newsletter.message import Message

AT = datetime(2024, 3, 1, 10, 5, tzinfo=UTC)
NOTES = {
    "import of a.csv": note_of_import(source_of_import("a.csv", ""), ()),
    "import of a.csv from Kit": note_of_import(source_of_import("a.csv", "Kit"), ()),
    "import of oud from nieuw.csv": note_of_import(source_of_import("oud from nieuw.csv", ""), ()),
    "import of a; b.csv from Kit; signed up there on 2024-03-01": note_of_import(
        source_of_import("a; b.csv", "Kit"), [("signed-up", date(2024, 3, 1))]
    ),
    "import of a.csv; confirmed there on 2024-03-01 10:05 UTC": note_of_import(
        source_of_import("a.csv", ""), [("confirmed", AT)]
    ),
    "import of a.csv; signed up there on '03/04/2024'; confirmed there on 2024-03-01 10:05 UTC": (
        note_of_import(
            source_of_import("a.csv", ""), [("signed-up", "03/04/2024"), ("confirmed", AT)]
        )
    ),
}


@pytest.mark.parametrize(("old", "note"), NOTES.items(), ids=NOTES)
def test_a_note_in_the_english_of_the_first_version_is_read_as_what_is_stored_now(
    old: str, note: Message
) -> None:
    assert stored_note(old) == note == stored_note(note.to_text())
    assert not note.is_own_words


@pytest.mark.parametrize("words", ["", "import of", "gebeld op 3 mei", '{"code": "x"}', "42"])
def test_an_editors_own_words_stay_as_they_are(words: str) -> None:
    assert stored_note(words) == Message.in_own_words(words)
