"""The rehearsal of a letter at the desk: numbers to those who may send, names to owners."""

import re

import pytest

from newsletter.app import Newsletter, rehearsals
from newsletter.model.editor import Role
from tests.app.builders import SetClock, with_issues_approved
from tests.web.desk.builders import signed_in

PAGE = "/desk/issues/1/rehearsal"
READERS = [f"lezer{number}" for number in range(1, 6)]


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_an_owner_sees_how_many_get_it_and_who_does_not(app: Newsletter) -> None:
    with_issues_approved(app, READERS)
    app.people.unsubscribe("lezer2@example.org")
    page = signed_in(app).get(PAGE)
    assert page.status_code == 200
    assert "krijgen 4 lezers hem" in words(page.text)
    assert "Elke brief is gemaakt" in page.text
    assert 'data-why="unsubscribed"' in page.text
    assert '<a href="/desk/readers/2"><bdi>lezer2@example.org</bdi></a>' in page.text
    assert app.dispatches.show(0).audience == 0
    assert app.container.store.dispatches.latest() == ()


def test_an_editor_sees_at_most_how_many_and_the_same_whoever_left(
    app: Newsletter, clock: SetClock
) -> None:
    with_issues_approved(app, READERS)
    app.dispatches.start("2")
    clock.pass_by(minutes=1)
    browser = signed_in(app, Role.OWNER) and signed_in(app, Role.EDITOR, "Bram")
    before = browser.get(PAGE).text
    assert "hooguit 5 lezers" in words(before)
    app.people.unsubscribe("lezer2@example.org")
    assert browser.get(PAGE).text == before
    assert "example.org</bdi>" not in before


def test_a_writer_is_not_let_in(app: Newsletter) -> None:
    with_issues_approved(app, READERS)
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Noor")
    assert writer.get(PAGE).status_code == 403
    assert PAGE not in writer.get("/desk/issues/1").text


@pytest.mark.parametrize("number", [1, 2])
def test_the_page_of_a_letter_leads_there_unless_it_went_out(app: Newsletter, number: int) -> None:
    with_issues_approved(app, READERS, ["1"])
    browser = signed_in(app)
    link = f'href="/desk/issues/{number}/rehearsal"'
    assert link in browser.get(f"/desk/issues/{number}").text
    if number == 1:
        app.dispatches.start("1")
        assert link not in browser.get("/desk/issues/1").text


def test_a_draft_says_that_it_is_one(app: Newsletter) -> None:
    with_issues_approved(app, READERS, [])
    page = signed_in(app).get(PAGE)
    assert "nog niet klaar" in words(page.text)


def test_of_a_long_list_it_says_that_the_letters_were_only_counted(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_issues_approved(app, READERS)
    monkeypatch.setattr(rehearsals, "_AT_DESK", 3)
    page = signed_in(app).get(PAGE)
    assert "krijgen 5 lezers hem" in words(page.text)
    assert "alleen geteld" in page.text


def test_a_letter_that_cannot_be_read_is_refused_with_its_reason(drawn: Newsletter) -> None:
    path = next((drawn.container.folder / "issues").glob("001-*.md"))
    path.write_text("---\nnumber: 1\nsubject: [\n---\n", "utf-8")
    answer = signed_in(drawn).get(PAGE)
    assert answer.status_code == 422


def test_nobody_and_an_unknown_letter(app: Newsletter) -> None:
    with_issues_approved(app, [], ["1"])
    browser = signed_in(app)
    assert "Niemand zou deze brief krijgen" in browser.get(PAGE).text
    assert browser.get("/desk/issues/99/rehearsal").status_code == 404
