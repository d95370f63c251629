"""The desk's planning in Chromium: the keyboard's place after a move, and months on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.browser.looks import PHONE, faults
from tests.browser.test_desk import Site, a_page, served, sign_in

PAGES = (
    "/queue?letter=2",
    "/queue?letter=1",
    "/queue?moved=2&later=3#letter-2",
    "/queue?month=2026-03",
    "/queue?month=2026-04",
    "/queue/away",
    "/queue/away?since=2026-03-14&until=2026-03-22",
    "/queue/away?since=2026-03-22&until=2026-03-14",
    "/queue/away?since=&until=",
    "/calendar",
)


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Site]:
    """The site of a publication with three queued letters."""
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app)
    with served(app) as site:
        yield site


def a_planning(chromium: Any, planned: Site, **how: Any) -> Any:
    """The planning at a browser that is signed in, with one of the letters on a fixed day."""
    page = a_page(chromium, planned, **how)
    sign_in(page, planned)
    [gerda] = planned.app.desk.editors.all()
    planned.app.desk.pinning.pin(1, "2026-03-24", "10:00", gerda)
    planned.app.desk.agenda.skip("2026-03-29", gerda)
    page.goto(f"{planned.url}/desk/queue")
    return page


@pytest.mark.parametrize(
    "how", [{}, PHONE, {"java_script_enabled": False}], ids=["wide", "phone", "without JavaScript"]
)
def test_a_letter_is_moved_and_the_keyboard_goes_on_from_there(
    chromium: Any,
    planned: Site,
    how: dict[str, Any],
) -> None:
    page = a_planning(chromium, planned, **how)
    if how is PHONE:
        page.locator("#letter-3 summary").click()
    page.get_by_role("button", name=re.compile("^eerder ?: Hoe de avond mag zakken$")).click()
    row = page.locator("#letter-3")
    row.get_by_role("status").wait_for()
    assert "gaat nu op zondag 8 maart om 08:00" in row.get_by_role("status").inner_text()
    assert row.evaluate("one => one === document.activeElement")
    page.keyboard.press("Tab")
    assert page.locator("#letter-3 a").first.evaluate("one => one === document.activeElement")
    assert row.get_by_role("status").is_visible()
    if how.get("java_script_enabled", True):
        assert "gaat nu op zondag 8 maart om 08:00" in page.locator("#live").inner_text()
    assert planned.elsewhere == []


def test_a_letter_is_put_in_another_week_and_on_a_fixed_day_by_the_keyboard(
    chromium: Any,
    planned: Site,
) -> None:
    page = a_planning(chromium, planned)
    page.get_by_role("link", name=re.compile("^andere dag ?: De weg naar huis$")).press("Enter")
    page.get_by_label("Naar de week van").select_option("2026-03-15")
    page.get_by_role("button", name=re.compile("^Verplaats ?: De weg naar huis$")).press("Enter")
    page.locator("#letter-2").get_by_role("status").wait_for()
    assert [row.number for row in planned.app.queue.rows()] == [1, 3, 2]
    page.get_by_role("link", name=re.compile("^andere dag ?: De weg naar huis$")).press("Enter")
    page.get_by_label("Dag", exact=True).fill("2026-04-01")
    page.get_by_label("Tijd", exact=True).fill("11:30")
    page.get_by_role("button", name=re.compile("^Zet vast op deze dag ?: De weg naar huis$")).press(
        "Enter"
    )
    assert (
        "woensdag 1 april om 11:30" in page.locator("#letter-2").get_by_role("status").inner_text()
    )


@pytest.mark.parametrize(
    "how", [{}, {"java_script_enabled": False}], ids=["with JavaScript", "without JavaScript"]
)
def test_a_refused_day_leads_the_keyboard_to_the_reason_at_its_letter(
    chromium: Any, planned: Site, how: dict[str, Any]
) -> None:
    page = a_planning(chromium, planned, viewport={"width": 375, "height": 700}, **how)
    page.goto(f"{planned.url}/desk/queue?letter=2")
    page.get_by_label("Dag", exact=True).fill("2026-03-29")  # which is skipped
    page.get_by_role("button", name=re.compile("^Zet vast op deze dag")).click()
    reason = page.locator("#letter-2 form").get_by_role("alert")
    reason.wait_for()
    assert reason.evaluate("one => one === document.activeElement")
    top = reason.bounding_box()["y"]
    assert 0 < top < 600
    page.keyboard.press("Tab")
    assert page.get_by_label("Dag", exact=True).evaluate("one => one === document.activeElement")


def test_on_a_phone_what_can_be_done_is_behind_one_word_and_on_a_wide_screen_it_is_open(
    chromium: Any, planned: Site
) -> None:
    page = a_planning(chromium, planned, viewport={"width": 375, "height": 700})
    row = page.locator("#letter-2")
    later = row.get_by_role("button", name=re.compile("^later"))
    assert not later.is_visible()
    assert row.bounding_box()["height"] < 100  # two lines
    page.locator("#letter-2 a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert later.is_visible()
    later.press("Enter")
    row.get_by_role("status").wait_for()
    assert row.get_by_role("button", name=re.compile("^eerder")).is_visible(), "it stays open"
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{planned.url}/desk/queue")
    assert row.get_by_role("button", name=re.compile("^eerder")).is_visible()
    assert not page.locator("#letter-2 summary").is_visible()


# What sticks out of its row of the planning, and what lies over the summary that opens it.
_ASTRAY = """() => [...document.querySelectorAll(".slots > li")].flatMap((row) => {
    const edge = row.getBoundingClientRect(), summary = row.querySelector("summary");
    const mark = summary?.getBoundingClientRect() ?? new DOMRect();
    return [...row.querySelectorAll("*:not(.unseen)")]
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, box]) => box.width && box.height)
        .filter(([one, box]) =>
            box.left < edge.left - 1 || box.right > edge.right + 1
            || box.top < edge.top - 1 || box.bottom > edge.bottom + 1
            || (one.matches("button, a") && mark.width && box.left < mark.right
                && mark.left < box.right && box.top < mark.bottom && mark.top < box.bottom))
        .map(([one]) => `${row.id} ${one.tagName} ${one.innerText}`);
})"""


@pytest.mark.parametrize("width", [375, 620, 1280])
@pytest.mark.parametrize("query", ["", "?letter=2", "?letter=1", "?moved=3"])
def test_what_can_be_done_with_a_day_stays_in_its_row(
    chromium: Any, planned: Site, width: int, query: str
) -> None:
    page = a_planning(chromium, planned, viewport={"width": width, "height": 900})
    page.goto(f"{planned.url}/desk/queue{query}")
    for one in page.locator(".slots summary").all():
        if one.is_visible() and not one.evaluate("one => one.parentElement.open"):
            one.click()
    assert page.evaluate(_ASTRAY) == []


def test_nothing_is_wrong_in_the_planning(chromium: Any, planned: Site, axe: str) -> None:
    page = a_planning(chromium, planned, bypass_csp=True)
    wrong = []
    for path in PAGES:
        page.goto(f"{planned.url}/desk{path}")
        wrong += faults(page, axe, path)
    page.goto(f"{planned.url}/desk/queue")
    page.set_viewport_size({"width": 375, "height": 700})
    for one in page.locator(".day-acts summary").all():
        one.click()
    wrong += faults(page, axe, "everything open")
    page.goto(f"{planned.url}/desk/calendar")
    page.get_by_role("button", name="Maak een agenda-adres").click()
    wrong += faults(page, axe, "an address for calendars")
    assert wrong == []


def test_a_month_is_a_table_and_on_a_phone_a_list_of_the_days_that_matter(
    chromium: Any,
    planned: Site,
) -> None:
    page = a_planning(chromium, planned, viewport={"width": 1280, "height": 900})
    page.goto(f"{planned.url}/desk/queue?month=2026-03")
    table = page.get_by_role("table", name="Maart 2026")
    assert table.get_by_role("columnheader").count() == 7
    assert table.get_by_role("row").count() == 7
    assert page.get_by_role("columnheader", name="donderdag").inner_text() == "donderdag"
    assert "vandaag" in table.inner_text()
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.get_by_role("columnheader", name="donderdag").count() == 1
    assert page.locator("th .brief").first.is_visible()
    page.set_viewport_size({"width": 375, "height": 700})
    shown = page.locator("main table").inner_text()
    for day in ("zondag 8 maart, 08:00", "dinsdag 24 maart, 10:00", "zondag 29 maart"):
        assert day in shown
    assert "overgeslagen" in shown
    assert "zaterdag 7 maart" in shown, "today"
    assert "vandaag" in shown
    assert "\n9\n" not in f"\n{shown}\n"
