"""Which key opens which route of the API."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.secret import Scope
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.web.programs import Program

_EDITING = (
    ("GET", "/articles"),
    ("POST", "/articles"),
    ("GET", "/articles/{name}"),
    ("POST", "/articles/{name}/letters"),
    ("GET", "/letters"),
    ("GET", "/letters/{number}"),
    ("PUT", "/letters/{number}/text"),
    ("POST", "/letters/{number}/approve"),
    ("POST", "/letters/{number}/withdraw"),
    ("GET", "/queue"),
    ("POST", "/queue/move"),
    ("POST", "/queue/pin"),
    ("POST", "/queue/unpin"),
    ("POST", "/queue/remove"),
    ("POST", "/queue/skip"),
    ("GET", "/dispatches"),
    ("GET", "/dispatches/{number}"),
    ("POST", "/dispatches/{number}/pause"),
    ("POST", "/dispatches/{number}/cancel"),
)
# a row for each route: the scope that opens it
TABLE = {
    ("POST", "/subscribers"): Scope.SIGN_UP,
    ("GET", "/issues"): Scope.READ,
    **dict.fromkeys(_EDITING, Scope.EDIT),
    ("GET", "/readers"): Scope.READERS,
    ("GET", "/readers/{number}"): Scope.READERS,
    ("POST", "/readers/{number}/unsubscribe"): Scope.READERS,
    ("DELETE", "/readers/{number}"): Scope.READERS,
}


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app)
    return app


def test_every_route_has_a_row_and_is_described(app: Newsletter) -> None:
    described = Program(app).request("GET", "/openapi.json").json()["paths"]
    there = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in described.items()
        for method in methods
    }
    assert there == set(TABLE)
    for (method, path), scope in TABLE.items():
        told = described[f"/api/v1{path}"][method.lower()]
        assert told["security"] == [{"HTTPBearer": []}], path
        assert {"401", "403", "503"} <= set(told["responses"]), path
        assert told["summary"], (path, scope)


def status(program: Program, method: str, path: str) -> int:
    return program.request(method, path.format(name="rust.txt", number=1)).status_code


@pytest.mark.parametrize("scope", [*Scope, None], ids=str)
def test_each_scope_opens_what_the_table_says(app: Newsletter, scope: Scope | None) -> None:
    program = Program(app, *(() if scope is None else (scope,)))
    for (method, path), wanted in TABLE.items():
        found = status(program, method, path)
        assert (found == 403) == (wanted is not scope), (method, path, found)
        assert found != 401
        assert found < 500


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nlk_x", "Basic eDp5", "Bearer é"])
def test_without_a_key_nothing_opens(app: Newsletter, header: str) -> None:
    program = Program(app)
    program.headers = {"authorization": header.encode("latin-1")} if header else {}
    for method, path in TABLE:
        answer = program.request(method, path.format(name="rust.txt", number=1))
        assert answer.status_code == 401, (method, path)
        assert answer.json().keys() == {"status", "detail"}
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing_from_that_moment(app: Newsletter) -> None:
    program = Program(app, *Scope)
    assert status(program, "GET", "/queue") == 200
    assert app.readers.keys.revoke(program.key.id)
    assert {status(program, method, path) for method, path in TABLE} == {401}


def test_a_session_of_the_desk_opens_nothing(app: Newsletter) -> None:
    token = app.desk.sign_in.first_link().rpartition("/")[2]
    session = app.desk.sign_in.claim(token, "Gerda", "gerda@example.org", "een rustig zinnetje")
    program = Program(app)
    program.headers = {"cookie": f"desk={session}"}
    assert {status(program, method, path) for method, path in TABLE} == {401}
