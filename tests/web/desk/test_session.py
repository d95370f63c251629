"""Signing in and out at the desk, and its first minute."""

import html
import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.outgoing import Outgoing
from newsletter.model.editor import Role
from tests.app.builders import ARTICLE, SetClock, a_publication
from tests.app.test_reader_list import joined
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import (
    BASE,
    PASSWORD,
    DeskBrowser,
    at_a_browser,
    signed_in,
    signed_in_again,
)
from tests.web.desk.test_account import wrong_at
from tests.web.desk.test_editors import fields


def test_from_the_first_link_to_the_desk(app: Newsletter) -> None:
    browser = at_a_browser(app)
    assert browser.get("/desk").status_code == 401
    address = app.desk.sign_in.first_link()
    assert address.startswith(f"{BASE}/desk/first/")
    assert browser.get(address).status_code == 200
    typed = {"name": "Gerda", "email": "gerda@example.org", "password": "kort geheim"}
    refused = browser.post(address, data=typed)
    assert refused.status_code == 422
    assert "minstens 12 tekens" in refused.text
    assert "kort geheim" not in refused.text
    assert 'value="gerda@example.org"' in refused.text
    done = browser.post(address, data={**typed, "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/desk")
    assert "Gerda" in browser.get("/desk").text
    assert browser.get(address).status_code == 410


def test_all_wrong_fields_of_the_first_account_are_named_at_once_each_at_its_place(
    app: Newsletter,
) -> None:
    address, browser = app.desk.sign_in.first_link(), at_a_browser(app)
    typed = {"name": " ", "email": "gerda", "password": "geheim"}
    answer = browser.post(address, data=typed)
    assert answer.status_code == 422
    assert wrong_at(answer.text) == ["name", "email", "password"]
    for told in ("Vul een naam in.", "er staat geen @ in", "wachtwoord is te kort"):
        assert answer.text.count(told) == 2, "in the summary and at the field"
    assert 'value="gerda"' in answer.text
    assert "geheim" not in answer.text
    one = browser.post(address, data=typed | {"name": "Gerda", "email": "gerda@example.org"})
    assert wrong_at(one.text) == ["password"]
    assert one.text.count("wachtwoord is te kort") == 1
    assert not app.desk.editors.are_there()


def test_a_used_link_leads_who_is_signed_in_already_to_the_desk(app: Newsletter) -> None:
    browser = signed_in(app)
    gerda = app.desk.editors.all()[0]
    link = app.desk.editors.link(gerda.id)
    other = at_a_browser(app)
    assert other.post(link).status_code == 303
    for answer in (other.get(link), other.post(link), browser.get(link)):
        assert answer.status_code == 410
        assert "Je bent ingelogd als Gerda" in answer.text
        assert '<a class="button" href="/desk">Naar Vandaag</a>' in answer.text
    out = at_a_browser(app).get(link)
    assert out.status_code == 410
    assert "Naar Vandaag" not in out.text


def test_a_first_link_that_no_longer_works_is_said_before_what_is_typed_wrong(
    app: Newsletter,
) -> None:
    address = app.desk.sign_in.first_link()
    signed_in(app)
    assert at_a_browser(app).post(address, data={"name": ""}).status_code == 410


def test_where_no_mail_leaves_the_sign_in_page_says_how_to_get_a_link(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(app)
    page = at_a_browser(app).get("/desk/sign-in").text
    assert "Vraag een eigenaar om een nieuwe inloglink." in page
    assert "newsletter editor link" in page
    monkeypatch.setattr(Outgoing, "can_mail_links", True)
    page = at_a_browser(app).get("/desk/sign-in").text
    assert "Vraag een eigenaar" not in page
    assert "newsletter editor link" not in page


def test_the_cookie_is_for_this_host_only_and_for_no_script(app: Newsletter) -> None:
    address = app.desk.sign_in.first_link()
    typed = {"name": "Gerda", "email": "gerda@example.org", "password": PASSWORD}
    cookie = at_a_browser(app).post(address, data=typed).headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_over_https_the_cookie_has_the_prefix_that_no_other_host_may_set(
    tmp_path: Path, clock: SetClock
) -> None:
    settings = f'base_url = "https://brief.example.org"\n{EDITOR}'
    app = a_publication(tmp_path / "tls", clock, settings)
    address = app.desk.sign_in.first_link()
    typed = {"name": "Gerda", "email": "gerda@example.org", "password": PASSWORD}
    cookie = at_a_browser(app).post(address, data=typed).headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    assert "Secure" in cookie.split("; ")


def test_a_password_leads_back_to_the_page_that_was_asked_for(app: Newsletter) -> None:
    signed_in(app)
    browser = at_a_browser(app)
    asked = browser.get("/desk/me")
    assert asked.headers["location"] == "/desk/sign-in?to=/desk/me"
    form = browser.get(asked.headers["location"])
    assert 'name="to" value="/desk/me"' in form.text
    typed = {"email": "gerda@example.org", "password": PASSWORD, "to": "/desk/me"}
    assert browser.post("/desk/sign-in", data=typed).headers["location"] == "/desk/me"
    assert browser.get("/desk/me").status_code == 200
    assert browser.get("/desk/sign-in").headers["location"] == "/desk"


@pytest.mark.parametrize(
    "to",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/desk/../x",
        "/deskx",
        "\\desk",
        "javascript:1",
        "/desk/\\x",
    ],
)
def test_after_signing_in_nobody_is_led_elsewhere(app: Newsletter, to: str) -> None:
    signed_in(app)
    typed = {"email": "gerda@example.org", "password": PASSWORD, "to": to}
    assert at_a_browser(app).post("/desk/sign-in", data=typed).headers["location"] == "/desk"


def test_a_wrong_password_is_said_and_the_address_stays(app: Newsletter) -> None:
    signed_in(app)
    answer = at_a_browser(app).post(
        "/desk/sign-in", data={"email": "gerda@example.org", "password": "geraden"}
    )
    assert answer.status_code == 422
    assert "Dit e-mailadres of wachtwoord klopt niet." in answer.text
    assert 'value="gerda@example.org"' in answer.text
    assert "geraden" not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_link_signs_in_by_a_press_and_not_by_being_fetched(app: Newsletter) -> None:
    signed_in(app)
    link = app.desk.editors.link(1)
    scanner = at_a_browser(app)
    for _ in range(2):
        page = scanner.get(link)
        assert "set-cookie" not in page.headers
        assert "<script" not in page.text
    assert scanner.get("/desk").status_code == 303
    browser = at_a_browser(app)
    assert browser.post(link).headers["location"] == "/desk"
    assert browser.get("/desk").status_code == 200
    assert scanner.post(link).status_code == 410


def test_a_session_cannot_be_fixed_from_outside(app: Newsletter) -> None:
    signed_in(app)
    browser = at_a_browser(app)
    browser.cookies.set("desk", "chosen by somebody else")
    typed = {"email": "gerda@example.org", "password": PASSWORD}
    answer = browser.post("/desk/sign-in", data=typed)
    assert "chosen" not in answer.headers["set-cookie"]


def signing_in(page: str) -> dict[str, str]:
    """The form to sign in, filled in."""
    kept = {name: html.unescape(value) for name, value in fields(page).items()}
    return kept | {"email": "gerda@example.org", "password": PASSWORD}


def test_who_is_signed_out_meanwhile_loses_nothing_of_what_was_typed(app: Newsletter) -> None:
    browser = signed_in(app)
    app.desk.sign_in.sessions.end(app.desk.sign_in.sessions.find(browser.cookies["desk"]))
    typed = {"password": "iets nieuws en langs", "note": "regel 1\nregel 2 <b>&"}
    asked = browser.post("/desk/me/password", data=typed)
    assert asked.status_code == 401
    assert 'name="kept.note"' in asked.text
    again = {f"kept.{name}": value for name, value in typed.items()}
    back = browser.post(
        "/desk/sign-in",
        data={
            "email": "gerda@example.org",
            "password": PASSWORD,
            "to": "/desk/me/password",
            **again,
        },
    )
    assert back.status_code == 200
    assert 'action="/desk/me/password"' in back.text
    assert "regel 2 &lt;b&gt;&amp;" in back.text
    assert browser.get("/desk").status_code == 200


def test_who_signs_in_again_is_led_straight_on_with_what_was_typed(
    app: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(app)
    clock.pass_by(hours=13)
    form = signing_in(browser.post("/desk/articles", data={"text": ARTICLE}).text)
    back = browser.post("/desk/sign-in", data=form)
    assert back.status_code == 307
    done = browser.post(back.headers["location"], data=form)  # as a browser does
    assert done.status_code == 303
    page = browser.get(done.headers["location"]).text
    assert "Rust op een gewone dag" in page
    assert PASSWORD not in page


@pytest.mark.parametrize("is_other", [True, False], ids=["another editor", "an unknown browser"])
def test_what_somebody_else_typed_is_shown_before_it_is_sent(
    app: Newsletter, clock: SetClock, is_other: bool
) -> None:
    browser = signed_in(app)
    if is_other:
        app.desk.editors.add("Noor", "noor@example.org", Role.EDITOR)
        browser = signed_in_again(app, 2)
    else:
        browser.cookies.clear()
    clock.pass_by(hours=13)
    form = signing_in(browser.post("/desk/articles", data={"text": ARTICLE}).text)
    back = browser.post("/desk/sign-in", data=form)
    assert back.status_code == 200
    assert "Ga verder" in back.text
    assert 'action="/desk/articles"' in back.text


def test_a_reloaded_page_with_what_was_typed_sends_nothing_by_itself(
    app: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(app)
    browser.cookies.clear()
    form = signing_in(browser.post("/desk/articles", data={"text": ARTICLE}).text)
    for _ in range(2):  # the second one is sent by a browser that is signed in already
        back = browser.post("/desk/sign-in", data=form)
        assert back.status_code == 200
        assert "Ga verder" in back.text
    assert app.articles.rows() == []


def test_a_browser_keeps_the_page_with_what_was_typed_until_signing_out_unless_it_holds_a_password(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    kept = []
    for path, typed in (
        ("/desk/articles", {"text": ARTICLE}),
        ("/desk/me/password", {"current": PASSWORD}),
        ("/desk/me/password", {"password": PASSWORD}),
    ):
        browser.cookies.clear()
        form = signing_in(browser.post(path, data=typed).text)
        kept.append(browser.post("/desk/sign-in", data=form).headers["cache-control"])
    assert kept == ["private, no-cache", "no-store", "no-store"]
    assert browser.post("/desk/sign-out").headers["clear-site-data"] == '"cache"'


def test_of_what_somebody_else_typed_only_what_was_written_is_shown(
    drawn: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(drawn)
    held = fields(browser.get("/desk/issues/1").text)
    assert "head" in held
    assert "expected_text" in held
    browser.cookies.clear()
    clock.pass_by(hours=13)
    written = "Een zin van mij.\n\nEn nog een, die langer is dan de eerste."
    asked = browser.post("/desk/issues/1/save", data={**held, "body": written})
    page = browser.post("/desk/sign-in", data=signing_in(asked.text)).text
    [shown] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert html.unescape(shown).strip() == written
    assert set(fields(page)) >= held.keys() - {"body"}


def test_a_button_without_fields_is_pressed_again_after_signing_in(
    app: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(app)
    joined(app, "anna")
    clock.pass_by(hours=13)
    form = signing_in(browser.post("/desk/readers/1/open").text)
    back = browser.post("/desk/sign-in", data=form)
    assert back.status_code == 307
    assert browser.sent(back.headers["location"], data=form).status_code == 200
    browser.cookies.clear()
    form = signing_in(browser.post("/desk/readers/1/open").text)
    assert "Ga verder" in browser.post("/desk/sign-in", data=form).text, "no page that is none"


def test_what_was_typed_is_kept_through_a_wrong_password_too(app: Newsletter) -> None:
    signed_in(app)
    answer = at_a_browser(app).post(
        "/desk/sign-in",
        data={
            "email": "gerda@example.org",
            "password": "fout",
            "to": "/desk/me",
            "kept.note": "tekst",
        },
    )
    assert 'name="kept.note" value="tekst"' in answer.text


def test_signing_out_ends_the_session_at_the_server(app: Newsletter) -> None:
    browser = signed_in(app)
    token = browser.cookies["desk"]
    assert browser.post("/desk/sign-out").headers["location"] == "/desk/sign-in"
    browser.cookies.set("desk", token)
    assert browser.get("/desk").status_code == 303


def test_whose_role_ends_is_out_while_the_page_is_open(app: Newsletter) -> None:
    owner = signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    assert writer.get("/desk").status_code == 200
    app.desk.editors.end(2)
    assert writer.get("/desk").status_code == 303
    assert writer.post("/desk/me/sessions").status_code == 401
    assert owner.get("/desk").status_code == 200


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "<script>alert(1)</script>", "../../x", "a\r\nSet-Cookie: x", "\u202ename"]
)
def test_a_name_is_shown_as_it_is(app: Newsletter, name: str) -> None:
    address = app.desk.sign_in.first_link()
    browser = at_a_browser(app)
    typed = {"name": name, "email": "gerda@example.org", "password": PASSWORD}
    assert browser.post(address, data=typed).status_code == 303
    page = browser.get("/desk").text
    assert "<script>" not in page
    assert "49" not in re.sub(r"\?v=\w+", "", page)


@pytest.mark.parametrize(
    ("method", "path", "status", "told"),
    [
        ("GET", "/desk/nergens", 404, "Hier staat niets"),
        ("GET", "/desk/articles/weg.txt", 404, "Hier staat niets"),
        ("GET", "/desk/me/password", 405, "via een knop"),
        ("POST", "/desk/articles", 413, "Dat is te groot"),
    ],
)
def test_what_is_not_there_is_said_in_the_desk_s_own_frame(
    app: Newsletter, method: str, path: str, status: int, told: str
) -> None:
    sent = {"data": {"text": "w" * 2_100_000}} if method == "POST" else {}
    answer = signed_in(app).request(method, path, **sent)
    assert answer.status_code == status
    assert told in answer.text
    assert 'class="desk"' in answer.text
    assert 'href="/desk/articles"' in answer.text
    assert '<a class="button" href="/desk">' in answer.text
    assert "Gerda" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/desk/nergens", 404),
        ("GET", "/desk/me/password", 405),
        ("POST", "/desk/sign-in", 413),
    ],
)
def test_a_stranger_learns_nothing_from_what_is_not_there(
    app: Newsletter, method: str, path: str, status: int
) -> None:
    signed_in(app)
    sent = {"data": {"text": "w" * 70_000}} if method == "POST" else {}
    answer = at_a_browser(app).request(method, path, **sent)
    assert answer.status_code == status
    assert 'class="desk"' in answer.text
    assert not re.search("/desk/articles|Gerda|<script|@example", answer.text)


def test_what_is_not_there_is_said_while_the_database_is_away_too(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app)

    def away(*_: object, **__: object) -> None:
        from newsletter.errors import StoreAway

        raise StoreAway("database-silent", database="x", reason="x")

    monkeypatch.setattr(type(app.container.store.sessions), "find", away)
    assert browser.get("/desk/nergens").status_code == 404


def test_the_desk_may_run_scripts_of_its_own_only_and_is_kept_by_nobody(app: Newsletter) -> None:
    headers = signed_in(app).get("/desk").headers
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


def test_while_the_database_is_away_the_desk_says_so(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app)
    app.container.store.database.engine.dispose()

    def away(*_: object, **__: object) -> None:
        from newsletter.errors import StoreAway

        raise StoreAway("database-silent", database="x", reason="x")

    monkeypatch.setattr(type(app.container.store.sessions), "find", away)
    assert browser.get("/desk").status_code == 503


def test_who_signs_in_again_at_a_browser_ends_the_session_before(app: Newsletter) -> None:
    browser = signed_in(app)
    former = browser.cookies["desk"]
    assert browser.post(app.desk.editors.link(1)).status_code == 303
    typed = {"email": "gerda@example.org", "password": PASSWORD}
    assert browser.post("/desk/sign-in", data=typed).status_code == 303
    for token, status in ((former, 303), (newest_of(browser), 200)):
        other = at_a_browser(app)
        other.cookies.set("desk", token)
        assert other.get("/desk").status_code == status


def newest_of(browser: DeskBrowser) -> str:
    """The cookie that was set last."""
    return [cookie.value for cookie in browser.cookies.jar if cookie.name == "desk"][-1] or ""


def test_a_link_says_whom_it_signs_in(app: Newsletter) -> None:
    signed_in(app)
    assert "Hiermee log je in als Gerda." in at_a_browser(app).get(app.desk.editors.link(1)).text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/desk/", "/desk"),
        ("/desk/issues/?q=a%20b&x=%2F", "/desk/issues?q=a%20b&x=%2F"),
        ("/desk/articles/wat%3F%20nu.txt//", "/desk/articles/wat%3F%20nu.txt"),
        ("/desk/nergens/", "/desk/nergens"),
        ("/desk//elders.example/", "/desk//elders.example"),
    ],
)
def test_a_slash_at_the_end_of_an_address_of_the_desk_is_taken_off(
    app: Newsletter, method: str, asked: str, meant: str
) -> None:
    for browser in (at_a_browser(app), signed_in(app)):
        answer = browser.request(method, asked)
        assert (answer.status_code, answer.headers["location"]) == (308, meant)


def test_a_form_for_an_address_with_a_slash_at_its_end_goes_nowhere(app: Newsletter) -> None:
    assert signed_in(app).post("/desk/articles/", data={"text": "x"}).status_code == 404


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(
    app: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(app)
    for _ in range(13):
        clock.pass_by(hours=1)
        browser.get("/desk/issues?refreshed=yes")
    assert browser.get("/desk/issues?refreshed=yes").status_code == 303
    browser = signed_in(app, Role.EDITOR, "Bram")
    for _ in range(13):
        clock.pass_by(hours=1)
        assert browser.get("/desk/issues").status_code == 200
