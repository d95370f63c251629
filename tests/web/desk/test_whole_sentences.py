"""What follows a file's name at the terminal is a whole sentence at the desk."""

import re

import pytest

from newsletter.app import Newsletter
from newsletter.locale.sentences.articles import SENTENCES
from newsletter.locale.sentences.web_articles import SENTENCES as OF_WEB_ARTICLES
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.web.filters import on_a_page
from tests.web.desk.builders import signed_in
from tests.web.desk.test_articles import upload

_VERB = re.compile(r"(?:is|has|holds|looks|begins|declares|unpacks|nests|cannot|does)\b")
_DATA = re.compile(r"{(\w+)}")
HALVES = sorted(
    code
    for code, words in (SENTENCES | OF_WEB_ARTICLES).items()
    if isinstance(words, str) and _VERB.match(words)
)


@pytest.mark.parametrize("code", HALVES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_problem_of_an_article_has_a_subject_on_a_page(code: str, language: str) -> None:
    words = (SENTENCES | OF_WEB_ARTICLES)[code]
    problem = Message(code, **dict.fromkeys(_DATA.findall(str(words)), "…"))
    whole = on_a_page(problem, language, "")
    assert re.match(r"This|The file|Deze tekst|Dit (?:bestand|soort)|Het bestand", whole)
    assert say(problem, language) != whole


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Deze tekst is leeg; er valt niets te lezen."),
        (b"Rust\x01\x02\x03\x04", "Deze tekst bevat stuurtekens en lijkt binair"),
        (b"%PDF-1.7", "Dit bestand is een PDF, geen tekst;"),
    ],
    ids=["empty", "controls", "PDF"],
)
def test_a_file_that_is_refused_is_what_the_sentence_is_about(
    app: Newsletter, data: bytes, words: str
) -> None:
    assert words in upload(signed_in(app), "stuk.txt", data).text


def test_a_pasted_text_that_is_refused_is_what_the_sentence_is_about(app: Newsletter) -> None:
    browser = signed_in(app)
    for text, words in (
        (" ", "Deze tekst is leeg; er valt niets te lezen."),
        ("Rust\x01\x02\x03\x04", "Deze tekst bevat stuurtekens en lijkt binair;"),
    ):
        assert words in browser.post("/desk/articles", data={"text": text}).text
