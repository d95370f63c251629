"""Two windows of one browser at one letter, in Chromium: each keeps what was typed in it, and only that."""

from typing import Any

import pytest

from newsletter.model.editor import Role
from tests.browser.test_desk import Site, site
from tests.browser.test_going_back import NO_LOCKS, WEB, at
from tests.browser.test_mistake import sent
from tests.browser.test_races import SAVES
from tests.browser.test_writing import ONE, in_file, type_at_the_end, with_a_letter

__all__ = ["sent", "site"]


def offer(page: Any) -> Any:
    return page.locator("#kept-here")


def type_unsaved(page: Any, words: str) -> None:
    """Type what does not reach the server."""
    page.route(SAVES, lambda route: route.abort())
    type_at_the_end(page, f"\n\n{words}\n")
    page.get_by_text("Nog niet opgeslagen").wait_for()


def another(page: Any, site: Site) -> Any:
    """A second window at the letter."""
    one = page.context.new_page()
    one.goto(site.url + ONE)
    return one


def test_a_window_neither_offers_nor_drops_what_is_typed_in_another(
    chromium: Any, site: Site
) -> None:
    first = with_a_letter(chromium, site)
    type_unsaved(first, "In de eerste.")
    second = another(first, site)
    type_at_the_end(second, "\n\nIn de tweede.\n")
    second.get_by_text("Opgeslagen om").wait_for()
    assert offer(second).is_hidden(), "that window is still open"
    first.unroute(SAVES)
    first.reload()
    offer(first).wait_for()
    first.get_by_role("button", name="Zet hem in de brief").click()
    first.get_by_text("intussen ergens anders veranderd").wait_for()
    assert in_file(site, "In de tweede."), "it is a change to an earlier text"
    first.get_by_role("button", name="Opslaan", exact=True).click()
    first.get_by_role("heading", name="Welke tekst").wait_for()
    assert "In de eerste." in first.locator("#mine").input_value()
    assert first.evaluate("localStorage.length") == 0, "it is with the server now"


def test_what_was_typed_in_windows_that_were_closed_is_offered_in_another_one_after_the_other(
    chromium: Any, site: Site
) -> None:
    first = with_a_letter(chromium, site)
    second = another(first, site)
    type_unsaved(first, "Bewaar dit.")
    type_unsaved(second, "Of dit.")
    third = another(first, site)
    assert offer(third).is_hidden()
    first.close()
    second.close()
    offer(third).wait_for()
    third.get_by_role("button", name="Zet hem in de brief").click()
    third.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Bewaar dit.") or in_file(site, "Of dit.")
    offer(third).wait_for()
    third.get_by_role("button", name="Gooi die tekst weg").click()
    offer(third).wait_for(state="hidden")
    assert third.evaluate("localStorage.length") == 0


def test_a_browser_that_keeps_nothing_saves_all_the_same_and_asks_before_a_text_is_lost(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script("""
        for (const name of ["localStorage", "sessionStorage"])
            Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
        navigator.locks.request = () => Promise.reject(new DOMException("", "SecurityError"));
    """)
    page.reload()
    type_at_the_end(page, "\n\nZonder geheugen.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Zonder geheugen.")
    page.get_by_role("link", name="donker", exact=True).click()
    page.wait_for_url("**view=dark*")
    page.goto(site.url + ONE)
    asked: list[str] = []

    def go_all_the_same(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", go_all_the_same)
    page.locator("#text").press("Control+End")  # a browser asks only who has used the page
    type_unsaved(page, "Nergens bewaard.")
    page.goto(f"{site.url}/desk")
    assert asked == ["beforeunload"]
    assert wrong == []


def test_without_locks_a_text_is_offered_in_another_window_once_its_own_is_silent(
    chromium: Any, site: Site
) -> None:
    first = with_a_letter(chromium, site, bypass_csp=True)
    first.context.add_init_script(NO_LOCKS)
    first.clock.install()
    first.reload()
    type_unsaved(first, "In de eerste.")
    first.reload()
    offer(first).wait_for()  # its own, at once
    first.get_by_role("button", name="Zet hem in de brief").click()
    first.get_by_text("Nog niet opgeslagen").wait_for()
    second = another(first, site)
    assert offer(second).is_hidden()
    first.close()
    second.clock.run_for(3 * 60_000)
    offer(second).wait_for()


def sign_in_as(page: Any, site: Site, number: int) -> None:
    """Be another editor in the same browser."""
    page.context.clear_cookies()
    page.goto(site.here(site.app.desk.editors.link(number)))
    page.get_by_role("button").first.click()
    page.locator("header nav").wait_for()


@pytest.mark.parametrize(
    ("path", "note"),
    [(f"{ONE}?edit=1", "#kept-here"), (WEB, "#typed-before")],
    ids=["a letter", "a web page"],
)
def test_what_an_editor_typed_is_not_offered_to_another_at_the_same_computer(
    chromium: Any, sent: Site, path: str, note: str
) -> None:
    page = at(chromium, sent, path, script=True)
    page.route(SAVES, lambda route: route.abort())
    type_at_the_end(page, "\n\nVan Gerda.\n")
    [gerda] = sent.app.desk.editors.all()
    bram = sent.app.desk.editors.add("Bram", "bram@example.org", Role.EDITOR)
    for editor, is_offered in ((bram, False), (gerda, True)):
        sign_in_as(page, sent, editor.id)
        page.goto(sent.url + path)
        if is_offered:
            page.locator(note).wait_for()
        assert page.locator(note).is_visible() is is_offered
        assert ("Van Gerda." in page.locator("#text").input_value()) is (is_offered and path == WEB)


def test_what_was_typed_is_kept_here_for_ninety_days(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    type_unsaved(page, "Bewaar dit.")
    for days in (89, 2):
        page.add_init_script(
            f"{{ const now = Date.now; Date.now = () => now() + {days} * 86_400_000; }}"
        )
        page.reload()
        if days == 89:
            offer(page).wait_for()
    assert offer(page).is_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_a_subject_typed_in_another_window_is_still_offered_after_the_letter_was_discarded(
    chromium: Any, site: Site
) -> None:
    first = with_a_letter(chromium, site)
    first.route(SAVES, lambda route: route.abort())
    first.get_by_label("Onderwerp").fill("Een ander onderwerp")
    first.get_by_text("Nog niet opgeslagen").wait_for()
    first.close(run_before_unload=False)
    second = another(first, site)
    offer(second).wait_for()
    desk = site.app.desk
    desk.discarded.discard(1, desk.writing.open(1).sha256, desk.editors.all()[0])
    second.get_by_label("Titel").fill("Een andere titel")
    second.get_by_role("button", name="Opslaan", exact=True).click()
    second.get_by_role("button", name="Zet de brief terug").click()
    offer(second).wait_for()
    second.get_by_role("button", name="Zet hem in de brief").click()
    assert second.get_by_label("Onderwerp").input_value() == "Een ander onderwerp"
