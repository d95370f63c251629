"""Checking in Chromium: the spam filter, which is slow, answers on the page that waits for it."""

from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.browser.test_desk import Site, a_page, served, sign_in
from tests.spam_filter import a_spam_filter, report

ONE = "/desk/issues/1"
REFUSED = report(9.1, " 9.1 FAKE_RULE              What this filter has against every mail")


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    return tmp_path / "answer"


@pytest.fixture
def site(tmp_path: Path, answer: Path) -> Any:
    waits = f"while [ ! -e {answer} ]; do sleep 0.05; done"
    program = a_spam_filter(tmp_path / "filter", answer, waits)
    a_publication(tmp_path / "own", SetClock(), EDITOR).close()
    file = tmp_path / "own" / "newsletter.toml"
    text = file.read_text("utf-8").replace('spamassassin = ""', f'spamassassin = "{program}"')
    file.write_text(text, "utf-8")
    with served(a_publication(tmp_path / "own", SetClock())) as one:
        yield one


def checked(chromium: Any, site: Site, **how: Any) -> Any:
    """The page of a letter after its check, while the filter has not answered yet."""
    site.app.issues.draw([str(site.app.container.folder / "rust.txt")])
    page = a_page(chromium, site, **how)
    sign_in(page, site)
    page.goto(site.url + ONE)
    page.get_by_role("button", name="Controleer").click()
    page.get_by_text("Het spamfilter bekijkt de brief nog.").wait_for()
    return page


def test_the_other_findings_are_there_and_the_filters_take_their_place_by_themselves(
    chromium: Any, site: Site, answer: Path
) -> None:
    page = checked(chromium, site)
    assert page.locator("#checked").get_attribute("aria-busy") == "true"
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("\n\nTyp gerust door.\n")
    answer.write_text(REFUSED)
    page.get_by_text("Deze brief kan nog niet gaan.").wait_for()
    page.get_by_text("SpamAssassin geeft 9,1 punten").wait_for()
    assert page.locator("#checked").get_attribute("aria-busy") is None
    assert "Typ gerust door." in page.locator("#text").input_value()
    assert page.locator("#checked").get_attribute("role") == "status"


def test_without_a_script_a_link_leads_to_what_the_filter_finds(
    chromium: Any, site: Site, answer: Path
) -> None:
    answer.write_text(report(0.1))
    page = checked(chromium, site, java_script_enabled=False)
    page.get_by_role("link", name="Kijk wat het vindt").click()
    page.get_by_text("Deze brief kan gaan.").wait_for()


def test_a_finding_on_another_page_leads_to_its_line(chromium: Any, site: Site) -> None:
    site.app.issues.draw([str(site.app.container.folder / "rust.txt")])
    opened = site.app.desk.writing.open(1)
    assert opened.fields is not None
    words = opened.fields.body.split("\n")[4]
    assert words
    page = a_page(chromium, site)
    sign_in(page, site)
    page.goto(f"{site.url}{ONE}#line-{opened.fields.lines + 5}")
    chosen = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.locator("#text").evaluate(chosen) == words
