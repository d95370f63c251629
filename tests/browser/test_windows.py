"""Two windows of one browser at one letter, in Chromium: each keeps what was typed in it, and only that."""

from typing import Any

from tests.browser.test_desk import Site, site
from tests.browser.test_races import SAVES
from tests.browser.test_writing import ONE, in_file, type_at_the_end, with_a_letter

__all__ = ["site"]


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
