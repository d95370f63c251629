"""An editor who types addresses to unsubscribe does not learn who reads."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Role
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import BY_TWO, accept, refuse
from tests.app.dispatching import frozen as on_its_way
from tests.web.desk.builders import DeskBrowser, signed_in

PAGES = (
    "/desk",
    "/desk/readers",
    "/desk/issues",
    "/desk/issues/2",
    "/desk/issues/2/start",
    "/desk/queue",
    "/desk/dispatches",
    "/desk/dispatches/1",
    "/desk/dispatches/1/report",
    "/desk/dispatches/1/unreached",
)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, BY_TWO)


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    return signed_in(app)


@pytest.fixture
def editor(app: Newsletter, clock: SetClock, owner: DeskBrowser) -> DeskBrowser:
    """An editor's browser, some time after a letter went out that one batch was refused of."""
    assert owner
    on_its_way(app)
    refuse(app)
    accept(app)
    app.container.store.subscribers.pause(4, clock() + timedelta(days=30))
    clock.pass_by(hours=1)
    return signed_in(app, Role.EDITOR, "Bram")


def seen(browser: DeskBrowser) -> dict[str, str]:
    """Every page with a count of readers."""
    return {page: browser.get(page).text for page in PAGES}


@pytest.mark.parametrize("number", [1, 4], ids=["refused", "paused"])
def test_no_page_of_an_editor_tells_whether_a_typed_address_was_in_the_list(
    app: Newsletter, editor: DeskBrowser, number: int
) -> None:
    before = seen(editor)
    for address in ("niemand@example.org", str(app.desk.readers.one(number).who.address)):
        answer = editor.post("/desk/readers/unsubscribe", data={"email": address})
        assert answer.headers["location"] == "/desk/readers?done=unsubscribed"
        assert seen(editor) == before
    assert app.desk.readers.one(number).who.left_at is not None


def test_each_count_says_that_who_left_lately_is_in_it(editor: DeskBrowser) -> None:
    pages = seen(editor)
    assert "Wie zich sinds de laatste brief afmeldde, telt nog mee." in pages["/desk"]
    assert "telt hier nog mee tot de volgende is verstuurd" in pages["/desk/readers"]
    assert "naar hooguit 10 lezers" in pages["/desk/issues/2/start"]


def test_owners_see_the_counts_of_this_moment(
    app: Newsletter, owner: DeskBrowser, editor: DeskBrowser
) -> None:
    assert "10 lezers" in owner.get("/desk/readers").text
    editor.sent(
        "/desk/readers/unsubscribe", data={"email": str(app.desk.readers.one(1).who.address)}
    )
    assert "9 lezers" in owner.get("/desk/readers").text
    assert "9 lezers" in owner.get("/desk").text


def test_the_log_says_once_that_an_editor_was_stopped(
    app: Newsletter, owner: DeskBrowser, editor: DeskBrowser
) -> None:
    for number in range(12):
        answer = editor.post("/desk/readers/unsubscribe", data={"email": f"x{number}@example.org"})
    assert answer.status_code == 422
    stopped = app.container.store.log.newest(50, acts=[Act.UNSUBSCRIBING_STOPPED])
    assert len(stopped) == 1
    log = owner.get("/desk/log").text
    assert "Bram heeft zo veel adressen ingetypt" in log
