"""axe-core finds nothing in any template, light or dark, but what cannot apply to an email."""

from collections.abc import Callable
from typing import Any

import pytest

from newsletter.editorial.checks.views import View, seen, with_pictures
from tests.browser.mails import NAMES, html_of, pictures

# Rules of axe-core that ask for what an email cannot have, each with its reason.
CANNOT_APPLY: dict[str, str] = {
    "landmark-one-main": "a webmail shows the mail inside its own <main>, and a second one would mislead",
    "region": "the mail's landmarks are the mail program's; role=article keeps its content together",
}


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["id"] not in CANNOT_APPLY
    ]


@pytest.mark.parametrize("template", NAMES)
@pytest.mark.parametrize("view", [View.LIGHT, View.DARK], ids=lambda view: view.value)
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing(
    opened: Callable[..., Any], axe: str, template: str, view: View, width: int
) -> None:
    page = opened(seen(with_pictures(html_of(template), pictures()), view), width=width)
    assert violations(page, axe) == []
