"""The page behind the links of the mail of the day before."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock
from tests.app.test_day_before import DAY_BEFORE, HOLD, with_editors
from tests.app.test_decisions import FIRST, SECOND, THIRD, decided, pin, planned, started, tokens
from tests.app.test_reminders import SUNDAY
from tests.web.desk.builders import at_a_browser, signed_in
from tests.web.desk.test_permissions import rows


@pytest.fixture
def clock() -> SetClock:
    return SetClock(DAY_BEFORE)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return with_editors(tmp_path / "own", clock)


@pytest.fixture
def held(tmp_path: Path, clock: SetClock) -> Newsletter:
    return with_editors(tmp_path / "held", clock, HOLD)


def buttons(page: str) -> dict[str, str]:
    return dict(re.findall(r'<button name="answer" value="(\w+)"[^>]*>([^<]*)<', page))


def test_the_buttons_say_what_they_do_and_looking_changes_no_row(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    browser = at_a_browser(app)
    before = rows(app)
    for path in ("", "?answer=skip", "?answer=%3Cscript%3E", "?answer=later&x=1"):
        page = browser.get(f"/decide/{gerda}{path}")
        assert page.status_code == 200
        assert buttons(page.text) == {
            "go": "Verstuur deze brief zondag",
            "skip": "Sla zondag over: alles schuift een plek naar achteren",
            "later": "Verstuur zondag eerst ‘De weg naar huis’, deze daarna",
        }
        assert "Stuur de mail met deze link niet door" in page.text
        assert "<script>" not in page.text
    assert browser.request("HEAD", f"/decide/{gerda}").status_code == 200
    assert rows(app) == before


def test_that_an_earlier_text_goes_is_said_before_somebody_decides(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    browser, said = at_a_browser(app), "De klaargezette tekst wordt verstuurd, tenzij iemand"
    assert said not in browser.get(f"/decide/{gerda}").text
    opened = app.desk.writing.open(1)
    app.desk.writing.save(1, f"{opened.text}\nErbij.\n", opened.sha256, app.desk.editors.all()[0])
    page = browser.get(f"/decide/{gerda}").text
    assert said in page
    assert 'href="/desk/issues/1"' in page
    assert buttons(page)


def test_the_button_of_the_link_that_was_opened_is_emphasised(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    page = at_a_browser(app).get(f"/decide/{gerda}?answer=skip").text
    assert re.search(r'value="skip">', page)
    assert len(re.findall(r'value="\w+" class="second">', page)) == 2


@pytest.mark.parametrize(
    ("answer", "days", "said"),
    [
        ("go", {1: FIRST, 2: SECOND, 3: THIRD}, "Bram laat ‘Een stoel bij het raam’ op zondag"),
        ("skip", {1: SECOND, 2: THIRD}, "Bram wil op zondag 8 maart geen brief versturen"),
        ("later", {2: FIRST, 1: SECOND}, "Bram laat op zondag 8 maart een andere brief voorgaan"),
    ],
)
def test_a_press_acts_once_and_the_page_then_says_who_decided_what(
    app: Newsletter, answer: str, days: dict[int, object], said: str
) -> None:
    gerda, bram = tokens(app)
    browser = at_a_browser(app)
    done = browser.post(f"/decide/{bram}", data={"answer": answer, "other": "2"})
    assert (done.status_code, done.headers["location"]) == (303, f"/decide/{bram}?done=yes")
    assert planned(app).items() >= days.items()
    for token in (gerda, bram):
        page = browser.get(f"/decide/{token}")
        assert page.status_code == 200
        assert said in page.text
        assert buttons(page.text) == {}
        again = browser.post(f"/decide/{token}", data={"answer": "skip"})
        assert again.status_code == 409
        assert said in again.text
    assert len(decided(app)) == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "none"}, {"origin": "null"}],
    ids=str,
)
def test_what_no_page_of_ours_sent_decides_nothing(
    app: Newsletter, headers: dict[str, str]
) -> None:
    gerda, _ = tokens(app)
    browser = at_a_browser(app)
    browser.headers = headers
    assert browser.post(f"/decide/{gerda}", data={"answer": "skip"}).status_code == 403
    assert decided(app) == []


def test_the_page_lets_its_own_form_name_its_origin_and_nobody_else_the_link(
    app: Newsletter,
) -> None:
    gerda, _ = tokens(app)
    answer = at_a_browser(app).get(f"/decide/{gerda}")
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "/decide/" in at_a_browser(app).get("/robots.txt").text


@pytest.mark.parametrize(
    "answer", ["", "x", "{{7*7}}", "<script>", "../", "go\r\nX: y", "\u202ego", "w" * 20_000]
)
def test_what_is_no_answer_is_refused_and_the_question_stays(app: Newsletter, answer: str) -> None:
    gerda, _ = tokens(app)
    page = at_a_browser(app).post(f"/decide/{gerda}", data={"answer": answer, "other": answer})
    assert page.status_code == 422
    assert len(buttons(page.text)) == 3
    assert decided(app) == []


@pytest.mark.parametrize("other", ["", "x", "3", "-2", "٢", "2" * 40])
def test_another_letter_than_the_page_named_does_not_go_first(app: Newsletter, other: str) -> None:
    gerda, _ = tokens(app)
    page = at_a_browser(app).post(f"/decide/{gerda}", data={"answer": "later", "other": other})
    assert page.status_code == 409
    assert "Er is intussen iets veranderd" in page.text
    assert len(buttons(page.text)) == 3
    assert planned(app)[1] == FIRST


@pytest.mark.parametrize("token", ["x", "A" * 40, "..%2f..%2fdesk", "A" * 5000])
def test_a_link_that_does_not_work_says_so(app: Newsletter, token: str) -> None:
    tokens(app)
    browser = at_a_browser(app)
    assert browser.get(f"/decide/{token}").status_code == 410 or "%2f" in token
    assert browser.post(f"/decide/{token}", data={"answer": "skip"}).status_code in {404, 409, 410}
    assert decided(app) == []


def test_a_link_that_its_editor_may_not_use_any_more_says_so(app: Newsletter) -> None:
    _, bram = tokens(app)
    app.desk.editors.set_role(2, Role.WRITER)
    browser = at_a_browser(app)
    assert browser.get(f"/decide/{bram}").status_code == 410
    assert browser.post(f"/decide/{bram}", data={"answer": "skip"}).status_code == 410
    assert planned(app)[1] == FIRST


def test_a_link_with_a_full_stop_behind_it_is_opened(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    assert at_a_browser(app).get(f"/decide/{gerda}.").status_code == 200


def test_one_network_presses_sixty_times_an_hour(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    browser = at_a_browser(app)
    for _ in range(60):
        assert browser.post(f"/decide/{gerda}", data={"answer": "x"}).status_code == 422
    refused = browser.post(f"/decide/{gerda}", data={"answer": "skip"})
    assert refused.status_code == 429
    assert planned(app)[1] == FIRST


def test_the_page_says_what_is_the_case_when_nothing_can_be_decided(
    app: Newsletter, clock: SetClock
) -> None:
    gerda, _ = tokens(app)
    browser = at_a_browser(app)
    app.queue.move("2", 1)
    page = browser.get(f"/decide/{gerda}").text
    assert "Dit is al veranderd" in page
    assert "gaat ‘Een stoel bij het raam’ op zondag 15 maart om 08:00" in page
    app.queue.remove("1")
    assert "heeft ‘Een stoel bij het raam’ geen datum" in browser.get(f"/decide/{gerda}").text
    app.queue.add("1")
    app.queue.move("1", 1)
    clock.go_to(SUNDAY + timedelta(seconds=1))
    assert started(app) == [1]
    assert "is verstuurd, of wordt nu verstuurd" in browser.get(f"/decide/{gerda}").text


def test_a_choice_that_is_not_there_is_left_out_with_the_reason(app: Newsletter) -> None:
    pin(app, 2, SUNDAY + timedelta(days=7))
    gerda, _ = tokens(app)
    page = at_a_browser(app).get(f"/decide/{gerda}").text
    assert set(buttons(page)) == {"go", "skip"}
    assert "‘De weg naar huis’ kan niet voorgaan: die staat op een vaste dag." in page


def test_who_decided_and_left_is_a_former_editor(app: Newsletter) -> None:
    gerda, bram = tokens(app)
    browser = at_a_browser(app)
    browser.post(f"/decide/{bram}", data={"answer": "go"})
    app.desk.editors.end(2)
    assert "Oud-redacteur 2 laat" in browser.get(f"/decide/{gerda}").text


# ─── slots on hold, at the desk ──────────────────────────────────────────────


def test_today_and_planning_say_that_nothing_goes_without_a_yes_and_take_it(
    held: Newsletter, clock: SetClock
) -> None:
    held.desk.editors.end(2)
    browser = signed_in(held, Role.EDITOR, "Dora")
    for path, words in (
        ("/desk", "Zonder jouw ja gaat er dan niets de deur uit."),
        ("/desk/queue", "gaat pas als iemand van de redactie ja zegt"),
    ):
        page = browser.get(path).text
        assert words in page
        assert 'action="/desk/queue/release#wrong"' in page
    clock.go_to(SUNDAY + timedelta(minutes=1))
    browser = signed_in(held, Role.EDITOR, "Emil")
    assert "niet verstuurd en wacht op een ja" in browser.get("/desk").text
    done = browser.post("/desk/queue/release", data={"number": "1"})
    assert done.headers["location"] == "/desk/queue?released=1&nowhere=2.3#letter-1"
    page = browser.get(done.headers["location"]).text
    assert "‘Een stoel bij het raam’ is vrijgegeven en gaat meteen de deur uit." in page
    assert started(held) == [1]


def test_a_letter_that_is_released_beforehand_says_when_it_goes(held: Newsletter) -> None:
    browser = signed_in(held, Role.EDITOR, "Dora")
    done = browser.post("/desk/queue/release", data={"number": "1"})
    page = browser.get(done.headers["location"]).text
    assert "‘Een stoel bij het raam’ is vrijgegeven en gaat op zondag 8 maart om 08:00." in page


def test_a_writer_sees_what_waits_and_has_no_button(held: Newsletter) -> None:
    writer = signed_in(held, Role.WRITER, "Dora")
    for path in ("/desk", "/desk/queue"):
        assert "release" not in writer.get(path).text
    assert writer.post("/desk/queue/release", data={"number": "1"}).status_code == 403


@pytest.mark.parametrize("number", ["", "x", "99", "-1", "1" * 40])
def test_what_waits_for_no_yes_is_refused(held: Newsletter, number: str) -> None:
    browser = signed_in(held, Role.EDITOR, "Dora")
    assert browser.post("/desk/queue/release", data={"number": number}).status_code == 422


def test_where_letters_go_by_themselves_no_page_speaks_of_a_yes(app: Newsletter) -> None:
    browser = signed_in(app, Role.EDITOR, "Dora")
    for path in ("/desk", "/desk/queue"):
        assert "release" not in browser.get(path).text
    assert browser.post("/desk/queue/release", data={"number": "1"}).status_code == 422
