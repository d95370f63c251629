"""Readers in a browser: figures for everybody, people for owners, and acts by number."""

import html
import re
import time
from datetime import UTC, datetime

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.audience.addresses import parse
from newsletter.audience.importing.notes import note_of_import, source_of_import
from newsletter.editors.accounts import PROVEN_FOR
from newsletter.model.audience import Consent, NewSubscriber, Rhythm, Standing, SuppressionReason
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SAID, SetClock
from tests.app.test_reader_list import joined
from tests.web.desk.builders import PASSWORD, DeskBrowser, signed_in
from tests.web.desk.test_account import wrong_at
from tests.web.desk.test_editors import fields
from tests.web.desk.test_permissions import rows

READERS = "/desk/readers"
SAME_ANSWER = f"{READERS}?done=unsubscribed"


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    return signed_in(app)


@pytest.fixture
def anna(app: Newsletter) -> int:
    return joined(app, "anna")[0]


def searched(owner: DeskBrowser, text: str, **chosen: str) -> httpx.Response:
    """The list of those who fit a search."""
    return owner.sent(f"{READERS}/search", data={"search": text, **chosen})


def opened(owner: DeskBrowser, number: int) -> str:
    """The page of a reader, opened."""
    return owner.sent(f"{READERS}/{number}/open").text


# ─── figures and the list ────────────────────────────────────────────────────


def test_without_readers_the_page_says_where_they_sign_up(owner: DeskBrowser) -> None:
    page = owner.get(READERS).text
    assert "Nog geen lezers. Zet het aanmeldformulier op je site, of zet je lijst over." in page
    assert 'href="http://127.0.0.1:8000/subscribe"' in page
    assert "<svg" not in page


@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
def test_only_owners_see_people_and_everybody_sees_figures(
    app: Newsletter, owner: DeskBrowser, anna: int, role: Role
) -> None:
    other = signed_in(app, role, "Bram")
    page = other.get(f"{READERS}?search=anna").text
    assert "Eén lezer." in page
    assert "<svg" in page
    assert "<table" in page
    assert "anna" not in page
    assert f"{READERS}/" not in page.replace(f"{READERS}/unsubscribe", "")
    assert (f"{READERS}/unsubscribe" in page) is (role is Role.EDITOR)
    assert "anna@example.org" in owner.get(READERS).text
    for path in (f"/{anna}", f"/{anna}/forget", "/add"):
        assert other.get(READERS + path).status_code == 403


def test_the_list_is_searched_and_leads_on_without_losing_the_choice(
    app: Newsletter, owner: DeskBrowser
) -> None:
    joined(app, "bram", *(f"lezer{number}" for number in range(51)))
    page = searched(owner, "LEZER", standing="confirmed").text
    assert "51 mensen" in page
    assert "bram@" not in page
    assert "<svg" not in page  # figures are of everybody
    [older] = re.findall(r'href="(/desk/readers\?[^"]*after=\d+)"', page)
    last = owner.get(older.replace("&amp;", "&")).text
    assert last.count("/open") == 1
    assert "lezer50@example.org" in last
    nobody = searched(owner, "niemand").text
    assert "Niemand past bij deze keuze." in nobody


def test_a_whole_address_of_no_reader_says_why_nothing_is_sent_to_it(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    assert anna
    app.container.store.suppressions.add(parse("mo@example.org"), SuppressionReason.BOUNCED)
    page = searched(owner, "Mo@Example.org").text
    assert "Naar dit adres gaat sinds 7 maart 2026 niets meer" in page
    for other in ("mo@", "anders@example.org"):
        assert "gaat sinds" not in searched(owner, other).text


def test_how_often_is_said_of_those_who_get_letters(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    assert anna
    assert "bevestigd · elke week · sinds" in owner.get(READERS).text
    app.people.unsubscribe("anna@example.org")
    assert "afgemeld · sinds" in owner.get(READERS).text


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=99999999999999999999",
        "standing=x",
        "search=%25%5C",
    ],
)
def test_a_choice_that_makes_no_sense_is_no_error(
    owner: DeskBrowser, anna: int, query: str
) -> None:
    assert anna
    assert owner.get(f"{READERS}?{query}").status_code == 200


def test_hostile_words_are_shown_as_text(app: Newsletter, owner: DeskBrowser) -> None:
    bad = "\u202e<script>alert(1)</script>"
    who = app.container.store.subscribers.add(
        NewSubscriber(address=parse("x@example.org"), first_name=bad, tags=frozenset({bad}))
    )
    store = app.container.store
    store.suppressions.add(who.address, SuppressionReason.MANUAL, bad)
    store.replies.keep("x", sender="x@example.org", subject=bad, text=bad)
    for page in (owner.get(READERS).text, opened(owner, who.id)):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
    for text in re.findall(r"<bdi[^>]*>[^<]*</bdi>", owner.get(READERS).text):
        assert text.startswith("<bdi")
    assert re.search(r"<bdi[^>]*>[^<]*&lt;script", owner.get(READERS).text)


def test_a_whole_address_opens_its_reader_at_once_which_is_in_the_log(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    joined(app, "anna2")
    answer = owner.post(f"{READERS}/search", data={"search": " anna@Example.org "})
    assert answer.headers["location"] == f"{READERS}/{anna}"
    page = owner.get(f"{READERS}/{anna}").text
    assert "anna@example.org" in page
    assert f'href="{READERS}/{anna}/forget"' in page
    [opened_one] = [
        one for one in app.container.store.log.newest(200) if one.act is Act.READER_OPENED
    ]
    assert opened_one.thing == f"reader {anna}"
    assert "dan komt dat in het logboek" in owner.get(READERS).text


@pytest.mark.parametrize(
    "typed",
    [
        {"search": "anna@example.or"},
        {"search": "niemand@example.org"},
        {"search": "anna@example.org", "standing": "confirmed"},
        {"search": "anna@example.org", "tag": "rust"},
        {"search": ""},
    ],
    ids=str,
)
def test_any_other_search_leads_to_the_list_and_opens_nobody(
    app: Newsletter, owner: DeskBrowser, anna: int, typed: dict[str, str]
) -> None:
    answer = owner.post(f"{READERS}/search", data=typed)
    assert answer.status_code == 303
    assert f"{READERS}/{anna}" not in answer.headers["location"]
    assert Act.READER_OPENED not in [one.act for one in app.container.store.log.newest(200)]


# ─── one reader ──────────────────────────────────────────────────────────────


def test_a_readers_language_is_named(owner: DeskBrowser, anna: int) -> None:
    assert "<dt>Taal</dt><dd>Nederlands</dd>" in opened(owner, anna)


def test_a_reader_is_seen_after_a_press_which_is_in_the_log(
    app: Newsletter, owner: DeskBrowser, clock: SetClock, anna: int
) -> None:
    before = rows(app)
    closed = owner.get(f"{READERS}/{anna}").text
    assert "anna@" not in closed
    assert rows(app) == before
    page = opened(owner, anna)
    assert "anna@example.org" in page
    assert SAID in page
    assert "anna@example.org" not in owner.get("/desk/log").text
    link = f"<a href='{READERS}/{anna}'>lezer {anna}</a>"
    assert link in owner.get("/desk/log?kind=readers").text
    clock.pass_by(minutes=61)
    for path in ("", "/unsubscribe", "/suppress", "/lift", "/forget"):
        assert "anna@" not in owner.get(f"{READERS}/{anna}{path}").text


def test_the_letters_to_a_reader_are_named_the_newest_first(
    app: Newsletter, clock: SetClock, anna: int
) -> None:
    app.issues.draw([str(app.container.folder / "rust.txt")])
    for number in ("2", "3", "1"):
        assert app.approvals.approve(number, offline=True).done
        app.dispatches.start(number)
        clock.pass_by(days=1)
    letters = opened(signed_in(app), anna).partition("<h2>Brieven aan deze lezer</h2>")[2]
    assert re.findall(r'href="/desk/issues/([0-9]+)">([^<]+)</a>, aangenomen', letters) == [
        (str(row.number), html.escape(row.subject))
        for number in (1, 3, 2)
        for row in app.issue_list.rows()
        if row.number == number
    ]


@pytest.mark.parametrize("is_old", [True, False], ids=["as it was stored", "as it is stored"])
def test_what_an_import_left_in_the_record_is_said_in_the_language_of_the_desk(
    app: Newsletter, owner: DeskBrowser, anna: int, is_old: bool
) -> None:
    old = "import of lezers.csv from Mailchimp; signed up there on 2024-03-01 10:05 UTC"
    source = source_of_import("lezers.csv", "Mailchimp")
    new = note_of_import(source, [("signed-up", datetime(2024, 3, 1, 10, 5, tzinfo=UTC))])
    note = old if is_old else new.to_text()
    consent = Consent(kind="imported", at=app.container.now(), note=note)
    app.container.store.consents.add([anna], consent)
    page = html.unescape(opened(owner, anna))
    there = "daar aangemeld op vrijdag 1 maart 2024"  # no hour: whose clock it is, no file says
    assert f"(uit het bestand lezers.csv, afkomstig van Mailchimp; {there})" in page
    assert "signed up there" not in page


def test_how_a_reader_left_is_said_in_the_language_of_the_desk(
    owner: DeskBrowser, anna: int
) -> None:
    opened(owner, anna)
    page = owner.sent(f"{READERS}/{anna}/unsubscribe").text
    assert "(door een redacteur)" in page
    assert "(editor)" not in page


def test_a_guessed_number_gets_the_same_words_whether_erased_or_never_there(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    app.people.forget(str(anna))
    answers = [
        owner.request(method, f"{READERS}/{number}{path}")
        for number in (anna, 77, "9999999999", "0", "-1", "a", "१", "1" * 40)
        for method, path in (("GET", ""), ("POST", "/open"), ("POST", "/lift"), ("GET", "/forget"))
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.text for one in answers}) == 1


def test_details_are_changed_and_what_is_wrong_is_said_at_its_field(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    opened(owner, anna)
    change = f"{READERS}/{anna}/change"
    wrong = owner.post(change, data={"name": "<i>", "tags": "", "rhythm": "weekly"})
    assert wrong.status_code == 422
    assert wrong_at(wrong.text) == ["name"]
    assert 'value="&lt;i&gt;"' in wrong.text
    page = owner.sent(change, data={"name": "Ànna", "tags": "rust, b", "rhythm": "monthly"}).text
    assert "De gegevens zijn opgeslagen." in page
    who = app.desk.readers.one(anna).who
    assert (who.first_name, who.tags, who.rhythm) == ("Ànna", {"rust", "b"}, Rhythm.MONTHLY)
    assert owner.post(change, data={"name": "", "tags": "", "rhythm": "x"}).status_code == 422


def test_a_tag_that_may_tell_of_health_is_asked_about(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    opened(owner, anna)
    change, typed = f"{READERS}/{anna}/change", {"tags": "burn-out", "rhythm": "weekly"}
    asked = owner.post(change, data=typed)
    assert asked.status_code == 422
    assert wrong_at(asked.text) == ["tags"]
    assert app.desk.readers.one(anna).who.tags == frozenset()
    assert owner.post(change, data=typed | {"health": "yes"}).status_code == 303
    assert owner.post(change, data=typed).status_code == 303  # it was there already


def test_unsubscribing_asks_first_and_pressed_twice_is_done_once(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    assert f'href="{READERS}/{anna}/unsubscribe"' in opened(owner, anna)
    assert "Deze lezer afmelden?" in owner.get(f"{READERS}/{anna}/unsubscribe").text
    assert app.desk.readers.one(anna).who.standing is Standing.CONFIRMED
    for _ in range(2):
        page = owner.sent(f"{READERS}/{anna}/unsubscribe").text
        assert "afgemeld" in page
    assert [one.act for one in app.container.store.log.newest(200)].count(
        Act.READER_UNSUBSCRIBED
    ) == 1
    assert f'href="{READERS}/{anna}/unsubscribe"' not in page


def test_mail_is_stopped_and_allowed_again_for_a_reason(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    opened(owner, anna)
    page = owner.sent(f"{READERS}/{anna}/suppress", data={"reason": "belde  boos"}).text
    assert "belde boos" in page
    without = owner.post(f"{READERS}/{anna}/lift", data={"reason": " "})
    assert without.status_code == 422
    assert wrong_at(without.text) == ["reason"]
    for _ in range(2):
        owner.sent(f"{READERS}/{anna}/lift", data={"reason": "toch wel"})
    assert app.desk.readers.one(anna).suppression is None


def test_what_the_reader_decided_has_no_button_that_undoes_it(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    who = app.desk.readers.one(anna).who
    app.container.store.suppressions.add(who.address, SuppressionReason.COMPLAINED)
    assert f"{READERS}/{anna}/lift" not in opened(owner, anna)
    assert "<form" not in owner.get(f"{READERS}/{anna}/lift").text.partition("<main")[2]
    refused = owner.post(f"{READERS}/{anna}/lift", data={"reason": "ik wil het"})
    assert refused.status_code == 422
    assert app.desk.readers.one(anna).suppression is not None


def test_erasing_wants_the_password_after_a_while_and_a_tick(
    app: Newsletter, owner: DeskBrowser, clock: SetClock, anna: int
) -> None:
    clock.pass_by(seconds=PROVEN_FOR.total_seconds())
    opened(owner, anna)
    forget = f"{READERS}/{anna}/forget"
    asked = owner.post(forget, data={"sure": "yes"})
    assert asked.status_code == 401
    assert app.desk.readers.one(anna)
    kept = fields(asked.text)
    assert kept == {"sure": "yes"}
    no_tick = owner.post(forget, data={"proof": PASSWORD})
    assert no_tick.status_code == 422
    assert wrong_at(no_tick.text) == ["sure"]
    page = owner.sent(forget, data=kept).text
    assert "Alles over deze lezer is gewist." in page
    assert owner.post(forget, data=kept).status_code == 404
    log = owner.get("/desk/log?kind=readers").text
    assert f"alles over lezer {anna}" in log  # which leads nowhere any more
    assert f"{READERS}/" not in log
    assert app.container.store.subscribers.page() == ()


def test_an_owner_downloads_what_is_kept_about_a_reader_by_one_press(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    page = opened(owner, anna)
    data = f"{READERS}/{anna}/data"
    assert f'<form method="post" action="{data}" data-download>' in page
    answer = owner.post(data)
    assert answer.json() == app.people.everything(str(anna))
    assert answer.json()["address"] == "anna@example.org"
    assert SAID in answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == f'attachment; filename="reader-{anna}.json"'
    assert answer.headers["cache-control"] == "no-store"
    log = owner.get("/desk/log?kind=readers").text
    link = f"<a href='{READERS}/{anna}'>lezer {anna}</a>"
    assert f"Gerda heeft gedownload wat er over {link} bewaard wordt." in log
    assert "example.org" not in log


def test_an_owner_downloads_a_page_in_the_readers_language_with_everything_in_words(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    opened(owner, anna)
    answer = owner.post(f"{READERS}/{anna}/data", data={"kind": "page"})
    assert answer.headers["content-disposition"] == f'attachment; filename="reader-{anna}.html"'
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="nl"' in answer.text
    assert "Alles wat over jou wordt bewaard" in answer.text
    assert "anna@example.org" in answer.text
    assert SAID in answer.text
    assert "bevestigd" in answer.text
    assert "confirmed" not in answer.text
    assert "/static/" not in answer.text, "it is read without the site"
    assert "heeft gedownload" in owner.get("/desk/log?kind=readers").text


def test_the_data_of_a_reader_want_the_password_after_a_while_and_go_to_no_other_role(
    app: Newsletter, owner: DeskBrowser, clock: SetClock, anna: int
) -> None:
    data = f"{READERS}/{anna}/data"
    for role in (Role.WRITER, Role.EDITOR):
        refused = signed_in(app, role, role.value.title()).post(data)
        assert refused.status_code == 403
        assert "anna@" not in refused.text
    assert owner.post(f"{READERS}/77/data").status_code == 404
    clock.pass_by(seconds=PROVEN_FOR.total_seconds())
    asked = owner.post(data)
    assert asked.status_code == 401
    assert "anna@" not in asked.text
    assert "data-download" in asked.text
    assert Act.READER_DATA_TAKEN not in [one.act for one in app.container.store.log.newest(200)]
    assert owner.post(data, data={"proof": PASSWORD}).json()["address"] == "anna@example.org"


# ─── adding ──────────────────────────────────────────────────────────────────


def test_somebody_is_added_with_a_statement(app: Newsletter, owner: DeskBrowser) -> None:
    typed = {"email": "bram@example.org", "statement": "ja", "name": "Bram", "tags": "rust"}
    empty = owner.post(f"{READERS}/add", data={"tags": "burn-out"})
    assert wrong_at(empty.text) == ["email", "statement", "tags"]
    short = owner.post(f"{READERS}/add", data=typed)
    assert short.status_code == 422
    assert wrong_at(short.text) == ["statement"]
    assert 'value="bram@example.org"' in short.text
    page = owner.sent(f"{READERS}/add", data=typed | {"statement": SAID}).text
    assert "De lezer is toegevoegd." in page
    again = owner.sent(f"{READERS}/add", data=typed | {"statement": SAID}).text
    assert "staat al in je lijst" in again
    [who] = app.container.store.subscribers.page()
    assert (who.first_name, who.tags, who.standing) == ("Bram", {"rust"}, Standing.CONFIRMED)
    wrong = owner.post(f"{READERS}/add", data=typed | {"email": "bram", "statement": SAID})
    assert wrong_at(wrong.text) == ["email"]
    app.people.unsubscribe("bram@example.org")
    left = owner.post(f"{READERS}/add", data=typed | {"statement": SAID})
    assert wrong_at(left.text) == ["email"]


# ─── an address typed by an editor ───────────────────────────────────────────


def test_an_editor_unsubscribes_by_address_and_learns_nothing(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    assert owner
    editor = signed_in(app, Role.EDITOR, "Bram")
    spent = []
    for address in ("anna@example.org", "niemand@example.org", "anna@example.org"):
        began = time.monotonic()
        answer = editor.post(f"{READERS}/unsubscribe", data={"email": address})
        spent.append(time.monotonic() - began)
        assert (answer.status_code, answer.headers["location"]) == (303, SAME_ANSWER)
    assert min(spent) >= 0.4
    assert app.desk.readers.one(anna).who.standing is Standing.UNSUBSCRIBED
    assert "krijgt het geen brieven meer" in editor.get(SAME_ANSWER).text
    assert "example.org" not in owner.get("/desk/log?kind=readers").text


def test_what_is_no_address_is_said_and_too_many_are_refused(
    app: Newsletter, owner: DeskBrowser, anna: int
) -> None:
    for typed in ("", "anna"):
        answer = owner.post(f"{READERS}/unsubscribe", data={"email": typed})
        assert answer.status_code == 422
        assert wrong_at(answer.text) == ["email"]
    for number in range(10):
        app.desk.reader_acts.unsubscribe_address(f"x{number}@example.org", _gerda(app), "")
    refused = owner.post(f"{READERS}/unsubscribe", data={"email": "anna@example.org"})
    assert refused.status_code == 422
    assert "veel adressen" in refused.text
    assert app.desk.readers.one(anna).who.standing is Standing.CONFIRMED


def _gerda(app: Newsletter) -> Editor:
    return app.desk.editors.all()[0]
