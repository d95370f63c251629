"""The page with the report of a letter."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.delivery import ReportKind
from newsletter.model.editor import Role
from newsletter.model.preferences import Answer
from tests.app.builders import SetClock, with_issues_approved
from tests.app.test_dispatch_report import READERS, answered
from tests.app.test_dispatches import bounced, half_way
from tests.web.desk.builders import DeskBrowser, signed_in


@pytest.fixture
def sent(app: Newsletter, clock: SetClock) -> Newsletter:
    """The publication with two letters that went out, the second with something to look at."""
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    clock.pass_by(days=7)
    app.dispatches.start("2")
    bounced(app, 2, 1, 2, kind=ReportKind.BOUNCED)
    bounced(app, 2, 3, kind=ReportKind.COMPLAINED)
    return app


def words(browser: DeskBrowser, dispatch: int = 2) -> str:
    """The words of the page, without its tags."""
    answer = browser.get(f"/desk/dispatches/{dispatch}/report")
    assert answer.status_code == 200
    assert "style=" not in answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2]))


def test_every_number_is_named_with_its_base(sent: Newsletter) -> None:
    shown = words(signed_in(sent))
    assert "8 mails zijn op zaterdag 14 maart" in shown
    assert "2 adressen" in shown
    assert "Aangeboden 10 10" in shown
    assert "Aangenomen en niet teruggekomen 8 80% 10 100%" in shown
    assert "Als spam gemeld 1 10% 0 " in shown
    assert "Binnen een week afgemeld (de week is nog niet om) 1 10% 0 " in shown


def test_only_a_letter_with_others_before_it_is_compared(sent: Newsletter) -> None:
    owner = signed_in(sent)
    assert "Vergeleken met de brieven ervoor" in words(owner)
    first = words(owner, 1)
    assert "In cijfers" in first
    assert "Vergeleken" not in first


def test_an_owner_sees_whose_addresses_need_a_look_by_number(sent: Newsletter) -> None:
    owner = signed_in(sent)
    page = owner.get("/desk/dispatches/2/report").text
    assert re.findall(r'href="(/desk/readers/\d+)"', page) == [
        "/desk/readers/1",
        "/desk/readers/2",
        "/desk/readers/3",
    ]
    assert "lezer1@example.org" not in page


def test_of_many_addresses_the_first_are_named_and_the_rest_are_a_press_away(
    app: Newsletter,
) -> None:
    with_issues_approved(app, [f"lezer{number}" for number in range(1, 24)])
    app.dispatches.start("1")
    bounced(app, 1, *range(1, 23), kind=ReportKind.BOUNCED)
    owner = signed_in(app)
    page = owner.get("/desk/dispatches/1/report").text
    assert len(re.findall(r'href="/desk/readers/\d+"', page)) == 20
    [(address, words)] = re.findall(r'<a href="(/desk/dispatches/1/people[^"]*)">([^<]*)', page)
    assert words == "en nog 2"
    every = owner.get(address).text
    assert len(re.findall(r'href="/desk/readers/\d+"', every)) == 22


@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
def test_others_see_how_many(sent: Newsletter, role: Role) -> None:
    signed_in(sent)
    other = signed_in(sent, role, "Bram")
    page = other.get("/desk/dispatches/2/report").text
    assert "/desk/readers/" not in page
    assert "2 adressen bestaan niet" in words(other)
    assert "Een eigenaar ziet van wie" in words(other)


def test_what_was_handed_over_is_drawn_and_told(sent: Newsletter) -> None:
    browser = signed_in(sent)
    assert "10 mails, op " in words(browser)
    with sent.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE batches SET handed_at = 1772870400000000")
        connection.exec_driver_sql(
            "INSERT INTO batches (dispatch, number, state, attempt, generation, first, last,"
            " members, handed, due_at, leased_until, handed_at)"
            " VALUES (2, 99, 2, 1, 0, 900, 900, 5, 5, 0, 0, 1772870700000000)"
        )
    page = browser.get("/desk/dispatches/2/report").text
    assert page.count('<rect class="column"') == 6
    assert 'role="img" aria-labelledby="chart-title"' in page
    assert "Mails per minuut aangeboden, hooguit 10" in page
    assert "09:00 10 09:05 5" in words(browser)


def test_answers_of_fewer_than_five_are_not_shown(sent: Newsletter) -> None:
    browser = signed_in(sent)
    assert "Was het een helder moment?" not in words(browser)
    answered(sent, 1, *[Answer.YES] * 4, Answer.NO)
    answered(sent, 2, *[Answer.NO] * 4)
    shown = words(browser)
    assert "4 ja · 0 een beetje · 1 nee" in shown
    assert "minder dan vijf antwoorden" in shown


def test_a_letter_that_was_stopped_says_so(tmp_path: Path) -> None:
    app = half_way(tmp_path / "other")
    assert "De rest is gestopt nadat" in words(signed_in(app), 1)


def test_there_is_no_report_of_what_was_never_sent(sent: Newsletter) -> None:
    assert signed_in(sent).get("/desk/dispatches/9/report").status_code == 422
