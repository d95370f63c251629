"""An article that is mostly another's text, and its use in place of that."""

import os
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import ArticleError, DeskError
from newsletter.locale.speech import say
from newsletter.model.corrections import CorrectedPlace, Correction
from newsletter.model.editor import Editor, Role
from tests.app.builders import ARTICLE

CHANGED = ARTICLE.replace("rust", "kalmte", 1)
OTHER = """Brood bakken

Meel en tijd

Wie brood bakt, leert wachten zonder ongeduld te worden.
Het deeg rijst terwijl jij iets anders doet.
Aan het eind staat er iets warms op tafel.
De keuken ruikt dan een hele middag naar zondag.
En de korst kraakt nog wanneer je hem aansnijdt.
"""


@pytest.fixture
def by(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def added(app: Newsletter, text: str, by: Editor, at: int) -> str:
    """The name of an article that was added at a time."""
    name = app.desk.additions.paste(text, by)
    os.utime(app.articles.by_name(name), (at, at))
    return name


def older(app: Newsletter, name: str) -> str | None:
    found = app.desk.versions.older(name)
    return found.name if found else None


def test_a_text_with_one_word_changed_is_a_version_of_the_older_one(
    app: Newsletter, by: Editor
) -> None:
    first = added(app, ARTICLE, by, 1)
    assert older(app, first) is None
    other, second = added(app, OTHER, by, 2), added(app, CHANGED, by, 3)
    assert second != first
    assert [older(app, one) for one in (first, other, second)] == [None, None, first]


def test_a_longer_version_counts(app: Newsletter, by: Editor) -> None:
    first = added(app, ARTICLE, by, 1)
    assert older(app, added(app, f"{CHANGED}\n{OTHER}", by, 2)) == first


def test_a_few_sentences_in_common_do_not_count(app: Newsletter, by: Editor) -> None:
    quoted = max(ARTICLE.splitlines(), key=len)
    added(app, ARTICLE, by, 1)
    assert older(app, added(app, f"{OTHER}\n{quoted}\n", by, 2)) is None


def test_a_newer_version_takes_the_older_ones_place_and_nothing_is_lost(
    app: Newsletter, by: Editor
) -> None:
    first = added(app, ARTICLE, by, 1)
    app.issues.draw([first])
    texts = {
        path: path.read_text("utf-8") for path in (app.container.folder / "issues").glob("*.md")
    }
    second = added(app, CHANGED, by, 2)
    app.desk.versions.replace(second, first, by)
    assert [path.name for path in app.articles.paths()] == [first]
    assert app.articles.by_name(first).read_text("utf-8") == CHANGED
    aside = app.container.folder / "issues" / "articles" / "removed"
    assert [path.read_text("utf-8") for path in aside.iterdir()] == [ARTICLE]
    assert texts
    assert all(path.read_text("utf-8") == text for path, text in texts.items())
    assert app.desk.drawing.propose(first).article.title
    newest = app.desk.log.page().lines[0]
    assert say(newest.sentence, "en") == f"Gerda replaced the text of article {first}."
    assert newest.article == first


def test_an_article_whose_lines_were_corrected_can_still_be_read_afterwards(
    app: Newsletter, by: Editor
) -> None:
    first = added(app, ARTICLE, by, 1)
    path = app.articles.by_name(first)
    line = ARTICLE.splitlines()[-1]
    number = len(ARTICLE.splitlines())
    app.articles.put_corrections(path, [Correction(number, line, CorrectedPlace.LEFT_OUT)])
    second = added(app, CHANGED.replace(line, "Een ander slot dan er stond."), by, 2)
    app.desk.versions.replace(second, first, by)
    assert app.articles.read(app.articles.by_name(first)).sections


def test_what_letters_were_made_of_or_is_of_another_kind_replaces_nothing(
    app: Newsletter, by: Editor
) -> None:
    first, second = added(app, ARTICLE, by, 1), added(app, CHANGED, by, 2)
    app.issues.draw([second], weeks=1)
    page = app.container.folder / "issues" / "articles" / "pagina.md"
    page.write_text(CHANGED, "utf-8")
    before = {path.name: path.read_text("utf-8") for path in app.articles.paths()}
    for newer, old in ((second, first), ("pagina.md", first), (first, first)):
        with pytest.raises(DeskError, match="article-not-replaced"):
            app.desk.versions.replace(newer, old, by)
    with pytest.raises(ArticleError):
        app.desk.versions.replace(second, "../newsletter.toml", by)
    assert {path.name: path.read_text("utf-8") for path in app.articles.paths()} == before


@pytest.mark.parametrize("text", ["bla bla", "# Kop", "  Alleen een titel\n\n"])
def test_a_text_that_is_only_a_title_is_no_article(
    app: Newsletter, by: Editor, text: str, tmp_path: Path
) -> None:
    with pytest.raises(ArticleError, match="article-only-title"):
        app.desk.additions.paste(text, by)
    with pytest.raises(ArticleError, match="article-only-title"):
        app.desk.additions.upload("stuk.txt", text.encode(), by)
    assert app.articles.paths() == []
    assert list(tmp_path.rglob("stuk*")) == []
