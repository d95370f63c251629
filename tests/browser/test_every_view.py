"""Every template in every view and at every width: nothing sticks out, all can be read and pressed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsletter.editorial.checks.views import View, seen, with_pictures
from newsletter.model.blocks import PostScript
from newsletter.model.edition import fill
from newsletter.rendering.compile import compile_issue
from tests.browser.mails import NAMES, html_of, pictures
from tests.rendering.builders import BODY, a_full_issue, a_letter, a_recipient, a_template

WIDTHS = (320, 375, 600, 1280)
MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
LEAST_CONTRAST = 4.5
LEAST_LEADING = 1.4
SMALLEST = 13  # pixels of the smallest print
MOST = 0.7  # of all letters, to be 16 pixels or more
MOST_TAIL = 0.15  # of a letter's height, from its sign-off to its end
LEAST_HEIGHT = 44  # pixels of what is pressed (Apple's guidelines; WCAG 2.2, 2.5.5)

Opened = Callable[..., Any]


def faults(measured: Any) -> dict[str, Any]:
    """What is wrong with a page by what it measures: a name, and where."""
    texts, targets = measured["texts"], measured["targets"]
    letters = sum(text["letters"] for text in texts)
    easy = sum(
        text["letters"] for text in texts if text["size"] >= 16 and text["leading"] >= LEAST_LEADING
    )
    found = {
        "scrolls": measured["scrolls"],
        "sticks out": measured["tooWide"],
        "faint": [text for text in texts if text["contrast"] < LEAST_CONTRAST],
        "low": [one for one in targets if one["height"] < LEAST_HEIGHT and not one["inSentence"]],
        "small": [text for text in texts if text["size"] < SMALLEST],
        "uneasy": easy < MOST * letters,
    }
    return {name: where for name, where in found.items() if where}


@pytest.mark.parametrize("template", NAMES)
@pytest.mark.parametrize("view", list(View), ids=lambda view: view.value)
def test_a_mail_holds_in_every_view_and_at_every_width(
    opened: Opened, template: str, view: View
) -> None:
    page = opened(seen(with_pictures(html_of(template), pictures()), view))
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = faults(page.evaluate(MEASURES))
    assert found == {width: {} for width in WIDTHS}
    assert page.asked == []


def test_the_end_of_a_letter_is_short_on_a_phone(opened: Opened) -> None:
    issue = a_full_issue(blocks=tuple(b for b in BODY if not isinstance(b, PostScript)), lines=())
    edition = compile_issue(issue, a_template(), a_letter(asks_clear_moment=True))
    page = opened(fill(edition.html, a_recipient().values), width=390)
    tail, whole = page.evaluate(
        "[document.documentElement.scrollHeight"
        " - document.querySelector('.close').getBoundingClientRect().bottom,"
        " document.documentElement.scrollHeight]"
    )
    assert tail <= MOST_TAIL * whole
