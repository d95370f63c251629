"""HTML tags and pictures within Markdown, and captions below pictures."""

import pytest

from newsletter.model.article import LeftOutKind
from newsletter.model.blocks import Paragraph, Span
from tests.sources.builders import LONG, markdown_article, paragraphs, prompts, text_article

QUESTION = "Waar voel jij nu rust?"


def test_a_tag_within_a_line_means_what_it_means_in_html() -> None:
    article = markdown_article("# Rust", "", "Dit is <b>vet</b> en <i>schuin</i>, dit <u>niet</u>.")
    block = article.sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    assert block.text == (
        Span("Dit is "),
        Span("vet", strong=True),
        Span(" en "),
        Span("schuin", emphasis=True),
        Span(", dit niet."),
    )


@pytest.mark.parametrize(
    "bulb",
    ["![💡](lamp.png)", '<img src="/emoji/1f4a1.svg" alt="">', '<img alt="💡" src="x">', ":bulb:"],
)
def test_a_picture_of_a_bulb_in_a_line_makes_a_prompt(bulb: str) -> None:
    article = markdown_article("# Rust", "", "## Adem", "", LONG, "", f"{bulb} {QUESTION}")
    assert prompts(article) == [QUESTION]


def test_a_bulb_by_its_short_name_makes_a_prompt_in_plain_text() -> None:
    article = text_article("Rust", "", LONG, "", "Adem", "", LONG, "", f":bulb: {QUESTION}")
    assert prompts(article) == [QUESTION]


@pytest.mark.parametrize("gap", ["\n", "  \n", "\n\n"])
@pytest.mark.parametrize(
    "caption",
    [
        "Foto: Anna Vos",
        "*Bron: [Unsplash](https://unsplash.com)*",
        "© Anna Vos",
        "Photo by Anna on Unsplash",
    ],
)
@pytest.mark.parametrize("picture", ["![zee](zee.jpg)", "![[zee.jpg]]"])
def test_who_made_a_picture_is_left_out_below_it(picture: str, caption: str, gap: str) -> None:
    article = markdown_article("# Rust", "", "## Adem", "", LONG, "", picture + gap + caption)
    assert paragraphs(article) == [LONG]
    assert LeftOutKind.CAPTION in [one.kind for one in article.left_out]


@pytest.mark.parametrize(
    "lines",
    [
        ("Bron: Anna Vos",),
        ("![zee](zee.jpg)", "", LONG, "", "Bron: Anna Vos"),
        ("![zee](zee.jpg)", "", "Bron: dat is waar het water vandaan komt."),
        ("![zee](zee.jpg)", "", "Foto’s zeggen soms meer dan woorden."),
    ],
)
def test_what_is_no_caption_remains_text(lines: tuple[str, ...]) -> None:
    article = markdown_article("# Rust", "", "## Adem", "", LONG, "", *lines)
    assert paragraphs(article)[-1] == lines[-1]
