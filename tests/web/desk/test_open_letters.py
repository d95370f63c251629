"""Who else has a letter open, as its page says."""

import pytest
from sqlalchemy import func, select

from newsletter.app import Newsletter
from newsletter.app.open_letters import tidy_open_letters
from newsletter.model.editor import Role
from newsletter.store.schema.desk import open_letters
from tests.app.builders import SetClock
from tests.web.desk.builders import DeskBrowser, signed_in

ONE = "/desk/issues/1"
BRAM = "Bram heeft deze brief ook open."


pytestmark = pytest.mark.usefixtures("drawn")


def heard(browser: DeskBrowser, page: str = ONE) -> str:
    """What a page hears when it says that it is open."""
    answer = browser.post(f"{page}/open")
    assert answer.status_code == 200
    return str(answer.json()["others"])


def kept(app: Newsletter) -> int:
    with app.container.store.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(open_letters)).scalar_one())


def test_a_page_hears_who_else_has_the_letter_open_and_shows_it_when_it_is_opened(
    app: Newsletter,
) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    assert heard(bram) == ""
    assert heard(gerda) == BRAM
    assert BRAM in gerda.get(ONE).text
    assert "Gerda heeft" in bram.get(ONE).text
    assert "ook open" not in gerda.get("/desk/issues/2").text
    assert heard(signed_in(app, Role.EDITOR, "Noor")) == "Gerda en Bram hebben deze brief ook open."


def test_who_left_or_was_not_heard_of_for_two_minutes_has_it_open_no_more(
    app: Newsletter, clock: SetClock
) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    heard(bram)
    clock.pass_by(seconds=119)
    assert heard(gerda) == BRAM
    clock.pass_by(seconds=1)
    assert heard(gerda) == ""
    assert "ook open" not in gerda.get(ONE).text
    assert heard(bram) == "Gerda heeft deze brief ook open."
    assert heard(gerda) == BRAM
    assert bram.post(f"{ONE}/open", data={"left": "yes"}).status_code == 204
    assert heard(gerda) == ""


def test_what_is_long_ago_is_deleted_by_the_next_page_or_by_the_day(
    app: Newsletter, clock: SetClock
) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    heard(gerda)
    heard(bram)
    clock.pass_by(minutes=6)
    assert kept(app) == 2
    heard(bram, "/desk/issues/2")
    assert kept(app) == 1
    clock.pass_by(minutes=6)
    tidy_open_letters(app.container)
    assert kept(app) == 0


def test_opening_the_page_notes_nothing_by_itself(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    bram.get(ONE)
    assert kept(app) == 0
    assert heard(gerda) == ""


def test_a_page_that_stays_open_keeps_no_session_alive(app: Newsletter, clock: SetClock) -> None:
    gerda = signed_in(app)
    for _ in range(11):
        clock.pass_by(hours=1)
        heard(gerda)
    clock.pass_by(hours=1)
    assert gerda.post(f"{ONE}/open").status_code == 401
    assert gerda.get(ONE).status_code == 303


def test_of_an_account_that_ended_nothing_is_said(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    heard(bram)
    app.desk.editors.end(2)
    assert heard(gerda) == ""


def test_a_name_is_shown_as_it_is_written(app: Newsletter, clock: SetClock) -> None:
    gerda = signed_in(app)
    odd = app.desk.editors.add("<b>{names}</b>", "bram@example.org", Role.WRITER)
    app.desk.open_letters.note(1, odd)
    assert heard(gerda) == "<b>{names}</b> heeft deze brief ook open."
    assert "&lt;b&gt;{names}&lt;/b&gt; heeft" in gerda.get(ONE).text


def test_there_is_no_such_page_of_a_letter_that_is_not_there(app: Newsletter) -> None:
    gerda = signed_in(app)
    assert gerda.post("/desk/issues/99/open").status_code == 404
    assert kept(app) == 0


def test_a_letter_that_is_saved_says_it_too(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    heard(bram)
    assert BRAM in gerda.post(f"{ONE}/check").text
