"""HTML: a saved page or the code of a post becomes words, addresses and nothing else."""

from dataclasses import replace

import pytest

from newsletter import sources
from newsletter.errors import ArticleError
from newsletter.model.article import LeftOut, LeftOutKind, LinePlace
from newsletter.model.blocks import Paragraph, Span
from newsletter.sources import facts
from tests.builders.refusals import refused, words_of
from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    lists,
    paragraphs,
    place_of,
    prompts,
    quotes,
    subheadings,
)

PAGE = (
    "<!doctype html>",
    '<html lang="nl-NL">',
    "<head>",
    "<title>Rust vinden | Voorbeeld</title>",
    '<meta property="og:site_name" content="Voorbeeld">',
    '<meta name="author" content="Mila Blauw">',
    '<meta property="article:section" content="Welzijn">',
    '<meta name="twitter:data2" content="6 minuten">',
    '<link rel="canonical" href="https://blog.example.org/rust/">',
    "</head>",
    '<body onload="alert(1)">',
    "<header><nav><a href='/'>Thuis</a></nav><h1>Voorbeeld</h1></header>",
    "<main><article>",
    "<h1>Rust vinden — hoe dan</h1>",
    f"<p>{LONG}</p>",
    "<h2>Kop</h2>",
    f"<p>{LONG}</p>",
    "</article>",
    "<p>Reageer hier.</p>",
    "</main>",
    "<footer>Van mij</footer>",
    "</body></html>",
)


def test_a_page_is_read_for_its_article() -> None:
    article = html_article(*PAGE)
    assert article.title == "Rust vinden — hoe dan"
    assert (article.author, article.category, article.reading_minutes) == (
        "Mila Blauw",
        "Welzijn",
        6,
    )
    assert (article.address, article.language) == ("https://blog.example.org/rust/", "nl")
    assert (article.intro, headings(article)) == (LONG, ["Kop"])
    assert [line.text for line in article.unplaced] == ["<p>Reageer hier.</p>\n"]
    assert place_of(article, "Thuis") is LinePlace.LEFT_OUT
    assert place_of(article, "Van mij") is LinePlace.LEFT_OUT
    assert [one.words for one in article.left_out] == ["Thuis", "Voorbeeld", "Van mij"]


def test_the_pages_title_serves_where_the_text_has_none() -> None:
    article = html_article(*(line for line in PAGE if "<h1>" not in line))
    assert article.title == "Rust vinden"


def test_a_title_in_the_pages_header_is_the_articles_where_it_is_the_only_one() -> None:
    article = html_article(
        "<body><header><nav>Thuis</nav><h1>Rust</h1></header>", f"<div><p>{LONG}</p></div>"
    )
    assert article.title == "Rust"


def test_a_short_first_line_is_the_title_where_nothing_else_says_one() -> None:
    article = html_article(
        "<p class='title'><span>Rust</span></p>", "<h2>Kop</h2>", f"<p>{LONG}</p>"
    )
    assert (article.title, headings(article)) == ("Rust", ["Kop"])


def test_a_line_about_the_post_is_shown_to_the_editor() -> None:
    article = html_article(
        "<article><h1>Rust</h1>",
        "<div class='entry-meta'>4 januari</div>",
        f"<p>{LONG}</p></article>",
    )
    assert article.left_out == (LeftOut(LeftOutKind.AUTHOR, "4 januari", (2,)),)


def test_an_address_may_come_from_og_url() -> None:
    article = html_article(
        '<meta property="og:url" content="https://example.org/a">', f"<p>{LONG}</p>"
    )
    assert article.address == "https://example.org/a"


def test_what_the_page_does_itself_never_arrives() -> None:
    article = html_article(
        "<h1>Titel</h1>",
        "<h2>Kop</h2>",
        "<p onclick='a()'>Een <script>alert(1)</script>woord<style>p{}</style> hier.</p>",
        "<iframe src='https://evil.example'>iframe</iframe>",
        "<form><label>naam</label><input></form>",
        "<p hidden>niet</p><p style='display: none'>ook niet</p>",
        "<p><a href='javascript:alert(1)'>Klik</a> <a href=' java&#10;script:x'>dan</a></p>",
        "<?php echo 1 ?><p>Slot.</p>",
    )
    assert paragraphs(article) == ["Een woord hier.", "Klik dan", "Slot."]
    assert article.left_out == (LeftOut(LeftOutKind.FORM, "naam", (5,)),)
    told = str(facts(replace(article, left_out=())))
    assert not any(word in told for word in ("alert", "evil", "script", "naam", "php", "niet"))


def test_blocks_of_a_post_are_told_by_their_elements() -> None:
    article = html_article(
        "<!-- wp:heading {\"level\":2} -->",
        "<h2 class='wp-block-heading'>Kop</h2>",
        "<!-- /wp:heading -->",
        "<!-- wp:paragraph -->",
        "<p>Een alinea",
        "op twee regels.<br>En een breuk.</p>",
        "<!-- /wp:paragraph -->",
        "<ul><li>een</li><li>twee<ul><li>onder</li></ul></li></ul>",
        "<ol><li>eerst</li></ol>",
        "<h3>Onder</h3>",
        "<p>💡 Wat nu?</p>",
        '<div class="wp-block-button"><a class="wp-block-button__link" href="https://example.org/b">Begin</a></div>',
    )  # fmt: skip
    assert (headings(article), subheadings(article)) == (["Kop"], ["Onder"])
    assert paragraphs(article) == ["Een alinea op twee regels.\nEn een breuk."]
    assert lists(article) == [["een", "twee", "onder"], ["eerst"]]
    assert prompts(article) == ["Wat nu?"]
    assert article.call_to_action is not None
    assert (article.call_to_action.text, article.call_to_action.url) == (
        "Begin",
        "https://example.org/b",
    )
    assert [line.place for line in article.lines if "wp:" in line.text] == [LinePlace.MARKUP] * 4


def test_words_keep_their_manner_and_relative_links_the_pages_address() -> None:
    article = html_article(
        "<link rel=canonical href='https://example.org/rust/'>",
        "<h2>Kop</h2>",
        "<p>Een <em>zacht</em>,  <b>vast</b>\n<a href='../w'>woord</a>.</p>",
    )
    assert article.sections[0].blocks == (
        Paragraph(
            (
                Span("Een "),
                Span("zacht", emphasis=True),
                Span(", "),
                Span("vast", strong=True),
                Span(" "),
                Span("woord", url="https://example.org/w"),
                Span("."),
            )
        ),
    )


@pytest.mark.parametrize(
    ("markup", "by"),
    [
        ("<blockquote>Rust is een werkwoord.</blockquote>", None),
        ("<blockquote><p>“Rust is een werkwoord.”</p></blockquote>", None),
        ("<blockquote><p>Rust is <i>een</i> werkwoord.</p><cite>Mila</cite></blockquote>", "Mila"),
        ("<blockquote><p>Rust is een werkwoord.</p><footer>— Mila</footer></blockquote>", "Mila"),
        (
            "<figure class='wp-block-pullquote'><blockquote><p>Rust is een werkwoord.</p><cite>Mila</cite></blockquote></figure>",
            "Mila",
        ),
        (
            "<figure><blockquote>Rust is een werkwoord.</blockquote><figcaption>Mila</figcaption></figure>",
            "Mila",
        ),
        ("<p class='has-pullquote'>Rust is een werkwoord.</p>", None),
        ("<aside class='pullquote'>Rust is een werkwoord.</aside>", None),
        ("<p>\"Rust is een werkwoord.\"</p>", None),
        ("<blockquote><p>Rust is een werkwoord.</p><p>— Mila</p></blockquote>", "Mila"),
    ],
)  # fmt: skip
def test_a_quote_comes_in_many_elements(markup: str, by: str | None) -> None:
    article = html_article("<h1>Titel</h1>", "<h2>Kop</h2>", f"<p>{LONG}</p>", markup)
    assert quotes(article) == [("Rust is een werkwoord.", by)]
    assert paragraphs(article) == [LONG]


def test_a_cited_book_within_a_sentence_stays_there() -> None:
    article = html_article("<h2>Kop</h2>", "<p>Lees <cite>De tuin</cite> eens.</p>")
    assert paragraphs(article) == ["Lees De tuin eens."]


def test_a_pictures_caption_is_shown_to_the_editor() -> None:
    article = html_article(
        "<h2>Kop</h2>",
        f"<p>{LONG}</p>",
        "<figure><img src=a><figcaption>Een kat</figcaption></figure>",
    )
    assert paragraphs(article) == [LONG]
    assert article.left_out == (LeftOut(LeftOutKind.CAPTION, "Een kat", (3,)),)
    assert place_of(article, "Een kat") is LinePlace.LEFT_OUT


def test_what_the_page_folds_away_is_a_faq() -> None:
    article = html_article(
        "<h1>Titel</h1><h2>Kop</h2>",
        f"<p>{LONG}</p>",
        "<details><summary>Wat is <b>rust</b>?</summary><p>Niets.</p><ul><li>of dit</li></ul></details>",
        "<details><summary>En dan?</summary>Weer niets.</details>",
        "<p>Verder gaat het.</p>",
    )
    assert [(entry.question, entry.answer) for entry in article.faq] == [
        ("Wat is rust?", "Niets.\n• of dit"),
        ("En dan?", "Weer niets."),
    ]
    assert paragraphs(article) == [LONG, "Verder gaat het."]


def test_a_fold_that_asks_nothing_is_a_heading_with_its_text() -> None:
    article = html_article(
        "<h1>Titel</h1><h2>Kop</h2>",
        f"<p>{LONG}</p>",
        "<details><summary>Voor wie wil</summary><p>Dit.</p></details>",
        f"<h2>Slot</h2><p>{LONG}</p>",
    )
    assert (article.faq, subheadings(article)) == ((), ["Voor wie wil"])
    assert paragraphs(article) == [LONG, "Dit.", LONG]


def test_bullets_that_were_typed_are_a_list() -> None:
    article = html_article("<h2>Kop</h2>", "<p>Neem mee:<br>• brood<br>• kaas</p>")
    assert (paragraphs(article), lists(article)) == (["Neem mee:"], [["brood", "kaas"]])


def test_two_breaks_part_two_paragraphs() -> None:
    article = html_article("<h2>Kop</h2>", "<div>Een.<br><br>Twee.</div>")
    assert paragraphs(article) == ["Een.", "Twee."]


def test_text_without_any_block_is_read() -> None:
    assert paragraphs(html_article("<h2>Kop</h2>los <b>woord</b>")) == ["los woord"]


def test_lines_are_told_apart_within_a_paragraph_of_many() -> None:
    article = html_article(
        "<h2>Kop</h2>", "", "<p", ' class="x"', ">Een", "twee", "</p>", "", "<p>Drie.</p>"
    )
    assert [line.place.value for line in article.lines] == [
        "heading", "blank", "markup", "markup", "text", "text", "markup", "blank", "text",
    ]  # fmt: skip


def test_a_page_on_one_line_is_read_whole() -> None:
    article = html_article(f"<h1>Titel</h1><p>{LONG}</p><h2>Kop</h2><p>{LONG}</p>")
    assert (article.title, article.intro, headings(article)) == ("Titel", LONG, ["Kop"])
    assert len(article.lines) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<div>" * 10_000 + "tekst", "nests more than 2000"),
        ("<br>" * 50_000, "50000 tags"),
        ("a\n" * 30_000, "30000 lines"),
        ("<p>" + "a " * 60_000, "characters in one paragraph"),
        ("<p></p><script>x</script>", "holds no text"),
        ("<!-- niets -->", "holds no text"),
    ],
    ids=["depth", "tags", "lines", "paragraph", "empty", "comment"],
)
def test_what_cannot_be_read_is_told(text: str, said: str) -> None:
    with refused(ArticleError) as raised:
        html_article(text)
    assert said in words_of(raised.value)


def test_as_deep_as_the_parser_goes_no_word_is_lost() -> None:
    article = html_article("<div>" * 1_900 + f"<p>{LONG}</p>")
    assert paragraphs(article) == [LONG]


_ARTICLE = (
    "<article><h1>Stil huis</h1><h2>Begin</h2><p>Thee.</p><h2>Einde</h2><p>Regen.</p></article>"
)


@pytest.mark.parametrize(
    "head",
    [
        "<meta charset=utf-8>",
        "<!doctype html><meta charset=utf-8><title>Stil huis</title>",
        "<!doctype html><html lang=nl><title>Stil huis</title><link rel=icon href=data:,><style>p{}</style>",
        "<head><title>x</title><!-- van de bouwer --><script>1</script></head>",
        "<head><title>x</title><site-banner></site-banner>",
        "<title>x</title><main><section>",
    ],
)
def test_where_the_tags_of_the_body_are_left_out_the_first_element_begins_it(head: str) -> None:
    article = sources.read("stuk.html", f"{head}{_ARTICLE}".encode())
    assert article.title == "Stil huis"
    assert [one.heading for one in article.sections] == ["Begin", "Einde"]


def test_what_belongs_to_the_head_stays_there() -> None:
    page = f"<head><title>Titel</title><noscript>Zet scripts aan</noscript></head><body>{_ARTICLE}</body>"
    article = sources.read("stuk.html", page.encode())
    assert [one.heading for one in article.sections] == ["Begin", "Einde"]
    assert "scripts" not in str(article.unplaced)


def test_a_page_without_a_body_has_its_words_on_their_own_lines() -> None:
    article = html_article(
        "<title>Rust</title>",
        f"<article><h1>Rust vinden</h1><p>{LONG}</p></article>",
        f"<div>{'Nog meer van deze site. ' * 3}</div>",
    )
    assert place_of(article, "Rust vinden") is LinePlace.TITLE
    assert place_of(article, "Nog meer") is not LinePlace.TITLE


@pytest.mark.parametrize("box", ["<aside>\n</aside>", "<aside>\nEen kader.\n</aside>"])
def test_a_shortcode_below_a_box_is_left_out_on_its_own_line(box: str) -> None:
    article = html_article(
        "<h1>Rust vinden</h1>", f"<p>{LONG}</p>", box, "[toc]", "<p>Het slot.</p>"
    )
    assert place_of(article, "[toc]") is LinePlace.LEFT_OUT
    (line,) = article.left_out[-1].lines
    assert article.lines[line - 1].text == "[toc]\n"
