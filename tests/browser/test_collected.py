"""The letters of an article on paper: no navigation, a new sheet for each, addresses written out."""

import re
from pathlib import Path
from typing import Any

from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.browser.looks import faults
from tests.browser.test_desk import a_page, served
from tests.web.desk.builders import signed_in

SERIES = "/desk/articles/rust.txt/letters"
LINK = "\nLees [dit](https://voorbeeld.nl/dit).\n"


def test_the_letters_of_an_article_are_read_and_printed(
    chromium: Any, axe: str, tmp_path: Path
) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=("2", "3"))
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8") + LINK, "utf-8")
    assert app.approvals.approve("1", offline=True).done
    for number in ("1", "2", "3"):
        app.dispatches.start(number)
    session = signed_in(app).cookies["desk"]
    with served(app) as site:
        page = a_page(chromium, site, bypass_csp=True)
        page.context.add_cookies([{"name": "desk", "value": session, "url": site.url}])
        page.goto(site.url + SERIES)
        assert faults(page, axe) == []
        assert page.get_by_role("navigation").is_visible()
        paper = page.pdf(prefer_css_page_size=True)  # in the dark, in which it was left
        sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
        assert len(re.findall(rb"/Type /Page\b", paper)) == 4
        assert {(round(float(w)), round(float(h))) for w, h in sheets} == {(595, 842)}  # A4
        page.emulate_media(media="print", color_scheme="dark")
        assert not page.get_by_role("navigation").is_visible()
        assert not page.get_by_text("Druk de pagina af met je browser").is_visible()
        style = "(one) => getComputedStyle(one, '::after').content"
        link = page.locator('a[href="https://voorbeeld.nl/dit"]')
        assert link.evaluate(style) == '" (https://voorbeeld.nl/dit)"'
        colour = "getComputedStyle(document.body).color"
        assert page.evaluate(colour) == "rgb(0, 0, 0)"
