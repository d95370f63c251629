"""Who is quicker than the server, and a line that loses answers: in Chromium, nothing is lost or done twice."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.looks import WIDE
from tests.browser.test_desk import Site, a_page, sign_in, site
from tests.browser.test_writing import (
    ONE,
    in_file,
    preview,
    save_elsewhere,
    type_at_the_end,
    with_a_letter,
)
from tests.patience import until

__all__ = ["site"]

SAVES = "**/issues/1/save"


def hold(page: Any, address: str = SAVES) -> Callable[[], None]:
    """Keep back the answer to the next request until the function returned is called."""
    routes: list[Any] = []
    answers: list[Any] = []

    def keep(route: Any) -> None:
        if routes:
            route.continue_()
            return
        routes.append(route)
        answers.append(route.fetch())

    def release() -> None:
        wait_for(page, lambda: answers)
        routes[0].fulfill(response=answers[0])

    page.route(address, keep)
    return release


def lose_answers(page: Any, times: int | None = None) -> None:
    """Let saves reach the server, and none of its answers come back, until the route is removed."""

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(SAVES, lose, times=times)


def wait_for(page: Any, come: Callable[[], object]) -> None:
    """Wait for something, while what the browser sends and asks is attended to."""
    assert until(lambda: page.evaluate("1") and come())


def test_a_save_whose_answer_was_lost_is_no_conflict_with_what_was_typed_after_it(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    lose_answers(page)
    type_at_the_end(page, "\n\nIn de tunnel.\n")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    assert in_file(site, "In de tunnel.")
    page.unroute(SAVES)
    type_at_the_end(page, "En erna.\n")
    page.frame_locator("iframe.mail").get_by_text("En erna.").wait_for()
    assert in_file(site, "In de tunnel.\nEn erna.")


def test_enter_after_the_answer_was_lost_saves_what_was_typed_since(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    lose_answers(page)
    subject = page.locator("#field-subject")
    subject.fill("In de tunnel")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    page.unroute(SAVES)
    subject.fill("In de tunnel en erna")
    subject.press("Enter")
    page.wait_for_url("**done=saved*")
    assert in_file(site, "In de tunnel en erna")


@pytest.mark.parametrize("way", ["has not come", "was lost"])
def test_a_text_that_is_put_back_while_the_answer_to_a_save_is_missing_replaces_nothing(
    chromium: Any, site: Site, way: str
) -> None:
    page = with_a_letter(chromium, site)
    page.route(SAVES, lambda route: route.abort())
    type_at_the_end(page, "\n\nVan gisteren.\n")
    page.reload()
    page.unroute(SAVES)
    release = hold(page)
    if way == "was lost":  # and the one to the second attempt has not come
        lose_answers(page, times=1)
    type_at_the_end(page, "\n\nVan vandaag.\n")
    wait_for(page, lambda: in_file(site, "Van vandaag."))
    if way == "was lost":
        page.get_by_text("Nog niet opgeslagen").wait_for()
    page.get_by_role("button", name="Zet hem in de brief").click()
    release()
    page.get_by_text("intussen ergens anders veranderd").wait_for()
    assert in_file(site, "Van vandaag.")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("heading", name="Welke tekst").wait_for()
    assert "Van gisteren." in page.locator("#mine").input_value()


def test_a_text_that_is_refused_for_good_is_not_sent_again_instead_of_the_next(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    refused: list[Any] = []

    def refuse_the_first(route: Any) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.fulfill(status=413, body="Payload Too Large"))

    page.route(SAVES, refuse_the_first)
    type_at_the_end(page, "\n\nVeel te lang.\n")
    wait_for(page, lambda: refused)
    type_at_the_end(page, "Kort genoeg.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Kort genoeg.")


def test_a_button_pressed_twice_leaves_a_page_that_comes_back_as_it_was(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.route("**/check*", lambda route: route.abort())
    button = page.get_by_role("button", name="Controleer", exact=True)
    page.evaluate(
        "document.querySelector('#letter').addEventListener('submit', (e) => e.preventDefault())"
    )
    button.click()
    button.click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    type_at_the_end(page, "\n\nDaarna getypt.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Daarna getypt.")


def test_a_text_that_is_taken_back_after_the_answer_was_lost_is_not_in_the_letter(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    before = page.locator("#text").input_value()
    lose_answers(page)
    type_at_the_end(page, "\n\nToch maar niet.\n")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    page.unroute(SAVES)
    page.locator("#text").fill(before)
    assert until(lambda: not in_file(site, "Toch maar niet."))


def test_a_field_that_was_put_right_meanwhile_is_not_marked_by_the_answer(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    release = hold(page)
    title = page.locator("#field-title")
    title.fill("")
    with page.expect_request(SAVES):
        pass
    title.fill("Een stoel bij de deur")
    release()
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Een stoel bij de deur")
    assert page.locator("#wrong-title").is_hidden()
    assert title.get_attribute("aria-invalid") is None


def test_a_link_holds_what_was_typed_while_an_earlier_text_was_being_saved(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    release = hold(page)
    type_at_the_end(page, "\n\nEerst dit.\n")
    wait_for(page, lambda: in_file(site, "Eerst dit."))
    type_at_the_end(page, "En dan dit.\n")
    page.get_by_role("button", name="link om te laten zien").click()
    release()
    page.get_by_text("De link is gekopieerd").locator("visible=true").first.wait_for()
    assert page.url.endswith(ONE), "the letter stays open"
    seen = a_page(chromium, site)
    seen.goto(site.here(page.get_by_label("Link", exact=True).input_value()))
    seen.frame_locator("iframe.mail").get_by_text("En dan dit.").wait_for()


def test_a_button_that_is_pressed_again_before_the_answer_came_does_once_what_it_says(
    chromium: Any, site: Site
) -> None:
    page = a_page(chromium, site)
    sign_in(page, site)
    page.goto(f"{site.url}/desk/issues")
    page.locator("#title").fill("Een nieuwe brief")
    box = page.get_by_role("button", name="Begin met een lege brief").bounding_box()
    at = (box["x"] + 9, box["y"] + 9)
    with site.app.issues.locked():  # the answer waits for it
        with page.expect_request(lambda one: one.method == "POST"):
            page.mouse.click(*at)
        page.mouse.click(*at)
    page.locator("#text").wait_for()
    assert [one.number for one in site.app.issues.all()] == [1]


def test_another_button_of_a_form_may_follow_the_first_at_once(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    page.evaluate("""() => {
        const press = (words) => [...document.querySelectorAll("#letter button")]
            .find((one) => one.textContent === words).click();
        press("Opslaan");
        press("Controleer");
    }""")
    page.locator("#checked").wait_for()


def test_going_back_to_a_letter_shows_its_text_as_it_is_by_now(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\nVan Gerda.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    page.goto(f"{site.url}/desk/issues")
    save_elsewhere(site, "Van Bram.")
    page.go_back()
    assert "Van Bram." in page.locator("#text").input_value()
    type_at_the_end(page, "En nog een.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    assert all(in_file(site, words) for words in ("Van Gerda.", "Van Bram.", "En nog een."))


def test_what_is_typed_before_the_script_has_come_is_saved(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    held: list[Any] = []

    def keep(route: Any) -> None:
        held.append(route)

    page.route("**/write.js*", keep)
    page.goto(site.url + ONE, wait_until="commit")
    type_at_the_end(page, "\n\nMeteen getypt.\n")
    wait_for(page, lambda: held)
    held[0].continue_()
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Meteen getypt.")


def test_the_preview_stays_where_it_was_scrolled_to_though_a_save_comes_before_it_is_complete(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site, viewport=WIDE, bypass_csp=True)
    preview(page).evaluate("scrollTo(0, 300)")
    slow: list[Any] = []

    def add_a_slow_picture(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + '<img src="/slow.png">')

    def keep(route: Any) -> None:
        slow.append(route)

    page.route("**/issues/1/mail*", add_a_slow_picture)
    page.route("**/slow.png", keep)
    for count, words in enumerate(("Eerst dit.", "En dan dit."), start=1):
        type_at_the_end(page, f"\n\n{words}\n")
        wait_for(page, lambda so_far=count: len(slow) == so_far)
        page.frame_locator("iframe.mail").get_by_text(words).wait_for()
    slow[-1].abort()
    assert until(lambda: preview(page).evaluate("scrollY") == 300)
