"""A list of readers imported and downloaded in Chromium: with and without JavaScript, on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looks import PHONE, faults
from tests.browser.test_desk import Site, a_page, sign_in, site
from tests.web.desk.test_reader_files import addresses, of_another_tool

__all__ = ["site"]  # a fixture


def steps(page: Any, site: Site, folder: Path) -> Iterator[str]:
    """Import a list of 800 in which a word is not understood, and name each page."""
    path = folder / "lijst.csv"
    path.write_text(of_another_tool(800), "utf-8")
    page.goto(f"{site.url}/desk/readers/import")
    yield "asked for a list"
    page.get_by_role("radio", name="Lezers").check()
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Bekijk de lijst").click()
    page.get_by_text("Niet alles in de lijst is duidelijk").wait_for()
    yield "not understood"
    page.get_by_label("‘lopend’").select_option("subscribed")
    page.get_by_role("button", name="Bekijk wat er nu gebeurt").click()
    take = page.get_by_role("button", name="Zet 640 lezers over")
    take.wait_for()
    yield "understood"
    page.get_by_role("radio", name="Dat weet ik niet").check()
    take.click()
    page.get_by_text("Er is niemand overgezet en niemand krijgt mail").wait_for()
    yield "without a ground"
    page.get_by_role("radio", name="Ze vroegen er zelf om").check()
    page.get_by_label("Waar en wanneer?").fill("op de site, van 2021 tot 2025")
    take.click()
    page.get_by_text("640 zijn lezer geworden").wait_for()
    yield "imported"
    page.goto(f"{site.url}/desk/readers/export")
    yield "before the download"


@pytest.mark.parametrize(
    "how", [{}, PHONE, {"java_script_enabled": False}], ids=["wide", "phone", "without JavaScript"]
)
def test_a_list_comes_in_and_all_readers_can_be_downloaded(
    chromium: Any, site: Site, tmp_path: Path, how: dict[str, Any]
) -> None:
    page = a_page(chromium, site, **how)
    sign_in(page, site)
    for _ in steps(page, site, tmp_path):
        pass
    assert len(addresses(site.app)) == 640
    with page.expect_download() as download:
        page.get_by_role("button", name="Download het bestand").click()
    assert download.value.suggested_filename == "readers-2026-03-07.csv"
    assert len(Path(download.value.path()).read_text("utf-8-sig").splitlines()) == 641
    assert not page.locator("#busy").is_visible()
    assert site.elsewhere == []


def test_nothing_is_wrong_with_any_page_of_it(
    chromium: Any, site: Site, tmp_path: Path, axe: str
) -> None:
    page = a_page(chromium, site, bypass_csp=True)
    sign_in(page, site)
    wrong = []
    for state in steps(page, site, tmp_path):
        wrong += faults(page, axe, state)
    assert wrong == []
