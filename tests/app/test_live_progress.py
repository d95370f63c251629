"""Looks at progress: how many there may be, who may look, and that nobody looks for nobody."""

import asyncio
import secrets
from collections.abc import Collection
from pathlib import Path

import pytest

from newsletter.app import Newsletter, live_progress
from newsletter.app.live_progress import LiveCounts, LiveProgress, Watch
from newsletter.errors import DeskError, StoreAway
from newsletter.model.dispatch import DeliveryState
from newsletter.model.editor import Editor, Role
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_canaries import SETTINGS, begun
from tests.app.test_dispatches import READERS

PATIENCE = 60.0  # seconds


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsletter:
    """A publication with a dispatch of which two of ten readers have the letter."""
    monkeypatch.setattr(live_progress, "_TICK", 0.05)
    monkeypatch.setattr(live_progress, "_PART", 1)
    app = a_publication(tmp_path / "own", SetClock(), "[dispatch]\nbatch_size = 2\n")
    with_issues_approved(app, READERS)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher
    app.dispatches.dispatcher.hand_over_next()
    return app


@pytest.fixture
def editor(app: Newsletter) -> Editor:
    return app.desk.editors.add("Noor", "noor@example.org", Role.WRITER)


def a_session(app: Newsletter, editor: Editor) -> bytes:
    """The key of a new session."""
    from newsletter.model.secret import hash_of

    with app.container.store.together():
        return hash_of(app.desk.sign_in.sessions.begin(editor, ""))


async def is_over(watch: Watch) -> bool:
    async with asyncio.timeout(PATIENCE):
        while not watch.is_over:
            await watch.news(0.1)
    return True


def test_counts_come_when_they_change_and_equal_the_ledgers(
    app: Newsletter, editor: Editor
) -> None:
    async def follow() -> None:
        live = app.desk.live_progress
        watch = live.join(1, a_session(app, editor))
        first = await watch.news(PATIENCE)
        assert first is not None
        assert first.counts == app.dispatches.show(1).counts == {"queued": 8, "accepted": 2}
        assert (first.facts()["sent"], first.facts()["to_go"], first.is_done) == (2, 8, False)
        assert await watch.news(0.3) is None
        app.dispatches.dispatcher.hand_over_next()
        then = await watch.news(PATIENCE)
        if then is not None and DeliveryState.SENDING in then.counts:  # seen in the middle
            then = await watch.news(PATIENCE)
        assert then is not None
        assert then.counts == {"queued": 6, "accepted": 4}
        app.dispatches.pause(1)
        paused = await watch.news(PATIENCE)
        assert paused is not None
        assert (paused.state, paused.is_done) == ("paused", False)
        app.dispatches.resume(1)
        while (last := await watch.news(PATIENCE)) is not None and not last.is_done:
            pass
        assert last is not None
        assert (last.state, last.counts) == ("done", app.dispatches.show(1).counts)
        live.leave(watch)

    asyncio.run(follow())


def test_a_session_has_four_looks_and_all_together_a_hundred(app: Newsletter) -> None:
    async def many() -> None:
        live = app.desk.live_progress
        key = secrets.token_bytes(32)
        four = [live.join(1, key) for _ in range(4)]
        with pytest.raises(DeskError, match="progress-open-too-often"):
            live.join(1, key)
        live.leave(four.pop())
        four.append(live.join(1, key))
        rest = [live.join(1, secrets.token_bytes(32)) for _ in range(96)]
        with pytest.raises(DeskError, match="progress-too-many"):
            live.join(1, secrets.token_bytes(32))
        live.leave(rest.pop())
        live.join(1, secrets.token_bytes(32))

    asyncio.run(many())


@pytest.mark.parametrize("how", ["signed out", "role", "account", "no such dispatch"])
def test_a_look_ends_with_the_session_or_the_permission(
    app: Newsletter, editor: Editor, how: str
) -> None:
    async def follow() -> None:
        key = a_session(app, editor)
        watch = app.desk.live_progress.join(9 if how == "no such dispatch" else 1, key)
        if how != "no such dispatch":
            assert await watch.news(PATIENCE) is not None
        if how == "signed out":
            app.container.store.sessions.end(key)
        elif how == "role":
            app.desk.editors.set_role(editor.id, Role.EDITOR)  # which ends every session
        elif how == "account":
            app.desk.editors.end(editor.id)
        assert await is_over(watch)

    asyncio.run(follow())


def test_an_idle_session_ends_although_the_page_is_open(app: Newsletter, editor: Editor) -> None:
    clock = app.container.now
    assert isinstance(clock, SetClock)

    async def follow() -> None:
        watch = app.desk.live_progress.join(1, a_session(app, editor))
        clock.pass_by(hours=11)
        assert await watch.news(PATIENCE) is not None
        clock.pass_by(hours=1)
        assert await is_over(watch)

    asyncio.run(follow())


def test_nothing_is_read_once_nobody_looks(
    app: Newsletter, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    look = LiveProgress._look
    monkeypatch.setattr(
        LiveProgress, "_look", lambda self, *given: (looks.append(given), look(self, *given))[1]
    )

    async def follow() -> None:
        live = app.desk.live_progress
        watch = live.join(1, a_session(app, editor))
        await watch.news(PATIENCE)
        live.leave(watch)
        before = len(looks)
        await asyncio.sleep(0.3)
        assert len(looks) == before

    asyncio.run(follow())


def test_a_database_that_is_away_ends_nothing_and_a_fault_ends_everything(
    app: Newsletter, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Exception] = [StoreAway("database-locked"), RuntimeError("a fault")]
    look = LiveProgress._look

    def fail_once(
        self: LiveProgress, dispatches: Collection[int], sessions: Collection[bytes]
    ) -> object:
        if answers:
            raise answers.pop(0)
        return look(self, dispatches, sessions)

    async def follow() -> None:
        live = app.desk.live_progress
        monkeypatch.setattr(LiveProgress, "_look", fail_once)
        watch = live.join(1, a_session(app, editor))
        assert await is_over(watch)
        live.leave(watch)
        other = live.join(1, a_session(app, editor))
        assert await other.news(PATIENCE) is not None

    asyncio.run(follow())


def test_when_the_newsletter_stops_every_look_ends_and_none_begins(
    app: Newsletter, editor: Editor
) -> None:
    async def follow() -> None:
        live = app.desk.live_progress
        watch = live.join(1, a_session(app, editor))
        live.end()
        assert watch.is_over
        with pytest.raises(DeskError, match="progress-ending"):
            live.join(1, a_session(app, editor))

    asyncio.run(follow())


def test_forty_tabs_while_readers_leave_show_counts_that_add_up(
    app: Newsletter, editor: Editor
) -> None:
    async def follow(watch: Watch, told: list[LiveCounts]) -> None:
        while not told or not told[-1].is_done:
            counts = await watch.news(PATIENCE)
            assert counts is not None
            told.append(counts)

    async def forty() -> list[list[LiveCounts]]:
        live = app.desk.live_progress
        keys = [a_session(app, editor) for _ in range(10)]
        told: list[list[LiveCounts]] = [[] for _ in range(40)]
        async with asyncio.TaskGroup() as group:
            for number in range(40):
                group.create_task(follow(live.join(1, keys[number // 4]), told[number]))
            for name in READERS[3:9:2]:
                await asyncio.to_thread(app.people.unsubscribe, f"{name}@example.org")
                await asyncio.to_thread(app.dispatches.dispatcher.hand_over_next)
            await asyncio.to_thread(app.dispatches.dispatcher.drain)
        return told

    for one in asyncio.run(forty()):
        assert all(sum(counts.counts.values()) == counts.audience == 10 for counts in one)
        assert one[-1].counts == app.dispatches.show(1, is_exact=False).counts
    assert app.dispatches.show(1).counts["skipped"] > 0


def test_that_the_others_wait_for_the_first_readers_is_told_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_progress, "_TICK", 0.05)
    monkeypatch.setattr(live_progress, "_PART", 1)
    app = begun(tmp_path, SetClock(), SETTINGS)
    editor = app.desk.editors.add("Noor", "noor@example.org", Role.WRITER)

    async def follow() -> None:
        live = app.desk.live_progress
        watch = live.join(1, a_session(app, editor))
        first = await watch.news(PATIENCE)
        assert first is not None
        assert first.facts()["is_waiting"]
        app.dispatches.mark_resumed(1)
        then = await watch.news(PATIENCE)
        assert then is not None
        assert (then.is_waiting, then.counts) == (False, first.counts)
        live.leave(watch)

    asyncio.run(follow())
