"""Writing a letter in Chromium: no typed line is lost, whatever happens to the connection."""

from typing import Any

import pytest

from newsletter.model.editor import Role
from newsletter.model.writing import Saved
from tests.app.builders import ARTICLE, a_photo
from tests.browser.looks import WIDE, faults
from tests.browser.test_desk import PASSWORD, Site, a_page, begin, site
from tests.patience import until

__all__ = ["site"]

ONE = "/desk/issues/1"


def with_a_letter(chromium: Any, site: Site, **how: Any) -> Any:
    site.app.issues.draw([str(site.app.container.folder / "rust.txt")])
    page = a_page(chromium, site, **how)
    begin(page, site)
    page.goto(site.url + ONE)
    return page


def in_file(site: Site, words: str) -> bool:
    return words in site.app.desk.writing.open(1).text


def type_at_the_end(page: Any, words: str) -> None:
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(words)


def test_what_is_typed_is_saved_by_itself_and_seen_in_the_preview(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\nEen zin die vanzelf blijft.\n")
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Een zin die vanzelf blijft.")
    page.frame_locator("iframe.mail").get_by_text("Een zin die vanzelf blijft.").wait_for()
    type_at_the_end(page, "En nog een.\n")
    page.keyboard.press("Control+s")
    assert until(lambda: in_file(site, "En nog een."), 10)
    page.goto(site.url + ONE)
    assert page.locator("#kept-here").is_hidden()
    assert site.elsewhere == []


def test_without_a_connection_the_text_waits_and_is_saved_when_it_is_back(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.context.set_offline(True)
    type_at_the_end(page, "\n\nGetypt in de trein.\n")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    assert not in_file(site, "Getypt in de trein.")
    page.context.set_offline(False)
    assert until(lambda: in_file(site, "Getypt in de trein."), 20)


def test_a_text_that_never_left_the_browser_is_offered_when_it_comes_back(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.route("**/save", lambda route: route.abort())
    type_at_the_end(page, "\n\nNet voor de stroom uitviel.\n")
    page.get_by_text("Nog niet opgeslagen").wait_for()
    page.goto(site.url + ONE)
    page.unroute("**/save")
    page.get_by_role("button", name="Zet hem in de brief").click()
    page.get_by_text("Opgeslagen om").wait_for()
    assert in_file(site, "Net voor de stroom uitviel.")


def save_elsewhere(site: Site, words: str) -> None:
    bram = site.app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    opened = site.app.desk.writing.open(1)
    typed = f"{opened.text}\n{words}\n"
    assert isinstance(site.app.desk.writing.save(1, typed, opened.sha256, bram), Saved)


def test_two_browsers_on_one_letter_end_with_both_texts_somewhere(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    save_elsewhere(site, "Van Bram.")
    type_at_the_end(page, "\n\nVan Gerda.\n")
    page.get_by_text("intussen ergens anders veranderd").wait_for()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("button", name="Voeg samen").click()
    page.get_by_role("button", name="Voeg ze zo samen").click()
    box = page.locator("#text")
    box.wait_for()
    assert "Van Bram." in box.input_value()
    assert "Van Gerda." in box.input_value()


def test_signed_out_in_mid_sentence_the_text_comes_back_after_signing_in(
    chromium: Any, site: Site
) -> None:
    page = with_a_letter(chromium, site)
    page.context.clear_cookies()
    type_at_the_end(page, "\n\nMidden in een zin.\n")
    page.get_by_text("Je bent uitgelogd").wait_for()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_label("E-mailadres").fill("gerda@example.org")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button").first.click()
    assert until(lambda: in_file(site, "Midden in een zin."), 10)


def test_the_buttons_above_the_box_mark_up_and_can_be_undone(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    before = page.locator("#text").input_value()
    type_at_the_end(page, "Blijf even")
    page.get_by_role("button", name="slotvraag", exact=True).click()
    assert page.locator("#text").input_value().endswith("\n💡 Blijf even")
    page.keyboard.press("Control+Shift+Home")
    page.keyboard.press("Control+End")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="vet", exact=True).click()
    assert page.locator("#text").input_value().endswith("Blijf **even**")
    for _ in range(5):
        page.keyboard.press("Control+z")
    assert page.locator("#text").input_value() == before


def test_nothing_is_wrong_with_the_pages_of_a_conflict(chromium: Any, site: Site, axe: str) -> None:
    page = with_a_letter(chromium, site, bypass_csp=True)
    wrong = faults(page, axe, "the letter")
    page.get_by_text("Zet een afbeelding in de brief").click()
    page.get_by_role("button", name="Zet hem erin").click()
    page.get_by_text("Kies eerst een bestand").wait_for()
    wrong += faults(page, axe, "no picture chosen")
    save_elsewhere(site, "Van Bram.")
    type_at_the_end(page, "\n\nVan hier.\n")
    page.get_by_text("intussen ergens anders veranderd").wait_for()
    wrong += faults(page, axe, "changed elsewhere")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("button", name="Voeg samen").wait_for()
    wrong += faults(page, axe, "both texts")
    page.get_by_role("button", name="Voeg samen").click()
    page.get_by_role("button", name="Voeg ze zo samen").wait_for()
    wrong += faults(page, axe, "asked which stays")
    page.get_by_role("button", name="Voeg ze zo samen").click()
    page.locator("#text").wait_for()
    wrong += faults(page, axe, "merged")
    assert wrong == []


def test_sections_are_moved_without_leaving_the_page_and_the_keyboard_stays_at_them(
    chromium: Any, site: Site
) -> None:
    page = a_page(chromium, site)
    begin(page, site)
    site.app.articles.add(site.app.container.folder / "rust.txt")
    page.goto(f"{site.url}/desk/articles/rust.txt/table")
    page.evaluate("window.isSame = true")
    second = page.locator("#week-2 h3").inner_text()
    page.locator("#week-2").get_by_role("button", name="eerder").press("Enter")
    page.locator("#week-1 h3").get_by_text(second, exact=True).wait_for()
    assert page.evaluate("window.isSame") is True
    assert page.evaluate("document.activeElement.id") == "week-1"
    assert second in page.locator("#live").inner_text()
    page.context.set_offline(True)
    page.locator("#week-1").get_by_role("button", name="later").click()
    page.get_by_text("Er is geen verbinding").wait_for()
    assert page.locator("#week-1 h3").inner_text() == second


def test_a_section_is_dragged_to_another_week(chromium: Any, site: Site) -> None:
    page = a_page(chromium, site, viewport=WIDE)
    begin(page, site)
    whole = site.app.container.folder / "rust.txt"
    lines = [line for line in ARTICLE.splitlines() if not line.startswith("💡")]
    whole.write_text("\n".join(lines), "utf-8")
    site.app.articles.add(whole)
    page.goto(f"{site.url}/desk/articles/rust.txt/table")
    assert page.locator("#week-1 .piece").count() == 3
    page.locator("#week-1 summary").first.click()
    page.locator("#week-1 .piece").first.get_by_role("button", name="Verplaats").click()
    page.locator("#week-2").wait_for()
    page.drag_and_drop("#week-2 .piece > p", "#week-2 h3")  # where it is already
    page.drag_and_drop("#week-2 .piece > p", "#week-1 h3")
    page.locator("#live").get_by_text("staat nu in week 1").wait_for()
    assert page.locator("ol.cards > li").count() == 1
    assert page.locator("#week-1 .piece").count() == 3
    assert site.elsewhere == []


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}], ids=["", "no JavaScript"])
def test_a_picture_is_put_into_the_letter_with_what_was_typed(
    chromium: Any, site: Site, how: dict[str, Any]
) -> None:
    page = with_a_letter(chromium, site, **how)
    first = page.locator("#text").input_value().partition("\n\n")[0]
    page.locator("#field-subject").fill("Met een foto")
    page.locator("#text").focus()
    page.keyboard.press("Control+Home")
    page.get_by_text("Zet een afbeelding in de brief").click()
    page.locator("#picture-file").set_input_files(
        {"name": "tuin.jpg", "mimeType": "image/jpeg", "buffer": a_photo(300, 200)}
    )
    page.get_by_label("Wat is erop te zien?").fill("Een kale tuin")
    page.get_by_role("button", name="Zet hem erin").click()
    page.get_by_text("De afbeelding staat in de brief.").wait_for()
    assert page.locator("#field-subject").input_value() == "Met een foto"
    line = "![Een kale tuin](pictures/001-tuin.jpg)"
    text = page.locator("#text").input_value()
    if how:
        assert text.endswith(f"\n\n{line}\n")
    else:
        assert text.startswith(f"{first}\n\n{line}\n\n")
    assert page.locator("#kept-here").is_hidden()
    assert site.elsewhere == []


def test_a_link_to_pass_on_is_copied_by_a_button(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}{ONE}/share")
    page.get_by_role("button", name="Maak een link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Kopieer").click()
    page.get_by_role("button", name="Gekopieerd").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_a_finding_leads_to_its_line(chromium: Any, site: Site) -> None:
    page = with_a_letter(chromium, site)
    type_at_the_end(page, "\n\nLees [hier](https://) verder.\n")
    page.get_by_role("button", name="Controleer").click()
    lines = page.locator("#text").input_value().split("\n")
    at = next(number for number, line in enumerate(lines, 1) if "[hier]" in line)
    page.get_by_role("link", name=f"Regel {at}:").first.click()
    chosen = page.evaluate(
        "document.activeElement.value.slice("
        "document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    )
    assert chosen == lines[at - 1]
