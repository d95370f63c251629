"""The pages that put a mistake in a sent letter right, in each of their states, in Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import SAID, SetClock, a_publication, clock_of, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.browser.looks import faults
from tests.browser.test_desk import Site, a_page, served, sign_in

WRONG = "Er staat een stoel bij het raam waar bijna niemand zit."
RIGHT = "Er staat een stoel bij de deur waar bijna niemand zit."
HOSTILE = "{{7*7}} <script>alert(1)</script>"


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[Site]:
    """The site of a publication whose first letter went to three; one left, and one came after."""
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app, readers=("anna", "bram", "chris"))
    app.dispatches.start("1")
    app.people.unsubscribe("bram@example.org")
    app.people.add("emma@example.org", statement=SAID)
    with served(app) as site:
        yield site


def write(page: Any, sent: Site, words: str) -> None:
    """Write a correction, and ask to send it."""
    page.goto(f"{sent.url}/desk/dispatches/1/report")
    page.get_by_role("link", name="Stuur een verbetering").click()
    page.get_by_text("aan 2 lezers").wait_for()
    page.get_by_label("Tekst", exact=True).fill(words)
    page.get_by_role("button", name="Verstuur naar 2 lezers …").click()


def states(page: Any, sent: Site) -> Iterator[str]:
    """Bring the page into each state in turn, and name it."""
    letter = f"{sent.url}/desk/issues/1"
    for path in ("", "/web", "/web/changes", "/web/hidden", "/correction"):
        page.goto(f"{letter}{path}")
        yield f"at first {path}"
    page.goto(f"{letter}/web")
    box = page.get_by_label("Tekst", exact=True)
    box.fill(box.input_value().replace(WRONG, RIGHT) + "\n\n[TODO]\n")
    page.get_by_role("button", name="Bekijk wat er verandert …").click()
    page.locator("ins").first.wait_for()
    yield "changes with an error"
    page.goto(f"{letter}/web")
    box.fill(box.input_value().replace("[TODO]", "Een zin erbij."))
    page.get_by_role("button", name="Bekijk wat er verandert …").click()
    page.locator("ins").first.wait_for()
    yield "changes"
    page.get_by_role("button", name="Zet in de webversie").click()
    page.get_by_text("De nieuwe tekst staat in de webversie.").wait_for()
    yield "corrected"
    page.goto(f"{letter}/web/hidden")
    page.get_by_role("button", name="Haal de brief van de site").click()
    page.get_by_text("De brief is van de site gehaald.").wait_for()
    yield "off the site"
    for path in ("/web", "/web/hidden"):
        page.goto(f"{letter}{path}")
        yield f"off the site {path}"
    page.goto(f"{letter}/correction")
    page.get_by_label("Onderwerp").fill(" ")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("Geef de mail een onderwerp.").wait_for()
    yield "a correction without a subject"
    page.goto(f"{letter}/correction")
    yield "a correction with what was typed before"
    page.get_by_role("button", name="Gooi die tekst weg").click()
    write(page, sent, HOSTILE)
    page.get_by_text("Dit moet eerst anders").wait_for()
    yield "a correction with errors"
    write(page, sent, "De stoel staat bij de deur.")
    page.get_by_role("button", name="Verstuur naar 2 lezers", exact=True).click()
    page.get_by_text("gaat om 13:01").wait_for()
    yield "the correction waits, on its page"
    page.goto(f"{letter}/correction")
    yield "the correction waits"
    clock_of(sent.app).pass_by(seconds=61)
    sent.app.rounds.make_at_once()
    page.reload()
    yield "after a correction"
    for name in ("anna", "chris"):
        sent.app.people.unsubscribe(f"{name}@example.org")
    page.reload()
    yield "nobody left"
    page.goto(f"{sent.url}/desk/dispatches/1/report")
    yield "the report"


def test_nothing_is_wrong_in_any_state(chromium: Any, sent: Site, axe: str) -> None:
    page = a_page(chromium, sent, bypass_csp=True)
    sign_in(page, sent)
    wrong = []
    for state in states(page, sent):
        wrong += faults(page, axe, state)
    assert wrong == []


def test_what_is_typed_into_a_correction_survives_a_reload_until_it_is_saved(
    chromium: Any, sent: Site
) -> None:
    page = a_page(chromium, sent)
    sign_in(page, sent)
    address = f"{sent.url}/desk/issues/1/correction"
    box, back = page.get_by_label("Tekst", exact=True), page.locator("#typed-before")

    def typed(words: str, after: str) -> None:
        """Type, leave the page as ``after`` says, and find the words there."""
        box.fill(words)
        page.reload() if after == "reload" else page.goto(after)
        page.goto(address)
        assert box.input_value() == words
        assert back.is_visible()

    page.goto(address)
    proposal = box.input_value()
    typed("De stoel staat bij de deur.", "reload")
    page.get_by_role("button", name="Gooi die tekst weg").click()
    assert box.input_value() == proposal
    page.reload()
    assert (box.input_value(), back.is_hidden()) == (proposal, True)

    typed("De stoel staat op zolder.", f"{sent.url}/desk")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("Opgeslagen.", exact=True).wait_for()
    assert back.is_hidden()
    typed("De stoel staat in de tuin.", "reload")

    # somebody else saves meanwhile: nobody's text is replaced unseen
    draft = sent.app.desk.writing.open(4)
    other = draft.text.replace("op zolder", "in de schuur")
    sent.app.desk.writing.save(4, other, draft.sha256, sent.app.desk.editors.all()[0])
    page.reload()
    assert box.input_value() == "De stoel staat in de tuin."
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("heading", name="Welke tekst").wait_for()
    assert "in de schuur" in sent.app.desk.writing.open(4).text

    page.goto(address)
    page.get_by_role("button", name="Gooi die tekst weg").click()
    page.get_by_label("Onderwerp").fill(" ")
    box.fill("De stoel is weg.")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("Geef de mail een onderwerp.").wait_for()
    page.goto(address)
    assert box.input_value() == "De stoel is weg.", "it was refused, and not lost"


def test_going_back_to_a_correction_shows_its_text_as_it_is_by_now(
    chromium: Any, sent: Site
) -> None:
    page = a_page(chromium, sent)
    sign_in(page, sent)
    box = page.get_by_label("Tekst", exact=True)
    for where in ("in de tuin", "op zolder"):
        page.goto(f"{sent.url}/desk/issues/1/correction")
        box.fill(f"De stoel staat {where}.")
        page.get_by_role("button", name="Opslaan").click()
        page.get_by_text("Opgeslagen.", exact=True).wait_for()
    draft = sent.app.desk.writing.open(4)
    other = draft.text.replace("op zolder", "in de schuur")
    sent.app.desk.writing.save(4, other, draft.sha256, sent.app.desk.editors.all()[0])
    page.go_back()
    assert box.input_value() == "De stoel staat in de schuur."


def test_what_is_typed_into_a_correction_is_not_dropped_because_another_one_was_sent(
    chromium: Any, sent: Site
) -> None:
    first = a_page(chromium, sent)
    sign_in(first, sent)
    address = f"{sent.url}/desk/issues/1/correction"
    first.goto(address)
    first.get_by_label("Tekst", exact=True).fill("De stoel is blauw.")
    second = first.context.new_page()
    write(second, sent, "De stoel staat bij de deur.")
    second.get_by_role("button", name="Verstuur naar 2 lezers", exact=True).click()
    second.get_by_text("gaat om 13:01").wait_for()
    clock_of(sent.app).pass_by(seconds=61)
    sent.app.rounds.make_at_once()
    second.goto(address)
    second.get_by_text("deze verbetering verstuurd").wait_for()
    assert second.locator("#typed-before").is_hidden(), "the other window is still open"
    second.close()
    first.goto(address)
    first.locator("#typed-before").wait_for()
    assert first.get_by_label("Tekst", exact=True).input_value() == "De stoel is blauw."
    assert first.evaluate("localStorage.length") == 1, "of the one that was sent nothing is kept"
