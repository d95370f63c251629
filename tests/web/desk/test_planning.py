"""Planning in a browser."""

import re
from dataclasses import replace

import pytest

from newsletter.app import Newsletter
from newsletter.model.audience import Audience
from newsletter.model.editor import Role
from tests.web.desk.builders import DeskBrowser, signed_in

QUEUE = "/desk/queue"
FIRST, SECOND, FREE = "2026-03-08", "2026-03-15", "2026-03-29"
LATER = "Daardoor gaan 3 andere brieven later, te beginnen met ‘Een stoel bij het raam’ op zondag 15 maart."
HOSTILE = [
    "{{7*7}}",
    "<script>alert(1)</script>",
    "../../etc",
    "1\r\nX: y",
    "\u202e1",
    "x" * 1_500_000,
]


pytestmark = pytest.mark.usefixtures("planned")


def queued(app: Newsletter) -> list[int]:
    return [row.number for row in app.queue.rows()]


def row_of(page: str, number: int) -> str:
    """The row of a letter in the list, without its markup."""
    found = re.search(rf'<li id="letter-{number}".*?</li>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def follow(browser: DeskBrowser, path: str, data: dict[str, str]) -> str:
    answer = browser.post(f"{QUEUE}{path}", data=data)
    assert answer.status_code == 303
    return browser.get(answer.headers["location"]).text


def test_letters_are_moved_taken_out_and_days_skipped(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.get(QUEUE).text
    assert page.count("leeg") >= 9
    assert browser.post(f"{QUEUE}/move", data={"number": "3", "day": FIRST}).status_code == 303
    assert queued(app) == [3, 1, 2]
    assert "Brief 1 is uit de planning gehaald." in follow(browser, "/remove", {"number": "1"})
    assert queued(app) == [3, 2]
    assert "uit de planning" not in browser.get(f"{QUEUE}?out=3").text
    skipped = follow(browser, "/skip", {"day": FIRST})
    assert "Op zondag 8 maart gaat er geen brief." in skipped
    assert "overgeslagen" in skipped
    free = follow(browser, "/skip", {"day": FIRST, "back": "yes"})
    assert "Op zondag 8 maart kan er weer een brief de deur uit." in free
    assert "overgeslagen" not in free


def test_a_skipped_day_says_that_letters_move_only_if_some_do(app: Newsletter) -> None:
    browser = signed_in(app)
    assert LATER in follow(browser, "/skip", {"day": FIRST})
    follow(browser, "/skip", {"day": FIRST, "back": "yes"})
    [gerda] = app.desk.editors.all()
    for number in (2, 3):
        app.desk.agenda.remove(number, gerda)
    app.desk.pinning.pin(1, "2026-03-18", "10:00", gerda)
    skipped = follow(browser, "/skip", {"day": FIRST})
    assert "Op zondag 8 maart gaat er geen brief." in skipped
    assert LATER not in skipped


def test_focus_goes_back_to_the_moved_row_and_a_status_line_says_where_it_is(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    answer = browser.post(f"{QUEUE}/move", data={"number": "3", "day": FIRST})
    assert answer.headers["location"] == f"{QUEUE}?moved=3&later=1.2#letter-3"
    page = browser.get(answer.headers["location"]).text
    assert '<li id="letter-3" tabindex="-1">' in page
    assert page.count('role="status" data-at="letter-3"') == 1
    assert "‘Hoe de avond mag zakken’ gaat nu op zondag 8 maart om 08:00." in row_of(page, 3)


def test_the_lead_says_how_many_letters_there_are_and_until_when(app: Newsletter) -> None:
    browser = signed_in(app)
    assert "Er staan 3 brieven klaar, tot en met zondag 22 maart." in browser.get(QUEUE).text
    for number in "123":
        browser.post(f"{QUEUE}/remove", data={"number": number})
    page = browser.get(QUEUE).text
    assert "Er staat niets klaar. De eerste vrije dag is zondag 8 maart." in page
    assert page.count('href="/desk/issues">kies een concept') == 12  # those that were taken out


def test_the_open_row_offers_the_front_every_week_and_a_fixed_day(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.get(f"{QUEUE}?letter=2").text
    assert page.count("<select") == 1
    assert re.findall(r'<option value="([^"]+)"', page) == [FIRST, SECOND, "2026-03-22"]
    assert f'<option value="{SECOND}" selected>' in page
    assert f'value="{FIRST}">Als eerste' in page
    assert 'type="date" required min="2026-03-07" value="2026-03-15"' in page
    assert "<select" not in browser.get(QUEUE).text


def test_a_letter_is_fixed_on_a_day_which_the_list_and_the_month_say_and_put_back(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    page = follow(browser, "/pin", {"number": "1", "day": "2026-03-24", "time": "10:00"})
    row = row_of(page, 1)
    assert "dinsdag 24 maart, 10:00" in row
    assert "op een vaste dag" in row
    assert "‘Een stoel bij het raam’ gaat op dinsdag 24 maart om 10:00" in row
    assert "> eerder <" not in row
    assert "Daardoor gaan 2 andere brieven eerder, te beginnen met ‘De weg naar huis’" in row
    assert "op een vaste dag" in browser.get(f"{QUEUE}?month=2026-03").text
    assert "terug in de rij" in row_of(browser.get(f"{QUEUE}?letter=1").text, 1)
    row = row_of(follow(browser, "/unpin", {"number": "1"}), 1)
    assert "zondag 8 maart, 08:00" in row
    assert "vaste dag" not in row.replace("andere dag", "")


def test_a_refused_day_is_said_at_its_field_and_what_was_typed_stays(app: Newsletter) -> None:
    browser = signed_in(app)
    browser.post(f"{QUEUE}/pin", data={"number": "3", "day": "2026-03-24", "time": "10:00"})
    answer = browser.post(
        f"{QUEUE}/pin", data={"number": "1", "day": "2026-03-24", "time": "11:30"}
    )
    assert answer.status_code == 422
    form = row_html(answer.text, 1)
    assert "Op dinsdag 24 maart 2026 staat brief 3 al vast" in form.partition("<fieldset>")[2]
    assert re.search(r'name="day"[^>]*aria-describedby="wrong"[^>]*value="2026-03-24"', form)
    assert 'value="11:30"' in form
    assert answer.text.count('id="wrong"') == answer.text.count('role="alert" id="wrong"') == 1


@pytest.mark.parametrize(
    ("act", "data", "why"),
    [
        ("move", {"day": ""}, "Vul een datum in."),
        ("move", {"day": "2026-03-29"}, "De planning is intussen veranderd"),
        ("pin", {"day": "", "time": "10:00"}, "Vul een datum in."),
        ("pin", {"day": "2026-03-24", "time": ""}, "Vul een tijd in, zoals 08:00."),
        ("pin", {"day": "morgen", "time": "10:00"}, "‘morgen’ is geen datum"),
    ],
)
def test_a_refusal_is_shown_at_the_letter_and_the_form_leads_there(
    app: Newsletter, act: str, data: dict[str, str], why: str
) -> None:
    browser = signed_in(app)
    open_row = row_html(browser.get(f"{QUEUE}?letter=2").text, 2)
    assert f'action="{QUEUE}/{act}#wrong"' in open_row
    answer = browser.post(f"{QUEUE}/{act}", data={"number": "2"} | data)
    assert answer.status_code in {409, 422}
    assert answer.text.count('id="wrong" tabindex="-1"') == 1
    assert why in row_html(answer.text, 2).partition('id="wrong"')[2]


def test_a_refused_day_to_skip_is_said_at_that_day_or_else_above_the_planning(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    page = browser.post(f"{QUEUE}/skip", data={"day": FREE, "back": "yes"}).text
    assert page.index(f'id="day-{FREE}"') < page.index('id="wrong"') < page.index("5 april")
    page = browser.post(f"{QUEUE}/skip", data={"day": "2026-03-09"}).text
    assert page.index('id="wrong"') < page.index('class="slots"')


STAYS = "De andere brieven houden hun dag."


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("move", {"number": "3", "day": SECOND}, "‘De weg naar huis’ gaat daardoor later, op"),
        ("move", {"number": "1", "day": SECOND}, "‘De weg naar huis’ gaat daardoor eerder, op"),
        (
            "remove",
            {"number": "1"},
            "Daardoor gaan 2 andere brieven eerder, te beginnen met ‘De weg naar huis’ op zondag 8",
        ),
        ("remove", {"number": "3"}, STAYS),
        (
            "pin",
            {"number": "1", "day": "2026-03-24", "time": "10:00"},
            "Daardoor gaan 2 andere brieven eerder, te beginnen met ‘De weg naar huis’ op zondag 8",
        ),
        ("skip", {"day": FREE}, STAYS),
        ("skip", {"day": FIRST}, LATER),
    ],
)
def test_every_change_says_what_became_of_the_other_letters(
    app: Newsletter, path: str, data: dict[str, str], said: str
) -> None:
    browser = signed_in(app)
    assert said in follow(browser, f"/{path}", data)


def test_letters_that_come_later_again_are_named_when_a_day_or_a_letter_comes_back(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    follow(browser, "/skip", {"day": FIRST})
    back = follow(browser, "/skip", {"day": FIRST, "back": "yes"})
    assert "Daardoor gaan 3 andere brieven eerder, te beginnen met ‘Een stoel" in back
    follow(browser, "/pin", {"number": "1", "day": "2026-03-24", "time": "10:00"})
    assert "Daardoor gaan 2 andere brieven later" in follow(browser, "/unpin", {"number": "1"})


def test_an_address_that_names_letters_that_are_not_queued_says_nothing_of_them(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    for named in ("9.x.-1", "٣", "<b>", "1" * 3000, "." * 3000):
        page = browser.get(QUEUE, params={"moved": "1", "later": named, "undated": "1"}).text
        assert "daardoor" not in page.lower()


def row_html(page: str, number: int) -> str:
    found = re.search(rf'<li id="letter-{number}".*?</li>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_an_older_page_is_told_how_the_planning_is_now(app: Newsletter) -> None:
    browser = signed_in(app)
    browser.post(f"{QUEUE}/skip", data={"day": SECOND})
    answer = browser.post(f"{QUEUE}/move", data={"number": "3", "day": SECOND})
    assert answer.status_code == 409
    assert "De planning is intussen veranderd" in answer.text
    assert "overgeslagen" in answer.text
    assert queued(app) == [1, 2, 3]


def test_a_month_is_a_table_with_a_week_a_row_and_every_state_in_words(app: Newsletter) -> None:
    browser = signed_in(app)
    browser.post(f"{QUEUE}/skip", data={"day": FREE})
    page = browser.get(f"{QUEUE}?month=2026-03").text
    assert page.count("<tr>") == 7
    names = re.findall(r'<th scope="col"><span class="whole">(\w+)', page)
    assert (len(names), names[0], names[6]) == (7, "maandag", "zondag")
    today = re.search(r'<td aria-current="date">.*?</td>', page, re.DOTALL)
    assert today is not None
    assert "zaterdag 7 maart" in today[0]
    assert "vandaag" in today[0]
    assert page.count("vandaag") == 1
    assert '<a href="/desk/issues/1">Een stoel bij het raam</a>' in page
    assert "overgeslagen" in page
    assert "Maart 2026" in page
    assert 'rel="prev"' not in page
    assert f'rel="next" href="{QUEUE}?month=2026-04"' in page
    april = browser.get(f"{QUEUE}?month=2026-04").text
    assert 'aria-current="date"' not in april
    assert april.count("leeg") == 4
    assert april.count('href="/desk/articles">kies een artikel') == 4
    assert f'rel="prev" href="{QUEUE}?month=2026-03"' in april
    assert browser.get(f"{QUEUE}?month=").text == page
    for named in ("2026-02", "2040-01", "x"):
        assert browser.get(f"{QUEUE}?month={named}").status_code == 422


def test_a_writer_sees_the_planning_and_changes_nothing(app: Newsletter) -> None:
    browser = signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    for address in (QUEUE, f"{QUEUE}?letter=2", f"{QUEUE}?month=2026-03"):
        page = writer.get(address).text
        assert "<button" not in page
        assert "<form" not in page
    may = "Een redacteur of eigenaar kan de planning veranderen."
    assert may in writer.get(QUEUE).text
    assert may not in browser.get(QUEUE).text
    for act in ("move", "pin", "unpin", "remove", "skip", "away", "away/end"):
        assert writer.post(f"{QUEUE}/{act}", data={"number": "3", "day": FIRST}).status_code == 403
    assert queued(app) == [1, 2, 3]


@pytest.mark.parametrize(
    "number", ["", "x", "99", "-1", "1e9", "٣", "1" * 40, *HOSTILE], ids=lambda text: text[:12]
)
def test_what_is_no_queued_letter_is_refused(app: Newsletter, number: str) -> None:
    browser = signed_in(app)
    for act in ("move", "pin", "unpin", "remove"):
        data = {"number": number, "day": FIRST, "time": "10:00"}
        answer = browser.post(f"{QUEUE}/{act}", data=data)
        assert answer.status_code == 422
        assert len(answer.text) < 20_000
        assert "<script>" not in answer.text
    assert browser.post(f"{QUEUE}/skip", data={"day": number}).status_code == 422
    assert queued(app) == [1, 2, 3]


@pytest.mark.parametrize("word", HOSTILE, ids=lambda text: text[:12])
def test_whatever_is_typed_for_a_day_is_refused_and_shown_as_text(
    app: Newsletter, word: str
) -> None:
    browser = signed_in(app)
    for data in (
        {"number": "1", "day": word, "time": "10:00"},
        {"number": "1", "day": "2026-03-24", "time": word},
    ):
        answer = browser.post(f"{QUEUE}/pin", data=data)
        assert answer.status_code == 422
        assert "<script>" not in answer.text
        assert len(answer.text) < 20_000
    if len(word) < 1000:
        for query in (f"letter={word}", f"moved={word}", f"day={word}", f"out={word}"):
            assert browser.get(QUEUE, params=dict([query.split("=", 1)])).status_code == 200


# ─── a time away ─────────────────────────────────────────────────────────────

AWAY = f"{QUEUE}/away"
WEEKS = {"since": "2026-03-14", "until": "2026-03-22"}


def expected(page: str) -> str:
    found = re.search(r'name="expected" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_a_time_away_is_shown_confirmed_and_undone(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.get(AWAY, params=WEEKS).text
    assert "Op 15 en 22 maart gaat er geen brief." in page
    assert "2 brieven schuiven op:" in page
    assert "<li>‘De weg naar huis’ gaat op zondag 29 maart.</li>" in page
    assert "<li>‘Hoe de avond mag zakken’ gaat op zondag 5 april.</li>" in page
    assert "Sla deze 2 dagen over" in page
    assert app.container.store.queue.skipped() == ()
    answer = browser.post(AWAY, data={**WEEKS, "expected": expected(page)})
    assert answer.headers["location"] == f"{QUEUE}?away=begun#away"
    page = browser.get(answer.headers["location"]).text
    assert "Op 15 en 22 maart gaat er geen brief." in page
    assert page.count("overgeslagen: er gaat geen brief") == 2
    browser.post(f"{AWAY}/end", data={"absence": "1", "since": SECOND, "until": "2026-03-22"})
    assert app.container.store.queue.skipped() == ()


def test_a_time_away_that_moves_one_letter_says_so_in_one_sentence(app: Newsletter) -> None:
    weeks = {"since": "2026-03-22", "until": "2026-03-29"}
    page = signed_in(app).get(AWAY, params=weeks).text
    assert (
        "Op 22 en 29 maart gaat er geen brief. ‘Hoe de avond mag zakken’ gaat op zondag 5 april."
        in page
    )
    assert "schuiven op" not in page


def test_of_many_letters_that_move_the_first_are_named_and_the_others_counted(
    app: Newsletter,
) -> None:
    store = app.container.store
    [first, *_] = store.queue.entries()
    for number in range(11, 21):
        edition = replace(store.editions.get(first.edition), issue=number)
        store.queue.approve(edition, audience=Audience(), file_hash="")
        store.queue.add(number)
    page = signed_in(app).get(AWAY, params=WEEKS).text
    assert "12 brieven schuiven op:" in page
    assert len(re.findall(r"<li>‘[^’]*’ gaat op zondag", page)) == 8
    assert "En nog 4 daarna, in dezelfde volgorde." in page


def test_a_time_away_that_means_something_else_by_now_is_shown_again(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.get(AWAY, params=WEEKS).text
    browser.post(f"{QUEUE}/move", data={"number": "3", "day": SECOND})
    answer = browser.post(AWAY, data={**WEEKS, "expected": expected(page)})
    assert answer.status_code == 409
    assert "De planning is intussen veranderd." in answer.text
    assert "‘Hoe de avond mag zakken’ gaat op zondag 29 maart." in answer.text
    assert browser.post(AWAY, data={**WEEKS, "expected": expected(answer.text)}).status_code == 303


@pytest.mark.parametrize("word", ["", *HOSTILE[:-1]])
def test_days_that_are_none_are_refused_with_the_form_and_what_was_typed(
    app: Newsletter, word: str
) -> None:
    browser = signed_in(app)
    for answer in (
        browser.get(AWAY, params={"since": word, "until": "2026-03-22"}),
        browser.post(AWAY, data={"since": word, "until": "2026-03-22"}),
    ):
        assert answer.status_code == 422
        assert 'value="2026-03-22"' in answer.text
        assert "<script>" not in answer.text
    assert browser.get(AWAY).status_code == 200


def test_a_date_that_is_not_filled_in_is_asked_for_at_its_field(app: Newsletter) -> None:
    browser = signed_in(app)
    for params, empty in (
        ({"since": "", "until": ""}, ["since", "until"]),
        ({"since": "2026-03-14", "until": ""}, ["until"]),
        ({"until": "2026-03-14"}, ["since"]),
    ):
        answer = browser.get(AWAY, params=params)
        assert answer.status_code == 422
        found = re.findall(r'id="(\w+)-wrong"[^>]*>Vul een datum in\.', answer.text)
        assert found == re.findall(r'aria-describedby="(\w+)-wrong"', answer.text) == empty
    assert "Vul een datum in" not in browser.get(AWAY).text


def test_days_away_in_two_months_are_listed_month_by_month(app: Newsletter) -> None:
    params = {"since": "2026-03-20", "until": "2026-04-06"}
    page = signed_in(app).get(AWAY, params=params).text
    assert "Op 22 en 29 maart en op 5 april gaat er geen brief." in page


def test_a_fixed_day_between_skipped_ones_says_that_it_goes_all_the_same(app: Newsletter) -> None:
    browser = signed_in(app)
    [gerda] = app.desk.editors.all()
    app.desk.pinning.pin(1, "2026-03-11", "10:00", gerda)
    app.desk.agenda.skip(FIRST, gerda)
    assert "ook al zijn" not in row_of(browser.get(QUEUE).text, 1)
    app.desk.agenda.skip(SECOND, gerda)
    assert "hij gaat, ook al zijn de verzenddagen eromheen" in row_of(browser.get(QUEUE).text, 1)


def test_a_day_with_a_letter_is_skipped_with_one_press_and_an_empty_one_leads_to_a_draft(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    page = browser.get("/desk/queue").text
    for day in (FIRST, SECOND):
        assert f'name="day" value="{day}"><button class="second">sla deze dag over' in page
    assert "kies een artikel" in page
    app.desk.writing.begin("Een stoel bij het raam", app.desk.editors.all()[0])
    for address in ("/desk/queue", "/desk/queue?month=2026-05"):
        page = browser.get(address).text
        assert "kies een concept" in page
        assert "kies een artikel" not in page
