"""The first page in a browser: what needs somebody leads to where it is solved."""

import html
import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.message import Message
from newsletter.model.article import Rights
from newsletter.model.editor import Role
from tests.app.builders import UNSETTLED, SetClock, a_publication, with_issues_approved
from tests.app.dispatching import BY_TWO, accept, frozen
from tests.app.test_feeds import SETTINGS, feed, piece
from tests.fetching.web import served
from tests.web.desk.builders import signed_in


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, SETTINGS)


def needs(page: str) -> list[tuple[str, str]]:
    """Where each line that needs attention leads, and in which words."""
    lines = re.search(r'<ul class="needs">(.*?)</ul>', page, re.DOTALL)
    assert lines is not None
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', lines[1])


def test_a_letter_that_has_stopped_leads_to_its_dispatch(app: Newsletter) -> None:
    browser = signed_in(app)
    with_issues_approved(app)
    app.dispatches.start("1")
    app.container.store.dispatches.pause(1, Message("account-key-refused").to_text())
    assert needs(browser.get("/desk").text) == [("/desk/dispatches/1", "Bekijk de verzending")]


def test_the_first_page_and_that_of_the_readers_count_alike(app: Newsletter) -> None:
    browser = signed_in(app)
    with_issues_approved(app, ["lezer1", "lezer2", "lezer3"])
    app.readers.unsubscribe.end(1, "editor")
    for address in ("/desk", "/desk/readers"):
        assert "2 lezers. Deze maand kwamen er 3 bij. Er ging er één weg." in " ".join(
            browser.get(address).text.split()
        )
    for number in (2, 3):
        app.readers.unsubscribe.end(number, "editor")
    assert "Er gingen er 3 weg." in " ".join(browser.get("/desk").text.split())


def test_of_a_letter_in_the_outbox_nobody_is_told_that_readers_got_it(app: Newsletter) -> None:
    browser = signed_in(app)
    with_issues_approved(app)
    app.dispatches.start("1")
    page = html.unescape(browser.get("/desk").text)
    assert (
        "‘Een stoel bij het raam’ staat sinds zaterdag 7 maart om 13:00 in de map outbox;" in page
    )
    assert "er is geen mail de deur uit gegaan." in page
    assert "verstuurd." not in page


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        (
            "outbox",
            (
                "‘Een stoel bij het raam’ is gepauzeerd: 2 in de map outbox, nog 8 te gaan.",
                "De rest van ‘Een stoel bij het raam’ is gestopt: 2 in de map outbox, 8 niet.",
            ),
        ),
        (
            "smtp",
            (
                "‘Een stoel bij het raam’ is gepauzeerd: 2 verstuurd, nog 8 te gaan.",
                "De rest van ‘Een stoel bij het raam’ is gestopt: 2 lezers hebben hem gekregen, 8 niet.",
            ),
        ),
    ],
)
def test_the_first_line_tells_that_a_letter_is_paused_or_was_stopped(
    tmp_path: Path, clock: SetClock, provider: str, words: tuple[str, str]
) -> None:
    app = a_publication(tmp_path / "small", clock, BY_TWO)
    browser = signed_in(app)
    [gerda] = app.desk.editors.all()
    going = frozen(app)
    accept(app)
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE dispatches SET provider = '{provider}' WHERE id = 1")
    for act, line in zip(("pause", "cancel"), words, strict=True):
        assert getattr(app.desk.dispatch_acts, act)(going, gerda)
        assert line in html.unescape(browser.get("/desk").text)


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        ("smtp", "outbox", "is zaterdag 7 maart om 13:00 naar 2 lezers verstuurd."),
        ("outbox", "smtp", "in de map outbox; er is geen mail de deur uit gegaan."),
        ("long-gone", "outbox", "is zaterdag 7 maart om 13:00 naar 2 lezers verstuurd."),
    ],
    ids=["a server since left", "the outbox before", "a provider no longer installed"],
)
def test_what_became_of_a_letter_depends_on_the_provider_it_went_through(
    tmp_path: Path, clock: SetClock, then: str, now: str, words: str
) -> None:
    app = a_publication(tmp_path / "then", clock)
    signed_in(app)
    with_issues_approved(app)
    app.dispatches.start("1")
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE dispatches SET provider = '{then}' WHERE id = 1")
    if now == "smtp":
        (app.container.folder / "newsletter.toml").write_text(UNSETTLED, "utf-8")
    later = a_publication(tmp_path / "then", clock)
    page = html.unescape(signed_in(later, Role.EDITOR, "Bram").get("/desk").text)
    assert words in page


def test_a_file_that_cannot_be_read_leads_to_where_it_is_written(app: Newsletter) -> None:
    browser = signed_in(app)
    broken = app.container.folder / "issues" / "009-broken.md"
    broken.write_text("---\nnumber: x\n", "utf-8")
    today = browser.get("/desk").text
    [(address, _)] = needs(today)
    page = browser.get(address)
    assert "<li>Brief 9" in today
    assert "009-broken" not in today
    assert address == "/desk/issues/9"
    assert "number: x" in page.text


def test_a_missed_slot_leads_to_its_letter(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app)
    clock.pass_by(days=1, hours=11)
    app.queue.due()
    page = signed_in(app).get("/desk").text
    assert ("/desk/issues/1", "Naar de brief") in needs(page)


def test_new_articles_lead_to_the_proposals(app: Newsletter) -> None:
    browser = signed_in(app)
    with served({"/feed": feed(piece(1))}) as site:
        app.feeds.follow(site.url("/feed"), Rights())
    [(address, words)] = needs(browser.get("/desk").text)
    assert (address, words) == ("/desk/articles#proposals", "Naar de voorstellen")
    assert 'id="proposals"' in browser.get("/desk/articles").text


def test_what_no_page_solves_says_where_it_is_solved(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app)
    monkeypatch.setattr(app.container.store, "holding", lambda: "restored")
    page = browser.get("/desk").text
    assert needs(page) == []
    assert "(in de terminal)" in page


def test_drafts_are_counted_so_that_nobody_takes_the_desk_for_empty(app: Newsletter) -> None:
    browser = signed_in(app)
    assert "Hier is het nog leeg" in browser.get("/desk").text
    app.articles.add(app.container.folder / "rust.txt")
    page = html.unescape(browser.get("/desk").text)
    assert "is nog geen brief gemaakt" in page
    assert 'href="/desk/articles/rust.txt"' in page
    drawn = app.issues.draw([str(app.container.folder / "rust.txt")]).issues
    page = browser.get("/desk").text
    assert "Hier is het nog leeg" not in page
    assert f"Er zijn {len(drawn)} concepten." in page
    assert app.approvals.approve("1", offline=True).done
    assert f"Er zijn {len(drawn) - 1} concepten." in browser.get("/desk").text


def test_a_page_of_the_desk_that_is_not_there_leads_back_to_the_desk(app: Newsletter) -> None:
    browser = signed_in(app)
    for address in ("/desk/issues/99", "/desk/nergens"):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert '<a class="button" href="/desk">Naar Vandaag</a>' in answer.text
    assert 'href="/desk"' not in browser.get("/nergens").text


def test_a_queued_letter_that_was_changed_leads_to_its_page(app: Newsletter) -> None:
    browser = signed_in(app)
    with_issues_approved(app)
    [gerda] = app.desk.editors.all()
    opened = app.desk.writing.open(2)
    app.desk.writing.save(2, f"{opened.text}\nNog een zin.\n", opened.sha256, gerda)
    page = browser.get("/desk").text
    assert "is na het klaarzetten gewijzigd door Gerda." in page
    assert ("/desk/issues/2", "Naar de brief") in needs(page)


def test_readers_sign_up_where_the_pages_are_served(app: Newsletter) -> None:
    browser = signed_in(app)
    app.container.served_at = "http://127.0.0.1:8077"
    page = browser.get("/desk").text
    assert '<a href="http://127.0.0.1:8077/">http://127.0.0.1:8077</a>' in page
    assert "127.0.0.1:8000" not in page


def test_where_mail_stays_on_the_machine_no_letter_is_said_to_go_out(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    browser = signed_in(app)
    with_issues_approved(app)
    page = html.unescape(browser.get("/desk").text)
    assert "‘Een stoel bij het raam’ is de volgende, op zondag 8 maart om 08:00." in page
    assert "Wat je klaarzet, komt in de map outbox." in page


def test_a_provider_on_this_machine_is_not_called_the_outbox(tmp_path: Path) -> None:
    local = '[provider]\nname = "postmark"\n[provider.postmark]\ntoken = "t"\nbase = "http://127.0.0.1:9"\n'
    app = a_publication(tmp_path / "own", SetClock(), local)
    browser = signed_in(app)
    with_issues_approved(app)
    page = html.unescape(browser.get("/desk").text)
    assert "de ingestelde verzenddienst staat op deze computer zelf." in page
    assert "map outbox" not in page


def test_where_the_links_in_letters_lead_elsewhere_the_first_page_says_so(app: Newsletter) -> None:
    browser = signed_in(app)
    with_issues_approved(app)
    stray = "De links in die brieven leiden naar http://127.0.0.1:8000"
    assert stray not in browser.get("/desk").text
    app.container.served_at = "http://127.0.0.1:8000"
    assert stray not in browser.get("/desk").text
    app.container.served_at = "http://127.0.0.1:8077"
    assert stray in browser.get("/desk").text
