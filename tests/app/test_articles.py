"""Articles taken in and named, and why one is refused."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import ArticleError, DeskError
from tests.app.builders import ARTICLE, SetClock, a_publication


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock())


def test_an_article_is_found_by_its_name_once_it_was_added(app: Newsletter) -> None:
    copy = app.articles.add(app.container.folder / "rust.txt")
    assert app.articles.find("rust.txt") == copy
    assert [name for name, _ in app.articles.rows()] == ["rust.txt"]


def test_another_text_of_the_same_name_is_refused_and_the_first_stays(app: Newsletter) -> None:
    copy = app.articles.add(app.container.folder / "rust.txt")
    other = app.container.folder / "elders" / "rust.txt"
    other.parent.mkdir()
    other.write_text(f"{ARTICLE}\nNog iets.\n", "utf-8")
    with pytest.raises(DeskError) as error:
        app.articles.add(other)
    assert (error.value.code, error.value.data) == ("article-there-already", {"file": copy})
    assert "Nog iets." not in copy.read_text("utf-8")


def test_an_article_that_is_not_there_is_refused_with_those_that_are(app: Newsletter) -> None:
    with pytest.raises(ArticleError, match="article-unknown-of-none"):
        app.articles.find("weg.txt")
    app.articles.add(app.container.folder / "rust.txt")
    with pytest.raises(ArticleError) as error:
        app.articles.find("weg.txt")
    assert (error.value.code, error.value.data) == ("article-unknown", {"articles": "rust.txt"})
    with pytest.raises(ArticleError, match=r"weg\.txt: article-file-missing"):
        app.articles.read(Path("weg.txt"))
