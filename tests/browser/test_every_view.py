"""Every template in every view and at every width: nothing sticks out, all can be read and pressed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsletter.editorial.checks.views import View, seen, with_pictures
from tests.browser.mails import NAMES, html_of, pictures

WIDTHS = (320, 375, 600, 1280)
MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
LEAST_CONTRAST = 4.5
LEAST_HEIGHT = 44  # pixels of what is pressed (Apple's guidelines; WCAG 2.2, 2.5.5)

Opened = Callable[..., Any]
pytestmark = [
    pytest.mark.parametrize("template", NAMES),
    pytest.mark.parametrize("view", list(View), ids=lambda view: view.value),
]


@pytest.fixture
def looks(opened: Opened, template: str, view: View) -> dict[int, Any]:
    """What a mail measures in a view, by width."""
    page = opened(seen(with_pictures(html_of(template), pictures()), view))
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(MEASURES)
    assert page.asked == []
    return found


def test_a_mail_holds_in_every_view(looks: dict[int, Any]) -> None:
    for width, measured in looks.items():
        assert not measured["scrolls"], f"scrolls sideways at {width}: {measured['tooWide']}"
        assert measured["tooWide"] == [], f"at {width}"
        faint = [text for text in measured["texts"] if text["contrast"] < LEAST_CONTRAST]
        assert faint == [], f"at {width}"
        low = [
            target
            for target in measured["targets"]
            if target["height"] < LEAST_HEIGHT and not target["inSentence"]
        ]
        assert low == [], f"at {width}"
        small = [text for text in measured["texts"] if text["size"] < 13]
        assert small == [], f"at {width}"
        letters = sum(text["letters"] for text in measured["texts"])
        easy = sum(
            text["letters"]
            for text in measured["texts"]
            if text["size"] >= 16 and text["leading"] >= 1.4
        )
        assert easy > 0.7 * letters, f"most of it is too small or too tight at {width}"
