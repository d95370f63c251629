"""Sending a letter at once in Chromium: two presses there, one to undo it, and every state of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.browser.looks import PHONE, faults
from tests.browser.test_desk import Site, a_page, served, sign_in


@pytest.fixture
def queued(tmp_path: Path) -> Iterator[Site]:
    """The site of a publication with three queued letters."""
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app)
    with served(app) as site:
        yield site


def states(page: Any, queued: Site) -> Iterator[str]:
    """Bring the page into each state in turn, and name it."""
    app, letter = queued.app, f"{queued.url}/desk/issues/1"
    page.goto(letter)
    yield "the letter"
    page.goto(f"{letter}/start")
    yield "asked"
    page.get_by_role("button", name="Verstuur naar 2 lezers").click()
    page.get_by_text("gaat om 13:01 naar 2 lezers").wait_for()
    yield "waits, on its page"
    page.goto(f"{queued.url}/desk")
    yield "waits, on the first page"
    app.approvals.withdraw("1")
    page.reload()
    yield "not sent, on the first page"
    page.goto(letter)
    yield "not sent, on its page"
    page.goto(f"{letter}/start")
    yield "refused"


@pytest.mark.parametrize(
    "how", [{}, PHONE, {"java_script_enabled": False}], ids=["wide", "phone", "without JavaScript"]
)
def test_two_presses_send_it_and_one_undoes_that(
    chromium: Any, queued: Site, how: dict[str, Any]
) -> None:
    page = a_page(chromium, queued, **how)
    sign_in(page, queued)
    page.goto(f"{queued.url}/desk/issues/1")
    page.get_by_role("link", name="Nu versturen …").click()
    page.get_by_role("button", name="Verstuur naar 2 lezers").click()
    waits = page.get_by_role("status").filter(has_text="gaat om 13:01 naar 2 lezers")
    waits.wait_for()
    assert [one.number for one in queued.app.desk.starts.rows()] == [1]
    page.goto(f"{queued.url}/desk")
    page.get_by_role("button", name="Toch niet versturen").click()
    page.get_by_text("Deze brief wordt nu niet verstuurd.").wait_for()
    assert queued.app.desk.starts.rows() == ()
    assert queued.elsewhere == []


def test_nothing_is_wrong_in_any_state(chromium: Any, queued: Site, axe: str) -> None:
    page = a_page(chromium, queued, bypass_csp=True)
    sign_in(page, queued)
    wrong = []
    for state in states(page, queued):
        wrong += faults(page, axe, state)
    assert wrong == []
