"""Why a reader got a letter or did not: asked by number, by owners alone."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SAID, SetClock, with_issues_approved
from tests.web.desk.builders import DeskBrowser, signed_in

ASK = "/desk/dispatches/1/reader"


@pytest.fixture
def owner(app: Newsletter, clock: SetClock) -> DeskBrowser:
    """The owner, a letter that went out, and somebody who joined after it."""
    with_issues_approved(app, ["anna", "bram"], ["1", "2"])
    app.people.unsubscribe("bram@example.org")
    clock.pass_by(minutes=5)
    app.dispatches.start("1")
    clock.pass_by(minutes=5)
    app.people.add("cees@example.org", statement=SAID)
    return signed_in(app)


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "De verzenddienst nam hem aan"),
        (2, "Deze lezer had zich al eerder afgemeld"),
        (3, "Deze lezer meldde zich later aan"),
    ],
)
def test_a_typed_number_is_answered_with_the_reason(
    owner: DeskBrowser, number: int, sentence: str
) -> None:
    page = owner.get(ASK, params={"number": f" {number} "})
    assert page.status_code == 200
    assert sentence in words(page.text)
    assert "De volgende brief (brief 2)" in page.text
    assert f'href="/desk/readers/{number}"' in page.text
    assert "example.org" not in page.text.replace("gerda@example.org", "")


@pytest.mark.parametrize("typed", ["", "x", "99", "1" * 40, "-1"])
def test_what_is_no_number_of_a_reader_is_refused_at_its_field(
    owner: DeskBrowser, typed: str
) -> None:
    page = owner.get(ASK, params={"number": typed})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert 'role="alert"' in page.text


def test_the_page_of_a_dispatch_asks_for_it_of_owners_alone(
    app: Newsletter, owner: DeskBrowser
) -> None:
    form = f'action="{ASK}"'
    assert form in owner.get("/desk/dispatches/1").text
    for role, name in ((Role.EDITOR, "Bram"), (Role.WRITER, "Noor")):
        browser = signed_in(app, role, name)
        assert form not in browser.get("/desk/dispatches/1").text
        answers = {browser.get(ASK, params={"number": number}).text for number in (1, 2, 3, 99)}
        assert len(answers) == 1, "it does not tell who reads"
        assert browser.get(ASK, params={"number": 1}).status_code == 403


def test_the_letters_of_a_reader_follow_once_their_page_was_opened(
    app: Newsletter, owner: DeskBrowser
) -> None:
    closed = owner.get("/desk/readers/3/letters")
    assert closed.headers["location"] == "/desk/readers/3"
    assert owner.post("/desk/readers/3/open").status_code == 303
    assert 'href="/desk/readers/3/letters"' in owner.get("/desk/readers/3").text
    app.dispatches.start("2")
    page = owner.get("/desk/readers/3/letters")
    states = re.findall(r'<li data-state="(\w+)"', page.text)
    assert states == ["accepted", "none"]
    assert "meldde zich later aan" in page.text
    assert "zou naar deze lezer gaan" in page.text


def test_unknown_dispatches_and_readers_are_not_found(owner: DeskBrowser) -> None:
    assert owner.get("/desk/dispatches/9/reader?number=1").status_code == 404
    assert owner.get("/desk/dispatches/0/reader?number=1").status_code == 404
    assert owner.get("/desk/readers/x/letters").status_code == 404
