"""Imports in a browser: listed, shown with what undoing one would do, and undone with one button."""

import io
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.import_undo import ImportHistory
from tests.app.builders import SAID, SetClock, a_publication, with_issues_approved
from tests.app.test_import_undo import LIST, addresses
from tests.patience import SECONDS
from tests.web.desk.builders import DeskBrowser, signed_in

PAGE = "/desk/readers/imports/1"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, an undo is over when its page comes."""
    monkeypatch.setattr(ImportHistory, "patience", SECONDS)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    app.readers.importer.take_in(io.BytesIO(LIST), "lijst.csv", statement=SAID)
    return app


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    return signed_in(app)


def test_every_import_is_listed(app: Newsletter, owner: DeskBrowser) -> None:
    app.readers.importer.take_in(io.BytesIO(b"email\n"), "anna@example.org.csv", statement=SAID)
    listed = owner.get("/desk/readers/imports").text
    assert listed.index("imports/2") < listed.index("imports/1")
    assert "lijst.csv" in listed
    assert "2 lezers toegevoegd" in listed
    assert "anna@" not in listed
    assert 'href="/desk/readers/imports"' in owner.get("/desk/readers/import").text


def test_without_an_import_the_page_says_so(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "empty", clock)
    assert "nog geen lijst overgezet" in signed_in(app).get("/desk/readers/imports").text


def test_one_button_undoes_it_and_the_page_says_what_came_of_it(
    app: Newsletter, owner: DeskBrowser
) -> None:
    before = owner.get(PAGE).text
    assert "2 lezers die erdoor zijn toegevoegd, verdwijnen weer" in before
    assert "1 die zich elders heeft afgemeld" in before
    assert before.count(f'action="{PAGE}/undo"') == 1
    answer = owner.post(f"{PAGE}/undo")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert addresses(app) == ["anna", "bram"]
    after = owner.get(PAGE).text
    assert "er zijn 2 lezers verwijderd" in after
    assert f"{PAGE}/undo" not in after
    assert "2 verwijderd" in owner.get("/desk/readers/imports").text
    assert "draaide import 1 terug" in owner.get("/desk/log").text
    assert owner.post(f"{PAGE}/undo").status_code == 303  # pressed twice


def test_those_who_got_a_letter_go_only_if_a_box_is_ticked(
    app: Newsletter, owner: DeskBrowser
) -> None:
    app.dispatches.start("1")
    seen = owner.get(PAGE).text
    assert "2 blijven lezer" in seen
    assert 'name="mailed" value="yes" required' in seen
    assert owner.post(f"{PAGE}/undo").status_code == 303
    assert len(addresses(app)) == 4
    assert owner.post(f"{PAGE}/undo", data={"mailed": "yes"}).status_code == 303
    assert addresses(app) == ["anna", "bram"]
    after = owner.get(PAGE).text
    assert "2 blijven zoals ze nu zijn" in after
    assert f"{PAGE}/undo" not in after
    assert "en 2 die al een brief hadden, worden afgemeld" in owner.get("/desk/log").text


@pytest.mark.parametrize("page", ["/desk/readers/imports/7", "/desk/readers/imports/x"])
def test_an_import_that_never_was_is_not_found(owner: DeskBrowser, page: str) -> None:
    assert owner.get(page).status_code == 404
    assert owner.post(f"{page}/undo").status_code == 404


def test_an_undo_that_was_cut_short_is_finished_with_the_same_button(
    app: Newsletter, owner: DeskBrowser
) -> None:
    assert app.container.store.imports.mark_undone(1)  # and then the process was killed
    seen = owner.get(PAGE).text
    assert "2 worden nog verwijderd" in seen
    assert owner.post(f"{PAGE}/undo").status_code == 303
    assert addresses(app) == ["anna", "bram"]
