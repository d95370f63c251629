"""Markdown: its marks are believed, and what they leave open is told by shape."""

import pytest

from newsletter.errors import ArticleError
from newsletter.model.article import LinePlace
from newsletter.model.blocks import BulletList, ListItem, Paragraph, Span
from tests.builders.refusals import refused, words_of
from tests.sources.builders import (
    LONG,
    headings,
    lists,
    markdown_article,
    paragraphs,
    place_of,
    places,
    prompts,
    quotes,
    subheadings,
)

# front matter


def test_front_matter_says_what_the_text_does_not() -> None:
    article = markdown_article(
        "---",
        'title: "Rust: een begin"',
        "short_title: Rust",
        "Category: [Welzijn, Tuin]",
        "author: {name: Mila Blauw}",
        "canonical: https://blog.example.org/rust/",
        "reading_time: 6 min",
        "lang: nl_BE",
        "date: 2026-13-45",
        "---",
        LONG,
    )
    assert (article.title, article.short_title) == ("Rust: een begin", "Rust")
    assert (article.category, article.author) == ("Welzijn", "Mila Blauw")
    assert article.address == "https://blog.example.org/rust/"
    assert (article.reading_minutes, article.language) == (6, "nl")
    assert set(places(article)[:10]) == {LinePlace.MARKUP}


def test_a_word_that_yaml_takes_for_false_stays_a_word() -> None:
    assert markdown_article("---", "title: No", "---", LONG).title == "No"


def test_an_address_that_leads_nowhere_is_left_out() -> None:
    assert markdown_article("---", "url: /blog/rust/", "---", LONG).address is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ("---", "title: a", "los", "n: b", "---", LONG),
            "stuk.md:3: the front matter cannot be read: the line has no colon",
        ),
        (("---", "a: 1", "title: 'Rust", "  nu", "---", LONG), "never closed"),
        (("---", "? {a: b}: c", "---", LONG), "the front matter cannot be read"),
        (("---", "a: " + "[" * 4000, "---", LONG), "nested too deeply"),
        (("---", "a: " + "x" * 30_000, "---", LONG), "is the closing --- missing?"),
    ],
    ids=["colon", "quote", "key", "depth", "length"],
)
def test_broken_front_matter_is_told_with_its_line(lines: tuple[str, ...], said: str) -> None:
    with refused(ArticleError, r"stuk\.md:\d") as raised:
        markdown_article(*lines)
    assert said in words_of(raised.value)


@pytest.mark.parametrize(
    "lines", [("---", LONG, "---"), ("---", "a: b"), ("---", "- a", "---", LONG)]
)
def test_a_rule_at_the_top_is_no_front_matter(lines: tuple[str, ...]) -> None:
    assert markdown_article(*lines, "", "# Titel", "", LONG).title == "Titel"


# titles


def test_a_longer_first_heading_makes_the_front_matters_title_the_short_one() -> None:
    article = markdown_article("---", "title: Rust", "---", "# Rust — hoe dan", "", LONG)
    assert (article.title, article.short_title) == ("Rust — hoe dan", "Rust")


def test_the_first_heading_of_the_first_level_is_the_title() -> None:
    article = markdown_article("Welzijn", "", "# Rust", "", "5 min", "", LONG)
    assert (article.title, article.category, article.reading_minutes) == ("Rust", "Welzijn", 5)


def test_without_a_title_the_files_name_serves() -> None:
    article = markdown_article("## Kop", "", LONG)
    assert (article.title, headings(article)) == ("Stuk", ["Kop"])


def test_headings_of_the_first_level_below_the_title_are_sections() -> None:
    article = markdown_article(
        "# Titel", "", "# Een", "", LONG, "", "## Onder", "", LONG, "", "# Twee", "", LONG
    )
    assert (headings(article), subheadings(article)) == (["Een", "Twee"], ["Onder"])


# text


def test_a_paragraph_keeps_its_manner_and_its_links() -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", "Een *zacht* en **vast** [woord](https://example.org/w).\\", "Einde"
    )  # fmt: skip
    assert article.sections[0].blocks == (
        Paragraph(
            (
                Span("Een "),
                Span("zacht", emphasis=True),
                Span(" en "),
                Span("vast", strong=True),
                Span(" "),
                Span("woord", url="https://example.org/w"),
                Span(".\nEinde"),
            )
        ),
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "/rust", "data:text/html,x", "vbscript:x"]
)
def test_a_link_that_a_mail_must_not_carry_is_only_its_words(address: str) -> None:
    article = markdown_article("# Titel", "", "## Kop", "", f"Een [woord]({address}) hier.")
    assert article.sections[0].blocks == (Paragraph((Span("Een woord hier."),)),)


def test_lists_keep_their_depth_and_their_kind() -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", "- een", "  - onder", "- twee", "", "1. eerst", "2. dan"
    )
    assert article.sections[0].blocks == (
        BulletList(
            (ListItem((Span("een"),)), ListItem((Span("onder"),), 1), ListItem((Span("twee"),)))
        ),
        BulletList((ListItem((Span("eerst"),)), ListItem((Span("dan"),))), ordered=True),
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("> Rust is een werkwoord.",), ("Rust is een werkwoord.", None)),
        (('> "Rust is *een* werkwoord."',), ("Rust is een werkwoord.", None)),
        (("> Rust is een werkwoord.", ">", "> — Mila"), ("Rust is een werkwoord.", "Mila")),
        (("> “Rust is een werkwoord.” — Mila",), ("Rust is een werkwoord.", "Mila")),
        (("> Rust is", "> een werkwoord."), ("Rust is een werkwoord.", None)),
        (
            ("> Rust is een werkwoord.", "> — Mila de Wit"),
            ("Rust is een werkwoord.", "Mila de Wit"),
        ),
        (("> *Rust is een werkwoord.*", "> – Mila"), ("Rust is een werkwoord.", "Mila")),
        (("> Rust", "> — Mila zei het al", "> — is."), ("Rust — Mila zei het al — is.", None)),
        (("> Rust is", "> — Een werkwoord dat rust."), ("Rust is — Een werkwoord dat rust.", None)),
        (("> Rust is een werkwoord.", ">", "> Echt."), ("Rust is een werkwoord.\nEcht.", None)),
        (('*"Rust is een werkwoord."*',), ("Rust is een werkwoord.", None)),
    ],
)
def test_a_block_quote_is_one_quote(lines: tuple[str, ...], told: tuple[str, str | None]) -> None:
    article = markdown_article("# Titel", "", "## Kop", "", LONG, "", *lines)
    assert quotes(article) == [told]
    assert article.holds(told[0])


def test_a_long_passage_from_elsewhere_is_a_paragraph() -> None:
    passage = " ".join(["Een lange passage uit een boek."] * 20)
    article = markdown_article("# Titel", "", "## Kop", "", f"> {passage}")
    assert (quotes(article), paragraphs(article)) == ([], [passage])


def test_a_bulb_makes_a_prompt_also_in_a_block_quote() -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", LONG, "", "> 💡 Wat *nu*?", "", "💡 En", "dan?"
    )
    assert prompts(article) == ["Wat nu?", "En dan?"]


def test_bold_lines_are_headings_where_there_are_no_others() -> None:
    article = markdown_article(
        "# Titel", "", "**Een begin**", "", LONG, "", "**Een eind**", "", LONG
    )
    assert headings(article) == ["Een begin", "Een eind"]


def test_bold_lines_are_subheadings_where_there_are_others() -> None:
    article = markdown_article("# Titel", "", "## Kop", "", LONG, "", "**Daaronder**", "", LONG)
    assert (headings(article), subheadings(article)) == (["Kop"], ["Daaronder"])


def test_bold_words_that_open_paragraphs_are_headings_where_there_are_no_others() -> None:
    article = markdown_article(
        "# Titel", "", f"**Eerst –** {LONG}", "", LONG, "", f"**Dan:** {LONG}"
    )
    assert headings(article) == ["Eerst", "Dan"]
    assert paragraphs(article) == [LONG, LONG, LONG]


def test_bold_words_that_open_paragraphs_stay_there_where_headings_are() -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", "**Eerst –** dit.", "", "**Dan –** dat."
    )
    assert headings(article) == ["Kop"]
    assert paragraphs(article) == ["Eerst – dit.", "Dan – dat."]


def test_a_link_that_ends_in_an_arrow_is_the_call_to_action() -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", LONG, "", "[Begin nu →](https://example.org/b)"
    )
    call = article.call_to_action
    assert call is not None
    assert (call.text, call.url) == ("Begin nu", "https://example.org/b")


def test_a_cross_link_keeps_its_address() -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", "Zo dus. Lees meer in: [De *stoel*](https://example.org/s)."
    )  # fmt: skip
    assert [(link.text, link.url) for link in article.sections[0].see_also] == [
        ("De stoel", "https://example.org/s")
    ]
    assert paragraphs(article) == ["Zo dus."]


def test_pictures_and_comments_are_markup() -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", "![een kat](kat.jpg)", "", "<!-- niet -->", "", LONG
    )
    assert place_of(article, "kat") is LinePlace.MARKUP
    assert place_of(article, "niet") is LinePlace.MARKUP
    assert paragraphs(article) == [LONG]


def test_code_keeps_its_lines() -> None:
    article = markdown_article("# Titel", "", "## Kop", "", "```", "een", "  twee", "```")
    assert paragraphs(article) == ["een\ntwee"]


def test_a_table_that_is_none_loses_no_word() -> None:
    article = markdown_article("# Titel", "", "## Kop", "", "| een | twee |", "| drie | vier |")
    assert paragraphs(article) == ["| een | twee | | drie | vier |"]


# questions


def test_the_opening_questions_are_a_list() -> None:
    article = markdown_article(
        "# Titel",
        "",
        LONG,
        "",
        "## Drie vragen om even bij stil te staan",
        "",
        "- Wat nu? → Kijk rond.",
        "- En dan?",
        "  → Wacht.",
        "",
        "## Kop",
        "",
        LONG,
    )
    assert [(asked.text, asked.hint) for asked in article.questions] == [
        ("Wat nu?", "Kijk rond."),
        ("En dan?", "Wacht."),
    ]
    assert (article.intro, headings(article)) == (LONG, ["Kop"])


def test_a_list_right_below_the_questions_is_none_of_them() -> None:
    article = markdown_article(
        "# Titel", "", "## Drie vragen om bij stil te staan", "", "- Wat nu?", "- → Kijk rond.", "", "* brood", "* kaas"
    )  # fmt: skip
    assert [(asked.text, asked.hint) for asked in article.questions] == [("Wat nu?", "Kijk rond.")]
    assert lists(article) == [["brood", "kaas"]]


@pytest.mark.parametrize(
    "lines",
    [
        ("### Wat is rust?", "", "Niets doen.", "", "### Het begin", "", "Vandaag."),
        ("**Wat is rust?**", "Niets doen.", "", "**Het begin?**", "Vandaag."),
        ("**Wat is rust?** Niets doen.", "", "**Het begin?** Vandaag."),
        ("- Wat is rust?", "", "Niets doen.", "", "- Het begin?", "", "Vandaag."),
        ("<details>", "<summary>Wat is rust?</summary>", "", "Niets doen.", "", "</details>", "",
         "<details><summary>Het begin?</summary>Vandaag.</details>"),
    ],
    ids=["headings", "bold", "run in", "list", "details"],
)  # fmt: skip
def test_a_faq_comes_in_many_marks(lines: tuple[str, ...]) -> None:
    article = markdown_article(
        "# Titel", "", "## Kop", "", LONG, "", "## Veelgestelde vragen", "", *lines
    )
    assert [entry.question.rstrip("?") for entry in article.faq] == ["Wat is rust", "Het begin"]
    assert [entry.answer for entry in article.faq] == ["Niets doen.", "Vandaag."]
    assert headings(article) == ["Kop"]


def test_a_farewell_with_a_break_is_one_farewell() -> None:
    article = markdown_article("# Titel", "", "## Kop", "", LONG, "", "Groet,  ", "**Mila**")
    assert article.sign_off == "Groet,\nMila"


# nasty


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!-- niets -->\n", "holds no text"),
        ("a" * 100_001, "100001 characters"),
        ("a\n" * 6_000, "6000 lines"),
        ("[" * 6_000, "6000 square brackets"),
        ("<div>" * 3_000 + "x", "nests more than"),
    ],
    ids=["empty", "long", "lines", "brackets", "depth"],
)
def test_what_cannot_be_read_is_told(text: str, said: str) -> None:
    with refused(ArticleError) as raised:
        markdown_article(text)
    assert said in words_of(raised.value)


def test_words_directly_below_the_end_of_a_box_have_their_own_line() -> None:
    article = markdown_article(
        "# Rust vinden", "", "## Adem", "", LONG, "", "</aside>", "De zin staat hier.", "", LONG
    )
    assert place_of(article, "De zin staat hier.") is LinePlace.TEXT
    assert place_of(article, "</aside>") is LinePlace.MARKUP


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_may_be_toml_as_hugo_writes_it(end: str) -> None:
    lines = [
        "+++",
        'title = "Rust"',
        'authors = ["Anna Vos"]',
        "date = 2026-05-12",
        "[extra]",
        'category = "Adem"',
    ]
    read = markdown_article(end.join([*lines, "+++", "", LONG, "", "## Een", "", LONG, ""]))
    assert (read.title, read.author, read.category) == ("Rust", "Anna Vos", "Adem")
    assert headings(read)[-1:] == ["Een"]


def test_what_is_no_toml_between_such_lines_is_text() -> None:
    read = markdown_article("+++", "Rust is geen luxe, zei ze.", "+++", "", LONG)
    assert any("geen luxe" in one for one in [*paragraphs(read), read.title, read.intro or ""])


def test_the_lines_of_a_numbered_item_are_one_item_in_a_text_without_headings() -> None:
    read = markdown_article(
        LONG, "", "1. **Wat wil je?**", "Schrijf het op en lees het terug.", "2. **Wat kan je?**", "Vraag het na.", "", LONG,
    )  # fmt: skip
    assert lists(read) == [
        ["Wat wil je? Schrijf het op en lees het terug.", "Wat kan je? Vraag het na."]
    ]


def test_a_mark_that_closes_on_a_later_line_of_the_quote_is_removed_with_its_opening() -> None:
    read = markdown_article("# Rust", "", LONG, "", "## Een", "", LONG, "", "> “Eerst was het stil.  ", "> Toen werd het licht.”", "", LONG)  # fmt: skip
    assert quotes(read) == [("Eerst was het stil.\nToen werd het licht.", None)]


@pytest.mark.parametrize("line", ["*De bank bij het water*", "_De bank bij het water_"])
def test_a_caption_in_italics_below_its_picture_is_left_out(line: str) -> None:
    read = markdown_article("# Rust", "", LONG, "", "## Een", "", "![bank](a.jpg)", line, "", LONG)
    assert paragraphs(read) == [LONG]
    assert [one.words for one in read.left_out] == ["De bank bij het water"]


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("::: tip", ":::"), (":::warning Let op", ":::"), ("::kader{.groen}", "::")],
)
def test_the_fences_of_a_box_are_left_out_but_not_its_text(opens: str, closes: str) -> None:
    read = markdown_article("# Rust", "", LONG, "", "## Een", "", opens, LONG, closes)
    assert paragraphs(read) == [LONG]
    assert [one.words for one in read.left_out] == [opens, closes]


def test_a_comment_between_such_lines_is_no_front_matter() -> None:
    assert markdown_article("+++", "# Rust", "+++", "", LONG).title == "Rust"


def test_without_blank_lines_what_is_below_a_list_is_not_its_last_item() -> None:
    read = markdown_article(
        "Rust vinden", LONG, "Wat helpt", "- Adem uit", "- Ga zitten", "Wat niet helpt", LONG,
        "- Haast", "- Praten", "Tot slot", LONG, "💡 Wat merk jij?",
    )  # fmt: skip
    assert headings(read)[-3:] == ["Wat helpt", "Wat niet helpt", "Tot slot"]
    assert lists(read) == [["Adem uit", "Ga zitten"], ["Haast", "Praten"]]


@pytest.mark.parametrize(
    "line",
    [
        "*💡 Waar kom jij tot rust?*",
        "*Wat zie jij als je stopt?*",
        "*“Rust is geen luxe, het is een begin.”*",
        "*[Lees ook: Grenzen](https://example.org/a)*",
        "*Ik stond hier vorig jaar, na maanden. Het was koud en ik wist nog niet hoe moe ik was.*",
    ],
)
def test_the_writers_own_words_in_italics_below_a_picture_are_kept(line: str) -> None:
    read = markdown_article("# Rust", "", LONG, "", "## Een", "", "![bank](a.jpg)", line, "", LONG)
    assert read.left_out == ()


@pytest.mark.parametrize(
    "lines", [("::: Over de adem",), (":: stilte", "::"), ("::: over de adem", LONG), (":::",)]
)
def test_colons_that_open_no_box_are_text(lines: tuple[str, ...]) -> None:
    read = markdown_article("# Rust", "", LONG, "", "## Een", "", LONG, "", *lines)
    assert read.left_out == ()


def test_text_below_the_last_of_items_with_lines_of_their_own_is_no_part_of_it() -> None:
    items = ("1. **Adem**", "Drie keer.", "2. **Loop**", "Een blok.", "En toen werd het stil.")
    read = markdown_article("Rust vinden", "", LONG, "", *items, "", LONG)
    assert lists(read) == [["Adem Drie keer.", "Loop Een blok."]]
    assert "En toen werd het stil." in paragraphs(read)
