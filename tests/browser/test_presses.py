"""A slow press in Chromium: what changes on the page meanwhile does not take the click away."""

import json
from typing import Any

import pytest

from tests.browser.looks import PHONE_SIZE, WIDE
from tests.browser.test_desk import Site, a_page, sign_in, site
from tests.browser.test_dispatches import going
from tests.browser.test_races import SAVES, hold, wait_for
from tests.browser.test_writing import in_file, type_at_the_end, with_a_letter

__all__ = ["going", "site"]


# On a slow machine a press would last so long that its end counts as unseen.
WAITS_FOR_THE_END = """() => {
    const usual = setTimeout;
    globalThis.setTimeout = (then, after) => (after === 3000 ? 0 : usual(then, after));
}"""


def put_the_pointer_down(page: Any, on: Any) -> None:
    on.scroll_into_view_if_needed()
    box = on.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


@pytest.mark.parametrize("size", [WIDE, PHONE_SIZE], ids=["wide", "phone"])
def test_a_button_is_pressed_though_its_press_saves_what_was_typed(
    chromium: Any, site: Site, size: dict[str, int]
) -> None:
    page = with_a_letter(chromium, site, viewport=size)
    button = page.get_by_role("button", name="Controleer")
    release = hold(page)  # else a slow machine saves it before the press
    type_at_the_end(page, "\n\nLees [hier](https://) verder.\n")
    before = button.bounding_box()
    page.evaluate(WAITS_FOR_THE_END)
    put_the_pointer_down(page, button)
    with page.expect_response(SAVES):
        release()
    assert in_file(site, "Lees [hier]")
    page.mouse.up()
    page.locator("#checked").wait_for()
    page.goto(site.url + "/desk/issues/1")
    type_at_the_end(page, "Meer.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    if size == WIDE:
        assert abs(button.bounding_box()["y"] - before["y"]) < 2, "the line of the save is reserved"


def test_what_is_wrong_with_a_text_is_shown_after_the_press_that_saves_it(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    wrong = {"why": "Dit kan zo niet.", "line": None, "field": "title"}
    held: list[Any] = []

    def keep(route: Any) -> None:
        held.append(route)

    page.route(SAVES, keep)
    page.locator("#letter [name=title]").fill("Een stoel bij de deur")
    page.evaluate(WAITS_FOR_THE_END)
    put_the_pointer_down(page, page.get_by_role("button", name="Controleer"))
    wait_for(page, lambda: held)
    with page.expect_response(SAVES):
        held[0].fulfill(status=422, content_type="application/json", body=json.dumps(wrong))
    assert page.locator("#wrong-title").is_hidden()
    page.mouse.up()
    page.locator("#checked").wait_for()


def test_a_link_is_followed_though_the_page_changes_by_itself_while_it_is_pressed(
    chromium: Any, going: Site
) -> None:
    page = a_page(chromium, going, viewport=WIDE)
    sign_in(page, going)
    page.route("**/progress", lambda route: None)
    page.goto(f"{going.url}/desk/dispatches/1")
    going.app.dispatches.pause(1)
    page.evaluate(WAITS_FOR_THE_END)
    put_the_pointer_down(page, page.get_by_role("link", name="Stop de rest …"))
    with page.expect_response("**/desk/dispatches/1") as answer:
        page.evaluate("document.dispatchEvent(new Event('stale'))")
    answer.value.finished()
    page.mouse.up()
    page.get_by_role("button", name="Stop de rest", exact=True).wait_for()


def test_a_press_of_which_no_end_is_seen_holds_up_no_report_of_a_save(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    type_at_the_end(page, "\n\nEen zin.\n")
    put_the_pointer_down(page, page.get_by_role("heading", level=1))
    page.get_by_text("Opgeslagen om").wait_for()


def test_a_button_is_pressed_with_the_space_bar_though_the_page_changes_meanwhile(
    chromium: Any, going: Site
) -> None:
    page = a_page(chromium, going, viewport=WIDE)
    sign_in(page, going)
    page.route("**/progress", lambda route: None)
    page.goto(f"{going.url}/desk/dispatches/1")
    page.evaluate(WAITS_FOR_THE_END)
    page.get_by_role("button", name="Pauzeer").focus()
    page.keyboard.down(" ")
    with page.expect_response("**/desk/dispatches/1") as answer:
        page.evaluate("document.dispatchEvent(new Event('stale'))")
    answer.value.finished()
    page.keyboard.up(" ")
    page.get_by_role("status").filter(has_text="Er wordt niets meer verstuurd").wait_for()


def test_of_two_presses_that_follow_each_other_at_once_neither_is_lost(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE)
    page.evaluate(WAITS_FOR_THE_END)
    finger = "dispatchEvent(new PointerEvent('pointer{}', {{bubbles: true}}))"
    page.evaluate(finger.format("down"))
    page.evaluate("void released().then(() => (globalThis.isReleased = true))")
    page.evaluate(finger.format("down"))
    assert page.evaluate("globalThis.isReleased") is None
    page.evaluate(finger.format("up"))
    page.evaluate("released()")
    assert page.evaluate("globalThis.isReleased") is True
