"""The page after a series was made has a heading that is true of all its letters."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import ARTICLE, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.spam_filter import a_spam_filter, report
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_articles import press

BROKEN = ARTICLE.replace("draag je meer mee", "draag je [formulier id=1] meer mee")


def pasted(browser: DeskBrowser, text: str = ARTICLE) -> str:
    """The address of an article's page."""
    return browser.post("/desk/articles", data={"text": text}).headers["location"]


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    assert f"<title>{found[1]} · " in page
    return found[1]


@pytest.mark.parametrize(
    ("text", "button", "words"),
    [
        (ARTICLE, "queue", "De brieven staan klaar"),
        (BROKEN, "queue", "Nog niet alle brieven staan klaar"),
        (ARTICLE, "drafts", "De brieven zijn concepten"),
    ],
)
def test_the_heading_says_what_became_of_the_letters(
    app: Newsletter, text: str, button: str, words: str
) -> None:
    browser = signed_in(app)
    assert heading(press(browser, pasted(browser, text), button).text) == words


def test_where_every_letter_is_held_back_the_heading_says_that_they_are_drafts(
    tmp_path: Path,
) -> None:
    answer = tmp_path / "answer"
    answer.write_text(report(9.1, " 9.1 FAKE_RULE              What this filter has against all"))
    program = a_spam_filter(tmp_path / "filter", answer)
    a_publication(tmp_path / "own", SetClock(), EDITOR).close()
    settings = tmp_path / "own" / "newsletter.toml"
    text = settings.read_text("utf-8").replace('spamassassin = ""', f'spamassassin = "{program}"')
    settings.write_text(text, "utf-8")
    app = a_publication(tmp_path / "own", SetClock())
    browser = signed_in(app)
    page = press(browser, pasted(browser), "queue").text
    assert app.queue.rows() == []
    assert heading(page) == "De brieven zijn concepten"
    assert "vragen nog je aandacht" in page


def test_drafts_beside_queued_letters_of_the_same_article_are_both_told(app: Newsletter) -> None:
    browser = signed_in(app)
    address = pasted(browser)
    press(browser, address, "queue", weeks="1")
    page = press(browser, address, "drafts").text
    assert heading(page) == "Nog niet alle brieven staan klaar"
    assert "Van dit artikel staat één brief klaar" in page
    assert "als concept" in page


def test_the_letters_that_were_made_are_linked_and_so_is_where_to_go_on(app: Newsletter) -> None:
    browser = signed_in(app)
    address = pasted(browser)
    press(browser, address, "drafts", weeks="1")
    page = press(browser, address, "queue", weeks="1").text
    assert "Van dit artikel staan 2 brieven klaar, de laatste voor zondag 15 maart." in page
    for issue in app.issues.all():
        assert f'<a href="/desk/issues/{issue.number}">{issue.subject}</a>' in page
    for to in ("/desk/queue", "/desk/issues", address):
        assert f"<a href='{to}'>" in page
    page = press(browser, address, "queue").text
    assert f"<a href='{address}'>" not in page, "nothing is left"


def test_letters_that_were_kept_as_drafts_are_linked(app: Newsletter) -> None:
    browser = signed_in(app)
    page = press(browser, pasted(browser), "drafts").text
    for issue in app.issues.all():
        assert f'<a href="/desk/issues/{issue.number}">{issue.subject}</a>' in page
