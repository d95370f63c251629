"""Letters in a browser: listed, written, looked at, checked and queued."""

import html
import re
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.web.desk.builders import DeskBrowser, signed_in

ONE = "/desk/issues/1"


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return app


def expected(browser: DeskBrowser) -> str:
    found = re.search(r'name="expected" value="(\w+)"', browser.get(ONE).text)
    assert found is not None
    return found[1]


def save(browser: DeskBrowser, app: Newsletter, words: str, **more: str) -> httpx.Response:
    text = app.desk.writing.open(1).text + words
    return browser.post(f"{ONE}/save", data={"expected": expected(browser), "text": text} | more)


def test_every_letter_is_listed_by_its_state(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.get("/desk/issues").text
    assert "Concepten" in page
    assert "Klaargezet" not in page
    assert app.approvals.approve("1", offline=True).done
    page = browser.get("/desk/issues").text
    assert page.index("Klaargezet") < page.index("Concepten")
    assert all(f'href="/desk/issues/{row.number}"' in page for row in app.issue_list.rows())


def test_a_letter_is_written_and_saved(app: Newsletter) -> None:
    browser = signed_in(app)
    done = save(browser, app, "\nNog een zin.\n")
    assert done.headers["location"] == f"{ONE}?done=saved"
    page = browser.get(done.headers["location"]).text
    assert "Nog een zin." in page
    assert "Opgeslagen." in page
    assert "Zet deze tekst terug" in browser.get(f"{ONE}/history").text


def test_two_editors_see_both_texts_and_choose(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    before = expected(bram)
    assert save(gerda, app, "\nVan Gerda.\n").status_code == 303
    answer = save(bram, app, "\nVan Bram.\n", expected=before)
    assert answer.status_code == 409
    assert "Gerda heeft deze brief opgeslagen" in answer.text
    assert "Van Gerda." in answer.text
    assert "Van Bram." in answer.text
    anew = re.search(r'name="expected" value="(\w+)"', answer.text)
    assert anew is not None
    assert save(bram, app, "\nVan Bram.\n", expected=anew[1]).status_code == 303


def test_what_cannot_be_read_is_told_with_its_line_and_stays_in_the_box(app: Newsletter) -> None:
    browser = signed_in(app)
    text = app.desk.writing.open(1).text.replace("number: 1", "number: een")
    answer = browser.post(f"{ONE}/save", data={"expected": expected(browser), "text": text})
    assert answer.status_code == 422
    assert "number: een" in answer.text
    assert "Regel 2" in answer.text
    assert "number: 1" in app.desk.writing.open(1).text


def test_the_preview_is_the_mail_itself_in_a_frame_in_which_nothing_runs(app: Newsletter) -> None:
    browser = signed_in(app)
    mail = browser.get(f"{ONE}/mail")
    policy = mail.headers["content-security-policy"]
    assert "sandbox" in policy.split("; ")
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert mail.headers["x-frame-options"] == "SAMEORIGIN"
    assert "<script" not in mail.text
    assert "/unsubscribe/" in mail.text
    dark = browser.get(f"{ONE}/mail", params={"view": "dark"}).text
    assert dark != mail.text
    assert browser.get(f"{ONE}/mail", params={"view": "nothing"}).text == mail.text
    assert "sandbox title=" in browser.get(ONE).text
    assert "Dag " in browser.get(f"{ONE}/text").text


def test_a_letter_is_checked_queued_and_made_a_draft_again(app: Newsletter) -> None:
    browser = signed_in(app)
    assert "kan gaan" in browser.post(f"{ONE}/check").text
    assert app.queue.rows() == []
    browser.post(f"{ONE}/approve", data={"expected": expected(browser)})
    assert [row.number for row in app.queue.rows()] == [1]
    assert "Weer concept maken" in browser.get(ONE).text
    assert browser.post(f"{ONE}/withdraw").headers["location"] == f"{ONE}?done=withdrawn"
    assert app.queue.rows() == []


def test_only_the_letter_that_was_shown_is_queued(app: Newsletter) -> None:
    browser = signed_in(app)
    before = expected(browser)
    save(browser, app, "\nNog een zin.\n")
    answer = browser.post(f"{ONE}/approve", data={"expected": before})
    assert answer.status_code == 422
    assert "intussen gewijzigd" in answer.text
    assert app.queue.rows() == []


def test_a_test_goes_to_whoever_asks(app: Newsletter) -> None:
    browser = signed_in(app)
    assert browser.post(f"{ONE}/test").headers["location"] == f"{ONE}?done=tested"


def test_a_writer_sees_no_button_to_queue_and_may_not(app: Newsletter) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    assert "/approve" not in writer.get(ONE).text
    for act in ("approve", "withdraw"):
        assert writer.post(f"{ONE}/{act}", data={"expected": expected(writer)}).status_code == 403


@pytest.mark.parametrize("number", ["99", "x", "1e3", "-1", "٣", "9999999", "..%2F1"])
def test_a_letter_that_is_not_there_is_not_found(app: Newsletter, number: str) -> None:
    browser = signed_in(app)
    assert browser.get(f"/desk/issues/{number}").status_code == 404
    for page in ("mail", "text", "history"):
        assert browser.get(f"/desk/issues/{number}/{page}").status_code in {404, 422, 200}
    assert browser.post(f"/desk/issues/{number}/save").status_code in {404, 422}


@pytest.mark.parametrize(
    "words", ["{{7*7}}", "<script>alert(1)</script>", "\u202eabc", "</textarea><b>"]
)
def test_whatever_is_typed_is_shown_as_it_is(app: Newsletter, words: str) -> None:
    browser = signed_in(app)
    save(browser, app, f"\n{words}\n")
    page = browser.get(ONE).text
    assert "<script>" not in page
    assert "</textarea><b>" not in page
    assert ">49<" not in page


AS_JSON = {"accept": "application/json"}


def save_meanwhile(
    browser: DeskBrowser, text: str, hash_of_opened: str, **headers: str
) -> httpx.Response:
    fields = {"expected": hash_of_opened, "text": text}
    return browser.post(f"{ONE}/save", data=fields, headers=AS_JSON | headers)


def test_a_save_while_writing_names_the_hash_for_the_next_one(app: Newsletter) -> None:
    browser, text = signed_in(app), app.desk.writing.open(1).text
    first = save_meanwhile(browser, f"{text}\nEén.\n", expected(browser))
    opened = app.desk.writing.open(1)
    assert first.json() == {
        "expected": opened.sha256,
        "subject": opened.subject,
        "preheader": opened.preheader,
    }
    second = save_meanwhile(browser, f"{text}\nEén. Twee.\n", first.json()["expected"])
    assert second.status_code == 200
    assert "Eén. Twee." in app.desk.writing.open(1).text


def test_a_save_while_writing_says_in_words_what_cannot_be_read(app: Newsletter) -> None:
    browser = signed_in(app)
    text = app.desk.writing.open(1).text.replace("number: 1", "number: een")
    answer = save_meanwhile(browser, text, expected(browser))
    assert answer.status_code == 422
    assert answer.json()["line"] == 2
    assert "een" in answer.json()["why"]


def test_a_save_while_writing_stops_at_anothers_change_and_without_a_session(
    app: Newsletter,
) -> None:
    browser, text, before = signed_in(app), app.desk.writing.open(1).text, ""
    before = expected(browser)
    assert save(browser, app, "\nVan elders.\n").status_code == 303
    assert save_meanwhile(browser, f"{text}\nVan hier.\n", before).status_code == 409
    browser.cookies.clear()
    assert save_meanwhile(browser, text, before).status_code == 401
    strange = {"sec-fetch-site": "cross-site"}
    assert save_meanwhile(browser, text, before, **strange).status_code == 403


def test_two_texts_are_merged_and_what_both_changed_cannot_be_queued_so(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    before, text = expected(bram), app.desk.writing.open(1).text
    head, _, body = text.partition("---\n\n")
    assert save(gerda, app, "\nVan Gerda.\n").status_code == 303
    typed = f"{head}---\n\nEen begin van Bram.\n\n{body}\nVan Bram.\n"
    conflict = bram.post(f"{ONE}/save", data={"expected": before, "text": typed})
    assert conflict.status_code == 409
    assert "Ze verschillen op" in conflict.text
    hidden = dict(re.findall(r'name="(expected|base)" value="(\w+)"', conflict.text))
    assert hidden["base"] == before
    merged = bram.post(f"{ONE}/merge", data=hidden | {"text": typed})
    assert merged.status_code == 200
    assert all(
        words in merged.text
        for words in ("Een begin van Bram.", "[[jouw tekst:]]", "Van Gerda.", "Van Bram.")
    )
    assert "Van Bram." not in app.desk.writing.open(1).text
    box = re.search(r"<textarea id=\"text\"[^>]*>\n(.*?)</textarea>", merged.text, re.DOTALL)
    assert box is not None
    anew = expected(bram)
    fields = {"expected": anew, "text": html.unescape(box[1])}
    assert bram.post(f"{ONE}/save", data=fields).status_code == 303
    queued = gerda.post(f"{ONE}/approve", data={"expected": expected(gerda)})
    assert "[[jouw tekst:]]" in queued.text
    assert app.queue.rows() == []


def in_fields(browser: DeskBrowser) -> dict[str, str]:
    """What the page's form holds."""
    page = browser.get(ONE).text
    inputs = re.findall(r'<input [^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    body = re.search(r'<textarea id="text" name="body"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert body is not None
    return {name: html.unescape(value) for name, value in inputs} | {"body": html.unescape(body[1])}


def test_a_letter_is_written_in_fields_and_the_rest_of_its_file_stays(app: Newsletter) -> None:
    browser, before = signed_in(app), app.desk.writing.open(1).text
    fields = in_fields(browser)
    assert browser.post(f"{ONE}/save", data=fields).status_code == 303
    assert app.desk.writing.open(1).text == before
    changed = fields | {
        "subject": "Een <b>ander</b> onderwerp: {{7*7}}",
        "body": fields["body"].replace("\n", "\r\n") + "\r\nNog een zin.\r\n",
    }
    assert browser.post(f"{ONE}/save", data=changed).status_code == 303
    opened = app.desk.writing.open(1)
    assert opened.subject == "Een <b>ander</b> onderwerp: {{7*7}}"
    assert opened.text.endswith("\nNog een zin.\n")
    lines = set(before.splitlines()) - set(opened.text.splitlines())
    assert [line.partition(":")[0] for line in lines] == ["subject"]
    assert "&lt;b&gt;ander" in browser.get(ONE).text


def test_a_line_of_fields_holds_no_other_line(app: Newsletter) -> None:
    browser = signed_in(app)
    fields = in_fields(browser) | {"subject": "Stil\r\nnumber: 99\r\n---\r\n"}
    assert browser.post(f"{ONE}/save", data=fields).status_code == 303
    assert app.desk.writing.open(1).subject == "Stil number: 99 ---"


def test_an_empty_field_that_is_needed_is_refused_with_everything_kept(app: Newsletter) -> None:
    browser = signed_in(app)
    fields = in_fields(browser) | {"title": "", "body": "Een zin van nu.\n"}
    answer = browser.post(f"{ONE}/save", data=fields)
    assert answer.status_code == 422
    assert "Een zin van nu." in answer.text
    assert any("Een zin van nu." in one.text for one in app.desk.writing.earlier(1))


def test_the_whole_file_can_be_written_too_and_a_finding_counts_the_lines_that_are_seen(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    assert 'name="text"' in browser.get(f"{ONE}?whole=yes").text
    text = app.desk.writing.open(1).text + "\n[een link](ergens heen)\n"
    browser.post(f"{ONE}/save", data={"expected": expected(browser), "text": text})
    lines = app.desk.writing.open(1)
    assert lines.fields is not None
    at = lines.text.split("\n").index("[een link](ergens heen)") + 1
    page = browser.post(f"{ONE}/check", data=in_fields(browser)).text
    assert f"Regel {at - lines.fields.lines}:" in page
