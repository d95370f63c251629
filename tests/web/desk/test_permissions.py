"""Who gets in where: every route of the desk, for every role and for nobody."""

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import with_issues_approved
from tests.web.desk.builders import at_a_browser, routes, signed_in

ANYBODY = frozenset({*Role, None})
ALL_EDITORS = frozenset(Role)
SENDERS = frozenset({Role.EDITOR, Role.OWNER})
OWNERS = frozenset({Role.OWNER})

# a row for each route: who is let in, where None is somebody who has not signed in
TABLE = {
    ("GET", "/desk"): ALL_EDITORS,
    ("GET", "/desk/articles"): ALL_EDITORS,
    ("POST", "/desk/articles"): ALL_EDITORS,
    ("POST", "/desk/articles/address"): ALL_EDITORS,
    ("POST", "/desk/articles/file"): ALL_EDITORS,
    ("POST", "/desk/articles/example"): ALL_EDITORS,
    ("GET", "/desk/articles/{name}"): ALL_EDITORS,
    ("GET", "/desk/articles/{name}/letters"): ALL_EDITORS,
    ("GET", "/desk/issues/year/{year}"): ALL_EDITORS,
    ("GET", "/desk/articles/{name}/parts"): ALL_EDITORS,
    ("POST", "/desk/articles/{name}/parts"): ALL_EDITORS,
    ("GET", "/desk/articles/{name}/table"): ALL_EDITORS,
    ("POST", "/desk/articles/{name}/table"): ALL_EDITORS,
    ("GET", "/desk/articles/{name}/made/{result}"): ALL_EDITORS,
    ("POST", "/desk/articles/{name}/drafts"): ALL_EDITORS,
    ("POST", "/desk/articles/{name}/queue"): SENDERS,
    ("POST", "/desk/articles/{name}/replace"): SENDERS,
    ("POST", "/desk/articles/{name}/remove"): SENDERS,
    ("POST", "/desk/articles/{name}/restore"): SENDERS,
    ("GET", "/desk/issues"): ALL_EDITORS,
    ("POST", "/desk/issues"): ALL_EDITORS,
    **{
        ("GET", f"/desk/issues/{{number}}{page}"): ALL_EDITORS
        for page in ("", "/mail", "/text", "/history", "/share", "/checked")
    },
    **{
        ("POST", f"/desk/issues/{{number}}/{act}"): ALL_EDITORS
        for act in (
            "open",
            "picture",
            "save",
            "check",
            "merge",
            "test",
            "share",
            "share/end",
            "discard",
            "restore",
        )
    },
    **{
        ("POST", f"/desk/issues/{{number}}/{act}"): SENDERS
        for act in ("approve", "withdraw", "tests")
    },
    ("GET", "/desk/issues/{number}/queued/{result}"): SENDERS,
    **{
        (method, f"/desk/issues/{{number}}/start{act}"): SENDERS
        for method, act in (("GET", ""), ("POST", ""), ("POST", "/undo"))
    },
    **{
        (method, f"/desk/issues/{{number}}/web{page}"): SENDERS
        for method in ("GET", "POST")
        for page in ("", "/changes", "/hidden")
    },
    ("GET", "/desk/issues/{number}/rehearsal"): SENDERS,
    ("GET", "/desk/issues/{number}/correction"): SENDERS,
    **{
        ("POST", f"/desk/issues/{{number}}/correction{act}"): SENDERS
        for act in ("", "/test", "/send", "/rest", "/merge")
    },
    ("GET", "/desk/dispatches"): ALL_EDITORS,
    ("GET", "/desk/dispatches/{number}"): ALL_EDITORS,
    ("GET", "/desk/dispatches/{number}/people"): OWNERS,
    ("GET", "/desk/dispatches/{number}/reader"): OWNERS,
    ("GET", "/desk/dispatches/{number}/proof"): OWNERS,
    ("GET", "/desk/dispatches/{number}/proof.json"): OWNERS,
    ("GET", "/desk/dispatches/{number}/unreached"): ALL_EDITORS,
    ("GET", "/desk/dispatches/{number}/cancel"): SENDERS,
    **{
        ("POST", f"/desk/dispatches/{{number}}/{act}"): SENDERS
        for act in ("pause", "resume", "cancel", "settle", "again")
    },
    ("GET", "/desk/dispatches/{number}/progress"): ALL_EDITORS,
    ("GET", "/desk/dispatches/{number}/report"): ALL_EDITORS,
    ("GET", "/desk/queue"): ALL_EDITORS,
    **{
        ("POST", f"/desk/queue/{act}"): SENDERS
        for act in (
            "move",
            "pin",
            "unpin",
            "remove",
            "skip",
            "release",
            "renew",
            "away",
            "away/end",
        )
    },
    ("GET", "/desk/queue/away"): SENDERS,
    ("GET", "/desk/queue/renewed/{result}"): SENDERS,
    ("GET", "/desk/calendar"): ALL_EDITORS,
    **{("POST", f"/desk/calendar{act}"): ALL_EDITORS for act in ("", "/end")},
    ("GET", "/desk/calendar/{token}.ics"): ANYBODY,  # the address is what lets a program in
    ("GET", "/desk/me"): ALL_EDITORS,
    ("POST", "/desk/me/password"): ALL_EDITORS,
    ("POST", "/desk/me/session"): ALL_EDITORS,
    ("POST", "/desk/me/sessions"): ALL_EDITORS,
    ("GET", "/desk/letterhead"): OWNERS,
    ("POST", "/desk/letterhead"): OWNERS,
    ("GET", "/desk/settings"): OWNERS,
    **{("POST", f"/desk/settings/{act}"): OWNERS for act in ("check", "keys", "keys/revoke")},
    **{(method, "/desk/settings/addresses"): OWNERS for method in ("GET", "POST")},
    ("POST", "/desk/settings/addresses/remove"): OWNERS,
    # the link in the mail is what lets the holder of an address in
    **{(method, "/desk/test-address/{token}"): ANYBODY for method in ("GET", "POST")},
    ("GET", "/desk/log"): OWNERS,
    **{(method, "/desk/readers/import"): OWNERS for method in ("GET", "POST")},
    ("GET", "/desk/readers/imports"): OWNERS,
    ("GET", "/desk/readers/imports/{number}"): OWNERS,
    ("POST", "/desk/readers/imports/{number}/undo"): OWNERS,
    **{(method, "/desk/readers/import/{result}"): OWNERS for method in ("GET", "POST")},
    **{("POST", f"/desk/readers/import/{{result}}/{act}"): OWNERS for act in ("take", "discard")},
    **{(method, "/desk/readers/export"): OWNERS for method in ("GET", "POST")},
    ("GET", "/desk/editors"): OWNERS,
    ("POST", "/desk/editors"): OWNERS,
    ("GET", "/desk/editors/{number}"): OWNERS,
    **{("POST", f"/desk/editors/{{number}}/{act}"): OWNERS for act in ("role", "link", "end")},
    ("GET", "/desk/readers"): ALL_EDITORS,
    ("POST", "/desk/readers/search"): OWNERS,
    ("POST", "/desk/readers/unsubscribe"): SENDERS,
    ("GET", "/desk/readers/replies"): OWNERS,
    **{("POST", f"/desk/readers/replies/{act}"): OWNERS for act in ("unsubscribe", "done")},
    **{(method, "/desk/readers/add"): OWNERS for method in ("GET", "POST")},
    ("GET", "/desk/readers/{number}"): OWNERS,
    ("GET", "/desk/readers/{number}/letters"): OWNERS,
    **{
        ("POST", f"/desk/readers/{{number}}/{act}"): OWNERS
        for act in ("open", "change", "data", "unsubscribe", "suppress", "lift", "forget")
    },
    **{
        ("GET", f"/desk/readers/{{number}}/{act}"): OWNERS
        for act in ("unsubscribe", "suppress", "lift", "forget")
    },
    ("GET", "/desk/feeds"): ALL_EDITORS,
    ("POST", "/desk/feeds"): SENDERS,
    ("POST", "/desk/feeds/{number}/unfollow"): SENDERS,
    **{("POST", f"/desk/proposals/{{number}}/{act}"): ALL_EDITORS for act in ("accept", "dismiss")},
    ("POST", "/desk/sign-out"): ALL_EDITORS,
    ("GET", "/desk/sign-in"): ANYBODY,
    ("POST", "/desk/sign-in"): ANYBODY,
    ("GET", "/desk/sign-in/{token}"): ANYBODY,
    ("POST", "/desk/sign-in/{token}"): ANYBODY,
    ("GET", "/desk/first/{token}"): ANYBODY,
    ("POST", "/desk/first/{token}"): ANYBODY,
}


pytestmark = pytest.mark.usefixtures("dispatched", "reader")


@pytest.fixture
def dispatched(app: Newsletter) -> None:
    """Drafts, and a letter that was sent."""
    with_issues_approved(app, issues=("2",))
    app.dispatches.start("2")


@pytest.fixture
def reader(app: Newsletter) -> None:
    """A reader, and an import, with number 1."""
    app.container.store.imports.begin("from the file list.csv")
    app.people.add("anna@example.org", statement="vroeg er zelf om in de les")


def test_every_route_of_the_desk_has_a_row(app: Newsletter) -> None:
    assert sorted(routes(app)) == sorted(TABLE)


def calendar_token(app: Newsletter) -> str:
    """The secret part of the address at which an editor's calendar program reads the planning."""
    noor = app.desk.editors.add("Noor", "noor@example.org", Role.WRITER)
    return app.desk.calendars.make(noor).rpartition("/")[2].removesuffix(".ics")


# signing out comes last: it ends the session that the others need
IN_ORDER = sorted(TABLE, key=lambda route: route[1] == "/desk/sign-out")


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_each_role_gets_in_where_the_table_says(app: Newsletter, role: Role | None) -> None:
    owner = signed_in(app)
    browser = {None: lambda: at_a_browser(app), Role.OWNER: lambda: owner}.get(
        role, lambda: signed_in(app, role, "Bram")
    )()
    token = calendar_token(app)  # of another editor: it is no session, and opens nothing else
    for method, path in IN_ORDER:
        answer = browser.request(
            method, path.format(token=token, name="rust.txt", number=1, result="x", year=2026)
        )
        to_sign_in = "/desk/sign-in" in answer.headers.get("location", "")
        asked_to_sign_in = answer.status_code == 401 or to_sign_in
        if role in TABLE[method, path]:
            assert answer.status_code not in {401, 403, 404, 405, 500}, (method, path)
            assert path == "/desk/sign-out" or not asked_to_sign_in, (method, path)
        elif role is None:
            assert asked_to_sign_in, (method, path)
        else:
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
    ids=str,
)
def test_what_no_page_of_ours_sent_is_refused_and_does_nothing(
    app: Newsletter, headers: dict[str, str]
) -> None:
    browser = signed_in(app)
    before = app.container.store.log.newest(200)
    ours = browser.headers.pop("sec-fetch-site")
    for method, path in IN_ORDER:
        if method == "POST":
            answer = browser.request(
                method,
                path.format(token="x", name="rust.txt", number=1, result="x", year=2026),
                headers=headers,
            )
            assert answer.status_code == 403, (method, path)
    assert app.container.store.log.newest(200) == before
    browser.headers["sec-fetch-site"] = ours
    assert browser.get("/desk").status_code == 200


def test_an_older_browser_names_its_origin_instead(app: Newsletter) -> None:
    browser = signed_in(app)
    del browser.headers["sec-fetch-site"]
    answer = browser.post("/desk/me/sessions", headers={"origin": "http://127.0.0.1:8000"})
    assert answer.headers["location"] == "/desk/me?done=sessions"


def rows(app: Newsletter) -> dict[str, list[tuple[object, ...]]]:
    with app.container.store.database.read() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).scalars()
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}").all()]
            for name in tables
        }


def test_no_page_that_shows_something_changes_a_row(app: Newsletter) -> None:
    browser = signed_in(app)
    link = app.desk.editors.link(1).rpartition("/")[2]
    before = rows(app)
    for method, path in TABLE:
        if method == "GET":
            browser.get(path.format(token=link, name="rust.txt", number=1, result="x", year=2026))
    assert rows(app) == before
