"""Letters in a browser: listed, written, looked at, checked and queued."""

import html
import re

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from newsletter.web.desk.letter_form import packed
from tests.app.builders import SAID, SetClock, a_photo
from tests.web.desk.builders import DeskBrowser, signed_in

ONE = "/desk/issues/1"


pytestmark = pytest.mark.usefixtures("drawn")


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


def test_what_is_approved_and_not_queued_is_not_among_the_drafts(app: Newsletter) -> None:
    browser = signed_in(app)
    assert app.approvals.approve("1", offline=True).done
    app.queue.remove("1")
    page = browser.get("/desk/issues").text
    group = page.partition("<h2>Goedgekeurd, maar niet in de planning</h2>")[2]
    assert ONE in group.partition("<h2>")[0]
    assert ONE not in page.partition("<h2>Concepten</h2>")[2]
    said = "Eén brief is goedgekeurd, maar staat niet in de planning."
    assert said in browser.get("/desk").text
    app.people.add("anna@example.org", statement=SAID)
    app.desk.starts.begin(1, app.desk.editors.all()[0], app.desk.starts.look(1).edition)
    assert said not in browser.get("/desk").text


def test_what_was_sent_last_is_the_first_of_those_that_were_sent(
    app: Newsletter, clock: SetClock
) -> None:
    app.people.add("anna@example.org", statement=SAID)
    for number in ("2", "3", "1"):
        assert app.approvals.approve(number, offline=True).done
        app.dispatches.start(number)
        clock.pass_by(days=1)
    sent = signed_in(app).get("/desk/issues").text.partition("<h2>Verstuurd</h2>")[2]
    listed = re.findall(r'<span><a href="/desk/issues/([0-9]+)">', sent.partition("</ul>")[0])
    assert listed == ["1", "3", "2"]


def test_a_letter_is_written_and_saved(app: Newsletter) -> None:
    browser = signed_in(app)
    done = save(browser, app, "\nNog een zin.\n")
    assert done.headers["location"] == f"{ONE}?done=saved"
    page = browser.get(done.headers["location"]).text
    assert "Nog een zin." in page
    assert "Opgeslagen." in page
    before = browser.get(f"{ONE}/history").text
    assert "Zet deze tekst terug" in before
    boxes = re.findall(r"<textarea(?! name=.text. hidden)[^>]*>(.*?)</textarea>", before, re.DOTALL)
    assert len(boxes) == 1
    assert "number: 1" not in boxes[0]  # what stands above the text is for programs
    title = app.issues.all()[0].title
    assert f"<strong>{title}</strong>" in before


def test_two_editors_see_both_texts_and_choose(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    before = expected(bram)
    assert save(gerda, app, "\nVan Gerda.\n").status_code == 303
    answer = save(bram, app, "\nVan Bram.\n", expected=before)
    assert answer.status_code == 409
    assert "Gerda heeft deze brief opgeslagen" in answer.text
    assert "Van Gerda." in answer.text
    assert "Van Bram." in answer.text
    fields = dict(re.findall(r'name="(expected|base|head)" value="([^"]*)"', answer.text))
    assert 'name="text"' not in answer.text
    mine = app.desk.writing.take_apart(1, app.desk.writing.open(1).text)
    assert mine is not None
    typed = {"title": mine.title, "subject": "Van Bram", "preheader": "", "body": "Van Bram.\n"}
    kept = {name: html.unescape(value) for name, value in fields.items()}
    assert bram.post(f"{ONE}/save", data=kept | typed).status_code == 303
    assert (app.issues.all()[0].title, app.issues.all()[0].subject) == (mine.title, "Van Bram")


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
    assert "sandbox allow-same-origin" in policy.split("; "), "its scroll bar, but no script"
    assert "default-src 'none'" in policy.split("; ")
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy
    assert mail.headers["x-frame-options"] == "SAMEORIGIN"
    assert "<script" not in mail.text
    assert "/unsubscribe/" in mail.text
    dark = browser.get(f"{ONE}/mail", params={"view": "dark"}).text
    assert dark != mail.text
    assert browser.get(f"{ONE}/mail", params={"view": "nothing"}).text == mail.text
    assert 'sandbox="allow-same-origin" title=' in browser.get(ONE).text
    text = browser.get(f"{ONE}/text")
    assert "Dag " in text.text
    assert ">Een helder moment\n" in text.text
    assert text.headers["x-frame-options"] == "SAMEORIGIN"
    assert text.headers["content-security-policy"] == policy
    page = browser.get(ONE, params={"view": "text"}).text
    assert f'src="{ONE}/text"' in page
    assert f'<a href="{ONE}?view=text#views" aria-current="true">' in page


def test_a_letter_is_checked_queued_and_made_a_draft_again(app: Newsletter) -> None:
    browser = signed_in(app)
    assert "kan gaan" in browser.post(f"{ONE}/check").text
    assert app.queue.rows() == []
    browser.post(f"{ONE}/approve", data={"expected": expected(browser)})
    assert [row.number for row in app.queue.rows()] == [1]
    assert "Weer concept maken" in browser.get(ONE).text
    assert browser.post(f"{ONE}/withdraw").headers["location"] == f"{ONE}?done=withdrawn"
    assert app.queue.rows() == []


def test_a_finding_leads_to_its_line(app: Newsletter) -> None:
    browser = signed_in(app)
    save(browser, app, "\nLees [hier](https://) verder.\n")
    checked = browser.post(f"{ONE}/check", data={"expected": expected(browser)}).text
    found = re.findall(r'<a href="#text" data-line="(\d+)">Regel (\d+):</a>', checked)
    assert found
    assert all(line == words for line, words in found)
    fields = app.desk.writing.open(1).fields
    assert fields is not None
    lines = fields.body.split("\n")
    assert any("Lees [hier]" in lines[int(line) - 1] for line, _ in found)


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
    done = browser.post(f"{ONE}/test").headers["location"]
    assert done == f"{ONE}?done=tested"
    page = browser.get(done).text
    assert "De test staat in de map outbox. Hij is niet verstuurd" in page
    assert "onderweg" not in page


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
        "expected_text": packed(opened.text),
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


def asked(page: str) -> dict[str, str]:
    """What the page that asks about each place holds, with what it has chosen."""
    chosen = re.findall(r'name="(keep-\d+)" value="(\w+)" checked', page)
    hidden = re.findall(r'name="(against|base)" value="(\w+)"', page)
    text = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert text is not None
    return dict(chosen) | dict(hidden) | {"text": html.unescape(text[1])}


@pytest.mark.parametrize(
    ("choice", "stays"),
    [(None, {"Van Gerda.", "Van Bram."}), ("mine", {"Van Bram."}), ("theirs", {"Van Gerda."})],
)
def test_two_texts_are_merged_and_of_each_place_that_both_changed_one_is_chosen(
    app: Newsletter, choice: str | None, stays: set[str]
) -> None:
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
    question = bram.post(f"{ONE}/merge", data=hidden | {"text": typed})
    assert "Wat houd je op deze plek?" in question.text
    fields = asked(question.text)
    assert fields["keep-0"] == "both"
    merged = bram.post(f"{ONE}/merge", data=fields | ({"keep-0": choice} if choice else {}))
    assert merged.status_code == 200
    shown = box_of(merged.text)
    assert {words for words in ("Van Gerda.", "Van Bram.") if words in shown["body"]} == stays
    assert "Een begin van Bram." in shown["body"]
    assert app.desk.writing.open(1).text == f"{text}\nVan Gerda.\n"
    assert bram.post(f"{ONE}/save", data=shown).status_code == 303
    assert app.desk.writing.open(1).fields is not None


def test_what_was_chosen_of_a_text_that_changed_again_is_asked_anew(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    before, text = expected(bram), app.desk.writing.open(1).text
    save(gerda, app, "\nVan Gerda.\n")
    typed = {"base": before, "text": f"{text}\nVan Bram.\n"}
    fields = asked(bram.post(f"{ONE}/merge", data=typed).text) | {"keep-0": "mine"}
    save(gerda, app, "\nEn nog iets van Gerda.\n")
    again = bram.post(f"{ONE}/merge", data=fields)
    assert "nog iets van Gerda" in again.text
    assert asked(again.text)["keep-0"] == "both"


def in_fields(browser: DeskBrowser) -> dict[str, str]:
    """What the form of the letter's page holds."""
    return box_of(browser.get(ONE).text)


def box_of(page: str) -> dict[str, str]:
    inputs = re.findall(r'<input [^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    body = re.search(
        r'<textarea id="text"[^>]* name="body"[^>]*>\n(.*?)</textarea>', page, re.DOTALL
    )
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


def test_a_change_to_a_queued_letter_is_told_and_queued_in_its_place(app: Newsletter) -> None:
    browser = signed_in(app)
    for row in app.issue_list.rows():
        assert app.approvals.approve(str(row.number), offline=True).done
    before = [row.number for row in app.queue.rows()]
    assert 'id="behind" class="message" hidden' in browser.get(ONE).text
    fields = in_fields(browser) | {"subject": "Een ander onderwerp"}
    assert browser.post(f"{ONE}/save", data=fields).status_code == 303
    page = browser.get(ONE).text
    assert 'id="behind" class="message">' in page
    assert "gaat nog niet mee" in page
    assert app.queue.rows()[0].subject != "Een ander onderwerp"
    answer = browser.sent(f"{ONE}/approve", data=in_fields(browser))
    assert answer.status_code == 200
    assert [row.number for row in app.queue.rows()] == before
    assert app.queue.rows()[0].subject == "Een ander onderwerp"
    assert 'id="behind" class="message" hidden' in answer.text


@pytest.mark.parametrize("button", ["save", "test", "withdraw", "picture"])
def test_the_view_of_the_preview_stays_as_chosen_after_a_button(
    app: Newsletter, button: str
) -> None:
    browser = signed_in(app)
    assert app.approvals.approve("1", offline=True).done
    page = browser.get(f"{ONE}?view=no+styles&width=wide").text
    [to] = set(re.findall(rf'action="({ONE}/{button}[^"]*)"', page))
    files = {"picture": ("tuin.jpg", a_photo(300, 200), "image/jpeg")}
    more = {"files": files} if button == "picture" else {}
    data = in_fields(browser) | {"alt": "Een kale tuin"}
    answer = browser.post(html.unescape(to), data=data, **more)
    assert answer.status_code == 303
    shown = browser.get(answer.headers["location"]).text
    assert 'role="status">' in shown
    assert f'src="{ONE}/mail?view=no%20styles"' in shown
    assert "als op een telefoon" in shown


def test_the_view_of_the_preview_stays_as_chosen_when_a_letter_is_checked(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    for button in ("check", "approve"):
        page = browser.get(f"{ONE}?view=dark").text
        [to] = re.findall(rf'action="({ONE}/{button}[^"]*)"', page)
        press = browser.sent if button == "approve" else browser.post
        answer = press(html.unescape(to), data=in_fields(browser))
        assert f'src="{ONE}/mail?view=dark"' in answer.text
    assert "?view" not in browser.post(f"{ONE}/save?view=nothing&width=1").headers["location"]


def test_the_views_stand_in_a_row_without_the_other_pages_of_the_letter(app: Newsletter) -> None:
    page = signed_in(app).get(ONE).text
    rows = re.findall(r'<ul class="bar"[^>]*>(.*?)</ul>', page, re.DOTALL)
    views, others = (re.findall(r">([^<]+)</(?:a|button)>", row) for row in rows[-2:])
    assert "tekstversie" in views
    assert others == ["eerdere teksten", "link om te laten zien"]


def test_a_line_that_cannot_be_read_is_counted_as_the_box_shows_it(app: Newsletter) -> None:
    browser = signed_in(app)
    fields = in_fields(browser) | {"body": f"Een zin.\r\n\r\n{'>' * 60} diep\r\n"}
    shown = browser.post(f"{ONE}/save", data=fields)
    assert shown.status_code == 422
    assert "Regel 3:" in shown.text
    meanwhile = browser.post(f"{ONE}/save", data=fields, headers=AS_JSON)
    assert (meanwhile.status_code, meanwhile.json()["line"]) == (422, 3)


def test_two_texts_that_differ_are_compared_by_the_lines_that_the_boxes_show(
    app: Newsletter,
) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    before = in_fields(bram)
    first = {"subject": "Van Gerda", "body": f"Van Gerda.\n\n{before['body']}"}
    assert gerda.post(f"{ONE}/save", data=before | first).status_code == 303
    mine = {"subject": "Van Bram", "body": f"Vooraan.\n\nVan Bram.\n\n{before['body']}"}
    page = bram.post(f"{ONE}/save", data=before | mine)
    assert page.status_code == 409
    captions = re.findall(r'<p class="quiet">([^<]+)</p>', page.text)
    assert captions == ["De jouwe", "De andere", "Van jou, regel 1", "De andere, regel 1"]
    whole = {"expected": before["expected"], "text": before["head"] + mine["body"]}
    again = bram.post(f"{ONE}/save", data=whole | {"text": "geen brief"})
    assert "Van jou, regel 1" in again.text


def test_merging_is_the_first_choice_between_two_texts(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    before = expected(bram)
    save(gerda, app, "\nVan Gerda.\n")
    page = save(bram, app, "\nVan Bram.\n", expected=before).text
    main = page[page.index("<main") :]
    assert re.findall(r"<button[^>]*>([^<]+)<", main) == ["Voeg samen", "Houd deze tekst"]
    assert re.findall(r'<(?:button|a)[^>]*class="[^"]*second"[^>]*>([^<]+)<', main) == [
        "Houd deze tekst",
        "Houd de andere tekst",
    ]


def test_an_empty_letter_is_begun_with_a_title(app: Newsletter) -> None:
    signed_in(app)
    browser = signed_in(app, Role.WRITER, "Bram")
    answer = browser.post("/desk/issues", data={"title": "Een <i>losse</i>\r\nbrief"})
    number = max(issue.number for issue in app.issues.all())
    assert answer.headers["location"] == f"/desk/issues/{number}"
    assert app.issues.find(str(number))[0].title == "Een <i>losse</i> brief"
    assert browser.get(answer.headers["location"]).status_code == 200
    refused = browser.post("/desk/issues", data={"title": "  "})
    assert refused.status_code == 422
    assert "Geef de brief een titel" in refused.text


def test_a_queued_letter_is_previewed_with_the_day_on_which_it_goes(app: Newsletter) -> None:
    browser = signed_in(app)
    assert app.approvals.approve("1", offline=True).done
    assert "zondag 8 maart" in browser.get(f"{ONE}/text").text
    assert "zondag 8 maart" in browser.get(f"{ONE}/mail").text


# ─── pictures ────────────────────────────────────────────────────────────────


def with_picture(browser: DeskBrowser, **more: str) -> httpx.Response:
    files = {"picture": ("tuin.jpg", a_photo(300, 200), "image/jpeg")}
    return browser.post(f"{ONE}/picture", data=in_fields(browser) | more, files=files)


def test_a_picture_is_put_in_where_the_cursor_was_and_the_typed_text_is_saved_with_it(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    body = f"Vooraan.\n\n{in_fields(browser)['body']}"
    done = with_picture(browser, body=body, at="3", alt="Een kale tuin")
    assert done.headers["location"] == f"{ONE}?done=picture&line=3"
    fields = app.desk.writing.open(1).fields
    assert fields is not None
    assert fields.body.startswith("Vooraan.\n\n![Een kale tuin](pictures/001-tuin.jpg)\n\n")
    page = browser.get(done.headers["location"]).text
    assert "De afbeelding staat in de brief, na de alinea waar de cursor stond." in page
    assert '<a href="#text" data-line="3">Ga naar regel 3</a>' in page
    assert "Een kale tuin" in browser.get(f"{ONE}/mail").text


def test_a_picture_is_put_at_the_end_if_the_cursor_was_nowhere(app: Newsletter) -> None:
    browser = signed_in(app)
    done = with_picture(browser, body="Een.\n\nTwee.\n", at="", alt="Een kale tuin")
    fields = app.desk.writing.open(1).fields
    assert fields is not None
    assert fields.body == "Een.\n\nTwee.\n\n![Een kale tuin](pictures/001-tuin.jpg)\n"
    page = browser.get(done.headers["location"]).text
    assert "De afbeelding staat aan het eind van de brief." in page
    assert 'data-line="5">Ga naar regel 5</a>' in page


def test_a_picture_without_words_is_refused_and_what_was_typed_is_saved(app: Newsletter) -> None:
    browser = signed_in(app)
    answer = with_picture(browser, body="Alleen dit.\n", alt="")
    assert answer.status_code == 422
    assert "Zeg in een paar woorden" in answer.text
    assert "Alleen dit." in app.desk.writing.open(1).text
    assert not (app.container.folder / "issues" / "pictures").exists()


def test_what_is_no_picture_is_refused_with_its_words_kept(app: Newsletter) -> None:
    browser = signed_in(app)
    files = {"picture": ("tuin.jpg", b"<svg onload=alert(1)>", "image/jpeg")}
    data = in_fields(browser) | {"alt": "Een <b>tuin</b>", "at": "3"}
    answer = browser.post(f"{ONE}/picture", data=data, files=files)
    assert answer.status_code == 422
    assert "tuin.jpg" in answer.text
    assert 'value="Een &lt;b&gt;tuin&lt;/b&gt;"' in answer.text
    assert 'name="at" value="3"' in answer.text


def test_a_draft_is_discarded_with_what_was_typed_and_put_back(app: Newsletter) -> None:
    browser = signed_in(app)
    title = app.issue_list.rows()[0].subject
    assert f'formaction="{ONE}/discard"' in browser.get(ONE).text
    text = app.desk.writing.open(1).text + "\nNog een zin.\n"
    gone = browser.post(f"{ONE}/discard", data={"expected": expected(browser), "text": text})
    assert gone.headers["location"] == "/desk/issues?discarded=1"
    page = html.unescape(browser.get(gone.headers["location"]).text)
    assert f"‘{title}’ is weggegooid." in page
    assert 'href="/desk/issues/1"' not in page
    there = browser.get(ONE)
    assert there.status_code == 410
    assert "Zet de brief terug" in there.text
    assert "Eén weggegooide brief" in browser.get("/desk/issues").text
    back = browser.post(f"{ONE}/restore")
    assert back.headers["location"] == f"{ONE}?done=restored"
    page = browser.get(back.headers["location"]).text
    assert "De brief staat weer bij de concepten." in page
    assert "Nog een zin." in page
    assert "weggegooide" not in browser.get("/desk/issues").text


def test_a_writer_is_not_offered_to_put_back_the_letter_of_another(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    fields = in_fields(bram)
    gerda.post(f"{ONE}/discard", data={"expected": expected(gerda)})
    for answer in (bram.get(ONE), bram.post(f"{ONE}/save", data=fields)):
        assert answer.status_code == 410
        assert "/restore" not in answer.text
        assert "Een redacteur of eigenaar kan hem terugzetten." in answer.text
    assert gerda.get("/desk/issues/99").status_code == 404


@pytest.mark.parametrize("button", ["save", "check", "test", "approve", "merge", "discard"])
def test_what_was_typed_into_a_letter_that_is_discarded_meanwhile_is_kept(
    app: Newsletter, button: str
) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.EDITOR, "Bram")
    fields = in_fields(bram)
    fields["body"] += "\nEen zin van Bram.\n"
    gerda.post(f"{ONE}/discard", data={"expected": expected(gerda)})
    answer = bram.post(f"{ONE}/{button}", data=fields)
    assert answer.status_code == 410
    assert "Deze brief is weggegooid" in answer.text
    assert "Een zin van Bram." in answer.text
    assert f'action="{ONE}/restore"' in answer.text
    gerda.post(f"{ONE}/restore")
    assert "Een zin van Bram." in bram.get(f"{ONE}/history").text


def test_the_script_hears_that_a_letter_was_discarded_meanwhile(app: Newsletter) -> None:
    gerda, bram = signed_in(app), signed_in(app, Role.EDITOR, "Bram")
    fields = in_fields(bram) | {"body": "Een zin van Bram.\n"}
    gerda.post(f"{ONE}/discard", data={"expected": expected(gerda)})
    answer = bram.post(f"{ONE}/save", data=fields, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (410, {})
    assert bram.post(f"{ONE}/save", data=fields).status_code == 410
    [kept] = app.desk.writing.earlier(1)
    assert "Een zin van Bram." in kept.text


def test_of_a_letter_that_never_was_no_text_is_kept(app: Newsletter) -> None:
    browser = signed_in(app)
    assert browser.post("/desk/issues/99/save", data={"text": "Een zin."}).status_code == 404
    assert app.desk.writing.earlier(99) == ()


def test_only_a_draft_can_be_discarded_and_another_writers_has_no_button(app: Newsletter) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    assert "/discard" not in writer.get(ONE).text
    refused = writer.post(f"{ONE}/discard", data={"expected": expected(writer)})
    assert refused.status_code == 422
    assert "door iemand anders gemaakt" in refused.text
    editor = signed_in(app, Role.EDITOR, "Noor")
    assert "/discard" in editor.get(ONE).text
    assert app.approvals.approve("1", offline=True).done
    assert "/discard" not in editor.get(ONE).text
    refused = editor.post(f"{ONE}/discard", data={"expected": expected(editor)})
    assert "is geen concept" in refused.text
    assert app.issue_list.rows()[0].number == 1


def test_a_draft_that_was_changed_elsewhere_is_shown_again_before_it_is_discarded(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    seen = expected(browser)
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8") + "\nVan elders.\n", "utf-8")
    refused = browser.post(f"{ONE}/discard", data={"expected": seen})
    assert "intussen gewijzigd" in refused.text
    assert path.is_file()


def test_a_writer_reads_who_can_queue_what_they_wrote(app: Newsletter) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    assert "Een redacteur of eigenaar kan hem klaarzetten." in writer.get(ONE).text
    assert app.approvals.approve("1", offline=True).done
    assert "kan de gewijzigde tekst klaarzetten" in writer.get(ONE).text
    editor = signed_in(app, Role.EDITOR, "Noor")
    assert "redacteur of eigenaar kan" not in editor.get(ONE).text
