"""Starts: undone for a minute, frozen once, and dropped rather than sent when nobody expects it."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event

from newsletter.app import Newsletter
from newsletter.app.planning import plan_of
from newsletter.app.readiness import Deliverability
from newsletter.app.starts import Starts
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.editor import Act, Actor, Editor, LogEntry, Role
from newsletter.model.start import NotSent
from newsletter.store.metadata import HOLD
from tests.app.builders import SetClock, a_publication, outbox
from tests.app.test_day_before import HOLD as WITH_HOLD
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
    return [one for one in app.desk.editors.log() if one.act in ACTS]


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
        fetcher=lambda: pages,  # type: ignore[arg-type,return-value]
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


# ─── what changes in that minute ─────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (withdraw, NotSent.WITHDRAWN),
        (approve_anew, NotSent.CHANGED),
        (lambda app: app.container.now.pass_by(hours=6, minutes=2), NotSent.LATE),
        (
            lambda app: [app.people.unsubscribe(f"{one}@example.org") for one in ("anna", "bram")],
            NotSent.NO_READERS,
        ),
        (lambda app: app.desk.editors.set_role(2, Role.WRITER), NotSent.NOT_ALLOWED),
        (lambda app: app.desk.editors.end(2), NotSent.NOT_ALLOWED),
    ],
    ids=["withdrawn", "approved anew", "not running", "nobody left", "a writer now", "ended"],
)
def test_what_cannot_go_any_more_is_dropped_and_an_editor_is_told(
    app: Newsletter, clock: SetClock, change: Callable[[Newsletter], object], why: NotSent
) -> None:
    app.queue.remove("1")  # so that no slot takes it while nothing runs
    app.queue.skip("2026-03-08")
    app.desk.starts.begin(1, app.desk.editors.all()[1], edition(app))
    change(app)
    a_round_later(app, clock)
    assert sent(app) == []
    assert not_sent(app) == [Message.of(why).code]
    [need] = [one for one in app.desk.today.look().needs if one.code.startswith("not-sent")]
    assert need.data == {"issue": 1, "title": "Een stoel bij het raam"}
    a_round_later(app, clock)
    assert sent(app) == []
    dropped = [one for one in logged(app) if one.act is Act.START_DROPPED]
    if why is not NotSent.WITHDRAWN:  # which its own entry says
        assert [(one.actor, one.editor, one.after) for one in dropped] == [
            (Actor.TICKER, None, why.value)
        ]
    app.desk.starts.undo(1, gerda(app))
    assert not_sent(app) == []


def test_settings_that_went_wrong_in_that_minute_drop_it(tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "own"
    begin(with_editors(folder, clock))
    settings = folder / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace("redactie@", "ander@"), "utf-8")
    app = a_publication(folder, clock)
    a_round_later(app, clock)
    assert (sent(app), not_sent(app)) == ([], ["not-sent-not-ready"])


def test_a_text_that_was_withdrawn_and_approved_again_does_not_go_by_itself(
    app: Newsletter, clock: SetClock
) -> None:
    begin(app)
    withdraw(app)
    assert not_sent(app) == ["not-sent-withdrawn"]
    assert app.approvals.approve("1", offline=True).done
    assert not_sent(app) == []
    a_round_later(app, clock)
    assert (sent(app), not_sent(app)) == ([], [])
    begin(app)  # asked for anew, it goes
    a_round_later(app, clock)
    assert sent(app) == [1]
    assert not_sent(app) == []


def test_what_is_queued_again_is_no_longer_said_to_have_come_to_nothing(
    app: Newsletter, clock: SetClock
) -> None:
    app.queue.remove("1")
    app.desk.starts.begin(1, app.desk.editors.all()[1], edition(app))
    app.desk.editors.set_role(2, Role.WRITER)
    a_round_later(app, clock)
    assert not_sent(app) == ["not-sent-not-allowed"]
    app.container.store.queue.add(1)
    assert not_sent(app) == []


def test_the_same_text_approved_once_more_still_goes(app: Newsletter, clock: SetClock) -> None:
    begin(app)
    assert app.approvals.approve("1", offline=True).done
    a_round_later(app, clock)
    assert sent(app) == [1]


def test_until_the_round_the_page_says_already_that_another_text_does_not_go(
    app: Newsletter,
) -> None:
    begin(app)
    approve_anew(app)
    assert app.desk.today.look().starts == ()
    assert not_sent(app) == ["not-sent-changed"]


def test_within_the_grace_it_goes_late(app: Newsletter, clock: SetClock) -> None:
    begin(app)
    a_round_later(app, clock, hours=6)
    assert sent(app) == [1]


def test_without_a_grace_it_still_goes_in_the_next_round(tmp_path: Path, clock: SetClock) -> None:
    settings = f"{EDITOR}[schedule]\ngrace = '0 min'\n"
    app = with_editors(tmp_path / "own", clock, settings)
    begin(app)
    a_round_later(app, clock, seconds=119)
    assert sent(app) == [1]


@pytest.mark.parametrize("settings", [EDITOR, WITH_HOLD], ids=["by itself", "with a yes"])
def test_a_letter_whose_slot_comes_in_that_minute_goes_once_and_takes_it(
    tmp_path: Path, clock: SetClock, settings: str
) -> None:
    app = with_editors(tmp_path / "own", clock, settings)
    clock.go_to(SUNDAY - timedelta(seconds=30))
    begin(app)
    a_round_later(app, clock)
    assert sent(app) == [1]
    assert app.desk.starts.rows() == ()
    a_round_later(app, clock)
    assert sent(app) == [1], "the next letter does not take the slot"


def test_a_round_that_comes_to_the_start_first_leaves_a_due_letter_to_its_slot(
    app: Newsletter, clock: SetClock
) -> None:
    clock.go_to(SUNDAY - timedelta(seconds=30))
    begin(app)
    clock.pass_by(seconds=61)
    app.desk.starts.freeze_due()
    assert sent(app) == []
    a_round_later(app, clock)
    assert sent(app) == [1]
    assert app.queue.moments()[2] == SUNDAY + timedelta(days=7)


def test_sent_at_the_terminal_meanwhile_it_goes_once(app: Newsletter, clock: SetClock) -> None:
    begin(app)
    app.dispatches.start("1")
    assert app.desk.starts.rows() == ()
    a_round_later(app, clock)
    assert sent(app) == [1]
    assert len(letters(app)) == 2


def test_what_was_asked_for_before_a_backup_is_not_sent_from_it(
    app: Newsletter, clock: SetClock, tmp_path: Path
) -> None:
    begin(app)
    copy = tmp_path / "copy.db"
    app.backups.make(copy)
    app.close()
    app.backups.put_back(copy)
    again = a_publication(app.container.folder, clock)
    a_round_later(again, clock)
    assert sent(again) == []
    assert again.desk.starts.rows() == ()


def test_a_notice_that_nothing_was_sent_ends_after_a_week(app: Newsletter, clock: SetClock) -> None:
    begin(app)
    withdraw(app)
    a_round_later(app, clock)
    a_round_later(app, clock, days=6)
    assert not_sent(app) == ["not-sent-withdrawn"]
    a_round_later(app, clock, days=2)
    assert not_sent(app) == []


def test_those_who_were_spared_by_a_cancelled_dispatch_get_it_on_a_start(
    app: Newsletter, clock: SetClock
) -> None:
    begin(app)
    clock.pass_by(seconds=61)
    app.desk.starts.freeze_due()  # frozen, and nothing handed over yet
    app.dispatches.cancel(1)
    with pytest.raises(DeskError, match="dispatch-was-cancelled"):
        app.desk.starts.look(1)
    approve_anew(app)
    assert app.desk.starts.look(1).readers == 2
    begin(app)
    a_round_later(app, clock)
    assert sent(app) == [1, 1]
    assert len(letters(app)) == 2


# ─── crashes, and several at the same moment ─────────────────────────────────


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
def test_killed_between_any_two_steps_there_is_one_dispatch_in_the_end(
    kind: str, tmp_path: Path, clock: SetClock
) -> None:
    app = on(kind, tmp_path, clock)
    begin(app)
    clock.pass_by(seconds=61)
    statement, is_whole = 0, False
    while not is_whole:
        statement += 1
        with killed_at(app, statement):
            try:
                app.desk.starts.freeze_due()
                is_whole = True
            except Killed:
                pass
        waits = app.container.store.starts.find(1) is not None
        assert sent(app) == ([] if waits else [1])
    assert statement > 10
    a_round_later(app, clock)
    assert sent(app) == [1]
    assert len(letters(app)) == 2


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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_of_two_processes_and_an_undo_at_one_moment_it_goes_once_or_not_at_all(
    kind: str, seed: int, tmp_path: Path, clock: SetClock
) -> None:
    app = on(kind, tmp_path, clock)
    begin(app)
    apps = [a_publication(app.container.folder, clock) for _ in range(4)]
    for one in apps:
        assert one.container.store.holding() is None  # opened before they race
    clock.pass_by(seconds=61)
    together = Barrier(4)
    undone: list[bool] = []

    def undo() -> None:
        try:
            apps[3].desk.starts.undo(1, gerda(app))
        except DeskError:
            undone.append(False)
        else:
            undone.append(True)

    acts: list[Callable[[], object]] = [one.desk.starts.freeze_due for one in apps[:3]]
    acts.append(undo)
    random.Random(seed).shuffle(acts)

    def act(one: Callable[[], object]) -> object:
        together.wait()
        return one()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, acts))
    app.rounds.make_at_once()
    assert sent(app) == ([] if undone == [True] else [1])
    assert len(letters(app)) == (0 if undone == [True] else 2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_process_that_planned_before_an_undo_sends_nothing(
    kind: str, tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = on(kind, tmp_path, clock)
    begin(app)
    clock.pass_by(seconds=61)
    slow = a_publication(app.container.folder, clock)
    look = slow.desk.starts._obstacle

    def looked_early(start: object) -> object:
        found = look(start)  # type: ignore[arg-type]
        app.desk.starts.undo(1, gerda(app))
        return found

    monkeypatch.setattr(slow.desk.starts, "_obstacle", looked_early)
    slow.desk.starts.freeze_due()
    assert sent(app) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [withdraw, approve_anew], ids=["withdrawn", "approved anew"])
def test_a_process_that_planned_before_a_change_sends_nothing(
    kind: str,
    change: Callable[[Newsletter], object],
    tmp_path: Path,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = on(kind, tmp_path, clock)
    begin(app)
    clock.pass_by(seconds=61)
    slow = a_publication(app.container.folder, clock)
    reach = slow.container.store.dispatches.would_reach

    def reached_early(plan: object) -> bool:
        found = reach(plan)  # type: ignore[arg-type]
        change(app)
        return found

    monkeypatch.setattr(slow.container.store.dispatches, "would_reach", reached_early)
    slow.desk.starts.freeze_due()
    assert sent(app) == []
    a_round_later(app, clock)
    assert sent(app) == []
    assert len(not_sent(app)) == 1


def test_a_start_outlives_a_dispatch_to_newcomers_and_does_not_send_what_they_got(
    app: Newsletter, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(app)
    clock.pass_by(seconds=61)
    store = app.container.store
    plan = plan_of(app.container, 1, edition(app), Audience())
    store.dispatches.freeze(replace(plan, newcomers_only=True))
    assert [one.number for one in app.desk.starts.rows()] == [1]

    def renewed_just_now(_plan: object) -> bool:
        with store.database.write() as connection:
            connection.exec_driver_sql(
                "UPDATE approvals SET edition = (SELECT edition FROM approvals WHERE issue = 2)"
                " WHERE issue = 1"
            )
        return True

    monkeypatch.setattr(store.dispatches, "would_reach", renewed_just_now)
    app.desk.starts.freeze_due()
    assert sent(app) == [1], "to newcomers"
    assert not_sent(app) == ["not-sent-changed"]


def test_while_nothing_waits_a_round_asks_the_database_once_more(app: Newsletter) -> None:
    with killed_at(app, 1_000) as seen:
        app.desk.starts.freeze_due()
    assert [one.split()[0] for one in seen] == ["BEGIN", "SELECT"]
