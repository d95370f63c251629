"""Sending a letter at once in a browser, with a minute to undo it."""

import html
import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Role
from tests.app.builders import SAID, SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.app.test_starts import REAL
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_planning import HOSTILE

LETTER = "/desk/issues/1"
START, UNDO = f"{LETTER}/start", f"{LETTER}/start/undo"
GOES = "‘Een stoel bij het raam’ gaat om 13:01 naar 2 lezers."
GOES_AT_MOST = GOES.replace("naar 2", "naar hooguit 2")  # as all but owners see it
NOW = "wordt nu verstuurd"
NO_MAIL = "Er gaat nog geen mail de deur uit: lezers krijgen niets"


pytestmark = pytest.mark.usefixtures("planned")


def words(page: str) -> str:
    """The words of a page, without its markup."""
    main = page.partition("<main")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def shown(page: str) -> str:
    """The edition that the page of a start shows."""
    found = re.search(r'name="edition" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def press(browser: DeskBrowser) -> str:
    """Send the letter as the page says, and return the page that follows."""
    answer = browser.post(START, data={"edition": shown(browser.get(START).text)})
    assert (answer.status_code, answer.headers["location"]) == (303, LETTER)
    return browser.get(LETTER).text


def sent(app: Newsletter) -> list[int]:
    return [one.issue for one in app.container.store.dispatches.latest()]


def test_a_letter_is_sent_in_a_minute_by_two_buttons(app: Newsletter, clock: SetClock) -> None:
    browser = signed_in(app)
    assert f'href="{START}"' in browser.get(LETTER).text
    asked = words(browser.get(START).text)
    assert "‘Een stoel bij het raam’ nu versturen?" in asked
    assert "dan gaat deze brief 60 seconden later naar 2 lezers." in asked
    assert "Op zondag 8 maart om 08:00 wordt hij dan niet meer verstuurd." in asked
    assert "De brieven erna schuiven een plek naar voren." in asked
    assert "Daarna is ‘De weg naar huis’ aan de beurt, op zondag 8 maart om 08:00." in asked
    page = press(browser)
    assert GOES in words(page)
    assert f'href="{START}"' not in page
    assert "zondag 8 maart" not in words(page), "it goes now"
    today = words(browser.get("/desk").text)
    assert GOES in today
    assert "‘De weg naar huis’ is de volgende, op zondag 8 maart" in today
    clock.pass_by(seconds=61)
    assert "gaat zo de deur uit, naar 2 lezers." in words(browser.get(LETTER).text)
    app.rounds.make_at_once()
    assert sent(app) == [1]
    for path in (LETTER, "/desk"):
        assert UNDO not in browser.get(path).text


def test_the_letter_of_sunday_is_said_to_follow_one_that_is_sent_before_it(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    asked = words(browser.get("/desk/issues/2/start").text)
    assert "Op zondag 15 maart om 08:00 wordt hij dan niet meer verstuurd." in asked
    assert "Daarna is ‘Een stoel bij het raam’ aan de beurt, op zondag 8 maart om 08:00." in asked
    app.queue.remove("1")
    app.queue.remove("3")
    alone = words(browser.get("/desk/issues/2/start").text)
    assert "Er staat geen andere brief klaar" in alone
    assert "aan de beurt" not in alone


def test_the_first_letter_of_all_is_something(app: Newsletter) -> None:
    browser = signed_in(app)
    for number in ("2", "3"):
        app.approvals.withdraw(number)
    press(browser)
    page = words(browser.get("/desk").text)
    assert GOES in page
    assert "Hier is nog niets" not in page
    assert "Plak" not in page


@pytest.mark.parametrize("path", [LETTER, "/desk"])
def test_it_is_undone_where_it_is_shown(app: Newsletter, clock: SetClock, path: str) -> None:
    browser = signed_in(app)
    press(browser)
    assert f'action="{UNDO}"' in browser.get(path).text
    answer = browser.post(UNDO)
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"]).text
    assert "Deze brief wordt nu niet verstuurd." in page
    assert f'href="{START}"' in page
    clock.pass_by(minutes=5)
    app.rounds.make_at_once()
    assert sent(app) == []


def test_without_its_file_it_is_undone_on_the_first_page(app: Newsletter) -> None:
    browser = signed_in(app)
    press(browser)
    app.issues.find("1")[1].unlink()
    assert f'action="{UNDO}"' in browser.get("/desk").text
    answer = browser.post(UNDO)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert app.desk.starts.rows() == ()


def test_what_goes_within_the_minute_has_no_button_to_queue_it(app: Newsletter) -> None:
    app.queue.remove("1")
    browser, writer = signed_in(app), signed_in(app, Role.WRITER, "Cleo")
    assert f"{LETTER}/approve" in browser.get(LETTER).text
    page = press(browser)
    assert f"{LETTER}/approve" not in page
    assert f"{LETTER}/withdraw" in page
    assert "Klaar? Een redacteur" not in words(writer.get(LETTER).text)
    browser.post(UNDO)
    assert f"{LETTER}/approve" in browser.get(LETTER).text


def test_a_second_press_and_a_second_editor_are_shown_what_waits(app: Newsletter) -> None:
    browser = signed_in(app)
    edition = shown(browser.get(START).text)
    press(browser)
    again = browser.post(START, data={"edition": edition})
    assert (again.status_code, again.headers["location"]) == (303, LETTER)
    bram = signed_in(app, Role.EDITOR, "Bram")
    assert bram.get(START).headers["location"] == LETTER
    assert GOES_AT_MOST in words(bram.get(LETTER).text)
    assert [one.act for one in app.container.store.log.newest(200)].count(Act.STARTED) == 1
    assert bram.post(UNDO).status_code == 303
    assert bram.post(UNDO).status_code == 303, "a second press"


def test_in_that_minute_the_schedule_and_the_letters_no_longer_count_its_day(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    assert "Er staan 3 brieven klaar, tot en met zondag 22 maart." in words(
        browser.get("/desk/queue").text
    )
    press(browser)
    page = browser.get("/desk/queue").text
    assert "Er staan 2 brieven klaar, tot en met zondag 15 maart." in words(page)
    row = page.partition('id="letter-1"')[2].partition("</li>")[0]
    shown = f"zaterdag 7 maart, 13:01 Een stoel bij het raam {NOW}"
    assert shown in words("<main>" + row)
    assert "<form" not in row
    assert "<summary" not in row
    next_row = page.partition('id="letter-2"')[2].partition("</li>")[0]
    assert "zondag 8 maart, 08:00" in words("<main>" + next_row)
    month = words(browser.get("/desk/queue?month=").text)
    assert f"zaterdag 7 maart, 13:01 vandaag Een stoel bij het raam {NOW}" in month
    listed = browser.get("/desk/issues").text
    assert shown in words(listed)
    for where in (page, listed):
        assert f'action="{START}/undo"' in where
    assert "zaterdag 7 maart" in browser.get(f"{LETTER}/text").text
    browser.post(f"{START}/undo")
    assert "Er staan 3 brieven klaar" in words(browser.get("/desk/queue").text)


def test_once_it_is_sent_undoing_is_refused_in_words(app: Newsletter, clock: SetClock) -> None:
    browser = signed_in(app)
    press(browser)
    clock.pass_by(seconds=61)
    app.rounds.make_at_once()
    answer = browser.post(UNDO)
    assert answer.status_code == 422
    assert "Het is te laat: brief 1 wordt verstuurd of is al verstuurd." in answer.text
    assert '<a class="button" href="/desk/dispatches/1">Bekijk de verzending</a>' in answer.text
    assert "Ga terug" not in answer.text


def test_another_text_since_the_page_was_opened_is_shown_first(app: Newsletter) -> None:
    browser = signed_in(app)
    edition = shown(browser.get(START).text)
    path = app.issues.find("1")[1]
    path.write_text(path.read_text("utf-8").replace("Er staat een stoel", "Daar staat een stoel"))
    assert app.approvals.approve("1", offline=True).done
    answer = browser.post(START, data={"edition": edition})
    assert answer.status_code == 409
    assert "Brief 1 is intussen met een andere tekst klaargezet." in words(answer.text)
    assert shown(answer.text) != edition
    assert app.desk.starts.rows() == ()


def test_what_came_to_nothing_is_told_on_the_first_page_and_dismissed_on_its_own(
    app: Newsletter, clock: SetClock
) -> None:
    browser = signed_in(app)
    press(browser)
    app.approvals.withdraw("1")
    clock.pass_by(seconds=61)
    app.rounds.make_at_once()
    why = "‘Een stoel bij het raam’ is niet verstuurd: er is intussen weer een concept van gemaakt."
    today = browser.get("/desk").text
    assert why in words(today)
    assert f'<a href="{LETTER}">Naar de brief</a>' in today
    page = browser.get(LETTER).text
    assert why in words(page)
    assert "Begrepen" in page
    browser.post(UNDO)
    for path in ("/desk", LETTER):
        assert why not in words(browser.get(path).text)


def test_a_writer_sees_that_a_letter_goes_and_has_no_button(app: Newsletter) -> None:
    press(signed_in(app))
    writer = signed_in(app, Role.WRITER, "Cleo")
    for path in (LETTER, "/desk"):
        page = writer.get(path).text
        assert GOES_AT_MOST in words(page)
        assert UNDO not in page
        assert f'href="{START}"' not in page


def test_while_no_mail_leaves_the_machine_each_page_says_so(app: Newsletter) -> None:
    browser = signed_in(app)
    assert NO_MAIL not in words(browser.get("/desk").text)
    assert NO_MAIL in words(browser.get(START).text)
    assert NO_MAIL in words(press(browser))
    assert NO_MAIL in words(browser.get("/desk").text)


def test_the_page_says_that_everybody_can_read_the_letter_then(app: Newsletter) -> None:
    public = "Iedereen kan hem dan ook lezen op de pagina Eerdere brieven"
    browser = signed_in(app)
    assert public in words(browser.get(START).text)
    app.container.store.web_versions.hide(1, hidden=True)
    assert public not in words(browser.get(START).text)


@pytest.mark.parametrize(
    "setting", ["[archive]\nis_public = false\n", ""], ids=["no archive", "a tag"]
)
def test_a_letter_that_is_listed_nowhere_is_not_said_to_be(
    tmp_path: Path, clock: SetClock, setting: str
) -> None:
    app = a_publication(tmp_path / "other", clock, f"{setting}{EDITOR}")
    with_issues_approved(app, issues=())
    if not setting:
        path = next((app.container.folder / "issues").glob("001-*.md"))
        text = path.read_text("utf-8")
        path.write_text(text.replace("audience: all", "audience: rust", 1), "utf-8")
        app.people.add("cas@example.org", statement=SAID, tags=["rust"])
    assert app.approvals.approve("1", offline=True).done
    page = words(signed_in(app).get(START).text)
    assert "dan gaat deze brief 60 seconden later" in page
    assert "Eerdere brieven" not in page


def test_where_mail_leaves_every_reason_why_it_cannot_is_shown(app: Newsletter) -> None:
    edition = shown(signed_in(app).get(START).text)
    folder = app.container.folder
    settings = folder / "newsletter.toml"
    settings.write_text(REAL + settings.read_text("utf-8"), "utf-8")
    there = a_publication(folder, app.container.now)
    browser = signed_in(there, Role.EDITOR, "Bram")
    for answer in (browser.get(START), browser.post(START, data={"edition": edition})):
        assert answer.status_code == 422
        assert "Deze brief kan nu niet verstuurd worden" in answer.text
        assert "de afzender heeft geen naam; de afzender heeft geen adres" in words(answer.text)
        assert "Wie de server beheert, stelt dat in." in words(answer.text)
    assert there.desk.starts.rows() == ()


def test_a_letter_for_nobody_has_no_button(app: Newsletter) -> None:
    browser = signed_in(app)
    edition = shown(browser.get(START).text)
    for name in ("anna", "bram"):
        app.people.unsubscribe(f"{name}@example.org")
    page = browser.get(START).text
    assert "Niemand zou deze brief nu krijgen" in words(page)
    assert "Verstuur naar" not in page
    answer = browser.post(START, data={"edition": edition})
    assert answer.status_code == 422
    assert app.desk.starts.rows() == ()


@pytest.mark.parametrize("path", [START.replace("1", "2"), START.replace("1", "99")])
def test_a_letter_that_is_not_approved_says_so_and_leads_back(app: Newsletter, path: str) -> None:
    app.approvals.withdraw("2")
    browser = signed_in(app)
    for answer in (browser.get(path), browser.post(path, data={"edition": "e" * 64})):
        assert answer.status_code == 422
        assert "Terug naar de brief" in answer.text
    assert f'href="{path}"' not in browser.get("/desk/issues/2").text


@pytest.mark.parametrize("number", ["x", "1.0", "-1", "١", "0000001", "9" * 40, "..", "{{7*7}}"])
def test_what_is_no_number_is_not_found(app: Newsletter, number: str) -> None:
    browser = signed_in(app)
    assert browser.get(f"/desk/issues/{number}/start").status_code == 404
    for act in ("start", "start/undo"):
        assert browser.post(f"/desk/issues/{number}/{act}").status_code == 404
    assert app.desk.starts.rows() == ()


@pytest.mark.parametrize("text", ["", *HOSTILE])
def test_a_field_that_no_page_sent_starts_nothing(app: Newsletter, text: str) -> None:
    browser = signed_in(app)
    answer = browser.post(START, data={"edition": text})
    assert answer.status_code == 409
    assert "<script>alert" not in answer.text
    assert app.desk.starts.rows() == ()


def test_signs_of_html_in_a_subject_are_shown_as_text(app: Newsletter) -> None:
    path = app.issues.find("1")[1]
    marked = path.read_text("utf-8").replace(
        "subject: Een stoel bij het raam", "subject: Een stoel <3 & rust"
    )
    path.write_text(marked, "utf-8")
    assert app.approvals.approve("1", offline=True).done
    browser = signed_in(app)
    for page in (browser.get(START).text, press(browser), browser.get("/desk").text):
        assert "<3 & rust" not in page
        assert "&lt;3 &amp; rust" in page


def test_the_log_says_who_sent_and_who_undid(app: Newsletter, clock: SetClock) -> None:
    browser = signed_in(app)
    press(browser)
    signed_in(app, Role.EDITOR, "Bram").post(UNDO)
    press(browser)
    clock.pass_by(hours=7)
    app.rounds.make_at_once()
    log = words(browser.get("/desk/log?kind=sending").text)
    assert "Gerda heeft besloten brief 1 meteen te versturen." in log
    assert "Bram heeft besloten brief 1 toch niet meteen te versturen." in log
    assert "heeft brief 1 toch niet meteen verstuurd: dat bleek niet te kunnen." in log


def test_for_one_reader_the_page_speaks_of_that_one(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "one", SetClock(), EDITOR)
    with_issues_approved(app, readers=("anna",))
    asked = words(signed_in(app).get(START).text)
    assert "dan gaat deze brief 60 seconden later naar één lezer." in asked
    assert "Verstuur naar die ene lezer" in asked


@pytest.mark.parametrize("is_queued", [True, False])
def test_that_an_earlier_text_would_be_sent_is_said_before_it_is(
    app: Newsletter, is_queued: bool
) -> None:
    browser = signed_in(app)
    if not is_queued:
        app.queue.remove("1")
    assert (
        "De tekst is gewijzigd na het klaarzetten." not in browser.get("/desk/issues/1/start").text
    )
    assert 'id="behind" class="message" hidden' in browser.get("/desk/issues/1").text
    opened = app.desk.writing.open(1)
    editor = app.desk.editors.all()[0]
    app.desk.writing.save(1, f"{opened.text}\nNog een zin.\n", opened.sha256, editor)
    assert "De tekst is gewijzigd na het klaarzetten." in browser.get("/desk/issues/1/start").text
    page = browser.get("/desk/issues/1").text
    assert 'id="behind" class="message">' in page
    assert ("wordt de klaargezette tekst" if is_queued else "met de goedgekeurde tekst") in page
