"""Addresses for tests, companies and requeued letters in Chromium: without JavaScript, as axe sees them."""

from pathlib import Path
from typing import Any

from newsletter.app import Newsletter
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_saved_addresses import OTHER, asked
from tests.browser.looks import faults
from tests.browser.test_desk import a_page, served
from tests.web.desk.builders import signed_in


def letters(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    return app


def test_an_address_says_yes_and_gets_a_test_without_javascript(
    chromium: Any, axe: str, tmp_path: Path
) -> None:
    app = letters(tmp_path)
    session = signed_in(app).cookies["desk"]
    with served(app) as site:
        page = a_page(chromium, site, java_script_enabled=False)
        page.context.add_cookies([{"name": "desk", "value": session, "url": site.url}])
        page.goto(f"{site.url}/desk/settings")
        page.get_by_role("link", name="Adressen voor tests").click()
        page.get_by_label("Nog een adres").fill(OTHER)
        page.get_by_role("button", name="Stuur de vraag").click()
        assert page.get_by_text("Een mail met een vraag is onderweg.").is_visible()
        holder = a_page(chromium, site, java_script_enabled=False)
        holder.goto(f"{site.url}/desk/test-address/{asked(app)[0]}")
        holder.get_by_role("button", name="Ja, dat is goed").click()
        assert holder.get_by_text("Dank je.").is_visible()
        page.goto(f"{site.url}/desk/issues/1")
        page.get_by_text("Stuur een test naar een ander adres").click()
        page.get_by_label("Naar welk adres?").select_option(OTHER)
        page.get_by_role("button", name="Stuur de test").click()
        assert "/desk/issues/1?done=tests" in page.url


def test_axe_finds_nothing_on_these_pages(chromium: Any, axe: str, tmp_path: Path) -> None:
    app = letters(tmp_path)
    session = signed_in(app).cookies["desk"]
    owner = app.desk.editors.all()[0]
    app.desk.settings.addresses.add(OTHER, owner)
    token = asked(app)[0]
    with served(app) as site:
        page = a_page(chromium, site, bypass_csp=True)
        page.context.add_cookies([{"name": "desk", "value": session, "url": site.url}])
        found = []
        for path in ("/settings/addresses", f"/test-address/{token}", "/test-address/x"):
            page.goto(f"{site.url}/desk{path}")
            found += faults(page, axe, path)
        page.goto(f"{site.url}/desk/letterhead")
        page.get_by_text("Voeg een bedrijf toe").click()
        page.get_by_label("Wat het met de gegevens doet").fill("verstuurt")
        page.get_by_label("Groet", exact=False).first.fill("Tot zondag")
        page.get_by_role("button", name="Opslaan").click()
        assert page.locator("#recipients").get_attribute("aria-invalid") == "true"
        found += faults(page, axe, "a company by half")
        page.locator("#recipients").fill("Postbedrijf")
        page.locator("#recipient-country-0").fill("nl")
        page.get_by_role("button", name="Opslaan").click()
        page.wait_for_url("**/letterhead?done=saved")
        page.get_by_role("button", name="Zet de brieven opnieuw klaar").click()
        page.wait_for_url("**/renewed/**")
        found += faults(page, axe, "renewed")
        assert found == []
