"""What programs do with an owner's key: readers by number."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Actor
from newsletter.model.secret import Scope
from tests.app.builders import SAID, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.web.programs import Program, log_of

WHO = "the program with the key “crm”"


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    for name in ("anna", "bram", "cato"):
        app.people.add(f"{name}@example.org", first_name=name.title(), statement=SAID)
    return app


@pytest.fixture
def program(app: Newsletter) -> Program:
    return Program(app, Scope.READERS, name="crm")


def test_readers_are_paged_by_number_while_others_come_and_go(
    app: Newsletter, program: Program
) -> None:
    first, second = program.get("/readers", limit=2)
    assert [first["first_name"], second["first_name"]] == ["Anna", "Bram"]
    app.people.forget("anna@example.org")
    app.people.add("dirk@example.org", statement=SAID)
    rest = program.get("/readers", after=second["number"], limit=500)
    assert [one["address"] for one in rest] == ["cato@example.org", "dirk@example.org"]
    assert program.get("/readers", after=rest[-1]["number"]) == []


def test_a_reader_is_shown_with_what_stops_their_mail(app: Newsletter, program: Program) -> None:
    app.people.suppress("bram@example.org", "by phone")
    shown = program.get("/readers/2")
    assert (shown["address"], shown["standing"]) == ("bram@example.org", "confirmed")
    assert shown["suppressed_for"] == "manual"
    assert program.get("/readers/1")["suppressed_for"] is None


def test_who_asked_for_it_is_unsubscribed_once(app: Newsletter, program: Program) -> None:
    answers = [program.does("POST", "/readers/1/unsubscribe") for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["standing"] == "unsubscribed"
    assert log_of(app) == [f"{WHO} unsubscribed reader 1."]


def test_who_asked_for_it_is_erased_for_good(app: Newsletter, program: Program) -> None:
    answer = program.request("DELETE", "/readers/1")
    assert (answer.status_code, answer.content) == (204, b"")
    for method, path in (
        ("GET", "/readers/1"),
        ("DELETE", "/readers/1"),
        ("POST", "/readers/1/unsubscribe"),
    ):
        assert program.refused(method, path) == (404, "subscriber-unknown")
    assert log_of(app) == [f"{WHO} erased everything about reader 1."]
    assert "anna" not in str(program.get("/readers"))


def test_looking_is_in_the_log_once_a_day(app: Newsletter, program: Program) -> None:
    for _ in range(3):
        program.get("/readers/1")
        program.get("/readers")
    assert sorted(log_of(app)) == [
        f"{WHO} looked at reader 1.",
        f"{WHO} read the list of readers, with their addresses.",
    ]
    program.get("/readers/2")
    app.container.now.pass_by(days=1)
    program.get("/readers")
    assert len(log_of(app)) == 4
    entries = app.container.store.log.newest(9)
    assert {(one.actor, one.editor) for one in entries} == {(Actor.API, -program.key.id)}
    assert not any("@" in f"{one.thing}{one.before}{one.after}" for one in entries)


def test_a_number_that_is_guessed_says_nothing(app: Newsletter, program: Program) -> None:
    for number in (4, 999_999_999):
        assert program.refused("GET", f"/readers/{number}") == (404, "subscriber-unknown")
    for number in (0, -1, 10**30, "x", "1e3", "anna@example.org"):
        assert program.refused("GET", f"/readers/{number}") == (422, "invalid")
    for query in ({"limit": 501}, {"limit": 0}, {"after": -1}, {"after": 10**30}):
        assert program.request("GET", "/readers", params=query).status_code == 422
    assert not {one.act for one in app.container.store.log.newest(9)} & {Act.READER_OPENED}


def test_an_editors_program_sees_no_reader(app: Newsletter) -> None:
    editing = Program(app, Scope.EDIT, Scope.READ, Scope.SIGN_UP)
    for method, path in (
        ("GET", "/readers"),
        ("GET", "/readers/1"),
        ("POST", "/readers/1/unsubscribe"),
        ("DELETE", "/readers/1"),
    ):
        answer = editing.request(method, path)
        assert answer.status_code == 403
        assert "readers" in answer.headers["www-authenticate"]
    assert log_of(app) == []
    assert app.people.show("1").standing.value == "confirmed"
