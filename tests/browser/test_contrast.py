"""Every word of every mail stands out in every view; the lowest contrast is printed (``pytest -rP``)."""

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest

from newsletter.editorial.checks.views import View, seen, with_pictures
from tests.browser.mails import MAILS, NAMES, mail_of, pictures
from tests.browser.test_every_view import LEAST_CONTRAST, MEASURES

Opened = Callable[..., Any]
DARK = (View.DARK, View.OUTLOOK)


def texts_of(page: Any, html: str, view: View) -> list[Any]:
    page.set_content(seen(with_pictures(html, pictures()), view), wait_until="load")
    texts: list[Any] = page.evaluate(MEASURES)["texts"]
    return texts


@pytest.mark.parametrize("template", NAMES)
def test_no_text_of_any_mail_is_faint_in_any_view(opened: Opened, template: str) -> None:
    page = opened("")
    lowest = {}
    for view in View:
        found = [
            (text["contrast"], name, text["words"])
            for name in MAILS
            for text in texts_of(page, mail_of(template, name), view)
        ]
        lowest[view.value] = min(found)
    lines = (
        f"{template}, {name}: {contrast:.2f} in {mail}, “{words}”\n"
        for name, (contrast, mail, words) in lowest.items()
    )
    sys.stdout.writelines(lines)
    assert {name: one for name, one in lowest.items() if one[0] < LEAST_CONTRAST} == {}


@pytest.mark.parametrize("template", NAMES)
@pytest.mark.parametrize("view", DARK, ids=lambda view: view.value)
def test_dark_colours_reach_a_body_that_has_the_class_itself(
    opened: Opened, template: str, view: View
) -> None:
    # npm's mjml puts the class of mj-body on <body>, where mrml puts it on the first div
    html, moved = re.subn(
        r'(<body )([^>]*>\s*<div [^>]*?)class="(paper|page)" ',
        r'\1class="\3" \2',
        mail_of(template),
    )
    assert moved == 1
    page = opened("")
    assert min(text["contrast"] for text in texts_of(page, html, view)) >= LEAST_CONTRAST
    margins = "getComputedStyle(document.body).backgroundColor"
    by_the_class = page.evaluate(margins)
    texts_of(page, mail_of(template), view)
    assert page.evaluate(margins) == by_the_class


@pytest.mark.parametrize("template", NAMES)
def test_in_outlook_the_mail_has_the_dark_colours_of_its_theme(
    opened: Opened, template: str
) -> None:
    colours = "[...document.querySelectorAll('body, div, td, a, p, h1, h2, span')].map(one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor])"
    page, found = opened(""), {}
    for view in DARK:
        texts_of(page, mail_of(template), view)
        found[view] = page.evaluate(colours)
    assert found[View.OUTLOOK] == found[View.DARK]
