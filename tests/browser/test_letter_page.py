"""The page of a letter in Chromium: its buttons in reach, nothing under them, its fields kept."""

from typing import Any

import pytest

from tests.browser.looks import PHONE_SIZE, WIDE, faults, on_a_phone
from tests.browser.test_desk import Site, a_page, begin, site
from tests.browser.test_writing import (
    MIDDLE_OF_THE_CHOSEN,
    ONE,
    PHOTO,
    in_file,
    type_at_the_end,
    with_a_letter,
)
from tests.patience import until

__all__ = ["site"]

LONG = "Er staat een stoel bij het raam waar bijna niemand zit.\n\n" * 40
SUBJECT = "Wie even bij het raam gaat zitten, merkt dat de dag zacht wordt"
BUTTONS = ("Opslaan", "Controleer", "Stuur een test", "Zet klaar")
# What has the focus and is under the buttons of the letter, or out of the window.
UNDER = """() => {
    const bar = document.querySelector(".acts"), one = document.activeElement;
    if (bar.contains(one) || one === document.body) return "";
    const [seen, over] = [one, bar].map((each) => each.getBoundingClientRect());
    const isSeen = seen.top > -1 && seen.bottom < innerHeight + 1;
    const beside = seen.right <= over.left || seen.left >= over.right;
    const apart = beside || seen.bottom <= over.top || seen.top >= over.bottom;
    return isSeen && apart ? "" : one.outerHTML;
}"""


def with_a_long_letter(chromium: Any, site: Site, **how: Any) -> Any:
    page = with_a_letter(chromium, site, **how)
    page.locator("#field-subject").fill(SUBJECT)
    page.locator("#text").fill(LONG)
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.wait_for_url("**done=saved*")
    return page


def test_save_pressed_while_the_text_is_being_saved_by_itself_saves_what_was_typed_since(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/save*", hold_the_first)
    type_at_the_end(page, "Eerst dit.")
    page.locator("#field-subject").focus()
    until(lambda: page.evaluate("true") and held)
    answer = held[0].fetch()  # saved there, and not known here yet
    type_at_the_end(page, " Dan dit.")
    page.get_by_role("button", name="Opslaan", exact=True).dispatch_event("click")
    held[0].fulfill(response=answer)
    page.wait_for_url("**done=saved*")
    assert in_file(site, "Eerst dit. Dan dit.")


def is_in_reach(page: Any, button: str) -> bool:
    """Whether a button is in the window, and nothing lies over it."""
    one = page.get_by_role("button", name=button, exact=True)
    return bool(
        one.evaluate(
            """one => {
                const box = one.getBoundingClientRect();
                const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
                return document.elementFromPoint(x, y) === one;
            }"""
        )
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("size", [WIDE, PHONE_SIZE], ids=["wide", "phone"])
def test_the_buttons_are_in_reach_wherever_one_is_in_a_long_text(
    chromium: Any, site: Site, size: dict[str, int], scripts: bool
) -> None:
    page = with_a_long_letter(chromium, site, viewport=size, java_script_enabled=scripts)
    for _ in range(4):
        assert all(is_in_reach(page, button) for button in BUTTONS)
        page.mouse.wheel(0, 350)
        page.wait_for_timeout(50)


@pytest.mark.parametrize("size", [WIDE, PHONE_SIZE], ids=["wide", "phone"])
def test_neither_the_line_that_is_typed_nor_what_has_the_focus_is_under_the_buttons(
    chromium: Any, site: Site, size: dict[str, int]
) -> None:
    page = with_a_long_letter(chromium, site, viewport=size)
    page.keyboard.press("Home")
    for _ in range(45):
        page.keyboard.press("Tab")
        # the text and the mail are taller than the window
        is_tall = page.evaluate("document.activeElement.matches('#text, .mail')")
        assert is_tall or page.evaluate(UNDER) == ""
    page.locator("#text").focus()
    page.keyboard.press("Control+Home")
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("Nieuw")
    at = page.evaluate("document.querySelector('#text').selectionStart")
    page.evaluate(f"document.querySelector('#text').setSelectionRange({at - 5}, {at})")
    bar = page.locator(".acts").bounding_box()
    assert page.evaluate(MIDDLE_OF_THE_CHOSEN) < bar["y"]


def test_a_low_window_keeps_its_room_for_the_text(chromium: Any, site: Site) -> None:
    page = with_a_long_letter(chromium, site, viewport={"width": 700, "height": 375})
    assert page.locator(".acts").evaluate("one => getComputedStyle(one).position") == "static"


def test_a_phone_shows_the_pages_on_one_line_and_a_long_subject_on_three(
    chromium: Any, site: Site, axe: str
) -> None:
    page = with_a_long_letter(chromium, site, viewport=PHONE_SIZE, bypass_csp=True)
    tops = page.locator("nav .bar li").evaluate_all("all => all.map((one) => one.offsetTop)")
    *pages, name = tops
    assert len(set(pages)) == 1
    assert name < pages[0]  # above them, beside the name of the newsletter
    lines = page.locator("h1").evaluate(
        "one => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)"
    )
    assert round(lines) <= 3
    views = page.locator("section .bar li")
    assert len(set(views.evaluate_all("all => all.map((one) => one.offsetTop)"))) <= 4
    assert faults(page, axe, "a long letter") == []
    page.set_viewport_size({"width": 320, "height": 640})  # magnified four times
    assert on_a_phone(page) == []


def test_a_field_that_cannot_be_saved_says_so_while_one_writes_and_until_it_is_mended(
    chromium: Any, site: Site, axe: str
) -> None:
    page = with_a_letter(chromium, site, bypass_csp=True)
    title = page.locator("#field-title")
    title.fill("")
    page.locator("#wrong-title").get_by_text("Geef de brief een titel.").wait_for()
    assert title.get_attribute("aria-invalid") == "true"
    assert "wrong-title" in (title.get_attribute("aria-describedby") or "")
    assert faults(page, axe, "without a title") == []
    page.get_by_role("button", name="Controleer", exact=True).click()
    page.wait_for_url("**/check")
    page.wait_for_function("document.activeElement !== document.body")  # it comes after the page
    assert title.evaluate("one => one === document.activeElement")
    assert page.locator("#field-subject").is_visible()
    assert faults(page, axe, "refused") == []
    title.fill("Een titel")
    assert page.locator("#wrong-title").is_hidden()
    assert title.get_attribute("aria-invalid") is None
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.wait_for_url("**done=saved*")


def test_enter_in_a_field_of_a_queued_letter_saves_it_and_queues_nothing(
    chromium: Any, site: Site
) -> None:
    site.app.issues.draw([str(site.app.container.folder / "rust.txt")])
    assert site.app.approvals.approve("1", offline=True).done
    page = a_page(chromium, site, java_script_enabled=False)
    begin(page, site)
    page.goto(site.url + ONE)
    before = site.app.issue_list.rows()[0].approved_hash
    page.locator("#field-subject").fill("Een ander onderwerp")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=saved*")
    assert site.app.issues.all()[0].subject == "Een ander onderwerp"
    assert site.app.issue_list.rows()[0].approved_hash == before


def test_a_picture_goes_to_the_end_unless_the_cursor_was_put_somewhere(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.locator("#text").fill("Eerst.\n\nDan.\n\nTot slot.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    page.goto(site.url + ONE)
    page.locator("#text").focus()
    page.keyboard.press("Tab")
    for alt in ("Aan het eind", "Bovenaan"):
        page.get_by_text("Zet een afbeelding in de brief").click()
        page.locator("#picture-file").set_input_files(PHOTO)
        page.get_by_label("Wat is erop te zien?").fill(alt)
        page.get_by_role("button", name="Zet hem erin").click()
        page.wait_for_url("**done=picture*")
        page.locator("#text").focus()
        page.keyboard.press("Control+Home")
    assert until(lambda: "Bovenaan" in site.app.desk.writing.open(1).text)
    lines = site.app.desk.writing.open(1).text.strip().split("\n")
    assert lines[-1].startswith("![Aan het eind]")
    assert lines[lines.index("Eerst.") + 2].startswith("![Bovenaan]")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_what_is_hidden_is_not_seen_however_it_is_laid_out(
    chromium: Any, site: Site, scripts: bool
) -> None:
    page = with_a_letter(chromium, site, java_script_enabled=scripts)
    hidden = page.locator("[hidden]")
    assert hidden.count() > 1
    assert not any(one.is_visible() for one in hidden.all())
    assert page.get_by_role("button", name="vet").is_visible() is scripts


def test_while_one_types_in_a_queued_letter_it_says_beside_the_box_that_this_does_not_go_out(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    assert site.app.approvals.approve("1", offline=True).done
    page.reload()
    before = page.locator("#text").input_value()
    page.locator("#text").fill(before + "\nNog een zin.\n")
    page.locator("#saved", has_text="De brief die klaarstaat, blijft zoals hij was.").wait_for()
    page.locator("#text").fill(before)
    assert until(lambda: "klaarstaat" not in page.locator("#saved").inner_text())
