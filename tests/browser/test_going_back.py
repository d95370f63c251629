"""Pages that are left and come back in Chromium: what was typed is not put in the place of another's words."""

from typing import Any

import pytest

from newsletter.app.own_letter import OwnChanged, OwnLetterInput
from newsletter.model.writing import Saved
from tests.browser.test_desk import PASSWORD, Site, a_page, site
from tests.browser.test_mistake import sent

__all__ = ["sent", "site"]

WAYS = pytest.mark.parametrize("script", [True, False], ids=["", "no JavaScript"])
WEB = "/desk/issues/1/web"
NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });"  # a site without TLS


def at(chromium: Any, site: Site, path: str, *, script: bool) -> Any:
    """A page at which the owner is signed in, in a browser that runs scripts or none."""
    page = a_page(chromium, site, java_script_enabled=script)
    page.goto(site.here(site.app.desk.sign_in.first_link()))
    page.get_by_label("Je naam").fill("Gerda de Wit")
    page.get_by_label("E-mailadres").fill("gerda@example.org")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Account maken").click()
    page.goto(site.url + path)
    return page


def add_elsewhere(site: Site, words: str) -> None:
    [gerda] = site.app.desk.editors.all()
    opened = site.app.desk.writing.open(1)
    typed = f"{opened.text}\n{words}\n"
    assert isinstance(site.app.desk.writing.save(1, typed, opened.sha256, gerda), Saved)


def leave(page: Any, site: Site) -> None:
    page.goto(f"{site.url}/desk/articles")


@WAYS
def test_the_text_of_a_web_page_comes_back_beside_what_it_is_a_change_to(
    chromium: Any, sent: Site, script: bool
) -> None:
    page = at(chromium, sent, WEB, script=script)
    box = page.get_by_label("Tekst", exact=True)
    typed = f"{box.input_value()}\nVan Gerda.\n"
    box.fill(typed)
    leave(page, sent)
    page.go_back()
    assert box.input_value() == typed, "nobody changed it meanwhile"
    leave(page, sent)
    add_elsewhere(sent, "Van elders.")
    page.go_back()
    assert ("Van Gerda." in box.input_value()) is script
    page.get_by_role("button", name="Bekijk wat er verandert …").click()
    if script:  # it came back with the version that it is a change to
        page.get_by_role("heading", name="Welke tekst").wait_for()
    else:
        page.locator("ins").first.wait_for()
    assert "Van elders." in sent.app.desk.writing.open(1).text


def test_what_was_saved_from_the_web_page_is_not_brought_back_there_later(
    chromium: Any, sent: Site
) -> None:
    page = at(chromium, sent, WEB, script=True)
    box = page.get_by_label("Tekst", exact=True)
    box.fill(f"{box.input_value()}\nVan Gerda.\n")
    page.reload()
    assert "Van Gerda." in box.input_value(), "it was not saved yet"
    page.get_by_role("button", name="Bekijk wat er verandert …").click()
    page.locator("ins").first.wait_for()
    add_elsewhere(sent, "Van elders.")
    page.goto(sent.url + WEB)
    assert "Van elders." in box.input_value()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("before", ["", "Eerste."], ids=["the first", "one after another"])
@pytest.mark.parametrize("locks", [True, False], ids=["", "no locks"])
def test_a_change_to_the_web_page_that_did_not_arrive_is_not_forgotten(
    chromium: Any, sent: Site, before: str, locks: bool
) -> None:
    page = at(chromium, sent, WEB, script=True)
    if not locks:
        page.add_init_script(NO_LOCKS)
        page.reload()
    box = page.get_by_label("Tekst", exact=True)
    see = page.get_by_role("button", name="Bekijk wat er verandert …")
    if before:
        box.fill(f"{box.input_value()}\n{before}\n")
        see.click()
        page.locator("ins").first.wait_for()
        assert page.evaluate("localStorage.length") == 0, "the server has it"
        page.goto(sent.url + WEB)
    box.fill(f"{box.input_value()}\nTweede.\n")
    page.route(f"**{WEB}", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        see.click(no_wait_after=True)
    page.unroute(f"**{WEB}")
    page.goto(f"{sent.url}{WEB}/changes")
    page.goto(sent.url + WEB)
    page.locator("#typed-before").wait_for()
    assert all(words in box.input_value() for words in (before, "Tweede."))


def test_going_back_to_the_settings_of_the_letter_replaces_none_that_were_changed_elsewhere(
    chromium: Any, site: Site
) -> None:
    page = at(chromium, site, "/desk/letterhead", script=False)
    sign_off = page.locator("#sign_off")
    sign_off.fill("Van Gerda.")
    leave(page, site)
    page.go_back()
    assert sign_off.input_value() == "Van Gerda.", "nobody changed it meanwhile"
    leave(page, site)
    own = site.app.desk.settings.own
    [gerda] = site.app.desk.editors.all()
    wishes = OwnLetterInput(typed={"sign_off": "Van elders."}, expected=own.look().sha256)
    assert isinstance(own.save(wishes, gerda), OwnChanged)
    page.go_back()
    page.get_by_role("button", name="Opslaan").click()
    page.locator("main [role=status]").first.wait_for()
    assert own.look().values["sign_off"] == "Van elders."


def test_going_back_to_a_reader_replaces_nothing_that_was_changed_elsewhere(
    chromium: Any, sent: Site
) -> None:
    page = at(chromium, sent, "/desk/readers/1", script=False)
    page.get_by_role("button", name="Laat de gegevens zien").click()
    page.get_by_label("elke maand").check()
    leave(page, sent)
    page.go_back()
    assert page.get_by_label("elke maand").is_checked(), "nobody changed it meanwhile"
    leave(page, sent)
    other = page.context.new_page()
    other.goto(f"{sent.url}/desk/readers/1")
    other.get_by_label("om de week").check()
    other.get_by_role("button", name="Opslaan").click()
    other.locator("main [role=status]").first.wait_for()
    page.go_back()
    assert page.get_by_label("om de week").is_checked()
