"""One's own account in a browser: the password, and where one is signed in."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.app.outgoing import Outgoing
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
        if bytes.fromhex(one) == app.desk.sign_in.sessions.find(phone.cookies["desk"]).key
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
    theirs = app.desk.sign_in.sessions.find(owner.cookies["desk"]).key.hex()
    assert theirs not in writer.get("/desk/me").text
    before = app.container.store.log.newest(200)
    for session in (theirs, "", "x", "zz", "00" * 5000, "<script>", "\u202e"):
        answer = writer.post("/desk/me/session", data={"session": session})
        assert answer.status_code == 422
        assert "<script>" not in answer.text
    own = app.desk.sign_in.sessions.find(writer.cookies["desk"]).key.hex()
    assert writer.post("/desk/me/session", data={"session": own}).status_code == 422
    assert (owner.get("/desk").status_code, writer.get("/desk").status_code) == (200, 200)
    assert app.container.store.log.newest(200) == before


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
        browser.post(app.desk.sign_in.first_link(), data=typed)
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
    assert "Een eigenaar kan die voor je maken" in page
    monkeypatch.setattr(Outgoing, "can_mail_links", True)
    assert 'name="way" value="link"' in writer.get("/desk/me").text
    refused = writer.post("/desk/me/password", data={"password": "van een ander nu"})
    assert refused.status_code == 422
    assert not app.desk.editors.all()[1].has_password


def test_ending_a_session_is_in_the_log(app: Newsletter) -> None:
    here = signed_in(app)
    elsewhere(app)
    here.post("/desk/me/session", data={"session": keys(here.get("/desk/me").text)[0]})
    newest = app.container.store.log.newest(200)[0]
    assert (newest.act, newest.editor) == (Act.SESSIONS_ENDED, 1)


# ─── a password that is refused ──────────────────────────────────────────────


def wrong_at(page: str) -> list[str]:
    """The fields that a page marks as wrong, each with its reason beside it."""
    marked = re.findall(r'id="([\w-]+)"[^>]*aria-invalid="true" aria-describedby="([\w-]+)"', page)
    assert all(f'id="{reason}"' in page for _, reason in marked)
    return [field for field, _ in marked]


def test_a_short_password_is_refused_at_its_field_on_the_page_of_the_account(
    app: Newsletter,
) -> None:
    here = signed_in(app)
    answer = here.post("/desk/me/password", data={"password": "kort"})
    assert answer.status_code == 422
    assert "minstens 12 tekens" in answer.text
    assert wrong_at(answer.text) == ["password"]
    assert "Waar je bent ingelogd" in answer.text
    assert '"kort"' not in answer.text


def test_both_passwords_that_are_wrong_are_named_at_once_and_the_right_one_only_once_asked(
    app: Newsletter, clock: SetClock
) -> None:
    here = signed_in(app)
    clock.pass_by(minutes=15)
    both = here.post("/desk/me/password", data={"current": "geraden", "password": "kort"})
    assert both.status_code == 422
    assert wrong_at(both.text) == ["current", "password"]
    assert "Kijk hier nog even naar" in both.text
    one = here.post("/desk/me/password", data={"current": PASSWORD, "password": "kort"})
    assert wrong_at(one.text) == ["password"]
    assert 'name="current"' not in one.text
    done = here.post("/desk/me/password", data={"password": "een ander rustig zinnetje"})
    assert done.headers["location"] == "/desk/me?done=password"


# ─── signing out where no mail leaves ────────────────────────────────────────


def test_who_could_not_sign_in_again_is_told_so_before_signing_out(app: Newsletter) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    warning = "Je hebt nog geen wachtwoord en hier gaat nog geen mail de deur uit"
    assert warning in writer.get("/desk/me").text
    held = writer.post("/desk/sign-out")
    assert held.status_code == 409
    assert warning in held.text
    assert "Kies er eerst een." in held.text
    assert 'href="#password"' in held.text
    assert writer.get("/desk").status_code == 200
    assert writer.post("/desk/sign-out", data={"anyway": "yes"}).status_code == 303
    assert writer.get("/desk").status_code == 303


def test_who_has_a_password_or_gets_mail_signs_out_at_once(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(app)
    one, other = signed_in(app, Role.WRITER, "Bram"), signed_in(app, Role.WRITER, "Cato")
    one.post("/desk/me/password", data={"password": PASSWORD})
    assert "nog geen mail de deur uit" not in one.get("/desk/me").text
    assert one.post("/desk/sign-out").status_code == 303
    monkeypatch.setattr(Outgoing, "can_mail_links", True)
    assert "nog geen mail de deur uit" not in other.get("/desk/me").text
    assert other.post("/desk/sign-out").status_code == 303


def test_an_owner_without_a_password_learns_the_command_that_makes_a_link(
    app: Newsletter, clock: SetClock
) -> None:
    signed_in(app)
    owner = signed_in(app, Role.OWNER, "Bram")
    clock.pass_by(minutes=15)
    assert "newsletter editor link 2" in owner.post("/desk/sign-out").text
    writer = signed_in(app, Role.WRITER, "Cato")
    assert "newsletter editor" not in writer.post("/desk/sign-out").text
