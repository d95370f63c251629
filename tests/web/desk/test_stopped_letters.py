"""The page of a letter whose sending was stopped: who got it, and to whom it can still go."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import BY_TWO, accept, frozen
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_start import words

ONE = "/desk/issues/1"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication whose first letter is on its way to ten readers, in batches of two."""
    app = a_publication(tmp_path / "own", clock, BY_TWO)
    frozen(app)
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE dispatches SET provider = 'smtp'")
    return app


def stopped(app: Newsletter, browser: DeskBrowser, batches: int) -> str:
    for _ in range(batches):
        accept(app)
    assert browser.post("/desk/dispatches/1/cancel").status_code == 303
    return block(browser)


def block(browser: DeskBrowser) -> str:
    """What the letter's page says about its having been stopped."""
    found = re.search(r'id="stopped">.*?</div>', browser.get(ONE).text, re.DOTALL)
    return "" if found is None else words(f"<main{found[0]}")


def test_it_says_who_got_it_and_that_queued_again_it_goes_to_the_others_alone(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    assert block(browser) == ""
    said = stopped(app, browser, batches=2)
    assert "4 lezers hebben hem gekregen. 6 lezers hebben hem niet gekregen." in said
    assert "Met ‘Zet klaar’ gaat de brief alleen naar wie hem niet kreeg" in said
    assert f'formaction="{ONE}/approve">Zet klaar<' in browser.get(ONE).text, "as it says"
    assert app.approvals.approve("1", offline=True).done
    said = block(browser)
    assert "6 lezers hebben hem niet gekregen. Hij gaat nu alleen naar wie hem niet kreeg." in said
    assert "naar 6 lezers" in words(browser.get(f"{ONE}/start").text), "the same number"


def test_stopped_before_anybody_got_it_it_says_so(app: Newsletter) -> None:
    said = stopped(app, signed_in(app), batches=0)
    assert "Deze brief is gestopt voordat iemand hem kreeg. 10 lezers hebben hem niet" in said


def test_once_the_rest_has_left_there_is_nobody_to_whom_it_could_go(app: Newsletter) -> None:
    browser = signed_in(app)
    stopped(app, browser, batches=4)
    for one in app.container.store.subscribers.page():
        app.people.unsubscribe(str(one.address))
    said = block(browser)
    assert "Er is niemand meer naar wie hij nog kan gaan." in said
    assert "Zet klaar" not in said


def test_others_than_owners_read_how_many_at_most_and_a_writer_of_no_button(
    app: Newsletter, clock: SetClock
) -> None:
    owner = signed_in(app)
    stopped(app, owner, batches=2)
    clock.pass_by(minutes=1)
    last = max(app.container.store.subscribers.page(), key=lambda one: one.id)
    app.people.unsubscribe(str(last.address))
    assert "5 lezers hebben hem niet gekregen." in block(owner)
    writer = block(signed_in(app, Role.WRITER, "Bram"))
    assert "Hooguit 6 lezers hebben hem niet gekregen." in writer
    assert "Zet klaar" not in writer
    assert "Wordt de brief weer klaargezet, dan gaat hij alleen naar wie hem niet kreeg." in writer


def test_what_is_in_the_outbox_reached_nobody(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "out", clock, BY_TWO)
    frozen(app)
    said = stopped(app, signed_in(app), batches=2)
    assert "de mails die ervan zijn gemaakt, staan in de map outbox" in said
    assert "Voor 6 lezers is er geen gemaakt." in said
    assert "gekregen" not in said
