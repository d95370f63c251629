"""Every form of the desk, filled in by people who mean no good: no crash, and no text is more than a text."""

import re
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from newsletter.web import desk
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.dispatching import BY_TWO, READERS, accept, doubt, refuse
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import DeskBrowser, signed_in, signed_in_again
from tests.web.desk.forms import TEXTS, Form, Sent, hostile, packed, read, wrong_with
from tests.web.desk.test_permissions import TABLE

TRIES = 1  # of each form, by each role
PAGES = 90  # that are opened to find the forms
# What ends what the others need comes last.
LAST = ("remove", "discard", "forget", "end", "sessions", "session", "sign-out", "role", "password")
WITHOUT_END = "/desk/dispatches/{number}/progress"
POSTS = sorted(
    (path for method, path in TABLE if method == "POST"),
    key=lambda path: path.endswith(LAST),
)
GETS = [path for method, path in TABLE if method == "GET" and path != WITHOUT_END]


@pytest.fixture(autouse=True)
def no_names_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    """A publication with something of everything."""
    app = a_publication(tmp_path / "own", SetClock(), f"{EDITOR}{BY_TWO}")
    with_issues_approved(app, READERS)
    number = app.dispatches.start("2").id
    assert app.dispatches.show(number).is_done
    app.articles.add(app.container.folder / "rust.txt")
    return app


def under_way(app: Newsletter) -> None:
    """A letter on its way, with batches in doubt and refused."""
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher
    for step in (accept, doubt, refuse):
        step(app)


def words_of(source: str) -> tuple[str, ...]:
    """The names of fields for which the desk's pages look."""
    text = "\n".join(path.read_text("utf-8") for path in Path(desk.__file__).parent.glob("*.py"))
    return tuple(sorted(set(re.findall(rf'{source}\.(?:get|getlist)\("([a-z_-]+)"', text))))


FIELDS, ASKED = words_of("form"), words_of("(?:query_params|asked)")


def with_something_of_everything(app: Newsletter, owner: DeskBrowser) -> None:
    """What the pages show only once it is there."""
    for path, fields in (
        ("/desk/issues/3/share", {}),
        ("/desk/calendar", {}),
        ("/desk/queue/away", {"since": "2026-04-01", "until": "2026-04-20"}),
        ("/desk/settings/keys", {"name": "website", "scope": "read"}),
        ("/desk/readers/3/suppress", {"reason": "asked"}),
        ("/desk/articles/rust.txt/table", {"act": "divide", "weeks": "2", "count": "3"}),
    ):
        owner.post(path, data=fields)
    file = {"file": ("lijst.csv", b"email,voornaam,pakket\nx@example.org,X,goud\n")}
    owner.post("/desk/readers/import", data={"kind": "readers"}, files=file)
    app.container.store.replies.keep("1", sender="a@example.org", subject="Stop", text="Graag.")
    under_way(app)


def forms_of(browser: DeskBrowser) -> Mapping[str, Sequence[Form]]:
    """The forms of all pages that this browser is shown, by the route that they go to."""
    found: dict[str, list[Form]] = {}
    for number in (1, 2, 3):
        browser.post(f"/desk/readers/{number}/open")
    waiting = [filled(path) for path in GETS]
    seen = set(waiting)
    while waiting:
        page = read(browser.get(waiting.pop(0)).text)
        links = {link.partition("#")[0] for link in page.links if link.startswith("/desk")}
        new = sorted(links - seen)[: PAGES - len(seen)] if len(seen) < PAGES else []
        waiting += new
        seen.update(new)
        for form in page.forms:
            route = route_of(urlsplit(form.action).path)
            if route and form not in found.setdefault(route, []):
                found[route].append(form)
    return found


def route_of(path: str) -> str:
    """The route of an address; the one with the fewest places for something else."""
    fitting = [route for route in POSTS if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route), path)]
    return min(fitting, key=lambda route: route.count("{"), default="")


def filled(path: str) -> str:
    return path.format(number=1, name="rust.txt", result="x", token="x", year=2026)


class Person:
    """Somebody with a role, who signs in again when the session ends."""

    def __init__(self, app: Newsletter, browser: DeskBrowser, number: int) -> None:
        self.app, self.browser, self.number = app, browser, number

    def send(self, method: str, path: str, **more: Any) -> list[str]:
        """What is wrong with the answer."""
        answer = self.browser.request(method, path, **more)
        found = wrong_with(answer)
        to = answer.headers.get("location", "").partition("#")[0]
        if answer.status_code == 401 or to.startswith("/desk/sign-in"):
            self.sign_in()
        elif to:
            found += wrong_with(self.browser.get(to))
        return [f"{method} {path[:300]}: {one}" for one in found]

    def sign_in(self) -> None:
        self.browser = signed_in_again(self.app, self.number)


def a_person(app: Newsletter, role: Role) -> Person:
    """Somebody with a role."""
    browser = signed_in(app, role, role.value.title())
    return Person(app, browser, app.desk.editors.all()[-1].id)


def sends(person: Person, route: str, forms: Sequence[Form], tries: int = TRIES) -> list[str]:
    """What comes of sending a form, filled in by somebody hostile, that many times."""
    found: list[str] = []

    @settings(max_examples=tries, phases=[Phase.generate], database=None)
    @given(data=st.data())
    def send(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(forms))
        sent: Sent = data.draw(hostile(form, FIELDS))
        headers = {"content-type": sent.kind} if sent.kind else {}
        try:
            wrong = person.send("POST", form.action, content=sent.body, headers=headers)
        except Exception as error:  # noqa: BLE001  # told with what was sent
            wrong = [f"{type(error).__name__}: {error}"]
        found.extend(f"{one}\n    {sent!r}" for one in wrong)

    send()
    return found


def looks(person: Person, tries: int = TRIES) -> list[str]:
    """What comes of opening every page at hostile addresses."""
    found: list[str] = []
    texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=20)).map(_in_address)

    @settings(max_examples=tries, phases=[Phase.generate], database=None)
    @given(data=st.data())
    def look(data: st.DataObject) -> None:
        for route in GETS:
            path = filled(route)
            if data.draw(st.booleans()) and "{" in route:
                path = re.sub(r"\{\w+\}", lambda _: data.draw(texts), route)
            query = {name: data.draw(texts) for name in ASKED if data.draw(st.integers(0, 3)) == 0}
            asked = "&".join(f"{name}={value}" for name, value in query.items())
            found.extend(person.send("GET", f"{path}?{asked}"))

    look()
    return found


def _in_address(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass")[:2_000], safe="") or "%00"


def test_no_form_makes_the_desk_crash_or_shows_a_text_as_more_than_a_text(app: Newsletter) -> None:
    owner = signed_in(app)
    with_something_of_everything(app, owner)
    forms = forms_of(owner)
    assert {"/desk/queue/pin", "/desk/issues/{number}/save", "/desk/readers/add"} <= set(forms)
    found = []
    for role in (Role.WRITER, Role.EDITOR, Role.OWNER):
        person = a_person(app, role)
        for route in POSTS:
            names = tuple((name, "") for name in FIELDS[:6])
            there = forms.get(route) or [Form(filled(route), names)]
            found += sends(person, route, there)
    found += looks(person)
    assert found == []


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "\ud800", '{"a": [1, {}], "slots": null}', "[1]", "NaN"]
)
def test_a_hidden_field_that_was_tampered_with_is_no_crash(app: Newsletter, text: str) -> None:
    owner = signed_in(app)
    answer = owner.post("/desk/letterhead", data={"opened": packed(text), "expected": "another"})
    assert (answer.status_code, wrong_with(answer)) == (409, [])


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "punycode", "utf-16", "zq7"])
def test_a_form_is_read_in_utf_8_whatever_encoding_it_claims(app: Newsletter, charset: str) -> None:
    owner = signed_in(app)
    typed = "Zoë +2AA- \\ud800 \\. b-"
    head = '--b"\r\ncontent-disposition: form-data; name="email"\r\n\r\n'
    answer = owner.post(
        "/desk/settings/addresses",
        content=f'{head}{typed}\r\n--b"--\r\n'.encode(),
        headers={"content-type": rf'multipart/form-data; charset={charset}; boundary="b\""'},
    )
    assert (answer.status_code, wrong_with(answer)) == (422, [])
    assert f'value="{typed}"' in answer.text
