"""The export of all readers in pieces."""

import csv
import io

import pytest

from newsletter.app import Newsletter
from newsletter.app.list_files import ListChoices, ListKind
from newsletter.audience.addresses import parse
from newsletter.audience.exporting import Separator
from newsletter.model.audience import NewSubscriber, Standing
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
    (entry, *_) = drawn.container.store.log.newest(200)
    assert (entry.act, entry.editor, entry.thing, entry.after) == (
        Act.READERS_EXPORTED,
        gerda.id,
        "readers",
        "1",
    )
    assert next(pieces).startswith(b"\xef\xbb\xbfemail,")


@pytest.mark.parametrize("separator", list(Separator))
def test_a_file_comes_back_in_as_it_went_out_and_holds_no_formula(
    drawn: Newsletter, gerda: Editor, separator: Separator
) -> None:
    evil = ["=cmd|' /C calc'!A0", "+1;=2", "-1,=2", "@SUM(A1)", "\n=1", "＝1"]
    for number, tag in enumerate(evil):
        drawn.container.store.subscribers.add(
            NewSubscriber(
                address=parse(f"lezer{number}@example.org"),
                first_name="Zoë; of „Zo”, zegt ze",
                tags=frozenset({tag}),
            ),
            standing=Standing.CONFIRMED,
        )
    data = b"".join(drawn.desk.export.pieces(gerda, separator))
    assert data.startswith(b"\xef\xbb\xbfemail" + separator.value.encode())
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator.value))
    assert len(rows) == len(evil)
    assert all(cell[:1] not in "=+-@\n＝" for row in rows for cell in row.values() if cell)
    assert {row["first_name"] for row in rows} == {"Zoë; of „Zo”, zegt ze"}
    name = drawn.desk.lists.begin(io.BytesIO(data), "readers.csv", ListKind.READERS)
    view = drawn.desk.lists.find(name)
    assert view is not None
    assert view.record.outcome is not None
    assert view.record.outcome.known == len(evil)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_excel_saves_in_any_of_its_forms_is_taken_in(
    drawn: Newsletter, gerda: Editor, encoding: str, separator: str
) -> None:
    text = f"E-mailadres{separator}Voornaam\r\nzoe@example.org{separator}Zoë\r\n"
    name = drawn.desk.lists.begin(io.BytesIO(text.encode(encoding)), "lijst.csv", ListKind.READERS)
    drawn.desk.lists.take(name, ListChoices(ground="asked", where=SAID), SAID, gerda)
    [zoe] = drawn.container.store.subscribers.page()
    assert (str(zoe.address), zoe.first_name) == ("zoe@example.org", "Zoë")


def test_the_usual_separator_is_that_of_excel_in_the_language(drawn: Newsletter) -> None:
    assert drawn.desk.export.usual() is Separator.SEMICOLON
