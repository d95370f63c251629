"""What an editor says the lines of an article are, and what the article is then."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.app.article_lines import ArticleLines
from newsletter.errors import ArticleError, DeskError
from newsletter.model.article import LinePlace
from newsletter.model.corrections import CorrectedPlace
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR

TEXT = (
    "# Thee zetten\n"
    "\n"
    "## Water\n"
    "\n"
    "Koud water uit de kraan.\n"
    "Een tweede regel van dezelfde alinea.\n"
    "\n"
    "Wachten hoort erbij\n"
    "\n"
    "Wie wacht, hoort de ketel.\n"
    "\n"
    "## Kopjes\n"
    "\n"
    "Twee is genoeg.\n"
)
WAITING = 8  # the line "Wachten hoort erbij"


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock(), EDITOR)


@pytest.fixture
def editor(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


@pytest.fixture
def name(app: Newsletter) -> str:
    folder = app.container.folder / "issues" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "thee.md").write_text(TEXT, encoding="utf-8")
    return "thee.md"


def state(app: Newsletter, name: str) -> ArticleLines:
    return app.desk.lines.show(name)


def say(
    app: Newsletter, name: str, numbers: list[int], place: CorrectedPlace | None, by: Editor
) -> None:
    app.desk.lines.correct(name, numbers, place, expected=state(app, name).state, by=by)


def test_every_line_with_words_is_shown_with_what_it_is_read_as(app: Newsletter, name: str) -> None:
    shown = {line.number: (line.text, line.place) for line in state(app, name).lines}
    assert shown[1] == ("# Thee zetten", LinePlace.TITLE)
    assert shown[3] == ("## Water", LinePlace.HEADING)
    assert shown[5][1] is LinePlace.TEXT
    assert sorted(shown) == [1, 3, 5, 6, 8, 10, 12, 14]


def test_a_line_that_an_editor_calls_a_heading_begins_a_section(
    app: Newsletter, name: str, editor: Editor
) -> None:
    say(app, name, [WAITING], CorrectedPlace.HEADING, editor)
    article = app.articles.read(app.articles.by_name(name))
    assert [one.heading for one in article.sections] == ["Water", "Wachten hoort erbij", "Kopjes"]
    line = next(one for one in state(app, name).lines if one.number == WAITING)
    assert (line.place, line.corrected) == (LinePlace.HEADING, CorrectedPlace.HEADING)
    logged = app.container.store.log.newest(200)[0]
    assert (logged.act, logged.thing, logged.editor) == (
        Act.ARTICLE_CORRECTED,
        "article thee.md",
        editor.id,
    )


def test_as_it_was_read_takes_a_correction_back_and_the_last_one_its_file(
    app: Newsletter, name: str, editor: Editor
) -> None:
    before = app.articles.read(app.articles.by_name(name))
    say(app, name, [WAITING], CorrectedPlace.QUOTE, editor)
    say(app, name, [WAITING], None, editor)
    assert app.articles.read(app.articles.by_name(name)) == before
    assert not (app.container.folder / "issues/articles/thee.md.places.toml").exists()


def test_a_later_word_about_a_part_replaces_the_earlier_one_about_its_other_line(
    app: Newsletter, name: str, editor: Editor
) -> None:
    say(app, name, [5], CorrectedPlace.QUOTE, editor)
    say(app, name, [6], CorrectedPlace.PROMPT, editor)
    article = app.articles.read(app.articles.by_name(name))
    assert article.sections[0].quotes == ()
    assert len(article.sections[0].prompts) == 1


def test_corrections_of_lines_that_changed_are_shown_and_dropped_by_the_next_one(
    app: Newsletter, name: str, editor: Editor
) -> None:
    say(app, name, [WAITING, 10], CorrectedPlace.HEADING, editor)
    path = app.articles.by_name(name)
    path.write_text(TEXT.replace("Wachten hoort", "Geduld hoort"), encoding="utf-8")
    shown = state(app, name)
    assert [one.correction.number for one in shown.unfit] == [WAITING]
    assert {line.number for line in shown.lines if line.corrected} == {10}
    say(app, name, [14], CorrectedPlace.QUOTE, editor)
    after = state(app, name)
    assert after.unfit == ()
    assert {line.number for line in after.lines if line.corrected} == {10, 14}


@pytest.mark.parametrize(
    ("numbers", "code"),
    [([2], "correction-unfit"), ([99], "correction-unfit"), ([0], "correction-unfit")],
)
def test_a_line_without_words_is_refused_and_nothing_is_written(
    app: Newsletter, name: str, editor: Editor, numbers: list[int], code: str
) -> None:
    log = app.container.store.log.newest(200)
    with pytest.raises(ArticleError) as refused:
        say(app, name, numbers, CorrectedPlace.HEADING, editor)
    assert refused.value.problem.code == code
    assert not (app.container.folder / "issues/articles/thee.md.places.toml").exists()
    assert app.container.store.log.newest(200) == log


def test_nothing_chosen_and_a_page_of_before_are_refused(
    app: Newsletter, name: str, editor: Editor
) -> None:
    with pytest.raises(DeskError, match="lines-none-chosen"):
        say(app, name, [], CorrectedPlace.HEADING, editor)
    shown = state(app, name).state
    say(app, name, [WAITING], CorrectedPlace.HEADING, editor)
    with pytest.raises(DeskError, match="article-changed-meanwhile"):
        app.desk.lines.correct(name, [10], CorrectedPlace.QUOTE, expected=shown, by=editor)


def test_a_proposal_that_was_shown_before_a_correction_is_shown_anew(
    app: Newsletter, name: str, editor: Editor
) -> None:
    proposed = app.desk.drawing.propose(name)
    say(app, name, [14], CorrectedPlace.QUOTE, editor)
    with pytest.raises(DeskError, match="series-changed-meanwhile"):
        app.desk.drawing.make(name, expected=proposed.digest, is_queued=False, by=editor)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(
            st.lists(st.integers(0, 16), max_size=3), st.none() | st.sampled_from(CorrectedPlace)
        ),
        max_size=6,
    )
)
def test_whatever_is_said_in_a_row_the_article_stays_readable_with_every_line(
    app: Newsletter, editor: Editor, name: str, steps: list[tuple[list[int], CorrectedPlace | None]]
) -> None:
    for numbers, place in steps:
        before = state(app, name).state
        try:
            say(app, name, numbers, place, editor)
        except (ArticleError, DeskError):
            assert state(app, name).state == before
    article = app.articles.read(app.articles.by_name(name))
    assert article.source == TEXT
    assert article.ignored_corrections == ()
