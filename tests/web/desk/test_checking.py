"""A letter is checked and queued in a browser; the spam filter, which is slow, answers last."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.spam_filter import a_spam_filter, report
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_issues import box_of

ONE = "/desk/issues/1"
REFUSES = report(9.1, " 9.1 FAKE_RULE              What this filter has against every mail")


def with_issues(folder: Path, settings: str = EDITOR) -> Newsletter:
    app = a_publication(folder, SetClock(), settings)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return app


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    return tmp_path / "answer"


@pytest.fixture
def filtered(tmp_path: Path, trace: Path, answer: Path) -> Newsletter:
    """A publication with a spam filter that refuses everything and traces when it runs."""
    answer.write_text(REFUSES)
    program = a_spam_filter(tmp_path / "filter", answer, f"echo asked >> {trace}")
    with_issues(tmp_path / "own").close()
    file = tmp_path / "own" / "newsletter.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('spamassassin = ""', f'spamassassin = "{program}"'), "utf-8")
    return a_publication(tmp_path / "own", SetClock())


def expected(browser: DeskBrowser) -> dict[str, str]:
    found = re.search(r'name="expected" value="(\w+)"', browser.get(ONE).text)
    assert found is not None
    return {"expected": found[1]}


def result(page: str) -> str:
    found = re.search(r'<div id="checked".*?</div>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_the_spam_filter_is_asked_after_the_page_with_the_other_findings(
    filtered: Newsletter, trace: Path
) -> None:
    browser = signed_in(filtered)
    first = result(browser.post(f"{ONE}/check", data=expected(browser)).text)
    assert not trace.exists()
    assert "Tot zover in orde." in first
    assert "Het spamfilter bekijkt de brief nog." in first
    assert "kan gaan" not in first
    assert f'data-later="{ONE}/checked"' in first
    whole = result(browser.get(f"{ONE}/checked").text)
    assert trace.read_text().split() == ["asked"]
    assert "Deze brief kan nog niet gaan." in whole
    assert re.search(r"<strong>Moet anders:</strong> SpamAssassin geeft 9,1 punten", whole)
    assert "data-later" not in whole


def test_a_letter_is_queued_only_after_the_spam_filter(filtered: Newsletter, trace: Path) -> None:
    browser = signed_in(filtered)
    refused = result(browser.post(f"{ONE}/approve", data=expected(browser)).text)
    assert trace.exists()
    assert "Deze brief is niet klaargezet." in refused
    assert filtered.queue.rows() == []


def test_a_spam_filter_that_finds_nothing_says_so(filtered: Newsletter, answer: Path) -> None:
    answer.write_text(report(0.1))
    browser = signed_in(filtered)
    clean = "Het spamfilter heeft niets aan te merken."
    assert clean not in browser.post(f"{ONE}/check", data=expected(browser)).text
    whole = result(browser.get(f"{ONE}/checked").text)
    assert "Deze brief kan gaan." in whole
    assert clean in whole


def test_without_a_spam_filter_the_answer_is_whole_at_once(tmp_path: Path) -> None:
    browser = signed_in(with_issues(tmp_path / "own"))
    checked = result(browser.post(f"{ONE}/check", data=expected(browser)).text)
    assert "Deze brief kan gaan." in checked
    assert "data-later" not in checked
    assert "Het spamfilter" not in checked


def test_that_there_is_no_spam_filter_is_said_at_a_check_and_not_at_queueing(
    tmp_path: Path,
) -> None:
    browser = signed_in(with_issues(tmp_path / "own"))
    absent = "Op deze machine staat geen spamfilter; daarmee is dus niet gecontroleerd."
    assert absent in result(browser.post(f"{ONE}/check", data=expected(browser)).text)
    assert absent in result(browser.get(f"{ONE}/checked").text)
    queued = result(browser.sent(f"{ONE}/approve", data=expected(browser)).text)
    assert "staat klaar" in queued
    assert "spam" not in queued.lower()


def test_a_queued_letter_says_when_it_goes_and_names_no_file(tmp_path: Path) -> None:
    app = with_issues(tmp_path / "own")
    browser = signed_in(app)
    done = result(browser.sent(f"{ONE}/approve", data=expected(browser)).text)
    assert "Deze brief staat klaar voor zondag 8 maart om 08:00." in done
    assert ".md" not in done
    assert [row.number for row in app.queue.rows()] == [1]


@pytest.mark.parametrize("button", ["check", "approve", "test"])
def test_a_letter_that_cannot_be_made_says_so_on_its_page_at_its_line(
    tmp_path: Path, button: str
) -> None:
    app = with_issues(tmp_path / "own")
    browser = signed_in(app)
    fields = box_of(browser.get(ONE).text)
    fields["body"] += "\n![een tuin](tuin.jpg)\n"
    answer = browser.post(f"{ONE}/{button}", data=fields)
    assert answer.status_code == 422
    refused = re.search(
        r'<div class="message" role="alert" id="refused">.*?</div>', answer.text, re.DOTALL
    )
    assert refused is not None
    [line] = re.findall(r'data-line="(\d+)">Regel \d+:</a>', refused[0])
    assert "tuin.jpg" in fields["body"].split("\n")[int(line) - 1]
    assert "tuin.jpg" in refused[0]
    assert "Je brief is opgeslagen." in refused[0]
    assert "tuin.jpg" in app.desk.writing.open(1).text


def test_a_full_disk_costs_no_typed_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = with_issues(tmp_path / "own")
    browser = signed_in(app)
    fields = box_of(browser.get(ONE).text)
    fields["body"] += "\nEen zin op een volle schijf.\n"

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsletter.text.files.replace", full)
    for button in ("save", "check", "approve", "test"):
        answer = browser.post(f"{ONE}/{button}", data=fields)
        assert answer.status_code == 507
        assert box_of(answer.text)["body"] == fields["body"]
        assert "Opslaan lukt nu niet." in answer.text
    answer = browser.post(f"{ONE}/save", data=fields, headers={"accept": "application/json"})
    assert answer.status_code == 507
    assert "Opslaan lukt nu niet." in answer.json()["why"]
    assert "volle schijf" not in app.desk.writing.open(1).text


def test_what_only_the_settings_can_mend_stands_apart_from_the_letters_own(tmp_path: Path) -> None:
    app = with_issues(tmp_path / "own", f'contact = ["Kade 1, 1234 AB Ergens"]\n{EDITOR}')
    footer = app.container.template_folder() / "parts" / "footer.mjml.j2"
    text = footer.read_text("utf-8")
    assert "{{ line }}" in text
    footer.write_text(text.replace("{{ line }}", ""), "utf-8")
    browser = signed_in(app)
    opened = app.desk.writing.open(1)
    typed = {"expected": opened.sha256, "text": opened.text + "\nLees [dit](http://) verder.\n"}
    own, _, common = result(browser.post(f"{ONE}/check", data=typed).text).partition(
        "Dit gaat niet over één brief, maar over de nieuwsbrief:"
    )
    assert "Moet anders" in own
    assert "Kade 1" not in own
    assert "Kade 1" in common


def test_a_series_is_scored_by_one_run_of_the_spam_filter(
    filtered: Newsletter, trace: Path, answer: Path
) -> None:
    answer.write_text(report(0.1))
    browser = signed_in(filtered)
    numbers = [row.number for row in filtered.issue_list.rows()]
    assert len(numbers) > 1
    page = browser.get("/desk/articles/rust.txt").text
    found = re.search(r'name="expected" value="(\w+)"', page)
    assert found is not None
    browser.post("/desk/articles/rust.txt/queue", data={"expected": found[1]})
    assert [row.number for row in filtered.queue.rows()] == numbers
    assert trace.read_text().split() == ["asked"]


def test_a_letter_that_is_queued_again_can_be_put_back_where_it_was(tmp_path: Path) -> None:
    app = with_issues(tmp_path / "own")
    for number in "123":
        assert app.approvals.approve(number, offline=True).done
    browser = signed_in(app)
    left = browser.post(f"{ONE}/withdraw")
    assert left.headers["location"] == f"{ONE}?done=withdrawn&earlier=2.3"
    page = browser.get(left.headers["location"]).text
    assert (
        "Daardoor gaan 2 andere brieven eerder, te beginnen met ‘De weg naar huis’ op zondag 8"
        " maart." in page
    )
    done = result(browser.sent(f"{ONE}/approve", data=expected(browser)).text)
    assert "Hij staat nu achteraan; eerst zou hij op zondag 8 maart gaan." in done
    assert "Zet hem terug op zondag 8 maart" in done
    fields = dict(re.findall(r'name="(number|day)" value="([^"]+)"', done))
    assert browser.post("/desk/queue/move", data=fields).status_code == 303
    assert [row.number for row in app.queue.rows()] == [1, 2, 3]
    again = result(browser.sent(f"{ONE}/approve", data=expected(browser)).text)
    assert "achteraan" not in again, "it was queued already"


def test_what_was_found_in_a_queued_letter_is_shown_again_until_it_is_no_longer_true(
    tmp_path: Path,
) -> None:
    app = with_issues(tmp_path / "own")
    for number in "123":
        assert app.approvals.approve(number, offline=True).done
    browser = signed_in(app)
    browser.post(f"{ONE}/withdraw")
    words = "Lees ook: [De tuin in de winter]()"
    text = app.desk.writing.open(1).text + f"\n{words}\n"
    answer = browser.post(f"{ONE}/approve?view=mail", data=expected(browser) | {"text": text})
    address = answer.headers["location"]
    assert address.startswith(f"{ONE}/queued/")
    assert address.endswith("?view=mail")
    for _ in range(2):
        shown = result(browser.get(address).text)
        assert "heeft nog geen adres en komt daarom niet in de mail" in shown
        assert "Zet hem terug op zondag 8 maart" in shown
    other = browser.get(address.replace("issues/1", "issues/2"))
    assert other.headers["location"] == "/desk/issues/2"
    browser.post("/desk/queue/move", data={"number": "1", "day": "2026-03-08"})
    assert browser.get(address).headers["location"] == ONE
    assert browser.get(f"{ONE}/queued/long-gone").headers["location"] == ONE


def typed(app: Newsletter, browser: DeskBrowser, words: str) -> str:
    """The page of a check after these words were added to the letter."""
    text = app.desk.writing.open(1).text + f"\n{words}\n"
    return browser.post(f"{ONE}/check", data=expected(browser) | {"text": text}).text


def test_what_is_found_in_a_letter_names_no_file_on_the_server(tmp_path: Path) -> None:
    app = with_issues(tmp_path / "own")
    browser = signed_in(app)
    links = app.container.folder / "issues" / "links.toml"
    links.write_text('"Een stuk dat er niet is" = "https://voorbeeld.nl/"\n', "utf-8")
    page = result(typed(app, browser, "Lees ook: [De tuin in de winter]()"))
    assert "heeft nog geen adres en komt daarom niet in de mail; zet het adres in de tekst" in page
    assert "Voor ‘Een stuk dat er niet is’ is een adres bewaard" in page
    assert "links.toml" not in page


def test_a_quote_that_was_shortened_is_named_by_whole_words_above_the_text(tmp_path: Path) -> None:
    app = with_issues(tmp_path / "own")
    quote = "Tien tellen zijn soms genoeg om een gewone dag van kleur te laten veranderen."
    page = typed(app, signed_in(app), f"> {quote}")
    found = re.search(r'<div class="message" role="alert" id="refused">.*?</div>', page, re.DOTALL)
    assert found is not None
    assert "Het citaat ‘Tien tellen zijn soms genoeg om een gewone dag van kleur …’" in found[0]
    assert "staat niet woord voor woord in het artikel waar deze brief uit komt" in found[0]
    assert "articles/" not in found[0]
    assert re.search(r'<a href="#text" data-line="\d+">Regel \d+:</a>', found[0])
    assert page.index('id="refused"') < page.index('id="text"')
