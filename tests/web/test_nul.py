"""A NUL, which no database stores, is refused at the door: in every form and every address."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import newsletter
from newsletter.app import Newsletter
from newsletter.model.secret import Scope
from tests.app.builders import SAID, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.store.places import url_of
from tests.web.desk.builders import DeskBrowser, routes, signed_in
from tests.web.programs import Program
from tests.web.test_gets import rows

WHY = "een onzichtbaar teken dat niet bewaard kan worden (NUL)"
TEMPLATES = Path(newsletter.__file__).parent / "web" / "pages" / "desk"
FIELDS = sorted(
    {
        name
        for page in TEMPLATES.glob("*.html")
        for name in re.findall(r'\bname="([a-z_-]+)"', page.read_text("utf-8"))
    }
)
WITH_NUL = st.builds(lambda one, other: f"{one}\0{other}", st.text("ab é"), st.text("ab é"))


@pytest.fixture(scope="module", params=["sqlite, wal", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Newsletter:
    folder = tmp_path_factory.mktemp("nul")
    url = url_of(request.param, folder)
    app = a_publication(folder / "own", SetClock(), f'database = "{url}"\n{EDITOR}')
    app.people.add("anna@example.org", statement=SAID)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return app


@pytest.fixture(scope="module")
def owner(app: Newsletter) -> DeskBrowser:
    return signed_in(app)


def posts(app: Newsletter) -> list[str]:
    """Every form of the desk; the button of a link from a mail has no field."""
    found = (path for method, path in routes(app) if method == "POST" and "{token}" not in path)
    return [re.sub(r"\{[^}]+\}", "1", path) for path in found]


@settings(
    max_examples=2, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(text=WITH_NUL, field=st.sampled_from(FIELDS), is_name=st.booleans(), in_parts=st.booleans())
def test_every_form_of_the_desk_refuses_it_and_changes_nothing(
    app: Newsletter, owner: DeskBrowser, text: str, field: str, is_name: bool, in_parts: bool
) -> None:
    before = rows(app)
    sent: dict[str, Any] = {"data": {text: "x"} if is_name else {field: text}}
    if in_parts:  # as forms with files are sent
        sent = {"files": {field: (None, text)}}
    for path in posts(app):
        answer = owner.post(path, **sent)
        assert (answer.status_code, WHY in answer.text) == (400, True), path
    assert rows(app) == before


def test_every_page_of_the_desk_refuses_it_in_its_address(
    app: Newsletter, owner: DeskBrowser
) -> None:
    for method, path in routes(app):
        if method == "GET" and not path.endswith("/progress"):
            in_query = owner.get(re.sub(r"\{[^}]+\}", "1", path) + "?search=a%00b&to=%00")
            in_path = owner.get(re.sub(r"\{[^}]+\}", "a%00b", path))
            assert in_query.status_code < 500, path
            assert in_path.status_code < 500, path
    for query in ("tag=%00", "search=%00", "%00=x"):
        answer = owner.get(f"/desk/readers?{query}")
        assert (answer.status_code, WHY in answer.text) == (400, True)


def test_every_body_and_every_address_of_the_api_is_refused_with_it(app: Newsletter) -> None:
    program = Program(app, *Scope)
    before = rows(app)
    described = program.request("GET", "/openapi.json").json()["paths"]
    for path, methods in described.items():
        for method, facts in methods.items():
            address = path.removeprefix("/api/v1").format(number=1, name="rust.txt")
            with_query = program.request(method, f"{address}?after=%00")
            assert with_query.status_code == 422, (method, path)
            if "requestBody" in facts:
                for body in ({"x": "a\0b"}, {"x\0": 1}, {"tags": ["a", {"b": ["\0"]}]}):
                    answer = program.request(method, address, json=body)
                    assert answer.status_code == 422, (method, path)
                    assert "NUL" in answer.text, (method, path)
    assert rows(app) == before


def test_the_name_of_a_key_and_of_an_uploaded_file_may_not_hold_it(
    app: Newsletter, owner: DeskBrowser
) -> None:
    assert app
    key = owner.post("/desk/settings/keys", data={"name": "crm\0", "scope": "read"})
    assert (key.status_code, WHY in key.text) == (400, True)
    boundary = "x" * 20
    body = (
        f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="a\0b.csv"\r\n'
        f"content-type: text/csv\r\n\r\nemail\r\n--{boundary}--\r\n"
    )
    kind = {"content-type": f"multipart/form-data; boundary={boundary}"}
    answer = owner.post("/desk/readers/import", content=body.encode(), headers=kind)
    assert answer.status_code == 400
