"""Marks of pages that come in many forms: anchors, folds, notes, captions, lists and bulbs."""

from collections.abc import Callable

import pytest

from newsletter.model.article import Article
from newsletter.model.blocks import BulletList, Paragraph, plain
from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    markdown_article,
    paragraphs,
    prompts,
    quotes,
)

QUESTION = "Waar voel jij nu rust?"
OTHER = "Nog een alinea die bij de tekst hoort, en die iemand met aandacht zou kunnen lezen."
SAID = "Rust is geen beloning maar een begin."


def page(body: str) -> Article:
    return html_article(f"<h1>Rust</h1><p>{LONG}</p><h2>Adem</h2><p>{LONG}</p>{body}")


def items(article: Article) -> list[tuple[bool, int, list[tuple[str, int]]]]:
    """Whether each list is numbered, from which number on, and its items with their depth."""
    return [
        (one.ordered, one.start, [(plain(item.text), item.level) for item in one.items])
        for section in article.sections
        for one in section.blocks
        if isinstance(one, BulletList)
    ]


@pytest.mark.parametrize("sign", ["#", "¶", "§", "∞", "<span>#</span>"])
def test_a_sign_next_to_a_heading_that_leads_there_is_no_text(sign: str) -> None:
    article = page(f"<div><h2 id='slaap'>Slaap</h2><a href='#slaap'>{sign}</a></div><p>{OTHER}</p>")
    assert headings(article) == ["Adem", "Slaap"]
    assert paragraphs(article) == [LONG, OTHER]


@pytest.mark.parametrize(
    "entry",
    [
        "<button aria-expanded='false'>Hoe lang? ▾</button><div hidden><p>Een week.</p></div>",
        "<h3>+ Hoe lang?</h3><div style='display:none'>Een week.</div>",
        (
            "<div role='list'><div role='listitem'><button aria-expanded='false' aria-controls='a'>"
            "Hoe lang?</button><div id='a' style='display:none'><p>Een week.</p></div></div></div>"
        ),
    ],
)
def test_an_answer_has_neither_the_sign_nor_the_bullet_of_its_box(entry: str) -> None:
    article = page(f"<h2>Veelgestelde vragen</h2>{entry}")
    assert [(one.question, one.answer) for one in article.faq] == [("Hoe lang?", "Een week.")]


@pytest.mark.parametrize(
    "mark",
    [
        (
            "<sup><a href='javascript:void(0)' role='button'>1</a></sup>"
            "<span role='tooltip'>Het boek.</span>"
        ),
        (
            "<span><a role='button'><sup>[1]</sup></a>"
            "<span style='display:none'>Het boek.</span></span>"
        ),
    ],
)
def test_a_note_that_opens_at_its_place_goes_with_its_mark(mark: str) -> None:
    article = page(f"<p>{OTHER[:-1]}{mark}.</p>")
    assert paragraphs(article) == [LONG, OTHER]
    assert len(article.left_out) == 1


def test_brackets_around_a_mark_go_with_it() -> None:
    article = page(
        f"<p>{OTHER[:-1]}[<a href='#n' id='r'>1</a>].</p><p id='n'>[<a href='#r'>1</a>] Boek.</p>"
    )
    assert paragraphs(article) == [LONG, OTHER]


def test_a_note_within_a_line_of_markdown_is_left_out() -> None:
    article = markdown_article("# Rust", "", f"{LONG[:-1]}^[Zie het boek [van Vos].].")
    assert paragraphs(article) == [LONG]
    assert [one.words for one in article.left_out] == ["Zie het boek [van Vos]."]


@pytest.mark.parametrize(
    "picture",
    [
        (
            f"<blockquote><p>{SAID}</p><figure><img src='x'><figcaption>De zee</figcaption></figure>"
            "</blockquote>"
        ),
        (
            f"<blockquote><p>{SAID}</p></blockquote><table><tr><td><img src='x'></td></tr>"
            "<tr><td class='tr-caption'>De zee</td></tr></table>"
        ),
    ],
)
def test_a_caption_is_neither_text_nor_speaker(picture: str) -> None:
    article = page(picture)
    assert quotes(article) == [(SAID, None)]
    assert paragraphs(article) == [LONG]


def word(mark: str, text: str, level: int = 1) -> str:
    return (
        f"<p style='mso-list:l0 level{level} lfo1'>"
        f"<span style='mso-list:Ignore'>{mark}</span>{text}</p>"
    )


@pytest.mark.parametrize(
    "marks", [("1", "2"), ("1.1", "1.2"), ("1.1.", "1.2."), ("Stap 1:", "Stap 2:")]
)
def test_numbers_of_word_come_in_many_forms(marks: tuple[str, str]) -> None:
    article = page(word(marks[0], "Een") + word(marks[1], "Twee"))
    assert items(article) == [(True, 1, [("Een", 0), ("Twee", 0)])]


@pytest.mark.parametrize(
    "box",
    [
        word("3.", "Drie") + word("4.", "Vier"),
        "<ol><li value='3'>Drie</li><li>Vier</li></ol>",
    ],
)
def test_a_list_begins_with_the_number_that_it_has(box: str) -> None:
    assert items(page(box)) == [(True, 3, [("Drie", 0), ("Vier", 0)])]


@pytest.mark.parametrize(
    "box",
    [
        "<ul><li>Een</li><li class='ql-indent-1'>Een a</li><li>Twee</li></ul>",
        (
            "<ol><li data-list='bullet'>Een</li><li data-list='bullet' class='ql-indent-1'>Een a</li>"
            "<li data-list='bullet'>Twee</li></ol>"
        ),
        (
            "<ul><li data-aria-level='1'>Een</li></ul><ul><li data-aria-level='2'>Een a</li></ul>"
            "<ul><li data-aria-level='1'>Twee</li></ul>"
        ),
    ],
)
def test_an_item_is_as_deep_as_its_editor_wrote(box: str) -> None:
    assert items(page(box)) == [(False, 1, [("Een", 0), ("Een a", 1), ("Twee", 0)])]


@pytest.mark.parametrize(
    "bulb",
    [
        "<span class='material-icons'>lightbulb</span>",
        "<img src='/icons/lightbulb.svg' alt=''>",
        "<svg><use href='#lightbulb'></use></svg>",
    ],
)
@pytest.mark.parametrize("box", ["<p>{} {}</p>", "<div><div>{}</div><div>{}</div></div>"])
def test_a_drawn_bulb_makes_a_prompt(bulb: str, box: str) -> None:
    assert prompts(page(box.format(bulb, QUESTION))) == [QUESTION]


def test_a_photograph_of_a_bulb_makes_none() -> None:
    article = page(f"<img src='/lightbulb.jpg' alt='light bulb'><p>{LONG}</p>")
    assert prompts(article) == []


def test_a_rule_for_a_class_may_name_its_element() -> None:
    article = html_article(
        "<html><head><style>b.c1{font-weight:normal}</style></head><body>",
        f"<h1>Rust</h1><h2>Adem</h2><p><b class='c1'>{LONG}</b></p></body></html>",
    )
    block = article.sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    assert not block.text[0].strong


def card(title: str) -> str:
    address = f"https://voorbeeld.nl/{title}"
    return (
        f"<div><h3><a href='{address}'>{title}</a></h3><p>{OTHER}</p>"
        f"<a href='{address}'>Lees meer</a></div>"
    )


def embedded(title: str) -> str:
    return f"<blockquote><a href='https://voorbeeld.nl/{title}'>{title}</a></blockquote>"


@pytest.mark.parametrize("form", [card, embedded])
@pytest.mark.parametrize("titles", [["Loslaten"], ["Loslaten", "Thuiskomen"]])
def test_cards_amid_the_text_are_links_with_their_titles(
    form: Callable[[str], str], titles: list[str]
) -> None:
    cards = "".join(map(form, titles))
    article = page(f"{cards}<p>Zo is het.</p><h2>Slaap</h2><p>{OTHER} Ook nu.</p>")
    assert headings(article) == ["Adem", "Slaap"]
    assert paragraphs(article) == [LONG, *titles, "Zo is het.", f"{OTHER} Ook nu."]
    assert quotes(article) == []


def test_a_linked_heading_with_a_text_of_its_own_remains_one() -> None:
    body = (
        f"<h2><a href='https://a.nl'>Slaap</a></h2><p>{OTHER} <a href='https://b.nl'>Meer</a></p>"
    )
    assert headings(page(body)) == ["Adem", "Slaap"]


def test_a_quote_that_links_to_its_source_remains_one() -> None:
    article = page(f"<blockquote><a href='https://a.nl'>{SAID}</a></blockquote>")
    assert quotes(article) == [(SAID, None)]


def test_the_title_of_a_page_may_be_a_lower_heading() -> None:
    article = html_article(
        "<html><head><title>Rust vinden | Praktijk</title></head><body>",
        f"<h3 class='post-title'>Rust vinden</h3><div>{LONG}</div>",
        f"<div><b>Adem</b></div><div>{OTHER}</div><div>💡</div><div><br></div><div>{QUESTION}</div>",
        f"<div><b>Slaap</b></div><div>{OTHER} Ook nu.</div></body></html>",
    )
    assert article.title == "Rust vinden"
    assert article.intro == LONG
    assert headings(article) == ["Adem", "Slaap"]
    assert prompts(article) == [QUESTION]


def test_a_first_heading_that_is_not_the_pages_title_remains_a_section() -> None:
    article = html_article(
        "<html><head><title>Rust vinden</title></head><body>",
        f"<h3>Adem</h3><p>{LONG}</p><h3>Slaap</h3><p>{OTHER}</p></body></html>",
    )
    assert headings(article) == ["Adem", "Slaap"]


def test_a_title_in_google_docs_is_one() -> None:
    article = html_article(
        "<html><head><title>Naamloos</title></head><body>",
        f"<p class='c7 title' id='h.1x'><span>Rust vinden</span></p><p>{LONG}</p>",
        f"<h2>Adem</h2><p>{OTHER}</p></body></html>",
    )
    assert article.title == "Rust vinden"
    assert article.intro == LONG


def test_a_button_that_copies_a_headings_address_folds_nothing() -> None:
    button = "<div><button aria-label='Link'><svg></svg></button></div>"
    article = html_article(
        f"<h1>Rust</h1><p>{LONG}</p>",
        f"<h2>Waarom ben je moe?{button}</h2><p>{LONG} Zo is het.</p>",
        f"<h2>Wat helpt er?{button}</h2><p>{OTHER}</p>",
    )
    assert headings(article) == ["Waarom ben je moe?", "Wat helpt er?"]
    assert article.faq == ()


@pytest.mark.parametrize(
    "items", ["<li>Loslaten</li>", "<li><a href='https://a.nl'>Loslaten</a></li>"]
)
def test_a_heading_with_only_links_below_it_lists_related_articles(items: str) -> None:
    article = page(f"<h2>Slaap</h2><p>{OTHER}</p><h2>Lees ook</h2><ul>{items}</ul>")
    assert headings(article) == ["Adem", "Slaap"]
    assert [one.text for one in article.related] == ["Loslaten"]


def test_a_section_named_read_more_with_text_remains_one() -> None:
    article = page(f"<h2>Lees verder</h2><p>{OTHER}</p><ul><li>Loslaten</li></ul>")
    assert headings(article) == ["Adem", "Lees verder"]
