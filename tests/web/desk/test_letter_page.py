"""The page of a letter: what it brings back, and what it says beside its buttons."""

import html
import re

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock
from tests.web.desk.builders import DeskBrowser, signed_in
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
    assert add(bram, "Van Bram.").status_code == 303
    opened = form_of(anna.get(ONE).text)
    clock.pass_by(seconds=seconds)
    assert add(bram, "Nog iets van Bram.").status_code == 303
    merged = merged_after_a_conflict(anna, opened | {"body": "Eerst Anna.\n\n" + opened["body"]})
    assert "Voeg ze zo samen" not in merged.text
    body = form_of(merged.text)["body"]
    assert body.startswith("Eerst Anna.")
    assert body.count("an Bram.") == 2


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


@pytest.mark.parametrize("damaged", ["", "x", "eJwDAAAAAAE=", "é", "AAAA"])
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
