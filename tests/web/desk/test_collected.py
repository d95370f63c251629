"""The letters of an article and of a year, on one page to read and to print."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock
from tests.web.desk.builders import signed_in

SERIES = "/desk/articles/rust.txt/letters"
TITLES = {1: "Een stoel bij het raam", 2: "De weg naar huis", 3: "Hoe de avond mag zakken"}


def order(page: str) -> list[int]:
    """The numbers of the letters on a page, in its order."""
    return [int(number) for number in re.findall(r'<article[^>]* id="letter-(\d+)"', page)]


@pytest.fixture
def sent(planned: Newsletter, clock: SetClock) -> Newsletter:
    """The second letter was sent first, the first in the next year, and the third not yet."""
    planned.dispatches.start("2")
    clock.pass_by(days=330)
    planned.dispatches.start("1")
    return planned


def test_a_series_has_what_was_sent_in_the_order_of_sending_with_dates(sent: Newsletter) -> None:
    page = signed_in(sent, Role.OWNER).get(SERIES).text
    assert order(page) == [2, 1]
    assert TITLES[3] not in page
    assert page.index("7 maart 2026") < page.index("31 januari 2027")
    assert "Rust" in re.findall(r"<h1>(.*?)</h1>", page)[0]


def test_a_year_has_its_letters_and_names_the_other_years(sent: Newsletter) -> None:
    owner = signed_in(sent)
    page = owner.get("/desk/issues/year/2026").text
    assert order(page) == [2]
    assert '<a href="/desk/issues/year/2027">' in page
    assert order(owner.get("/desk/issues/year/2027").text) == [1]
    assert "In dit jaar is geen brief verstuurd." in owner.get("/desk/issues/year/2020").text
    for wrong in ("26", "x", "20266", "٢٠٢٦"):
        assert owner.get(f"/desk/issues/year/{wrong}").status_code == 404


def test_it_is_reached_from_the_article_and_from_the_letters_once_something_was_sent(
    planned: Newsletter,
) -> None:
    owner = signed_in(planned)
    assert SERIES not in owner.get("/desk/articles/rust.txt").text
    assert "/desk/issues/year/" not in owner.get("/desk/issues").text
    assert "is nog geen brief verstuurd" in owner.get(SERIES).text
    planned.dispatches.start("1")
    assert SERIES in owner.get("/desk/articles/rust.txt").text
    assert "/desk/issues/year/2026" in owner.get("/desk/issues").text


def test_it_holds_what_was_sent_and_nothing_of_a_reader(sent: Newsletter) -> None:
    path = sent.issues.path("2")
    path.write_text(path.read_text("utf-8") + "\nEen zin van later.\n", "utf-8")
    page = signed_in(sent).get(SERIES).text
    assert "Een zin van later." not in page
    for personal in ("Anna", "Bram", "example.org", "unsubscribe", "first_name"):
        assert personal not in page


def test_editors_also_read_what_was_taken_off_the_site(sent: Newsletter) -> None:
    sent.web_changes.hide("2", hidden=True)
    assert order(signed_in(sent).get(SERIES).text) == [2, 1]


def test_an_article_that_is_not_there_has_no_letters(sent: Newsletter) -> None:
    assert signed_in(sent).get("/desk/articles/anders.txt/letters").status_code == 404
