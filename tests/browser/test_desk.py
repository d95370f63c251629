"""The desk in Chromium, as axe sees it; what people come there for is in test_journeys.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from newsletter.app import Newsletter
from newsletter.web import build
from newsletter.web.site import StreamEndingServer, listen
from tests.app.builders import ARTICLE, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.browser.hands import Hand
from tests.browser.looks import PATIENCE, PHONE_SIZE, faults, on_a_phone, violations
from tests.serving import serving

PASSWORD = "een rustig zinnetje"
PAGES = ("", "/articles", "/issues", "/issues/1/history", "/queue", "/me", "/readers/replies")


@dataclass
class Site:
    """A publication's site on loopback, and what browsers asked of others."""

    app: Newsletter
    url: str
    elsewhere: list[str] = field(default_factory=list)

    def here(self, address: str) -> str:
        """An address of the publication, at the port where it is served."""
        return self.url + urlsplit(address).path


@contextmanager
def served(app: Newsletter) -> Iterator[Site]:
    with listen("127.0.0.1", 0) as listening:
        server = StreamEndingServer(uvicorn.Config(build(app), log_config=None), app)
        with serving(server, listening) as port:
            yield Site(app, f"http://127.0.0.1:{port}")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(a_publication(tmp_path / "own", SetClock(), EDITOR)) as one:
        yield one


def a_page(chromium: Any, site: Site, **how: Any) -> Any:
    context = chromium.new_context(**how)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((site.url, "data:"))
            else site.elsewhere.append(request.url)
        ),
    )
    return page


def begin(page: Any, site: Site) -> Hand:
    """Make the first account, as the owner of a new publication does."""
    hand = Hand(page)
    page.goto(site.here(site.app.desk.sign_in.first_link()))
    page.get_by_label("Je naam").fill("Gerda de Wit")
    page.get_by_label("E-mailadres").fill("gerda@example.org")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    hand.press("Account maken")
    return hand


def sign_in(page: Any, site: Site) -> None:
    """Be the first editor, whose session the browser has already."""
    desk = site.app.desk
    token = desk.sign_in.first_link().rpartition("/")[2]
    session = desk.sign_in.claim(token, "Gerda de Wit", "gerda@example.org", PASSWORD)
    page.context.add_cookies([{"name": "desk", "value": session, "url": site.url}])


def test_the_page_that_is_open_is_marked_in_the_colors_of_the_system_too(
    chromium: Any, site: Site
) -> None:
    page = a_page(chromium, site, forced_colors="active")
    sign_in(page, site)
    page.goto(f"{site.url}/desk/queue")
    links = page.locator(".bar a")
    style = "one => [one.hasAttribute('aria-current'), getComputedStyle(one).textDecorationLine]"
    marks = {
        (here, line == "underline") for here, line in (one.evaluate(style) for one in links.all())
    }
    assert marks == {(True, True), (False, False)}


def test_nothing_is_wrong_with_pages_that_no_journey_passes(
    chromium: Any, site: Site, axe: str
) -> None:
    page = a_page(chromium, site, bypass_csp=True)
    hand = begin(page, site)
    replies = site.app.container.store.replies
    replies.keep("1", sender="anna@example.org", subject="", text=f"Stop\n\n{'graag' * 30}")
    page.get_by_label("Plak hier een artikel").fill(ARTICLE)
    hand.press("Bekijk de weken")
    hand.press("Bewaar als concept")
    wrong = faults(page, axe, "drafts")
    for path in PAGES:
        page.goto(f"{site.url}/desk{path}")
        wrong += faults(page, axe, path)
    page.goto(f"{site.url}/desk/issues/1")
    hand.press("Controleer")
    wrong += faults(page, axe, "findings")
    assert wrong == []


def test_the_text_part_is_read_beside_the_other_views_in_the_light_and_the_dark(
    chromium: Any, site: Site, axe: str
) -> None:
    page = a_page(chromium, site, bypass_csp=True)
    hand = begin(page, site)
    page.get_by_label("Plak hier een artikel").fill(ARTICLE)
    hand.press("Bekijk de weken")
    hand.press("Bewaar als concept")
    page.goto(f"{site.url}/desk/issues/1")
    page.get_by_role("link", name="tekstversie").click()
    text = page.frame_locator("iframe.mail").locator("pre")
    assert "\nDag Anna,\n" in text.inner_text()
    size = text.evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert size[0] <= size[1]  # a line of the mail is a line here
    assert page.get_by_role("button", name="Opslaan", exact=True).is_visible()
    page.goto(f"{site.url}/desk/issues/1/text")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, axe, "color-contrast", "scrollable-region-focusable") == []
    page.set_viewport_size(PHONE_SIZE)
    assert on_a_phone(page) == []


def test_the_preview_shows_the_mail_and_runs_nothing(chromium: Any, site: Site) -> None:
    page = a_page(chromium, site)
    hand = begin(page, site)
    page.get_by_label("Plak hier een artikel").fill(ARTICLE)
    hand.press("Bekijk de weken")
    hand.press("Bewaar als concept")
    page.goto(f"{site.url}/desk/issues/1")
    mail = page.frame_locator("iframe.mail")
    assert "Dag " in mail.locator("body").inner_text()
    assert site.elsewhere == []
