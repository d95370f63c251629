"""Every irregularity that was seen in the wild, each in a few lines."""

import pytest

from newsletter.errors import ArticleError
from newsletter.model.article import LinePlace
from newsletter.model.blocks import Question, plain
from tests.builders.refusals import refused, words_of
from tests.sources.builders import (
    LONG,
    headings,
    lists,
    paragraphs,
    place_of,
    places,
    prompts,
    quotes,
    subheadings,
    text_article,
)

# the head


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("", "Rust vinden", LONG), "Rust vinden"),
        (("Rust vinden", "Rust vinden", LONG), "Rust vinden"),
        (("Rust  vinden? | Hoe dan", "", LONG), "Rust vinden? | Hoe dan"),
        (("Rust vinden.", "", LONG), "Rust vinden."),
        (("’s Avonds laat — over rust", "", LONG), "’s Avonds laat — over rust"),
        (('"Ik kan niet meer"', "", LONG), '"Ik kan niet meer"'),
        ((LONG * 3,), "Stuk"),
        (("• een punt", "• nog een punt"), "Stuk"),
    ],
)
def test_the_title_is_the_first_line_that_can_be_one_else_the_files_name(
    lines: tuple[str, ...], title: str
) -> None:
    assert text_article(*lines).title == title


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (("Kort", "Welzijn", "5 min", "De lange titel", "5 min"), ("Kort", "Welzijn", 5)),
        (("Welzijn", "Welzijn", "5 min", "De lange titel"), (None, "Welzijn", 5)),
        (("Welzijn", "5 min", "De lange titel", "5 min"), (None, "Welzijn", 5)),
        (("Kort.", "Welzijn", "Welzijn", "0 min", "De lange titel"), ("Kort.", "Welzijn", 0)),
        (("De lange titel", "Leestijd: 6 minuten"), (None, None, 6)),
        (("De lange titel", "Door Anna de Vries · 6 min"), (None, None, 6)),
        (("Kort", "Jij en Rust", "Jij en Rust", "De lange titel"), ("Kort", "Jij en Rust", None)),
    ],
)
def test_what_stands_around_the_title_is_told_by_order_and_repetition(
    head: tuple[str, ...], told: tuple[str | None, str | None, int | None]
) -> None:
    article = text_article(*head, "", LONG)
    assert article.title == "De lange titel"
    assert (article.short_title, article.category, article.reading_minutes) == told
    assert article.unplaced == ()


def test_a_writer_is_named_behind_a_word_for_it() -> None:
    article = text_article("Rust vinden", "Door: Anna de Vries", "", LONG)
    assert article.author == "Anna de Vries"
    assert place_of(article, "Door") is LinePlace.AUTHOR


def test_a_heading_that_begins_with_door_names_nobody() -> None:
    article = text_article("Rust vinden", "", "Door te vertragen", "", LONG)
    assert article.author is None
    assert headings(article) == ["Door te vertragen"]


def test_the_title_again_as_first_heading_is_placed_as_title() -> None:
    article = text_article(
        "Rust vinden — elke dag",
        "",
        LONG,
        "",
        "Drie vragen om even bij stil te staan",
        "• Wat nu? → Zo.",
        "",
        "RUST VINDEN — ELKE DAG",
        "",
        LONG,
    )
    assert headings(article) == [None]
    assert place_of(article, "RUST VINDEN") is LinePlace.TITLE


def test_half_of_the_title_directly_below_it_is_the_title_again() -> None:
    article = text_article("Rust vinden — elke dag", "Rust vinden", "", LONG)
    assert places(article)[:2] == [LinePlace.TITLE, LinePlace.TITLE]


# intro and questions


def test_an_intro_of_three_lines_is_one_intro() -> None:
    article = text_article("Titel", "", "Een.", "", "Twee.", "", "Drie.", "", "Kop", "", LONG)
    assert article.intro == "Een.\n\nTwee.\n\nDrie."


@pytest.mark.parametrize("label", ["Samenvatting", "Samenvatting:", "Summary", "Résumé"])
def test_a_label_before_the_intro_is_no_part_of_it(label: str) -> None:
    article = text_article("Titel", "", label, "", LONG, "", "Kop", "", LONG)
    assert article.intro == LONG
    assert place_of(article, label) is LinePlace.INTRO


def test_a_label_on_the_intros_own_line_is_taken_off() -> None:
    article = text_article("Titel", "", f"Samenvatting {LONG}", "", "Kop", "", LONG)
    assert article.intro == LONG


def test_without_an_intro_the_first_heading_follows_the_title() -> None:
    article = text_article("Titel", "Kop", LONG)
    assert (article.intro, headings(article)) == (None, ["Kop"])


def test_a_long_text_without_headings_is_no_intro() -> None:
    article = text_article("Titel", "", LONG, "", LONG)
    assert (article.intro, headings(article)) == (None, [None])


QUESTIONS = (Question("Wat nu?", "Kijk rond."), Question("En dan, zeg je?", "Wacht – even."))


@pytest.mark.parametrize(
    "lines",
    [
        ("• Wat nu? → Kijk rond.", "• En dan, zeg je? → Wacht – even."),
        ("- Wat nu?→Kijk rond.", "- En dan, zeg je?→ Wacht – even. \N{NO-BREAK SPACE}"),
        ("1. Wat nu? -> Kijk rond.", "", "2. En dan, zeg je? -> Wacht – even."),
        ("💡 Wat nu?", "→ Kijk rond.", "💡 En dan, zeg je?", "→ Wacht – even."),
        ("Wat nu? → Kijk rond.", "En dan, zeg je? → Wacht – even."),
        ("• Wat nu?", "", "→ Kijk rond.", "", "• En dan, zeg je?", "", "→ Wacht – even."),
    ],
    ids=["bullets", "no space", "numbers and gaps", "bulbs", "bare", "hints below"],
)
def test_opening_questions_come_in_many_forms(lines: tuple[str, ...]) -> None:
    article = text_article(
        "Titel", "", LONG, "", "Drie vragen om bij stil te staan", *lines, "", "Kop", "", LONG
    )
    assert article.questions == QUESTIONS
    assert prompts(article) == []
    assert headings(article) == ["Kop"]
    assert article.intro == LONG


@pytest.mark.parametrize("title", ["Drie vragen vooraf", "Vragen vooraf", "Vragen voor jezelf"])
def test_a_hint_that_asks_does_not_make_a_heading_of_its_question(title: str) -> None:
    article = text_article(
        "Titel", "", LONG, "", title, "Wat nu? → Kijk rond.", "En dan? → Wie zegt dat?", "", "Kop", "", LONG
    )  # fmt: skip
    assert article.questions == (
        Question("Wat nu?", "Kijk rond."),
        Question("En dan?", "Wie zegt dat?"),
    )
    assert headings(article) == ["Kop"]


def test_questions_with_hints_need_no_title() -> None:
    article = text_article(
        "Titel",
        LONG,
        "💡 Wat nu?",
        "→ Kijk rond.",
        "💡 En dan, zeg je?",
        "→ Wacht – even.",
        "Kop",
        LONG,
    )
    assert article.questions == QUESTIONS
    assert article.questions_title is None


def test_below_the_questions_a_text_without_a_heading_is_a_section_without_a_title() -> None:
    article = text_article(
        "Titel", "", "Drie vragen om op te kauwen", "• Wat nu?", "", LONG, "", "Kop", "", LONG
    )
    assert headings(article) == [None, "Kop"]
    assert article.sections[0].slug == "opening"


def test_a_quote_and_a_prompt_may_stand_before_the_first_heading() -> None:
    article = text_article(
        "Titel", "", LONG, "", '"Rust is een werkwoord."', "", "💡 Wat nu?", "", "Kop", "", LONG
    )
    assert article.intro == LONG
    assert headings(article) == [None, "Kop"]
    assert quotes(article) == [("Rust is een werkwoord.", None)]
    assert prompts(article) == ["Wat nu?"]


# headings


@pytest.mark.parametrize(
    "heading",
    [
        "Waarom is rust zo moeilijk?",
        "Adem — en adem uit",
        "Stap 1: Begin klein",
        "3. Loop een rondje",
        "🌿 Groen helpt",
        "Gewoon doen!",
        "’s Morgens vroeg",
        "“Nee” is een zin",
        "Conclusie",
    ],
)
@pytest.mark.parametrize("gap", [(), ("",), ("", "")], ids=["compact", "spaced", "wide"])
def test_a_heading_is_told_by_its_form(heading: str, gap: tuple[str, ...]) -> None:
    article = text_article(
        "Titel", *gap, "Eerste kop", *gap, LONG, *gap, '"Rust is een werkwoord."',
        *gap, heading, *gap, LONG + LONG,
    )  # fmt: skip
    assert headings(article) == ["Eerste kop", heading]


@pytest.mark.parametrize(
    "line",
    [
        "Dat is alles.",
        "Voorbeeld: je loopt naar huis",
        "Hoe gaat het echt met mij?",
        "Herkenbaar!",
        "en dan nog iets",
        "Kijk op https://example.org/rust",
        "Neem deze drie dingen mee:",
        "Dat is nog niet alles…",
    ],
)
@pytest.mark.parametrize("gap", [(), ("",)], ids=["compact", "spaced"])
def test_a_short_line_is_not_always_a_heading(line: str, gap: tuple[str, ...]) -> None:
    article = text_article(
        "Titel", *gap, "Eerste kop", *gap, LONG, *gap, "Vraag jezelf zachtjes:", *gap, line, *gap, LONG
    )  # fmt: skip
    assert headings(article) == ["Eerste kop"]
    assert place_of(article, line) is LinePlace.TEXT


def test_a_lone_question_in_the_text_is_no_heading() -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", "Herken je dat?", "", LONG)
    assert headings(article) == ["Kop"]


def test_a_line_cut_off_at_the_end_is_no_heading() -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", "Misschien is het dan ti")
    assert headings(article) == ["Kop"]
    assert paragraphs(article)[-1] == "Misschien is het dan ti"


def test_a_heading_right_below_a_heading_is_a_subheading() -> None:
    article = text_article("Titel", "", "Kop", "", "Onderkop", "", LONG)
    assert (headings(article), subheadings(article)) == (["Kop"], ["Onderkop"])


def test_a_poem_is_a_paragraph_and_no_row_of_headings() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Adem in", "Adem uit", "Laat gaan", "", LONG
    )
    assert headings(article) == ["Kop"]
    assert paragraphs(article)[1] == "Adem in\nAdem uit\nLaat gaan"


@pytest.mark.parametrize(
    "numbers", [("",) * 4, ("1. ", "2. ", "3. ", "4. ")], ids=["bare", "numbered"]
)
def test_a_link_below_a_prompt_leaves_the_next_heading_what_it_is(numbers: tuple[str, ...]) -> None:
    titles = [
        f"{number}{words}"
        for number, words in zip(numbers, ("Adem uit", "Loop", "Zeg het", "Kijk om"), strict=True)
    ]
    links = (("Lees ook: Rust op een gewone dag", ""), (), (), ())
    lines = [
        line
        for title, link in zip(titles, links, strict=True)
        for line in (title, LONG, "", LONG, "", "💡 Wat nu?", "", *link)
    ]
    assert headings(text_article("Titel", "", LONG, "", *lines)) == titles


def test_a_verse_that_goes_on_below_is_no_heading() -> None:
    article = text_article(
        "Titel", "", LONG, "", "De zee zegt niets", "en toch hoor je haar", "", LONG
    )
    assert headings(article) == [None]


def test_a_long_heading_explains_itself_behind_a_dash() -> None:
    heading = (
        "Wat er gebeurt als je een lange kop schrijft die eigenlijk een zin is maar dan zonder punt"
        " — omdat het soms mag"
    )
    assert headings(text_article("Titel", "", LONG, "", heading, "", LONG)) == [heading]


def test_lines_broken_by_an_editors_window_are_one_paragraph() -> None:
    article = text_article(
        "Titel",
        "",
        "Dit is een alinea die door een editor is afgebroken op een",
        "breedte van zestig tekens, zodat de regels midden in een",
        "zin ophouden.",
        "",
        "  • een punt dat ook te lang was voor de regel en dat dus",
        "    op de volgende doorgaat",
    )
    assert " ".join(paragraphs(article)) == (
        "Dit is een alinea die door een editor is afgebroken op een breedte van zestig tekens,"
        " zodat de regels midden in een zin ophouden."
    )
    assert lists(article) == [
        ["een punt dat ook te lang was voor de regel en dat dus op de volgende doorgaat"]
    ]


# quotes and prompts


@pytest.mark.parametrize(
    ("lines", "text", "by"),
    [
        (('"Rust is een werkwoord."',), "Rust is een werkwoord.", None),
        (("“Rust is een werkwoord.”",), "Rust is een werkwoord.", None),
        (("„Ruhe ist ein Tuwort.“",), "Ruhe ist ein Tuwort.", None),
        (("„Rust is een werkwoord.”",), "Rust is een werkwoord.", None),
        (("«Le calme est un verbe.»",), "Le calme est un verbe.", None),
        (("« Le calme est un verbe. »",), "Le calme est un verbe.", None),
        (("»Ruhe ist ein Tuwort.«",), "Ruhe ist ein Tuwort.", None),
        (("‘Rust is een werkwoord.’",), "Rust is een werkwoord.", None),
        (("'Rust is een werkwoord.'",), "Rust is een werkwoord.", None),
        (('"Rust is een werkwoord.”',), "Rust is een werkwoord.", None),
        (("‘Ga ’s avonds eens vroeg naar bed’",), "Ga ’s avonds eens vroeg naar bed", None),
        (('"Zeg vaker "nee" tegen jezelf."',), 'Zeg vaker "nee" tegen jezelf.', None),
        (('"Rust is een werkwoord." — Mila Blauw',), "Rust is een werkwoord.", "Mila Blauw"),
        (("“Rust is een werkwoord.” (Mila)",), "Rust is een werkwoord.", "Mila"),
        (('"Rust is een werkwoord."', "— Mila"), "Rust is een werkwoord.", "Mila"),
        (('"Rust is', 'een werkwoord."'), "Rust is een werkwoord.", None),
        (("“Rust is", "een werkwoord.” – Mila"), "Rust is een werkwoord.", "Mila"),
        (('"Rust is een werkwoord.',), "Rust is een werkwoord.", None),
    ],
)
def test_a_pull_quote_stands_in_its_marks_from_end_to_end(
    lines: tuple[str, ...], text: str, by: str | None
) -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", *lines, "", LONG)
    assert quotes(article) == [(text, by)]
    assert article.holds(text)
    assert len(paragraphs(article)) == 2


@pytest.mark.parametrize(
    "line",
    [
        '"Ja," zei ze, "dat is een mooi idee."',
        "“Ja”, zei ze, “dat is een mooi idee.”",
        "’s Avonds is het hier altijd stil.",
        "'t Is hier altijd stil en dat is fijn.",
        '"Goed zo", denk je dan, en je loopt weer door.',
        f'"{LONG} {LONG} {LONG}',
        '"Nee."',
    ],
)
def test_speech_and_apostrophes_make_no_pull_quote(line: str) -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", line, "", LONG)
    assert quotes(article) == []
    assert paragraphs(article)[1] == line


def test_three_quotes_in_a_row_are_a_conversation() -> None:
    spoken = ('"Waar ga je heen?"', '"Ik ga naar huis."', '"Neem dan een jas mee."')
    article = text_article("Titel", "", "Kop", "", LONG, "", *spoken, "", LONG)
    assert quotes(article) == []
    assert "\n".join(spoken) in paragraphs(article)


def test_a_bulb_on_its_own_line_goes_with_the_line_below() -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", "💡", "Wat nu?")
    assert prompts(article) == ["Wat nu?"]


def test_a_bulb_that_sells_is_a_paragraph() -> None:
    sale = "💡 In mijn online training leer je in zes weken alles over rust."
    article = text_article("Titel", "", "Kop", "", LONG, "", sale)
    assert prompts(article) == []
    assert paragraphs(article)[-1] == sale.removeprefix("💡 ")


def test_an_invitation_is_a_prompt_without_a_question_mark() -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", "💡 Schrijf vanavond één regel op.")
    assert prompts(article) == ["Schrijf vanavond één regel op."]


# lists and links


@pytest.mark.parametrize("bullet", ["•", "-", "–", "*", "✓", "▪", "→", "+"])
def test_a_list_may_follow_its_lead_in_directly(bullet: str) -> None:
    article = text_article(
        "Titel", "", "Kop", "", "Neem mee:", f"{bullet} brood", f"{bullet} kaas", "", LONG
    )
    assert lists(article) == [["brood", "kaas"]]


def test_numbers_below_each_other_are_a_list() -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", "1. Brood", "2. Kaas", "", LONG)
    assert lists(article) == [["Brood", "Kaas"]]
    assert headings(article) == ["Kop"]


def test_numbers_with_a_paragraph_each_are_headings() -> None:
    article = text_article("Titel", "", "1. Brood", "", LONG, "", "2. Kaas", "", LONG)
    assert headings(article) == ["1. Brood", "2. Kaas"]


@pytest.mark.parametrize(
    ("line", "left", "title"),
    [
        ("Zo dus. Lees meer in: De stoel — over zitten.", "Zo dus.", "De stoel — over zitten"),
        ("Lees ook: De stoel", None, "De stoel"),
        ("👉 Lees ook: De stoel?", None, "De stoel?"),
        (">> Lees verder: De stoel", None, "De stoel"),
        ('Zo dus. Lees ook: "De stoel".', "Zo dus.", "De stoel"),
        ("That is it. Read more in: The chair.", "That is it.", "The chair"),
        ("So ist es. Lies auch: Der Stuhl.", "So ist es.", "Der Stuhl"),
        ("C’est cela. À lire aussi : La chaise.", "C’est cela.", "La chaise"),
    ],
)
def test_a_cross_link_stands_apart_from_its_paragraph(
    line: str, left: str | None, title: str
) -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", line)
    section = article.sections[0]
    assert [(link.text, link.url) for link in section.see_also] == [(title, None)]
    assert paragraphs(article) == [LONG] + ([left] if left else [])
    assert place_of(article, title) is (LinePlace.TEXT if left else LinePlace.SEE_ALSO)


@pytest.mark.parametrize(
    "behind",
    [
        " (https://example.org/stoel)",
        ": https://example.org/stoel",
        " <https://example.org/stoel>.",
    ],
)
def test_an_address_behind_a_cross_links_title_is_where_it_leads(behind: str) -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", f"Lees ook: De stoel: over zitten{behind}"
    )
    (link,) = article.sections[0].see_also
    assert (link.text, link.url) == ("De stoel: over zitten", "https://example.org/stoel")


def test_several_cross_links_may_end_one_paragraph() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Lees meer in: Een. Lees meer in: Twee."
    )
    assert [link.text for link in article.sections[0].see_also] == ["Een", "Twee"]
    assert paragraphs(article) == [LONG]


def test_to_read_on_is_no_cross_link_where_no_title_follows() -> None:
    line = "Lees meer over rust als je daar zin in hebt, of doe het niet."
    article = text_article("Titel", "", "Kop", "", LONG, "", line)
    assert paragraphs(article)[-1] == line


def test_pieces_listed_below_their_announcement_are_cross_links() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Lees ook:", "• De stoel", "• De tafel"
    )
    assert [link.text for link in article.sections[0].see_also] == ["De stoel", "De tafel"]


def test_titles_right_below_their_announcement_need_no_bullets() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Lees ook", "De stoel", "De tafel", "", LONG
    )
    assert [link.text for link in article.sections[0].see_also] == ["De stoel", "De tafel"]
    assert (headings(article), paragraphs(article)) == (["Kop"], [LONG, LONG])


def test_the_last_arrow_is_the_call_to_action_and_earlier_ones_are_buttons() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Meer weten →", "", LONG, "", "Begin nu »"
    )
    assert article.call_to_action is not None
    assert article.call_to_action.text == "Begin nu"
    assert [type(block).__name__ for block in article.sections[0].blocks] == [
        "Paragraph",
        "Button",
        "Paragraph",
    ]


# the end


@pytest.mark.parametrize(
    "lines",
    [
        ("Wat is rust? Niets doen.", "Kan ik het leren? Ja. Echt waar."),
        ("Wat is rust?", "Niets doen.", "Kan ik het leren?", "Ja. Echt waar."),
        ("Wat is rust?", "", "Niets doen.", "", "Kan ik het leren?", "", "Ja. Echt waar."),
        ("• Wat is rust?", "Niets doen.", "• Kan ik het leren?", "Ja. Echt waar."),
        ("1. Wat is rust?", "Niets doen.", "2. Kan ik het leren?", "Ja. Echt waar."),
        ("V: Wat is rust?", "A: Niets doen.", "V: Kan ik het leren?", "A: Ja. Echt waar."),
        ("Wat is rust? Niets doen.", "", "Kan ik het leren?", "", "Ja. Echt waar."),
    ],
    ids=["same line", "next line", "blank line", "bullets", "numbers", "labels", "mixed"],
)
def test_answers_are_found_where_they_stand(lines: tuple[str, ...]) -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", "Veelgestelde vragen", "", *lines)
    assert [(entry.question, entry.answer, entry.site) for entry in article.faq] == [
        ("Wat is rust?", "Niets doen.", False),
        ("Kan ik het leren?", "Ja. Echt waar.", False),
    ]


def test_a_question_within_an_answer_stays_there() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "FAQ", "", "Wat is rust?", "Goede vraag. Wie weet het? Ik niet."
    )  # fmt: skip
    assert [(entry.question, entry.answer) for entry in article.faq] == [
        ("Wat is rust?", "Goede vraag. Wie weet het? Ik niet.")
    ]


def test_an_answer_of_several_paragraphs_is_kept_whole() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "FAQ", "", "Wat is rust?", "", "Dit.", "", "- a", "- b", "", "En dat."
    )  # fmt: skip
    assert article.faq[0].answer == "Dit.\n- a\n- b\n\nEn dat."


def test_behind_a_faq_a_heading_leads_back_into_the_text() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "FAQ", "", "Wat is rust?", "Dit.", "", "Tot slot", "", LONG
    )  # fmt: skip
    assert headings(article) == ["Kop", "Tot slot"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("Groet,", "", "Mila"), "Groet,\nMila"),
        (("Groet, Mila",), "Groet, Mila"),
        (("Liefs Mila",), "Liefs Mila"),
        (("Warme groet,", "Mila Blauw", "coach en tuinier"), "Warme groet,\nMila Blauw"),
        (("Warme groet,", "Mila Blauw", "Coach en tuinier"), "Warme groet,\nMila Blauw\nCoach en tuinier"),
        (("Met een warme groet,", "Mila"), "Met een warme groet,\nMila"),
        (("Herzliche Grüße", "", "Mila"), "Herzliche Grüße\nMila"),
        (("Kind regards,", "Mila"), "Kind regards,\nMila"),
        (("Alles Liebe", "Deine Mila"), "Alles Liebe\nDeine Mila"),
        (("Bien à vous,", "Mila"), "Bien à vous,\nMila"),
    ],
)  # fmt: skip
def test_a_farewell_takes_its_name_along(lines: tuple[str, ...], told: str) -> None:
    assert text_article("Titel", "", "Kop", "", LONG, "", *lines).sign_off == told


def test_a_letter_within_the_text_is_no_farewell() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Liefs,", "Mila", *("", f"{LONG} {LONG}") * 4
    )
    assert article.sign_off is None
    assert article.unplaced == ()


def test_only_the_faq_behind_the_farewell_is_the_sites() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "FAQ", "Wat nu? Dit.", "", "Groet,", "Mila", "", "FAQ", "En dan? Dat."
    )  # fmt: skip
    assert [(entry.question, entry.site) for entry in article.faq] == [
        ("Wat nu?", False),
        ("En dan?", True),
    ]
    assert place_of(article, "En dan?") is LinePlace.SITE_FAQ


def test_what_fits_nowhere_is_shown() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Groet,", "Mila", "", "Over de auteur", "", "Mila woont aan zee."
    )  # fmt: skip
    assert [line.text.strip() for line in article.unplaced] == [
        "Over de auteur",
        "Mila woont aan zee.",
    ]


def test_other_pieces_are_listed_by_their_titles() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Ontdek meer...", "", "Hier zijn er enkele:", "• De stoel", "De tafel"
    )  # fmt: skip
    assert [link.text for link in article.related] == ["De stoel", "De tafel"]


def test_a_section_may_be_called_as_a_list_of_other_pieces_is() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "Ontdek meer", "", LONG, "", "Nog een kop", "", LONG
    )
    assert headings(article) == ["Kop", "Ontdek meer", "Nog een kop"]
    assert article.related == ()


@pytest.mark.parametrize(
    "line",
    [
        "Ontvang wekelijks een brief.",
        "✉️ Schrijf je in voor de nieuwsbrief",
        "Subscribe to my newsletter.",
        "Abonniere meinen Newsletter.",
        "Abonnez-vous à la lettre.",
    ],
)
def test_a_call_to_subscribe_is_known_wherever_it_stands(line: str) -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", line, "", LONG)
    assert article.subscribe_calls == (line,)
    assert paragraphs(article) == [LONG, LONG]


def test_behind_the_faq_a_call_is_known_by_its_words() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "FAQ", "Wat nu? Dit.", "", "Elke zondag wat rust", "",
        "Een korte brief in je mailbox.", "", "Groet,", "Mila", "", "✉️ Ook in jouw inbox",
    )  # fmt: skip
    assert article.subscribe_calls == (
        "Elke zondag wat rust\nEen korte brief in je mailbox.",
        "✉️ Ook in jouw inbox",
    )


def test_a_section_behind_the_faq_may_be_about_an_inbox() -> None:
    article = text_article(
        "Titel", "", "Kop", "", LONG, "", "FAQ", "Wat nu? Dit.", "", "Tot slot", "", LONG, "", "Ruim je inbox op, en ga dan naar buiten."
    )  # fmt: skip
    assert article.subscribe_calls == ()
    assert headings(article) == ["Kop", "Tot slot"]


def test_a_rule_of_stars_carries_no_words() -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", "* * *", "", LONG)
    assert place_of(article, "* * *") is LinePlace.MARKUP
    assert article.unplaced == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 200_000, "200000 characters on one line"),
        ("Kop\n" * 15_000, "15000 paragraphs"),
        ("\n" * 30_000 + "Titel", "30001 lines"),
    ],
)
def test_more_than_an_article_holds_is_refused(text: str, said: str) -> None:
    with refused(ArticleError) as raised:
        text_article(text)
    assert said in words_of(raised.value)


@pytest.mark.parametrize("text", ["* * *", "💡", "—\n—"])
def test_marks_without_words_are_no_article(text: str) -> None:
    with refused(ArticleError, "holds no text"):
        text_article(text)


@pytest.mark.parametrize(
    ("lines", "lead_in"),
    [
        (("Kleine stappen helpen. Lees meer in: Een zachte week.",), "Kleine stappen helpen."),
        (("Kleine stappen helpen.", "Lees ook: Een zachte week"), "Kleine stappen helpen."),
        (("- een", "- twee. Lees meer in: Een zachte week."), ""),  # a list item is no paragraph
        (("Lees meer in: Een zachte week.",), ""),
    ],
)
def test_the_paragraph_that_a_link_closes_leads_in_to_it(
    lines: tuple[str, ...], lead_in: str
) -> None:
    article = text_article("Titel", "", "Kop", "", LONG, "", *lines, "", LONG)
    (link,) = article.sections[0].see_also
    assert (link.text, plain(link.lead_in)) == ("Een zachte week", lead_in)


def test_the_only_paragraph_of_a_section_remains_its_text() -> None:
    article = text_article("Titel", "", "Kop", "", f"{LONG} Lees meer in: Een zachte week.")
    (link,) = article.sections[0].see_also
    assert link.lead_in == ()


def test_in_an_interview_all_that_is_said_stays_in_its_place() -> None:
    said = [
        f"‘{words} Dat ging vanzelf en het bleef zo.’"
        for words in ("Ik stopte.", "Ik sliep.", "Ik wandelde.", "Ik zweeg.")
    ]
    read = text_article("Stil", "", LONG, "", "Eerst", "", *(one for part in said[:3] for one in (part, "")), "Later", "", said[3], "", LONG)  # fmt: skip
    assert quotes(read) == []
    assert [one for one in paragraphs(read) if one in said] == said


@pytest.mark.parametrize("line", ["07/21/2026", "12 mei 2026", "2026-05-12"])
def test_a_date_above_a_text_without_a_title_is_no_title(line: str) -> None:
    assert text_article(line, LONG, "", LONG).title == "Stuk"


@pytest.mark.parametrize("below", [("- een", "- twee"), ("“Ik drink een week niet.”",)])
def test_what_leads_in_to_a_list_or_a_quote_above_the_first_heading_is_not_the_intro(
    below: tuple[str, ...],
) -> None:
    parts = (
        LONG,
        "",
        "Dat kan op drie manieren:",
        "",
        *below,
        "",
        "Eerst",
        "",
        LONG,
        "",
        "Later",
        "",
        LONG,
    )
    read = text_article("Stil", "", *parts)
    assert read.intro == LONG
    assert paragraphs(read)[0] == "Dat kan op drie manieren:"


def test_who_wrote_the_text_below_it_is_no_heading() -> None:
    parts = ("Eerst", "", LONG, "", "Later", "", LONG, "", "Tekst: Anna Vos", "Beeld: Bram de Wit")
    assert headings(text_article("Stil", "", LONG, "", *parts)) == ["Eerst", "Later"]


def test_pull_quotes_and_a_few_testimonials_are_no_interview() -> None:
    said = [f"“{who} zag dat rust geen beloning is.”" for who in ("Anna", "Bram", "Cees", "Daan", "Els")]  # fmt: skip
    parts = ("Eerst", LONG, said[0], "Later", LONG, said[1], "Wat anderen zeggen", *said[2:])
    read = text_article("Stil", "", LONG, "", *(one for part in parts for one in (part, "")))
    assert [words for words, _ in quotes(read)] == [one.strip("“”") for one in said[:2]]
