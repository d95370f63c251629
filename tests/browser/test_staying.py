"""A page that was to be left and stays, in Chromium: the page that was coming is stopped, or its answer is lost."""

from typing import Any

import pytest

from tests.browser.test_desk import Site, a_page, sign_in, site
from tests.browser.test_races import SAVES
from tests.browser.test_writing import ONE, in_file, type_at_the_end, with_a_letter
from tests.patience import until

__all__ = ["site"]

# What a browser does at Esc, or at its own button: without a window it has neither.
STOPS = "addEventListener('keydown', ({ key }) => ['Escape', 'F9'].includes(key) && stop());"
# While a page is coming, a browser answers keys only.
KEYS = """addEventListener("keydown", ({ key }) => {
    const save = [...document.querySelectorAll("#letter button")].find((one) => one.textContent === "Opslaan");
    if (key === "F7") save.click();
    if (key === "F8") document.querySelector("a.skip").click();
});"""
# Not every browser tells a page that another one was stopped.
UNTOLD = "Object.defineProperty(window, 'navigation', { value: undefined });"
WAYS = pytest.mark.parametrize("key", ["Escape", "F9"], ids=["Esc", "the browser's button"])


def at_a_letter(chromium: Any, site: Site, key: str, **how: Any) -> Any:
    page = with_a_letter(chromium, site, **how)
    page.add_init_script(STOPS + (UNTOLD if key == "Escape" else ""))
    page.reload()
    return page


def press_and_stop(page: Any, button: str, address: str, key: str) -> None:
    """Press a button, let the server do what it says, and stop the page that is its answer."""
    done: list[Any] = []

    def keep(route: Any) -> None:
        done.append((route, route.fetch(max_redirects=0)))

    page.route(address, keep)
    page.get_by_role("button", name=button, exact=True).evaluate(
        "(one) => { setTimeout(() => one.click()); }"
    )
    # asked anything, the page would answer after the one that is coming
    assert until(lambda: page.wait_for_timeout(10) or done)
    page.keyboard.press(key)
    [(route, answer)] = done
    route.abort()
    page.unroute(address)
    assert answer.status == 303


@WAYS
def test_saving_goes_on_when_the_page_after_a_press_was_stopped(
    chromium: Any, site: Site, key: str
) -> None:
    page = at_a_letter(chromium, site, key)
    page.locator("#text").evaluate("(one) => (one.value += '\\n\\nEerst dit.\\n')")
    press_and_stop(page, "Opslaan", SAVES, key)
    type_at_the_end(page, "En daarna dit.\n")
    page.frame_locator("iframe.mail").get_by_text("En daarna dit.").wait_for()
    assert page.url.endswith(ONE)
    assert in_file(site, "Eerst dit.\nEn daarna dit."), "its own first save is no conflict"


@WAYS
def test_a_button_may_be_pressed_again_at_once_when_its_page_was_stopped(
    chromium: Any, site: Site, key: str
) -> None:
    page = at_a_letter(chromium, site, key)
    press_and_stop(page, "Opslaan", SAVES, key)
    assert page.locator("#busy").is_hidden()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.wait_for_url("**done=saved*")


def test_saving_goes_on_in_a_browser_that_does_not_say_that_the_page_was_stopped(
    chromium: Any, site: Site
) -> None:
    page = at_a_letter(chromium, site, "F9", bypass_csp=True)
    page.add_init_script(UNTOLD)
    page.clock.install()
    page.reload()
    press_and_stop(page, "Opslaan", SAVES, "F9")
    type_at_the_end(page, "\n\nDaarna dit.\n")
    page.locator("#text").blur()
    page.clock.run_for(75_000)
    page.frame_locator("iframe.mail").get_by_text("Daarna dit.").wait_for()
    assert in_file(site, "Daarna dit.")


def test_a_press_counts_once_when_a_link_within_the_page_is_followed_before_the_answer(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.add_init_script(KEYS)
    page.reload()
    pressed: list[Any] = []

    def keep(route: Any) -> None:
        pressed.append((route, route.fetch(max_redirects=0)))

    page.route(SAVES, keep)
    page.keyboard.press("F7")
    assert until(lambda: page.wait_for_timeout(10) or pressed)
    page.keyboard.press("F8")
    page.keyboard.press("F7")
    [(route, answer)] = pressed
    route.fulfill(response=answer)
    page.wait_for_url("**done=saved*")
    assert len(pressed) == 1


TIRED = """
    window.tired = new AbortController();
    AbortSignal.timeout = () => tired.signal;
"""


@pytest.mark.parametrize("way", ["its answer is lost", "its answer never comes"])
def test_what_the_server_did_unseen_is_not_said_to_have_changed_nothing(
    chromium: Any, site: Site, way: str
) -> None:
    page = a_page(chromium, site)
    sign_in(page, site)
    page.add_init_script(TIRED)
    site.app.articles.add(site.app.container.folder / "rust.txt")
    page.goto(f"{site.url}/desk/articles/rust.txt/table?weeks=2&done=moved")
    second = page.locator("#week-2 h3").inner_text()
    held: list[Any] = []

    def lose(route: Any) -> None:
        route.fetch(max_redirects=0)
        held.append(route)

    page.route("**/table*", lose)
    page.locator("#week-2").get_by_role("button", name="eerder").press("Enter")
    assert until(lambda: page.wait_for_timeout(10) or held)
    if way == "its answer never comes":
        page.evaluate("tired.abort()")
    else:
        held[0].abort()
    said = page.get_by_text("niet zeker of dit gelukt is")
    said.wait_for()
    assert page.evaluate("document.activeElement.id") == "unanswered"
    if way == "its answer never comes":
        held[0].abort()
    page.unroute("**/table*")
    page.get_by_role("link", name="Kijk hoe het nu is").click()
    page.wait_for_url("**/table?weeks=2")
    page.locator("#week-1 h3").get_by_text(second, exact=True).wait_for()
    assert said.is_hidden()
