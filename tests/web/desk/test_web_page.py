"""The web page of a sent letter at the desk: corrected once it was seen, taken off the site, put back."""

import html
import re
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Role
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.web.builders import browser as a_reader
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_start import words

LETTER = "/desk/issues/1"
WEB, CHANGES, HIDDEN = f"{LETTER}/web", f"{LETTER}/web/changes", f"{LETTER}/web/hidden"
SENTENCE = "Hij staat bij het raam, en niet bij de deur."
HOSTILE = "<script>alert(1)</script> {{7*7}}"
MEANT = r"\<script>alert(1)\</script> 7*7"


@pytest.fixture
def sent(planned: Newsletter) -> Newsletter:
    planned.dispatches.start("1")
    return planned


def fields(page: str) -> dict[str, str]:
    """What the form of a page holds."""
    main = page.partition("<main")[2]
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', main))
    found |= dict(
        re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', main, re.DOTALL)
    )
    return {name: html.unescape(value) for name, value in found.items()}


def typed(browser: DeskBrowser, more: str) -> httpx.Response:
    """Add words to the text of the page."""
    held = fields(browser.get(WEB).text)
    return browser.post(WEB, data=held | {"body": f"{held['body']}\n\n{more}\n"})


def address(app: Newsletter) -> str:
    page = app.web_changes.page_of(1)
    assert page is not None
    return page.address


def acts(app: Newsletter) -> list[Act]:
    web = {Act.PAGE_CORRECTED, Act.PAGE_HIDDEN, Act.PAGE_SHOWN}
    return [one.act for one in app.container.store.log.newest(200) if one.act in web]


def test_the_page_is_corrected_after_its_changes_were_seen(sent: Newsletter) -> None:
    browser, reader = signed_in(sent), a_reader(sent)
    before = reader.get(f"{address(sent)}/email").text
    answer = typed(browser, SENTENCE)
    assert (answer.status_code, answer.headers["location"]) == (303, CHANGES)
    page = browser.get(CHANGES)
    assert "De pagina verandert op één plek" in words(page.text)
    assert SENTENCE in words(page.text)
    assert SENTENCE not in reader.get(address(sent)).text
    held = fields(page.text)
    done = browser.post(CHANGES, data=held)
    assert done.headers["location"] == f"{LETTER}?done=page-corrected"
    letter = browser.get(done.headers["location"]).text
    assert "De nieuwe tekst staat in de webversie." in words(letter)
    assert "De webversie is op zaterdag 7 maart verbeterd." in words(letter)
    shown = reader.get(address(sent)).text
    assert SENTENCE in shown
    assert "Verbeterd op 7 maart 2026." in shown
    assert reader.get(f"{address(sent)}/email").text == before, "the mail stays as it was"
    assert browser.post(CHANGES, data=held).headers["location"] == done.headers["location"]
    assert acts(sent) == [Act.PAGE_CORRECTED]
    assert "Gerda heeft de webversie van brief 1 verbeterd." in words(browser.get("/desk/log").text)


def test_what_is_typed_is_shown_as_text(sent: Newsletter) -> None:
    browser = signed_in(sent)
    typed(browser, MEANT)
    page = browser.get(CHANGES).text
    assert MEANT in html.unescape(page)
    assert browser.post(CHANGES, data=fields(page)).status_code == 303
    shown = a_reader(sent).get(address(sent)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    for one in (page, shown):
        assert "<script>alert" not in one


@pytest.mark.parametrize("line", HOSTILE.split(" "))
def test_what_no_page_can_show_is_refused_with_its_line(sent: Newsletter, line: str) -> None:
    browser = signed_in(sent)
    typed(browser, line)
    page = browser.get(CHANGES).text
    assert "<script>alert" not in page
    assert re.search(r"Regel \d+: ", words(page))
    assert browser.post(CHANGES, data=fields(page)).status_code == 422
    assert acts(sent) == []


def test_an_unchanged_text_changes_nothing(sent: Newsletter) -> None:
    browser = signed_in(sent)
    held = fields(browser.get(WEB).text)
    page = browser.sent(WEB, data=held)
    assert "Deze tekst staat al in de webversie." in words(page.text)
    assert "<form" not in page.text.partition("<main")[2]


def test_errors_are_shown_before_anything_is_put_on_the_page(sent: Newsletter) -> None:
    browser = signed_in(sent)
    typed(browser, "[TODO]")
    page = browser.get(CHANGES).text
    assert "Dit moet eerst anders voordat de tekst in de webversie kan:" in words(page)
    assert ">Zet in de webversie</button>" not in page
    refused = browser.post(CHANGES, data=fields(page))
    assert refused.status_code == 422
    assert "TODO" in words(refused.text)
    assert acts(sent) == []


def test_a_text_without_a_title_is_refused_at_its_field(sent: Newsletter) -> None:
    browser = signed_in(sent)
    held = fields(browser.get(WEB).text)
    answer = browser.post(WEB, data=held | {"title": "", "body": SENTENCE})
    assert answer.status_code == 422
    assert 'id="wrong-title" role="alert">Geef de brief een titel.' in answer.text
    assert fields(answer.text)["body"].strip() == SENTENCE


def test_a_text_that_somebody_else_changed_meanwhile_is_shown_beside_ones_own(
    sent: Newsletter,
) -> None:
    browser, bram = signed_in(sent), signed_in(sent, Role.EDITOR, "Bram")
    held = fields(browser.get(WEB).text)
    typed(bram, "Van Bram.")
    answer = browser.post(WEB, data=held | {"body": "Van Gerda."})
    assert answer.status_code == 409
    assert "Bram heeft deze brief" in words(answer.text)
    assert "Van Bram." in answer.text
    assert "Van Gerda." in answer.text


def test_a_change_after_the_look_is_shown_before_it_counts(sent: Newsletter) -> None:
    browser, bram = signed_in(sent), signed_in(sent, Role.EDITOR, "Bram")
    typed(browser, SENTENCE)
    held = fields(browser.get(CHANGES).text)
    typed(bram, "Van Bram.")
    answer = browser.post(CHANGES, data=held)
    assert answer.status_code == 409
    assert "is intussen gewijzigd" in words(answer.text)
    assert "Van Bram." in words(answer.text)
    assert acts(sent) == []
    browser.post(CHANGES, data=fields(answer.text))
    assert acts(sent) == [Act.PAGE_CORRECTED]


def test_the_page_is_taken_off_the_site_and_put_back(sent: Newsletter) -> None:
    browser, reader = signed_in(sent), a_reader(sent)
    for word, button, status in (
        ("yes", "Haal de brief van de site", 410),
        ("no", "Zet de brief terug op de site", 200),
    ):
        page = browser.get(HIDDEN).text
        assert f'name="hidden" value="{word}">{button}<' in page
        assert button in words(browser.get(LETTER).text)
        for _ in range(2):  # pressed twice
            answer = browser.post(HIDDEN, data={"hidden": word})
            assert answer.status_code == 303
        assert reader.get(address(sent)).status_code == status
    assert "De brief staat weer op de site." in words(browser.get(answer.headers["location"]).text)
    assert acts(sent) == [Act.PAGE_SHOWN, Act.PAGE_HIDDEN]  # the newest first


@pytest.mark.parametrize("word", ["", "maybe", HOSTILE])
def test_only_off_and_on_are_understood(sent: Newsletter, word: str) -> None:
    assert signed_in(sent).post(HIDDEN, data={"hidden": word}).status_code == 422
    assert acts(sent) == []


@pytest.mark.parametrize("page", [WEB, CHANGES, HIDDEN])
def test_a_letter_that_was_not_sent_is_refused_in_words(planned: Newsletter, page: str) -> None:
    browser = signed_in(planned)
    for answer in (browser.get(page), browser.post(page, data={"hidden": "yes"})):
        assert answer.status_code == 422
        assert "Brief 1 is nog niet verstuurd" in words(answer.text)
    assert browser.get("/desk/issues/99/web").status_code == 404


def test_the_report_offers_the_same(sent: Newsletter) -> None:
    page = signed_in(sent).get("/desk/dispatches/1/report").text
    assert "Klopt er iets niet?" in words(page)
    for way in (WEB, HIDDEN, f"{LETTER}/correction"):
        assert f'href="{way}"' in page
    of_a_writer = signed_in(sent, Role.WRITER, "Wim").get("/desk/dispatches/1/report").text
    assert "Een redacteur of eigenaar kan de webversie verbeteren" in words(of_a_writer)
    assert f'href="{WEB}"' not in of_a_writer


def test_looking_changes_nothing(sent: Newsletter) -> None:
    browser = signed_in(sent)
    path = sent.issues.path("1")
    before = path.read_bytes()
    for page in (LETTER, WEB, CHANGES, HIDDEN, f"{LETTER}/correction"):
        assert browser.get(page).status_code == 200
    assert path.read_bytes() == before
    assert sent.container.store.web_versions.changes() == {}
    assert len(list(path.parent.glob("*.md"))) == 3


def test_a_letter_of_which_the_rest_was_cancelled_has_been_read_too(
    tmp_path: Path, clock: SetClock
) -> None:
    settings = f"{EDITOR}\n[dispatch]\nbatch_size = 1\n"
    app = a_publication(tmp_path / "in parts", clock, settings)
    with_issues_approved(app)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher
    browser = signed_in(app)
    app.desk.dispatch_acts.cancel(1, app.desk.editors.all()[0])
    assert "Klopt er iets niet?" not in words(browser.get(LETTER).text), "nobody got it"
    approved = app.approvals.approve("1", offline=True)
    assert approved.done
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher
    app.dispatches.dispatcher.hand_over_next()
    app.desk.dispatch_acts.cancel(2, app.desk.editors.all()[0])
    assert "Klopt er iets niet?" in words(browser.get(LETTER).text)
    assert "aan één lezer" in words(browser.get(f"{LETTER}/correction").text)
