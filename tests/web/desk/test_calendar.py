"""The address for an editor's own calendar, and what a calendar program gets there."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.web.desk.builders import DeskBrowser, at_a_browser, signed_in

CALENDAR = "/desk/calendar"


pytestmark = pytest.mark.usefixtures("planned")


def made(browser: DeskBrowser) -> str:
    page = browser.post(CALENDAR).text
    found = re.search(r'value="http://127\.0\.0\.1:8000(/desk/calendar/[\w-]{43}\.ics)"', page)
    assert found is not None
    return found[1]


def test_an_address_is_shown_once_and_a_program_without_a_session_reads_it(app: Newsletter) -> None:
    browser = signed_in(app)
    address = made(browser)
    page = browser.get(CALENDAR)
    assert ".ics" not in page.text
    assert "Je hebt een adres sinds 7 maart 2026." in page.text
    answer = at_a_browser(app).get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=900"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.text.count("BEGIN:VEVENT") == 3
    assert "set-cookie" not in answer.headers


def test_a_program_that_has_the_planning_gets_it_again_only_if_it_changed(app: Newsletter) -> None:
    browser = signed_in(app)
    address, program = made(browser), at_a_browser(app)
    etag = program.get(address).headers["etag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}'):
        again = program.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    browser.post("/desk/queue/move", data={"number": "3", "day": "2026-03-08"})
    assert program.get(address, headers={"if-none-match": etag}).status_code == 200


def test_head_says_what_get_says(app: Newsletter) -> None:
    address = made(signed_in(app))
    head = at_a_browser(app).request("HEAD", address)
    get = at_a_browser(app).get(address)
    assert head.status_code == 200
    for name in ("etag", "content-type", "cache-control", "content-length"):
        assert head.headers[name] == get.headers[name]


def test_an_address_that_has_ended_answers_like_one_that_never_was(app: Newsletter) -> None:
    browser = signed_in(app)
    replaced = made(browser)
    ended = made(browser)
    assert browser.post(f"{CALENDAR}/end").headers["location"] == f"{CALENDAR}?done=ended"
    assert "Het adres werkt niet meer." in browser.get(f"{CALENDAR}?done=ended").text
    writer = signed_in(app, Role.WRITER, "Bram")
    of_nobody = made(writer)
    app.desk.editors.end(2)
    unknown = f"{CALENDAR}/{'x' * 43}.ics"
    answers = [at_a_browser(app).get(one) for one in (replaced, ended, of_nobody, unknown)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.mark.parametrize(
    "token", ["x", "..%2f..%2fx", "%00", "%E2%80%AE", "x" * 5000, "%7B%7B7*7%7D%7D"]
)
def test_what_is_no_address_is_not_found(app: Newsletter, token: str) -> None:
    assert at_a_browser(app).get(f"{CALENDAR}/{token}.ics").status_code == 404


def test_the_address_signs_nobody_in(app: Newsletter) -> None:
    token = made(signed_in(app)).rpartition("/")[2].removesuffix(".ics")
    program = at_a_browser(app)
    program.cookies.set("desk", token)
    assert program.get("/desk").status_code == 303
    assert program.get(f"/desk/sign-in/{token}").status_code == 410
