"""From a pasted article to queued weeks, in a browser."""

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import ARTICLE, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import PASSWORD, DeskBrowser, signed_in


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock(), EDITOR)


def shown(page: str) -> dict[str, str]:
    """The hidden fields of an article's page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)">', page))


def press(browser: DeskBrowser, address: str, button: str, **more: str) -> httpx.Response:
    page = browser.get(address, params=more).text
    return browser.post(f"{address}/{button}", data=shown(page) | more)


def test_an_article_is_pasted_looked_at_and_queued_in_two_presses(app: Newsletter) -> None:
    browser = signed_in(app)
    assert "<textarea" in browser.get("/desk").text
    pasted = browser.post("/desk/articles", data={"text": ARTICLE})
    assert pasted.status_code == 303
    address = pasted.headers["location"]
    page = browser.get(address).text
    assert all(
        one.subject in page for one in app.desk.drawing.propose(address.rpartition("/")[2]).issues
    )
    assert app.queue.rows() == []
    made = browser.post(f"{address}/queue", data=shown(page))
    assert made.status_code == 200
    assert len(app.queue.rows()) >= 2
    assert "brieven klaar" in made.text
    again = browser.post(f"{address}/queue", data=shown(page))
    assert again.status_code == 409
    assert "zijn al gemaakt" in again.text
    assert len(app.queue.rows()) == len(app.issues.all())


def test_a_writer_keeps_drafts_and_queues_nothing(app: Newsletter) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    address = writer.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    assert f"{address}/queue" not in writer.get(address).text
    assert writer.post(f"{address}/queue").status_code == 403
    assert "als concept" in press(writer, address, "drafts").text
    assert app.queue.rows() == []
    assert app.issues.all()


def test_fewer_weeks_are_shown_and_made(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    page = browser.get(f"{address}?weeks=1").text
    assert 'name="weeks" value="1"' in page
    assert press(browser, address, "drafts", weeks="1").status_code == 200
    assert len(app.issues.all()) == 1


@pytest.mark.parametrize("weeks", ["0", "-1", "x", "9999", "1e3", "٣"])
def test_a_number_of_weeks_that_means_nothing_changes_nothing(app: Newsletter, weeks: str) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    assert browser.get(address, params={"weeks": weeks}).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "../../x",
        "a\r\nb: c",
        "\u202eabc",
        "w" * 60_000,
    ],
    ids=lambda text: text[:8],
)
def test_whatever_is_pasted_is_refused_with_its_text_kept_or_shown_as_it_is(
    app: Newsletter, text: str
) -> None:
    browser = signed_in(app)
    answer = browser.post("/desk/articles", data={"text": text})
    assert answer.status_code in {303, 422}
    page = answer if answer.status_code == 422 else browser.get(answer.headers["location"])
    assert page.status_code in {200, 422}
    assert "<script>" not in page.text
    assert ">49<" not in page.text


def test_two_megabytes_of_one_word_are_too_much_and_are_told_so(app: Newsletter) -> None:
    browser = signed_in(app)
    assert browser.post("/desk/articles", data={"text": "w" * 2_100_000}).status_code == 413
    assert browser.post("/desk/articles", data={"text": f"{ARTICLE}\n" * 20}).status_code in {
        303,
        422,
    }


def test_what_changed_since_the_page_was_shown_is_shown_anew(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    stale = shown(browser.get(address).text)
    assert press(browser, address, "drafts", weeks="1").status_code == 200
    answer = browser.post(f"{address}/queue", data=stale)
    assert answer.status_code == 409
    assert "intussen iets veranderd" in answer.text
    assert app.queue.rows() == []


def test_a_full_disk_costs_no_pasted_word(app: Newsletter, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(app)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsletter.text.files.put_new", full)
    answer = browser.post("/desk/articles", data={"text": ARTICLE})
    assert answer.status_code == 507
    assert "Rust op een gewone dag" in answer.text


def test_one_broken_issue_file_is_named_and_not_a_mistake_of_ours(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    (app.container.folder / "issues" / "009-broken.md").write_text("---\nnumber: x\n", "utf-8")
    page = browser.get(address)
    assert page.status_code == 422
    assert "009-broken.md" in page.text


def test_what_was_pasted_while_the_session_ran_out_comes_back_after_signing_in(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    app.container.now.at += timedelta(hours=13)  # type: ignore[attr-defined]  # the clock of tests
    long = f"{ARTICLE}\n\n" + "Een lange zin over rust. " * 4000
    asked = browser.post("/desk/articles", data={"text": long})
    assert asked.status_code == 401
    typed = {"email": "gerda@example.org", "password": PASSWORD, "to": "/desk/articles"}
    back = browser.post("/desk/sign-in", data=typed | {"kept.text": long})
    assert back.status_code == 200
    assert back.text.count("Een lange zin over rust.") >= 4000


def test_who_is_not_signed_in_brings_no_large_body(app: Newsletter) -> None:
    browser = signed_in(app)
    browser.cookies.clear()
    assert browser.post("/desk/articles", data={"text": "w" * 100_000}).status_code == 413


@pytest.mark.parametrize(
    "name", ["nothing.txt", "..%2F..%2Fnewsletter.toml", "%2Fetc%2Fpasswd", "%00"]
)
def test_an_address_reaches_no_file_outside_the_folder(app: Newsletter, name: str) -> None:
    browser = signed_in(app)
    for method, path in (("GET", ""), ("POST", "/drafts"), ("POST", "/queue")):
        answer = browser.request(method, f"/desk/articles/{name}{path}")
        assert answer.status_code in {404, 422}
        assert "secret" not in answer.text
