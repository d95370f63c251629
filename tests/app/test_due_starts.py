"""Due starts: frozen once, and dropped rather than sent when nobody expects them."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from newsletter.app import Newsletter
from newsletter.app.due_starts import DueStarts
from newsletter.app.planning import plan_of
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Plan
from newsletter.model.editor import Act, Actor, Role
from newsletter.model.start import NotSent, Start
from tests.app.builders import SetClock, a_publication
from tests.app.test_day_before import HOLD as WITH_HOLD
from tests.app.test_day_before import with_editors
from tests.app.test_reminders import EDITOR, SUNDAY
from tests.app.test_starts import (
    KINDS,
    Killed,
    a_round_later,
    approve_anew,
    begin,
    edition,
    gerda,
    killed_at,
    letters,
    logged,
    not_sent,
    on,
    sent,
    withdraw,
)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return with_editors(tmp_path / "own", clock)


def due(app: Newsletter) -> DueStarts:
    return DueStarts(app.container, app.queue, app.proof)


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
    due(app).freeze()
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
    due(app).freeze()  # frozen, and nothing handed over yet
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
                due(app).freeze()
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

    acts: list[Callable[[], object]] = [due(one).freeze for one in apps[:3]]
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
    slow_round = due(slow)
    look = slow_round._obstacle

    def looked_early(start: Start) -> NotSent | None:
        found = look(start)
        app.desk.starts.undo(1, gerda(app))
        return found

    monkeypatch.setattr(slow_round, "_obstacle", looked_early)
    slow_round.freeze()
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

    def reached_early(plan: Plan) -> bool:
        found = reach(plan)
        change(app)
        return found

    monkeypatch.setattr(slow.container.store.dispatches, "would_reach", reached_early)
    due(slow).freeze()
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
    due(app).freeze()
    assert sent(app) == [1], "to newcomers"
    assert not_sent(app) == ["not-sent-changed"]


def test_while_nothing_waits_a_round_asks_the_database_once_more(app: Newsletter) -> None:
    with killed_at(app, 1_000) as seen:
        due(app).freeze()
    assert [one.split()[0] for one in seen] == ["BEGIN", "SELECT"]
