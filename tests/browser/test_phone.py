"""A long word fits on the smallest phone: an address or a name is broken where it is wider than its line."""

from typing import Any

import pytest

from newsletter.model.editor import Role
from tests.app.builders import SAID
from tests.browser.test_desk import Site, a_page, sign_in, site
from tests.browser.test_every_view import WIDTHS

__all__ = ["site"]

NAME = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ADDRESS = f"{'een.lang.adres.' * 4}x@{'eenheellangdomein' * 3}.example.org"


@pytest.fixture
def page(chromium: Any, site: Site) -> Any:
    """The page of an owner beside an editor with a long name and a reader with a long address."""
    site.app.people.add(ADDRESS, statement=SAID)
    one = a_page(chromium, site, viewport={"width": min(WIDTHS), "height": 700})
    sign_in(one, site)
    bram = site.app.desk.editors.add(NAME, "bram@example.org", Role.WRITER)
    site.app.issues.draw([str(site.app.container.folder / "rust.txt")])
    opened = site.app.desk.writing.open(1)
    site.app.desk.writing.save(1, f"{opened.text}\nEn dit.\n", opened.sha256, bram)
    one.goto(f"{site.url}/desk/readers/1")
    one.get_by_role("button", name="Laat de gegevens zien").click()
    return one


def test_a_long_address_or_name_makes_no_page_wider_than_a_phone(page: Any, site: Site) -> None:
    wide = []
    for path in ("log", "editors", "readers/1", "readers/1/forget", "issues/1/history"):
        page.goto(f"{site.url}/desk/{path}")
        assert NAME in page.content() or ADDRESS in page.content(), path
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    assert wide == []
