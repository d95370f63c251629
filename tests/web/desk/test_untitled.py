"""Articles without a title: what stands in for one reaches no reader unseen."""

import pytest

from newsletter.app import Newsletter
from newsletter.sources import read
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_articles import press, upload

TEXT = """Er staat een stoel bij het raam waar bijna niemand zit. Toch is het de plek waar de dag \
even ophoudt met trekken. Wie er tien tellen blijft, merkt dat het hoofd vanzelf zachter wordt.

Onderweg naar huis draag je meer mee dan je tas. Er zitten gesprekken in die nog niet klaar zijn \
en zinnen die je liever anders had gezegd. Je hoeft ze niet op te lossen.

Het laatste uur van de dag vraagt niets, behalve dat je het niet vult. Doe een lamp uit, leg het \
scherm weg, en luister naar het huis dat ook tot rust komt.
"""
ENGLISH = """There is a chair at the window where nobody ever sits. It is the place where the day \
stops pulling for a while, and you can hear what was there all along.
"""


def pasted(browser: DeskBrowser, text: str = TEXT) -> str:
    return browser.post("/desk/articles", data={"text": text}).headers["location"]


@pytest.mark.parametrize(
    ("text", "title"),
    [(TEXT, "Artikel zonder titel"), (ENGLISH, "Untitled article")],
    ids=["Dutch", "English"],
)
def test_an_article_without_a_title_says_so_in_its_own_language(text: str, title: str) -> None:
    article = read("article-2.txt", text.encode())
    assert (article.title, article.is_titled) == (title, False)


def test_the_name_that_a_person_gave_a_file_is_a_title() -> None:
    article = read("stoel-bij-het-raam.txt", TEXT.encode())
    assert (article.title, article.is_titled) == ("Stoel bij het raam", True)


def test_several_articles_without_a_title_are_told_apart_and_stay_untitled(app: Newsletter) -> None:
    browser = signed_in(app)
    for text in (TEXT, TEXT.partition("\n\n")[2]):
        assert "In deze tekst is geen titel gevonden." in browser.get(pasted(browser, text)).text
    titles = [row.title for row in app.article_list.rows()]
    assert sorted(titles) == ["Artikel zonder titel", "Artikel zonder titel 2"]


def test_a_letter_of_an_untitled_article_stays_a_draft_and_says_what_it_needs(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    made = press(browser, pasted(browser), "queue").text
    assert "Deze brief heeft nog geen eigen titel" in made
    assert app.queue.rows() == []
    [issue] = app.issues.all()
    assert issue.title == "Artikel zonder titel"
    assert issue.subject in TEXT  # as of any section without a heading
    assert issue.origin is None


def test_the_page_of_an_untitled_article_leads_to_its_lines_of_which_one_becomes_the_title(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    address = pasted(browser, f"{TEXT}\nStoel bij het raam.\n")
    assert f"<a href='{address}/parts'>Wijs die regel aan</a>" in browser.get(address).text
    lines = browser.get(f"{address}/parts").text
    assert "Er is geen titel gevonden." in lines
    expected = lines.partition('name="expected" value="')[2].partition('"')[0]
    browser.sent(f"{address}/parts", data={"line": "7", "place": "title", "expected": expected})
    page = browser.get(address).text
    assert "<h1>Stoel bij het raam.</h1>" in page
    assert "geen titel gevonden" not in page + browser.get(f"{address}/parts").text
    press(browser, address, "queue")
    assert [issue.title for issue in app.issues.all()] == ["Stoel bij het raam."]
    assert app.queue.rows()


def test_a_file_that_is_only_called_article_has_no_title_either(app: Newsletter) -> None:
    browser = signed_in(app)
    answer = upload(browser, "article.txt", TEXT.encode())
    assert "geen titel gevonden" in browser.get(answer.headers["location"]).text
