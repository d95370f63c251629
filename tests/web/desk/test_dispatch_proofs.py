"""The proof of a dispatch at the desk: a page to print, and its signed file."""

import html
import re

import pytest

from newsletter.app import Newsletter
from newsletter.app.dispatch_proofs import DispatchProofs
from newsletter.model.editor import Role
from tests.app.builders import with_issues_approved
from tests.web.desk.builders import DeskBrowser, signed_in

PAGE = "/desk/dispatches/1/proof"


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    with_issues_approved(app, [f"lezer{number}" for number in range(1, 5)])
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher
    app.people.unsubscribe("lezer2@example.org")
    app.dispatches.dispatcher.drain()
    return signed_in(app)


def test_the_page_has_counts_that_sum_up_and_no_address(owner: DeskBrowser) -> None:
    page = owner.get(PAGE).text
    rows = re.findall(r'<tr data-(\w+)="([\w ]+)"><th scope="row">[^<]+</th><td>(\d+)</td>', page)
    assert rows == [("state", "accepted", "3"), ("skipped", "unsubscribed", "1")]
    assert '<td id="audience">4</td>' in page
    assert "lezer2" not in page
    assert 'href="/desk/dispatches/1/proof"' in owner.get("/desk/dispatches/1").text


def test_the_file_is_signed(app: Newsletter, owner: DeskBrowser) -> None:
    answer = owner.get(f"{PAGE}.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="proof-1.json"'
    assert DispatchProofs.of(app).check(answer.content).is_own


def test_the_page_holds_the_signed_text_itself(app: Newsletter, owner: DeskBrowser) -> None:
    text = re.search(r"<pre[^>]*>(.*?)</pre>", owner.get(PAGE).text, re.DOTALL)
    assert text is not None
    assert DispatchProofs.of(app).check(html.unescape(text[1]).encode()).is_own


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
def test_it_tells_who_has_left_so_it_is_for_owners(app: Newsletter, role: Role) -> None:
    browser = signed_in(app, role, "Bram")
    assert browser.get(PAGE).status_code == browser.get(f"{PAGE}.json").status_code == 403
    assert PAGE not in browser.get("/desk/dispatches/1").text


@pytest.mark.parametrize("number", ["0", "9", "x"])
def test_there_is_none_of_what_was_never_sent(owner: DeskBrowser, number: str) -> None:
    assert owner.get(f"/desk/dispatches/{number}/proof").status_code == 404
