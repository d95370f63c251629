"""Readers by number: what a program sees and does, and what the log keeps of it."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.audience import Standing
from newsletter.model.editor import Act, Program
from newsletter.model.secret import Scope
from newsletter.model.sign_up import SignUpChannel, SignUpRequest
from tests.app.builders import SAID, SetClock, a_publication
from tests.app.test_reminders import EDITOR


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    for name in ("anna", "bram"):
        app.people.add(f"{name}@example.org", first_name=name.title(), statement=SAID)
    return app


@pytest.fixture
def by(app: Newsletter) -> Program:
    key, _ = app.readers.keys.add("crm", [Scope.READERS])
    return Program.of(key)


def acts(app: Newsletter) -> list[tuple[Act, str]]:
    return [(one.act, one.thing) for one in app.container.store.log.newest(9)]


def test_an_act_and_its_entry_are_one_transaction(
    app: Newsletter, by: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.container.store.log, "add", _broken)
    for act in (app.desk.reader_access.unsubscribe, app.desk.reader_access.forget):
        with pytest.raises(OSError, match="full"):
            act(1, by)
    assert app.people.show("1").standing is Standing.CONFIRMED


def _broken(_entry: object) -> None:
    raise OSError("full")


def test_who_never_confirmed_is_not_unsubscribed(app: Newsletter, by: Program) -> None:
    request = SignUpRequest(
        address="cato@example.org",
        way=SignUpChannel.API,
        first_name="",
        language="",
        tags=[],
        client="",
    )
    app.readers.subscribe.sign_up(request)
    (pending,) = app.desk.reader_access.page(by, after=2)
    assert pending.subscriber.standing is Standing.PENDING
    with pytest.raises(DeskError, match="reader-not-confirmed"):
        app.desk.reader_access.unsubscribe(pending.subscriber.id, by)


def test_what_is_not_there_leaves_no_entry(app: Newsletter, by: Program) -> None:
    access = app.desk.reader_access
    for act in (access.find, access.unsubscribe, access.forget):
        with pytest.raises(DeskError, match="subscriber-unknown"):
            act(9, by)
    assert acts(app) == []


def test_each_program_has_entries_of_its_own(app: Newsletter, by: Program) -> None:
    other = Program.of(app.readers.keys.add("other", [Scope.READERS])[0])
    for _ in range(2):
        for one in (by, other):
            app.desk.reader_access.find(1, one)
    assert acts(app) == [(Act.READER_OPENED, "reader 1")] * 2
