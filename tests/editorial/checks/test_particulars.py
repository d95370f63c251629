"""Corners of single checks: what must not be told, and what the editor wrote on purpose."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.checks import page
from newsletter.editorial.checks.finding import (
    KINDS,
    addresses,
    name_block,
    run,
    shortened,
    words_of,
)
from newsletter.editorial.checks.inspected import Inspected, SpamScore
from newsletter.editorial.checks.weight import CUT_AT_BYTES, weigh
from newsletter.locale.speech import say
from newsletter.model.article import Article, PlacedLine, Quote, Section
from newsletter.model.article import LinePlace as Part
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    ListItem,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Question,
    Questions,
    Rule,
    Span,
    Subheading,
    rich,
)
from newsletter.model.links import LinkResult, LinkState
from tests.editorial.checks.letters import (
    BASE,
    HEADERS,
    HTML,
    NAMELESS,
    TEXT,
    VALUES,
    a_letter,
    block_changed,
    edition_of,
    html_with,
    issue_with,
    linked,
)


def codes(inputs: Inspected) -> list[str]:
    return [finding.code for finding in run(inputs)]


@pytest.mark.parametrize(
    "url",
    [
        "https://voorbeeld.example.org:8443/a?b=c&d=e#f",
        "https://voorbeeld.example.org/%C3%A9t%C3%A9",
        "https://xn--caf-dma.example.org/",
        "https://example.org",
        "mailto:iemand@example.org?subject=Hallo",
        "tel:+31201234567",
        "https://93.184.216.34/",
    ],
)
def test_a_good_address_gives_no_finding(url: str) -> None:
    text = TEXT.replace(
        "https://voorbeeld.example.org/stilte",
        url.removeprefix("mailto:").partition("?")[0] if "mailto" in url else url,
    )
    inputs = linked(url)
    assert (
        codes(replace(inputs, edition=replace(inputs.edition, text=edition_of(text=text).text)))
        == []
    )


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/stilte", "http://localhost:8000/stilte", "http://[::1]/stilte"]
)
def test_links_to_this_machine_are_fine_while_the_mail_stays_on_it(url: str) -> None:
    assert codes(linked(url, is_local=True)) == []
    assert codes(linked(url)) == ["link-private"]
    assert codes(linked("http://voorbeeld.example.org/", is_local=True)) == ["link-not-https"]


def test_one_click_over_http_is_fine_while_the_mail_stays_on_this_machine() -> None:
    local = {name: value.replace(BASE, "http://127.0.0.1:8000") for name, value in VALUES.items()}
    html = HTML.replace(BASE, "http://127.0.0.1:8000")
    inputs = a_letter(
        edition=edition_of(html=html), values=local, base_url="http://127.0.0.1:8000", is_local=True
    )
    assert codes(inputs) == []


def test_braces_that_the_editor_wrote_are_asked_about_once_and_not_taken_for_ours() -> None:
    inputs = a_letter(
        issue=block_changed(0, text=rich("Schrijf {{ naam }} op.")),
        edition=edition_of(
            html=HTML.replace("Stilte is er al.", "Schrijf {{ naam }} op."),
            text=TEXT.replace("Stilte is er al.", "Schrijf {{ naam }} op."),
        ),
    )
    assert codes(inputs) == ["first-name-misspelt"]


@pytest.mark.parametrize(
    "text", ["Todo lo que tienes", "Het Xxx-je", "een todo-lijst", "Wie [hem] kent", "Lorem zei ze"]
)
def test_words_that_only_look_unfilled_are_left_in_peace(text: str) -> None:
    assert codes(a_letter(issue=block_changed(0, text=rich(text)))) == []


def test_a_quote_may_break_its_line_elsewhere_than_the_article_does() -> None:
    assert codes(a_letter(issue=block_changed(3, text="Rust  is geen\nbeloning."))) == []


def test_a_quote_is_found_in_the_words_where_the_source_has_marks_between_them() -> None:
    article = Article(
        title="Rust",
        sections=(
            Section(heading=None, slug="a", quotes=(Quote("Rust is geen beloning.", None, 1),)),
        ),
        lines=(PlacedLine(1, "Rust is *geen* beloning.\n", Part.QUOTE),),
    )
    assert codes(a_letter(article=article)) == []


def test_what_somebody_else_said_need_not_stand_in_the_article() -> None:
    assert codes(a_letter(issue=block_changed(3, text="Alles stroomt.", by="Herakleitos"))) == []


def test_an_issue_of_ones_own_has_no_article_to_be_true_to() -> None:
    issue = replace(block_changed(3, text="Zelf bedacht."), article=None)
    assert codes(a_letter(issue=issue, article=None)) == []


def test_a_table_with_header_cells_is_a_table_in_earnest() -> None:
    html = "<table><tr><th>Dag</th></tr><tr><td>Zondag</td></tr></table><h1>"
    assert codes(html_with("<h1>", html)) == []


def test_a_picture_says_a_links_words() -> None:
    html = f'><img src="{BASE}/media/2.png" alt="De hele tekst" width="9" height="9"><'
    assert codes(html_with(">wat stilte doet<", html)) == []


def test_links_of_our_own_are_never_visited_and_each_other_once() -> None:
    assert a_letter().outbound_links == (
        "https://voorbeeld.example.org/stilte",
        "https://voorbeeld.example.org/artikel",
    )


def test_a_link_that_is_wrong_by_its_looks_is_not_told_again_for_its_answer() -> None:
    url = "http://voorbeeld.example.org/"
    answers = {url: LinkResult(url, LinkState.REFUSED, "only https")}
    assert codes(linked(url, links=answers)) == ["link-not-https"]


def test_a_living_link_is_no_news() -> None:
    url = "https://voorbeeld.example.org/stilte"
    assert codes(a_letter(links={url: LinkResult(url, LinkState.ALIVE, "200")})) == []


def test_the_meter_tells_what_each_part_weighs() -> None:
    meter = weigh(a_letter())
    assert meter.html_bytes == a_letter().size_bytes
    assert meter.limit_bytes == CUT_AT_BYTES == 104_448
    assert 0 < meter.styles_bytes < meter.html_bytes
    assert meter.share == pytest.approx(meter.html_bytes / 104_448)


def test_the_sender_may_be_named_by_the_name_people_know() -> None:
    assert codes(a_letter(edition=edition_of(sender="Gerrit Jansen"))) == []


@pytest.mark.parametrize(
    "end",
    [
        "<p>Gerrit</p><p>Uit: Rust</p>",
        "<div>Gerrit</div>Uit: Rust",
        "Gerrit<br>Uit: Rust",
        "<table role='presentation'><tr><td>Gerrit</td><td>Uit: Rust</td></tr></table>",
        "<ul><li>Groet van<li>Gerrit<li>Uit: Rust</ul>",
    ],
)
def test_the_sender_is_found_where_the_name_ends_a_block(end: str) -> None:
    signed = HTML.replace(
        '<p>Gerrit van Een helder moment, <a href="mailto:gerrit@example.nl">schrijf mij</a></p>',
        f'{end}<p><a href="mailto:gerrit@example.nl">schrijf mij</a></p>',
    )
    assert codes(a_letter(edition=edition_of(html=signed, sender="Gerrit"))) == []
    assert codes(a_letter(edition=edition_of(html=signed, sender="Gerrituit"))) == [
        "sender-unnamed"
    ]


def test_a_page_that_is_no_html_at_all_is_told_and_does_not_fail() -> None:
    found = codes(a_letter(edition=edition_of(html="")))
    assert {"doctype-missing", "title-missing", "heading-one", "unsubscribe-missing"} <= set(found)


def test_ten_thousand_nested_tags_are_read() -> None:
    deep = page.read("<!doctype html><body>" + "<div>" * 10_000 + "x")
    assert deep.elements


BLOCKS: list[tuple[Block, str, str]] = [
    (Paragraph(rich("Stilte is er al")), "de alinea ‘Stilte is er al’", "the paragraph 'Stilte is er al'"),
    (Subheading("Mist"), "de tussenkop ‘Mist’", "the subheading 'Mist'"),
    (BulletList((ListItem(rich("een")), ListItem(rich("twee")))), "de lijst ‘een twee’", "the list 'een twee'"),
    (PullQuote("Rust"), "het citaat ‘Rust’", "the quote 'Rust'"),
    (Prompt(rich("Hoe dan?")), "de slotvraag ‘Hoe dan?’", "the prompt 'Hoe dan?'"),
    (CrossLink("Grenzen"), "de verwijzing ‘Grenzen’", "the cross link 'Grenzen'"),
    (Button("Lees"), "de knop ‘Lees’", "the button 'Lees'"),
    (Questions("Herken je dit?", (Question("Moe?", "Adem."),)), "de vragen ‘Herken je dit? Moe? Adem.’", "the questions 'Herken je dit? Moe? Adem.'"),
    (PostScript("Wat is rust?", rich("Niets.")), "het P.S. ‘Wat is rust? Niets.’", "the P.S. 'Wat is rust? Niets.'"),
    (Image("a.jpg", "Boom"), "de afbeelding bij ‘Rust vinden’", "the picture at 'Rust vinden'"),
    (Rule(), "de lijn", "the rule"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "dutch", "english"), BLOCKS, ids=lambda one: type(one).__name__)
def test_every_kind_of_block_has_a_name_in_both_languages(
    block: Block, dutch: str, english: str
) -> None:
    inputs = a_letter(issue=issue_with(blocks=(block,)))
    assert say(name_block(inputs, 0), "nl") == dutch
    assert say(name_block(inputs, 0), "en") == english


def test_no_kind_of_block_is_without_a_name() -> None:
    from typing import get_args

    assert set(KINDS) == set(get_args(Block)) == {type(block) for block, _, _ in BLOCKS}


def test_a_long_text_is_named_by_its_first_words() -> None:
    assert (
        shortened("Wie altijd ja zegt, komt vroeg of laat zichzelf tegen")
        == "Wie altijd ja zegt, komt vroeg of laat …"
    )
    assert shortened("a" * 60) == "a" * 40 + " …"
    assert words_of(BLOCKS[0][0]) == "Stilte is er al"


def test_addresses_of_a_block_stand_in_reading_order() -> None:
    item = ListItem(
        (Span("a", url="https://a.example"), Span("b"), Span("c", url="https://c.example"))
    )
    assert addresses(BulletList((item,))) == ("https://a.example", "https://c.example")
    assert addresses(PostScript("?", (Span("a", url="https://a.example"),))) == (
        "https://a.example",
    )
    assert addresses(Subheading("x")) == addresses(Button("x")) == ()


@pytest.mark.parametrize(
    "subject",
    [
        "ADHD?",
        "Rust vinden!",
        "RUST vinden",
        "2026: wat nu?",
        "Reken maar: rust",
        "Rest: niets",
        "Wanneer kies je cc: en wanneer re: in een antwoord?",
        "Een gezin 👩‍👧 en een hart ❤️‍🔥",
        "Met vlag 🏴󠁧󠁢󠁥󠁮󠁧󠁿 en hand 👍🏽",
    ],
)
def test_a_subject_that_only_resembles_a_mistake_gives_no_finding(subject: str) -> None:
    assert codes(a_letter(issue=issue_with(subject=subject))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Een café, een crème brûlée en zo’n “déjà vu”…",
        "GROTE CAFÉS EN ÉÉN ‘Ö’",
        "Ångström, Þór, GRÂCE, SÃO PAULO, L’ÎLE",
        "20 °C, € 5, ½ uur, 5 × 3, © 2026 ™",
        "hottentottententententoonstelling",
        "https://example.org/een-heel-lang-adres-dat-niemand-hardop-voorleest-en-toch-klopt",
    ],
)
def test_words_that_only_resemble_a_mistake_give_no_finding(text: str) -> None:
    assert codes(a_letter(issue=issue_with(title=text))) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.example.org/stilte", "example.org"),
        ("https://example.org/a?b=c", "https://www.example.org/"),
        ("https://blog.example.org/", "www.example.org"),
        ("mailto:anna@example.org?subject=Hallo", "Anna@example.org"),
        ("mailto:anna%2Bbrief@example.org", "anna+brief@example.org"),
        ("https://example.org/node", "Node.js"),
        ("https://example.org/gids", "README.md"),
        ("https://example.org/", "www.example.org/stilte, en meer."),
        ("https://example.org/", "de site van voorbeeld.nl lezen"),
        ("https://bit.example.org/", "een ly"),
        ("https://orbit.ly.example.org/", "een baan"),
    ],
)
def test_an_honest_link_gives_no_finding(url: str, words: str) -> None:
    inputs = linked(url)
    html = HTML.replace("https://voorbeeld.example.org/stilte", url).replace(
        ">wat stilte doet<", f">{words}<"
    )
    text = TEXT.replace("https://voorbeeld.example.org/stilte", url.replace("mailto:", ""))
    edition = edition_of(html=html, text=text.partition("?subject")[0] + text)
    assert codes(replace(inputs, edition=edition)) == []


def test_an_alt_text_and_a_word_at_their_limits_give_no_finding() -> None:
    blocks = list(block_changed(2, alt="Boom in de mist" * 10).blocks)
    blocks[1] = Subheading("ab" * 20)
    assert codes(a_letter(issue=issue_with(blocks=tuple(blocks)))) == []


def test_twenty_five_links_are_not_too_many() -> None:
    button = Button("Lees het hele artikel", "https://voorbeeld.example.org/artikel")
    blocks = (*a_letter().issue.blocks, *23 * [button])
    assert codes(a_letter(issue=issue_with(blocks=blocks))) == []


def test_a_letter_of_pictures_has_enough_words_at_twenty_five_a_picture() -> None:
    blocks = a_letter().issue.blocks
    assert codes(a_letter(issue=issue_with(blocks=(*blocks, blocks[2])))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h1>", "<!--[if !mso]><!--><p>Lees online</p><!--<![endif]--><h1>"),
        ("<h1>", "<!--[if !mso]>--><p>Lees online</p><!--<![endif]--><h1>"),
        ("<h1>", "<!--[if mso]><p>Lees online</p><![endif]--><h1>"),
        ("<p>Stilte is", '<p id="a">x</p><p id="b">Stilte is'),
        ('width="536" height="300"', 'width="600" height="1"'),
        ('width="536" height="300"', 'width="1" height="80"'),
        ('width="600" style', 'width="640" style'),
        ('style="max-width:600px"', 'style="max-width:900px;width:100%"'),
        ("padding:24px;", "padding:24px;margin:0 auto 8px;"),
        ("padding:24px;", "padding:24px;margin:-0px;"),
        ("padding:24px;", "padding:24px;background:#fff;"),
        ("padding:24px;", "padding:24px;text-align:right;"),
        ("<h1>", '<h1 id="online" class="once">'),
        ("<title>", '<meta http-equiv="X-UA-Compatible" content="IE=edge"><title>'),
    ],
)
def test_markup_that_only_resembles_a_mistake_gives_no_finding(old: str, new: str) -> None:
    assert codes(html_with(old, new)) == []


def test_a_part_that_the_email_carries_may_be_shown() -> None:
    at = f"{BASE}/media/1.jpg"
    mime = b"Content-Type: image/png\r\nContent-ID: <boom@brief>\r\n\r\n"
    assert codes(html_with(at, "cid:boom@brief", mime=mime)) == []
    assert codes(html_with(at, "cid:tak@brief", mime=mime)) == ["embedded-missing"]


def test_spam_points_up_to_the_hint_are_no_news() -> None:
    assert codes(a_letter(spam=SpamScore(1.0))) == []


@pytest.mark.parametrize("greeting", ["Bonjour !", "Hallo!", "Dag lieve lezer,", "שלום"])
def test_a_greeting_without_a_name_may_be_of_any_kind(greeting: str) -> None:
    assert codes(a_letter(nameless={**NAMELESS, "greeting": greeting})) == []


SCRAPS = st.sampled_from(
    [
        "<a href='https://[::1'>x</a>", "<a href=''>", "<img src='//['>", "<img srcset=',,,'>", "</table>",
        "<table><tr>", "<p style='a:b;;:'>", "<p style=\"color:url('\">", "<h4>", "<!--[if !mso]><!-->",
        "<!--[if mso]>", "<style>@media{@media{p{color:rgb(1 2)}", "</style>", "<style>@import;@x{", "{{", "\\u{",
        "zzFIELD00001zz", "<a href='mailto:'>m</a>", "<a href='http://%zz/'>", "<input type>", "<svg><a></svg>",
        "<a href='https://xn--/'>x</a>", "<base href=x>", "\x00", "<th>", "<picture><source srcset=a.webp>",
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.one_of(SCRAPS, st.text(max_size=6)), max_size=8).map("".join))
def test_whatever_the_html_the_checks_answer(scrap: str) -> None:
    at = HTML.index("<h1>")
    inputs = a_letter(edition=edition_of(html=HTML[:at] + scrap + HTML[at:]))
    assert all(finding.code for finding in run(inputs))


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_the_editor_writes_is_never_taken_for_a_residue(title: str, said: str) -> None:
    from html import escape

    issue = replace(block_changed(0, text=rich(said)), title=title)
    html = HTML.replace("Stilte is er al.", escape(f"{title} {said}".replace("[[", "")))
    assert "template-residue" not in codes(a_letter(issue=issue, edition=edition_of(html=html)))


def test_a_letter_without_a_number_is_no_list_mail() -> None:
    headers = {name: value for name, value in HEADERS.items() if name != "List-Id"}
    letter = a_letter(edition=edition_of(headers=headers), issue=issue_with(number=0))
    assert run(letter) == ()
