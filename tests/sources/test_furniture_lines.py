"""Lines of the page that were pasted with the article, and lines that only look like them."""

import pytest

from newsletter.model.article import LeftOutKind
from tests.sources.builders import LONG, headings, markdown_article, paragraphs, text_article

TITLE = ("Rust vinden", "", LONG, "")
TEXT = (
    "Adem eerst uit",
    "",
    LONG,
    "",
    "Ga naar buiten",
    "",
    LONG,
    "",
    "Leg het neer",
    "",
    LONG,
    "",
)
ENTRIES = ("- Adem eerst uit", "- Ga naar buiten", "- Leg het neer")


def left_out(*lines: str) -> list[tuple[LeftOutKind, str]]:
    return [(one.kind, one.words) for one in text_article(*lines).left_out]


@pytest.mark.parametrize("title", ["Inhoudsopgave", "In dit artikel:", "Table of contents"])
def test_a_contents_list_is_left_out_with_its_title(title: str) -> None:
    read = text_article(*TITLE, title, *ENTRIES, "", *TEXT)
    assert headings(read) == ["Adem eerst uit", "Ga naar buiten", "Leg het neer"]
    assert {one.kind for one in read.left_out} == {LeftOutKind.CONTENTS}
    assert [one.words for one in read.left_out] == [title, *ENTRIES]


def test_in_markdown_too() -> None:
    marked = (f"## {line}" if line in TEXT[::4] else line for line in TEXT)
    read = markdown_article("# Rust vinden", "", LONG, "", "## Inhoud", "", *ENTRIES, "", *marked)
    assert headings(read) == ["Adem eerst uit", "Ga naar buiten", "Leg het neer"]


def test_a_list_of_other_things_below_such_a_title_is_text() -> None:
    lines = ("In dit artikel", "- Wat rust is", "- Waar je haar vindt", "- Hoe je haar houdt", "")
    assert left_out(*TITLE, *lines, *TEXT) == []


@pytest.mark.parametrize(
    "line", ["Terug naar overzicht", "← Terug naar het overzicht", "Back to blog"]
)
def test_a_link_back_above_the_title_or_below_the_text_is_left_out(line: str) -> None:
    assert text_article(line, "", *TITLE, *TEXT).title == "Rust vinden"
    assert left_out(line, "", *TITLE, *TEXT) == [(LeftOutKind.NAVIGATION, line)]
    assert left_out(*TITLE, *TEXT, line) == [(LeftOutKind.NAVIGATION, line)]


def test_a_title_that_begins_like_one_is_the_title() -> None:
    assert text_article("Terug naar jezelf", "", LONG, "", *TEXT).title == "Terug naar jezelf"


@pytest.mark.parametrize(
    "lines",
    [
        ("Deel dit bericht:", "Facebook", "LinkedIn", "WhatsApp"),
        ("Share this post", "- Facebook", "- X", "- E-mail"),
        ("Facebook Twitter LinkedIn",),
        ("Facebook | WhatsApp | Mail",),
        ("Deel dit artikel: Share App Mail Tweet Pin",),
    ],
)
def test_links_to_share_the_post_are_left_out(lines: tuple[str, ...]) -> None:
    expected = [(LeftOutKind.SHARING, line) for line in lines]
    assert left_out(*TITLE, *TEXT, *lines) == expected
    assert left_out(*TITLE, *lines, "", *TEXT) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Deel dit artikel met iemand die het nodig heeft.",
        "Facebook",
        "Mail me gerust",
        "Deel dit met een vriend!",
    ],
)
def test_what_the_writer_says_about_sharing_is_text(line: str) -> None:
    assert left_out(*TITLE, *TEXT, line, "", LONG) == []


def test_a_form_for_comments_below_the_text_is_left_out() -> None:
    form = ("Geef een reactie", "Je e-mailadres wordt niet gepubliceerd.", "Naam *", "E-mail *")
    assert left_out(*TITLE, *TEXT, *form) == [(LeftOutKind.COMMENTS, line) for line in form]


def test_a_call_to_react_above_a_farewell_is_kept() -> None:
    read = text_article(*TITLE, *TEXT, "Laat een reactie achter", "", "Groet,", "Anna")
    assert read.sign_off is not None
    assert read.left_out == ()


def test_titles_of_other_posts_are_related_articles() -> None:
    read = text_article(*TITLE, *TEXT, "Andere blogs", "Moe van moeten", "De kunst van niets")
    assert [link.text for link in read.related] == ["Moe van moeten", "De kunst van niets"]
    assert "Andere blogs" not in paragraphs(read)


def test_a_short_line_above_the_title_that_points_back_is_left_out() -> None:
    read = text_article("← Alle stukken over rust", "", *TITLE, *TEXT)
    assert (read.title, read.short_title) == ("Rust vinden", None)
    assert [one.kind for one in read.left_out] == [LeftOutKind.NAVIGATION]


@pytest.mark.parametrize(
    "line", ["Reageren", "Deel dit verhaal", "Share this", "Terug naar home", "Back to home"]
)
def test_a_section_with_a_title_of_such_words_stays_a_section(line: str) -> None:
    assert headings(text_article(*TITLE, *TEXT, line, "", LONG))[-1] == line
    marked = (f"## {words}" if words in TEXT[::4] else words for words in TEXT)
    read = markdown_article("# Rust", "", LONG, "", *marked, f"## {line}", "", LONG)
    assert headings(read)[-1] == line


@pytest.mark.parametrize(
    "lines",
    [
        ("Ik ben benieuwd wat jij herkent.", "💡 Wat merk jij als het stil wordt?"),
        ("Tussen prikkel en antwoord ligt ruimte.", "“Wie wacht, hoort meer dan wie praat.”"),
        ("Mail me gerust, ik lees alles.",),
        (),
    ],
)
def test_a_call_to_react_without_fields_below_it_is_the_writers(lines: tuple[str, ...]) -> None:
    assert left_out(*TITLE, *TEXT, "Laat een reactie achter", "", *lines) == []


def test_a_heading_that_names_networks_is_a_heading() -> None:
    line = "Mail, WhatsApp, Instagram"
    assert headings(text_article(*TITLE, *TEXT, line, "", LONG))[-1] == line


def test_arrows_that_mark_items_or_are_in_a_title_are_kept() -> None:
    read = text_article(
        "← Minder, → meer", "", LONG, "", *TEXT, "Wat weg mag:", "← haast", "← druk"
    )
    assert read.title == "← Minder, → meer"
    assert read.left_out == ()


def test_a_paragraph_below_such_a_title_is_its_section() -> None:
    told = "Soms krijg ik berichten van lezers. Dan schrijf ik terug, met de hand."
    read = text_article(*TITLE, *TEXT, "Andere berichten", "", told, "", "Groet,", "Anna")
    assert headings(read)[-1] == "Andere berichten"
    assert told in paragraphs(read)
