"""Readers at the desk in Chromium, as axe sees them."""

from typing import Any

from tests.app.builders import SAID
from tests.browser import test_desk
from tests.browser.looks import faults
from tests.browser.test_desk import Site, a_page, begin

site = test_desk.site


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
