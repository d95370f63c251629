"""One's own account in a browser: the password, and where one is signed in."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.app.editors import Editors
from newsletter.model.editor import Act, Role
from tests.app.builders import SetClock
from tests.web.desk.builders import PASSWORD, DeskBrowser, at_a_browser, signed_in

FIREFOX = "Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


def elsewhere(app: Newsletter, agent: str = FIREFOX) -> DeskBrowser:
    """Another browser, at which Gerda signs in with her password."""
    browser = at_a_browser(app)
    browser.headers["user-agent"] = agent
    typed = {"email": "gerda@example.org", "password": PASSWORD}
    assert browser.post("/desk/sign-in", data=typed).status_code == 303
    return browser


def keys(page: str) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]+)"', page)


def test_own_sessions_are_listed_and_one_of_them_is_ended(app: Newsletter, clock: SetClock) -> None:
    here = signed_in(app)
    clock.pass_by(hours=1)
    phone, tablet = elsewhere(app), elsewhere(app, "somebody's own program")
    page = here.get("/desk/me").text
    assert "Firefox op Android" in page
    assert page.count("Een onbekende browser") == 2
    assert page.count("(deze)") == 1
    assert len(keys(page)) == 2
    [key] = [
        one
        for one in keys(page)
        if bytes.fromhex(one) == app.desk.editors.sessions.find(phone.cookies["desk"]).key
    ]
    ended = here.post("/desk/me/session", data={"session": key})
    assert ended.headers["location"] == "/desk/me?done=session#sessions"
    assert phone.get("/desk").status_code == 303
    assert (tablet.get("/desk").status_code, here.get("/desk").status_code) == (200, 200)
    assert "Je bent daar uitgelogd." in here.get("/desk/me?done=session").text
    again = here.post("/desk/me/session", data={"session": key})
    assert again.status_code == 422
    assert "Daar was je al uitgelogd." in again.text


def test_all_other_sessions_are_ended_at_once(app: Newsletter) -> None:
    here, phone, tablet = signed_in(app), elsewhere(app), elsewhere(app)
    assert here.post("/desk/me/sessions").status_code == 303
    assert {one.get("/desk").status_code for one in (phone, tablet)} == {303}
    page = here.get("/desk/me").text
    assert keys(page) == []
    assert 'action="/desk/me/sessions"' not in page


def test_nobody_ends_the_session_of_another_or_learns_of_it(app: Newsletter) -> None:
    owner = signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    theirs = app.desk.editors.sessions.find(owner.cookies["desk"]).key.hex()
    assert theirs not in writer.get("/desk/me").text
    before = app.desk.editors.log()
    for session in (theirs, "", "x", "zz", "00" * 5000, "<script>", "\u202e"):
        answer = writer.post("/desk/me/session", data={"session": session})
        assert answer.status_code == 422
        assert "<script>" not in answer.text
    own = app.desk.editors.sessions.find(writer.cookies["desk"]).key.hex()
    assert writer.post("/desk/me/session", data={"session": own}).status_code == 422
    assert (owner.get("/desk").status_code, writer.get("/desk").status_code) == (200, 200)
    assert app.desk.editors.log() == before


def test_a_session_that_has_run_out_is_not_listed(app: Newsletter, clock: SetClock) -> None:
    here = signed_in(app)
    elsewhere(app)
    for _ in range(3):
        clock.pass_by(hours=5)
        page = here.get("/desk/me").text
    assert keys(page) == []


def test_of_a_browser_only_two_words_are_stored(app: Newsletter) -> None:
    signed_in(app)
    elsewhere(app, "Mozilla/5.0 (Windows NT 10.0; x) AppleWebKit Chrome/140.1 Safari/1 Edg/140")
    elsewhere(app, f"{FIREFOX} gerda@example.org <script>")
    elsewhere(app, "curl/8")
    with app.container.store.database.read() as connection:
        stored = set(connection.exec_driver_sql("SELECT browser FROM sessions").scalars())
    assert stored == {None, "Edge/Windows", "Firefox/Android"}


@pytest.mark.parametrize("way", ["password", "link", "first"])
def test_a_browser_is_noted_however_one_signs_in(app: Newsletter, way: str) -> None:
    if way == "first":
        browser = at_a_browser(app)
        browser.headers["user-agent"] = FIREFOX
        typed = {"name": "Gerda", "email": "gerda@example.org", "password": PASSWORD}
        browser.post(app.desk.editors.first_link(), data=typed)
    else:
        signed_in(app)
        browser = at_a_browser(app)
        browser.headers["user-agent"] = FIREFOX
        if way == "link":
            browser.post(app.desk.editors.link(1))
        else:
            browser.post("/desk/sign-in", data={"email": "gerda@example.org", "password": PASSWORD})
    assert "Firefox op Android" in browser.get("/desk/me").text


def test_who_has_no_password_sets_one_only_in_a_new_session(
    app: Newsletter, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    assert 'name="password"' in writer.get("/desk/me").text
    clock.pass_by(minutes=15)
    page = writer.get("/desk/me").text
    assert 'name="password"' not in page
    assert "een eigenaar kan de link voor je maken" in page
    monkeypatch.setattr(Editors, "can_mail", True)
    assert 'name="way" value="link"' in writer.get("/desk/me").text
    refused = writer.post("/desk/me/password", data={"password": "van een ander nu"})
    assert refused.status_code == 422
    assert not app.desk.editors.all()[1].has_password


def test_ending_a_session_is_in_the_log(app: Newsletter) -> None:
    here = signed_in(app)
    elsewhere(app)
    here.post("/desk/me/session", data={"session": keys(here.get("/desk/me").text)[0]})
    newest = app.desk.editors.log()[0]
    assert (newest.act, newest.editor) == (Act.SESSIONS_ENDED, 1)
