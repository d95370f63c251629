"""What editors do with a dispatch: each act once, in the log, and nothing handed over meanwhile."""

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest

from newsletter.app import Newsletter
from newsletter.app.dispatch_acts import DoubtVerdict
from newsletter.errors import ConfigError, DeskError
from newsletter.locale.speech import say
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.model.editor import Act, Editor, Role
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import SetClock, a_publication, outbox
from tests.app.dispatching import BY_TWO, accept, doubt, frozen, hold, refuse
from tests.app.test_dispatches import taken, with_refusals
from tests.store.builders import LEASE


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, BY_TWO)


@pytest.fixture
def going(app: Newsletter) -> int:
    return frozen(app)


@pytest.fixture
def bram(app: Newsletter) -> Editor:
    return app.desk.editors.add("Bram", "bram@example.org", Role.EDITOR)


def logged(app: Newsletter) -> list[str]:
    """What the log says of dispatches, the latest first."""
    acts = {one for one in Act if one.value.startswith("dispatch")}
    entries = [one for one in app.container.store.log.newest(200) if one.act in acts]
    return [say(line.sentence, "en") for line in app.desk.log.page().lines[: len(entries)]]


def state(app: Newsletter) -> DispatchState:
    return app.container.store.dispatches.find(1).state


def test_a_dispatch_is_paused_and_resumed_and_nothing_is_handed_over(
    app: Newsletter, going: int, gerda: Editor
) -> None:
    acts = app.desk.dispatch_acts
    assert acts.pause(going, gerda)
    assert state(app) is DispatchState.PAUSED
    assert acts.resume(going, gerda)
    assert state(app) is DispatchState.GOING
    assert outbox(app) == []
    assert logged(app) == [
        "Gerda resumed the sending of letter 1.",
        "Gerda paused the sending of letter 1.",
    ]
    app.rounds.make_at_once()
    assert dict(app.dispatches.show(1).counts) == {"accepted": 10}


def test_pressed_twice_or_by_two_it_happens_and_is_logged_once(
    app: Newsletter, going: int, gerda: Editor, bram: Editor
) -> None:
    acts = app.desk.dispatch_acts
    assert [acts.pause(going, gerda), acts.pause(going, bram)] == [True, False]
    assert [acts.resume(going, bram), acts.resume(going, gerda)] == [True, False]
    assert [acts.cancel(going, gerda), acts.cancel(going, bram)] == [True, False]
    assert logged(app) == [
        "Gerda cancelled the rest of the sending of letter 1.",
        "Bram resumed the sending of letter 1.",
        "Gerda paused the sending of letter 1.",
    ]


def test_two_who_cancel_at_the_same_moment_cancel_once(
    app: Newsletter, going: int, gerda: Editor, bram: Editor
) -> None:
    together, done = Barrier(2), []

    def press(by: Editor) -> None:
        together.wait()
        done.append(app.desk.dispatch_acts.cancel(going, by))

    threads = [Thread(target=press, args=(by,)) for by in (gerda, bram)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == [False, True]
    assert len(logged(app)) == 1


ACTS: dict[str, Callable[[Newsletter, Editor], object]] = {
    "pause": lambda app, by: app.desk.dispatch_acts.pause(1, by),
    "cancel": lambda app, by: app.desk.dispatch_acts.cancel(1, by),
    "settle": lambda app, by: app.desk.dispatch_acts.settle(1, {1: 0}, DoubtVerdict.SENT, by),
    "again": lambda app, by: app.desk.dispatch_acts.again(1, by),
}


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("pause", "dispatch-done-not-paused"),
        ("cancel", "dispatch-done-not-cancelled"),
        ("settle", "nothing-in-doubt-any-more"),
        ("again", "nobody-to-send-again"),
    ],
)
def test_what_is_done_already_is_refused_and_not_logged(
    app: Newsletter, going: int, gerda: Editor, act: str, code: str
) -> None:
    app.rounds.make_at_once()
    assert app.container.store.counts.progress(going).is_done
    with pytest.raises(DeskError, match=code):
        ACTS[act](app, gerda)
    assert logged(app) == []


def test_what_was_cancelled_does_not_go_on(app: Newsletter, going: int, gerda: Editor) -> None:
    app.desk.dispatch_acts.cancel(going, gerda)
    with pytest.raises(DeskError, match="dispatch-not-paused"):
        app.desk.dispatch_acts.resume(going, gerda)
    app.rounds.make_at_once()
    assert dict(app.dispatches.show(going).counts) == {"skipped": 10}


def test_under_other_settings_it_does_not_go_on(
    tmp_path: Path, app: Newsletter, going: int, gerda: Editor
) -> None:
    app.desk.dispatch_acts.pause(going, gerda)
    toml = app.container.folder / "newsletter.toml"
    toml.write_text("base_url = 'https://elders.example.nl'\n" + toml.read_text("utf-8"), "utf-8")
    later = a_publication(tmp_path / "own", SetClock())
    with pytest.raises(ConfigError, match="dispatch-approved-otherwise"):
        later.desk.dispatch_acts.resume(going, gerda)
    assert state(later) is DispatchState.PAUSED


def test_the_log_and_the_act_are_one(
    app: Newsletter, going: int, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise OSError("no room")

    hold(app)
    monkeypatch.setattr(app.container.store.log, "add", fails)
    for act in ("pause", "cancel", "settle"):
        with pytest.raises(OSError, match="no room"):
            ACTS[act](app, gerda)
    assert state(app) is DispatchState.GOING
    assert app.container.store.doubts.unsettled(going)


# in doubt


def in_doubt(app: Newsletter) -> dict[int, int]:
    """The batches in doubt, with how often each was requeued."""
    return {one.number: one.generation for one in app.container.store.doubts.unsettled(1)}


@pytest.mark.parametrize(
    ("verdict", "counts", "words"),
    [
        (
            DoubtVerdict.SENT,
            {"queued": 6, "accepted": 4},
            "Gerda said that 4 emails of letter 1 that were in doubt were sent.",
        ),
        (
            DoubtVerdict.AGAIN,
            {"queued": 10},
            "Gerda had 4 emails of letter 1 that were in doubt sent again.",
        ),
        (
            DoubtVerdict.ASK,
            {"queued": 6, "in doubt": 4},
            "Gerda had the provider asked about 4 emails of letter 1 that are in doubt.",
        ),
    ],
)
def test_what_is_in_doubt_is_settled_by_an_editors_word(
    app: Newsletter,
    going: int,
    gerda: Editor,
    verdict: DoubtVerdict,
    counts: dict[str, int],
    words: str,
) -> None:
    hold(app)
    doubt(app)
    app.desk.dispatch_acts.settle(going, in_doubt(app), verdict, gerda)
    assert dict(app.dispatches.show(going).counts) == counts
    assert logged(app) == [words]
    assert outbox(app) == []


def test_only_what_the_editor_saw_is_settled(app: Newsletter, going: int, gerda: Editor) -> None:
    hold(app)
    seen = in_doubt(app)
    doubt(app)
    app.desk.dispatch_acts.settle(going, seen, DoubtVerdict.SENT, gerda)
    assert len(in_doubt(app)) == 1
    assert in_doubt(app) != seen


def test_the_second_of_two_who_decide_changes_nothing(
    app: Newsletter, going: int, gerda: Editor, bram: Editor
) -> None:
    hold(app)
    seen = in_doubt(app)
    app.desk.dispatch_acts.settle(going, seen, DoubtVerdict.SENT, gerda)
    with pytest.raises(DeskError, match="nothing-in-doubt-any-more"):
        app.desk.dispatch_acts.settle(going, seen, DoubtVerdict.AGAIN, bram)
    assert dict(app.dispatches.show(going).counts) == {"queued": 8, "accepted": 2}


@pytest.mark.parametrize("verdict", DoubtVerdict, ids=lambda one: one.value)
def test_a_doubt_that_came_after_the_editor_looked_is_not_settled_by_their_word(
    app: Newsletter, going: int, gerda: Editor, bram: Editor, verdict: DoubtVerdict
) -> None:
    hold(app)
    seen = in_doubt(app)
    app.desk.dispatch_acts.settle(going, seen, DoubtVerdict.AGAIN, gerda)
    hold(app)
    assert in_doubt(app) == {number: times + 1 for number, times in seen.items()}
    before = dict(app.dispatches.show(going).counts)
    with pytest.raises(DeskError, match="nothing-in-doubt-any-more"):
        app.desk.dispatch_acts.settle(going, seen, verdict, bram)
    assert dict(app.dispatches.show(going).counts) == before
    app.desk.dispatch_acts.settle(going, in_doubt(app), DoubtVerdict.SENT, bram)
    assert in_doubt(app) == {}


@pytest.mark.parametrize("verdict", [DoubtVerdict.SENT, DoubtVerdict.AGAIN])
def test_nobody_decides_while_the_provider_is_being_asked(
    app: Newsletter, going: int, gerda: Editor, verdict: DoubtVerdict
) -> None:
    hold(app)
    doubts, seen = app.container.store.doubts, in_doubt(app)
    (number,) = seen
    found = doubts.take(LEASE, (going, number))
    with pytest.raises(DeskError, match="doubts-being-looked-into"):
        app.desk.dispatch_acts.settle(going, seen, verdict, gerda)
    with pytest.raises(DeskError, match="batch-being-looked-into"):
        app.dispatches.settle(going, None, went_out=verdict is DoubtVerdict.SENT)
    assert in_doubt(app) == seen
    doubts.hold(found.claim, "nobody can tell")
    app.desk.dispatch_acts.settle(going, seen, verdict, gerda)
    assert in_doubt(app) == {}


def test_the_provider_is_asked_in_the_next_round_and_not_before(
    app: Newsletter, going: int, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(app)
    asked = []
    monkeypatch.setattr(
        app.dispatches.reconciler, "_take_further", lambda found: asked.append(found.claim.number)
    )
    seen = in_doubt(app)
    app.dispatches.reconciler.reconcile()
    assert asked == [], "what is held is not looked at by itself"
    app.desk.dispatch_acts.settle(going, seen, DoubtVerdict.ASK, gerda)
    assert asked == []
    app.dispatches.reconciler.reconcile()
    assert asked == list(seen)


# refused


def test_the_refused_get_it_in_a_dispatch_that_the_rounds_hand_over(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "log") as sandbox:
        app = with_refusals(tmp_path / "own", sandbox)
        gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
        before = taken(sandbox)
        number = app.desk.dispatch_acts.again(1, gerda)
        assert app.container.store.dispatches.find(number).again_of == 1
        assert taken(sandbox) == before
        assert app.desk.dispatch_acts.again(1, gerda) == number, "a second press"
        assert logged(app) == ["Gerda had letter 1 sent again to readers for whom it was refused."]
        app.dispatches.dispatcher.drain()
        assert len(taken(sandbox)) == len(before) + 2


def test_of_an_act_that_cannot_be_logged_no_new_dispatch_is_left(
    app: Newsletter, going: int, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(app)
    accept(app)

    def fails(_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(app.container.store.log, "add", fails)
    with pytest.raises(OSError, match="no room"):
        app.desk.dispatch_acts.again(going, gerda)
    assert [one.id for one in app.container.store.dispatches.latest()] == [going]


def test_notices_are_paused_no_more_and_never_sent_again(app: Newsletter, gerda: Editor) -> None:
    app.container.store.dispatches.pause(NOTICES, "the account is full")
    assert app.desk.dispatch_acts.resume(NOTICES, gerda)
    assert logged(app) == ["Gerda resumed the sending of single emails such as confirmations."]
    with pytest.raises(DeskError, match="notices-not-sent-again"):
        app.desk.dispatch_acts.again(NOTICES, gerda)
    with pytest.raises(DeskError, match="notices-not-cancelled"):
        app.desk.dispatch_acts.cancel(NOTICES, gerda)
