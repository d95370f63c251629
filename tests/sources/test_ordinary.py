"""What coaches' ordinary articles look like: each habit in the fewest lines that show it."""

from time import process_time

import pytest

from newsletter.model.article import LeftOutKind
from newsletter.model.blocks import Question
from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    lists,
    markdown_article,
    paragraphs,
    prompts,
    quotes,
    subheadings,
    text_article,
)

TITLE = ("Grenzen stellen", "", "Wie nooit nee zegt, raakt op. Dat leer je gelukkig af.", "")


def section(heading: str, *closing: str) -> tuple[str, ...]:
    """A section in plain text, with what closes it."""
    return (heading, "", LONG, "", *closing, "")


# what closes a section


@pytest.mark.parametrize(
    "added",
    [
        ("Hierover gaat ook https://voorbeeld.nl/loslaten",),
        ("Lees ook:", "- Loslaten", "- Thuiskomen"),
        ("Gerelateerd: Loslaten (https://voorbeeld.nl/loslaten)",),
        ("Neem er rustig de tijd voor, en schrijf op wat er in je opkomt.",),
    ],
)
def test_a_heading_below_a_prompt_opens_a_section_whatever_was_added(
    added: tuple[str, ...],
) -> None:
    article = text_article(
        *TITLE,
        *section("Je lichaam", "💡 Wat voel je?"),
        *section("Je hoofd", "💡 Wat denk je?", "", *added),
        *section("Je hart", "💡 Wat wil je?"),
        *section("Je adem", "💡 Wat laat je los?"),
    )
    assert headings(article) == ["Je lichaam", "Je hoofd", "Je hart", "Je adem"]


def test_a_prompt_directly_below_a_list_of_links_names_no_article() -> None:
    links = ("Lees ook:", "- Loslaten", "- Thuiskomen", "💡 Wat denk je?")
    article = text_article(*TITLE, *section("Je hoofd", *links))
    assert prompts(article) == ["Wat denk je?"]
    assert [link.text for link in article.sections[0].see_also] == ["Loslaten", "Thuiskomen"]


# prompts


@pytest.mark.parametrize(
    "line",
    ["Wat voel je nu? 💡", "- 💡 Wat voel je nu?", "*💡 Wat voel je nu?*", "💡 *Wat voel je nu?*"],
)
def test_a_question_with_a_bulb_anywhere_is_a_prompt_and_no_heading(line: str) -> None:
    article = text_article(*TITLE, *section("Je lichaam", line), *section("Je hoofd", line))
    assert headings(article) == ["Je lichaam", "Je hoofd"]
    assert prompts(article) == ["Wat voel je nu?"] * 2


def test_items_with_bulbs_remain_a_list() -> None:
    article = text_article(*TITLE, *section("Je lichaam", "- 💡 Eet je?", "- 💡 Slaap je?"))
    assert prompts(article) == []
    assert len(lists(article)[0]) == 2


@pytest.mark.parametrize("label", ["Reflectievraag", "Vraag voor jou", "Om over na te denken"])
def test_a_label_that_comes_back_makes_its_question_a_prompt(label: str) -> None:
    lines = f"{label}: Wat voel je nu?"
    article = text_article(*TITLE, *section("Je lichaam", lines), *section("Je hoofd", lines))
    assert headings(article) == ["Je lichaam", "Je hoofd"]
    assert prompts(article) == [lines] * 2


def test_a_single_question_with_a_label_remains_text_and_opens_no_section() -> None:
    article = text_article(*TITLE, *section("Je lichaam", "Reflectievraag: Wat voel je nu?"))
    assert prompts(article) == []
    assert headings(article) == ["Je lichaam"]
    assert paragraphs(article)[-1] == "Reflectievraag: Wat voel je nu?"


def test_a_label_on_its_own_line_makes_the_question_below_it_a_prompt() -> None:
    label = ("Reflectievraag", "Wat voel je nu?", "", "Lees ook: Loslaten")
    article = text_article(*TITLE, *section("Je lichaam", *label), *section("Je hoofd", *label))
    assert headings(article) == ["Je lichaam", "Je hoofd"]
    assert prompts(article) == ["Wat voel je nu?"] * 2
    assert [one.kind for one in article.left_out] == [LeftOutKind.LABEL] * 2


def test_a_section_named_reflection_keeps_its_heading() -> None:
    article = text_article(
        *TITLE, *section("Je lichaam"), "Reflectie", "", "Wat leerde je?", "", LONG, "", LONG
    )
    assert "Reflectie" in headings(article)
    assert prompts(article) == []


def test_a_bulb_finds_its_question_below_two_blank_lines() -> None:
    article = text_article(*TITLE, *section("Je lichaam", "💡", "", "", "Wat voel je nu?"))
    assert prompts(article) == ["Wat voel je nu?"]


def test_a_bulb_between_breaks_finds_its_question() -> None:
    article = html_article(
        f"<h2>Je lichaam</h2>{LONG}<br><br>💡<br><br>Wat voel je nu?<br><br><h2>Je hoofd</h2>"
    )
    assert prompts(article) == ["Wat voel je nu?"]


def test_a_question_with_a_bulb_as_heading_may_be_followed_by_a_link() -> None:
    article = markdown_article(
        "# Rust",
        "",
        "## Je hoofd",
        "",
        LONG,
        "",
        "### 💡 Wat denk je?",
        "",
        "Lees ook: [Loslaten](https://a.nl)",
    )
    assert prompts(article) == ["Wat denk je?"]


# headings


def test_a_numbered_heading_below_numbered_questions_opens_a_section() -> None:
    article = text_article(
        *TITLE,
        "Drie vragen vooraf",
        "",
        "1. Wat voel je?",
        "2. Wat denk je?",
        "",
        *section("1. Je lichaam", "💡 Wat nu?"),
        *section("2. Je hoofd", "💡 Wat dan?"),
    )
    assert headings(article) == ["1. Je lichaam", "2. Je hoofd"]
    assert len(article.questions) == 2


@pytest.mark.parametrize("mark", ["**{}**", "**{}**  "])
def test_bold_lines_with_a_number_are_headings(mark: str) -> None:
    article = markdown_article(
        "# Rust",
        "",
        mark.format("1. Je lichaam"),
        "",
        LONG,
        "",
        mark.format("2. Je hoofd"),
        "",
        LONG,
    )
    assert headings(article) == ["1. Je lichaam", "2. Je hoofd"]


def test_bold_items_with_a_number_that_text_explains_are_headings() -> None:
    article = markdown_article(
        "# Rust", "", "1. **Je lichaam**", "", LONG, "", "2. **Je hoofd**", "", LONG
    )
    assert headings(article) == ["1. Je lichaam", "2. Je hoofd"]


def test_bold_items_next_to_each_other_remain_a_list() -> None:
    article = markdown_article("# Rust", "", LONG, "", "1. **Eten**", "2. **Slapen**", "", LONG)
    assert lists(article) == [["Eten", "Slapen"]]


def test_a_bold_line_on_top_of_bold_headings_is_the_title() -> None:
    article = markdown_article(
        "**Grenzen stellen**",
        "",
        LONG,
        "",
        "**Je lichaam**",
        "",
        LONG,
        "",
        "**Je hoofd**",
        "",
        LONG,
    )
    assert article.title == "Grenzen stellen"
    assert headings(article) == ["Je lichaam", "Je hoofd"]


def test_a_bold_line_on_top_of_marked_headings_is_not_the_title() -> None:
    article = markdown_article(
        "**Vooraf**", "", LONG, "", "## Je lichaam", "", LONG, "", "## Je hoofd", "", LONG
    )
    assert article.title == "Stuk"


def test_the_marks_of_a_messenger_are_no_words() -> None:
    article = text_article(
        "*Grenzen stellen*",
        "",
        LONG,
        "",
        *section("*Je lichaam*", "_“Rust is een werkwoord.”_"),
        *section("*Je hoofd*"),
    )
    assert article.title == "Grenzen stellen"
    assert headings(article) == ["Je lichaam", "Je hoofd"]
    assert quotes(article) == [("Rust is een werkwoord.", None)]


@pytest.mark.parametrize(
    "line", ["*) Zie ook het eind van dit stuk.", "snake_case en _ook_dit_ blijven zo staan."]
)
def test_other_stars_and_underscores_are_words(line: str) -> None:
    assert line in paragraphs(text_article(*TITLE, *section("Je lichaam", line)))


# speakers


@pytest.mark.parametrize(
    "lines",
    [
        ("“Rust is een werkwoord.”", "", "— Anna Vos"),
        ("“Rust is een werkwoord.”, Anna Vos",),
        ("“Rust is een werkwoord dat je iedere dag opnieuw moet leren vervoegen.” —", "Anna Vos"),
    ],
)
def test_a_speaker_is_named_in_many_places(lines: tuple[str, ...]) -> None:
    article = text_article(*TITLE, *section("Je lichaam", *lines), *section("Je hoofd"))
    assert [by for _, by in quotes(article)] == ["Anna Vos"]
    assert headings(article) == ["Je lichaam", "Je hoofd"]


def test_a_speaker_has_a_paragraph_of_a_page() -> None:
    page = f"<h2>Je lichaam</h2><p>{LONG}</p><p>“Rust is een werkwoord.”</p><p>— Anna Vos</p><h2>Je hoofd</h2>"
    assert quotes(html_article(page)) == [("Rust is een werkwoord.", "Anna Vos")]


@pytest.mark.parametrize(
    "line", ["“Ik ga naar huis”, zei Anna Vos", "“Ik ga naar huis”, Anna lachte"]
)
def test_speech_is_no_quote(line: str) -> None:
    assert quotes(text_article(*TITLE, *section("Je lichaam", line + " zacht."))) == []


# opening questions


@pytest.mark.parametrize(
    "lines",
    [
        ("- Wat voel je? (Adem eerst.)", "- Wat denk je? (Schrijf het op.)"),
        ("- Wat voel je? – Adem eerst.", "- Wat denk je? – Schrijf het op."),
        ("1. Wat voel je?", "→ Adem eerst.", "", "2. Wat denk je?", "→ Schrijf het op."),
    ],
)
def test_hints_follow_in_brackets_after_a_dash_or_an_arrow(lines: tuple[str, ...]) -> None:
    article = text_article(*TITLE, "Drie vragen vooraf", "", *lines, "", *section("Je lichaam"))
    assert article.questions == (
        Question("Wat voel je?", "Adem eerst."),
        Question("Wat denk je?", "Schrijf het op."),
    )


def test_an_arrow_below_a_numbered_item_is_a_hint() -> None:
    article = markdown_article(
        "# Rust", "", "## Drie vragen vooraf", "", "1. Wat voel je?  ", "   → Adem eerst.", "",
        "2. Wat denk je?  ", "   → Schrijf het op.", "", "## Je lichaam", "", LONG,
    )  # fmt: skip
    assert [question.hint for question in article.questions] == ["Adem eerst.", "Schrijf het op."]


def test_questions_in_one_paragraph_are_several() -> None:
    article = text_article(
        *TITLE,
        "Drie vragen vooraf",
        "",
        "Wat voel je? Wat denk je? En wat wil je?",
        "",
        *section("Je lichaam"),
    )
    assert [question.text for question in article.questions] == [
        "Wat voel je?",
        "Wat denk je?",
        "En wat wil je?",
    ]


def test_a_list_that_asks_between_intro_and_heading_is_the_opening_questions() -> None:
    article = text_article(*TITLE, "- Wat voel je?", "- Wat denk je?", "", *section("Je lichaam"))
    assert [question.text for question in article.questions] == ["Wat voel je?", "Wat denk je?"]
    assert headings(article) == ["Je lichaam"]


def test_a_list_that_asks_in_a_section_remains_a_list() -> None:
    article = text_article(
        *TITLE, *section("Je lichaam", "- Wat voel je?", "- Wat denk je?"), *section("Je hoofd")
    )
    assert article.questions == ()
    assert lists(article) == [["Wat voel je?", "Wat denk je?"]]


# parts around the text


@pytest.mark.parametrize(
    "title", ["Vragen die ik vaak krijg", "Vaak gestelde vragen", "Meest gestelde vragen"]
)
def test_a_faq_has_other_names(title: str) -> None:
    article = text_article(
        *TITLE, *section("Je lichaam"), title, "", "Mag ik nee zeggen?", "", LONG
    )
    assert [entry.question for entry in article.faq] == ["Mag ik nee zeggen?"]


@pytest.mark.parametrize("words", ["Lees meer", "Gerelateerd"])
def test_a_link_is_announced_by_other_words(words: str) -> None:
    article = text_article(
        *TITLE, *section("Je lichaam", f"{words}: Loslaten (https://voorbeeld.nl/loslaten)")
    )
    assert [link.text for one in article.sections for link in one.see_also] == ["Loslaten"]


def test_a_wrapped_address_in_brackets_belongs_to_its_line() -> None:
    line = "Hierover schreef ik eerder De kunst van loslaten"
    article = text_article(
        *TITLE,
        *section("Je lichaam", line, "(https://voorbeeld.nl/loslaten)"),
        *section("Je hoofd"),
    )
    assert headings(article) == ["Je lichaam", "Je hoofd"]
    assert subheadings(article) == []


def test_a_question_as_heading_below_questions_with_hints_opens_a_section() -> None:
    article = text_article(
        *TITLE, "Twee vragen vooraf", "", "Wat voel je?", "→ Adem eerst.", "", "Wat denk je?", "→ Schrijf op.", "",
        *section("Waarom is nee zo moeilijk?"), *section("Hoe begin je?"),
    )  # fmt: skip
    assert len(article.questions) == 2
    assert headings(article) == ["Waarom is nee zo moeilijk?", "Hoe begin je?"]


def test_an_item_with_a_bulb_may_follow_another_list() -> None:
    article = text_article(
        *TITLE, *section("Je lichaam", "- Eten", "- Slapen", "", "- 💡 Wat voel je?")
    )
    assert prompts(article) == ["Wat voel je?"]
    assert lists(article) == [["Eten", "Slapen"]]


def test_a_label_that_comes_back_may_be_followed_by_text() -> None:
    label = ("Reflectievraag", "", "Wat voel je nu?", "", LONG)
    article = text_article(*TITLE, *section("Je lichaam", *label), *section("Je hoofd", *label))
    assert headings(article) == ["Je lichaam", "Je hoofd"]
    assert prompts(article) == ["Wat voel je nu?"] * 2


def test_words_that_lead_elsewhere_by_themselves_keep_their_link() -> None:
    article = markdown_article(
        "# Rust", "", "## Je lichaam", "", LONG, "", "[Lees meer](https://a.nl/b)", "", LONG
    )
    assert "Lees meer" in paragraphs(article)


# what is ordinary, and remains so


def test_a_single_number_within_an_item_remains_in_its_list() -> None:
    article = text_article(
        *TITLE, *section("De oefening", "1. Adem in", "2. Adem uit", "   1. Door je mond"), *section("Je hoofd")
    )  # fmt: skip
    assert lists(article) == [["Adem in", "Adem uit", "Door je mond"]]


def test_a_number_that_begins_again_without_a_second_is_no_heading() -> None:
    article = text_article(
        *TITLE, *section("Thuis", "1. Adem in", "2. Adem uit", "", "1. Ga weg"), *section("Je hoofd")
    )  # fmt: skip
    assert headings(article) == ["Thuis", "Je hoofd"]


def test_numbered_headings_follow_a_table_of_contents() -> None:
    article = text_article(
        *TITLE, "Inhoud", "1. Je lichaam", "2. Je hoofd", "", *section("1. Je lichaam"), *section("2. Je hoofd")
    )  # fmt: skip
    assert headings(article)[-2:] == ["1. Je lichaam", "2. Je hoofd"]


@pytest.mark.parametrize(
    "line",
    [
        "*Sterretjes* zijn mooi, en *stralend* in de nacht.",
        "_Onderstreept_ is een woord in deze zin.",
        "__init__ is een naam uit een programma.",
    ],
)
def test_marks_within_a_sentence_are_words(line: str) -> None:
    assert line in paragraphs(text_article(*TITLE, *section("Je lichaam", line)))


@pytest.mark.parametrize("line", ["*Adem:* in en uit, tien keer.", "*Adem*: in en uit, tien keer."])
def test_a_label_loses_the_marks_of_a_messenger(line: str) -> None:
    article = text_article(*TITLE, *section("Je lichaam", line))
    assert "Adem: in en uit, tien keer." in paragraphs(article)


def test_a_bulb_between_a_label_and_its_question_makes_a_prompt() -> None:
    article = text_article(
        *TITLE,
        *section("Je lichaam", "Vraag 💡 Wat voel je: rust of haast?"),
        *section("Je hoofd"),
        *section("Je hart"),
    )
    assert headings(article) == ["Je lichaam", "Je hoofd", "Je hart"]
    assert prompts(article) == ["Wat voel je: rust of haast?"]
    assert [one.words for one in article.left_out if one.kind is LeftOutKind.LABEL] == ["Vraag"]


def test_a_question_with_a_bulb_within_it_is_no_heading() -> None:
    article = text_article(
        *TITLE,
        *section("Je lichaam", "Ken je dit 💡: rust of haast?"),
        *section("Je hoofd"),
        *section("Je hart"),
    )
    assert headings(article) == ["Je lichaam", "Je hoofd", "Je hart"]
    assert prompts(article) == []


@pytest.mark.parametrize(
    ("title", "number"), [("Twee vragen vooraf", 2), ("Three questions", 3), ("3 vragen om", 3)]
)
def test_a_title_names_how_many_questions_follow(title: str, number: int) -> None:
    asked = ("Wat voel je?", "Wat denk je?", "Wat wil je?")[:number]
    article = text_article(
        *TITLE, title, "", *asked, "", *section("Wat zegt je lichaam?"), *section("Je hoofd")
    )
    assert [question.text for question in article.questions] == [*asked]
    assert headings(article) == ["Wat zegt je lichaam?", "Je hoofd"]


def test_a_question_more_than_the_title_names_remains_one_without_text_of_its_own() -> None:
    asked = ("- Wat voel je?", "- Wat denk je?", "- Wat wil je?")
    article = text_article(*TITLE, "Twee vragen vooraf", "", *asked, "", *section("Je hoofd"))
    assert len(article.questions) == 3


def test_a_sentence_after_a_dash_below_a_quote_names_no_speaker() -> None:
    page = f"<h2>Je lichaam</h2><p>{LONG}</p><blockquote>Rust is een werkwoord.</blockquote><p>— Zo begon mijn oma altijd</p><h2>Je hoofd</h2>"
    assert quotes(html_article(page)) == [("Rust is een werkwoord.", None)]


def test_a_link_pasted_from_markdown_keeps_no_brackets() -> None:
    article = text_article(
        *TITLE, *section("Je lichaam", "Lees meer: [Loslaten](https://voorbeeld.nl/loslaten)")
    )
    assert [link.text for link in article.sections[0].see_also] == ["Loslaten"]


def test_a_question_with_many_brackets_is_read_once() -> None:
    began = process_time()
    text_article("Titel", "", "Drie vragen vooraf", "", "Wat?" + "?(!)" * 6000 + "x")
    assert process_time() - began < 0.4  # seconds; it takes a fiftieth of one
