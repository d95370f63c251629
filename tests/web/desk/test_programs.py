"""What editors see at the desk of what a program with a key did."""

import pytest

from newsletter.app import Newsletter
from newsletter.model.secret import Scope
from tests.web.desk.builders import signed_in
from tests.web.desk.test_letter_page import form_of
from tests.web.programs import Program

pytestmark = pytest.mark.usefixtures("drawn")

ONE = "/desk/issues/1"


def saved_by(program: Program, line: str) -> None:
    letter = program.get("/letters/1")
    text = f"{letter['text']}\n{line}\n"
    program.does("PUT", "/letters/1/text", text=text, expected=letter["hash"])


def test_the_log_and_the_earlier_texts_name_the_key(app: Newsletter) -> None:
    gerda = signed_in(app)
    saved_by(Program(app, Scope.EDIT, name="mijn <site>"), "Van de site.")
    assert "Het programma met de sleutel ‘mijn &lt;site&gt;’" in gerda.get("/desk/log").text
    assert "mijn &lt;site&gt;" in gerda.get(f"{ONE}/history").text


def test_an_editor_whose_letter_a_program_changed_meanwhile_is_told_and_loses_nothing(
    app: Newsletter,
) -> None:
    gerda = signed_in(app)
    opened = form_of(gerda.get(ONE).text)
    saved_by(Program(app, Scope.EDIT, name="mijn site"), "Van de site.")
    typed = opened | {"body": f"{opened['body']}\nVan Gerda.\n"}
    asked = gerda.post(f"{ONE}/save", data=typed)
    assert asked.status_code == 409
    assert "mijn site" in asked.text
    assert "Van Gerda." in asked.text


def test_a_key_with_the_number_of_an_editor_is_not_taken_for_them(app: Newsletter) -> None:
    gerda = signed_in(app)  # editor 1
    program = Program(app, Scope.EDIT, name="mijn site")
    assert program.key.id == 1
    saved_by(program, "Van de site.")
    entries = gerda.get("/desk/log?kind=letters").text.partition('<ul class="log">')[2]
    assert "mijn site" in entries
    assert "Gerda" not in entries
    chosen = gerda.get("/desk/log?editor=1&kind=letters").text
    assert "mijn site" not in chosen
