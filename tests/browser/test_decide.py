"""The mail of the day before and its page in Chromium: on a phone, in the dark, and as axe sees them."""

import re
from pathlib import Path
from typing import Any

import pytest

from newsletter.model.editor import Role
from tests.app.builders import text_of, with_issues_approved
from tests.app.test_day_before import mails_to, token_in
from tests.browser.looks import PHONE_SIZE, faults
from tests.browser.test_desk import Site, a_page, site

__all__ = ["site"]  # a fixture


@pytest.fixture
def mail(site: Site) -> str:
    """The HTML of the mail to an editor."""
    with_issues_approved(site.app)
    site.app.desk.editors.add("Gerda de Wit", "gerda@example.org", Role.OWNER)
    site.app.rounds.make_at_once()
    return text_of(mails_to(site.app, "gerda")[0], "html")


def path_of(site: Site) -> str:
    return f"/decide/{token_in(mails_to(site.app, 'gerda')[0])}"


def test_nothing_is_wrong_with_the_mail_nor_with_its_page(
    chromium: Any, site: Site, axe: str, mail: str, tmp_path: Path
) -> None:
    page = a_page(chromium, site, bypass_csp=True)
    file = tmp_path / "mail.html"
    file.write_text(re.sub(r'src="[^"]*"', 'src=""', mail), "utf-8")
    page.goto(file.as_uri())
    wrong = faults(page, axe, "the mail")
    page.goto(f"{site.url}{path_of(site)}?answer=later")
    wrong += faults(page, axe, "asked")
    page.get_by_role("button", name="Sla zondag over").click()
    page.wait_for_selector("text=Genoteerd")
    wrong += faults(page, axe, "noted")
    assert wrong == []
    assert site.elsewhere == [file.as_uri()] or site.elsewhere == []


def test_what_decides_can_be_hit_with_a_thumb(chromium: Any, site: Site, mail: str) -> None:
    page = a_page(chromium, site, viewport=PHONE_SIZE)
    page.set_content(mail, wait_until="domcontentloaded")
    for _ in range(2):
        low = page.evaluate(
            """() => [...document.querySelectorAll("form.decide button, a[href*='/decide/']")]
                .map((one) => one.getBoundingClientRect().height).filter((high) => high < 40)"""
        )
        assert low == []
        page.goto(site.url + path_of(site))
