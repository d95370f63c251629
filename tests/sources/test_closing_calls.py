"""Calls to contact the writer below the last answer of a FAQ."""

import pytest

from newsletter.model.article import Article, LinePlace
from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    markdown_article,
    place_of,
    text_article,
)

ENTRIES = [
    ("Hoe lang duurt het?", "Ongeveer een week."),
    ("Wat kost het?", "Dat hangt af van jou."),
]
CALLS = [
    "Wil je hier verder mee? Plan een gratis kennismaking via https://voorbeeld.nl/plan",
    "Nieuwsgierig? Bel of mail me gerust.",
    "Want to talk? Book a free call.",
]


def faq(article: Article) -> list[tuple[str, str]]:
    return [(one.question, one.answer) for one in article.faq]


@pytest.mark.parametrize("call", CALLS)
def test_a_call_on_one_line_below_answers_on_their_own_is_no_entry(call: str) -> None:
    entries = [line for entry in ENTRIES for line in (*entry, "")]
    article = text_article("Rust", "", LONG, "", "Veelgestelde vragen", "", *entries, call)
    assert faq(article) == ENTRIES
    assert place_of(article, call) is LinePlace.UNPLACED


@pytest.mark.parametrize("call", CALLS)
def test_a_call_on_two_lines_below_headed_questions_is_no_entry(call: str) -> None:
    entries = [line for asked, answer in ENTRIES for line in (f"### {asked}", "", answer, "")]
    asked, _, rest = call.partition("? ")
    article = markdown_article(
        "# Rust", "", LONG, "", "## Veelgestelde vragen", "", *entries, f"{asked}?", "", rest
    )
    assert faq(article) == ENTRIES


def test_a_question_of_the_titles_level_ends_a_faq_of_lower_headings() -> None:
    entries = "".join(f"<h3>{asked}</h3><p>{answer}</p>" for asked, answer in ENTRIES)
    article = html_article(
        f"<h1>Rust</h1><p>{LONG}</p><h2>Adem</h2><p>{LONG}</p><h2>Veelgestelde vragen</h2>{entries}",
        f"<h2>Wil je hier verder mee?</h2><p>{LONG}</p>",
    )
    assert faq(article) == ENTRIES
    assert headings(article) == ["Adem", "Wil je hier verder mee?"]


@pytest.mark.parametrize(
    "entries",
    [
        [*ENTRIES, ("Kan ik je eerst leren kennen?", "Ja, plan een gratis kennismaking.")],
        [("Kan ik je mailen?", "Mail me gerust."), *ENTRIES],
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n", " "])
def test_an_entry_of_the_same_form_as_the_others_remains_one(
    entries: list[tuple[str, str]], between: str
) -> None:
    lines = [line for asked, answer in entries for line in (asked + between + answer, "")]
    article = text_article("Rust", "", LONG, "", "Veelgestelde vragen", "", *lines)
    assert faq(article) == entries


def test_questions_below_a_call_keep_the_faq_whole() -> None:
    asked = "Wil je meer? Mail me gerust."
    lines = [line for entry in (*ENTRIES, ("Kan het ook online?", "Ja.")) for line in (*entry, "")]
    lines.insert(6, asked)
    article = text_article("Rust", "", LONG, "", "Veelgestelde vragen", "", *lines)
    assert ("Wil je meer?", "Mail me gerust.") in faq(article)
    assert faq(article)[-1] == ("Kan het ook online?", "Ja.")


@pytest.mark.parametrize(
    ("line", "is_call"),
    [("Plan een kennismaking →", True), ("Alle artikelen →", False), ("- Plan een dag →", False)],
)
def test_a_button_that_asks_for_contact_ends_a_list_of_related_articles(
    line: str, is_call: bool
) -> None:
    listed = ("Gerelateerde artikelen", "", "- Moe zonder reden", "- De lege zondag", "")
    article = text_article("Rust", "", LONG, "", "Adem", "", LONG, LONG, "", *listed, line)
    assert (article.call_to_action is not None) is is_call
    assert len(article.related) == 3 - is_call
