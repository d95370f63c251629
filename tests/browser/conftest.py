"""Chromium and axe-core, where they are installed; where not, the tests skip and say so."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.chromium import NOT_HERE, axe_core, launched, program
from tests.needs import missing


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One headless browser a module: while it is open, no other test may run an event loop."""
    if program() is None:
        missing("chromium", NOT_HERE)
    with launched() as browser:
        yield browser


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
    return axe_core()
