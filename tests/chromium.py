"""Chromium without a window and axe-core, where they are installed."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any

from tests.needs import missing

# The first is built for this alone, and takes half of the processor's time.
PROGRAMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
NOT_HERE = "no Chromium is installed (Debian: apt-get install chromium-headless-shell)"


_AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"


def axe_core() -> str:
    """Return the source of axe-core; skips, saying why, where it is not installed."""
    if not _AXE.is_file():
        missing("axe", "axe-core is not installed (npm install --no-save axe-core)")
    return _AXE.read_text(encoding="utf-8")


def program() -> str | None:
    """Return where it is, if it is anywhere."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def settle(page: Any) -> None:
    """Wait until the page is complete to which a press led, also after a save that comes first.

    Playwright waits until that page has begun. Its lines, styles and scripts may come later.
    """
    page.locator("form[aria-busy=true]").wait_for(state="detached")
    page.wait_for_load_state()


def _until_loaded(act: Callable[..., None]) -> Callable[..., None]:
    """Return what presses something, which then ends when the page that follows is complete."""

    @wraps(act)
    def press(place: Any, *given: Any, **named: Any) -> None:
        act(place, *given, **named)
        settle(place.page)

    return press


@cache
def _be_patient() -> None:
    from playwright.sync_api import Locator

    for name in ("click", "press", "tap"):
        setattr(Locator, name, _until_loaded(getattr(Locator, name)))


@contextmanager
def launched() -> Iterator[Any]:
    """Open one browser; meanwhile no other event loop may run in this thread."""
    from playwright.sync_api import sync_playwright

    _be_patient()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        yield browser
        browser.close()


_OPEN = ExitStack()


@cache
def kept() -> Any:
    """Return one browser for many tests; until ``close`` no other event loop may run in this thread."""
    return _OPEN.enter_context(launched())


def close() -> None:
    """End the browser that was kept, if there is one."""
    kept.cache_clear()
    _OPEN.close()
