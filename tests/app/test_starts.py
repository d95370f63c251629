"""Starts: what an editor sees, asks for and undoes within the minute."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from newsletter.app import Newsletter
from newsletter.app.readiness import Deliverability
from newsletter.app.starts import Starts
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.model.editor import Act, Actor, Editor, LogEntry
from newsletter.store.metadata import HOLD
from tests.app.builders import SetClock, a_publication, outbox
from tests.app.test_day_before import with_editors
from tests.app.test_readiness import GOOD, PUBLIC, Pages
from tests.app.test_reminders import EDITOR, SUNDAY
from tests.store.places import url_of

# mail leaves the machine, and nothing else is ready for that
REAL = "[provider]\nname = 'postmark'\n[provider.postmark]\ntoken = 't'\n"
KINDS = ["sqlite, wal", "postgresql"]
ACTS = {Act.STARTED, Act.START_UNDONE, Act.START_DROPPED}


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return with_editors(tmp_path / "own", clock)


def on(kind: str, folder: Path, clock: SetClock) -> Newsletter:
    url = url_of(kind, folder)
    return with_editors(folder / "own", clock, f'database = "{url}"\n{EDITOR}')


def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.all()[0]


def edition(app: Newsletter, number: int = 1) -> str:
    approval = app.container.store.queue.approval(number)
    assert approval is not None
    return approval.edition


def begin(app: Newsletter, number: int = 1) -> None:
    """Press the button of the page as it is now."""
    app.desk.starts.begin(number, gerda(app), app.desk.starts.look(number).edition)


def sent(app: Newsletter) -> list[int]:
    return sorted(one.issue for one in app.container.store.dispatches.latest())


def letters(app: Newsletter) -> list[Path]:
    """What was sent to readers, without the mails to editors."""
    return [one for one in outbox(app) if b"List-Unsubscribe-Post" in one.read_bytes()]


def a_round_later(app: Newsletter, clock: SetClock, **time: float) -> None:
    clock.pass_by(**(time or {"seconds": 61}))
    app.rounds.make_at_once()


def approve_anew(app: Newsletter) -> None:
    path = app.issues.find("1")[1]
    path.write_text(path.read_text("utf-8").replace("Er staat een stoel", "Daar staat een stoel"))
    assert app.approvals.approve("1", offline=True).done


def withdraw(app: Newsletter) -> None:
    app.approvals.withdraw("1")


def logged(app: Newsletter) -> list[LogEntry]:
    return [one for one in app.container.store.log.newest(200) if one.act in ACTS]


def not_sent(app: Newsletter) -> list[str]:
    """What the first page says about starts that came to nothing."""
    return [one.code for one in app.desk.today.look().needs if one.code.startswith("not-sent")]


# ─── a minute ────────────────────────────────────────────────────────────────


def test_a_start_is_sent_after_a_minute_and_not_before(app: Newsletter, clock: SetClock) -> None:
    begin(app)
    [row] = app.desk.starts.rows()
    assert (row.number, row.title, row.readers) == (1, "Een stoel bij het raam", 2)
    assert (row.at, row.is_due) == (clock.at + timedelta(seconds=60), False)
    app.rounds.make_at_once()
    a_round_later(app, clock, seconds=59)
    assert sent(app) == []
    a_round_later(app, clock, seconds=1)
    assert sent(app) == [1]
    assert len(letters(app)) == 2
    assert app.desk.starts.rows() == ()
    for _ in range(3):
        a_round_later(app, clock, minutes=5)
    assert sent(app) == [1]
    [entry] = logged(app)
    assert (entry.act, entry.actor, entry.editor, entry.thing) == (
        Act.STARTED,
        Actor.DESK,
        1,
        "issue 1",
    )


def test_what_is_undone_is_never_sent_and_the_letter_keeps_its_place(
    app: Newsletter, clock: SetClock
) -> None:
    before = app.queue.moments()
    begin(app)
    bram = app.desk.editors.all()[1]
    app.desk.starts.undo(1, bram)
    app.desk.starts.undo(1, bram)  # a second press
    assert app.desk.starts.rows() == ()
    for _ in range(3):
        a_round_later(app, clock, minutes=5)
    assert sent(app) == []
    assert app.queue.moments() == before
    assert [(one.act, one.editor) for one in logged(app)] == [
        (Act.START_UNDONE, 2),
        (Act.STARTED, 1),
    ]


def test_it_can_be_undone_until_it_is_frozen_and_not_afterwards(
    app: Newsletter, clock: SetClock
) -> None:
    begin(app)
    clock.pass_by(seconds=90)  # its moment has come, but no round yet
    [row] = app.desk.starts.rows()
    assert row.is_due
    app.desk.starts.undo(1, gerda(app))
    begin(app)
    a_round_later(app, clock)
    with pytest.raises(DeskError, match="start-too-late"):
        app.desk.starts.undo(1, gerda(app))
    assert sent(app) == [1]


def test_in_that_minute_every_list_has_the_moment_and_nothing_moves_it(
    app: Newsletter, clock: SetClock
) -> None:
    begin(app)
    at = clock.at + timedelta(minutes=1)
    row = next(one for one in app.issue_list.rows() if one.number == 1)
    assert row.goes_at == at
    (queued, *others) = app.queue.rows()
    assert (queued.starts_at, queued.goes_at) == (at, at)
    for notes in (row.notes, queued.notes):
        assert [one.code for one in notes] == ["issue-starts"]
    assert [one.starts_at for one in others] == [None] * len(others)
    shown = [one.goes_at for one in others]
    assert shown[0] == SUNDAY
    days = [day.at for day in app.desk.agenda.look().days[: 1 + len(others)]]
    assert days == [at, *shown]
    weeks_later = app.queue.forecast([99])[99]
    assert 1 not in [one.number for _, one in app.desk.agenda.look().in_turn]
    for act in (
        lambda: app.desk.agenda.move_to(1, "2026-03-15", gerda(app)),
        lambda: app.desk.agenda.remove(1, gerda(app)),
        lambda: app.desk.pinning.pin(1, "2026-03-20", "10:00", gerda(app)),
    ):
        with pytest.raises(DeskError) as refused:
            act()
        assert refused.value.code == "issue-starts-now"
    app.desk.starts.undo(1, gerda(app))
    assert [one.starts_at for one in app.queue.rows()] == [None] * (len(others) + 1)
    assert next(one.goes_at for one in app.queue.rows()) == SUNDAY
    begin(app)
    a_round_later(app, clock)
    assert [one.goes_at for one in app.queue.rows()] == shown
    assert app.queue.forecast([99])[99] == weeks_later


def test_in_that_minute_a_letter_whose_slot_comes_first_keeps_it(
    app: Newsletter, clock: SetClock
) -> None:
    clock.go_to(SUNDAY - timedelta(seconds=30))
    before = [one.goes_at for one in app.queue.rows()]
    begin(app)
    assert [one.goes_at for one in app.queue.rows()] == before
    assert [one.starts_at for one in app.queue.rows()] == [None] * len(before)
    listed = {one.number: one.goes_at for one in app.issue_list.rows()}
    assert listed[1] == SUNDAY


def test_the_next_letter_takes_the_slot_of_the_one_that_was_sent(
    app: Newsletter, clock: SetClock
) -> None:
    asked = app.desk.starts.look(1)
    assert (asked.goes_at, asked.moves_others) == (SUNDAY, True)
    assert not app.desk.starts.look(3).moves_others
    begin(app)
    a_round_later(app, clock)
    assert app.queue.moments()[2] == SUNDAY
    clock.go_to(SUNDAY)
    app.rounds.make_at_once()
    assert sent(app) == [1, 2]


def test_an_approved_letter_that_is_not_queued_can_be_sent(
    app: Newsletter, clock: SetClock
) -> None:
    app.queue.remove("1")
    assert app.desk.starts.look(1).goes_at is None
    begin(app)
    a_round_later(app, clock)
    assert sent(app) == [1]


# ─── refusals ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (withdraw, "issue-not-approved"),
        (lambda app: app.dispatches.start("1"), "issue-dispatched-already"),
        (
            lambda app: app.container.store.facts.put(HOLD, Message("no-journal").to_text()),
            "nothing-goes-out",
        ),
        (begin, "start-waits-already"),
        (lambda app: app.container.now.go_to(SUNDAY), "issue-being-sent"),
    ],
    ids=["withdrawn", "sent", "on hold", "twice", "at its slot"],
)
def test_what_may_not_be_sent_is_refused_with_the_reason(
    app: Newsletter, change: Callable[[Newsletter], object], code: str
) -> None:
    shown = edition(app)
    change(app)
    before = (app.desk.starts.rows(), logged(app))
    with pytest.raises(DeskError, match=code):
        app.desk.starts.look(1)
    with pytest.raises(DeskError, match=code):
        app.desk.starts.begin(1, gerda(app), shown)
    assert (app.desk.starts.rows(), logged(app)) == before


def test_another_text_than_the_one_that_was_shown_is_not_sent(app: Newsletter) -> None:
    shown = edition(app)
    approve_anew(app)
    with pytest.raises(DeskError, match="start-changed-meanwhile"):
        app.desk.starts.begin(1, gerda(app), shown)
    assert app.desk.starts.rows() == ()


def test_a_letter_for_nobody_is_refused(app: Newsletter) -> None:
    for name in ("anna", "bram"):
        app.people.unsubscribe(f"{name}@example.org")
    assert app.desk.starts.look(1).readers == 0
    with pytest.raises(DeskError, match="issue-for-nobody"):
        begin(app)


def test_settings_that_are_not_ready_are_refused_each_with_its_reason(
    tmp_path: Path, clock: SetClock
) -> None:
    folder = tmp_path / "own"
    shown = edition(with_editors(folder, clock))
    settings = folder / "newsletter.toml"
    settings.write_text(REAL + settings.read_text("utf-8"), "utf-8")
    app = a_publication(folder, clock)
    with pytest.raises(ConfigError) as refused:
        app.desk.starts.begin(1, gerda(app), shown)
    assert {"base-url-private", "sender-name-missing"} <= {
        one.code for one in refused.value.problems
    }


def test_where_mail_leaves_the_way_out_is_proved_before_a_start(
    tmp_path: Path, clock: SetClock
) -> None:
    pages = Pages(status=301)
    app = with_editors(tmp_path / "own", clock, PUBLIC)
    proof = Deliverability(
        app.container,
        fetcher=pages.fetcher,
        resolver=lambda: lambda name: GOOD.get(name, ()),
    )
    starts = Starts(app.container, app.queue, proof)
    assert not starts.look(1).stays_here
    with pytest.raises(ConfigError, match="base-url-refuses-one-click"):
        starts.begin(1, gerda(app), edition(app))
    assert starts.rows() == ()
    pages.status = 200
    starts.begin(1, gerda(app), edition(app))
    assert [one.number for one in starts.rows()] == [1]


def test_settings_that_changed_since_the_approval_are_refused(
    tmp_path: Path, clock: SetClock
) -> None:
    folder = tmp_path / "own"
    with_editors(folder, clock)
    settings = folder / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace("redactie@", "ander@"), "utf-8")
    app = a_publication(folder, clock)
    with pytest.raises(ConfigError, match="issue-approved-otherwise"):
        app.desk.starts.look(1)


# ─── crashes ─────────────────────────────────────────────────────────────────


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


@contextmanager
def killed_at(app: Newsletter, statement: int) -> Iterator[list[str]]:
    """The process ends before this statement of those that it sends to the database."""
    seen: list[str] = []

    def count(_connection: object, _cursor: object, text: str, *_: object) -> None:
        seen.append(text)
        if len(seen) == statement:
            raise Killed

    engine = app.container.store.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("act", ["begin", "undo"])
def test_killed_at_the_desk_the_start_and_its_log_entry_are_both_there_or_neither(
    kind: str, act: str, tmp_path: Path, clock: SetClock
) -> None:
    app = on(kind, tmp_path, clock)
    shown, editor = edition(app), gerda(app)
    acts: dict[str, Callable[[], object]] = {
        "begin": lambda: app.desk.starts.begin(1, editor, shown),
        "undo": lambda: app.desk.starts.undo(1, editor),
    }
    if act == "undo":
        acts["begin"]()
    before = app.container.store.starts.find(1), len(logged(app))
    statement, is_whole = 0, False
    while not is_whole:
        statement += 1
        with killed_at(app, statement):
            try:
                acts[act]()
                is_whole = True
            except Killed:
                assert (app.container.store.starts.find(1), len(logged(app))) == before
    assert (app.container.store.starts.find(1) is None) == (act == "undo")
    assert len(logged(app)) == before[1] + 1
