"""The list of articles."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import ARTICLE, SetClock, a_publication

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock)


def put(app: Newsletter, name: str, text: str) -> None:
    path = app.container.folder / "issues" / "articles" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (AT.timestamp(),) * 2)


def test_an_article_that_cannot_be_read_is_listed_with_the_reason(app: Newsletter) -> None:
    put(app, "broken.txt", "")
    put(app, "rust.txt", ARTICLE)
    [broken, rust] = app.article_list.rows()
    assert (broken.name, broken.title, broken.sections) == ("broken.txt", "broken.txt", 0)
    assert broken.problem is not None
    assert (rust.name, rust.problem) == ("rust.txt", None)
    assert rust.sections > 0


def test_only_articles_of_one_title_say_when_they_were_saved(app: Newsletter) -> None:
    put(app, "ander.txt", "Iets anders\n\n## Een\n\nTekst.\n")
    put(app, "rust.txt", ARTICLE)
    assert [one.saved_at for one in app.article_list.rows()] == [None, None]
    put(app, "rust-2.txt", f"{ARTICLE}\n\nEn verder.\n")
    saved = {one.name: one.saved_at for one in app.article_list.rows()}
    assert saved == {"ander.txt": None, "rust.txt": AT, "rust-2.txt": AT}
