"""An article that is removed lies aside with its corrections, and comes back as it was."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from newsletter.app import Newsletter
from newsletter.app.articles import PLACES
from newsletter.errors import ArticleError
from newsletter.model.editor import Act, Editor
from tests.app.builders import ARTICLE, SetClock, a_publication

NAME = "rust.txt"


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    app.articles.add(app.container.folder / NAME)
    return app


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}


def folder_of(app: Newsletter) -> Path:
    return app.container.folder / "issues" / "articles"


def test_a_removed_article_is_in_no_list_and_comes_back_as_it_was(
    app: Newsletter, gerda: Editor
) -> None:
    folder = folder_of(app)
    (folder / (NAME + PLACES)).write_text("made_for = 'x'\n", "utf-8")
    before = files_in(folder)
    assert set(before) == {NAME, NAME + PLACES}
    app.desk.removed.remove(NAME, gerda)
    assert app.article_list.rows() == ()
    assert files_in(folder / "removed") == before
    assert app.desk.removed.has(NAME)
    app.desk.removed.restore(NAME, gerda)
    assert files_in(folder) == before
    assert files_in(folder / "removed") == {}
    assert not app.desk.removed.has(NAME)
    acts = [one.act for one in app.container.store.log.newest(200)][:2]
    assert acts == [Act.ARTICLE_RESTORED, Act.ARTICLE_REMOVED]


def test_letters_that_were_drawn_from_it_stay(app: Newsletter, gerda: Editor) -> None:
    app.issues.draw([str(folder_of(app) / NAME)])
    assert app.approvals.approve("1", offline=True).done
    before = [row.number for row in app.issue_list.rows()]
    app.desk.removed.remove(NAME, gerda)
    assert [row.number for row in app.issue_list.rows()] == before
    assert app.approvals.approve("2", offline=True).done
    assert [row.number for row in app.queue.rows()] == [1, 2]


def test_what_was_removed_under_the_same_name_before_is_kept_too(
    app: Newsletter, gerda: Editor
) -> None:
    folder, other = folder_of(app), ARTICLE.replace("stoel", "bank")
    app.desk.removed.remove(NAME, gerda)
    (folder / NAME).write_text(other, "utf-8")
    app.desk.removed.remove(NAME, gerda)
    kept = files_in(folder / "removed")
    assert kept == {NAME: other.encode(), f"{NAME}.2": ARTICLE.encode()}


def test_another_article_of_that_name_is_never_overwritten(app: Newsletter, gerda: Editor) -> None:
    app.desk.removed.remove(NAME, gerda)
    (folder_of(app) / NAME).write_text("# Iets anders\n", "utf-8")
    with pytest.raises(ArticleError, match="article-there-already"):
        app.desk.removed.restore(NAME, gerda)
    assert (folder_of(app) / NAME).read_text("utf-8") == "# Iets anders\n"


@pytest.mark.parametrize("name", ["", "weg.txt", "../links.toml", "removed", "articles/rust.txt"])
def test_what_is_no_article_is_neither_removed_nor_restored(
    app: Newsletter, gerda: Editor, name: str
) -> None:
    before = files_in(folder_of(app))
    for act in (app.desk.removed.remove, app.desk.removed.restore):
        with pytest.raises(ArticleError):
            act(name, gerda)
    assert files_in(folder_of(app)) == before


def test_of_two_owners_who_remove_it_at_the_same_time_one_is_told_so(
    app: Newsletter, gerda: Editor
) -> None:
    folder, together = folder_of(app), Barrier(2)
    before = files_in(folder)

    def remove(_: int) -> str:
        own = a_publication(app.container.folder, SetClock())
        try:
            own.articles.by_name(NAME)  # each sees it before either presses
            together.wait()
            own.desk.removed.remove(NAME, gerda)
        except ArticleError as error:
            return error.code
        finally:
            own.close()
        return "removed"

    with ThreadPoolExecutor(2) as owners:
        told = sorted(owners.map(remove, range(2)))
    assert told == ["article-removed-already", "removed"]
    assert files_in(folder / "removed") == before
    assert [one.act for one in app.container.store.log.newest(200)].count(Act.ARTICLE_REMOVED) == 1


def test_what_has_been_put_back_already_stays(app: Newsletter, gerda: Editor) -> None:
    app.desk.removed.remove(NAME, gerda)
    for _ in range(2):
        app.desk.removed.restore(NAME, gerda)
    assert folder_of(app).joinpath(NAME).is_file()
    assert [one.act for one in app.container.store.log.newest(200)].count(Act.ARTICLE_RESTORED) == 1
