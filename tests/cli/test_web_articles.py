"""Articles by their address at the terminal: what was taken in, left out, or not to be had."""

from collections.abc import Mapping

import pytest

from tests.app.test_web_articles import ARTICLE, html
from tests.cli.builders import EVERY_LANGUAGE, Terminal
from tests.fetching.web import Page, says, served

pytestmark = EVERY_LANGUAGE

SHARED = ARTICLE.replace(
    "</article>", "<p><a href='https://facebook.com/sharer?u=x'>Deel</a></p></article>\n<p>Los.</p>"
)
TAKEN = {
    "en": ["left out: menu", "sharing links", "1 line of the page fits nowhere and is only in"],
    "nl": ["weggelaten: menu", "deelknoppen", "1 regel van de pagina past nergens en staat alleen"],
}
REFUSED: Mapping[str, tuple[Page, Mapping[str, str]]] = {
    "nothing": (
        html("<p>Welkom!</p>"),
        {"en": "no article was found here; paste", "nl": "hier is geen artikel te vinden; plak"},
    ),
    "beginning": (
        html("<article><h1>Rust</h1><p>Een begin van een heel lang stuk …</p></article>"),
        {
            "en": "only the beginning can be read here (8 words); paste",
            "nl": "hier is alleen het begin te lezen (8 woorden); plak",
        },
    ),
    "closed": (
        says(402),
        {
            "en": "the site does not show this page (status 402); paste",
            "nl": "de site laat deze pagina niet zien (status 402); plak",
        },
    ),
    "feed": (
        says(200, b"<rss></rss>", content_type="application/rss+xml"),
        {"en": "this is a feed; a feed is followed", "nl": "dit is een feed; een feed volg je"},
    ),
}


@pytest.fixture
def terminal(terminal: Terminal) -> Terminal:
    terminal.sets("[fetching]\nallow_loopback = true")
    return terminal


def test_a_page_is_taken_in_and_what_is_not_in_it_is_said(
    terminal: Terminal, language: str
) -> None:
    with served({"/rust": html(SHARED)}) as site:
        answer = terminal.types("article", "add", site.url("/rust"))
    assert answer.code == 0, answer.err
    for words in ("rust-in-huis.md", *TAKEN[language]):
        assert words in answer.out


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_whole_article_is_refused_in_the_publications_language(
    terminal: Terminal, language: str, case: str
) -> None:
    page, sentences = REFUSED[case]
    with served({"/rust": page}) as site:
        answer = terminal.types("article", "add", site.url("/rust"))
    assert answer.code == 1
    assert sentences[language] in " ".join(answer.err.split())
    assert list((terminal.folder / "issues" / "articles").rglob("*")) == []


def test_an_address_of_its_own_is_kept_in_place_of_the_pages(terminal: Terminal) -> None:
    with served({"/rust": html(ARTICLE)}) as site:
        words = ("article", "add", site.url("/rust"), "--address", "https://voorbeeld.nl/rust")
        assert terminal.types(*words).code == 0
    kept = (terminal.folder / "issues" / "articles" / "rust-in-huis.md").read_text("utf-8")
    assert "address: https://voorbeeld.nl/rust\n" in kept
