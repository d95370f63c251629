"""The export of all readers in pieces."""

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Editor
from tests.app.builders import SAID


def test_it_is_the_same_file_as_the_terminal_writes(drawn: Newsletter, gerda: Editor) -> None:
    for number in range(3):
        drawn.people.add(f"lezer{number}@example.org", statement=SAID)
    path = drawn.container.folder / "alles.csv"
    drawn.people.export(path)
    assert b"".join(drawn.desk.export.pieces(gerda)) == path.read_bytes()


def test_it_is_noted_before_the_first_piece(drawn: Newsletter, gerda: Editor) -> None:
    drawn.people.add("anna@example.org", statement=SAID)
    pieces = drawn.desk.export.pieces(gerda)
    (entry, *_) = drawn.desk.editors.log()
    assert (entry.act, entry.editor, entry.thing, entry.after) == (
        Act.READERS_EXPORTED,
        gerda.id,
        "readers",
        "1",
    )
    assert next(pieces).startswith(b"\xef\xbb\xbfemail,")
