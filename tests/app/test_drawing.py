"""Series of issues: what is shown before they are made is what is made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.drawing import MadeSeries
from newsletter.errors import ArticleError, DeskError
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import UNSETTLED, SetClock, a_publication
from tests.app.test_reminders import EDITOR

NAME = "rust.txt"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    app.articles.add(app.container.folder / NAME)
    return app


def gerda(app: Newsletter) -> Editor:
    editors = app.desk.editors
    return next(iter(editors.all()), None) or editors.add("Gerda", "g@example.org", Role.OWNER)


def make(
    app: Newsletter, weeks: int | None = None, name: str = NAME, *, is_queued: bool
) -> MadeSeries:
    """What is shown now, made as it is shown."""
    shown = app.desk.drawing.propose(name, weeks).digest
    return app.desk.drawing.make(name, weeks, expected=shown, is_queued=is_queued, by=gerda(app))


def files(app: Newsletter) -> list[str]:
    return sorted(path.name for path in (app.container.folder / "issues").glob("*.md"))


def test_a_proposal_writes_nothing(app: Newsletter) -> None:
    before = files(app)
    proposed = app.desk.drawing.propose(NAME)
    assert proposed.issues
    assert all(one.minutes >= 1 and one.subject and one.goes_at for one in proposed.issues)
    assert files(app) == before
    assert app.queue.rows() == []


@pytest.mark.parametrize("weeks", [None, 1, 2])
def test_what_is_proposed_is_what_is_made_and_when_it_goes(
    app: Newsletter, weeks: int | None
) -> None:
    proposed = app.desk.drawing.propose(NAME, weeks)
    made = make(app, weeks, is_queued=True)
    assert made.queued == made.numbers == tuple(one.number for one in proposed.issues)
    assert made.held_back == ()
    assert app.queue.moments() == {one.number: one.goes_at for one in proposed.issues}
    assert made.until == max(app.queue.moments().values())


def test_the_number_of_weeks_counts_what_is_still_to_be_made(app: Newsletter) -> None:
    every = app.desk.drawing.propose(NAME).issues
    make(app, 1, is_queued=True)
    left = app.desk.drawing.propose(NAME).issues
    assert len(left) == len(every) - 1
    assert app.desk.drawing.propose(NAME, len(left)).issues == left
    [one] = app.desk.drawing.propose(NAME, 1).issues
    assert one.subject in {other.subject for other in left}
    assert make(app, 1, is_queued=True).numbers == (one.number,)


def test_a_series_goes_behind_what_is_queued_already_and_around_what_is_skipped(
    app: Newsletter, clock: SetClock
) -> None:
    make(app, 1, is_queued=True)
    [first] = app.queue.moments().values()
    app.queue.skip((first + timedelta(days=7)).date().isoformat())
    proposed = app.desk.drawing.propose(NAME)
    assert proposed.issues[0].goes_at == first + timedelta(days=14)
    make(app, is_queued=True)
    moments = app.queue.moments()
    assert all(moments[one.number] == one.goes_at for one in proposed.issues)


def test_drafts_are_queued_by_a_later_press_and_nothing_is_made_twice(app: Newsletter) -> None:
    drafts = make(app, is_queued=False)
    assert (drafts.queued, len(files(app))) == ((), len(drafts.numbers))
    assert all(one.is_drawn for one in app.desk.drawing.propose(NAME).issues)
    assert make(app, is_queued=True).queued == drafts.numbers
    again = make(app, is_queued=True)
    assert (again.numbers, again.queued) == ((), drafts.numbers)
    assert len(files(app)) == len(drafts.numbers)


def test_a_process_killed_halfway_leaves_drafts_that_the_next_press_queues(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze, done = type(app.approvals).freeze, []

    def killed(*args: object) -> object:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return freeze(*args)

    monkeypatch.setattr(type(app.approvals), "freeze", killed)
    with pytest.raises(KeyboardInterrupt):
        make(app, is_queued=True)
    monkeypatch.undo()
    assert len(app.queue.rows()) == 1
    left = app.desk.drawing.propose(NAME)
    assert left.issues
    assert set(make(app, is_queued=True).queued) == {
        *left.queued,
        *(one.number for one in left.issues),
    }


def test_of_two_presses_at_once_both_say_the_same_and_each_issue_is_made_once(
    app: Newsletter,
) -> None:
    shown, by = app.desk.drawing.propose(NAME), gerda(app)

    def press(_: int) -> MadeSeries | DeskError:
        try:
            return app.desk.drawing.make(NAME, expected=shown.digest, is_queued=True, by=by)
        except DeskError as error:
            return error

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, range(4)))
    assert len(files(app)) == len(shown.issues)
    assert [row.number for row in app.queue.rows()] == [one.number for one in shown.issues]
    refused = [one.code for one in answers if isinstance(one, DeskError)]
    assert set(refused) <= {"series-changed-meanwhile"}


def test_what_changed_since_it_was_shown_is_not_made(app: Newsletter) -> None:
    shown, by = app.desk.drawing.propose(NAME), gerda(app)
    path = app.articles.by_name(NAME)
    path.write_text(path.read_text("utf-8").replace("stoel", "bank"), "utf-8")
    with pytest.raises(DeskError, match="series-changed-meanwhile"):
        app.desk.drawing.make(NAME, expected=shown.digest, is_queued=True, by=by)
    assert files(app) == []


def test_the_log_names_what_was_drawn_and_approved_and_by_whom(app: Newsletter) -> None:
    made = make(app, is_queued=True)
    log = [one for one in app.container.store.log.newest(200) if one.editor is not None]
    assert [one.thing for one in log if one.act is Act.ISSUE_DRAWN] == [
        f"issue {number}" for number in reversed(made.numbers)
    ]
    assert len([one for one in log if one.act is Act.ISSUE_APPROVED]) == len(made.queued)


def test_without_sending_days_a_series_is_queued_without_dates(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "none", clock, f"{EDITOR}[schedule]\nslots = []\n")
    app.articles.add(app.container.folder / NAME)
    assert {one.goes_at for one in app.desk.drawing.propose(NAME).issues} == {None}
    made = make(app, is_queued=True)
    assert (made.until, len(made.queued)) == (None, len(made.numbers))
    today = app.desk.today.look()
    assert (today.coming, today.waiting) == ((), len(made.numbers))


def test_an_issue_that_cannot_go_stays_a_draft_and_holds_back_no_other(app: Newsletter) -> None:
    text = (app.container.folder / NAME).read_text("utf-8")
    broken = text.replace("draag je meer mee", "draag je [formulier id=1] meer mee")
    assert broken != text
    name = app.articles.paste(broken)
    made = make(app, name=name, is_queued=True)
    assert made.held_back
    assert made.queued
    assert set(made.queued) | {one.issue for one in made.held_back} == set(made.numbers)
    assert [row.number for row in app.queue.rows()] == list(made.queued)


@pytest.mark.parametrize(
    "name",
    ["", "nothing.txt", "../../newsletter.toml", "/etc/passwd", "rust.txt\x00", "RUST.TXT", "."],
)
def test_only_an_article_of_the_folder_is_found(app: Newsletter, name: str) -> None:
    for act in (app.desk.drawing.propose, app.articles.by_name):
        with pytest.raises(ArticleError, match="article-unknown-here"):
            act(name)
    assert files(app) == []


def test_no_weeks_at_all_are_refused(app: Newsletter) -> None:
    with pytest.raises(DeskError, match="weeks-too-few"):
        app.desk.drawing.propose(NAME, 0)


def test_a_pasted_article_is_kept_as_it_was_typed_and_once(app: Newsletter) -> None:
    text = (app.container.folder / NAME).read_text("utf-8")
    name = app.articles.paste(text.replace("\n", "\r\n"))
    assert app.articles.by_name(name).read_text("utf-8") == text
    assert app.articles.paste(text) == name
    other = app.articles.paste(f"{text}\n\nNog een regel.\n")
    assert (other, other.removesuffix("-2.txt")) != (name, other)
    assert len(app.article_list.rows()) == 3


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "# \n"])
def test_what_is_no_article_is_refused_and_not_kept(app: Newsletter, text: str) -> None:
    with pytest.raises(ArticleError):
        app.articles.paste(text)
    assert [one.name for one in app.article_list.rows()] == [NAME]


def test_letters_that_the_settings_alone_hold_back_have_nothing_of_their_own(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "real", clock, UNSETTLED)
    app.articles.add(app.container.folder / NAME)
    made = make(app, is_queued=True)
    assert len(made.held_back) == len(made.numbers) == 3
    assert (made.common, made.own) == ((), ())
    assert made.lacking == app.desk.outgoing.issues()


def test_a_drawing_that_queues_nothing_lacks_nothing(tmp_path: Path, clock: SetClock) -> None:
    app = a_publication(tmp_path / "real", clock, UNSETTLED)
    app.articles.add(app.container.folder / NAME)
    assert make(app, is_queued=False).lacking is None
