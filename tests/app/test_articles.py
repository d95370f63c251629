"""Articles taken in and named, and why one is refused."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import ArticleError, AuthorError, DeskError
from newsletter.message import Message
from tests.app.builders import ARTICLE


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


def corrections(app: Newsletter, path: Path, *entries: tuple[int, str]) -> Path:
    """A file of corrections beside an article: lines of it by number, with their places."""
    lines = path.read_text("utf-8").splitlines()
    said = [f'article = "{app.articles.digest(path)}"']
    for number, place in entries:
        said += ["[[line]]", f"number = {number}", f"text = '{lines[number - 1]}'"]
        said += [f'place = "{place}"']
    places = path.with_name(f"{path.name}.places.toml")
    places.write_text("\n".join(said) + "\n", "utf-8")
    return places


def line_of(words: str) -> int:
    return next(at for at, line in enumerate(ARTICLE.splitlines(), 1) if line.startswith(words))


def test_corrections_beside_an_article_are_honoured_taken_in_with_it_and_no_article_themselves(
    app: Newsletter,
) -> None:
    path = app.container.folder / "rust.txt"
    places = corrections(app, path, (1, "title"), (line_of("De weg naar huis"), "left out"))
    assert app.articles.read(path).title == "Rust op een gewone dag"
    copy = app.articles.add(path)
    assert app.articles.read(copy) == app.articles.read(path)
    assert app.articles.paths() == [copy]
    assert app.articles.rows() == [("rust.txt", "Rust op een gewone dag")]
    assert copy.with_name("rust.txt.places.toml").read_bytes() == places.read_bytes()
    drawn = app.issues.draw(["rust.txt"])
    assert drawn.written
    assert not any("de-weg-naar-huis" in path.name for path in drawn.written)


def test_other_corrections_of_an_article_that_is_there_are_refused_and_nothing_is_written(
    app: Newsletter,
) -> None:
    path = app.container.folder / "rust.txt"
    corrections(app, path, (1, "title"))
    kept = app.articles.add(path).with_name("rust.txt.places.toml")
    before = kept.read_bytes()
    corrections(app, path, (1, "left out"))
    with pytest.raises(DeskError) as error:
        app.articles.add(path)
    assert (error.value.code, error.value.data) == ("article-there-already", {"file": kept})
    assert kept.read_bytes() == before


def test_corrections_that_are_written_after_the_article_was_read_are_seen(app: Newsletter) -> None:
    path = app.articles.add(app.container.folder / "rust.txt")
    assert app.articles.read(path).title != "Rust op een gewone dag"
    places = corrections(app, path, (1, "title"))
    assert app.articles.read(path).title == "Rust op een gewone dag"
    places.unlink()
    assert app.articles.read(path).title != "Rust op een gewone dag"


def test_drawing_tells_which_corrections_of_a_changed_article_are_not_used(app: Newsletter) -> None:
    path = app.container.folder / "rust.txt"
    corrections(app, path, (1, "title"), (line_of("Een stuk"), "left out"))
    path.write_text(ARTICLE.replace("Rust op een gewone dag\n", "Rust\n", 1), "utf-8")
    drawn = app.issues.draw([str(path)])
    told = [remark for remark in drawn.remarks if remark.code == "at-place"]
    assert [remark.data["place"] for remark in told] == ["rust.txt"]
    problem = told[0].data["problem"]
    assert isinstance(problem, Message)
    assert (problem.code, problem.data["number"]) == ("correction-unfit", 1)
    assert drawn.written


def test_corrections_that_cannot_be_read_are_refused_with_their_file_and_line(
    app: Newsletter,
) -> None:
    path = app.container.folder / "rust.txt"
    places = path.with_name("rust.txt.places.toml")
    places.write_text("article = \n", "utf-8")
    with pytest.raises(AuthorError) as error:
        app.articles.add(path)
    assert (error.value.code, error.value.path, error.value.line) == (
        "corrections-no-toml",
        str(places),
        1,
    )
    assert app.articles.paths() == []
    places.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(AuthorError, match="not-utf-8"):
        app.articles.read(path)


@pytest.mark.parametrize(
    "name", ["{folder}/elders.txt", "../../elders.txt", "removed/oud.txt", "a" * 300]
)
def test_a_letter_names_an_article_and_never_another_file(app: Newsletter, name: str) -> None:
    for path in ("elders.txt", "issues/articles/removed/oud.txt"):
        place = app.container.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(ARTICLE, "utf-8")
    assert app.articles.named("oud.txt") is not None
    assert app.articles.named(name.format(folder=app.container.folder)) is None
