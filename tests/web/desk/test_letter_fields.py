"""The fields above a letter's text: what each is for, and what cannot stand in it."""

import re

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.writing import KeptBecause
from tests.web.desk.builders import DeskBrowser, signed_in

ONE = "/desk/issues/1"
NAMES = ("title", "subject", "preheader")

pytestmark = pytest.mark.usefixtures("drawn")


def typed_in_fields(app: Newsletter, **changed: str) -> dict[str, str]:
    """What the page sends of letter 1, with other words in some of its fields."""
    opened = app.desk.writing.open(1)
    fields = opened.fields
    assert fields is not None
    names = ("head", *NAMES, "body")
    typed = {name: getattr(fields, name) for name in names}
    return {"expected": opened.sha256} | typed | changed


def press(browser: DeskBrowser, app: Newsletter, button: str, **changed: str) -> httpx.Response:
    return browser.post(f"{ONE}/{button}", data=typed_in_fields(app, **changed))


def field(page: str, name: str) -> str:
    """The tag of a field."""
    found = re.search(rf'<input id="field-{name}"[^>]*>', page)
    assert found is not None, "the page has no fields"
    return found[0]


def wrong(page: str, name: str) -> str:
    """What is said above a field."""
    found = re.search(rf'<p class="message" id="wrong-{name}" role="alert">(.*?)</p>', page)
    return found[1] if found else ""


@pytest.mark.parametrize("button", ["save", "check", "test", "approve", "discard"])
@pytest.mark.parametrize("title", ["", "  ", "<!-- nog niets -->"])
def test_a_letter_without_a_title_keeps_its_fields_and_says_so_at_the_title(
    app: Newsletter, button: str, title: str
) -> None:
    browser, before = signed_in(app), app.desk.writing.open(1).text
    answer = press(browser, app, button, title=title, subject="Anders", body="Nieuw.\n")
    assert answer.status_code == 422
    assert "Geef de brief een titel." in wrong(answer.text, "title")
    assert "Je tekst is bewaard" in wrong(answer.text, "title")
    assert 'aria-invalid="true"' in field(answer.text, "title")
    assert "wrong-title" in field(answer.text, "title")
    assert 'value="Anders"' in field(answer.text, "subject")
    body = re.search(r'<textarea id="text"[^>]*name="body"[^>]*>\s*Nieuw\.', answer.text)
    assert body is not None
    assert "aria-invalid" not in body[0]
    assert app.desk.writing.open(1).text == before
    assert app.desk.writing.earlier(1)[0].because is KeptBecause.UNREADABLE
    assert "Nieuw." in app.desk.writing.earlier(1)[0].text


def test_what_was_typed_without_a_title_is_saved_once_it_has_one(app: Newsletter) -> None:
    browser = signed_in(app)
    page = press(browser, app, "save", title="", subject="Anders", body="Nieuw.\n").text
    hidden = dict(re.findall(r'name="(expected|head)" value="([^"]*)"', page))
    typed = {"title": "Een titel", "subject": "Anders", "preheader": "", "body": "Nieuw.\n"}
    assert browser.post(f"{ONE}/save", data=hidden | typed).status_code == 303
    issue = app.issues.all()[0]
    assert (issue.title, issue.subject) == ("Een titel", "Anders")


def test_a_save_while_writing_names_the_field_that_is_wrong(app: Newsletter) -> None:
    browser = signed_in(app)
    typed, as_json = typed_in_fields(app, title=""), {"accept": "application/json"}
    answer = browser.post(f"{ONE}/save", data=typed, headers=as_json)
    assert answer.status_code == 422
    assert answer.json() == {"why": "Geef de brief een titel.", "line": None, "field": "title"}


def test_two_texts_of_which_one_has_no_title_are_both_shown_in_fields(app: Newsletter) -> None:
    browser = signed_in(app)
    first = typed_in_fields(app, title="", body="Van het ene venster.\n")
    assert press(browser, app, "save", body="Van het andere.\n").status_code == 303
    answer = browser.post(f"{ONE}/save", data=first)
    assert answer.status_code == 409
    assert 'value=""' in field(answer.text, "title")
    assert 'name="text"' not in answer.text


@pytest.mark.parametrize("name", ["subject", "preheader"])
def test_an_empty_line_of_the_inbox_is_saved_and_the_check_says_so_at_its_field(
    app: Newsletter, name: str
) -> None:
    browser = signed_in(app)
    answer = press(browser, app, "check", **{name: ""})
    assert answer.status_code == 200
    words = {"subject": "Onderwerp", "preheader": "Voorproefje"}[name]
    assert f"heeft nog geen {words.lower()}" in wrong(answer.text, name)
    assert 'aria-invalid="true"' in field(answer.text, name)
    assert f'<a href="#field-{name}">De brief heeft nog geen {words.lower()}' in answer.text
    assert f"{words}:" not in answer.text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "words",
    [
        *("a: b", "# a", "'", '"', "- a", "[a", "{a}", "| a", "null", "~", "No", "&a", "*a", "!a"),
        *("%a", "@a", "`a", "---", "a\r\nb", "a\tb", "\\", "💡", "a #b", "title: x", "\u202ea"),
    ],
)
def test_whatever_is_typed_into_a_field_is_stored_on_its_line(
    app: Newsletter, name: str, words: str
) -> None:
    browser = signed_in(app)
    assert press(browser, app, "save", **{name: words}).status_code == 303
    assert getattr(app.issues.all()[0], name) == " ".join(words.split())


def test_each_field_says_what_it_is_for(app: Newsletter) -> None:
    page = signed_in(app).get(ONE).text
    for name in NAMES:
        assert f'aria-describedby="help-{name}"' in field(page, name)
        assert re.search(rf'<span class="note" id="help-{name}">[^<]+</span>', page)
    labels = re.findall(r'<label for="field-\w+">(.*?)</label>', page)
    assert labels == ["Onderwerp", "Voorproefje (preheader)", "Titel"]


def test_what_is_checked_has_the_names_of_the_fields(app: Newsletter) -> None:
    checked = press(signed_in(app), app, "check", preheader="Kort", title="Een **titel**").text
    found = re.search(r'<div id="checked".*?</div>', checked, re.DOTALL)
    assert found is not None
    assert "Het voorproefje telt maar 4 tekens" in found[0]
    assert "preheader:" not in found[0]
    assert '<a href="#field-title">Titel:</a>' in found[0]


def test_a_letter_whose_file_has_no_title_is_written_in_fields(app: Newsletter) -> None:
    browser, path = signed_in(app), app.issues.path("1")
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(one for one in lines if not one.startswith("title:")), "utf-8")
    page = browser.get(ONE).text
    assert "Geef de brief een titel." in wrong(page, "title")
    assert ".md" not in page
    assert press(browser, app, "save", title="Een titel").status_code == 303
    assert app.issues.all()[0].title == "Een titel"


def test_two_texts_are_merged_in_fields_though_one_has_no_title(app: Newsletter) -> None:
    browser = signed_in(app)
    typed = typed_in_fields(app, title="")
    body = typed["body"] + "\nVan het andere.\n"
    assert press(browser, app, "save", body=body).status_code == 303
    merged = browser.post(f"{ONE}/merge", data=typed | {"base": typed["expected"]})
    assert merged.status_code == 200
    assert 'value=""' in field(merged.text, "title")
    assert "Van het andere." in merged.text
