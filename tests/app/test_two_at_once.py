"""What two people press at the same moment, at every moment of what the other's press does."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from itertools import permutations, product
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.dispatch import DispatchState
from newsletter.model.editor import Act, Editor, LogEntry, Role
from tests.app.builders import SetClock, a_publication, outbox
from tests.app.dispatching import BY_TWO, accept, frozen
from tests.app.meanwhile import at_each_moment, keep, put_back
from tests.app.test_due_starts import due
from tests.app.test_reminders import EDITOR, SUNDAY
from tests.app.test_starts import KINDS, begin, letters, on, sent
from tests.store.places import url_of


def others(app: Newsletter, clock: SetClock) -> Newsletter:
    """Another process with the same publication."""
    other = a_publication(app.container.folder, clock)
    assert other.container.store.holding() is None  # opened before they race
    return other


# ─── pause, resume and cancel ────────────────────────────────────────────────

GOING, PAUSED, CANCELLED = DispatchState.GOING, DispatchState.PAUSED, DispatchState.CANCELLED
AFTER: Mapping[Act, tuple[frozenset[DispatchState], DispatchState]] = {
    Act.DISPATCH_PAUSED: (frozenset({GOING}), PAUSED),
    Act.DISPATCH_RESUMED: (frozenset({PAUSED}), GOING),
    Act.DISPATCH_CANCELLED: (frozenset({GOING, PAUSED}), CANCELLED),
}
PRESSES = ("pause", "resume", "cancel")


@pytest.fixture(params=KINDS)
def going(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication with a letter under way of which two of ten readers have it."""
    url = url_of(request.param, tmp_path)
    app = a_publication(tmp_path / "own", clock, f'database = "{url}"\n{EDITOR}{BY_TWO}')
    frozen(app)
    accept(app)
    return app


def of_dispatch(app: Newsletter) -> list[LogEntry]:
    """What the log says of the letter, the oldest first."""
    return [one for one in app.container.store.log.newest(200) if one.act in AFTER][::-1]


def follows(app: Newsletter, state: DispatchState) -> DispatchState:
    """The state to which the acts in the log lead, each of which was possible."""
    for entry in of_dispatch(app):
        before, after = AFTER[entry.act]
        assert state in before, entry
        state = after
    return state


@pytest.mark.parametrize("begun", [GOING, PAUSED], ids=lambda state: state.value)
def test_whatever_two_people_press_at_one_moment_the_state_is_what_the_log_says(
    going: Newsletter, clock: SetClock, begun: DispatchState
) -> None:
    theirs = others(going, clock)
    gerda = going.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    bram = going.desk.editors.add("Bram", "bram@example.org", Role.EDITOR)
    if begun is PAUSED:
        going.container.store.dispatches.pause(1, "")
    before = keep(going)
    for mine, other in product(PRESSES, repeat=2):
        ours = partial(getattr(going.desk.dispatch_acts, mine), 1, gerda)
        their = partial(getattr(theirs.desk.dispatch_acts, other), 1, bram)
        anew = partial(put_back, going, before)
        for done in at_each_moment(going, theirs, ours, their, anew):
            state = going.container.store.dispatches.find(1).state
            assert follows(going, begun) is state, (mine, other)
            assert [one.answer for one in done].count(True) == len(of_dispatch(going))
            counts = going.dispatches.show(1).counts
            assert sum(counts.values()) == 10
            assert counts.get("skipped", 0) == (8 if state is CANCELLED else 0)
            if mine == other:  # both wanted the same, and it is so
                assert [one.refusal for one in done] == [None, None], (mine, done)


# ─── a start, its undo and the slot ──────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", list(permutations(["undo", "start", "slot"])), ids="-".join)
def test_a_start_its_undo_and_the_slot_in_one_second_send_the_letter_once(
    kind: str, order: tuple[str, ...], tmp_path: Path
) -> None:
    clock = SetClock()
    app = on(kind, tmp_path, clock)
    processes = {name: others(app, clock) for name in order}
    _started_a_minute_before_the_slot(app, clock)
    acts: Mapping[str, Callable[[], object]] = {
        "undo": partial(_undo, processes["undo"]),
        "start": due(processes["start"]).freeze,
        "slot": processes["slot"].dispatches.start_due,
    }
    for name in order:
        acts[name]()
    _sent_once(app)


def _round(app: Newsletter) -> None:
    """What a round does with slots and starts."""
    while app.dispatches.start_due() is not None:
        pass
    due(app).freeze()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("mine", "other"),
    [("undo", "round"), ("round", "undo"), ("round", "round")],
    ids=["an undo, a round", "a round, an undo", "two rounds"],
)
def test_at_every_moment_of_an_undo_and_a_round_the_letter_goes_once(
    kind: str, mine: str, other: str, tmp_path: Path
) -> None:
    clock = SetClock()
    app = on(kind, tmp_path, clock)
    theirs = others(app, clock)
    _started_a_minute_before_the_slot(app, clock)
    before = keep(app)
    acts: Mapping[str, Callable[[Newsletter], object]] = {"undo": _undo, "round": _round}

    def anew() -> None:
        put_back(app, before)
        for file in outbox(app):
            file.unlink()

    ours, their = partial(acts[mine], app), partial(acts[other], theirs)
    for done in at_each_moment(app, theirs, ours, their, anew):
        assert [one.refusal for one in done] == [None, None]
        _sent_once(app)


def _started_a_minute_before_the_slot(app: Newsletter, clock: SetClock) -> None:
    clock.go_to(SUNDAY)
    clock.pass_by(minutes=-1)
    begin(app)
    clock.go_to(SUNDAY)


def _undo(app: Newsletter) -> None:
    with suppress(DeskError):  # it went already
        app.desk.starts.undo(1, app.desk.editors.all()[0])


def _sent_once(app: Newsletter) -> None:
    _round(app)
    app.dispatches.dispatcher.drain()
    assert sent(app) == [1], "at its slot, whoever was first; and the next one waits"
    assert len(letters(app)) == 2
    assert [row.number for row in app.queue.rows()] == [2, 3]


# ─── two owners ──────────────────────────────────────────────────────────────

REMOVALS: Mapping[str, Callable[[Newsletter, Editor, Editor], object]] = {
    "ends": lambda app, by, other: app.desk.editors.end(other.id, by),
    "makes a writer of": lambda app, by, other: app.desk.editors.set_role(
        other.id, Role.WRITER, by
    ),
    "leaves": lambda app, by, _: app.desk.editors.end(by.id, by),
    "steps back": lambda app, by, _: app.desk.editors.set_role(by.id, Role.EDITOR, by),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mine", REMOVALS)
def test_of_two_owners_who_remove_each_other_at_any_moment_one_remains(
    kind: str, mine: str, tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "own", clock, f'database = "{url_of(kind, tmp_path)}"\n{EDITOR}')
    theirs = others(app, clock)
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.OWNER)
    before = keep(app)
    for other in REMOVALS:
        ours = partial(REMOVALS[mine], app, gerda, bram)
        their = partial(REMOVALS[other], theirs, bram, gerda)
        for done in at_each_moment(app, theirs, ours, their, partial(put_back, app, before)):
            owners = [one for one in app.desk.editors.all() if one.is_active and _owns(one)]
            assert owners, (mine, other)
            refused = [one.refusal.code for one in done if one.refusal is not None]
            assert set(refused) <= NO_MORE
            changes = {Act.EDITOR_ENDED, Act.ROLE_CHANGED}
            logged = [one.act in changes for one in app.container.store.log.newest(200)].count(True)
            assert logged == 2 - len(refused), (mine, other)


NO_MORE = {"editor-owner-no-more", "editor-last-owner", "editor-unknown"}


def _owns(editor: Editor) -> bool:
    return editor.role is Role.OWNER
