"""The log in a browser."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Actor, LogEntry, Role
from tests.app.builders import SetClock, with_issues_approved
from tests.web.desk.builders import signed_in

LOG = "/desk/log"


def note(app: Newsletter, thing: str, act: Act = Act.ISSUE_SAVED) -> None:
    at = app.container.now()
    app.container.store.log.add(LogEntry(at=at, actor=Actor.DESK, act=act, thing=thing, editor=1))


def test_an_owner_reads_what_was_done_by_day_with_links_to_what_is_there(
    app: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(app)
    with_issues_approved(app)
    clock.pass_by(hours=11.5)  # past midnight, in a session that goes on
    note(app, "issue 1")
    note(app, "issue 99")
    page = browser.get(LOG).text
    assert "<a href='/desk/issues/1'>brief 1</a> opgeslagen." in page
    assert "Gerda heeft brief 99 opgeslagen." in page
    assert page.index("zondag 8 maart 2026") < page.index("zaterdag 7 maart 2026")
    assert "/desk/editors/1'>Gerda</a> heeft het eerste account gemaakt." in page


def test_a_sentence_begins_with_a_capital(app: Newsletter) -> None:
    browser = signed_in(app)
    app.desk.editors.add("Bram", "bram@example.org", Role.OWNER)
    assert "Iemand in de terminal heeft " in browser.get(LOG).text


def test_older_pages_are_reached_by_links_that_keep_the_choice(app: Newsletter) -> None:
    browser = signed_in(app)
    for number in range(60):
        note(app, f"issue {number}")
    first = browser.get(LOG, params={"kind": "letters", "editor": "1"}).text
    [older] = re.findall(r'<a href="([^"]+)" rel="next">', first)
    second = browser.get(older.replace("&amp;", "&")).text
    assert (first.count("opgeslagen."), second.count("opgeslagen.")) == (50, 10)
    assert 'rel="next"' not in second
    assert '<option value="letters" selected>' in second
    assert "/desk/log?editor=1&amp;kind=letters" in second


@pytest.mark.parametrize(
    "asked",
    [
        {"before": "x"},
        {"before": "-1"},
        {"before": "9" * 40},
        {"editor": "٣"},
        {"editor": "1 or 1=1"},
        {"kind": "<script>alert(1)</script>"},
        {"kind": "../.."},
    ],
    ids=str,
)
def test_a_choice_that_means_nothing_is_no_choice(app: Newsletter, asked: dict[str, str]) -> None:
    answer = signed_in(app).get(LOG, params=asked)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "heeft ingelogd." in answer.text


def test_who_left_is_at_the_end_of_the_choice_and_has_no_name(app: Newsletter) -> None:
    browser = signed_in(app)
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.EDITOR)
    app.desk.editors.end(bram.id)
    page = browser.get(LOG).text
    assert '<option value="2">oud-redacteur 2</option>' in page
    assert "Bram" not in page


@pytest.mark.parametrize("name", ["{{7*7}}", "<script>alert(1)</script>", "{who}", "\u202ename"])
def test_names_and_things_are_shown_as_they_are(app: Newsletter, name: str) -> None:
    browser = signed_in(app)
    app.desk.editors.add(name, "bram@example.org", Role.EDITOR)
    note(app, f"proposal {name}", Act.PROPOSAL_DISMISSED)
    page = browser.get(LOG)
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert ">49<" not in page.text
    assert name in page.text or "&lt;script&gt;" in page.text


def test_others_than_owners_do_not_read_it(app: Newsletter) -> None:
    signed_in(app)
    editor = signed_in(app, Role.EDITOR, "Bram")
    answer = editor.get(LOG)
    assert answer.status_code == 403
    assert "ingelogd." not in answer.text
    assert LOG not in editor.get("/desk/me").text
