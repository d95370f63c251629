"""Both templates as readers see them: every width, light and dark, without pictures, without styles."""

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsletter.model.blocks import Image
from newsletter.model.edition import fill
from newsletter.rendering.colours import (
    LEAST_CONTRAST,
    Rgb,
    contrast,
    inverted,
    lightness_inverted,
)
from newsletter.rendering.compile import compile_issue, compile_notice
from newsletter.rendering.notices import NoticeKind
from newsletter.rendering.pictures import Picture
from tests.rendering.builders import BODY, a_letter, a_recipient, a_template, an_issue

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("helder-moment", "brief")

# A mail is shown inside a mail program's own page, which has the landmarks.
NOT_FOR_MAIL = ("landmark-one-main", "region")

# Every run of text with its colour and what it stands on, as the browser computes them.
WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const out = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    let behind = element, ground = 'rgba(0, 0, 0, 0)';
    while (behind && ground === 'rgba(0, 0, 0, 0)') {
      ground = getComputedStyle(behind).backgroundColor;
      behind = behind.parentElement;
    }
    out.push([node.data.trim().slice(0, 30), style.color, ground, parseFloat(style.fontSize)]);
  }
  return out;
}"""

TAPPED = """() => [...document.querySelectorAll('a')]
  .filter(a => getComputedStyle(a).display !== 'inline')
  .map(a => [a.textContent, a.getBoundingClientRect().height])"""


@pytest.fixture(scope="module")
def page_of() -> Iterator[Callable[..., Any]]:
    """Opens HTML at a width and in a scheme; anything from the network fails to load."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here; apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()  # one for all: opening a page costs more than any of the tests
        page.route("http*://**", lambda route: route.abort())

        def show(html: str, width: int = 600, scheme: str = "light") -> Any:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            page.set_content(html, wait_until="commit")
            return page

        yield show
        browser.close()


@cache
def a_mail(name: str, kind: NoticeKind | None = None) -> str:
    blocks = (*BODY[:6], Image("tuin.jpg", "Een tuin in de mist"), *BODY[6:])
    images = {"tuin.jpg": Picture("ab12.jpg", b"", 536, 300)}
    edition = (
        compile_issue(
            an_issue(blocks=blocks, lines=()), a_template(name), a_letter(), images=images
        )
        if kind is None
        else compile_notice(kind, a_template(name), a_letter())
    )
    return fill(edition.html, a_recipient().values)


def without_styles(html: str) -> str:
    return re.sub(r"<style\b.*?</style>", "", html, flags=re.DOTALL)


def colour(computed: str) -> Rgb:
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", computed)[:3])
    return red, green, blue


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, 375, 600, 1280])
def test_nothing_stands_over_the_edge(page_of, name, width) -> None:
    for html in (a_mail(name), without_styles(a_mail(name)), a_mail(name, NoticeKind.CONFIRM)):
        page = page_of(html, width)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("document.querySelector('h1').getBoundingClientRect().width") <= 600


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "styles removed"])
def test_every_word_stands_out(page_of, name, scheme, styled) -> None:
    html = a_mail(name) if styled else without_styles(a_mail(name))
    page = page_of(html, scheme=scheme)
    words = page.evaluate(WORDS)
    assert len(words) > 30
    for said, ink, ground, _ in words:
        for seen in (lambda same: same, inverted, lightness_inverted):
            found = contrast(seen(colour(ink)), seen(colour(ground)))
            assert found >= LEAST_CONTRAST, (said, ink, ground)


@pytest.mark.parametrize("name", NAMES)
def test_the_dark_is_dark(page_of, name) -> None:
    page = page_of(a_mail(name), scheme="dark")
    grounds = {ground for _, _, ground, _ in page.evaluate(WORDS)}
    dark = [sum(colour(ground)) / 3 < 0.2 for ground in grounds]
    assert dark.count(False) == 1  # the button


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "styles removed"])
def test_text_is_large_enough_to_read_and_links_to_press(page_of, name, styled) -> None:
    page = page_of(a_mail(name) if styled else without_styles(a_mail(name)), width=375)
    sizes = {said: size for said, _, _, size in page.evaluate(WORDS)}
    tapped = page.evaluate(TAPPED)
    assert max(sizes[said] for said in sizes if said.startswith("Ik zag het")) >= 16
    assert min(sizes.values()) >= 14
    assert len(tapped) >= 6
    assert all(height >= 44 for _, height in tapped), tapped


@pytest.mark.parametrize("name", NAMES)
def test_without_pictures_their_words_are_read(page_of, name) -> None:
    page = page_of(a_mail(name), width=375)
    box = page.get_by_alt_text("Een tuin in de mist").bounding_box()
    assert box is not None
    assert 0 < box["width"] <= 375
    assert box["height"] > 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [None, NoticeKind.CONFIRM], ids=["issue", "notice"])
def test_axe_finds_nothing_that_applies_to_mail(page_of, name, scheme, kind) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not here; npm install --no-save axe-core")
    page = page_of(a_mail(name, kind), scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [each["id"] for each in found if each["id"] not in NOT_FOR_MAIL] == []
