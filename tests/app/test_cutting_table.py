"""The cutting table: kept between visits, and made into letters as it lies."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.cutting_table import CuttingView
from newsletter.app.writing import tidy_texts
from newsletter.errors import DeskError
from newsletter.model.corrections import CorrectedPlace
from newsletter.model.cutting import SectionPiece
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.editorial.test_cutting import section

TEXT = "# Een middag in de tuin\n\n" + "\n".join(
    [section("Harken", 2), section("Gieten", 1, prompt=False), section("Wieden", 3)]
)
NAME = "tuin.md"
HARKEN, GIETEN, WIEDEN = (SectionPiece(name) for name in ("harken", "gieten", "wieden"))


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    folder = app.container.folder / "issues" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(TEXT, encoding="utf-8")
    return app


@pytest.fixture
def editor(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def weeks(view: CuttingView) -> list[list[str]]:
    return [[card.piece.section for card in week.pieces] for week in view.weeks]


def test_an_article_lies_there_as_it_would_be_divided_and_nothing_is_stored(
    app: Newsletter,
) -> None:
    view = app.desk.table.show(NAME)
    assert weeks(view) == [["harken"], ["gieten"], ["wieden"]]
    assert [week.issue.subject for week in view.weeks] == [
        one.subject for one in app.desk.drawing.propose(NAME).issues
    ]
    assert view.count == 0
    assert app.container.store.cuttings.of(NAME) is None


def test_a_move_is_kept_logged_and_what_is_made_is_what_lay_there(
    app: Newsletter, editor: Editor
) -> None:
    app.desk.table.put(NAME, GIETEN, 1, count=0, by=editor)
    app.desk.table.move(NAME, 1, 2, count=1, by=editor)
    view = app.desk.table.show(NAME)
    assert weeks(view) == [["wieden"], ["harken", "gieten"]]
    assert app.container.store.log.newest(200)[0].act is Act.ARTICLE_DIVIDED
    made = app.desk.drawing.make(
        NAME, expected=view.digest, is_queued=False, has_drafts=False, by=editor
    )
    assert [app.issues.find(str(number))[0].sections for number in made.numbers] == [
        ("wieden",),
        ("harken", "gieten"),
    ]
    assert app.container.store.cuttings.of(NAME) is None
    after = app.desk.table.show(NAME)
    assert (after.weeks, len(after.drafts)) == ((), 2)
    assert {card.issue for card in after.used} == set(made.numbers)


def test_made_twice_by_a_kill_in_between_no_letter_is_there_twice(
    app: Newsletter, editor: Editor
) -> None:
    app.desk.table.put(NAME, GIETEN, 1, count=0, by=editor)
    kept = app.container.store.cuttings.of(NAME)
    assert kept is not None
    digest = app.desk.table.show(NAME).digest
    app.desk.drawing.make(NAME, expected=digest, is_queued=False, has_drafts=False, by=editor)
    app.container.store.cuttings.put(kept, app.container.now())  # as if killed before it went
    again = app.desk.table.show(NAME)
    assert again.weeks == ()
    app.desk.drawing.make(NAME, expected=again.digest, is_queued=False, has_drafts=False, by=editor)
    assert len(app.issues.all()) == 2


def test_two_editors_do_not_undo_each_other_unseen(app: Newsletter, editor: Editor) -> None:
    app.desk.table.leave_out(NAME, GIETEN, count=0, by=editor)
    with pytest.raises(DeskError, match="cutting-changed-meanwhile"):
        app.desk.table.leave_out(NAME, HARKEN, count=0, by=editor)
    assert [card.piece for card in app.desk.table.show(NAME).out] == [GIETEN]


def test_a_letter_that_was_shown_before_a_move_is_not_made(app: Newsletter, editor: Editor) -> None:
    digest = app.desk.table.show(NAME).digest
    app.desk.table.move(NAME, 1, 2, count=0, by=editor)
    with pytest.raises(DeskError, match="series-changed-meanwhile"):
        app.desk.drawing.make(NAME, expected=digest, is_queued=False, by=editor)


def test_a_corrected_article_is_divided_anew(app: Newsletter, editor: Editor) -> None:
    app.desk.table.leave_out(NAME, GIETEN, count=0, by=editor)
    lines = app.desk.lines.show(NAME)
    app.desk.lines.correct(
        NAME, [lines.lines[1].number], CorrectedPlace.LEFT_OUT, expected=lines.state, by=editor
    )
    view = app.desk.table.show(NAME)
    assert view.out == ()
    app.desk.table.move(NAME, 1, 2, count=view.count, by=editor)
    assert app.desk.table.show(NAME).out == ()


def test_what_a_letter_uses_is_named_by_its_number_and_goes_into_no_week(
    app: Newsletter, editor: Editor
) -> None:
    app.issues.draw([NAME], weeks=2)
    view = app.desk.table.show(NAME)
    assert weeks(view) == [["gieten"]]
    assert {card.piece: card.issue for card in view.used} == {HARKEN: 1, WIEDEN: 2}
    assert view.out == ()
    with pytest.raises(DeskError, match="piece-in-issue"):
        app.desk.table.put(NAME, HARKEN, 1, count=0, by=editor)


def test_a_quote_that_another_letter_has_is_marked(app: Newsletter) -> None:
    path = app.issues.new("Los")
    path.write_text(
        path.read_text(encoding="utf-8") + "\n> Wat Wieden zegt, blijft.\n", encoding="utf-8"
    )
    cards = [card for week in app.desk.table.show(NAME).weeks for card in week.pieces]
    assert {card.piece: card.quote_in for card in cards} == {HARKEN: None, GIETEN: None, WIEDEN: 1}


def test_it_can_be_divided_into_fewer_weeks_and_back(app: Newsletter, editor: Editor) -> None:
    app.desk.table.divide(NAME, 2, count=0, by=editor)
    assert weeks(app.desk.table.show(NAME)) == [["harken"], ["wieden"]]
    app.desk.table.divide(NAME, None, count=1, by=editor)
    assert len(app.desk.table.show(NAME).weeks) == 3


@pytest.mark.parametrize("made", [1, 2])
def test_divided_again_into_as_many_weeks_as_there_are_it_stays_as_it_was(
    app: Newsletter, editor: Editor, made: int
) -> None:
    app.issues.draw([NAME], weeks=3)
    for path in sorted((app.container.folder / "issues").glob("*.md"))[made:]:
        path.unlink()
    before = app.desk.table.show(NAME)
    assert len(before.weeks) == 3 - made
    app.desk.table.divide(NAME, len(before.weeks), count=0, by=editor)
    after = app.desk.table.show(NAME)
    assert (after.weeks, after.out, after.used) == (before.weeks, (), before.used)


def test_one_week_is_one_week_on_the_table(app: Newsletter, editor: Editor) -> None:
    app.desk.table.divide(NAME, 1, count=0, by=editor)
    view = app.desk.table.show(NAME)
    assert weeks(view) == [["harken"]]
    assert [card.piece for card in view.out] == [GIETEN, WIEDEN]


def test_drafts_beside_the_table_stay_drafts_and_take_no_day(
    app: Newsletter, editor: Editor
) -> None:
    first = app.desk.table.show(NAME).weeks[0].issue.goes_at
    app.issues.draw([NAME], weeks=2)
    view = app.desk.table.show(NAME)
    assert [week.issue.goes_at for week in view.weeks] == [first]
    made = app.desk.drawing.make(
        NAME, expected=view.digest, is_queued=True, has_drafts=False, by=editor
    )
    assert made.numbers == made.queued == (3,)
    assert [row.number for row in app.queue.rows()] == [3]
    assert made.until == first


def test_a_cutting_that_nobody_touched_for_ninety_days_is_forgotten(
    app: Newsletter, editor: Editor, clock: SetClock
) -> None:
    app.desk.table.leave_out(NAME, GIETEN, count=0, by=editor)
    clock.pass_by(days=89)
    tidy_texts(app.container)
    assert app.container.store.cuttings.of(NAME) is not None
    clock.pass_by(days=2)
    tidy_texts(app.container)
    assert app.container.store.cuttings.of(NAME) is None


def minutes_of_the_letter(app: Newsletter, number: int) -> int:
    """The reading time that the letter's own mail says."""
    found = re.search(r"(\d+)\u00a0min\b", app.previews.seen(str(number), "light"))
    assert found is not None
    return int(found[1])


LONG = "# Een middag in de tuin\n\n" + "\n".join(
    [
        # 290 words of its own, and a long quote: one minute without it, two with it
        section("Harken", 1, words=290).replace(
            "zegt, blijft", "zegt, blijft " + "en groeit " * 30
        ),
        section("Gieten", 2, words=230),
        section("Wieden", 3),
    ]
)


def test_a_section_takes_as_long_to_read_on_the_table_as_in_its_letter(
    app: Newsletter, editor: Editor
) -> None:
    (app.container.folder / "issues" / "articles" / NAME).write_text(LONG, encoding="utf-8")
    app.desk.table.split(NAME, GIETEN, 1, count=0, by=editor)
    view = app.desk.table.show(NAME)
    on_the_table = [card.minutes for week in view.weeks for card in week.pieces]
    assert on_the_table == [week.issue.minutes for week in view.weeks]
    app.desk.drawing.make(NAME, expected=view.digest, is_queued=False, by=editor)
    assert [minutes_of_the_letter(app, number) for number in (1, 2, 3, 4)] == on_the_table
    assert on_the_table[0] == 2
