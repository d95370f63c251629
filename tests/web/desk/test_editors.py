"""Editors in a browser: invited, given another role and removed, by an owner who proves who they are."""

import re

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.app.outgoing import Outgoing
from newsletter.editors.accounts import PROVEN_FOR
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Role
from tests.app.builders import SetClock
from tests.app.test_sign_in import last_mail, mailed_link
from tests.web.desk.builders import BASE, PASSWORD, DeskBrowser, at_a_browser, signed_in
from tests.web.desk.test_account import wrong_at

EDITORS = "/desk/editors"
BRAM = {"name": "Bram", "email": "bram@example.org", "role": "writer"}


@pytest.fixture
def mail_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outgoing, "can_mail_links", True)


def names(app: Newsletter) -> list[str]:
    return [one.name for one in app.desk.editors.all() if one.is_active]


def acts(app: Newsletter) -> list[Act]:
    return [one.act for one in app.container.store.log.newest(200)]


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)">', page))


# ─── inviting ────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("mail_leaves")
def test_a_writer_is_invited_by_mail_signs_in_and_sees_no_button_of_others(
    app: Newsletter,
) -> None:
    owner = signed_in(app)
    assert owner.post(EDITORS, data=BRAM).headers["location"] == f"{EDITORS}?done=invited"
    assert "uitgenodigd, nog niet ingelogd" in owner.get(EDITORS).text
    writer = at_a_browser(app)
    link = f"{BASE}/desk/sign-in/{mailed_link(app)}"
    assert "Gerda nodigt je uit" in last_mail(app)
    assert "als Bram" in writer.get(link).text
    assert writer.post(link).headers["location"] == "/desk/me?done=new"
    assert "een link per mail" in writer.get("/desk/me?done=new").text
    assert "uitgenodigd" not in owner.get(EDITORS).text
    assert "laatst ingelogd op" in owner.get(f"{EDITORS}/2").text
    for page in ("", "/articles", "/feeds", "/queue", "/me"):
        text = writer.get(f"/desk{page}").text
        assert not re.search("Zet klaar|/queue/|Volg deze site|niet meer volgen|/unfollow", text)
        assert not re.search("/desk/editors|/desk/log", text)


@pytest.mark.usefixtures("mail_leaves")
def test_where_mail_leaves_no_link_is_ever_shown(app: Newsletter) -> None:
    owner = signed_in(app)
    answers = [owner.post(EDITORS, data=BRAM), owner.post(f"{EDITORS}/2/link")]
    pages = [owner.get(EDITORS), owner.get(f"{EDITORS}/2")]
    assert all("/desk/sign-in/" not in one.text for one in (*answers, *pages))
    assert answers[1].headers["location"] == f"{EDITORS}/2?done=invited"
    assert app.dispatches.dispatcher.drain() == 2
    assert acts(app)[0] is Act.LINK_MADE


def test_where_no_mail_leaves_the_link_is_shown_once(app: Newsletter, clock: SetClock) -> None:
    owner = signed_in(app)
    assert "Er gaat nog geen mail de deur uit." in owner.get(EDITORS).text
    shown = owner.post(EDITORS, data=BRAM)
    assert shown.status_code == 200
    [link] = re.findall(rf'value="({BASE}/desk/sign-in/[\w-]+)"', shown.text)
    bram = at_a_browser(app)
    assert bram.post(link).headers["location"] == "/desk/me?done=new"
    assert "met deze link kun je maar één keer inloggen" in bram.get("/desk/me?done=new").text
    bram.post("/desk/me/password", data={"password": PASSWORD})
    assert "maar één keer" not in bram.get("/desk/me?done=new").text
    assert again_with(owner, bram, clock, minutes=15) == 410
    assert again_with(owner, bram, clock, minutes=14) == 303
    assert app.dispatches.dispatcher.drain() == 0
    assert link not in owner.get(f"{EDITORS}/2").text


def again_with(owner: DeskBrowser, bram: DeskBrowser, clock: SetClock, *, minutes: int) -> int:
    """What another link answers after so many minutes."""
    page = owner.post(f"{EDITORS}/2/link").text
    [link] = re.findall(rf'value="({BASE}/desk/sign-in/[\w-]+)"', page)
    clock.pass_by(minutes=minutes)
    assert owner.post(f"{EDITORS}/2/link", data={"proof": PASSWORD}).status_code == 200
    return bram.post(link).status_code


@pytest.mark.parametrize("days", [2, 3])
def test_a_link_for_somebody_without_a_password_works_as_long_as_an_invitation(
    app: Newsletter, clock: SetClock, days: int
) -> None:
    shown = signed_in(app).post(EDITORS, data=BRAM).text
    assert "binnen drie dagen" in shown
    [link] = re.findall(rf'value="({BASE}/desk/sign-in/[\w-]+)"', shown)
    clock.pass_by(days=days)
    assert at_a_browser(app).post(link).status_code == (303 if days < 3 else 410)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "Vul een naam in."),
        ({"email": "bram"}, "bram"),
        ({"email": "a\r\nBcc: b@example.org"}, "Bcc"),
        ({"email": "GERDA@example.org"}, "heeft al een account"),
        ({"role": ""}, "Kies een rol."),
        ({"role": "emperor"}, "Kies een rol."),
        ({"email": "w" * 100_000}, "www"),
    ],
    ids=str,
)
def test_what_is_typed_wrong_is_said_and_the_rest_is_kept(
    app: Newsletter, changed: dict[str, str], told: str
) -> None:
    owner = signed_in(app)
    answer = owner.post(EDITORS, data=BRAM | changed)
    assert answer.status_code == 422
    assert told in answer.text
    assert wrong_at(answer.text) == list(changed)
    assert 'role="alert"' in answer.text
    if "name" not in changed:
        assert 'name="name"' in answer.text
        assert 'value="Bram"' in answer.text
    assert len(answer.text) < 200_000
    assert names(app) == ["Gerda"]


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "<script>alert(1)</script>", "../../x", "a\r\nSet-Cookie: x", "\u202ename"]
)
def test_a_name_is_shown_as_it_is_on_every_page(app: Newsletter, name: str) -> None:
    owner = signed_in(app)
    pages = [owner.post(EDITORS, data=BRAM | {"name": name})]
    pages += [owner.get(EDITORS), owner.get(f"{EDITORS}/2"), owner.post(f"{EDITORS}/2/link")]
    assert all(page.status_code == 200 for page in pages)
    assert all("<script>" not in page.text and ">49<" not in page.text for page in pages)


def test_all_that_is_typed_wrong_is_named_at_once(app: Newsletter) -> None:
    answer = signed_in(app).post(EDITORS, data={"name": " ", "email": "bram", "role": ""})
    assert answer.status_code == 422
    assert wrong_at(answer.text) == ["name", "email", "role"]
    for field in ("name", "email", "role"):
        assert f'<a href="#{field}">' in answer.text


def test_no_role_is_refused_on_the_page_of_the_editor(app: Newsletter) -> None:
    owner = signed_in(app)
    signed_in(app, Role.WRITER, "Bram")
    answer = owner.post(f"{EDITORS}/2/role")
    assert answer.status_code == 422
    assert "Kies een rol." in answer.text
    assert wrong_at(answer.text) == ["role"]
    assert "bram@example.org" in answer.text


def test_two_megabytes_of_one_word_make_no_account(app: Newsletter) -> None:
    owner = signed_in(app)
    answer = owner.post(EDITORS, data=BRAM | {"name": "w" * 1_900_000, "email": "w" * 100_000})
    assert answer.status_code == 422
    assert len(answer.text) < 200_000
    assert owner.post(EDITORS, data=BRAM | {"name": "w" * 2_100_000}).status_code == 413
    assert names(app) == ["Gerda"]


# ─── roles, and the end of an account ────────────────────────────────────────


def test_another_role_signs_out_and_the_next_post_of_an_open_page_is_refused(
    app: Newsletter,
) -> None:
    owner = signed_in(app)
    editor = signed_in(app, Role.EDITOR, "Bram")
    assert editor.get("/desk/queue").status_code == 200
    changed = owner.post(f"{EDITORS}/2/role", data={"role": "writer"})
    assert changed.headers["location"] == f"{EDITORS}/2?done=role"
    day = app.desk.agenda.look().days[0].day.isoformat()
    assert editor.post("/desk/queue/skip", data={"day": day}).status_code == 401
    assert not app.desk.agenda.look().days[0].is_skipped
    back = at_a_browser(app)
    back.post(app.desk.editors.link(2))
    assert back.post("/desk/queue/skip", data={"day": day}).status_code == 403
    assert "De rol is gewijzigd." in owner.get(changed.headers["location"]).text


def test_the_same_role_once_more_signs_nobody_out(app: Newsletter) -> None:
    owner = signed_in(app)
    editor = signed_in(app, Role.EDITOR, "Bram")
    before = acts(app)
    assert owner.post(f"{EDITORS}/2/role", data={"role": "editor"}).status_code == 303
    assert editor.get("/desk").status_code == 200
    assert acts(app) == before


def test_an_account_is_ended_and_its_open_pages_do_nothing_more(app: Newsletter) -> None:
    owner = signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    assert owner.post(f"{EDITORS}/2/end").headers["location"] == f"{EDITORS}?done=ended"
    assert writer.post("/desk/articles", data={"text": "Stil"}).status_code == 401
    assert names(app) == ["Gerda"]
    assert "bram@example.org" not in owner.get(EDITORS).text
    assert owner.get(f"{EDITORS}/2").status_code == 404


def test_the_only_owner_stays_and_is_told_why_at_the_button(app: Newsletter) -> None:
    owner = signed_in(app)
    for act, data in (("end", {}), ("role", {"role": "writer"})):
        answer = owner.post(f"{EDITORS}/1/{act}", data=data)
        assert answer.status_code == 422
        assert "Gerda is de enige eigenaar; maak eerst iemand anders eigenaar." in answer.text
        assert f'aria-describedby="{act}-wrong"' in answer.text
        assert f'action="{EDITORS}/1/{act}"' in answer.text
    assert re.search('value="writer" required checked', answer.text)
    assert owner.get(EDITORS).status_code == 200


def test_who_ends_their_own_account_is_out(app: Newsletter) -> None:
    owner = signed_in(app)
    other = signed_in(app, Role.OWNER, "Bram")
    assert owner.post(f"{EDITORS}/1/end").headers["location"] == "/desk/sign-in"
    assert owner.get("/desk").status_code == 303
    assert other.get(EDITORS).status_code == 200
    assert names(app) == ["Bram"]


def test_an_owner_whose_role_ends_between_the_check_and_the_act_does_nothing(
    app: Newsletter,
) -> None:
    signed_in(app)
    signed_in(app, Role.OWNER, "Bram")
    gerda, bram = app.desk.editors.all()
    app.desk.editors.set_role(bram.id, Role.WRITER, by=gerda)
    editors, before = app.desk.editors, acts(app)
    for act in (
        lambda: editors.add("Cato", "cato@example.org", Role.OWNER, by=bram),
        lambda: editors.set_role(bram.id, Role.OWNER, by=bram),
        lambda: editors.end(gerda.id, by=bram),
        lambda: editors.link(gerda.id, by=bram),
        lambda: editors.invite(gerda.id, by=bram),
    ):
        with pytest.raises(DeskError, match="editor-owner-no-more"):
            act()
    assert (names(app), acts(app)) == (["Gerda", "Bram"], before)


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1e0", "01", "٣", "9" * 40])
def test_who_is_not_there_is_not_found(app: Newsletter, number: str) -> None:
    owner = signed_in(app)
    assert owner.get(f"{EDITORS}/{number}").status_code == 404
    for act in ("role", "link", "end"):
        assert owner.post(f"{EDITORS}/{number}/{act}", data=BRAM).status_code == 404
    assert names(app) == ["Gerda"]


# ─── proving who one is ──────────────────────────────────────────────────────


def every_act(browser: DeskBrowser, **more: str) -> list[httpx.Response]:
    return [
        browser.post(EDITORS, data=BRAM | {"email": "cato@example.org"} | more),
        browser.post(f"{EDITORS}/2/role", data={"role": "editor"} | more),
        browser.post(f"{EDITORS}/2/link", data=more),
        browser.post(f"{EDITORS}/2/end", data=more),
    ]


def test_after_a_quarter_of_an_hour_every_act_asks_for_the_password_and_then_goes_on(
    app: Newsletter, clock: SetClock
) -> None:
    owner = signed_in(app)
    signed_in(app, Role.WRITER, "Bram")
    clock.at += PROVEN_FOR
    before = acts(app)
    assert {one.status_code for one in every_act(owner)} == {401}
    assert (acts(app), names(app)) == (before, ["Gerda", "Bram"])
    asked = owner.post(EDITORS, data={**BRAM, "email": "cato@example.org", "name": 'C"<b>'})
    assert f'action="{EDITORS}"' in asked.text
    assert 'value="C&#34;&lt;b&gt;"' in asked.text
    wrong = owner.post(EDITORS, data=fields(asked.text) | {"proof": "geraden"})
    assert wrong.status_code == 422
    assert "Je huidige wachtwoord klopt niet." in wrong.text
    assert "geraden" not in wrong.text
    done = owner.post(EDITORS, data=fields(wrong.text) | {"name": "Cato", "proof": PASSWORD})
    assert done.status_code == 200
    assert names(app) == ["Gerda", "Bram", "Cato"]
    assert owner.post(f"{EDITORS}/2/end").status_code == 303
    clock.at += PROVEN_FOR
    assert owner.post(f"{EDITORS}/3/end").status_code == 401


def test_just_before_a_quarter_of_an_hour_nothing_is_asked(
    app: Newsletter, clock: SetClock
) -> None:
    owner = signed_in(app)
    clock.pass_by(minutes=14, seconds=59)
    assert owner.post(EDITORS, data=BRAM).status_code == 200


def test_the_password_is_not_guessed_for_ever(app: Newsletter, clock: SetClock) -> None:
    owner = signed_in(app)
    clock.at += PROVEN_FOR
    for _ in range(10):
        owner.post(EDITORS, data=BRAM | {"proof": "geraden"})
    refused = owner.post(EDITORS, data=BRAM | {"proof": PASSWORD})
    assert refused.status_code == 422
    assert "te veel pogingen" in refused.text
    assert names(app) == ["Gerda"]


def test_the_password_of_another_proves_nothing(app: Newsletter, clock: SetClock) -> None:
    signed_in(app)
    other = signed_in(app, Role.OWNER, "Bram")
    other.post("/desk/me/password", data={"password": "het zinnetje van Bram"})
    clock.at += PROVEN_FOR
    assert other.post(EDITORS, data=BRAM | {"proof": PASSWORD}).status_code == 422
    assert len(names(app)) == 2


def test_the_password_is_never_kept_in_a_page(app: Newsletter, clock: SetClock) -> None:
    owner = signed_in(app)
    clock.pass_by(hours=12)
    out = owner.post(EDITORS, data=BRAM | {"proof": PASSWORD})
    assert out.status_code == 401
    assert 'name="kept.name" value="Bram"' in out.text
    assert PASSWORD not in out.text


@pytest.mark.usefixtures("mail_leaves")
def test_who_has_no_password_proves_it_with_a_link_and_loses_nothing(
    app: Newsletter, clock: SetClock
) -> None:
    signed_in(app)
    other = signed_in(app, Role.OWNER, "Bram")
    clock.at += PROVEN_FOR
    cato = {"name": "Cato", "email": "cato@example.org", "role": "editor"}
    asked = other.post(EDITORS, data=cato)
    assert asked.status_code == 401
    assert 'name="proof"' not in asked.text
    sent = other.post("/desk/sign-in", data=fields(asked.text) | {"way": "link"})
    assert other.post(f"{BASE}/desk/sign-in/{mailed_link(app)}").status_code == 303
    kept = fields(sent.text)
    assert kept == cato
    assert f'action="{EDITORS}"' in sent.text
    assert other.post(EDITORS, data=kept).status_code == 303
    assert names(app) == ["Gerda", "Bram", "Cato"]


def test_a_password_is_no_way_around_the_proof(app: Newsletter, clock: SetClock) -> None:
    signed_in(app)
    thief = signed_in(app, Role.OWNER, "Bram")
    clock.at += PROVEN_FOR
    thief.post("/desk/me/password", data={"password": "het zinnetje van Mallory"})
    refused = thief.post(EDITORS, data=BRAM | {"proof": "het zinnetje van Mallory"})
    assert refused.status_code == 422
    assert "Log nog een keer in met een link." in refused.text
    assert names(app) == ["Gerda", "Bram"]


# ─── a link that no longer works ─────────────────────────────────────────────


@pytest.mark.usefixtures("mail_leaves")
def test_from_a_used_link_a_new_one_is_asked_for_in_the_words_of_the_sign_in_page(
    app: Newsletter,
) -> None:
    signed_in(app)
    link = app.desk.editors.link(1)
    browser = at_a_browser(app)
    browser.post(link)
    page = at_a_browser(app).get(link)
    assert page.status_code == 410
    assert "Stuur een nieuwe link" in page.text
    assert "gerda" not in page.text.lower()
    answers = {
        address: at_a_browser(app).post("/desk/sign-in", data={"email": address, "way": "link"})
        for address in ("gerda@example.org", "niemand@example.org")
    }
    assert {one.status_code for one in answers.values()} == {200}
    told = {one.text.replace(address, "…") for address, one in answers.items()}
    assert len(told) == 1
    assert app.dispatches.dispatcher.drain() == 1


def test_where_no_mail_leaves_a_used_link_leads_to_the_sign_in_page(app: Newsletter) -> None:
    signed_in(app)
    page = at_a_browser(app).get("/desk/sign-in/x").text
    assert "Stuur een nieuwe link" not in page
    assert 'href="/desk/sign-in"' in page
    assert "Vraag een eigenaar om een nieuwe inloglink." in page


def test_a_first_link_that_no_longer_works_says_how_to_get_another(
    app: Newsletter, clock: SetClock
) -> None:
    link = app.desk.sign_in.first_link()
    clock.pass_by(hours=1)
    page = at_a_browser(app).get(link)
    assert page.status_code == 410
    assert "newsletter editor first" in page.text
