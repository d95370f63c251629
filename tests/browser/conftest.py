"""Chromium and axe-core, where they are installed; where not, the tests skip and say so."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.chromium import NOT_HERE, axe_core, close, kept, program
from tests.needs import missing


@pytest.fixture
def chromium() -> Iterator[Any]:
    """A headless browser, in which nothing stays open that a test opened."""
    if program() is None:
        missing("chromium", NOT_HERE)
    browser = kept()
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """Close the browser before a test that has no use for it: that may run an event loop."""
    try:
        return (yield)
    finally:
        if "chromium" not in getattr(nextitem, "fixturenames", ()):
            close()


@pytest.fixture
def opened(chromium: Any) -> Callable[..., Any]:
    """Opens HTML as a page of its own; whatever it asks the network for is refused and remembered."""

    def open_page(html: str, *, width: int = 600, dark: bool = False) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        page = context.new_page()
        page.asked = []

        def refuse(route: Any) -> None:
            page.asked.append(route.request.url)
            route.abort()

        page.route(lambda url: not url.startswith("data:"), refuse)
        page.set_content(html, wait_until="load")
        return page

    return open_page


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return axe_core()
