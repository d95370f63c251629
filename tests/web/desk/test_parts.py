"""An article line by line, in a browser."""

import re
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication
from tests.app.test_article_lines import TEXT, WAITING
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import DeskBrowser, signed_in

ADDRESS = "/desk/articles/thee.md/parts"


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    folder = app.container.folder / "issues" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "thee.md").write_text(TEXT, encoding="utf-8")
    return app


def places(page: str) -> dict[int, str]:
    """What each line is said to be."""
    found = re.findall(r'<li id="line-(\d+)".*?class="kind">([^<]+)', page)
    return {int(number): words.strip() for number, words in found}


def press(browser: DeskBrowser, **fields: object) -> httpx.Response:
    page = browser.get(ADDRESS).text
    state = re.search(r'name="expected" value="(\w+)"', page)
    assert state is not None
    return browser.post(ADDRESS, data={"expected": state[1]} | fields)


def test_a_writer_makes_a_heading_of_a_line_and_comes_back_to_it(app: Newsletter) -> None:
    signed_in(app)
    browser = signed_in(app, Role.WRITER, "Bram")
    assert places(browser.get(ADDRESS).text)[WAITING] == "tekst"
    answer = press(browser, line=str(WAITING), place="heading")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ADDRESS}?corrected={WAITING}#line-{WAITING}"
    page = browser.get(f"{ADDRESS}?corrected={WAITING}").text
    assert places(page)[WAITING] == "kop"
    assert "met de hand" in page
    assert "Opgeslagen" in page


def test_lines_that_fit_nowhere_stand_on_top_with_a_way_to_each(app: Newsletter) -> None:
    path = app.articles.by_name("thee.md")
    path.write_text(TEXT + "\n| los | rooster |\n", encoding="utf-8")
    article = app.desk.lines.show("thee.md")
    page = signed_in(app).get(ADDRESS).text
    for line in article.unplaced:
        assert f'href="#line-{line.number}"' in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"place": "heading"}, "Vink eerst een regel aan"),
        ({"line": "8"}, "Kies wat"),
        ({"line": "8", "place": "{{7*7}}"}, "Kies wat"),
        ({"line": "2", "place": "heading"}, "regel 2"),
        ({"line": "999999", "place": "heading"}, "999999"),
        ({"line": "<script>", "place": "heading"}, "Vink eerst een regel aan"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(
    app: Newsletter, fields: dict[str, str], words: str
) -> None:
    answer = press(signed_in(app), **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<script>" not in answer.text
    assert not (app.container.folder / "issues/articles/thee.md.places.toml").exists()


def test_what_was_ticked_stays_ticked_after_a_refusal(app: Newsletter) -> None:
    answer = press(signed_in(app), line=["8", "10"], place="")
    assert answer.status_code == 422
    assert len(re.findall(r'value="(?:8|10)" checked', answer.text)) == 2


def test_a_page_of_before_is_shown_anew_with_nothing_ticked(app: Newsletter) -> None:
    browser = signed_in(app)
    press(browser, line="8", place="heading")
    answer = browser.post(ADDRESS, data={"expected": "0" * 64, "line": "10", "place": "quote"})
    assert answer.status_code == 409
    assert "checked" not in answer.text
    assert places(answer.text)[10] == "tekst"


def test_a_full_disk_is_told_and_leaves_the_article_as_it_was(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsletter.text.files.replace", full)
    answer = press(browser, line="8", place="heading")
    assert answer.status_code == 507
    assert places(answer.text)[WAITING] == "tekst"


def test_markup_in_an_article_is_shown_and_not_run(app: Newsletter) -> None:
    path = app.articles.by_name("thee.md")
    path.write_text(TEXT + "\nEen <script>alert(1)</script> zin.\n", encoding="utf-8")
    assert "<script>" not in signed_in(app).get(ADDRESS).text


@pytest.mark.parametrize("name", ["geen.md", "..%2F..%2Fnewsletter.toml", "thee.md.places.toml"])
def test_no_other_file_is_shown(app: Newsletter, name: str) -> None:
    assert signed_in(app).get(f"/desk/articles/{name}/parts").status_code == 404


def test_a_date_under_the_title_is_labelled_a_date(app: Newsletter) -> None:
    folder = app.container.folder / "issues" / "articles"
    head = "# Thee\n\nDoor Anna de Vries\n\n12 mei 2026\n\n"
    (folder / "dag.md").write_text(head + TEXT.partition("\n")[2], encoding="utf-8")
    page = signed_in(app).get("/desk/articles/dag.md/parts").text
    assert places(page)[3] == "auteur"
    assert places(page)[5] == "datum"
