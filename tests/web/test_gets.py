"""Asking by GET changes no row, but for what the log has to say about readers."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter.app import Newsletter
from newsletter.app.reader_access import NOTED_BY_GET
from newsletter.model.editor import Act
from newsletter.model.secret import Scope
from newsletter.store.schema.all_tables import metadata
from tests.app.builders import SAID, SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import routes, signed_in
from tests.web.programs import Program

SEEN = {"api_keys": "used_at", "sessions": "seen_at"}


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    with_issues_approved(app, ["anna", "bram"])
    app.dispatches.start("1")
    return app


def rows(app: Newsletter) -> dict[str, list[Mapping[str, object]]]:
    """Every row of every table, without when a key or a session was last seen."""
    with app.container.store.database.read() as connection:
        return {
            table.name: sorted(
                (
                    {
                        name: one
                        for name, one in row._mapping.items()
                        if name != SEEN.get(table.name)
                    }
                    for row in connection.execute(select(table))
                ),
                key=repr,
            )
            for table in metadata.sorted_tables
        }


def asked(app: Newsletter) -> Iterator[str]:
    """Every address of the API that is asked by GET."""
    described = Program(app).request("GET", "/openapi.json").json()["paths"]
    for path, methods in described.items():
        if "get" in methods:
            yield path.removeprefix("/api/v1").format(number=1, name="rust.txt")


def test_only_looking_at_readers_by_get_adds_to_the_log_and_nothing_else_changes(
    app: Newsletter,
) -> None:
    program = Program(app, *Scope)
    noted: dict[str, set[Act]] = {}
    addresses = list(asked(app))
    assert len(addresses) > 7
    for address in addresses:
        before = rows(app)
        assert program.request("GET", address).status_code == 200
        after = rows(app)
        new = [one for one in after.pop("log_entries") if one not in before["log_entries"]]
        assert {**after, "log_entries": 0} == {**before, "log_entries": 0}
        if new:
            noted[address] = {Act(str(one["act"])) for one in new}
    assert noted == {"/readers": {Act.READERS_LISTED}, "/readers/1": {Act.READER_OPENED}}
    assert set.union(*noted.values()) == NOTED_BY_GET


def test_the_description_says_that_reading_is_noted(app: Newsletter) -> None:
    described = Program(app).request("GET", "/openapi.json").json()["paths"]
    for path in ("/readers", "/readers/{number}"):
        assert "Reading is an act" in described[f"/api/v1{path}"]["get"]["description"]


def test_no_page_of_the_desk_changes_a_row(app: Newsletter) -> None:
    app.people.add("cato@example.org", statement=SAID)
    browser = signed_in(app)
    before = rows(app)
    for method, path in routes(app):
        if method == "GET" and not path.endswith("/progress"):  # which does not end
            browser.get(re.sub(r"\{[^}]+\}", "1", path))
            assert rows(app) == before, path
