"""Two editors at one letter in Chromium: each sees that the other has it open."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.browser.looks import faults
from tests.browser.test_desk import PASSWORD, Site, a_page, served, sign_in
from tests.patience import until

ONE = "/desk/issues/1"
BRAM = "Bram heeft deze brief ook open."
MINUTE = 60_000  # milliseconds


@dataclass
class Two:
    """Gerda's page, Bram's page, and the clock of the publication."""

    site: Site
    clock: SetClock
    gerda: Any
    bram: Any

    def open(self, page: Any) -> None:
        with page.expect_response(f"**{ONE}/open"):
            page.goto(self.site.url + ONE)

    def a_minute_later(self, page: Any) -> None:
        """Let a minute pass, for the publication and at a page, which then asks again."""
        self.clock.pass_by(minutes=1)
        asked: list[Any] = []

        def note(request: Any) -> None:
            if request.url.endswith(f"{ONE}/open"):
                asked.append(request)

        page.on("request", note)
        # its minute begins once it has read the answer before, which it gives up after a minute
        assert until(lambda: page.clock.run_for(MINUTE // 4) or asked)
        page.remove_listener("request", note)
        asked[0].response()  # not its end: that of an answer without a body may never come


@pytest.fixture
def two(chromium: Any, tmp_path: Path) -> Iterator[Two]:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, EDITOR)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    with served(app) as site:
        gerda, bram = (a_page(chromium, site, bypass_csp=True) for _ in range(2))
        sign_in(gerda, site)
        sign_in_bram(app, site, bram)
        for page in (gerda, bram):
            page.clock.install()
        yield Two(site, clock, gerda, bram)
        assert site.elsewhere == []


def sign_in_bram(app: Newsletter, site: Site, page: Any) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    page.goto(site.here(app.desk.editors.link(bram.id)))
    page.get_by_role("button").first.click()
    page.wait_for_url("**/desk**")


def line(page: Any) -> Any:
    return page.locator("#others")


def test_each_sees_that_the_other_has_the_letter_open_and_that_they_left(two: Two) -> None:
    two.open(two.gerda)
    assert line(two.gerda).inner_text() == ""
    title = two.gerda.locator("#field-title").bounding_box()
    two.open(two.bram)
    assert line(two.bram).inner_text() == "Gerda de Wit heeft deze brief ook open."
    two.a_minute_later(two.gerda)
    assert until(lambda: line(two.gerda).inner_text() == BRAM)
    assert two.gerda.locator("#field-title").bounding_box() == title, "nothing shifts"
    two.gerda.locator("#text").focus()
    two.bram.goto(f"{two.site.url}/desk/issues")
    others = two.site.app.desk.open_letters.others
    gerda = two.site.app.desk.editors.all()[0]
    assert until(lambda: others(1, gerda) == ()), "leaving says so"
    two.a_minute_later(two.gerda)
    assert until(lambda: line(two.gerda).inner_text() == "")
    assert two.gerda.evaluate("document.activeElement.id") == "text"


def test_who_is_not_heard_of_any_more_has_gone(two: Two) -> None:
    two.open(two.bram)
    two.open(two.gerda)
    assert line(two.gerda).inner_text() == BRAM
    two.bram.context.set_offline(True)
    two.a_minute_later(two.gerda)
    assert line(two.gerda).inner_text() == BRAM
    two.a_minute_later(two.gerda)
    assert until(lambda: line(two.gerda).inner_text() == "")
    two.bram.context.set_offline(False)
    two.a_minute_later(two.bram)
    two.a_minute_later(two.gerda)
    assert until(lambda: line(two.gerda).inner_text() == BRAM)


def test_without_a_connection_or_a_session_nobody_is_said_to_be_there(two: Two) -> None:
    two.open(two.bram)
    two.open(two.gerda)
    assert line(two.gerda).inner_text() == BRAM
    two.gerda.context.set_offline(True)
    two.gerda.clock.run_for(MINUTE)
    assert until(lambda: line(two.gerda).inner_text() == "")
    two.gerda.context.set_offline(False)
    two.a_minute_later(two.bram)
    two.a_minute_later(two.gerda)
    assert until(lambda: line(two.gerda).inner_text() == BRAM)
    two.gerda.context.clear_cookies()
    two.a_minute_later(two.gerda)
    assert until(lambda: line(two.gerda).inner_text() == "")


def test_a_page_that_nobody_sees_says_nothing_until_it_is_seen_again(two: Two) -> None:
    two.open(two.gerda)
    asked: list[str] = []
    two.gerda.on("request", lambda one: asked.append(one.url))
    see = """(isHidden) => {
        Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    two.gerda.evaluate(see, True)
    two.gerda.clock.run_for(3 * MINUTE)
    assert asked == []
    with two.gerda.expect_response(f"**{ONE}/open"):
        two.gerda.evaluate(see, False)


def test_without_a_script_the_page_shows_who_was_there_when_it_was_opened(
    chromium: Any, two: Two
) -> None:
    two.open(two.bram)
    page = a_page(chromium, two.site, java_script_enabled=False)
    page.goto(f"{two.site.url}/desk/sign-in")
    page.get_by_label("E-mailadres").fill("gerda@example.org")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.goto(two.site.url + ONE)
    assert line(page).inner_text() == BRAM


def test_nothing_is_wrong_with_the_notice(two: Two, axe: str) -> None:
    two.open(two.bram)
    two.open(two.gerda)
    two.gerda.get_by_text(BRAM).wait_for()
    assert faults(two.gerda, axe, "open elsewhere") == []
