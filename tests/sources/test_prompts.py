"""Prompts that stand as a heading with a bulb, or below a label that says what they are."""

import pytest

from newsletter.model.article import LeftOutKind
from newsletter.model.blocks import Subheading
from tests.sources.builders import LONG, headings, prompts, read, text_article

QUESTION = "Wat zou er gebeuren als je bleef zitten?"


def between(html: str) -> str:
    """A page with two sections, the first of which ends so."""
    return (
        f"<h1>Een stoel</h1><h2>Bij het raam</h2><p>{LONG}</p>{html}<h2>In de hal</h2><p>{LONG}</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        f"<h4>💡 {QUESTION}</h4>",
        f"<h2>💡 {QUESTION}</h2>",
        f"<h3>💡 <em>{QUESTION}</em></h3>",
        f"<p>💡 <b>Reflectie</b></p><p>{QUESTION}</p>",
        f"<p>💡 Om bij stil te staan:</p><p>{QUESTION}</p>",
        f"<h4>💡 Vraag voor jou</h4><p>{QUESTION}</p>",
        f"<h2>💡 Reflectie</h2><p>{QUESTION}</p>",
    ],
)
def test_a_question_with_a_bulb_is_a_prompt_whatever_it_is_set_in(html: str) -> None:
    article = read(between(html), "stuk.html")
    assert headings(article) == ["Bij het raam", "In de hal"]
    assert article.sections[0].prompts == (QUESTION,)
    assert QUESTION not in str(article.sections[0].blocks)


def test_a_label_above_a_prompt_is_left_out_and_named() -> None:
    article = read(between(f"<p>💡 Reflectie</p><p>{QUESTION}</p>"), "stuk.html")
    assert [(one.kind, one.words) for one in article.left_out] == [(LeftOutKind.LABEL, "Reflectie")]


def test_the_last_heading_may_be_the_prompt() -> None:
    article = read(f"# Een stoel\n\n## Bij het raam\n\n{LONG}\n\n### 💡 {QUESTION}\n", "stuk.md")
    assert article.sections[-1].prompts == (QUESTION,)


def test_in_plain_text_the_question_stands_on_the_line_below_the_label() -> None:
    text = f"Een stoel\n\nBij het raam\n\n{LONG}\n\n💡 Reflectievraag\n{QUESTION}\n\nIn de hal\n\n{LONG}\n"
    article = read(text, "stuk.txt")
    assert article.sections[0].prompts == (QUESTION,)
    assert "".join(line.text for line in article.lines) == text


def test_a_heading_with_a_bulb_that_has_a_text_of_its_own_is_only_decorated() -> None:
    page = f"<h1>Een stoel</h1><h2>💡 Waarom een stoel?</h2><p>{LONG}</p><h2>💡 En dan?</h2><p>{LONG}</p>"
    article = read(page, "stuk.html")
    assert headings(article) == ["💡 Waarom een stoel?", "💡 En dan?"]
    assert all(section.prompts == () for section in article.sections)


def test_a_prompt_that_is_no_label_keeps_its_words_and_the_question_below_it_is_text() -> None:
    article = read(between(f"<p>💡 Schrijf het op</p><p>{QUESTION}</p>"), "stuk.html")
    assert article.sections[0].prompts == ("Schrijf het op",)
    assert QUESTION in str(article.sections[0].blocks)


def test_a_heading_with_a_bulb_that_asks_nothing_stays_one() -> None:
    article = read(between(f"<h4>💡 Een tip</h4><p>{LONG}</p>"), "stuk.html")
    assert Subheading("💡 Een tip") in article.sections[0].blocks


def test_a_label_below_its_bulb_is_left_out_on_all_of_its_lines() -> None:
    text = f"# Een stoel\n\n## Bij het raam\n\n{LONG}\n\n💡\nReflectie\n\n{QUESTION}\n"
    article = read(text, "stuk.md")
    assert article.sections[0].prompts == (QUESTION,)
    assert [(one.words, one.lines) for one in article.left_out] == [("Reflectie", (7, 8))]


def test_a_bulb_before_a_link_to_another_article_marks_no_prompt() -> None:
    read = text_article("Rust", "", LONG, "", "Een", "", LONG, "", "💡 Lees ook: Moe van moeten")
    assert prompts(read) == []
    assert [link.text for link in read.sections[-1].see_also] == ["Moe van moeten"]


def test_among_headings_with_pictures_a_phrase_with_a_bulb_is_a_heading() -> None:
    parts = ("🌿 Hoe rust begint", LONG, "💡 Wat er helpt", LONG, "📝 Zo begin je", LONG)
    read = text_article("Rust vinden", "", LONG, "", *(one for part in parts for one in (part, "")))
    assert headings(read) == ["🌿 Hoe rust begint", "💡 Wat er helpt", "📝 Zo begin je"]


def test_a_question_with_a_bulb_among_them_is_a_prompt() -> None:
    parts = ("🌿 Hoe rust begint", LONG, "💡 Wat helpt jou?", "📝 Zo begin je", LONG)
    read = text_article("Rust vinden", "", LONG, "", *(one for part in parts for one in (part, "")))
    assert prompts(read) == ["Wat helpt jou?"]


def test_phrases_with_a_bulb_that_come_back_are_prompts_among_headings_with_pictures() -> None:
    parts = ("🌿 Hoe rust begint", LONG, "💡 Sta even stil", LONG, "📝 Zo begin je", LONG)
    more = ("💡 Kijk naar buiten", LONG, "🔥 Zo blijf je", LONG)
    lines = (one for part in (*parts, *more) for one in (part, ""))
    read = text_article("Rust vinden", "", LONG, "", *lines)
    assert prompts(read) == ["Sta even stil", "Kijk naar buiten"]


def test_a_question_behind_words_that_announce_a_link_is_a_prompt() -> None:
    asked = "💡 Lees verder: waar herken jij dit bij jezelf?"
    read = text_article("Rust", "", LONG, "", "Een", "", LONG, "", asked)
    assert prompts(read) == ["Lees verder: waar herken jij dit bij jezelf?"]
