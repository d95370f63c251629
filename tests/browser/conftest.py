"""Chromium and axe-core, where they are installed; where not, the tests skip and say so."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.needs import missing

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One headless browser a module: while it is open, no other test may run an event loop."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        missing("chromium", "no Chromium is installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens HTML as a page of its own; whatever it asks the network for is refused and remembered."""
    contexts = []

    def open_page(html: str, *, width: int = 600, dark: bool = False) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.asked = []

        def refuse(route: Any) -> None:
            page.asked.append(route.request.url)
            route.abort()

        page.route(lambda url: not url.startswith("data:"), refuse)
        page.set_content(html, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.is_file():
        missing("axe", "axe-core is not installed (npm install --no-save axe-core)")
    return AXE.read_text(encoding="utf-8")
