"""The page of a letter: what it brings back, and what it says beside its buttons."""

import html
import re

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from newsletter.web.desk.letter_form import packed
from tests.app.builders import SetClock, mail_in, outbox, text_of
from tests.web.desk.builders import PASSWORD, DeskBrowser, at_a_browser, signed_in
from tests.web.desk.test_issues import ONE

pytestmark = pytest.mark.usefixtures("drawn")


def form_of(page: str) -> dict[str, str]:
    """What a form of a letter's page holds."""
    texts = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    inputs = re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in [*inputs, *texts]}


def add(browser: DeskBrowser, words: str) -> httpx.Response:
    """Open the page anew, add a line at the end, and save."""
    typed = form_of(browser.get(ONE).text)
    return browser.post(f"{ONE}/save", data=typed | {"body": f"{typed['body']}\n{words}\n"})


def merged_after_a_conflict(browser: DeskBrowser, typed: dict[str, str]) -> httpx.Response:
    conflict = browser.post(f"{ONE}/save", data=typed)
    assert conflict.status_code == 409
    return browser.post(f"{ONE}/merge", data=form_of(conflict.text))


@pytest.mark.parametrize("seconds", [10, 50, 70])
def test_what_two_changed_in_other_places_is_merged_though_one_saved_twice_in_a_minute(
    app: Newsletter, clock: SetClock, seconds: int
) -> None:
    anna, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    assert add(bram, "Een zin van Bram.").status_code == 303
    opened = form_of(anna.get(ONE).text)
    clock.pass_by(seconds=seconds)
    again = form_of(bram.get(ONE).text)
    again["body"] = again["body"].replace("zin van Bram.", "zin van Bram, en meer.")
    assert bram.post(f"{ONE}/save", data=again).status_code == 303
    typed = opened["body"].replace("Er staat een stoel", "Daar staat een stoel")
    merged = merged_after_a_conflict(anna, opened | {"body": typed})
    assert "Voeg ze zo samen" not in merged.text
    body = form_of(merged.text)["body"]
    assert body == typed.replace("zin van Bram.", "zin van Bram, en meer.")


def test_a_text_that_the_page_saved_by_itself_is_the_base_of_the_next_merge(
    app: Newsletter,
) -> None:
    anna = signed_in(app)
    opened = form_of(anna.get(ONE).text)
    typed = opened | {"body": opened["body"] + "\nVan Anna.\n"}
    saved = anna.post(f"{ONE}/save", data=typed, headers={"accept": "application/json"}).json()
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8") + "\nIn een teksteditor.\n", "utf-8")
    next_one = typed | {"body": "Eerst Anna.\n\n" + typed["body"]}
    next_one |= {name: saved[name] for name in ("expected", "expected_text")}
    merged = merged_after_a_conflict(anna, next_one)
    assert "Voeg ze zo samen" not in merged.text
    assert form_of(merged.text)["body"].count("Van Anna.") == 1


@pytest.mark.parametrize("damaged", ["", "x", "eJwDAAAAAAE=", "é", "AAAA", packed("Iets anders.")])
def test_a_text_that_comes_back_damaged_is_asked_about_and_nothing_is_lost(
    app: Newsletter, damaged: str
) -> None:
    anna, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    assert add(bram, "Van Bram.").status_code == 303
    opened = form_of(anna.get(ONE).text)
    assert add(bram, "Nog iets van Bram.").status_code == 303
    typed = opened | {"body": opened["body"] + "\nVan Anna.\n", "expected_text": damaged}
    asked = merged_after_a_conflict(anna, typed)
    assert asked.status_code == 200
    assert "Van Anna." in asked.text
    assert "Nog iets van Bram." in asked.text


def test_what_was_opened_is_carried_through_signing_in_out_of_sight(app: Newsletter) -> None:
    browser = signed_in(app)
    opened = form_of(browser.get(ONE).text)
    kept = {f"kept.{name}": value for name, value in opened.items()}
    who = {"email": "gerda@example.org", "password": PASSWORD, "to": f"{ONE}/save"}
    page = at_a_browser(app).post("/desk/sign-in", data=who | kept).text
    assert f'<input type="hidden" name="expected_text" value="{opened["expected_text"]}">' in page
    assert '<textarea name="body"' in page


STAYS = "De brief die klaarstaat, blijft zoals hij was."


def test_beside_its_buttons_a_queued_letter_says_that_a_change_does_not_go_out(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    assert f">{STAYS}" not in browser.get(ONE).text
    assert app.approvals.approve("1", offline=True).done
    page = browser.get(ONE).text
    assert f'data-behind="{STAYS}"' in page
    assert f">{STAYS}" not in page
    answer = add(browser, "Nog een zin.")
    page = browser.get(answer.headers["location"]).text
    assert "Opgeslagen.</p>" in page  # the reason is said once, with the button that helps
    beside = page[page.index('<p id="saved"') : page.index(">Controleer<")]
    assert f">{STAYS}</p>" in beside


def test_a_letter_whose_new_text_is_queued_is_said_to_be_queued_with_it(app: Newsletter) -> None:
    browser = signed_in(app)
    first = browser.sent(f"{ONE}/approve", data=form_of(browser.get(ONE).text)).text
    assert "Deze brief staat klaar voor" in first
    add(browser, "Nog een zin.")
    again = browser.sent(f"{ONE}/approve", data=form_of(browser.get(ONE).text)).text
    assert "Deze brief staat met de nieuwe tekst klaar voor" in again
    assert f"{STAYS}</p>" not in again


def test_beside_the_text_stands_what_the_mail_adds_to_it(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.get(ONE).text
    hint = html.unescape(re.findall(r'id="help-text">(.*?)</p>', page)[0])
    assert "vanzelf ‘Dag Anna,’ boven je tekst en ‘Schrijf gerust terug. Ik lees alles.’" in hint
    assert re.search(r'<textarea id="text"[^>]* aria-describedby="help-text"', page)
    mail = " ".join(app.previews.show("1").text.split())
    for words in re.findall("‘(.*?)’", hint):
        assert words in mail


def test_nothing_is_said_to_be_added_that_the_template_leaves_out(app: Newsletter) -> None:
    own = app.container.folder / "templates" / "brief"
    for page in own.rglob("issue.*.j2"):
        text = page.read_text("utf-8").replace("{{ letter.greeting }}", "")
        page.write_text(re.sub(r"letter\.(reply_line|sign_off)", "letter.care_line", text), "utf-8")
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8").replace("---\n", "---\ntemplate: brief\n", 1), "utf-8")
    assert app.issues.find("1")[0].template == "brief"
    page = signed_in(app).get(ONE).text
    assert "vanzelf ‘" not in page
    assert "help-text" not in page


def test_a_test_of_a_queued_letter_shows_its_day_and_greets_the_editor(app: Newsletter) -> None:
    browser = signed_in(app)
    assert app.approvals.approve("1", offline=True).done
    day = app.emails.day(app.queue.moments()[1])
    assert browser.post(f"{ONE}/test").status_code == 303
    text = text_of(mail_in(outbox(app)[-1]))
    assert "Dag Gerda," in text
    assert day in text
    assert day in app.previews.show("1").text


def test_an_empty_preheader_is_named_once_and_leads_to_its_field(app: Newsletter) -> None:
    browser = signed_in(app)
    typed = form_of(browser.get(ONE).text) | {"preheader": "", "body": ""}
    page = browser.post(f"{ONE}/check", data=typed).text
    assert '<a href="#field-preheader">De brief heeft nog geen voorproefje' in page
    assert "Voorproefje:" not in page
    assert "schrijf onder het onderwerp en de titel wat je lezers krijgen" in page
    assert "streepjes" not in page


@pytest.mark.parametrize(("preheader", "counted"), [("A", "1 teken;"), ("Ab", "2 tekens;")])
def test_the_characters_of_a_short_preheader_are_counted_in_words(
    app: Newsletter, preheader: str, counted: str
) -> None:
    browser = signed_in(app)
    typed = form_of(browser.get(ONE).text) | {"preheader": preheader}
    page = browser.post(f"{ONE}/check", data=typed).text
    assert f"telt maar {counted} met 40 tot" in page
    assert "tekens vult het de regel" in page


def test_the_page_says_how_long_a_letter_takes_to_read_and_to_read_out(drawn: Newsletter) -> None:
    path = drawn.issues.path("1")
    path.write_text(path.read_text("utf-8") + "\n" + "woord " * 1450 + "\n", "utf-8")
    opened = drawn.desk.writing.open(1)
    assert (opened.minutes, opened.minutes_aloud) == (7, 10)
    owner = signed_in(drawn)
    assert "7 min lezen, 10 min voorlezen" in owner.get("/desk/issues/1").text
    path.write_text("geen brief", "utf-8")
    assert "voorlezen" not in owner.get("/desk/issues/1").text
