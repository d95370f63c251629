"""Addresses and links as people type and paste them."""

from time import process_time

import pytest

from newsletter.model.article import Article
from newsletter.model.blocks import Paragraph
from newsletter.sources.parsing.links import NO_BASE, clean
from tests.sources.builders import LONG, headings, markdown_article, paragraphs

BOOK = "https://voorbeeld.nl/boek"


@pytest.mark.parametrize(
    "typed",
    [
        "https:\\\\voorbeeld.nl\\boek",
        "https:/voorbeeld.nl/boek",
        "https:// voorbeeld.nl/boek",
        "http://https://voorbeeld.nl/boek",
        "http://https//voorbeeld.nl/boek",
        "“https://voorbeeld.nl/boek”",
        "\u200ehttps://voorbeeld.nl/boek",
        "https://voorbeeld.nl/bo\u00adek\u200b",
    ],
)
def test_an_address_is_understood_as_it_was_meant(typed: str) -> None:
    assert clean(typed, NO_BASE) == BOOK


@pytest.mark.parametrize(
    "address",
    [
        "https://voorbeeld.nl/naar?u=https://a.nl\\b",
        "https://voorbeeld.nl/a_(b)|c",
        "mailto:anna@voorbeeld.nl",
        "https://web.archive.org/web/2020/https://voorbeeld.nl/",
    ],
)
def test_a_sound_address_is_kept_byte_for_byte(address: str) -> None:
    assert clean(address, NO_BASE) == address


def test_a_wrapped_address_has_no_blank_either() -> None:
    wrapped = "https://www.google.com/url?q=https://voorbeeld.nl/mijn%20boek.pdf&sa=D"
    assert clean(wrapped, NO_BASE) == "https://voorbeeld.nl/mijn%20boek.pdf"


def links(article: Article) -> list[tuple[str, str | None]]:
    return [
        (span.text, span.url)
        for section in article.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
        for span in block.text
        if span.url
    ]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ('[het boek](https://voorbeeld.nl/mijn boek.pdf "Boek")', "mijn%20boek.pdf"),
        ("[het boek](https://voorbeeld.nl/mijn boek (2).pdf)", "mijn%20boek%20(2).pdf"),
        ("[het boek] (https://voorbeeld.nl/boek)", "boek"),
        ("(het boek)[https://voorbeeld.nl/boek]", "boek"),
        ('[het boek](https://voorbeeld.nl/boek){target="_blank"}', "boek"),
        ('<a href="https://voorbeeld.nl/mijn boek.pdf">het boek</a>', "mijn%20boek.pdf"),
    ],
)
def test_a_link_in_markdown_needs_no_perfect_marks(written: str, address: str) -> None:
    article = markdown_article("# Rust", "", f"Lees er {written} over.")
    assert links(article) == [("het boek", f"https://voorbeeld.nl/{address}")]
    assert paragraphs(article) == ["Lees er het boek over."]


def test_a_reference_may_have_a_blank_in_its_address() -> None:
    article = markdown_article(
        "# Rust", "", "Lees er [het boek][1] over.", "", "[1]: https://voorbeeld.nl/mijn boek.pdf"
    )
    assert links(article) == [("het boek", "https://voorbeeld.nl/mijn%20boek.pdf")]


@pytest.mark.parametrize(
    "words",
    [
        "Zie bron [1] (https://voorbeeld.nl/boek) voor meer.",
        "Zeg [wat je voelt] (en niets anders) tegen de ander.",
        "Zo schrijf je `[het boek] (https://voorbeeld.nl/boek)` op.",
    ],
)
def test_brackets_that_make_no_link_remain(words: str) -> None:
    article = markdown_article("# Rust", "", words)
    assert paragraphs(article) == [words.replace("`", "")]
    assert links(article) == []


@pytest.mark.parametrize("heading", ["## Slaap { #slaap }", "## Slaap ^slaap"])
def test_a_heading_is_read_without_its_name(heading: str) -> None:
    article = markdown_article("# Rust", "", "## Adem", "", LONG, "", heading, "", LONG)
    assert headings(article) == ["Adem", "Slaap"]


@pytest.mark.parametrize("part", ["[a](https://a b", "[a] (", "(a)[", "[x] ", "^[ "])
def test_reading_time_grows_with_the_text_only(part: str) -> None:
    began = process_time()
    markdown_article("# Rust", "", part * 600)
    assert process_time() - began < 2
