"""Series of issues: what is shown before they are made is what is made."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import ArticleError, DeskError
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR

NAME = "rust.txt"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    app.articles.add(app.container.folder / NAME)
    return app


def files(app: Newsletter) -> list[str]:
    return sorted(path.name for path in (app.container.folder / "issues").glob("*.md"))


def test_a_proposal_writes_nothing(app: Newsletter) -> None:
    before = files(app)
    proposed = app.drawing.propose(NAME)
    assert proposed.issues
    assert all(one.minutes >= 1 and one.subject and one.goes_at for one in proposed.issues)
    assert files(app) == before
    assert app.queue.rows() == []


@pytest.mark.parametrize("weeks", [None, 1, 2])
def test_what_is_proposed_is_what_is_made_and_when_it_goes(
    app: Newsletter, weeks: int | None
) -> None:
    proposed = app.drawing.propose(NAME, weeks)
    made = app.drawing.make(NAME, weeks, is_queued=True)
    assert made.queued == made.numbers == tuple(one.number for one in proposed.issues)
    assert made.held_back == ()
    assert app.queue.moments() == {one.number: one.goes_at for one in proposed.issues}
    assert made.until == max(app.queue.moments().values())


def test_a_series_goes_behind_what_is_queued_already_and_around_what_is_skipped(
    app: Newsletter, clock: SetClock
) -> None:
    app.drawing.make(NAME, 1, is_queued=True)
    [first] = app.queue.moments().values()
    app.queue.skip((first + timedelta(days=7)).date().isoformat())
    proposed = app.drawing.propose(NAME)
    assert proposed.issues[0].goes_at == first + timedelta(days=14)
    app.drawing.make(NAME, is_queued=True)
    moments = app.queue.moments()
    assert all(moments[one.number] == one.goes_at for one in proposed.issues)


def test_making_twice_makes_nothing_twice(app: Newsletter) -> None:
    made = app.drawing.make(NAME, is_queued=False)
    assert made.queued == ()
    again = app.drawing.make(NAME, is_queued=True)
    assert again.numbers == ()
    assert app.drawing.propose(NAME).issues == ()
    assert len(files(app)) == len(made.numbers)


def test_an_issue_that_cannot_go_stays_a_draft_and_holds_back_no_other(app: Newsletter) -> None:
    text = (app.container.folder / NAME).read_text("utf-8")
    broken = text.replace("draag je meer mee", "draag je [formulier id=1] meer mee")
    assert broken != text
    name = app.articles.paste(broken)
    made = app.drawing.make(name, is_queued=True)
    assert made.held_back
    assert made.queued
    assert set(made.queued) | {one.issue for one in made.held_back} == set(made.numbers)
    assert [row.number for row in app.queue.rows()] == list(made.queued)


@pytest.mark.parametrize(
    "name",
    ["", "nothing.txt", "../../newsletter.toml", "/etc/passwd", "rust.txt\x00", "RUST.TXT", "."],
)
def test_only_an_article_of_the_folder_is_found(app: Newsletter, name: str) -> None:
    for act in (app.drawing.propose, app.articles.by_name):
        with pytest.raises(ArticleError, match="article-unknown-here"):
            act(name)
    with pytest.raises(ArticleError):
        app.drawing.make(name, is_queued=True)
    assert files(app) == []


def test_no_weeks_at_all_are_refused(app: Newsletter) -> None:
    with pytest.raises(DeskError, match="weeks-too-few"):
        app.drawing.propose(NAME, 0)


def test_a_pasted_article_is_kept_as_it_was_typed_and_once(app: Newsletter) -> None:
    text = (app.container.folder / NAME).read_text("utf-8")
    name = app.articles.paste(text.replace("\n", "\r\n"))
    assert app.articles.by_name(name).read_text("utf-8") == text
    assert app.articles.paste(text) == name
    other = app.articles.paste(f"{text}\n\nNog een regel.\n")
    assert (other, other.removesuffix("-2.txt")) != (name, other)
    assert len(app.articles.listed()) == 3


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "# \n"])
def test_what_is_no_article_is_refused_and_not_kept(app: Newsletter, text: str) -> None:
    with pytest.raises(ArticleError):
        app.articles.paste(text)
    assert [one.name for one in app.articles.listed()] == [NAME]


def test_an_article_that_cannot_be_read_is_listed_with_the_reason(app: Newsletter) -> None:
    (app.container.folder / "issues" / "articles" / "broken.txt").write_bytes(b"")
    [broken, rust] = app.articles.listed()
    assert broken.problem is not None
    assert (rust.name, rust.problem) == (NAME, None)
