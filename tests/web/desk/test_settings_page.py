"""The settings page: the rest in words, what doctor finds, and the keys of other programs."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.app.checkup import CheckupResult
from newsletter.app.doctor import Diagnosis, DiagnosisLevel, Examined
from newsletter.message import Message
from newsletter.model.editor import Act, Role
from newsletter.model.secret import Scope
from tests.app.builders import SetClock
from tests.web.desk.builders import PASSWORD, signed_in
from tests.web.desk.test_account import wrong_at

PAGE = "/desk/settings"
KEY = {"name": "website", "scope": ["sign-up"]}


def test_the_settings_are_told_in_words_and_no_secret_is(app: Newsletter) -> None:
    page = signed_in(app).get(PAGE).text
    assert "Er gaat nog geen mail de deur uit." in page
    assert "In een bestand op deze machine (SQLite)." in page
    assert "http://127.0.0.1:8000" in page
    assert app.container.secret.reveal not in page
    assert str(app.container.folder) not in page


def test_a_check_runs_in_the_background_and_its_result_has_its_moment_worst_first(
    app: Newsletter, clock: SetClock
) -> None:
    owner = signed_in(app)
    assert "nog niets gecontroleerd" in owner.get(PAGE).text
    (app.container.folder / "issues" / "001-stuk.md").write_text("geen brief", "utf-8")
    assert owner.post(f"{PAGE}/check").headers["location"] == f"{PAGE}#check"
    app.desk.settings.checkup.wait(60)
    clock.pass_by(hours=2)
    page = owner.get(PAGE).text
    assert "Gecontroleerd op zaterdag 7 maart om 13:00." in page
    weights = re.findall(r'<li class="is-(wrong|heed|later|fine)">', page)
    assert weights == sorted(weights, key=["wrong", "heed", "later", "fine"].index)
    assert weights[0] == "wrong"
    assert str(app.container.folder) not in page


def test_a_page_that_is_only_looked_at_checks_nothing(app: Newsletter) -> None:
    signed_in(app).get(PAGE)
    assert app.desk.settings.checkup.last is None
    assert not app.desk.settings.checkup.is_running


def test_a_key_is_shown_once_works_and_is_withdrawn(app: Newsletter) -> None:
    owner = signed_in(app)
    made = owner.post(f"{PAGE}/keys", data=KEY)
    assert made.status_code == 200
    [text] = re.findall(r'value="(nlk_[^"]+)"', made.text)
    key = app.readers.keys.opens(text)
    assert key is not None
    assert (key.may(Scope.SIGN_UP), key.may(Scope.READ)) == (True, False)
    page = owner.get(PAGE).text
    assert text not in page
    assert "website" in page
    assert "laatst gebruikt op" in page
    answer = owner.post(f"{PAGE}/keys/revoke", data={"key": "1"})
    assert answer.headers["location"] == f"{PAGE}?done=revoked#api-keys"
    assert app.readers.keys.opens(text) is None
    assert "(ingetrokken)" in owner.get(PAGE).text
    assert [one.act for one in app.container.store.log.newest(200)[:2]] == [
        Act.API_KEY_REVOKED,
        Act.API_KEY_MADE,
    ]
    assert "‘website’" in owner.get("/desk/log?kind=settings").text


def test_keys_ask_for_the_password_again_after_a_while(app: Newsletter, clock: SetClock) -> None:
    owner = signed_in(app)
    clock.pass_by(minutes=16)
    asked = owner.post(f"{PAGE}/keys", data=KEY)
    assert asked.status_code == 401
    assert 'name="proof"' in asked.text
    assert app.desk.settings.keys.all() == ()
    assert "nlk_" in owner.post(f"{PAGE}/keys", data=KEY | {"proof": PASSWORD}).text


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": " "}, ["name"]),
        ({"scope": []}, ["scopes"]),
        ({"scope": ["emperor"]}, ["scopes"]),
        ({"name": "", "scope": []}, ["name", "scopes"]),
    ],
    ids=str,
)
def test_what_a_key_lacks_is_said_at_its_field(
    app: Newsletter, changed: dict[str, object], wrong: list[str]
) -> None:
    answer = signed_in(app).post(f"{PAGE}/keys", data=KEY | changed)
    assert answer.status_code == 422
    assert wrong_at(answer.text) == wrong
    assert app.desk.settings.keys.all() == ()


@pytest.mark.parametrize("name", ["{{7*7}}", "<script>alert(1)</script>", "w" * 100_000])
def test_the_name_of_a_key_is_shown_as_it_is(app: Newsletter, name: str) -> None:
    owner = signed_in(app)
    made = owner.post(f"{PAGE}/keys", data=KEY | {"name": name})
    for page in (made.text, owner.get(PAGE).text, owner.get("/desk/log").text):
        assert "<script>alert" not in page
        assert ">49<" not in page
        assert len(page) < 60_000


@pytest.mark.parametrize("key", ["2", "0", "x", "-1", "9" * 40])
def test_a_key_that_is_not_there_cannot_be_withdrawn(app: Newsletter, key: str) -> None:
    owner = signed_in(app)
    owner.post(f"{PAGE}/keys", data=KEY)
    answer = owner.post(f"{PAGE}/keys/revoke", data={"key": key})
    assert answer.status_code == 422
    assert [one.revoked_at for one in app.desk.settings.keys.all()] == [None]


def test_of_two_owners_who_withdraw_a_key_the_second_is_told(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.OWNER, "Bram")
    gerda.post(f"{PAGE}/keys", data=KEY)
    assert gerda.post(f"{PAGE}/keys/revoke", data={"key": "1"}).status_code == 303
    assert bram.post(f"{PAGE}/keys/revoke", data={"key": "1"}).status_code == 422
    acts = [one.act for one in app.container.store.log.newest(200)]
    assert acts.count(Act.API_KEY_REVOKED) == 1


def test_what_an_owner_can_mend_leads_to_the_page_where_that_is_done(app: Newsletter) -> None:
    owner = signed_in(app)
    lacks = Diagnosis(Examined.CONTACT, DiagnosisLevel.HEED, Message("contact-missing"))
    app.desk.settings.checkup.last = CheckupResult((lacks,), app.container.now())
    page = owner.get(PAGE).text
    [finding] = re.findall(r'<li class="is-heed">.*?</li>', page, re.DOTALL)
    assert 'href="/desk/letterhead"' in finding


def test_what_is_about_one_thing_has_one_heading_and_what_is_filled_in_elsewhere_leads_there(
    app: Newsletter,
) -> None:
    owner = signed_in(app)
    codes = ("sender-name-missing", "sender-address-missing", "reply-to-missing")
    lacks = tuple(
        Diagnosis(Examined.REAL_MAIL, DiagnosisLevel.LATER, Message(code)) for code in codes
    )
    app.desk.settings.checkup.last = CheckupResult(lacks, app.container.now())
    page = owner.get(PAGE).text
    found = re.findall(r'<li class="is-later">.*?</li>', page, re.DOTALL)
    assert ["<strong>" in one for one in found] == [True, False, False]
    assert ['href="/desk/letterhead"' in one for one in found] == [True, False, True]
