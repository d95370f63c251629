"""The cutting table by the keyboard alone: taken, moved, put down, and put back."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.app.test_cutting_table import NAME, TEXT
from tests.browser.looks import WIDE, faults
from tests.browser.test_desk import Site, a_page, sign_in, site
from tests.patience import until

__all__ = ["site"]

FOCUS = "document.activeElement.id"


class Table:
    """A cutting table in a browser, and what it sent."""

    def __init__(self, page: Any, site: Site) -> None:
        self.page = page
        self.site = site
        self.sent: list[str] = []
        page.on("request", lambda one: self.sent.append(one.post_data) if one.post_data else None)

    def to(self, card: str) -> None:
        """Tab from the beginning of the page to a section."""
        for _ in range(60):
            if self.page.evaluate(FOCUS) == f"card-{card}.0":
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {card}")

    def press(self, *keys: str) -> str:
        """Press keys, and return what a screen reader is told after them."""
        for key in keys:
            self.page.keyboard.press(key)
        return str(self.page.locator("#live").inner_text())

    def hears(self, words: str) -> None:
        self.page.locator("#live").get_by_text(words).wait_for()

    def shown(self) -> list[list[str]]:
        """The sections of each week as the page shows them."""
        script = """[...document.querySelectorAll("ol.cards > li")].map((week) =>
            [...week.querySelectorAll(".piece")].map((one) => one.dataset.name))"""
        weeks: list[list[str]] = self.page.evaluate(script)
        return weeks

    def kept(self) -> list[list[str]]:
        """The sections of each week as the publication has them."""
        weeks = self.site.app.desk.table.show(NAME).weeks
        return [[card.heading or "" for card in week.pieces] for week in weeks]


@pytest.fixture
def table(chromium: Any, site: Site) -> Callable[..., Table]:
    def opened(**how: Any) -> Table:
        folder = site.app.container.folder / "issues" / "articles"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NAME).write_text(TEXT, encoding="utf-8")
        page = a_page(chromium, site, **how)
        sign_in(page, site)
        page.goto(f"{site.url}/desk/articles/{NAME}/table")
        return Table(page, site)

    return opened


APART = [["Harken"], ["Gieten"], ["Wieden"]]


def test_a_section_is_taken_moved_and_put_down_and_keeps_the_focus(
    table: Callable[..., Table],
) -> None:
    one = table()
    one.page.evaluate("window.isSame = true")
    one.to("gieten")
    assert "is opgepakt" in one.press(" ")
    assert "‘Gieten’ komt in week 3, zondag 22 maart." in one.press("ArrowDown")
    assert "komt in week 1" in one.press("ArrowLeft", "ArrowUp")
    assert one.shown() == [["Harken", "Gieten"], [], ["Wieden"]]
    assert one.page.evaluate(FOCUS) == "card-gieten.0"
    assert (one.kept(), one.sent) == (APART, [])
    one.press(" ")
    one.hears("‘Gieten’ staat nu in week 1, zondag 8 maart.")
    assert one.kept() == one.shown() == [["Harken", "Gieten"], ["Wieden"]]
    assert one.page.evaluate(FOCUS) == "card-gieten.0"
    assert one.page.evaluate("window.isSame") is True
    assert "is opgepakt" in one.press(" "), "it can be taken again at once"
    assert len(one.sent) == 1


def test_out_of_the_weeks_into_a_new_one_and_round_the_end(table: Callable[..., Table]) -> None:
    one = table()
    one.to("harken")
    assert "wordt niet gebruikt" in one.press(" ", "ArrowUp")
    assert one.shown() == [[], ["Gieten"], ["Wieden"], ["Harken"]]
    one.press(" ")
    one.hears("‘Harken’ wordt nu niet gebruikt.")
    assert one.kept() == [["Gieten"], ["Wieden"]]
    assert "krijgt een eigen week" in one.press(" ", "ArrowUp")
    assert one.shown() == [["Gieten"], ["Wieden"], ["Harken"]]
    assert "wordt niet gebruikt" in one.press("ArrowDown")
    assert "komt in week 1" in one.press("ArrowDown")
    one.press("ArrowUp", "ArrowUp", " ")
    one.hears("‘Harken’ staat nu in week 3")
    assert one.kept() == one.shown() == [["Gieten"], ["Wieden"], ["Harken"]]
    assert one.page.evaluate(FOCUS) == "card-harken.0"


@pytest.mark.parametrize(
    ("keys", "focus"),
    [
        (["Escape"], "card-gieten.0"),
        (["ArrowDown", " "], "card-gieten.0"),  # where it was before
        (["Tab"], ""),
        (["Shift+Tab"], ""),
    ],
    ids=str,
)
def test_put_back_it_lies_where_it_was_and_nothing_is_sent(
    table: Callable[..., Table], keys: list[str], focus: str
) -> None:
    one = table()
    one.to("gieten")
    one.press(" ", "ArrowUp")
    assert one.shown() != APART
    assert "ligt weer waar het lag" in one.press(*keys)
    assert one.shown() == APART
    assert one.page.evaluate(FOCUS) == focus
    assert one.page.locator(".taken, .over").count() == 0
    one.to("wieden")
    one.press("ArrowUp")
    assert (one.shown(), one.sent) == (APART, [])


def test_the_mouse_puts_back_what_the_keyboard_took(table: Callable[..., Table]) -> None:
    one = table()
    one.to("gieten")
    one.press(" ", "ArrowUp")
    one.page.locator("#week-3 summary").click()
    assert until(lambda: one.shown() == APART)
    assert one.page.locator("#week-3 details").get_attribute("open") is not None
    assert one.sent == []


def test_keys_in_what_a_section_holds_are_not_taken_from_it(table: Callable[..., Table]) -> None:
    one = table()
    one.to("harken")
    one.press("Tab", " ")  # its details open
    assert one.page.locator("#week-1 details").get_attribute("open") is not None
    one.press("Tab", "ArrowDown", "ArrowDown")
    assert one.page.locator("#week-1 select").input_value() == "4"
    one.press("Tab", "Tab", " ")  # past the button, to where it can be cut
    assert one.page.locator("#week-1 [name=at]:checked").count() == 1
    assert (one.shown(), one.sent) == (APART, [])
    one.press("Shift+Tab", " ")
    one.hears("‘Harken’ staat nu in week 3")
    assert one.kept() == one.shown() == [["Gieten"], ["Wieden"], ["Harken"]]
    assert len(one.sent) == 1


def test_a_refusal_is_read_at_the_section_which_lies_where_it_was(
    table: Callable[..., Table],
) -> None:
    one = table()
    one.to("harken")
    one.press(" ", "ArrowDown", "ArrowDown", " ")  # both ask
    one.page.locator("main [role=alert]").wait_for()
    why = one.page.locator("main [role=alert]").inner_text()
    one.hears(why)
    assert why in one.page.locator("#keys").inner_text()
    assert one.page.evaluate(FOCUS) == "card-harken.0"
    assert one.kept() == one.shown() == APART


def test_without_a_connection_it_goes_back_and_can_be_taken_again(
    table: Callable[..., Table],
) -> None:
    one = table()
    one.to("gieten")
    one.page.context.set_offline(True)
    one.press(" ", "ArrowUp", " ")
    one.page.get_by_text("Er kwam geen antwoord").wait_for()
    assert one.kept() == one.shown() == APART
    one.page.context.set_offline(False)
    one.to("gieten")
    one.press(" ", "ArrowUp", " ")
    one.hears("‘Gieten’ staat nu in week 1")
    assert one.kept() == [["Harken", "Gieten"], ["Wieden"]]


def test_a_section_in_a_letter_cannot_be_taken(table: Callable[..., Table], site: Site) -> None:
    one = table()
    site.app.issues.draw([NAME], weeks=2)
    one.page.reload()
    assert [one.page.locator(what).count() for what in (".piece", ".piece[tabindex]")] == [3, 1]


def test_beside_sections_in_letters_one_is_put_among_those_that_are_not_used(
    table: Callable[..., Table], site: Site
) -> None:
    one = table()
    site.app.issues.draw([NAME], weeks=2)
    one.page.reload()
    none = one.page.get_by_text("Er blijft geen stuk over.")
    assert none.is_visible()
    one.to("gieten")
    assert "wordt niet gebruikt" in one.press(" ", "ArrowUp")
    assert none.is_hidden()
    groups = """[...document.querySelectorAll("section:has(ul.cards)")].map((group) =>
        [...group.querySelectorAll(".piece")].map((one) => one.dataset.name))"""
    assert one.page.evaluate(groups) == [["Gieten"], ["Harken", "Wieden"]]
    one.press(" ")
    one.page.get_by_text("‘Gieten’ wordt nu niet gebruikt.").first.wait_for()
    assert one.kept() == []
    assert one.page.evaluate(groups) == [["Gieten"], ["Harken", "Wieden"]]


def test_without_a_script_the_page_is_as_it_was(table: Callable[..., Table]) -> None:
    page = table(java_script_enabled=False).page
    assert page.locator(".piece").count() == 3
    assert page.locator(".piece[tabindex], .piece[role]").count() == 0
    assert page.locator("#keys").is_hidden()


def test_nothing_is_wrong_while_a_section_is_moved(table: Callable[..., Table], axe: str) -> None:
    one = table(bypass_csp=True, viewport=WIDE)
    wrong = faults(one.page, axe, "the table")
    one.to("harken")
    wrong += faults(one.page, axe, "at a section")
    one.press(" ", "ArrowDown")
    wrong += faults(one.page, axe, "in another week")
    one.press("ArrowDown", "ArrowDown")
    wrong += faults(one.page, axe, "in a new one")
    one.press("ArrowDown", " ")
    one.hears("wordt nu niet gebruikt")
    wrong += faults(one.page, axe, "put down")
    assert wrong == []
    assert one.site.elsewhere == []
