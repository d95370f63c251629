"""Numbers are for every editor; who it is about, for owners alone: looked for on every page."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import NOTICES
from newsletter.model.editor import Role
from tests.app.builders import with_issues_approved
from tests.app.dispatching import claimed
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_permissions import TABLE
from tests.web.desk.test_reader_files import uploaded

# names that stand nowhere else, as an address, as a first name and in others' words
PLANTED = re.compile(r"geheim\d", re.IGNORECASE)
READERS = [f"geheim{number}" for number in range(1, 9)]
WORDS = "550 5.1.1 geheim2@example.org: no such user"
OF_OWNERS = {
    "/desk/issues/{number}/rehearsal",
    "/desk/readers",
    "/desk/readers/{number}",
    "/desk/dispatches/{number}/people",
    "/desk/dispatches/{number}/unreached",
}
MAY_NAME = {path for (_, path), roles in TABLE.items() if roles == {Role.OWNER}} | OF_OWNERS
# the pages that list readers, whom one may search or choose by what became of a letter
QUERIES = {
    "/desk/readers": ("", "?search=geheim"),
    "/desk/dispatches": ("", "?state=bounced", "?state=accepted", "?state=in+doubt"),
}


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    """The owner, and addresses planted wherever the newsletter keeps words about readers."""
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    app.dispatches.dispatcher.stop()
    app.dispatches.start("2")
    del app.dispatches.dispatcher
    store = app.container.store
    claim = claimed(app)
    assert claim is not None
    assert store.ledger.note_doubt(claim, WORDS)
    store.dispatches.pause(2, WORDS)
    store.dispatches.pause(NOTICES, WORDS)
    key = store.dispatches.find(1).key
    kinds = (ReportKind.BOUNCED, ReportKind.COMPLAINED, ReportKind.REFUSED, ReportKind.DEFERRED)
    for reader, kind in enumerate(kinds, start=1):
        store.outcomes.record(
            Report(
                provider="fake", kind=kind, replay_key=f"{reader}", at=app.container.now(),
                delivery_id=delivery_id(key, reader), detail=WORDS,
            )
        )  # fmt: skip
    someone = store.subscribers.find(6)
    assert someone is not None
    store.suppressions.add(someone.address, SuppressionReason.MANUAL, WORDS)
    browser = signed_in(app)
    browser.post("/desk/readers/unsubscribe", data={"email": "geheim7@example.org"})
    browser.post("/desk/readers/5/unsubscribe")
    for reader in (1, 2):
        assert browser.post(f"/desk/readers/{reader}/open").status_code == 303
    assert uploaded(browser, "email,voornaam\ngeheim9@example.org,Geheim9\n").status_code == 303
    return browser


def named(browser: DeskBrowser) -> set[str]:
    """The routes whose answers name somebody, in a page or in what it leads to."""
    found = set()
    for method, path in TABLE:
        if method != "GET":
            continue
        for number in (1, 2):
            if "progress" in path and number == 2:
                continue  # it goes on until the dispatch does
            if number == 2 and "{number}" not in path:
                continue  # it is the same page
            for query in next((q for start, q in QUERIES.items() if path.startswith(start)), ("",)):
                given = {"token": "x", "name": "rust.txt", "number": number, "result": "x"}
                given["year"] = 2026
                answer = browser.get(path.format(**given) + query)
                if PLANTED.search(f"{answer.headers} {answer.text}"):
                    found.add(path)
    return found


def test_an_owner_is_told_who_on_the_pages_about_readers_alone(owner: DeskBrowser) -> None:
    assert OF_OWNERS <= named(owner) <= MAY_NAME


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
def test_writers_and_editors_see_numbers_and_nobodys_name(app: Newsletter, role: Role) -> None:
    browser = signed_in(app, role, "Bram")
    assert named(browser) == set()
    report = browser.get("/desk/dispatches/1/report").text
    assert "1 adres" in report or "Eén adres" in report, "how many is told"
    for page in ("", "/unreached"):
        assert 'data-state="bounced"' in browser.get(f"/desk/dispatches/1{page}").text


@pytest.mark.usefixtures("owner")
def test_what_an_editor_does_answers_with_nobodys_name(app: Newsletter) -> None:
    browser = signed_in(app, Role.EDITOR, "Bram")
    settle = {"verdict": "sent", "batches": "1.9"}  # as the page was some time ago
    for act in ("settle", "again", "pause", "resume", "cancel", "resume"):
        for number in (1, 2, NOTICES):
            answer = browser.post(f"/desk/dispatches/{number}/{act}", data=settle)
            assert not PLANTED.search(f"{answer.headers} {answer.text}"), (act, number)
    known = browser.post("/desk/readers/unsubscribe", data={"email": "geheim8@example.org"})
    unknown = browser.post("/desk/readers/unsubscribe", data={"email": "niemand@example.org"})
    assert (known.status_code, known.headers["location"]) == (303, unknown.headers["location"])
