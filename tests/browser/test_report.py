"""The report of a letter in Chromium: numbers that move by themselves, and every state of the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.model.delivery import ReportKind
from newsletter.model.preferences import Answer
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_dispatch_report import READERS, answered
from tests.app.test_dispatches import bounced
from tests.app.test_reminders import EDITOR
from tests.browser.looks import PHONE, faults
from tests.browser.test_desk import Site, a_page, served, sign_in
from tests.patience import until


@pytest.fixture
def going(tmp_path: Path) -> Iterator[Site]:
    """The site of a publication with a letter that went out, and one that is half way."""
    settings = f"{EDITOR}\n[dispatch]\nbatch_size = 2\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    app.dispatches.dispatcher.stop()
    app.dispatches.start("2")
    del app.dispatches.dispatcher
    app.dispatches.dispatcher.hand_over_next()
    with served(app) as site:
        yield site


def states(page: Any, going: Site) -> Iterator[str]:
    """Bring the page into each state in turn, and name it."""
    app = going.app
    page.goto(f"{going.url}/desk/dispatches/2/report")
    yield "on its way"
    app.dispatches.dispatcher.drain()
    page.locator(".lead", has_text="in de map outbox").wait_for()
    yield "done"
    bounced(app, 2, 1, 2, kind=ReportKind.BOUNCED)
    bounced(app, 2, 3, kind=ReportKind.COMPLAINED)
    answered(app, 1, *[Answer.YES] * 4, Answer.SOMEWHAT, Answer.NO)
    with app.container.store.database.write() as connection:
        minute = 60_000_000
        connection.exec_driver_sql(f"UPDATE batches SET handed_at = handed_at + number * {minute}")
    page.reload()
    yield "with all parts"
    page.goto(f"{going.url}/desk/dispatches/9/report")
    yield "never sent"


@pytest.mark.parametrize("how", [{}, PHONE], ids=["wide", "phone"])
def test_the_numbers_move_and_the_page_changes_when_all_is_handed_over(
    chromium: Any, going: Site, how: dict[str, Any]
) -> None:
    app = going.app
    page = a_page(chromium, going, **how)
    sign_in(page, going)
    page.goto(f"{going.url}/desk/dispatches/2/report")
    left = page.locator("[data-count=to_go]")
    assert left.inner_text() == "8"
    app.dispatches.dispatcher.hand_over_next()
    page.locator("[data-count=to_go]", has_text="6").wait_for()
    assert page.locator("progress").evaluate("(bar) => bar.value") == 4
    app.dispatches.pause(2)
    page.locator(".lead", has_text="gepauzeerd").wait_for()
    app.dispatches.resume(2)
    page.locator(".lead", has_text="in de map outbox").wait_for()
    assert page.locator("progress").count() == 0
    assert going.elsewhere == []


def test_without_javascript_there_is_a_link_to_reload(chromium: Any, going: Site) -> None:
    page = a_page(chromium, going, java_script_enabled=False)
    sign_in(page, going)
    page.goto(f"{going.url}/desk/dispatches/2/report")
    going.app.dispatches.dispatcher.drain()
    page.get_by_role("link", name="Vernieuw de pagina").click()
    page.locator(".lead", has_text="in de map outbox").wait_for()


def test_a_page_that_nobody_sees_holds_no_connection(chromium: Any, going: Site) -> None:
    page = a_page(chromium, going)
    sign_in(page, going)
    page.goto(f"{going.url}/desk/dispatches/2/report")
    live = going.app.desk.live_progress
    assert until(lambda: len(live._watches) == 1)
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    assert until(lambda: not live._watches)


def test_nothing_is_wrong_in_any_state(chromium: Any, going: Site, axe: str) -> None:
    page = a_page(chromium, going, bypass_csp=True)
    sign_in(page, going)
    wrong = []
    for state in states(page, going):
        wrong += faults(page, axe, state)
    assert wrong == []
