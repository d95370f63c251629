"""A letter that was sent, or that is queued with another text, does not read as if it could go."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_checking import result
from tests.web.desk.test_issues import box_of

ONE = "/desk/issues/1"
EDITED = f"{ONE}?edit=yes"
EMPTY_LINK = "\nLees [hier](https://) verder.\n"


@pytest.fixture
def sent(planned: Newsletter) -> Newsletter:
    """The publication with its first letter sent, through a provider that mails."""
    planned.dispatches.start("1")
    with planned.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE dispatches SET provider = 'smtp'")
    return planned


def test_a_letter_in_the_outbox_is_not_said_to_have_reached_readers(planned: Newsletter) -> None:
    planned.dispatches.start("1")
    page = signed_in(planned).get(ONE).text
    assert "Deze brief staat sinds zaterdag 7 maart in de map outbox." in page
    assert "die de lezers kregen" not in page
    assert "De verstuurde mail blijft" not in page


def changed(browser: DeskBrowser, button: str, **fields: str) -> str:
    """The page after a button was pressed on a changed text."""
    typed = box_of(browser.get(EDITED).text) | fields
    return browser.post(f"{ONE}/{button}", data=typed).text


def test_the_page_of_a_sent_letter_says_that_no_change_reaches_the_mail(sent: Newsletter) -> None:
    page = signed_in(sent).get(ONE).text
    note = re.search(r'<div class="message" id="sent">.*?</div>', page, re.DOTALL)
    assert note is not None
    assert "Deze brief is op zaterdag 7 maart verstuurd." in note[0]
    assert "verandert niets meer aan de mail die de lezers kregen" in note[0]
    for way in ("web", "web/hidden", "correction"):
        assert f'href="{ONE}/{way}"' in page
    assert "newsletter issue" not in page
    assert "Zoals lezers hem zien" not in page
    assert "De tekst zoals die nu is" in page
    page = signed_in(sent, name="Cato").get(EDITED).text
    assert re.search(r'data-saved="[^"]*De verstuurde mail blijft', page)


def test_a_sent_letter_leads_to_its_web_page_as_long_as_there_is_one(sent: Newsletter) -> None:
    browser = signed_in(sent)
    link = re.search(r'<a href="(/archive/[^"]+)">Bekijk de webpagina', browser.get(ONE).text)
    assert link is not None
    assert browser.get(link[1]).status_code == 200
    sent.web_changes.hide("1")
    assert "Bekijk de webpagina" not in browser.get(ONE).text


def test_the_text_of_a_sent_letter_is_there_to_look_up_with_what_is_possible(
    sent: Newsletter,
) -> None:
    owner, writer = signed_in(sent), signed_in(sent, Role.WRITER, "Bram")
    for browser in (owner, writer):
        page = browser.get(ONE).text
        for button in ("save", "check", "approve", "test", "picture"):
            assert f'action="{ONE}/{button}' not in page
        assert ">Opslaan<" not in page
        assert re.search(r'<textarea id="text"[^>]* readonly>', page)
        assert f'href="{EDITED}"' in page
    assert 'href="#something-wrong">Wat kun je nog doen?</a>' in owner.get(ONE).text
    assert 'href="#something-wrong"' not in writer.get(ONE).text


def test_the_text_of_a_sent_letter_is_changed_by_who_asks_for_that(sent: Newsletter) -> None:
    browser = signed_in(sent)
    typed = box_of(browser.get(EDITED).text)
    typed["body"] += "\nEen zin erbij.\n"
    page = browser.sent(f"{ONE}/save", data=typed).text
    assert "De verstuurde mail blijft" in page
    assert ">Opslaan<" in page
    assert "Een zin erbij." in browser.get(ONE).text
    assert ">Opslaan<" not in browser.get(ONE).text


def test_a_text_that_was_changed_after_it_was_sent_says_so_and_leads_to_what_was_sent(
    sent: Newsletter,
) -> None:
    browser, maybe = signed_in(sent), "Als de tekst daarna is gewijzigd"
    for address in (ONE, EDITED):
        page = browser.get(address).text
        assert 'id="changed-since"' not in page
        assert "daarna gewijzigd" not in page
        assert maybe not in page
    path = sent.issues.path("1")
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\nDit ging nooit weg.\n", "utf-8")
    page = browser.get(ONE).text
    assert "staat hier om na te lezen" not in page
    note = re.search(r'<p class="message" id="changed-since">(.*?)</p>', page)
    assert note is not None
    assert "niet de tekst die verstuurd is" in note[1]
    link = re.search(r'href="(/archive/[^"]+/email)"', note[1])
    assert link is not None
    assert "Dit ging nooit weg." in page
    mail = browser.get(link[1])
    assert mail.status_code == 200
    assert "Dit ging nooit weg." not in mail.text
    assert "De tekst is daarna gewijzigd" in browser.get(EDITED).text
    sent.web_changes.hide("1")
    assert "/email" not in browser.get(ONE).text, "it would lead nowhere"


def test_a_writer_reads_who_can_correct_a_sent_letter(sent: Newsletter) -> None:
    signed_in(sent)
    page = signed_in(sent, Role.WRITER, "Bram").get(ONE).text
    assert "Een redacteur of eigenaar kan de webversie verbeteren" in page
    for way in ("web", "web/hidden", "correction"):
        assert f'href="{ONE}/{way}"' not in page


def test_a_letter_that_was_not_sent_has_no_such_words(planned: Newsletter) -> None:
    page = signed_in(planned).get(ONE).text
    assert 'id="sent"' not in page
    assert "Klopt er iets niet?" not in page
    assert "verstuurd is" not in page
    assert "Zoals lezers hem zien" in page


def test_what_is_found_in_a_sent_letter_says_nothing_about_going(sent: Newsletter) -> None:
    browser = signed_in(sent)
    clean = result(browser.post(f"{ONE}/check").text)
    assert "kan gaan" not in clean
    body = box_of(browser.get(EDITED).text)["body"] + EMPTY_LINK
    found = result(changed(browser, "check", body=body))
    assert "Dit viel op in de tekst zoals die nu is." in found
    assert "Regel" in found
    assert "Deze brief kan" not in found
    assert "Moet anders" not in found


def test_a_changed_text_of_a_queued_letter_is_judged_apart_from_what_goes(
    planned: Newsletter,
) -> None:
    browser = signed_in(planned)
    body = box_of(browser.get(ONE).text)["body"]
    page = changed(browser, "check", body=body + "\nNog een zin.\n")
    assert "De gewijzigde tekst kan gaan." in result(page)
    page = changed(browser, "check", body=body + EMPTY_LINK)
    assert "De gewijzigde tekst kan nog niet gaan." in result(page)
    assert "Deze brief kan" not in page
    page = changed(browser, "approve", body=body + EMPTY_LINK)
    assert "De gewijzigde tekst is niet klaargezet." in result(page)


def test_a_missing_subject_is_said_once_and_at_its_field(planned: Newsletter) -> None:
    page = changed(signed_in(planned), "check", subject="")
    assert "&lt;title&gt;" not in page
    assert 'id="wrong-subject" role="alert">De brief heeft nog geen onderwerp.' in page
    assert result(page).count("Moet anders") == 1
