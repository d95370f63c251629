"""What programs do with the scope ``edit``: articles, letters, the queue, dispatches."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import ConfigError
from newsletter.model.editor import Act, Actor
from newsletter.model.secret import Scope
from tests.app.builders import ARTICLE, UNSETTLED, SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.web.programs import Program, log_of


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock(), EDITOR)


@pytest.fixture
def program(app: Newsletter) -> Program:
    return Program(app, Scope.EDIT)


@pytest.fixture
def planned(app: Newsletter) -> Newsletter:
    with_issues_approved(app)
    return app


def drawn(program: Program, *, queue: bool = False) -> tuple[str, list[int]]:
    """The name of an article, and the numbers of the letters that were made of it."""
    name = program.does("POST", "/articles", text=ARTICLE)["name"]
    shown = program.get(f"/articles/{name}")
    made = program.does("POST", f"/articles/{name}/letters", expected=shown["digest"], queue=queue)
    return name, made["numbers"]


def test_the_same_article_is_added_once(app: Newsletter, program: Program) -> None:
    names = [program.does("POST", "/articles", text=ARTICLE)["name"] for _ in range(2)]
    assert names[0] == names[1]
    (listed,) = [one for one in program.get("/articles") if one["name"] == names[0]]
    assert (listed["title"], listed["sections"], listed["problem"]) == (
        app.articles.title(app.articles.by_name(names[0])),
        3,
        None,
    )
    assert log_of(app) == [f"the program with the key “website” added article {names[0]}."]


def test_articles_are_paged_by_name(program: Program) -> None:
    for title in ("Een", "Twee", "Drie"):
        program.does("POST", "/articles", text=ARTICLE.replace("Rust op", f"{title} op"))
    names = [one["name"] for one in program.get("/articles")]
    assert names == sorted(names)
    first, *rest = names
    assert [one["name"] for one in program.get("/articles", after=first, limit=2)] == rest[:2]


def test_what_is_shown_is_what_is_made_and_only_that(app: Newsletter, program: Program) -> None:
    name = program.does("POST", "/articles", text=ARTICLE)["name"]
    shown = program.get(f"/articles/{name}", weeks=2)
    assert shown["sections"][0]["heading"] == "Een stoel bij het raam — om te beginnen"
    assert [one["is_drawn"] for one in shown["weeks"]] == [False, False]
    path, digest = f"/articles/{name}/letters", shown["digest"]
    assert program.refused("POST", path, expected=digest, weeks=1) == (
        409,
        "series-changed-meanwhile",
    )
    made = program.does("POST", path, expected=digest, weeks=2, queue=True)
    assert made["queued"] == made["numbers"] == [one["number"] for one in shown["weeks"]]
    assert made["held_back"] == []
    assert made["is_everything_used"] is False
    again = program.refused("POST", path, expected=digest, weeks=2, queue=True)
    assert again == (409, "series-changed-meanwhile")
    assert [one["number"] for one in program.get("/queue")["letters"]] == made["numbers"]


def test_what_is_held_back_says_why(app: Newsletter, program: Program) -> None:
    _, [first, *_] = drawn(program)
    letter = program.get(f"/letters/{first}")
    text = letter["text"].replace(f"subject: {letter['subject']}", "subject: ''")
    assert text != letter["text"]
    program.does("PUT", f"/letters/{first}/text", text=text, expected=letter["hash"])
    name = program.get("/articles")[-1]["name"]
    shown = program.get(f"/articles/{name}")
    made = program.does("POST", f"/articles/{name}/letters", expected=shown["digest"], queue=True)
    (held,) = made["held_back"]
    assert held["number"] == first
    assert any(one["severity"] == "error" for one in held["findings"])
    assert first not in made["queued"]
    assert made["queued"]


def test_why_no_letter_can_leave_is_told(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "unsettled", SetClock(), UNSETTLED)
    program = Program(app, Scope.EDIT)
    name = program.does("POST", "/articles", text=ARTICLE)["name"]
    shown = program.get(f"/articles/{name}")
    made = program.does("POST", f"/articles/{name}/letters", expected=shown["digest"], queue=True)
    assert made["lacking"]["detail"]


def test_letters_are_listed_by_state_and_paged_by_number(
    planned: Newsletter, program: Program
) -> None:
    planned.approvals.withdraw("3")
    listed = program.get("/letters")
    assert [(one["number"], one["state"]) for one in listed][:3] == [
        (1, "queued"),
        (2, "queued"),
        (3, "draft"),
    ]
    assert [one["number"] for one in program.get("/letters", state="queued", after=1)] == [2]
    assert [one["number"] for one in program.get("/letters", limit=1, after=1)] == [2]


def test_a_letter_with_a_mistake_is_listed_and_shown(planned: Newsletter, program: Program) -> None:
    path = planned.issues.path("2")
    path.write_text("geen kop\n---\n", "utf-8")
    (broken,) = program.get("/letters", state="unreadable")
    assert broken["number"] == 2
    assert broken["notes"][0]["detail"]
    assert program.get("/letters/2")["text"] == "geen kop\n---\n"


def test_a_text_is_saved_once_and_never_over_anothers(app: Newsletter, program: Program) -> None:
    _, [first, *_] = drawn(program)
    path, letter = f"/letters/{first}/text", program.get(f"/letters/{first}")
    text = f"{letter['text']}\nEen zin erbij.\n"
    saved = program.does("PUT", path, text=text, expected=letter["hash"])
    assert program.does("PUT", path, text=text, expected=letter["hash"]) == saved
    answer = program.request("PUT", path, json={"text": "x", "expected": letter["hash"]})
    assert answer.status_code == 409
    assert answer.json()["status"] == "issue-changed-since-shown"
    assert answer.json()["hash"] == saved["hash"] == program.get(f"/letters/{first}")["hash"]
    kept = app.desk.writing.earlier(first)
    assert [(one.text, one.editor) for one in kept] == [
        ("x", -program.key.id),
        (letter["text"], -program.key.id),
    ]


def test_a_text_that_is_no_letter_is_refused_with_its_line(program: Program) -> None:
    _, [first, *_] = drawn(program)
    letter = program.get(f"/letters/{first}")
    body = {"text": "geen kop", "expected": letter["hash"]}
    answer = program.request("PUT", f"/letters/{first}/text", json=body)
    assert answer.status_code == 422
    assert answer.json().keys() >= {"status", "detail", "line"}
    assert program.get(f"/letters/{first}") == letter


def test_only_the_text_that_was_seen_is_approved(app: Newsletter, program: Program) -> None:
    _, [first, *_] = drawn(program)
    letter = program.get(f"/letters/{first}")
    path = f"/letters/{first}/approve"
    answer = program.request("POST", path, json={"expected": "0" * 64})
    assert (answer.status_code, answer.json()["hash"]) == (409, letter["hash"])
    approved = program.does("POST", path, expected=letter["hash"])
    assert approved["goes_at"]
    assert program.does("POST", path, expected=letter["hash"])["goes_at"] == approved["goes_at"]
    assert [one["number"] for one in program.get("/queue")["letters"]] == [first]
    assert program.does("POST", f"/letters/{first}/withdraw")["state"] == "draft"
    assert program.refused("POST", f"/letters/{first}/withdraw") == (409, "nothing-to-withdraw")


def test_a_letter_with_an_error_is_not_approved_and_its_findings_are_told(
    program: Program,
) -> None:
    _, [first, *_] = drawn(program)
    letter = program.get(f"/letters/{first}")
    text = letter["text"].replace(f"subject: {letter['subject']}", "subject: ''")
    saved = program.does("PUT", f"/letters/{first}/text", text=text, expected=letter["hash"])
    body = {"expected": saved["hash"]}
    answer = program.request("POST", f"/letters/{first}/approve", json=body)
    assert (answer.status_code, answer.json()["status"]) == (409, "issue-stays-draft")
    errors = [one for one in answer.json()["findings"] if one["severity"] == "error"]
    assert errors
    assert all(one["detail"] for one in errors)
    assert program.get(f"/letters/{first}")["state"] == "draft"


def test_the_queue_is_changed_as_at_the_desk(planned: Newsletter, program: Program) -> None:
    before = program.get("/queue")
    assert [one["number"] for one in before["letters"]] == [1, 2, 3]
    moved = program.does("POST", "/queue/move", number=3, place=1)
    assert [one["number"] for one in moved["letters"]] == [3, 1, 2]
    day = moved["letters"][0]["goes_at"][:10]
    skipped = program.does("POST", "/queue/skip", day=day)
    assert skipped["skipped"] == [day]
    assert skipped["letters"][0]["goes_at"][:10] > day
    assert program.does("POST", "/queue/skip", day=day, back=True)["skipped"] == []
    pinned = program.does("POST", "/queue/pin", number=1, day="2026-05-14", time="10:00")
    assert [one["number"] for one in pinned["letters"] if one["is_pinned"]] == [1]
    free = program.does("POST", "/queue/unpin", number=1)
    assert not any(one["is_pinned"] for one in free["letters"])
    left = program.does("POST", "/queue/remove", number=2)
    assert [one["number"] for one in left["letters"]] == [3, 1]
    assert program.get("/letters/2")["state"] == "approved"


@pytest.mark.parametrize(
    ("path", "body", "refusal"),
    [
        ("move", {"number": 77, "place": 1}, (409, "issue-not-queued")),
        ("remove", {"number": 77}, (409, "issue-not-queued")),
        ("unpin", {"number": 77}, (404, "issue-unknown")),
        ("pin", {"number": 1, "day": "2026-02-30", "time": "10:00"}, (422, "date-unreadable")),
        ("pin", {"number": 1, "day": "2026-05-14", "time": "99:99"}, (422, "time-unreadable")),
        ("pin", {"number": 1, "day": "2020-05-14", "time": "10:00"}, (409, "pin-in-the-past")),
        ("pin", {"number": 1, "day": "9999-12-31", "time": "10:00"}, (409, "pin-too-far")),
        ("skip", {"day": "0000-00-00"}, (422, "date-unreadable")),
        ("skip", {"day": "0001-01-01"}, (409, "date-without-slot")),
        ("skip", {"day": "2026-03-15", "back": True}, (409, "date-not-skipped")),
    ],
)
def test_a_change_of_the_queue_that_cannot_be_is_refused(
    planned: Newsletter, program: Program, path: str, body: dict, refusal: tuple[int, str]
) -> None:
    before = program.get("/queue")
    assert program.refused("POST", f"/queue/{path}", **body) == refusal
    assert program.get("/queue") == before


def test_what_is_not_there_is_not_found(app: Newsletter, program: Program) -> None:
    for method, path, body in (
        ("GET", "/articles/geen.txt", {}),
        ("POST", "/articles/geen.txt/letters", {"expected": "0"}),
        ("GET", "/letters/77", {}),
        ("PUT", "/letters/77/text", {"text": "x", "expected": ""}),
        ("POST", "/letters/77/approve", {"expected": ""}),
        ("POST", "/letters/77/withdraw", {}),
        ("GET", "/dispatches/77", {}),
        ("POST", "/dispatches/77/pause", {}),
        ("POST", "/dispatches/77/cancel", {}),
    ):
        assert program.refused(method, path, **body)[0] == 404, path
    assert log_of(app) == []


def dispatched(app: Newsletter, *issues: int) -> None:
    """Dispatches that are frozen, of which nothing was handed over."""
    for number in issues:
        app.dispatches._begin(number, app.container.store.queue.approval(number))


def test_dispatches_are_paged_by_number_and_their_counts_add_up(
    planned: Newsletter,
) -> None:
    program = Program(planned, Scope.EDIT, Scope.READERS)
    dispatched(planned, 1, 2)
    first, second = program.get("/dispatches")
    assert (first["letter"], second["letter"]) == (1, 2)
    assert first["waits_until"] is None
    assert first["number"] < second["number"]
    assert sum(first["counts"].values()) == first["audience"] == 2
    assert program.get("/dispatches", after=first["number"]) == [second]
    assert program.get("/dispatches", limit=1) == [first]
    assert program.get(f"/dispatches/{first['number']}") == first
    assert program.refused("GET", "/dispatches/0")[0] == 422, "the notices are nobody's letter"


def test_a_dispatch_is_paused_and_its_rest_cancelled(planned: Newsletter, program: Program) -> None:
    dispatched(planned, 1)
    number = program.get("/dispatches")[0]["number"]
    assert program.does("POST", f"/dispatches/{number}/pause")["state"] == "paused"
    assert program.does("POST", f"/dispatches/{number}/pause")["state"] == "paused"
    after = program.does("POST", f"/dispatches/{number}/cancel")
    assert (after["state"], after["audience"], after["counts"]) == ("cancelled", 0, {})
    knowing = Program(planned, Scope.EDIT, Scope.READERS, name="owner")
    assert knowing.get(f"/dispatches/{number}")["counts"] == {"skipped": 2}
    assert program.does("POST", f"/dispatches/{number}/cancel") == after
    assert program.refused("POST", f"/dispatches/{number}/pause") == (
        409,
        "dispatch-done-not-paused",
    )
    who = "the program with the key “website”"
    assert log_of(planned)[:2] == [
        f"{who} cancelled the rest of the sending of letter 1.",
        f"{who} paused the sending of letter 1.",
    ]


def test_the_log_names_the_key_and_no_person(app: Newsletter, program: Program) -> None:
    drawn(program, queue=True)
    entries = app.container.store.log.newest(50)
    assert {one.act for one in entries} == {Act.ARTICLE_ADDED, Act.ISSUE_DRAWN, Act.ISSUE_APPROVED}
    assert {(one.actor, one.editor) for one in entries} == {(Actor.API, -program.key.id)}
    assert all(one.startswith("the program with the key “website” ") for one in log_of(app))


HOSTILE = [
    b'{"text": "\\ud800"}',
    b'{"text": "a\\u0000b"}',
    b'{"text": "\\u0001\\u001b[2J\\u202e"}',
    b'{"text": ""}',
    b'{"text": null}',
    b'{"text": ["x"]}',
    b'{"text": "x", "by": 1}',
    b'{"text": "Titel"}',
    b'{"text": "' + b"a" * 1_000_001 + b'"}',
    b'{"text": "' + b"# kop\\n\\n" * 20_000 + b'"}',
    b"[" * 50_000,
    b"{}",
    b"null",
    b"",
    b"\xff",
]


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body[:30]))
def test_a_hostile_article_is_refused_or_read_and_never_a_crash(
    program: Program, body: bytes
) -> None:
    headers = {"content-type": "application/json"}
    answer = program.request("POST", "/articles", content=body, headers=headers)
    assert answer.status_code in {200, 400, 422}, answer.text
    if answer.status_code != 200:
        assert answer.json()["status"]
        assert answer.json()["detail"]


@pytest.mark.parametrize(
    "text", ["\x01\x1b[2J\u202e", "---\n---\n", "---\n: [\n---\n\nx", "\ufeff", "a" * 900_000]
)
def test_a_hostile_text_of_a_letter_is_refused_or_saved_and_never_a_crash(
    program: Program, text: str
) -> None:
    _, [first, *_] = drawn(program)
    letter = program.get(f"/letters/{first}")
    for whole in (text, letter["text"] + text):
        body = {"text": whole, "expected": program.get(f"/letters/{first}")["hash"]}
        answer = program.request("PUT", f"/letters/{first}/text", json=body)
        assert answer.status_code in {200, 422}, answer.text


@pytest.mark.parametrize(
    "name", ["..%2f..%2fnewsletter.toml", "%00", "%ff", "a" * 300, ".places.toml", "originals"]
)
def test_a_name_leads_out_of_no_folder(program: Program, name: str) -> None:
    answer = program.request("GET", f"/articles/{name}")
    assert answer.status_code in {404, 422}
    assert answer.json()["detail"]


def test_a_long_body_is_read_only_for_whom_the_route_is(app: Newsletter, program: Program) -> None:
    text = ARTICLE + "\nNog een zin over rust.\n" * 5_000
    assert program.request("POST", "/articles", json={"text": text}).status_code == 200
    other = Program(app, Scope.READ)
    answer = other.request("POST", "/articles", json={"text": text})
    assert (answer.status_code, answer.json()["status"]) == (413, "refused")


def test_refusals_name_no_folder_of_the_server(app: Newsletter, program: Program) -> None:
    _, [first, *_] = drawn(program)
    app.issues.path(str(first)).write_text("geen kop\n---\n", "utf-8")
    seen = program.get(f"/letters/{first}")["hash"]
    answer = program.request("POST", f"/letters/{first}/approve", json={"expected": seen})
    assert answer.status_code == 422
    assert str(app.container.folder) not in answer.text


def test_two_programs_that_draw_the_same_at_once_make_it_once(app: Newsletter) -> None:
    programs = [Program(app, Scope.EDIT, name=name) for name in ("een", "twee")]
    name = programs[0].does("POST", "/articles", text=ARTICLE)["name"]
    body = {"expected": programs[0].get(f"/articles/{name}")["digest"], "queue": True}

    def draw(program: Program) -> int:
        return program.request("POST", f"/articles/{name}/letters", json=body).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(draw, programs)) == [200, 409]
    assert [one["number"] for one in programs[1].get("/letters")] == [1, 2, 3]


def test_letters_that_are_made_meanwhile_come_on_later_pages(program: Program) -> None:
    _, numbers = drawn(program)
    (first,) = program.get("/letters", limit=1)
    other = ARTICLE.replace("Rust", "Stilte").replace("stoel", "bank")
    name = program.does("POST", "/articles", text=other)["name"]
    digest = program.get(f"/articles/{name}")["digest"]
    made = program.does("POST", f"/articles/{name}/letters", expected=digest)["numbers"]
    rest = program.get("/letters", after=first["number"])
    assert [one["number"] for one in rest] == [*numbers[1:], *made]


def test_settings_that_do_not_allow_it_are_told_without_their_details(
    app: Newsletter, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise ConfigError("the password is hunter2")

    monkeypatch.setattr(app.desk.agenda, "look", refuse)
    answer = program.request("GET", "/queue")
    assert (answer.status_code, answer.json()["status"]) == (503, "desk-settings-wrong")
    assert "hunter2" not in answer.text
