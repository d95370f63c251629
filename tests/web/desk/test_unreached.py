"""Who did not get a letter and why, on one page in a browser."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.delivery import ReportKind
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import BY_TWO, accept, cancel, frozen, hold, refuse, report
from tests.app.test_dispatch_views import restored
from tests.app.test_recipients import leave
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_dispatches import lead, words

PAGE = "/desk/dispatches/1"
UNREACHED = f"{PAGE}/unreached"
LINK = f'<a href="{UNREACHED}">'


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, BY_TWO)


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    """The owner's browser, and a letter on its way to ten readers of which nothing went yet."""
    browser = signed_in(app)
    frozen(app)
    return browser


def causes(page: str) -> dict[str, int]:
    """The causes of the table, by the code of the reason or else by state."""
    rows = re.findall(
        r'<tr data-state="([^"]+)"(?: data-why="([^"]+)")?>.*?<td>(\d+)</td>', page, re.DOTALL
    )
    return {why or state: int(count) for state, why, count in rows}


def all_numbers(page: str) -> list[int]:
    return [int(one) for one in re.findall(r"<td>(\d+)</td>", page)]


def audience(page: str) -> int:
    found = re.search(r'id="audience">(\d+)<', page)
    assert found is not None
    return int(found[1])


def test_an_owner_sees_every_cause_with_its_addresses_and_the_providers_reason(
    app: Newsletter, owner: DeskBrowser
) -> None:
    leave(app)
    for step in (accept, accept, accept, refuse, hold):
        step(app)
    report(app, ReportKind.BOUNCED)
    with app.container.store.database.write() as connection:
        said = "550 5.1.1 no such user"
        connection.exec_driver_sql("UPDATE deliveries SET detail = ? WHERE subscriber = 1", (said,))
    assert LINK in owner.get(PAGE).text
    page = owner.get(UNREACHED).text
    assert causes(page) == {
        "bounced": 1,
        "refused": 1,
        "held": 1,
        "skipped-unsubscribed": 1,
        "skipped-paused": 1,
        "skipped-suppressed": 1,
        "skipped-erased": 1,
    }
    assert sum(all_numbers(page)) == audience(page) == 10
    assert lead(page) == (
        "Bij deze verzending kregen 6 lezers hem niet. Van één mail is niet zeker of hij verstuurd is."
    )
    listed = re.findall(r'<li><a href="/desk/readers/(\d+)">([^<]+)</a>', page)
    assert [int(number) for number, _ in listed] == [1, 8, 10, 5, 7, 3]
    assert listed[0][1] == "lezer1@example.org"
    assert "gewiste lezer 9" in page
    assert said in page
    for number in range(1, 8):
        assert f'<h2 id="cause-{number}">' in page
        assert f'<a href="#cause-{number}">' in page


@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
def test_others_see_the_numbers_of_the_dispatch_and_nobodys_address(
    app: Newsletter, owner: DeskBrowser, role: Role
) -> None:
    leave(app)
    for step in (accept, accept, accept, refuse, hold):
        step(app)
    browser = signed_in(app, role, "Bram")
    assert LINK in browser.get(PAGE).text
    page = browser.get(UNREACHED).text
    assert causes(page) == {"refused": 1, "held": 2}
    assert sum(all_numbers(page)) == audience(page) == 10
    assert "lezer8" not in page
    assert "/desk/readers/" not in page
    assert "Een eigenaar ziet van wie deze adressen zijn." in words(page)
    assert "Wie zich afmeldde voordat de brief aan de beurt was, telt nog mee." in words(page)


def test_of_many_the_first_are_there_and_the_others_follow_by_cause(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "many", clock, BY_TWO)
    owner = signed_in(app)
    frozen(app, readers=[f"lezer{number}" for number in range(1, 141)])
    leave(app)
    for step in (accept, accept, accept, cancel):
        step(app)
    page = owner.get(UNREACHED).text
    assert causes(page) == {
        "skipped-unsubscribed": 1,
        "skipped-suppressed": 1,
        "skipped-cancelled": 134,
    }
    more = f'<a href="{PAGE}/people?state=skipped&amp;why=skipped-cancelled">'
    assert f"{more}Toon ook de andere 109</a>" in page
    first = owner.get(f"{PAGE}/people?state=skipped&why=skipped-cancelled").text
    assert LINK in first
    assert len(re.findall(r'<li><a href="/desk/readers/|<li>gewiste lezer', first)) == 100
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    rest = owner.get(following[1].replace("&amp;", "&")).text
    assert len(re.findall(r'<li><a href="/desk/readers/', rest)) == 34
    assert "lezer140@example.org" in rest
    assert "why=skipped-cancelled" in rest, "and leads back to the first of them"


def test_while_it_goes_and_nobody_is_missing_the_page_says_so(
    app: Newsletter, owner: DeskBrowser
) -> None:
    accept(app)
    assert LINK not in owner.get(PAGE).text
    page = owner.get(UNREACHED).text
    assert lead(page) == "Er is niets teruggekomen, en niemand is overgeslagen."
    assert causes(page) == {}
    assert all_numbers(page) == [8, 2]


def test_before_anything_went_out_only_owners_have_numbers(
    app: Newsletter, owner: DeskBrowser
) -> None:
    assert audience(owner.get(UNREACHED).text) == 10
    page = signed_in(app, Role.EDITOR, "Bram").get(UNREACHED).text
    assert lead(page) == "Nog niemand heeft de brief gekregen."
    assert all_numbers(page) == []


def test_where_the_rest_got_it_later_the_page_names_the_later_sending(
    app: Newsletter, owner: DeskBrowser
) -> None:
    accept(app)
    cancel(app)
    assert 'id="later"' not in owner.get(UNREACHED).text
    for number in (2, 3):
        assert app.approvals.approve("1", offline=True).done
        app.dispatches.dispatcher.stop()
        app.dispatches.start("1")
        del app.dispatches.dispatcher
        if number == 2:
            app.dispatches.cancel(number)  # before anybody got it
    for browser in (owner, signed_in(app, Role.EDITOR, "Bram")):
        page = browser.get(UNREACHED).text
        assert lead(page) == "Bij deze verzending kregen 8 lezers hem niet."
        later = re.search(r'<p id="later">(.*?)</p>', page, re.DOTALL)
        assert later is not None
        assert "Daarna is de brief nog verstuurd:" in later[1]
        assert re.findall(r'href="([^"]+)"', later[1]) == ["/desk/dispatches/3"]
        assert 'id="later"' not in browser.get("/desk/dispatches/3/unreached").text


def test_of_a_letter_that_only_the_journal_knows_nobody_is_named(
    tmp_path: Path, clock: SetClock
) -> None:
    app = restored(tmp_path / "own", clock)
    [line] = app.desk.dispatch_views.page().lines
    page = signed_in(app).get(f"/desk/dispatches/{line.row.id}/unreached").text
    assert "Naar wie is niet meer bekend." in lead(page)


@pytest.mark.parametrize("number", ["0", "99", "x"])
def test_what_is_not_there_is_not_found(owner: DeskBrowser, number: str) -> None:
    assert owner.get(f"/desk/dispatches/{number}/unreached").status_code == 404
