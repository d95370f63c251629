"""The reader pages with a form, in light and dark and at every width, whatever kind of field an address has."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsletter.audience.tokens import Purpose
from newsletter.web import build
from tests.audience.builders import House
from tests.browser.looks import violations
from tests.browser.test_every_view import LEAST_HEIGHT, MEASURES, WIDTHS, faults
from tests.web.builders import Newsletter

STYLE = Path(__file__).parents[2] / "newsletter" / "web" / "static" / "page.css"
PAGES = ("front", "subscribe", "preferences", "leave", "data", "all data")
KINDS = ("email", "text")
FIELDS = """() => [...document.querySelectorAll("input")]
    .filter((field) => !["hidden", "checkbox", "radio"].includes(field.type) && !field.closest(".trap"))
    .map((field) => {
        const style = getComputedStyle(field), box = field.getBoundingClientRect();
        return {
            name: field.name, height: box.height, width: box.width, font: style.fontFamily,
            size: parseFloat(style.fontSize), border: style.borderTopWidth, round: style.borderTopLeftRadius,
            paper: style.backgroundColor, ink: style.color,
        };
    })"""


def texts_of(newsletter: Newsletter) -> dict[str, str]:
    """The pages' HTML with their style sheet in it; another thread runs the event loop."""
    reader = newsletter.reader()
    fresh = newsletter.house.store.fresh_links.add(reader.id, newsletter.house.clock())
    token = newsletter.house.keyring.token
    ways = {
        "front": ("GET", "/"),
        "subscribe": ("GET", "/subscribe"),
        "preferences": ("GET", "/preferences"),
        "leave": ("GET", f"/unsubscribe/{token(Purpose.LEAVE, reader.id)}"),
        "data": ("POST", f"/data/{token(Purpose.FRESH, fresh)}"),
    }

    async def ask() -> dict[str, str]:
        transport = httpx.ASGITransport(build(newsletter))
        base = "https://brief.example.nl"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            found = {
                name: (await client.request(method, path)).raise_for_status().text
                for name, (method, path) in ways.items()
            }
            key = re.findall(r'name="key" value="([^"]+)"', found["data"])[0]
            read = await client.post("/data", data={"key": key, "wish": "read"})
            return found | {"all data": read.raise_for_status().text}

    with ThreadPoolExecutor() as thread:
        fetched = thread.submit(asyncio.run, ask()).result()
    style = f"<style>{STYLE.read_text('utf-8')}</style></head>"
    return {name: text.replace("</head>", style) for name, text in fetched.items()}


@pytest.fixture(scope="module", autouse=True)
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The pages by the kind of field that an address is typed into, and their names."""
    found = {}
    for kind in KINDS:
        house = House(tmp_path_factory.mktemp(kind))
        newsletter = Newsletter(house)
        newsletter.readers.unicode_local = kind == "text"
        found[kind] = texts_of(newsletter)
        house.store.close()
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_at_every_width(
    opened: Callable[..., Any], pages: dict[str, dict[str, str]], name: str, kind: str, dark: bool
) -> None:
    page = opened(pages[kind][name], dark=dark)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        seen = faults(page.evaluate(MEASURES))
        found[width] = {
            what: seen[what] for what in ("scrolls", "sticks out", "faint") if what in seen
        }
        low = [field for field in page.evaluate(FIELDS) if field["height"] < LEAST_HEIGHT]
        assert low == [], width
    assert found == {width: {} for width in WIDTHS}


@pytest.mark.parametrize("name", ["subscribe", "preferences", "data"])
def test_a_field_looks_the_same_whatever_kind_it_is(
    opened: Callable[..., Any], pages: dict[str, dict[str, str]], name: str
) -> None:
    looks = [
        {key: value for key, value in field.items() if key != "name"}
        for kind in KINDS
        for field in opened(pages[kind][name]).evaluate(FIELDS)
    ]
    assert looks
    assert looks == [looks[0]] * len(looks)
    assert looks[0]["size"] >= 16  # below that, telephones zoom in on a field that is typed into


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_page_with_all_data(
    opened: Callable[..., Any], axe: str, pages: dict[str, dict[str, str]], dark: bool
) -> None:
    assert violations(opened(pages["email"]["all data"], dark=dark), axe) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_the_form(
    opened: Callable[..., Any], axe: str, pages: dict[str, dict[str, str]], kind: str, dark: bool
) -> None:
    assert violations(opened(pages[kind]["subscribe"], dark=dark), axe) == []
