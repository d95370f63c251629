from typing import Any

import pytest

from newsletter.editorial.inline import write_plain
from newsletter.editorial.markdown_in import blocks_of
from newsletter.editorial.markdown_out import markdown_of
from newsletter.errors import AuthorError
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
from newsletter.text.folding import clean
from tests.builders.refusals import refused


def read(markdown: str) -> tuple[Block, ...]:
    return tuple(block for block, _ in blocks_of(markdown))


def a_list(*texts: str, **other: Any) -> BulletList:
    return BulletList(tuple(ListItem(rich(text)) for text in texts), **other)


@pytest.mark.parametrize(
    ("markdown", "block"),
    [
        ("Gewoon.", Paragraph(rich("Gewoon."))),
        ("Een regel\nen nog een", Paragraph(rich("Een regel en nog een"))),
        ("Een regel  \nen nog een", Paragraph(rich("Een regel\nen nog een"))),
        ("Een regel\\\nen nog een", Paragraph(rich("Een regel\nen nog een"))),
        ("**Vet** en *schuin*", Paragraph((Span("Vet", strong=True), Span(" en "), Span("schuin", emphasis=True)))),
        ("***Beide***", Paragraph((Span("Beide", strong=True, emphasis=True),))),
        ("Zie [hier](https://a.nl).", Paragraph((Span("Zie "), Span("hier", url="https://a.nl"), Span(".")))),
        (
            "P.S. [**Kijk mee**](https://a.nl) nu",
            PostScript("", (Span("Kijk mee", strong=True, url="https://a.nl"), Span(" nu"))),
        ),
        ("\\<b>vet\\</b> &amp; \\<!-- x -->", Paragraph(rich("<b>vet</b> & <!-- x -->"))),
        ("\\`code\\` en \\~\\~door\\~\\~", Paragraph(rich("`code` en ~~door~~"))),
        ("---", Rule()),
        ("***", Rule()),
        ("* * *", Rule()),
        ("\\---", Paragraph(rich("---"))),
        ("    ver naar rechts", Paragraph(rich("ver naar rechts"))),
        ("## Kop", Subheading("Kop")),
        ("# Kop met **nadruk** ##", Subheading("Kop met nadruk")),
        ("> Rust is een keuze.", PullQuote("Rust is een keuze.")),
        ("> Rust is\n> een keuze.\n> — Een naam", PullQuote("Rust is een keuze.", "Een naam")),
        ("> Rust is een keuze.  \n> – Een naam", PullQuote("Rust is een keuze.", "Een naam")),
        ("> Rust is een keuze.\\\n> — Een naam", PullQuote("Rust is een keuze.", "Een naam")),
        ("> Rust is een keuze.\n>\n> — Een naam", PullQuote("Rust is een keuze.", "Een naam")),
        ("> Een.\n>\n> Twee.", PullQuote("Een.\nTwee.")),
        ('> "Rust is een keuze."', PullQuote("Rust is een keuze.")),
        ("> „Ruhe ist eine Wahl.“\n> — Jemand", PullQuote("Ruhe ist eine Wahl.", "Jemand")),
        ("> « Le calme est un choix. »", PullQuote(" Le calme est un choix. ")),
        ('> "Ja," zei ze, "nee."', PullQuote('"Ja," zei ze, "nee."')),
        ("> ’s Avonds is het stil", PullQuote("’s Avonds is het stil")),
        ("💡 Wat nu?", Prompt(rich("Wat nu?"))),
        ("💡\ufe0f Wat nu?", Prompt(rich("Wat nu?"))),
        ("💡Wat **nu**?", Prompt((Span("Wat "), Span("nu", strong=True), Span("?")))),
        ("Lees meer: [Slapen](https://a.nl)", CrossLink("Slapen", "https://a.nl")),
        ("Lees meer in: [Slapen](https://a.nl).", CrossLink("Slapen", "https://a.nl")),
        ("Lees meer: [Slapen]()", CrossLink("Slapen")),
        ("Read more: [Sleep](https://a.nl)", CrossLink("Sleep", "https://a.nl")),
        ("Lire aussi : [Dormir]()", CrossLink("Dormir")),
        ("Lees meer: Slapen", Paragraph(rich("Lees meer: Slapen"))),
        ("[Begin vandaag →](https://a.nl)", Button("Begin vandaag", "https://a.nl")),
        ("[Begin vandaag](https://a.nl) →", Button("Begin vandaag", "https://a.nl")),
        ("**[Begin vandaag →](https://a.nl)**", Button("Begin vandaag", "https://a.nl")),
        ("[Begin vandaag →]()", Button("Begin vandaag")),
        ("[Alleen een link](https://a.nl)", Paragraph((Span("Alleen een link", url="https://a.nl"),))),
        ("Begin vandaag →", Paragraph(rich("Begin vandaag →"))),
        ("- een\n- twee", a_list("een", "twee")),
        ("* een\n\n* twee", a_list("een", "twee")),
        ("3. een\n4. twee", a_list("een", "twee", ordered=True, start=3)),
        ("- een\n  nog\n\n  alinea", a_list("een nog\nalinea")),
        ("- een\n  - twee\n    - drie\n- vier", BulletList((ListItem(rich("een")), ListItem(rich("twee"), 1), ListItem(rich("drie"), 2), ListItem(rich("vier"))))),
        ("- Waarom? → Daarom.\n- Hoe?→Zo.", Questions("", (Question("Waarom?", "Daarom."), Question("Hoe?", "Zo.")))),
        ("- Waarom? →\n- Hoe? → Zo.", Questions("", (Question("Waarom?"), Question("Hoe?", "Zo.")))),
        ("## Drie vragen\n\n- Waarom? → Daarom.", Questions("Drie vragen", (Question("Waarom?", "Daarom."),))),
        ("- **Vraag** → Zo.", Questions("", (Question("Vraag", "Zo."),))),
        ("- vechten → verzachten\n- moeten → mogen", a_list("vechten → verzachten", "moeten → mogen")),
        ("- Waarom?\n- Hoe? → Zo.", a_list("Waarom?", "Hoe? → Zo.")),
        ("P.S. **Helpt het?** Ja, _soms_.", PostScript("Helpt het?", (Span("Ja, "), Span("soms", emphasis=True), Span(".")))),
        ("P.S. **Helpt het?**\nJa.", PostScript("Helpt het?", rich("Ja."))),
        ("P.S. Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("P.S.: Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("p.s. Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("PS: Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("PS. Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("**P.S.** Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("**PS**: Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("_P.S.:_ Tot volgende week.", PostScript("", rich("Tot volgende week."))),
        ("P.P.S. Nog iets.", PostScript("", rich("Nog iets."), "P.P.S.")),
        ("P. P. P. S. **Echt?** Ja.", PostScript("Echt?", rich("Ja."), "P.P.P.S.")),
        ("PPS: Nog iets.", PostScript("", rich("Nog iets."), "P.P.S.")),
        ("PS is hier geen naschrift", Paragraph(rich("PS is hier geen naschrift"))),
        ("PS.nl bestaat", Paragraph(rich("PS.nl bestaat"))),
        ("Ps. 23 geeft rust", Paragraph(rich("Ps. 23 geeft rust"))),
        ("PSD: een bestand", Paragraph(rich("PSD: een bestand"))),
        ("P.S.V. won", Paragraph(rich("P.S.V. won"))),
        ("P. S. Jansen schreef", Paragraph(rich("P. S. Jansen schreef"))),
        ("P.S.-regels helpen", Paragraph(rich("P.S.-regels helpen"))),
        ("![Een boom](boom.jpg)", Image("boom.jpg", "Een boom")),
        ("![](boom.jpg)", Image("boom.jpg", "")),
    ],
)  # fmt: skip
def test_markdown_becomes_the_block_that_it_shows(markdown: str, block: Block) -> None:
    assert read(markdown) == (block,)
    assert read(markdown_of([block])) == (block,)


@pytest.mark.parametrize(
    ("block", "markdown"),
    [
        (Paragraph(rich("1. Geen lijst")), "1\\. Geen lijst"),
        (Paragraph(rich("12) Geen lijst")), "12\\) Geen lijst"),
        (Paragraph(rich("1.5 liter water")), "1.5 liter water"),
        (Paragraph(rich("2026 was een goed jaar")), "2026 was een goed jaar"),
        (Paragraph(rich("- Geen lijst")), "\\- Geen lijst"),
        (Paragraph(rich("-5 graden")), "-5 graden"),
        (Paragraph(rich("+31 6 12345678")), "+31 6 12345678"),
        (Paragraph(rich("> Geen citaat")), "\\> Geen citaat"),
        (Paragraph(rich("# Geen kop")), "\\# Geen kop"),
        (Paragraph(rich("#rust")), "#rust"),
        (Paragraph(rich("Eerst\n- dan niet")), "Eerst\\\n\\- dan niet"),
        (Paragraph(rich("💡 Geen vraag")), "&#128161; Geen vraag"),
        (Paragraph(rich("P.S. Geen naschrift")), "P\\.S. Geen naschrift"),
        (Paragraph(rich("PS: geen naschrift")), "PS\\: geen naschrift"),
        (Paragraph((Span("P.P.S.", strong=True), Span(" niet"))), "**P\\.P.S.** niet"),
        (Paragraph(rich("*sterren* en _strepen_")), "\\*sterren\\* en \\_strepen\\_"),
        (Paragraph(rich("Leser*innen")), "Leser*innen"),
        (Paragraph(rich("een_naam_zonder_nadruk")), "een_naam_zonder_nadruk"),
        (Paragraph(rich("[haken](en ronde)")), "[haken\\](en ronde)"),
        (
            Paragraph((Span("[a]: b", url="https://a.nl"),)),
            "[\\[a\\]: b](https://a.nl)",
        ),
        (Paragraph(rich("[a]: b")), "\\[a]: b"),
        (Paragraph(rich("R&D; &amp; meer")), "R&D; \\&amp; meer"),
        (Paragraph((Span("Begin →", url="https://a.nl"),)), "[Begin &#8594;](https://a.nl)"),
        (
            Paragraph((Span("Lees meer: "), Span("X", url="https://a.nl"))),
            "Lees meer\\: [X](https://a.nl)",
        ),
        (Paragraph((Span("wow!"), Span("X", url="https://a.nl"))), "wow\\![X](https://a.nl)"),
        (Paragraph((Span("Let op –", strong=True), Span(" dit telt."))), "**Let op –** dit telt."),
        (Paragraph((Span("on", emphasis=True), Span("gewoon"))), "_on_&#103;ewoon"),
        (Paragraph((Span("x", url="https://a.nl/(b c)"),)), "[x](<https://a.nl/(b c)>)"),
        (
            Paragraph((Span("x", url="https://a.nl/b_(c)?d=1&e=2"),)),
            "[x](https://a.nl/b_(c)?d=1&e=2)",
        ),
        (Paragraph(rich(" rand ")), "&#32;rand&#32;"),
        (Subheading("1. Eerst dit"), "## 1. Eerst dit"),
        (Subheading("Deel #"), "## Deel \\#"),
        (PullQuote("Rust.", "Een naam"), "> Rust.\n> — Een naam"),
        (PullQuote('"Rust."'), '> \\"Rust."'),
        (CrossLink("Slapen"), "Lees meer: [Slapen]()"),
        (Button("Begin"), "[Begin →]()"),
        (PostScript("Helpt het?", rich("Ja.")), "P.S. **Helpt het?** Ja."),
        (PostScript("", rich("Ja."), "P.P.S."), "P.P.S. Ja."),
    ],
)
def test_what_is_written_is_read_by_a_person_too(block: Block, markdown: str) -> None:
    assert markdown_of([block]) == markdown + "\n"
    assert read(markdown) == (block,)


def test_neighbouring_lists_and_headings_stay_apart() -> None:
    blocks = (
        a_list("een"),
        a_list("twee"),
        a_list("drie"),
        a_list("vier", ordered=True),
        a_list("vijf", ordered=True),
        Subheading("Geen titel"),
        Questions("", (Question("Waarom?", None),)),
        Questions("", (Question("Hoe?", None),)),
    )
    assert read(markdown_of(blocks)) == blocks


def test_a_list_that_looks_like_questions_stays_a_list() -> None:
    block = a_list("Waarom? → Daarom.", "Hoe? → Zo.")
    assert read(markdown_of([block])) == (block,)


def test_levels_that_jump_or_go_too_deep_are_brought_together() -> None:
    jumping = BulletList((ListItem(rich("a"), 3), ListItem(rich("b"), 9), ListItem(rich("c"), 1)))
    levels = [
        item.level
        for block in read(markdown_of([jumping]))
        if isinstance(block, BulletList)
        for item in block.items
    ]
    assert levels == [0, 1, 1]
    deep = BulletList(tuple(ListItem(rich("x"), level) for level in range(200)))
    (found,) = read(markdown_of([deep]))
    assert isinstance(found, BulletList)
    assert max(item.level for item in found.items) == 9
    assert len(found.items) == 200


def test_what_has_no_words_leaves_no_trace() -> None:
    empty = (Paragraph(()), BulletList(()), BulletList((ListItem(()),)))
    assert markdown_of(empty) == ""
    assert markdown_of([a_list("een"), Paragraph(()), a_list("twee")]) == "- een\n\n* twee\n"
    assert read("-\n-\n") == ()


def test_each_block_has_the_line_where_it_starts() -> None:
    body = "Een\nalinea.\n\n## Vragen\n\n- Hoe? → Zo.\n\n\n> Citaat\n> — Naam\n\n1. een\n"
    assert [line for _, line in blocks_of(body, 10)] == [10, 13, 18, 21]


@pytest.mark.parametrize(
    "body",
    [
        "Een ![boom](boom.jpg).",
        "- ![boom](boom.jpg)",
        "[![boom](b.jpg)](a)",
        "> x ![boom](b.jpg)",
        "💡 ![boom](b.jpg)",
    ],
)
def test_a_picture_within_text_is_refused_with_its_line(body: str) -> None:
    with refused(AuthorError, "line of its own") as raised:
        blocks_of(f"Eerst.\n\n{body}", 5)
    assert raised.value.line == 7


def test_the_words_before_a_cross_link_follow_the_language() -> None:
    block = CrossLink("X", "https://a.nl")
    written = {
        language: markdown_of([block], language)
        for language in ("nl", "en", "de", "fr", "en-GB", "xx")
    }
    assert written == {
        "nl": "Lees meer: [X](https://a.nl)\n",
        "en": "Read more: [X](https://a.nl)\n",
        "de": "Mehr dazu: [X](https://a.nl)\n",
        "fr": "Lire aussi: [X](https://a.nl)\n",
        "en-GB": "Read more: [X](https://a.nl)\n",
        "xx": "Lees meer: [X](https://a.nl)\n",
    }
    assert all(read(text) == (block,) for text in written.values())


def test_characters_that_no_mail_may_carry_are_left_out() -> None:
    assert clean("a\x00b\x1bc\ud800d\ufffee\ufdd0f\u0085g\vh\r\ni\rj\tk") == "abcdef\ng\nh\ni\nj\tk"
    assert read(write_plain("a\x00b")) == (Paragraph(rich("ab")),)


@pytest.mark.parametrize("url", ["b %% c", "a.%%", "{# a", "{/*a", "{::comment}", "{%comment%}"])
def test_an_address_with_the_sign_of_a_note_is_written_and_read_back(url: str) -> None:
    body = (Paragraph((Span("Lees", url=url), Span(" dit en nog een paar woorden."))),)
    assert read(markdown_of(body)) == body
