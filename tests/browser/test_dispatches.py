"""The pages of a dispatch in Chromium: every state of them, and without JavaScript."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.message import Message
from newsletter.model.dispatch import NOTICES
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import BY_TWO, accept, frozen, hold, refuse
from tests.browser.looks import PHONE, faults
from tests.browser.test_desk import Site, a_page, served, sign_in
from tests.patience import until


@pytest.fixture
def going(tmp_path: Path) -> Iterator[Site]:
    """The site of a publication with a letter on its way to ten readers."""
    app = a_publication(tmp_path / "own", SetClock(), BY_TWO)
    frozen(app)
    with app.container.store.database.write() as connection:  # an outbox mails nobody
        connection.exec_driver_sql("UPDATE dispatches SET provider = 'smtp' WHERE id = 1")
    with served(app) as site:
        yield site


def states(page: Any, going: Site) -> Iterator[str]:
    """Bring the pages into each state in turn, and name it."""
    app, dispatch = going.app, f"{going.url}/desk/dispatches/1"
    accept(app)
    page.goto(dispatch)
    yield "going"
    hold(app)
    hold(app)
    refuse(app)
    page.reload()
    yield "in doubt, and refused"
    page.get_by_text("Beslis per deel").click()
    yield "in doubt, batch by batch"
    page.goto(f"{dispatch}/cancel")
    yield "asked"
    page.get_by_role("button", name="Stop de rest").click()
    page.get_by_text("De rest wordt niet meer verstuurd.").wait_for()
    yield "cancelled"
    page.get_by_role("link", name="Wie hem niet kreeg, en waarom").click()
    page.get_by_role("heading", name="Geweigerd door de verzenddienst").wait_for()
    yield "who did not get it"
    page.goto(f"{dispatch}/people?state=refused")
    yield "who"
    for name, path in (
        ("one reader", "dispatches/1/reader?number=1"),
        ("a number of nobody", "dispatches/1/reader?number=99"),
        ("the proof", "dispatches/1/proof"),
        ("a rehearsal", "issues/2/rehearsal"),
    ):
        page.goto(f"{going.url}/desk/{path}")
        yield name
    app.container.store.dispatches.pause(NOTICES, Message("account-key-refused").to_text())
    page.goto(f"{going.url}/desk/dispatches")
    yield "the list, and notices that have stopped"


@pytest.mark.parametrize(
    "how", [{}, PHONE, {"java_script_enabled": False}], ids=["wide", "phone", "without JavaScript"]
)
def test_a_letter_is_paused_goes_on_and_is_stopped(
    chromium: Any, going: Site, how: dict[str, Any]
) -> None:
    page = a_page(chromium, going, **how)
    sign_in(page, going)
    page.goto(f"{going.url}/desk")
    page.get_by_role("link", name="Bekijk de verzending").click()
    page.get_by_role("button", name="Pauzeer").click()
    page.get_by_role("status").filter(has_text="Er wordt niets meer verstuurd").wait_for()
    page.get_by_role("button", name="Laat het doorgaan").click()
    page.get_by_role("status").filter(has_text="Binnen een halve minuut").wait_for()
    page.get_by_role("link", name="Stop de rest …").click()
    page.get_by_role("button", name="Stop de rest").click()
    page.get_by_role("status").filter(has_text="niet meer verstuurd").wait_for()
    assert dict(going.app.dispatches.show(1).counts) == {"skipped": 10}
    assert going.elsewhere == []


def test_without_javascript_the_page_shows_by_itself_how_far_it_is(
    chromium: Any, going: Site
) -> None:
    page = a_page(chromium, going, java_script_enabled=False)
    sign_in(page, going)
    page.goto(f"{going.url}/desk/dispatches/1")
    accept(going.app)
    page.locator(".progress").get_by_text("2 verstuurd").wait_for()
    assert page.get_by_text("niet vanzelf").locator("visible=true").count() == 0


def test_nothing_is_wrong_in_any_state(chromium: Any, going: Site, axe: str) -> None:
    page = a_page(chromium, going, bypass_csp=True)
    sign_in(page, going)
    wrong = []
    for state in states(page, going):
        wrong += faults(page, axe, state)
    assert wrong == []


def test_what_was_typed_and_opened_stays_when_the_page_changes_by_itself(
    chromium: Any, going: Site
) -> None:
    app = going.app
    hold(app)
    hold(app)
    page = a_page(chromium, going)
    sign_in(page, going)
    page.goto(f"{going.url}/desk/dispatches/1")
    page.get_by_text("Beslis per deel").click()
    number = page.get_by_label("Nummer van de lezer")
    number.fill("12")
    app.dispatches.pause(1)
    page.locator("#became", has_text="gepauzeerd").wait_for()
    assert number.input_value() == "12"
    assert number.evaluate("(one) => one === document.activeElement")
    assert page.locator("#by-part").get_attribute("open") is not None


def test_counts_that_are_behind_the_page_do_not_have_it_fetched_over_and_over(
    chromium: Any, going: Site
) -> None:
    page = a_page(chromium, going, bypass_csp=True)
    sign_in(page, going)
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    behind = {"state": "paused", "is_done": False, "is_waiting": False, "audience": 10}
    event = f"retry: 1\ndata: {json.dumps(behind | {'to_go': 10, 'counts': {}})}\n\n"
    answered: list[str] = []
    fetched: list[str] = []

    def answer(route: Any) -> None:
        route.fulfill(content_type="text/event-stream", body=event)
        answered.append(route.request.url)

    page.route("**/progress", answer)
    page.on(
        "request", lambda one: fetched.append(one.url) if one.resource_type == "fetch" else None
    )
    page.goto(f"{going.url}/desk/dispatches/1")
    assert until(lambda: page.evaluate("1") and len(answered) > 6)
    assert fetched == [f"{going.url}/desk/dispatches/1"]
