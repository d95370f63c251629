"""What the checks compute of a mail is what a browser shows of it: the same texts, sizes and contrasts."""

from collections.abc import Callable
from typing import Any

import pytest

from newsletter.editorial.checks import appearance
from newsletter.editorial.checks.finding import bare
from newsletter.editorial.checks.modes import Mode
from newsletter.editorial.checks.views import View, seen
from tests.browser.mails import MAILS, NAMES, mail_of
from tests.browser.test_every_view import MEASURES

VIEWS = {
    Mode.LIGHT: View.LIGHT,
    Mode.DARK: View.DARK,
    Mode.OUTLOOK_DARK: View.OUTLOOK,
    Mode.NO_STYLES: View.NO_STYLES,
}
COMPARED = ("issue", "confirm")

Text = tuple[str, float, float]


def rounded(words: str, size: float, contrast: float) -> Text:
    return bare(words[:30])[:20], round(size, 1), round(contrast, 1)


def in_browser(page: Any, html: str, mode: Mode, width: int) -> list[Text]:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(seen(html, VIEWS[mode]), wait_until="load")
    texts = page.evaluate(MEASURES)["texts"]
    return [rounded(one["words"], one["size"], one["contrast"]) for one in texts]


@pytest.mark.parametrize("template", NAMES)
@pytest.mark.parametrize("mail", [name for name in MAILS if name in COMPARED])
def test_sizes_and_contrasts_are_those_of_the_browser(
    opened: Callable[..., Any], template: str, mail: str
) -> None:
    page, html = opened(""), mail_of(template, mail)
    for look, texts in appearance.by_look(html).items():
        ours = [
            rounded(one.words, one.appearance.size, one.contrast)
            for one in texts
            if one.hiding is None
        ]
        assert ours == in_browser(page, html, look.mode, look.width), look.mode
