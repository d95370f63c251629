"""The text part has every address of the letter, and the whole of it."""

import pytest

from newsletter.editorial.checks.body import check_text_part
from newsletter.model.blocks import Span
from newsletter.rendering.scribes import TextScribe
from tests.editorial.checks.letters import HTML, TEXT, a_letter, edition_of

AT = "https://voorbeeld.example.org/stilte"


def lacking(address: str, text: str) -> list[str]:
    """The addresses that are missed when a link leads there and its line in the text is this."""
    parts = edition_of(html=HTML.replace(AT, address), text=TEXT.replace(AT, text))
    return [str(one.message.data["url"]) for one in check_text_part(a_letter(edition=parts))]


@pytest.mark.parametrize(
    "address",
    [
        "tel:+31612345678",
        "mailto:anna@example.org",
        "mailto:anna@example.org?subject=Rust",
        "https://example.org/",
        "https://example.org/?a=1&b=2#c",
        "https://example.org/zo_(stil)",
        "TEL:112",
    ],
)
def test_an_address_as_the_text_part_writes_it_is_found(address: str) -> None:
    text = (Span("Zie "), Span("dit", url=address), Span("."))
    assert lacking(address.replace("&", "&amp;"), TextScribe().rich(text)) == []


@pytest.mark.parametrize(
    "sentence", ["({})", "Zie {}.", "Zie {}, of bel.", "“{}”", "<{}>", "Zie:{}…", "{}?", "{}\n."]
)
def test_marks_of_the_sentence_around_an_address_are_no_part_of_it(sentence: str) -> None:
    assert lacking("https://example.org/a", sentence.format("https://example.org/a")) == []


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://example.org/a", "https://example.org/ab"),
        ("https://example.org/a", "https://example.org/a/b"),
        ("https://example.org/a", "https://example.org/a?b=1"),
        ("https://example.org/a?b=1", "https://example.org/a"),
        ("https://example.org/a?b=1", "https://example.org/a?b=2"),
        ("https://example.org/a?b=1", "https://example.org/a?b=12"),
        ("https://example.org/a", "https://web.example.org/https://example.org/a"),
        ("mailto:anna@example.org", "joanna@example.org"),
        ("mailto:anna@example.org", "anna@example.org.uk"),
        ("tel:0612345678", "06123456789"),
        ("tel:112", "https://example.org/112"),
    ],
)
def test_an_address_that_is_only_like_it_is_another(address: str, text: str) -> None:
    assert lacking(address, text) == [address]
