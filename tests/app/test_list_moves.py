"""Moving a list in: what is refused, what is kept, and what the log says."""

import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Thread
from time import sleep
from typing import ParamSpec

import pytest

from newsletter.app import Newsletter
from newsletter.app.list_files import ListChoices, ListFiles, ListKind, ListStage
from newsletter.app.list_moves import LARGEST, ListMoves
from newsletter.app.list_views import ListView
from newsletter.audience.addresses import parse
from newsletter.errors import AuthorError, DeskError
from newsletter.model.audience import Standing, Subscriber
from newsletter.model.editor import Act, Editor
from tests.app.builders import SAID

P = ParamSpec("P")

ASKED = ListChoices(ground="asked", where=SAID)


def begun(app: Newsletter, file: str, kind: ListKind = ListKind.READERS) -> str:
    return app.desk.lists.begin(io.BytesIO(file.encode()), "lijst.csv", kind)


def found(app: Newsletter, name: str) -> ListView:
    view = app.desk.lists.find(name)
    assert view is not None
    return view


def code_of(act: Callable[P, object], *given: P.args, **named: P.kwargs) -> str:
    with pytest.raises((DeskError, AuthorError)) as refused:
        act(*given, **named)
    return refused.value.code


def test_a_list_is_looked_at_and_taken_in(drawn: Newsletter, gerda: Editor) -> None:
    name = begun(drawn, "email\nanna@example.org\nbram@example.org\n")
    view = found(drawn, name)
    assert view.record.stage is ListStage.LOOKED
    assert view.record.outcome is not None
    assert view.record.outcome.new == 2
    assert drawn.people.rows() == []
    drawn.desk.lists.take(name, ASKED, SAID, gerda)
    assert found(drawn, name).record.stage is ListStage.TAKEN
    assert {row.standing for row in drawn.people.rows()} == {Standing.CONFIRMED}
    assert drawn.container.store.consents.of(1)[0].wording == SAID
    newest = [(one.act, one.after, one.editor) for one in drawn.container.store.log.newest(200)[:2]]
    assert newest == [
        (Act.LIST_TAKEN_IN, "2 0 0 0", gerda.id),
        (Act.LIST_BEGUN, "2", gerda.id),
    ]
    assert code_of(drawn.desk.lists.take, name, ASKED, SAID, gerda) == "list-gone"


def test_a_list_of_who_left_needs_no_ground_and_lets_readers_leave(
    drawn: Newsletter, gerda: Editor
) -> None:
    reader = begun(drawn, "email\nanna@example.org\n")
    drawn.desk.lists.take(reader, ASKED, SAID, gerda)
    name = begun(drawn, "email\nanna@example.org\nbram@example.org\n", ListKind.LEFT)
    assert not found(drawn, name).needs_ground
    drawn.desk.lists.take(name, ListChoices(), "", gerda)
    assert drawn.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
    outcome = found(drawn, name).record.outcome
    assert outcome is not None
    assert (outcome.leaves, outcome.kept_out) == (1, 1)
    assert [view.name for view in drawn.desk.lists.waiting()] == []


def test_what_was_not_previewed_is_not_taken_in(drawn: Newsletter, gerda: Editor) -> None:
    name = begun(drawn, "email,groep\nanna@example.org,rust\n")
    other = ListChoices(columns={"groep": "tags"}, ground="asked")
    assert code_of(drawn.desk.lists.take, name, other, SAID, gerda) == "list-not-previewed"
    assert drawn.people.rows() == []
    drawn.desk.lists.look(name, other)
    drawn.desk.lists.take(name, other, SAID, gerda)
    assert drawn.people.show("anna@example.org").tags == ("rust",)


def test_grounds_that_are_none_are_refused(drawn: Newsletter, gerda: Editor) -> None:
    name = begun(drawn, "email\nanna@example.org\n")
    for choices, statement, why in (
        (ListChoices(), SAID, "list-ground-missing"),
        (ListChoices(ground="unknown"), SAID, "list-ground-unknown"),
        (ASKED, " ", "consent-statement-missing"),
        (ASKED, "ja", "consent-statement-short"),
    ):
        assert code_of(drawn.desk.lists.take, name, choices, statement, gerda) == why
    assert drawn.people.rows() == []


def test_a_file_that_is_no_list_or_too_large_is_not_kept(drawn: Newsletter) -> None:
    lists = drawn.desk.lists
    for file, why in (
        (b"", "import-file-empty"),
        (b"email\n", "import-file-empty"),
        (b"PK\x03\x04", "import-file-workbook"),
        (b"\n" * (LARGEST + 1), "list-too-large"),
    ):
        assert code_of(lists.begin, io.BytesIO(file), "a.csv", ListKind.READERS) == why
    assert list(lists.waiting()) == []


def test_a_file_keeps_only_the_last_part_of_its_name(drawn: Newsletter) -> None:
    name = drawn.desk.lists.begin(
        io.BytesIO(b"email\na@example.org\n"), "C:\\fakepath\\../lijst.csv", ListKind.READERS
    )
    assert found(drawn, name).record.file == "lijst.csv"


def test_a_failure_is_logged_by_its_kind_alone_and_taking_in_can_go_on(
    drawn: Newsletter,
    gerda: Editor,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = begun(drawn, "email\nanna@example.org\n")

    def fails(*_given: object) -> None:
        raise RuntimeError("anna@example.org")

    with monkeypatch.context() as broken, caplog.at_level(logging.DEBUG):
        broken.setattr(ListMoves, "_pace", lambda *_given: fails)
        drawn.desk.lists.take(name, ASKED, SAID, gerda)
    assert "RuntimeError" in caplog.text
    assert "anna@" not in caplog.text
    view = found(drawn, name)
    assert view.record.problem is not None
    assert view.record.problem.code == "list-broken-off"
    drawn.desk.lists.take(name, ASKED, SAID, gerda)
    record = found(drawn, name).record
    assert record.outcome is not None
    assert (record.stage, record.outcome.known) == (ListStage.TAKEN, 1)
    assert record.was_broken_off


def test_a_list_that_is_gone_says_so(drawn: Newsletter, gerda: Editor) -> None:
    lists = drawn.desk.lists
    assert lists.find("x") is None
    assert code_of(lists.look, "a" * 16, ListChoices()) == "list-gone"
    lists.discard("a" * 16)


def test_a_list_is_discarded_or_taken_in_and_never_both(drawn: Newsletter, gerda: Editor) -> None:
    lists = drawn.desk.lists
    for turn in range(30):
        address = f"x{turn}@example.org"
        name, barrier = begun(drawn, f"email\n{address}\n"), Barrier(2)

        def discard(name: str = name, barrier: Barrier = barrier, turn: int = turn) -> bool:
            barrier.wait()
            sleep(turn % 10 / 2000)
            with suppress(DeskError):
                lists.discard(name)
                return True
            return False

        def take(name: str = name, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            with suppress(DeskError):
                lists.take(name, ASKED, SAID, gerda)
                return True
            return False

        with ThreadPoolExecutor(2) as pool:
            gone, taken = (one.result() for one in (pool.submit(discard), pool.submit(take)))
        came_in = parse(address) in {one.address for one in readers(drawn)}
        assert came_in is taken
        begun_in_log = [
            one for one in drawn.container.store.log.newest(200) if one.act is Act.LIST_BEGUN
        ]
        assert len(begun_in_log) == len(readers(drawn))
        if gone:
            assert lists.find(name) is None
            assert not list((drawn.container.folder / ".cache" / "lists").glob(f"{name}.*"))
    name = begun(drawn, "email\nte-laat@example.org\n")  # how they meet is up to the machine
    lists.discard(name)
    with pytest.raises(DeskError):
        lists.take(name, ASKED, SAID, gerda)


def readers(app: Newsletter) -> tuple[Subscriber, ...]:
    return app.container.store.subscribers.page(limit=1000)


def test_a_lock_on_a_list_that_was_deleted_meanwhile_is_none(drawn: Newsletter) -> None:
    name = begun(drawn, "email\nanna@example.org\n")
    files = ListFiles(drawn.container.folder)
    held, found = files.hold(name), []
    waits = Thread(target=lambda: found.append(files.hold(name)))
    waits.start()
    sleep(0.05)
    files.remove(name)
    assert held is not None
    held.close()
    waits.join()
    assert found == [None]
