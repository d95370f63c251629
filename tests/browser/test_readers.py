"""Readers at the desk in Chromium: by keyboard, without JavaScript, and as axe sees them."""

from typing import Any

import pytest

from newsletter.model.audience import Standing
from tests.app.builders import SAID
from tests.browser import test_desk
from tests.browser.looks import faults
from tests.browser.test_desk import Site, a_page, begin
from tests.browser.test_desk_people import NO_SCRIPT, fill, press

site = test_desk.site


@pytest.mark.parametrize("how", [{}, NO_SCRIPT], ids=["keyboard", "keyboard, no JavaScript"])
def test_an_owner_finds_a_reader_and_unsubscribes_them(
    chromium: Any, site: Site, how: dict[str, Any]
) -> None:
    for name in ("anna", "bram"):
        site.app.people.add(f"{name}@example.org", first_name=name.title(), statement=SAID)
    page = a_page(chromium, site, **how)
    begin(page, site)
    page.goto(f"{site.url}/desk/readers")
    fill(page, "Adres of naam", "bram")
    press(page, "Toon")
    press(page, "bram@example.org")
    assert page.url == f"{site.url}/desk/readers/2"
    press(page, "Afmelden …")
    press(page, "Afmelden")
    assert "Deze lezer is afgemeld" in page.locator("main").inner_text()
    assert site.app.desk.readers.one(2).who.standing is Standing.UNSUBSCRIBED
    assert site.app.desk.readers.one(1).who.standing is Standing.CONFIRMED
    assert site.elsewhere == []


def test_axe_finds_nothing_on_the_pages_about_readers(chromium: Any, site: Site, axe: str) -> None:
    page = a_page(chromium, site, bypass_csp=True)
    begin(page, site)
    page.goto(f"{site.url}/desk/readers")
    found = faults(page, axe, "nobody")
    for number in range(60):
        site.app.people.add(f"anna{number}@example.org", tags=["rust"], statement=SAID)
    page.goto(f"{site.url}/desk/readers")
    page.get_by_text("Week voor week").click()
    found += faults(page, axe, "list")
    page.goto(f"{site.url}/desk/readers/1")
    found += faults(page, axe, "closed")
    page.get_by_role("button", name="Laat de gegevens zien").click()
    page.wait_for_url("**/desk/readers/1")
    page.get_by_label("Voornaam").wait_for()
    found += faults(page, axe, "one")
    for act in ("/1/suppress", "/1/forget", "/add"):
        page.goto(f"{site.url}/desk/readers{act}")
        found += faults(page, axe, act)
    assert found == []
