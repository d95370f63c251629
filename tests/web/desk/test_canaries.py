"""The wait after the first readers of a letter, in a browser: until when, and what can be done."""

import html
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock
from tests.app.test_canaries import SETTINGS, begun
from tests.web.desk.builders import DeskBrowser, signed_in

PAGE = "/desk/dispatches/1"
UNTIL = "zaterdag 7 maart om 15:00"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return begun(tmp_path, clock, SETTINGS)


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    return signed_in(app)


@pytest.mark.parametrize("page", ["/desk", PAGE])
def test_the_wait_is_said_once_with_what_can_be_done(owner: DeskBrowser, page: str) -> None:
    seen = owner.get(page).text
    assert seen.count(UNTIL) == 1
    assert seen.count(f'action="{PAGE}/resume"') == 1
    assert seen.count(f'href="{PAGE}/cancel"') == 1


def test_the_list_says_until_when_it_waits(owner: DeskBrowser) -> None:
    assert "wacht tot zaterdag 7 maart, 15:00" in owner.get("/desk/dispatches").text


@pytest.mark.parametrize("page", ["/desk", PAGE])
def test_a_writer_reads_it_and_decides_nothing(
    app: Newsletter, owner: DeskBrowser, page: str
) -> None:
    del owner  # there is one
    seen = signed_in(app, Role.WRITER, "Noor").get(page).text
    assert UNTIL in seen
    assert f"{PAGE}/resume" not in seen
    assert f"{PAGE}/cancel" not in seen


def test_an_editor_continues_at_once_which_is_logged(app: Newsletter, owner: DeskBrowser) -> None:
    answer = owner.post(f"{PAGE}/resume")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=resumed")
    assert 'id="waits"' not in owner.get(f"{PAGE}?done=resumed").text
    app.rounds.make_at_once()
    assert app.dispatches.show(1).state == "done"
    assert "dispatch resumed" in [one.act.value for one in app.container.store.log.newest(9)]
    again = owner.post(f"{PAGE}/resume")
    assert (again.status_code, again.headers["location"]) == (303, PAGE)


def test_an_editor_stops_the_rest(app: Newsletter, owner: DeskBrowser, clock: SetClock) -> None:
    assert owner.post(f"{PAGE}/cancel").status_code == 303
    clock.pass_by(hours=3)
    app.rounds.make_at_once()
    assert app.dispatches.show(1).counts == {"accepted": 4, "skipped": 6}
    assert UNTIL not in owner.get(PAGE).text


def test_a_pause_after_too_many_complaints_gives_the_reason(
    app: Newsletter, owner: DeskBrowser
) -> None:
    from newsletter.model.delivery import ReportKind
    from tests.app.test_canaries import reported

    reported(app, ReportKind.COMPLAINED, 7, 8)
    app.rounds.make()
    seen = html.unescape(owner.get(PAGE).text)
    assert UNTIL not in seen
    assert "2 van de eerste 4 lezers" in seen
