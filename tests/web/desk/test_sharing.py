"""A draft shown to somebody without an account."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.app.desk_retention import tidy_desk
from newsletter.model.editor import Role
from tests.app.builders import SetClock
from tests.web.desk.builders import DeskBrowser, at_a_browser, signed_in

SHARE = "/desk/issues/1/share"


pytestmark = pytest.mark.usefixtures("drawn")


def shared(browser: DeskBrowser) -> str:
    found = re.search(r'value="[^"]*(/preview/[\w-]+)"', browser.post(SHARE).text)
    assert found is not None
    return found[1]


def test_a_colleague_sees_the_letter_as_it_was_without_an_account(app: Newsletter) -> None:
    writer = signed_in(app)
    link = shared(writer)
    opened = app.desk.writing.open(1)
    app.desk.writing.save(
        1, opened.text + "\nNa het delen.\n", opened.sha256, app.desk.editors.all()[0]
    )
    colleague = at_a_browser(app)
    page = colleague.get(link)
    assert page.status_code == 200
    assert "werkt tot zaterdag 21 maart" in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == "no-store"
    mail = colleague.get(f"{link}/mail")
    assert "Dag " in mail.text
    assert "Na het delen." not in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]
    assert "<script" not in page.text + mail.text


def test_what_is_shown_names_no_reader_and_leaves_nobody(app: Newsletter) -> None:
    signed_in(app)
    link = shared(signed_in(app, Role.WRITER, "Bram"))
    mail = at_a_browser(app).get(f"{link}/mail").text
    assert "example.org" not in re.sub(r"mailto:[^\"]*", "", mail).replace("anna@example.org", "")
    before = app.container.store.growth.now(app.container.now())
    for address in re.findall(r'href="http://127\.0\.0\.1:8000(/unsubscribe/[^"]+)"', mail):
        assert at_a_browser(app).get(address).status_code in {200, 404, 410}
    assert app.container.store.growth.now(app.container.now()) == before


def test_what_is_shown_is_called_no_draft_once_the_letter_is_queued(app: Newsletter) -> None:
    browser = signed_in(app)
    link = shared(browser)
    assert app.approvals.approve("1", offline=True).done
    page = at_a_browser(app).get(link).text
    assert "Zo was deze brief toen de link werd gemaakt" in page
    assert "concept" not in page


def test_a_new_link_ends_the_old_one_and_so_does_the_button(app: Newsletter) -> None:
    browser = signed_in(app)
    first = shared(browser)
    second = shared(browser)
    stranger = at_a_browser(app)
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    assert "Trek de link in" in browser.get(SHARE).text
    assert browser.post(f"{SHARE}/end").headers["location"] == f"{SHARE}?done=ended"
    assert stranger.get(second).status_code == stranger.get(f"{second}/mail").status_code == 404
    assert "Vraag de afzender om een nieuwe." in stranger.get(second).text
    assert "De link werkt niet meer" in browser.get(f"{SHARE}?done=ended").text


def test_a_link_ends_after_two_weeks_with_the_account_and_leaves_no_trace(
    app: Newsletter, clock: SetClock
) -> None:
    signed_in(app)
    bram = signed_in(app, Role.WRITER, "Bram")
    link = shared(bram)
    clock.pass_by(days=13)
    assert at_a_browser(app).get(link).status_code == 200
    app.desk.editors.end(2)
    assert at_a_browser(app).get(link).status_code == 404
    clock.pass_by(days=2)
    tidy_desk(app.container)
    assert app.container.store.shared_drafts.of(1) is None


@pytest.mark.parametrize("token", ["x", "%00", "A" * 5000, "{{7*7}}"])
def test_no_other_address_shows_anything(app: Newsletter, token: str) -> None:
    assert at_a_browser(app).get(f"/preview/{token}").status_code == 404


def test_only_a_hash_of_the_link_is_stored(app: Newsletter) -> None:
    link = shared(signed_in(app))
    with app.container.store.database.read() as connection:
        row = connection.exec_driver_sql("SELECT * FROM shared_drafts").one()
    assert link.rpartition("/")[2].encode() not in repr(tuple(row)).encode()


def test_a_letter_that_cannot_be_shown_is_not_shared_and_its_page_says_why(app: Newsletter) -> None:
    browser = signed_in(app)
    opened = app.desk.writing.open(1)
    words = "\n> Dit zei niemand in het artikel.\n"
    app.desk.writing.save(1, opened.text + words, opened.sha256, app.desk.editors.all()[0])
    for page in (
        browser.post(SHARE),
        browser.get("/desk/issues/1/mail"),
        browser.get("/desk/issues/1/text"),
    ):
        assert "Het citaat ‘Dit zei niemand in het artikel.’ staat niet woord voor" in page.text
        assert ".md" not in page.text
    assert app.desk.sharing.of(1) is None


def test_the_letters_page_makes_a_link_once_and_then_leads_to_where_it_is_withdrawn(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    press = f'form="letter" formaction="{SHARE}"'
    assert press in browser.get("/desk/issues/1").text
    answer = browser.post(SHARE, headers={"accept": "application/json"})
    assert answer.headers["cache-control"] == "no-store"
    link = answer.json()["address"].removeprefix(app.container.pages_at)
    assert at_a_browser(app).get(link).status_code == 200
    page = browser.get("/desk/issues/1").text
    assert press not in page
    assert f'<a href="{SHARE}">aan iemand getoond</a>' in page
    browser.post(f"{SHARE}/end")
    assert press in browser.get("/desk/issues/1").text
