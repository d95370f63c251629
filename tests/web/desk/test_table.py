"""The cutting table in a browser, without a script."""

import re
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication
from tests.app.test_cutting_table import NAME, TEXT
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_articles import press

ADDRESS = f"/desk/articles/{NAME}/table"


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    folder = app.container.folder / "issues" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(TEXT, encoding="utf-8")
    return app


def weeks(page: str) -> list[list[str]]:
    """The pieces of each week, in order."""
    of_weeks = re.split('aria-labelledby="(?:rest|used)"', page)[0].split('<li id="week-')[1:]
    return [re.findall(r'id="card-([\w.-]+)"', week) for week in of_weeks]


def act(browser: DeskBrowser, **fields: object) -> httpx.Response:
    count = re.search(r'name="count" value="(\d+)"', browser.get(ADDRESS).text)
    assert count is not None
    return browser.post(ADDRESS, data={"count": count[1]} | fields)


def test_a_piece_is_moved_and_the_page_comes_back_to_it_and_says_where_it_is(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    answer = act(browser, act="put", piece="gieten.0", to="1")
    assert answer.status_code == 303
    to = answer.headers["location"]
    assert to == f"{ADDRESS}?put=gieten.0#card-gieten.0"
    page = browser.get(to).text
    assert weeks(page) == [["harken.0", "gieten.0"], ["wieden.0"]]
    moved = page.partition('id="card-gieten.0"')[2].partition("<details>")[0]
    assert 'role="status" data-at="card-gieten.0"' in moved
    assert "‘Gieten’ staat nu in week 1, zondag 8 maart." in moved
    assert "hooguit één slotvraag" in page.partition('id="weeks"')[0]
    assert 'value="join"' not in page
    assert app.issues.all() == ()


@pytest.mark.parametrize(
    "done",
    ["moved=99", "moved=x", "joined=-1", "put=<b>", "put=", "split=9", "divided=", "moved=\u0661"],
)
def test_an_address_that_claims_what_was_not_done_shows_the_page(
    app: Newsletter, done: str
) -> None:
    page = signed_in(app).get(f"{ADDRESS}?{done}")
    assert page.status_code == 200
    assert "<b>" not in page.text.partition('role="status"')[2]


def test_each_act_of_the_page_does_what_its_button_says(app: Newsletter) -> None:
    browser = signed_in(app)
    steps: list[tuple[dict[str, str], list[list[str]]]] = [
        ({"act": "move", "week": "1", "to": "2"}, [["gieten.0"], ["harken.0"], ["wieden.0"]]),
        ({"act": "join", "week": "1"}, [["harken.0", "gieten.0"], ["wieden.0"]]),
        (
            {"act": "split", "piece": "wieden.0", "at": "2"},
            [["harken.0", "gieten.0"], ["wieden.0"], ["wieden.2"]],
        ),
        (
            {"act": "put", "piece": "harken.0", "to": "out"},
            [["gieten.0"], ["wieden.0"], ["wieden.2"]],
        ),
        (
            {"act": "put", "piece": "harken.0", "to": "4"},
            [["gieten.0"], ["wieden.0"], ["wieden.2"], ["harken.0"]],
        ),
        ({"act": "divide", "weeks": "2"}, [["harken.0"], ["wieden.0"]]),
    ]
    for fields, expected in steps:
        answer = act(browser, **fields)
        assert answer.status_code == 303, fields
        page = browser.get(answer.headers["location"].partition("#")[0]).text
        assert weeks(page) == expected, fields
        assert 'role="status"' in page


def test_what_lies_there_is_made_by_one_press(app: Newsletter) -> None:
    browser = signed_in(app)
    act(browser, act="put", piece="gieten.0", to="1")
    digest = re.search(r'name="expected" value="(\w+)"', browser.get(ADDRESS).text)
    assert digest is not None
    made = browser.sent(
        f"/desk/articles/{NAME}/queue", data={"expected": digest[1], "only": "new"}
    ).text
    assert "klaar" in made
    assert [issue.sections for issue in app.issues.all()] == [("harken", "gieten"), ("wieden",)]
    after = browser.get(ADDRESS).text
    assert "in brief 1" in after


def test_what_is_in_a_letter_is_named_apart_from_what_is_not_used(app: Newsletter) -> None:
    app.issues.draw([NAME], weeks=2)
    browser = signed_in(app)
    assert "Er blijft geen stuk over." in browser.get(ADDRESS).text
    act(browser, act="put", piece="gieten.0", to="out")
    page = browser.get(ADDRESS).text.partition('aria-labelledby="rest"')[2]
    rest, _, used = page.partition('aria-labelledby="used"')
    assert re.findall(r'id="card-([\w.-]+)"', rest) == ["gieten.0"]
    assert "Al in een brief</h2>" in used
    assert re.findall(r'id="card-([\w.-]+)"', used) == ["harken.0", "wieden.0"]
    assert 'value="put"' not in used


@pytest.mark.parametrize("button", ["drafts", "queue"])
def test_divided_again_into_the_number_that_is_shown_nothing_changes(
    app: Newsletter, button: str
) -> None:
    browser = signed_in(app)
    address = f"/desk/articles/{NAME}"
    press(browser, address, button, weeks="1")
    before = browser.get(ADDRESS).text
    shown = re.search(r'id="weeks-wanted"[^>]* value="(\d+)"', before)
    assert shown is not None
    assert (shown[1], len(weeks(before))) == ("2", 2)
    to = act(browser, act="divide", weeks="2").headers["location"]
    page = browser.get(to).text
    assert "Het zijn nu 2 weken." in page
    assert "blijven over" not in page.partition("<form")[0]
    assert weeks(page) == weeks(before)


def test_drafts_that_were_kept_on_purpose_are_not_queued_from_the_table(app: Newsletter) -> None:
    browser = signed_in(app)
    press(browser, f"/desk/articles/{NAME}", "drafts", weeks="2")
    before = browser.get(ADDRESS).text
    assert "zijn nog een concept. Die blijven zoals ze zijn" in before
    form = before.partition('name="expected"')[2].partition("</form>")[0]
    assert 'name="only" value="new"' in form
    digest = re.search(r'value="(\w+)"', form)
    assert digest is not None
    fields = {"expected": digest[1], "only": "new"}
    page = browser.sent(f"/desk/articles/{NAME}/queue", data=fields).text
    assert "Van dit artikel staat één brief klaar" in page
    assert "als concept" not in page
    queued = [row.number for row in app.queue.rows()]
    assert [one.sections for one in app.issues.all() if one.number in queued] == [("gieten",)]
    after = browser.get(ADDRESS).text
    assert "2 brieven uit dit artikel zijn nog een concept." in after
    assert f"{NAME}/queue" not in after, "nothing is left on the table"


def test_with_no_week_left_by_hand_the_article_leads_on(app: Newsletter) -> None:
    browser = signed_in(app)
    address = f"/desk/articles/{NAME}"
    press(browser, address, "queue", weeks="1")
    for piece in ("gieten.0", "wieden.0"):
        act(browser, act="put", piece=piece, to="out")
    page = browser.get(address).text
    assert "zijn al gemaakt" not in page
    assert "2 stukken zitten nog in geen brief en in geen week" in page
    assert f'href="{ADDRESS}"' in page
    assert "Verdeel opnieuw" in page
    shown = re.search(r'name="weeks"[^>]* value="(\d+)"', page)
    assert shown is not None
    again = browser.get(address, params={"weeks": shown[1]}).text
    assert "Zo worden het nog 2 brieven." in again


def test_a_writer_divides_and_keeps_drafts_but_is_offered_no_queue(app: Newsletter) -> None:
    signed_in(app)
    browser = signed_in(app, Role.WRITER, "Bram")
    assert act(browser, act="move", week="1", to="2").status_code == 303
    page = browser.get(ADDRESS).text
    assert f"{NAME}/drafts" in page
    assert f"{NAME}/queue" not in page


def test_the_articles_own_page_shows_what_was_divided_by_hand(app: Newsletter) -> None:
    browser = signed_in(app)
    act(browser, act="put", piece="gieten.0", to="out")
    page = browser.get(f"/desk/articles/{NAME}").text
    assert "met de hand verdeeld" in page
    assert "2 weken" in page


def test_pressed_twice_or_on_an_old_page_it_changes_once_and_says_so(app: Newsletter) -> None:
    browser = signed_in(app)
    fields = {"count": "0", "act": "move", "week": "1", "to": "2"}
    assert browser.post(ADDRESS, data=fields).status_code == 303
    again = browser.post(ADDRESS, data=fields)
    assert again.status_code == 409
    assert "intussen veranderd" in again.text
    assert weeks(again.text) == [["gieten.0"], ["harken.0"], ["wieden.0"]]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"act": "{{7*7}}"},
        {"act": "put", "piece": "<script>.0", "to": "1"},
        {"act": "put", "piece": "harken.0", "to": "../1"},
        {"act": "put", "piece": "harken.0", "to": "99"},
        {"act": "put", "piece": "harken.0", "to": "3"},  # both ask
        {"act": "move", "week": "0", "to": "1"},
        {"act": "join", "week": "3"},
        {"act": "split", "piece": "wieden.0", "at": "0"},
        {"act": "split", "piece": "wieden.0", "at": "\u202e1"},
        {"act": "split", "piece": "woord" * 200_000, "at": "1"},
    ],
    ids=lambda fields: str(fields)[:60],
)
def test_what_cannot_be_is_refused_and_the_table_stays(
    app: Newsletter, fields: dict[str, str]
) -> None:
    browser = signed_in(app)
    before = weeks(browser.get(ADDRESS).text)
    answer = act(browser, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text
    assert weeks(answer.text) == before
    assert app.container.store.cuttings.of(NAME) is None


def test_no_other_article_is_there(app: Newsletter) -> None:
    browser = signed_in(app)
    assert browser.get("/desk/articles/..%2Ftuin.md/table").status_code == 404
    assert browser.post("/desk/articles/geen.md/table", data={"act": "move"}).status_code == 404
