"""Deciding about the next slot: the first decision counts, and what Planning shows is what fires."""

import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.app.doctor import examine
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Act, Actor, Editor, LogEntry, Role
from newsletter.model.issue import Planned, SlotVerdict
from tests.app.builders import SetClock, a_publication
from tests.app.test_day_before import DAY_BEFORE, HOLD, mails_to, token_in, with_editors
from tests.app.test_reminders import EDITOR, SUNDAY
from tests.store.places import url_of

FIRST, SECOND, THIRD = date(2026, 3, 8), date(2026, 3, 15), date(2026, 3, 22)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(DAY_BEFORE)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return with_editors(tmp_path / "own", clock)


@pytest.fixture
def held(tmp_path: Path, clock: SetClock) -> Newsletter:
    return with_editors(tmp_path / "held", clock, HOLD)


def tokens(app: Newsletter) -> tuple[str, str]:
    """The newest links of Gerda and of Bram."""
    app.rounds.make_at_once()
    gerda, bram = (token_in(mails_to(app, name)[-1]) for name in ("gerda", "bram"))
    return gerda, bram


def planned(app: Newsletter) -> dict[int, date]:
    zone = app.zone
    moments = app.queue.moments()
    return {issue: at.astimezone(zone).date() for issue, at in moments.items()}


def decided(app: Newsletter) -> list[LogEntry]:
    return [one for one in app.container.store.log.newest(200) if one.act is Act.DECIDED]


def started(app: Newsletter) -> list[int]:
    found = []
    while (dispatch := app.dispatches.start_due()) is not None:
        found.append(dispatch.issue)
    return found


def choose(app: Newsletter, token: str, verdict: SlotVerdict) -> bool:
    """Press a button of the page as it is now."""
    question = app.desk.decisions.look(token)
    other = question.choice.other if question and question.choice else None
    return app.desk.decisions.decide(token, verdict, other.number if other else None)


@pytest.mark.parametrize(
    ("verdict", "days", "after"),
    [
        (SlotVerdict.GO, {1: FIRST, 2: SECOND, 3: THIRD}, "go"),
        (SlotVerdict.SKIP, {1: SECOND, 2: THIRD, 3: date(2026, 3, 29)}, "skip"),
        (SlotVerdict.LATER, {2: FIRST, 1: SECOND, 3: THIRD}, "later, issue 2 first"),
    ],
)
def test_a_button_does_what_it_says_and_the_log_says_who_chose_it_by_mail(
    app: Newsletter, verdict: SlotVerdict, days: dict[int, date], after: str
) -> None:
    gerda, bram = tokens(app)
    assert choose(app, bram, verdict)
    assert planned(app) == days
    (entry,) = decided(app)
    assert (entry.actor, entry.editor, entry.thing, entry.before, entry.after) == (
        Actor.MAIL,
        2,
        "issue 1",
        "planned for 2026-03-08",
        after,
    )
    asked = app.desk.decisions.look(gerda)
    assert asked is not None
    assert asked.decided is not None
    assert (asked.decided.verdict, str(asked.by), asked.choice) == (verdict, "Bram", None)


def test_the_first_decision_counts_and_a_second_press_does_nothing(app: Newsletter) -> None:
    gerda, bram = tokens(app)
    assert choose(app, gerda, SlotVerdict.GO)
    for token in (gerda, bram):
        assert not choose(app, token, SlotVerdict.SKIP)
    assert planned(app)[1] == FIRST
    assert len(decided(app)) == 1


def test_looking_changes_nothing_however_often(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    before = (app.container.store.queue.entries(), app.container.store.log.newest(200))
    for _ in range(5):
        question = app.desk.decisions.look(gerda)
        assert question is not None
        assert question.choice is not None
    assert (app.container.store.queue.entries(), app.container.store.log.newest(200)) == before


def approve_anew(app: Newsletter) -> None:
    path = app.issues.find("1")[1]
    path.write_text(path.read_text("utf-8").replace("Er staat een stoel", "Daar staat een stoel"))
    assert app.approvals.approve("1", offline=True).done


@pytest.mark.parametrize(
    "change",
    [
        approve_anew,
        lambda app: app.queue.move("2", 1),
        lambda app: app.queue.remove("1"),
        lambda app: app.queue.skip("2026-03-08"),
        lambda app: app.approvals.withdraw("1"),
        lambda app: app.container.now.go_to(SUNDAY),
        lambda app: app.container.now.go_to(SUNDAY + timedelta(days=9)),
    ],
    ids=["approved anew", "moved", "taken out", "skipped", "withdrawn", "at the slot", "long past"],
)
def test_what_changed_since_the_mail_cannot_be_decided_any_more(
    app: Newsletter, change: Callable[[Newsletter], object]
) -> None:
    gerda, _ = tokens(app)
    change(app)
    before = planned(app)
    for verdict in SlotVerdict:
        assert not app.desk.decisions.decide(gerda, verdict, 2)
    question = app.desk.decisions.look(gerda)
    assert question is not None
    assert (question.choice, question.decided) == (None, None)
    assert planned(app) == before
    assert decided(app) == []


def test_moved_back_to_its_slot_it_can_be_decided_again(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    app.queue.move("1", 3)
    app.queue.move("1", 1)
    assert choose(app, gerda, SlotVerdict.SKIP)


@pytest.mark.parametrize(
    "change",
    [
        lambda app: app.desk.editors.end(2),
        lambda app: app.desk.editors.set_role(2, Role.WRITER),
    ],
    ids=["ended", "a writer now"],
)
def test_who_is_no_editor_any_more_decides_nothing(
    app: Newsletter, change: Callable[[Newsletter], object]
) -> None:
    gerda, bram = tokens(app)
    change(app)
    assert app.desk.decisions.look(bram) is None
    assert not app.desk.decisions.decide(bram, SlotVerdict.SKIP, 2)
    assert choose(app, gerda, SlotVerdict.GO)


def test_the_name_of_who_decided_and_left_is_not_shown(app: Newsletter) -> None:
    gerda, bram = tokens(app)
    choose(app, bram, SlotVerdict.GO)
    app.desk.editors.end(2)
    question = app.desk.decisions.look(gerda)
    assert question is not None
    assert question.by is not None
    assert question.by.code == "editor-former"


@pytest.mark.parametrize("token", ["", "x", "x" * 40, "../" * 20, "{{7*7}}", "A" * 2_000_000])
def test_a_damaged_token_is_none(app: Newsletter, token: str) -> None:
    tokens(app)
    assert app.desk.decisions.look(token) is None
    assert not app.desk.decisions.decide(token, SlotVerdict.SKIP, 2)


def test_a_token_for_readers_decides_nothing(app: Newsletter) -> None:
    from newsletter.audience.tokens import Purpose

    gerda, _ = tokens(app)
    number = app.container.keyring.read(Purpose.DECIDE, gerda)
    other = app.container.keyring.token(Purpose.PREFERENCES, number)
    assert app.desk.decisions.look(other) is None


# ─── the letter that would go first ──────────────────────────────────────────


def pin(app: Newsletter, issue: int, at: datetime) -> None:
    queue = app.container.store.queue
    entry = next(one for one in queue.entries() if one.issue == issue)
    edition = app.container.store.editions.get(entry.edition)
    queue.approve(edition, audience=entry.audience, file_hash=entry.file_hash, send_at=at)


def reason(app: Newsletter) -> str:
    question = app.desk.decisions.look(tokens(app)[0])
    assert question is not None
    assert question.choice is not None
    assert question.choice.other is None
    assert SlotVerdict.LATER not in question.choice.labels("zondag")
    assert question.choice.no_other is not None
    return question.choice.no_other.code


def test_a_letter_with_a_fixed_date_changes_places_with_none(app: Newsletter) -> None:
    pin(app, 2, SUNDAY + timedelta(days=7))
    assert reason(app) == "decide-next-pinned"
    assert not app.desk.decisions.decide(tokens(app)[0], SlotVerdict.LATER, None)
    assert not app.desk.decisions.decide(tokens(app)[0], SlotVerdict.LATER, 2)
    assert planned(app)[1] == FIRST


def test_a_letter_that_has_a_fixed_date_itself_is_skipped_into_no_date(app: Newsletter) -> None:
    pin(app, 1, SUNDAY)
    assert reason(app) == "decide-is-pinned"
    gerda, _ = tokens(app)
    question = app.desk.decisions.look(gerda)
    assert question is not None
    assert question.choice is not None
    assert question.choice.if_skipped is None
    assert question.choice.labels("zondag")[SlotVerdict.SKIP].code == "decide-skip-without-date"
    assert choose(app, gerda, SlotVerdict.SKIP)
    assert 1 not in planned(app)


def test_the_last_letter_goes_a_week_later_by_skipping_the_day(app: Newsletter) -> None:
    app.queue.remove("2")
    app.queue.remove("3")
    assert reason(app) == "decide-no-next"
    assert app.desk.decisions.decide(tokens(app)[0], SlotVerdict.LATER, None)
    assert planned(app) == {1: SECOND}
    assert decided(app)[0].after == "skip"


def test_the_button_names_the_letter_that_goes_first_or_does_nothing(app: Newsletter) -> None:
    gerda, _ = tokens(app)
    app.queue.move("3", 2)
    for shown in (2, 1, 99, None):
        assert not app.desk.decisions.decide(gerda, SlotVerdict.LATER, shown)
    assert app.desk.decisions.decide(gerda, SlotVerdict.LATER, 3)
    assert planned(app) == {3: FIRST, 1: SECOND, 2: THIRD}


# ─── slots on hold ───────────────────────────────────────────────────────────


def test_without_a_yes_nothing_goes_and_the_next_letter_keeps_its_own_slot(
    held: Newsletter, clock: SetClock
) -> None:
    tokens(held)
    clock.go_to(SUNDAY + timedelta(hours=5))
    assert started(held) == []
    assert planned(held) == {1: FIRST, 2: SECOND, 3: THIRD}
    clock.go_to(SUNDAY + timedelta(hours=6, seconds=1))
    assert started(held) == []
    assert [one.data["issue"] for one in held.queue.missed()] == [1]
    assert planned(held) == {2: SECOND, 3: THIRD}


@pytest.mark.parametrize(
    "say_yes",
    [
        lambda app, gerda, link: choose(app, link, SlotVerdict.GO),
        lambda app, gerda, link: app.desk.decisions.release(1, gerda),
        lambda app, gerda, link: app.desk.decisions.release(1, None),
    ],
    ids=["by mail", "at the desk", "at the terminal"],
)
@pytest.mark.parametrize("late", [timedelta(hours=-3), timedelta(hours=5)], ids=["early", "late"])
def test_with_a_yes_it_goes_at_its_moment_or_at_once_within_the_grace(
    held: Newsletter,
    clock: SetClock,
    say_yes: Callable[[Newsletter, Editor, str], object],
    late: timedelta,
) -> None:
    link, _ = tokens(held)
    gerda = held.desk.editors.all()[0]
    clock.go_to(SUNDAY + late)
    assert say_yes(held, gerda, link)
    assert started(held) == ([1] if late > timedelta(0) else [])
    clock.go_to(SUNDAY + timedelta(hours=5, minutes=30))
    assert started(held) == ([] if late > timedelta(0) else [1])
    assert len(decided(held)) == 1


def test_a_yes_is_for_one_text_at_one_slot(held: Newsletter, clock: SetClock) -> None:
    gerda, _ = tokens(held)
    assert choose(held, gerda, SlotVerdict.GO)
    held.queue.move("2", 1)
    assert [one.is_released for one in held.queue.open()] == [False, False, False]
    held.queue.move("1", 1)
    assert held.queue.open()[0].is_released
    approve_anew(held)
    assert not held.queue.open()[0].is_released
    clock.go_to(SUNDAY + timedelta(minutes=1))
    assert started(held) == []
    held.rounds.make_at_once()
    (again,) = {token_in(one) for one in mails_to(held, "gerda")} - {gerda}
    assert choose(held, again, SlotVerdict.GO)
    assert started(held) == [1]


def test_the_letter_that_goes_first_waits_for_a_yes_of_its_own(
    held: Newsletter, clock: SetClock
) -> None:
    gerda, _ = tokens(held)
    assert choose(held, gerda, SlotVerdict.LATER)
    tokens(held)
    assert len(mails_to(held, "gerda")) == 2
    clock.go_to(SUNDAY + timedelta(minutes=1))
    assert started(held) == []
    held.desk.decisions.release(2, None)
    assert started(held) == [2]


def test_a_held_slot_can_still_be_skipped(held: Newsletter, clock: SetClock) -> None:
    gerda, _ = tokens(held)
    clock.go_to(SUNDAY + timedelta(hours=1))
    assert reason(held) == "decide-moment-passed"
    assert choose(held, gerda, SlotVerdict.SKIP)
    assert planned(held) == {1: SECOND, 2: THIRD, 3: date(2026, 3, 29)}
    assert started(held) == []
    assert held.queue.missed() == []


def test_a_yes_that_comes_too_late_for_a_round_is_refused(
    held: Newsletter, clock: SetClock
) -> None:
    gerda, _ = tokens(held)
    clock.go_to(SUNDAY + timedelta(hours=5, minutes=59, seconds=30))
    assert not choose(held, gerda, SlotVerdict.GO)
    with pytest.raises(DeskError, match="issue-not-to-release"):
        held.desk.decisions.release(1, None)
    assert decided(held) == []


def test_after_a_skip_that_was_undone_the_desk_can_still_say_yes(
    held: Newsletter, clock: SetClock
) -> None:
    gerda, _ = tokens(held)
    assert choose(held, gerda, SlotVerdict.SKIP)
    held.queue.skip("2026-03-08", back=True)
    assert not choose(held, gerda, SlotVerdict.GO)
    held.desk.decisions.release(1, None)
    held.desk.decisions.release(1, None)
    assert len(decided(held)) == 2, "a second yes is no decision"
    clock.go_to(SUNDAY)
    assert started(held) == [1]


def test_a_yes_is_refused_where_nobody_asks_for_it(app: Newsletter, held: Newsletter) -> None:
    with pytest.raises(DeskError, match="issue-needs-no-yes"):
        app.desk.decisions.release(1, None)
    with pytest.raises(DeskError, match="issue-not-to-release"):
        held.desk.decisions.release(9, None)


def test_the_lists_and_the_first_page_say_what_waits_for_a_yes(
    held: Newsletter, clock: SetClock
) -> None:
    assert [row.needs_yes for row in held.queue.rows()] == [True, False, False]
    assert [note.code for note in held.queue.rows()[0].notes] == ["issue-needs-yes"]
    [first, *others] = held.desk.today.look().coming
    assert (first.needs_yes, first.is_held) == (True, False)
    assert not any(one.needs_yes for one in others)
    clock.go_to(SUNDAY + timedelta(minutes=1))
    assert [note.code for note in held.queue.rows()[0].notes] == ["issue-held"]
    assert held.desk.today.look().coming[0].is_held
    assert held.desk.agenda.look().days[0].day == FIRST
    held.desk.decisions.release(1, None)
    assert [row.needs_yes for row in held.queue.rows()] == [False, True, False]


def test_doctor_says_when_nobody_is_asked_for_the_yes(tmp_path: Path, held: Newsletter) -> None:
    def said(folder: Path) -> list[str]:
        return [one.message.code for one in examine(folder) if "hold-" in one.message.code]

    assert said(held.container.folder) == []
    alone = a_publication(tmp_path / "alone", SetClock(), f"{HOLD}remind_before = '0 min'\n")
    assert said(alone.container.folder) == ["hold-without-editors", "hold-without-mail"]
    free = a_publication(tmp_path / "free", SetClock(), EDITOR)
    assert said(free.container.folder) == []


def test_decisions_and_links_of_long_ago_are_deleted(app: Newsletter, clock: SetClock) -> None:
    gerda, _ = tokens(app)
    assert choose(app, gerda, SlotVerdict.GO)
    clock.pass_by(days=80)
    app.rounds.make_at_once()
    assert app.desk.decisions.look(gerda) is not None
    clock.pass_by(days=20)
    app.rounds.make_at_once()
    assert app.desk.decisions.look(gerda) is None


# ─── several at the same moment ──────────────────────────────────────────────


def on(kind: str, folder: Path, clock: SetClock, settings: str) -> Newsletter:
    url = url_of(kind, folder)
    return with_editors(folder / "own", clock, f'database = "{url}"\n{settings}')


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
@pytest.mark.parametrize("seed", range(3))
def test_of_two_editors_and_a_round_at_one_moment_the_first_wins(
    kind: str, seed: int, tmp_path: Path
) -> None:
    clock = SetClock(DAY_BEFORE)
    app = on(kind, tmp_path, clock, HOLD)
    gerda, bram = tokens(app)
    folder = app.container.folder
    apps = [a_publication(folder, clock) for _ in range(4)]
    for one in apps:
        assert one.container.store.holding() is None  # opened before they race
    clock.go_to(SUNDAY + timedelta(minutes=1))
    dice = random.Random(seed)
    together = Barrier(4)
    acts: list[Callable[[], object]] = [
        lambda: apps[0].desk.decisions.decide(gerda, SlotVerdict.GO, None),
        lambda: apps[1].desk.decisions.decide(bram, SlotVerdict.SKIP, None),
        apps[2].dispatches.start_due,
        apps[3].dispatches.start_due,
    ]
    dice.shuffle(acts)

    def act(one: Callable[[], object]) -> object:
        together.wait()
        return one()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, acts))
    (entry,) = decided(app)
    started(app)
    went = [one.issue for one in app.container.store.dispatches.latest()]
    assert went == ([1] if entry.after == "go" else [])
    assert app.container.store.queue.skipped() == (() if entry.after == "go" else (FIRST,))


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
@pytest.mark.parametrize("verdict", [SlotVerdict.SKIP, SlotVerdict.LATER])
def test_a_round_that_planned_before_a_decision_starts_nothing_that_it_changed(
    kind: str, verdict: SlotVerdict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SetClock(DAY_BEFORE)
    app = on(kind, tmp_path, clock, EDITOR)
    gerda, _ = tokens(app)
    slow = a_publication(app.container.folder, SetClock(SUNDAY + timedelta(seconds=1)))
    plan = slow.dispatches._plan_due

    def planned_early(due: Planned, reasons: dict[int, Message]) -> object:
        found = plan(due, reasons)
        clock.go_to(SUNDAY - timedelta(seconds=1))  # this process's clock is two seconds behind
        assert choose(app, gerda, verdict)
        return found

    monkeypatch.setattr(slow.dispatches, "_plan_due", planned_early)
    assert slow.dispatches.start_due() is None
    assert app.container.store.dispatches.latest() == ()
    assert planned(app)[1] == SECOND


# ─── what was shown is what fires ────────────────────────────────────────────


@pytest.fixture(scope="module")
def three_with_editors(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    folders = {hold: tmp_path_factory.mktemp("decide") / "own" for hold in (False, True)}
    for hold, folder in folders.items():
        with_editors(folder, SetClock(DAY_BEFORE), HOLD if hold else EDITOR).close()
    return folders


ACTS = st.sampled_from([None, *SlotVerdict, "release"])


@settings(max_examples=10, deadline=None)
@given(
    hold=st.booleans(),
    visits=st.lists(st.tuples(st.integers(1, 100), ACTS, ACTS), min_size=3, max_size=7),
)
def test_what_planning_shows_is_what_fires_with_holds_and_decisions(
    three_with_editors: dict[bool, Path],
    tmp_path_factory: pytest.TempPathFactory,
    hold: bool,
    visits: list[tuple[int, SlotVerdict | str | None, SlotVerdict | str | None]],
) -> None:
    folder = tmp_path_factory.mktemp("copy") / "own"
    shutil.copytree(three_with_editors[hold], folder)
    clock = SetClock(DAY_BEFORE)
    app = a_publication(folder, clock)
    for hours, *acts in visits:
        app.reminders.write()
        for act in acts:
            decide_somehow(app, act)
        clock.pass_by(hours=hours)
        days = [one for one in app.desk.agenda.look().days if one.row]
        moments = app.queue.moments()
        yes = {one.issue: one.is_released for one in app.queue.open()}
        due = [issue for issue, at in sorted(moments.items(), key=lambda each: each[1])]
        due = [issue for issue in due if moments[issue] <= clock.at and issue not in yes]
        assert {one.row.number: one.at for one in days if one.row} == moments
        assert started(app) == due
        for issue, is_released in yes.items():
            assert is_released or not app.container.store.dispatches.of_issue(issue)
        assert app.queue.moments().items() <= moments.items()
    app.close()


def decide_somehow(app: Newsletter, act: SlotVerdict | str | None) -> None:
    first = next(iter(app.queue.open()), None)
    if first is None or act is None:
        return
    gerda = app.desk.editors.all()[0]
    if isinstance(act, SlotVerdict):
        with app.container.store.together():
            token = app.desk.decisions.token_for(first, gerda)
        choose(app, token, act)
    elif app.container.settings.schedule.hold and app.desk.decisions._open():
        app.desk.decisions.release(app.desk.decisions._open()[0].issue, gerda)
