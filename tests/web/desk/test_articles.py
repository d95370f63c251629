"""From a pasted article to queued weeks, in a browser."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.article import Rights
from newsletter.model.editor import Act, Role
from newsletter.text import files
from tests.app.builders import ARTICLE, SetClock, a_publication, clock_of
from tests.app.test_reminders import EDITOR
from tests.app.test_web_articles import html
from tests.fetching.web import served
from tests.sources.docx_files import docx_of_markdown
from tests.sources.test_feeds import LONG
from tests.web.desk.builders import PASSWORD, DeskBrowser, signed_in

WORD = (
    "# Stil huis\n\n## Begin\n\nThee, en een stoel bij het raam.\n\n## Einde\n\nRegen in de goot.\n"
)


def shown(page: str) -> dict[str, str]:
    """The hidden fields of an article's page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)">', page))


def press(browser: DeskBrowser, address: str, button: str, **more: str) -> httpx.Response:
    page = browser.get(address, params=more).text
    return browser.sent(f"{address}/{button}", data=shown(page) | more)


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
    made = browser.post(f"{address}/queue", data=shown(page)).headers["location"]
    assert len(app.queue.rows()) >= 2
    for _ in range(2):  # the address can be loaded again
        assert "brieven klaar" in browser.get(made).text
    again = browser.post(f"{address}/queue", data=shown(page))
    assert again.status_code == 409
    assert "zijn al gemaakt" in again.text
    assert len(app.queue.rows()) == len(app.issues.all())
    elsewhere = DeskBrowser(app)  # as after a restart
    elsewhere.cookies = browser.cookies
    assert elsewhere.get(made).headers["location"] == address


@pytest.mark.parametrize(("hours", "is_said"), [(23, True), (25, False)])
def test_a_letter_that_would_go_within_a_day_is_named_before_the_press(
    app: Newsletter, clock: SetClock, hours: int, is_said: bool
) -> None:
    clock.go_to(datetime(2026, 3, 8, 7, tzinfo=UTC) - timedelta(hours=hours))
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    for path in (address, f"{address}/table"):
        page = browser.get(path)
        assert page.status_code == 200
        assert ("gaat dan al binnen een dag" in page.text) is is_said
    writer = signed_in(app, Role.WRITER, "Bram")
    assert "binnen een dag" not in writer.get(address).text


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


def test_of_fewer_weeks_the_page_says_what_is_left_over_and_they_can_be_divided_by_hand(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    assert "over," not in browser.get(address).text
    page = browser.get(f"{address}?weeks=2").text
    assert "Zo worden het 2 brieven." in page
    assert "Eén stuk blijft over," in page
    sections = app.desk.drawing.propose(address.rpartition("/")[2]).article.sections
    inside = page.partition('id="inside"')[2].partition("</ul>")[0]
    left = [one for one in inside.split("<li>")[1:] if "blijft over" in one]
    assert [one.startswith(f"{sections[-1].heading} <") for one in left] == [True]
    fields = {"act": "divide", "count": "0", "weeks": "2"}
    form = page.partition('<form id="by-hand"')[2].partition("</form>")[0]
    assert dict(re.findall(r'name="(\w+)" value="(\w+)"', form)) == fields
    table = browser.sent(f"{address}/table", data=fields).text
    assert "Het zijn nu 2 weken." in table
    assert len(re.findall(r'<li id="week-', table)) == 2


@pytest.mark.parametrize("weeks", ["0", "-1", "x", "9999", "1e3", "٣"])
def test_a_number_of_weeks_that_means_nothing_is_refused_at_its_field(
    app: Newsletter, weeks: str
) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    page = browser.get(address, params={"weeks": weeks})
    assert page.status_code == 422
    assert "Kies een aantal weken, van 1 tot en met 100." in page.text
    assert f'value="{weeks}" aria-invalid="true" aria-describedby="weeks-wrong"' in page.text
    table = browser.post(f"{address}/table", data={"act": "divide", "count": "0", "weeks": weeks})
    assert table.status_code == 422
    assert "Kies een aantal weken, van 1 tot en met 100." in table.text


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
    assert answer.status_code in {303, 400, 422}, "a NUL is refused before the page"
    page = answer if answer.status_code != 303 else browser.get(answer.headers["location"])
    assert page.status_code in {200, 400, 422}
    assert "<script>" not in page.text
    assert ">49<" not in page.text


def test_two_megabytes_of_one_word_are_too_much_and_are_told_so(app: Newsletter) -> None:
    browser = signed_in(app)
    refused = browser.post("/desk/articles", data={"text": "w" * 2_100_000})
    assert refused.status_code == 413
    assert "stuur een kortere tekst of een kleiner bestand" in refused.text
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


@pytest.mark.parametrize("way", ["address", "file", "example"])
@pytest.mark.parametrize("written", [0, 1])
def test_an_article_for_which_the_disk_has_no_room_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, written: int
) -> None:
    settings = f"{EDITOR}[fetching]\nallow_loopback = true\n"
    app = a_publication(tmp_path / "web", SetClock(), settings)
    browser, folder = signed_in(app), app.container.folder / "issues"
    before = {path for path in folder.rglob("*") if path.is_file()}
    left = iter(range(written))  # how many files still fit
    whole = files.replace

    def full(path: Path, content: str | bytes, **more: int) -> None:
        if next(left, None) is None:
            raise OSError(28, "No space left on device", str(path))
        whole(path, content, **more)

    monkeypatch.setattr("newsletter.text.files.replace", full)
    with served({"/stil": html(LONG)}) as site:
        sent: dict[str, Any] = {
            "address": {"data": {"address": site.url("/stil"), "whose": "own"}},
            "file": {"files": {"file": ("stil.docx", docx_of_markdown(WORD))}},
            "example": {},
        }
        answer = browser.post(f"/desk/articles/{way}", **sent[way])
    if way == "example" and written:
        assert answer.status_code == 303  # it is one file only
        return
    assert answer.status_code == 507
    assert "ook niet voor een deel" in answer.text
    assert {path for path in folder.rglob("*") if path.is_file()} <= before | {folder / ".lock"}
    assert (site.url("/stil") in answer.text) == (way == "address")
    assert app.container.store.log.newest(200)[0].act is not Act.ARTICLE_ADDED


def test_one_broken_issue_file_is_named_and_not_a_mistake_of_ours(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    (app.container.folder / "issues" / "009-broken.md").write_text("---\nnumber: x\n", "utf-8")
    page = browser.get(address)
    assert page.status_code == 200
    assert re.search(r'<a href="/desk/issues/9">Brief 9</a>\s+kan niet worden gelezen', page.text)
    for text in (page.text, browser.get("/desk/issues").text):
        assert "Brief 9" in text
        assert ".md" not in text
        assert str(app.container.folder) not in text  # where it lies on the server
    assert browser.get(f"{address}/table").status_code == 200
    press(browser, address, "drafts")
    assert min(issue.number for issue in app.issues.known().issues) == 10


def test_what_was_pasted_while_the_session_ran_out_comes_back_after_signing_in(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    clock_of(app).pass_by(hours=13)
    long = ARTICLE + "\n\nEen lange zin over rust." * 1500
    asked = browser.post("/desk/articles", data={"text": long})
    assert asked.status_code == 401
    typed = {"email": "gerda@example.org", "password": PASSWORD, "to": "/desk/articles"}
    back = browser.post("/desk/sign-in", data=typed | {"kept.text": long})
    assert (back.status_code, back.headers["location"]) == (307, "/desk/articles")
    done = browser.post("/desk/articles", data=typed | {"kept.text": long})  # as a browser does
    assert done.status_code == 303
    assert "Rust op een gewone dag" in browser.get(done.headers["location"]).text


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
        assert answer.status_code in {400, 404, 422}
        assert "secret" not in answer.text


def upload(browser: DeskBrowser, name: str, data: bytes) -> httpx.Response:
    return browser.post("/desk/articles/file", files={"file": (name, data)})


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Rust.txt", "rust.txt"),
        ("..\\..\\Mijn artikel.TXT", "mijn-artikel.txt"),
        ("../../newsletter.txt", "newsletter.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        (".txt.txt", "txt.txt"),
    ],
)
def test_a_file_is_taken_in_under_the_last_words_of_its_name(
    app: Newsletter, name: str, kept: str
) -> None:
    browser = signed_in(app)
    assert upload(browser, name, ARTICLE.encode()).headers["location"] == f"/desk/articles/{kept}"
    assert [path.name for path in app.articles.paths()] == [kept]


def test_a_word_file_becomes_an_article(app: Newsletter) -> None:
    browser = signed_in(app)
    answer = upload(browser, "stuk.docx", docx_of_markdown(WORD))
    assert answer.status_code == 303
    assert len(app.articles.paths()) == 1
    assert browser.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("stuk.pdf", b"%PDF-1.7"),
        ("stuk", b"tekst"),
        ("stuk.exe", b"MZ"),
        ("stuk.docx", b"PK no zip"),
        ("stuk.txt", b""),
        ("stuk.txt", b"\xff\xfe\x00"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    app: Newsletter, name: str, data: bytes
) -> None:
    answer = upload(signed_in(app), name, data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert str(app.container.folder) not in answer.text
    assert app.articles.paths() == []


def test_another_article_of_that_name_stays_and_no_path_is_shown(app: Newsletter) -> None:
    browser = signed_in(app)
    upload(browser, "rust.txt", ARTICLE.encode())
    answer = upload(browser, "rust.txt", ARTICLE.replace("stoel", "bank").encode())
    assert answer.status_code == 422
    assert str(app.container.folder) not in answer.text
    assert app.articles.by_name("rust.txt").read_bytes() == ARTICLE.encode()


def test_nothing_is_uploaded_without_a_file(app: Newsletter) -> None:
    assert signed_in(app).post("/desk/articles/file").status_code == 422


def test_a_page_is_fetched_and_from_elsewhere_it_is_asked_whose_it_is(tmp_path: Path) -> None:
    app = a_publication(
        tmp_path / "web", SetClock(), f"{EDITOR}[fetching]\nallow_loopback = true\n"
    )
    browser = signed_in(app)
    page = f"<article><h1>Stil huis</h1><h2>Begin</h2>{LONG}<h2>Einde</h2>{LONG}</article>"
    with served({"/stuk": html(page)}) as site:
        there = site.url("/stuk").replace("127.0.0.1", "localhost")
        asked = browser.post("/desk/articles/address", data={"address": there})
        assert asked.status_code == 422
        assert "Van wie is deze tekst?" in asked.text
        assert app.articles.paths() == []
        told = {"address": there, "whose": "permission", "permission_of": "Bram"}
        assert browser.post("/desk/articles/address", data=told).status_code == 303
        [path] = app.articles.paths()
        assert app.articles.read(path).rights == Rights("Bram")
        own = browser.post("/desk/articles/address", data={"address": site.url("/nothing")})
        assert own.status_code == 422
        assert 'role="alert"' in own.text


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "http://[::1]/",
        "http://2130706433/",
    ],
)
def test_an_address_that_no_page_is_at_is_refused(app: Newsletter, address: str) -> None:
    answer = signed_in(app).post("/desk/articles/address", data={"address": address})
    assert answer.status_code == 422
    assert app.articles.paths() == []


def test_who_has_no_article_yet_tries_it_with_the_one_that_comes_along(app: Newsletter) -> None:
    browser = signed_in(app)
    assert all(
        "met een voorbeeld" in browser.get(page).text for page in ("/desk", "/desk/articles")
    )
    first = browser.post("/desk/articles/example")
    assert first.status_code == 303
    page = browser.get(first.headers["location"])
    assert "weken" in page.text
    again = browser.post("/desk/articles/example")
    assert again.headers["location"] == first.headers["location"]
    assert "met een voorbeeld" not in browser.get("/desk/articles").text


def test_what_could_be_better_in_the_queued_letters_is_said_with_a_way_to_each(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    text = ARTICLE.rstrip() + "\n\nVertel het verder.\nLees meer in: Een stuk zonder adres\n"
    address = browser.post("/desk/articles", data={"text": text}).headers["location"]
    made = press(browser, address, "queue").text
    left_out, _, better = made.partition("Weggelaten uit de brieven")[2].partition("Wat beter kan")
    assert "heeft nog geen adres" in left_out
    assert "heeft nog geen adres" not in better
    assert re.search(r'<a href="/desk/issues/\d+#line-\d+">Brief \d+</a>', left_out)


def test_an_article_is_removed_and_put_back_right_after(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    assert f'action="{address}/remove"' in browser.get(address).text
    [article] = app.article_list.rows()
    gone = browser.post(f"{address}/remove")
    page = browser.get(gone.headers["location"]).text
    assert f"‘{article.title}’ is weggehaald." in page
    assert browser.get(address).status_code == 404
    assert f'href="{address}"' not in page
    assert browser.post(f"{address}/restore").headers["location"] == address
    assert browser.get(address).status_code == 200
    assert "is weggehaald" not in browser.get(gone.headers["location"]).text


def test_a_writer_has_no_button_to_remove_an_article(app: Newsletter) -> None:
    owner, writer = signed_in(app), signed_in(app, Role.WRITER, "Bram")
    address = owner.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    assert "/remove" not in writer.get(address).text
    assert writer.post(f"{address}/remove").status_code == 403
    assert browser_sees(owner, address)


def test_a_form_that_the_full_disk_prevents_says_so_and_is_no_mistake_of_the_program(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsletter.text.files.set_aside", full)
    answer = browser.post(f"{address}/remove")
    assert answer.status_code == 507
    assert "De schijf van de server is vol" in answer.text
    assert browser_sees(browser, address)


def test_who_removes_what_another_has_just_removed_is_told_so(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    assert browser.post(f"{address}/remove").status_code == 303
    again = browser.post(f"{address}/remove")
    assert again.status_code == 409
    assert "Dit artikel is al weggehaald." in again.text
    assert browser.post("/desk/articles/nergens.txt/remove").status_code == 404


def browser_sees(browser: DeskBrowser, address: str) -> bool:
    return browser.get(address).status_code == 200


def test_what_is_drawn_already_and_what_is_left_is_counted_apart(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    made = app.issues.draw([address.rpartition("/")[2]], weeks=2).issues
    assert app.approvals.approve(str(made[0].number), offline=True).done
    page = browser.get(address).text
    drafts, fresh, queued = (
        page.partition(f"<h2>{heading}</h2>")[2].partition("</ol>")[0]
        for heading in ("Concepten", "Nog te maken", "Klaargezet of verstuurd")
    )
    assert f'<a href="/desk/issues/{made[1].number}">{made[1].subject}</a>' in drafts
    assert "<a" not in fresh
    assert "<time" in fresh
    assert f'<a href="/desk/issues/{made[0].number}">{made[0].subject}</a>' in queued
    assert "klaargezet" in queued
    assert "brieven van worden gemaakt" in page or "brief van worden gemaakt" in page


def test_questions_of_the_article_are_named_with_where_they_go(app: Newsletter) -> None:
    browser = signed_in(app)
    page = browser.post("/desk/articles/example").headers["location"]
    shown = browser.get(page).text
    assert re.search(r"\d+ openingsvragen <span[^>]*>· in de eerste brief", shown)
    # none of them is about what a letter says
    assert re.search(r"\d+ vragen met antwoord <span[^>]*>· komt in geen brief", shown)


def test_what_no_letter_gets_is_named_with_what_is_in_the_article(app: Newsletter) -> None:
    browser = signed_in(app)
    text = f"{ARTICLE}\n\nOntdek meer\n\nStil huis\n\nDe lege agenda\n"
    address = browser.post("/desk/articles", data={"text": text}).headers["location"]
    inside = browser.get(address).text.partition('id="inside"')[2]
    assert re.search(r"Inleiding <span[^>]*>· komt in geen brief", inside)
    assert re.search(r"2 links naar gerelateerde artikelen <span[^>]*>· komt in geen brief", inside)
    [issue, *_] = app.issues.draw([address.rpartition("/")[2]], weeks=1).issues
    assert "Een stuk over stilstaan" in str(issue.blocks)
    inside = browser.get(address).text.partition('id="inside"')[2]
    assert re.search(r"Inleiding <span[^>]*>· in een brief", inside)


def test_the_button_of_an_article_is_named_with_where_it_goes(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles/example").headers["location"]
    assert re.search(r"Knop ‘[^’]+’ <span[^>]*>· in de laatste brief", browser.get(address).text)
    fewer = browser.get(address, params={"weeks": "2"}).text
    assert re.search(r"Knop ‘[^’]+’ <span[^>]*>· komt in geen brief", fewer)
    also = "blijft over: die hoort bij het laatste stuk."
    assert also in fewer
    assert also not in browser.get(address).text


def test_letters_that_were_queued_are_listed_in_the_order_of_their_days(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    press(browser, address, "queue")
    numbers = [row.number for row in app.queue.rows()]
    app.queue.move(str(numbers[-1]), 1)
    listed = browser.get(address).text.partition("<h2>Klaargezet of verstuurd</h2>")[2]
    order = re.findall(r'href="/desk/issues/(\d+)"', listed.partition("</ol>")[0])
    assert [int(one) for one in order] == [numbers[-1], *numbers[:-1]]


def test_two_articles_of_one_title_are_told_apart_by_when_they_were_saved(app: Newsletter) -> None:
    browser = signed_in(app)
    for n, text in enumerate(
        (ARTICLE, f"{ARTICLE}\n\nEn verder.\n", "Iets anders\n\n## Een\n\nTekst.\n")
    ):
        name = browser.post("/desk/articles", data={"text": text}).headers["location"]
        os.utime(app.articles.by_name(name.rpartition("/")[2]), (1_772_900_000 + n * 86_400,) * 2)
    listed = browser.get("/desk/articles").text.partition("<h2>Bewaarde artikelen</h2>")[2]
    moments = re.findall(r"bewaard op (\w+ \d+ \w+, \d+:\d+)", listed)
    assert sorted(moments) == ["zaterdag 7 maart, 17:13", "zondag 8 maart, 17:13"]


def test_an_article_with_a_short_title_says_that_letters_call_it_so(app: Newsletter) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    page = browser.get(address).text
    assert re.search(r"Korte titel ‘Rust op een gewone dag’ <span[^>]*>· zo heet het artikel", page)
    plain = ARTICLE.partition("5 min\n\n")[2].partition("5 min\n\n")
    address = browser.post("/desk/articles", data={"text": plain[0] + plain[2]}).headers["location"]
    assert "zo heet het artikel" not in browser.get(address).text


def test_a_text_that_was_here_already_is_named_and_can_take_the_older_ones_place(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    first = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    os.utime(app.articles.by_name(first.rpartition("/")[2]), (1, 1))
    assert "staat ook in" not in browser.get(first).text
    press(browser, first, "queue")
    changed = ARTICLE.replace("rust", "kalmte", 1)
    second = browser.post("/desk/articles", data={"text": changed}).headers["location"]
    page = browser.get(second).text
    assert f"Het grootste deel van deze tekst staat ook in <a href='{first}'>‘" in page
    writer = signed_in(app, Role.WRITER, "Bram").get(second).text
    assert "staat ook in" in writer
    assert "Vervang de oude tekst" not in writer
    older = first.rpartition("/")[2]
    assert f'name="older" value="{older}"' in page.partition(f'action="{second}/replace"')[2]
    replaced = browser.sent(f"{second}/replace", data={"older": older}).text
    assert "Dit artikel heeft nu de nieuwe tekst." in replaced
    assert browser.get(second).status_code == 404
    again = browser.post(f"{first}/replace", data={"older": older})
    assert again.status_code == 422


def test_a_text_that_is_only_a_title_is_refused_with_it_kept(app: Newsletter) -> None:
    answer = signed_in(app).post("/desk/articles", data={"text": "bla bla"})
    assert answer.status_code == 422
    assert "Hier staat alleen een titel; plak het hele artikel." in answer.text
    assert re.search(r">\s*bla bla</textarea>", answer.text)


def test_after_a_few_weeks_were_made_the_number_means_what_can_still_be_made(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    press(browser, address, "queue", weeks="2")
    for page in (browser.get(address).text, browser.get(f"{address}?weeks=1").text):
        assert "Alle brieven uit dit artikel zijn al gemaakt." not in page
        still = page.partition("<h2>Nog te maken</h2>")[2].partition("</ol>")[0]
        assert still.count("<li>") == 1
        assert re.search(r'id="weeks"[^>]* value="1"', page)


def test_beside_drafts_the_page_says_that_they_go_along_and_what_their_dates_mean(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    address = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    words = ("De datums bij de concepten", "neemt ook de concepten mee")
    assert not any(one in browser.get(address).text for one in words)
    press(browser, address, "drafts", weeks="2")
    assert all(one in browser.get(address).text for one in words)
    writer = signed_in(app, Role.WRITER, "Bram").get(address).text
    assert [one in writer for one in words] == [True, False]


def test_while_both_texts_are_there_the_page_says_so_whatever_was_made(app: Newsletter) -> None:
    browser = signed_in(app)
    first = browser.post("/desk/articles", data={"text": ARTICLE}).headers["location"]
    os.utime(app.articles.by_name(first.rpartition("/")[2]), (1, 1))
    changed = ARTICLE.replace("rust", "kalmte", 1)
    second = browser.post("/desk/articles", data={"text": changed}).headers["location"]
    offered = browser.get(second).text
    primary = re.findall(r"<button(?: formaction=\S+?)?>(.*?)</button>", offered)
    assert "Vervang de oude tekst door deze" in primary
    assert "Zet klaar wat in orde is" not in primary
    press(browser, second, "drafts", weeks="1")
    for address in (second, f"{second}/table"):
        page = browser.get(address).text
        assert "staat ook in" in page
        assert "krijgen je lezers dezelfde tekst twee keer" in page
        assert "Vervang de oude tekst" not in page
    assert "Zet klaar wat in orde is" in re.findall(
        r"<button(?: formaction=\S+?)?>(.*?)</button>", browser.get(second).text
    )
    browser.post(f"{first}/remove")
    assert "staat ook in" not in browser.get(second).text


def test_a_section_that_no_letter_can_hold_is_refused_before_anything_is_written(
    app: Newsletter,
) -> None:
    browser = signed_in(app)
    text = "Een titel van niets\n\nHaken\n\n" + "[a] " * 501 + "\n\nEn toen was het stil, zei ze.\n"
    address = browser.post("/desk/articles", data={"text": text}).headers["location"]
    answer = browser.post(f"{address}/drafts", data=shown(browser.get(address).text))
    assert answer.status_code == 422
    assert "kan geen brief worden gemaakt: een alinea is langer" in answer.text
    assert app.issues.all() == ()
    refused = browser.post("/desk/articles", data={"text": f"Titel\n\n{'xyz ' * 20_000}"})
    assert refused.status_code == 422
