"""axe-core finds nothing in any template, light or dark, but what cannot apply to an email."""

from collections.abc import Callable
from typing import Any

import pytest

from newsletter.editorial.checks.finding import run
from newsletter.editorial.checks.sheet import SHOWN
from newsletter.editorial.checks.views import View, seen, with_pictures
from tests.browser.looks import CANNOT_APPLY, violations
from tests.browser.mails import NAMES, html_of, pictures
from tests.editorial.checks.letters import BASE, a_letter, sheet_of


@pytest.mark.parametrize("template", NAMES)
@pytest.mark.parametrize("view", [View.LIGHT, View.DARK], ids=lambda view: view.value)
def test_axe_finds_nothing(opened: Callable[..., Any], axe: str, template: str, view: View) -> None:
    page = opened(seen(with_pictures(html_of(template), pictures()), view))
    assert violations(page, axe) == []


def test_axe_sees_what_is_wrong(opened: Callable[..., Any], axe: str) -> None:
    page = opened(
        "<html><body><img src='data:,'><p style='color:#cccccc'>Te licht</p></body></html>"
    )
    found = {one.partition(":")[0] for one in violations(page, axe)}
    assert {"image-alt", "html-has-lang", "document-title", "color-contrast"} <= found


def test_the_contact_sheet_itself_is_fit_to_be_read(opened: Callable[..., Any], axe: str) -> None:
    inputs = a_letter()
    page = opened(sheet_of(inputs, run(inputs)), width=1400)
    assert page.asked == [f"{BASE}/media/1.jpg"] * len(
        page.asked
    )  # nothing but the mail's own picture
    frames = page.evaluate(
        "[...document.querySelectorAll('iframe')].map(one => [one.clientWidth,"
        " one.clientHeight, one.contentDocument.documentElement.scrollHeight])"
    )
    assert [width for width, _, _ in frames] == [width for _, width in SHOWN]
    assert all(height >= inside for _, height, inside in frames)
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run(document, {iframes: false})).violations")
    assert [one["id"] for one in found if one["id"] not in CANNOT_APPLY] == []
