"""What an email does not show is found with its line, and its marks never leave."""

import time

import pytest

from newsletter.editorial import markdown_in
from newsletter.editorial.checks.body import check_markup, check_prompts, check_shortcodes
from newsletter.editorial.checks.finding import Severity, run
from newsletter.editorial.issue_files import parse
from newsletter.model.blocks import (
    Button,
    CrossLink,
    Paragraph,
    PostScript,
    Prompt,
    Rule,
    plain,
    rich,
)
from newsletter.model.issue import Issue, Markup
from tests.editorial.checks.letters import a_letter, issue_with
from tests.editorial.test_issue_files import NAME

RAW = ("|", "```", "~~", "[^", "^[", "](", "](", "<", "===", "##", "[ ]", "[x]", "**", "`")


def kinds(body: str) -> list[tuple[Markup, int]]:
    return [(one.kind, one.line) for one in markdown_in.read(body, 5).unrendered]


def words(body: str) -> str:
    """All the words of a body."""
    shown = []
    for block, _ in markdown_in.read(body, 5).blocks:
        text = getattr(block, "text", "")
        shown.append(text if isinstance(text, str) else plain(text))
        shown += [plain(item.text) for item in getattr(block, "items", ())]
    return " ".join(shown)


@pytest.mark.parametrize(
    ("body", "kind", "line"),
    [
        # tables
        ("Eerst.\n\n| Dag | Rust |\n|-----|------|\n| ma  | 10   |", Markup.TABLE, 7),
        ("Eerst.\n\nDag | Rust\n:-- | --:\nma | 10", Markup.TABLE, 7),
        ("Eerst.\n| Dag | Rust |\n| --- | --- |\n\nSlot.", Markup.TABLE, 6),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 |", Markup.TABLE, 5),
        ("- punt\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |", Markup.TABLE, 7),
        ("| Dag | Rust |\n| ma | 10 |", Markup.TABLE, 5),
        # code
        ("Eerst.\n\n```\ncode\n```\n\nSlot.", Markup.CODE, 7),
        ("Eerst.\n\n~~~ python\nprint(1)\n~~~", Markup.CODE, 7),
        ("- punt\n\n  ```\n  x\n  ```", Markup.CODE, 7),
        ("Eerst.\n\n```\nzonder einde", Markup.CODE, 7),
        ("Typ `rust` in\nhet veld.", Markup.CODE, 5),
        ("Eerst\nen dan ``een tik``.", Markup.CODE, 6),
        # footnotes
        ("Rust werkt.[^1]", Markup.FOOTNOTE, 5),
        ("Rust\nwerkt.[^bron]", Markup.FOOTNOTE, 6),
        ("Rust.\n\n[^1]: Uit een boek.", Markup.FOOTNOTE, 7),
        ("Rust werkt.^[Uit een boek.]", Markup.FOOTNOTE, 5),
        ("- Rust werkt.[^1]", Markup.FOOTNOTE, 5),
        ("## Rust[^1]", Markup.FOOTNOTE, 5),
        ("> Rust is een keuze.[^1]", Markup.FOOTNOTE, 5),
        # struck through
        ("Kost ~~tien~~ niets.", Markup.STRUCK, 5),
        ("Kost\n~~tien\neuro~~ niets.", Markup.STRUCK, 6),
        ("- ~~af~~", Markup.STRUCK, 5),
        ("> ~~af~~ is af", Markup.STRUCK, 5),
        ("💡 Wat is ~~af~~ klaar?", Markup.STRUCK, 5),
        ("P.S. **Wat?** ~~af~~", Markup.STRUCK, 5),
        # HTML
        ("Een <b>vette</b> kop", Markup.HTML, 5),
        ("Een regel<br>en nog een", Markup.HTML, 5),
        ("Eerst.\n\n<div class='x'>\nTekst\n</div>", Markup.HTML, 7),
        ('Zie <a href="https://voorbeeld.nl">hier</a>.', Markup.HTML, 5),
        ('<img src="a.jpg">', Markup.HTML, 5),
        ("- <u>punt</u>", Markup.HTML, 5),
        ("## <span>Kop</span>", Markup.HTML, 5),
        ("Tekst <!DOCTYPE x> tekst", Markup.HTML, 5),
        # links that are none
        ("Zie [hier](https://voorbeeld.nl/mijn boek.pdf).", Markup.BROKEN_LINK, 5),
        ("Zie\n[hier](mijn boek.pdf).", Markup.BROKEN_LINK, 6),
        ("Zie [hier](https://voorbeeld.nl/\nboek).", Markup.BROKEN_LINK, 5),
        ("Zie [hier](https://voorbeeld.nl/(boek).", Markup.BROKEN_LINK, 5),
        ("Zie [hier](https://voorbeeld.nl", Markup.BROKEN_LINK, 5),
        ("Zie [hier] (https://voorbeeld.nl).", Markup.BROKEN_LINK, 5),
        ("Zie (hier)[https://voorbeeld.nl].", Markup.BROKEN_LINK, 5),
        ("- Zie [hier](een boek)", Markup.BROKEN_LINK, 5),
        ("[Begin vandaag →](https://voorbeeld.nl/het begin)", Markup.BROKEN_LINK, 5),
        ("Zie [hier]().", Markup.EMPTY_LINK, 5),
        ("Zie\n[hier](<>).", Markup.EMPTY_LINK, 6),
        ("- Zie [hier]()", Markup.EMPTY_LINK, 5),
        ("Zie [](https://voorbeeld.nl).", Markup.WORDLESS_LINK, 5),
        ("Zie [ ](https://voorbeeld.nl).", Markup.WORDLESS_LINK, 5),
        ("Zie [hier][1].", Markup.REFERENCE, 5),
        ("Zie [hier][].", Markup.REFERENCE, 5),
        ("Tekst.\n\n[1]: https://voorbeeld.nl", Markup.REFERENCE, 7),
        ("[bron]: <https://voorbeeld.nl> 'Titel'", Markup.REFERENCE, 5),
        ("[bron]: <./mijn boek.pdf> (Titel)", Markup.REFERENCE, 5),
        ('[bron]:https://voorbeeld.nl "Titel" ', Markup.REFERENCE, 5),
        ("[bron]: WWW.voorbeeld.nl", Markup.REFERENCE, 5),
        ("[bron]: ./boek.pdf\nTekst.", Markup.REFERENCE, 5),
        ("[bron]: ../boek.pdf", Markup.REFERENCE, 5),
        ("Tekst.\n[bron]: /boek", Markup.REFERENCE, 6),
        ("[bron]: #boek", Markup.REFERENCE, 5),
        ("[bron]: mailto:anna@voorbeeld.nl", Markup.REFERENCE, 5),
        # headings, check boxes, emphasis
        ("Kop\n===", Markup.UNDERLINED_HEADING, 6),
        ("##Kop", Markup.GLUED_HEADING, 5),
        ("Tekst\n###Kop", Markup.GLUED_HEADING, 6),
        ("- [ ] adem in", Markup.TASK, 5),
        ("- a\n- [x] adem uit", Markup.TASK, 6),
        ("Dit is **vet **.", Markup.ASTERISKS, 5),
        ("Dit is\n** vet** nu", Markup.ASTERISKS, 6),
        ("Dit is **half vet", Markup.ASTERISKS, 5),
        ("***Dit is half vet", Markup.OPEN_EMPHASIS, 5),
        ("Dit is *half schuin", Markup.OPEN_EMPHASIS, 5),
        ("Dit is\neen _half schuin", Markup.OPEN_EMPHASIS, 6),
        ("__Dit is half vet", Markup.OPEN_EMPHASIS, 5),
        ("Dit is ==gemarkeerd==.", Markup.HIGHLIGHTED, 5),
    ],
)
def test_what_an_email_does_not_show_is_found_with_its_line(
    body: str, kind: Markup, line: int
) -> None:
    assert (kind, line) in kinds(body)
    assert {found for found, _ in kinds(body)} == {kind}
    assert not [mark for mark in RAW if mark in words(body)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("tekst\n===\nmeer `code` ", [(Markup.UNDERLINED_HEADING, 6), (Markup.CODE, 7)]),
        (
            "[ref]: https://x.nl\nZie [woorden][ref]\nen `x` ",
            [(Markup.REFERENCE, 5), (Markup.REFERENCE, 6), (Markup.CODE, 7)],
        ),
        ("Typ `een\nen twee` en\n~~drie~~", [(Markup.CODE, 5), (Markup.STRUCK, 7)]),
        ("Typ `een\ntwee`, `drie`\nen `vier", [(Markup.CODE, 5), (Markup.CODE, 6)]),
        ("`a` en\n==\n[^1]", [
            (Markup.CODE, 5), (Markup.UNDERLINED_HEADING, 6), (Markup.FOOTNOTE, 7),
        ]),
        ("Zie [hier](https://x.nl/\nboek), `a`\n`b`", [
            (Markup.BROKEN_LINK, 5), (Markup.CODE, 6), (Markup.CODE, 7),
        ]),
        ("Een <b\nclass='x'>vette</b> `kop`", [(Markup.HTML, 5), (Markup.CODE, 6)]),
        ("Zie [hier](https://x.nl\n'titel') en `a`\nen [^1]", [(Markup.CODE, 6), (Markup.FOOTNOTE, 7)]),
        ("Zie [twee\nregels `a`](https://x.nl)\n[]()", [(Markup.CODE, 6), (Markup.EMPTY_LINK, 7)]),
        ("| a |\n| b |\n[c]: #d\n`e`\n- [ ] f\n  `g`", [
            (Markup.TABLE, 5), (Markup.TABLE, 6), (Markup.REFERENCE, 7), (Markup.CODE, 8),
            (Markup.TASK, 9), (Markup.CODE, 10),
        ]),
        ("> Rust `is\n> een`\n> ~~keuze~~", [(Markup.CODE, 5), (Markup.STRUCK, 7)]),
        ("Een\\\n`twee`  \n`drie`", [(Markup.CODE, 6), (Markup.CODE, 7)]),
        ("Een `a` `b`\n`c`[^1]", [
            (Markup.CODE, 5), (Markup.CODE, 5), (Markup.CODE, 6), (Markup.FOOTNOTE, 6),
        ]),
        ("Eerst **half\n==\nen `b`", [
            (Markup.ASTERISKS, 5), (Markup.UNDERLINED_HEADING, 6), (Markup.CODE, 7),
        ]),
    ],
)  # fmt: skip
def test_lines_count_on_past_what_is_left_out(body: str, found: list[tuple[Markup, int]]) -> None:
    assert kinds(body) == found
    assert not any("\ufdd1" in one.words for one in markdown_in.read(body).unrendered)


@pytest.mark.parametrize(
    "body",
    [
        "Rust [sic] is […] een keuze [red.].",
        "5 * 3 = 15 en 2 < 3 > 1 en a <3 b",
        "Van 9 | tot 5 | en ~ 10 min",
        "Een [link](https://voorbeeld.nl 'met titel') en [nog een](<mijn boek.pdf>)",
        "Een [link]( https://voorbeeld.nl ) en een_naam_met_strepen",
        "Hotel ****, g**d en #rust en 1 = 1",
        "\\<b>tekens\\</b> en \\`tikken\\` en \\[^1] en \\~\\~",
        "[Anna]: dat zei ze. [een] (terzijde)",
        "[Anna]: ... en toen liep ik weg.",
        "[Anna]: ...",
        "[Anna]: # en toen liep ik weg.",
        "[Anna]: #rust is een keuze",
        "[Anna]: /rust/ zei ze",
        "[Anna]: https://voorbeeld.nl is mooi",
        "[Anna]: .5 is de helft",
        "[Anna]: nee: niet nu",
        "=== geen kop",
        "## [ ] geen vakje",
        "[een](https://a.nl)[https://b.nl](https://b.nl)",
        "**vet**, *schuin* en __vet__",
        "*Niet op zondag, en lezer*innen met een snake_naam",
        "Ter \\*plekke en \\_hier, 2 * x en ___ om in te vullen",
        "a == b en c == d",
        "[Begin vandaag →]()",
        "Lees meer: [Slapen]()",
        "Zo werkt het:\nLees meer: [Slapen]()",
        "<https://voorbeeld.nl> en <anna@voorbeeld.nl>",
    ],
)
def test_prose_with_odd_characters_is_left_alone(body: str) -> None:
    assert kinds(body) == []


def test_a_lead_in_with_an_empty_link_is_found_although_its_cross_link_may_wait() -> None:
    assert kinds("Eerst [dit]().\nLees meer: [Slapen]()") == [(Markup.EMPTY_LINK, 5)]


def test_what_is_left_out_takes_nothing_else_with_it() -> None:
    body = markdown_in.read("Eerst.\n\n| a | b |\n|---|---|\n\nSlot.\n\n> | a | b |\n> |---|---|")
    assert [block for block, _ in body.blocks] == [
        Paragraph(rich("Eerst.")),
        Paragraph(rich("Slot.")),
    ]
    assert words("Een <b>vette</b> ~~rode~~ kop[^1] met `code`") == "Een vette rode kop met code"
    assert words("Zie [dit boek](mijn boek.pdf) nu") == "Zie dit boek nu"


@pytest.mark.parametrize(
    "body",
    [
        "[" * 490 + "a " * 14_000,
        "[a](" + "b " * 14_000,
        "[a](" * 490 + "b " * 13_000,
        "https://" + ")" * 29_000,
        "https://" * 3_700,
        "**a" * 9_900,
        "<a " * 9_900,
        "~~" * 14_900,
        "`" * 29_000,
        "<!--" * 7_000,
        "#" * 5_000 + " Deel een <!-- let op -->",
        "#" * 40 + " Deel een <!-- let op -->",
        "1." * 2_500 + " Deel een <!-- let op -->",
        " " * 5_000 + "Deel<!-- let op -->een",
        "Deel" + " " * 5_000 + "een<!-- let op -->",
        "> " * 20 + "#>" * 1_000 + "- <!-- let op -->x",
        "|" * 29_000,
    ],
)
def test_no_text_takes_long_to_look_through(body: str) -> None:
    started = time.process_time()
    markdown_in.read(body)
    assert time.process_time() - started < 5  # seconds; each takes a fraction of one


def test_a_rule_is_no_words_and_no_table() -> None:
    blocks = [block for block, _ in markdown_in.read("A\n\n---\n\nB\n***\nC\n___").blocks]
    assert blocks == [
        Paragraph(rich("A")), Rule(), Paragraph(rich("B")), Rule(), Paragraph(rich("C")), Rule(),
    ]  # fmt: skip
    assert kinds("A\n\n---\n\nB") == []


# --- editors' notes


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Eerst.\n\n<!-- Anna: mag dit? -->\n\nSlot.", ["Eerst.", "Slot."]),
        ("Eerst <!-- mag dit? --> en slot.", ["Eerst en slot."]),
        ("Eerst<!-- mag dit? -->, en slot <!-- ja? -->.", ["Eerst, en slot."]),
        ("Eerst.\n<!-- over\n\ntwee alinea's -->\nSlot.", ["Eerst. Slot."]),
        ("Eerst.\n\n<!-- a\n\n- b\n\n```\n-->\n\nSlot.", ["Eerst.", "Slot."]),
        ("<!-- vooraan --> Eerst.", ["Eerst."]),
        ("Eerst. <!-- achteraan -->", ["Eerst."]),
        ("Eerst.  <!-- geen harde regel -->\nSlot.", ["Eerst. Slot."]),
        ("- een\n<!-- ertussen -->\n- twee", ["een twee"]),
        ("- <!-- alleen -->\n- twee", ["twee"]),
        ("> Rust is een keuze.\n> <!-- van wie? -->", ["Rust is een keuze."]),
        ("> <!-- alleen -->\n\nSlot.", ["Slot."]),
        ("## Kop <!-- beter? -->\n\nSlot.", ["Kop", "Slot."]),
        ("## <!-- alleen -->\n\nSlot.", ["Slot."]),
        ("💡 <!-- nog doen --> Wat nu?", ["Wat nu?"]),
        ("Een **vet <!-- echt? --> woord**.", ["Een vet woord."]),
        ("Een [link <!-- goed? -->](https://voorbeeld.nl).", ["Een link."]),
        ("Eerst.<!---->\n\n<!-->\n\n<!--->Slot.", ["Eerst.", "Slot."]),
        ("<!-- a --><!-- b -->Slot.<!-- c -->", ["Slot."]),
        ("<!-- met <b> en -- en --- -->Slot.", ["Slot."]),
        # as keyboards and word processors set the dashes
        ("Eerst.\n\n<!— Anna: mag dit? —>\n\nSlot.", ["Eerst.", "Slot."]),
        ("Eerst <!– mag dit? –> en <!–- ja? -–>slot.", ["Eerst en slot."]),
        ("Eerst <!- mag dit? -> en <!—\nof niet —>slot.", ["Eerst en slot."]),
        ("<!-- a —> b -->Slot.", ["Slot."]),
        # of other programs
        ("Eerst {>>Anna: mag dit?<<} en slot.", ["Eerst en slot."]),
        ("Eerst.\n\n{/* over\ntwee regels */}\n\nSlot.", ["Eerst.", "Slot."]),
        ("Eerst{/* mag dit? */}, en slot.", ["Eerst, en slot."]),
        ("Eerst.\n\n%% Anna: mag dit? %%\n\nSlot.", ["Eerst.", "Slot."]),
        ("Eerst.\n\n%%\nover\n\nregels\n%%\n\nSlot.", ["Eerst.", "Slot."]),
        ("Eerst %%Anna, mag dit?%% en slot.", ["Eerst en slot."]),
        ("Eerst {# mag dit? #}en slot.", ["Eerst en slot."]),
        ("{% comment %}\nmag dit?\n{% endcomment %}\nSlot.", ["Slot."]),
        ("{::comment}\nmag dit?\n{:/comment}\n\nSlot {::comment}of{:/}.", ["Slot."]),
        # as a link reference that nothing refers to
        ("Eerst.\n\n[//]: # (Anna: mag dit?)\n\nSlot.", ["Eerst.", "Slot."]),
        ('[comment]: <> "mag dit?"\nSlot.', ["Slot."]),
        ("[opmerking]: # (mag dit?)\nSlot.", ["Slot."]),
        ("Beste %%voornaam%% of %%First Name%%.", ["Beste %%voornaam%% of %%First Name%%."]),
        ("Voor 100%% zeker.", ["Voor 100%% zeker."]),
        ("Een {#kop} en {% naam %}.", ["Een {#kop} en {% naam %}."]),
        # closing signs of a field, and slips for one sign, begin no note
        ("Beste %%[NAAM]%% en jij, %%[NAAM]%% dus.", ["Beste %%[NAAM]%% en jij, %%[NAAM]%% dus."]),
        (
            "Dag %%=v(@naam)=%%, hoi.\n\nDag %%=v(@naam)=%%.",
            ["Dag %%=v(@naam)=%%, hoi.", "Dag %%=v(@naam)=%%."],
        ),
        (
            "Tot 50 %% korting.\n\nEn 20 %% op de rest.",
            ["Tot 50 %% korting.", "En 20 %% op de rest."],
        ),
        ("Zin.%% Anna: mag dit? %% Slot.", ["Zin. Slot."]),
    ],
)
def test_an_editors_note_never_leaves(body: str, left: list[str]) -> None:
    found = markdown_in.read(body)
    shown = []
    for block, _ in found.blocks:
        text = getattr(block, "text", None)
        items = " ".join(plain(item.text) for item in getattr(block, "items", ()))
        shown.append(items if text is None else text if isinstance(text, str) else plain(text))
    assert shown == left
    assert {one.kind for one in found.unrendered} <= {Markup.RUN_TOGETHER}


def test_an_escaped_note_is_text() -> None:
    assert words("Zo schrijf je \\<!-- een notitie -->") == "Zo schrijf je <!-- een notitie -->"
    assert words("Zo schrijf je \\<!— een notitie —>") == "Zo schrijf je <!— een notitie —>"
    assert words("Zo schrijf je \\{>>een notitie<<}") == "Zo schrijf je {>>een notitie<<}"
    assert words("Zo schrijf je \\%\\% een notitie \\%\\%") == "Zo schrijf je %% een notitie %%"


def test_a_note_without_an_end_keeps_all_that_follows_and_is_found() -> None:
    body = "Eerst.\n\nZin. <!-- Anna: geheim\n\nOok geheim."
    assert words(body) == "Eerst. Zin."
    assert kinds(body) == [(Markup.OPEN_NOTE, 7)]


def test_lines_count_on_past_a_note() -> None:
    body = "Een\n\n<!-- over\ndrie\nregels -->\n\nTwee ~~x~~\n\nDrie"
    assert [line for _, line in markdown_in.read(body, 10).blocks] == [10, 16, 18]
    assert kinds(body) == [(Markup.STRUCK, 11)]


@pytest.mark.parametrize("key", ["title", "subject", "preheader"])
def test_a_note_in_the_front_matter_never_leaves_either(key: str) -> None:
    others = "".join(f"{one}: x\n" for one in ("title",) if one != key)
    issue = parse(f"---\nnumber: 12\n{others}{key}: Rust <!-- beter? --> nu\n---\nTekst", NAME)
    assert getattr(issue, key) == "Rust nu"


# --- bare addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Lees het op https://voorbeeld.nl/oefening als je wilt.", "https://voorbeeld.nl/oefening"),
        ("Lees <https://voorbeeld.nl/oefening>.", "https://voorbeeld.nl/oefening"),
        ("Lees https://voorbeeld.nl/oefening.", "https://voorbeeld.nl/oefening"),
        ("(zie https://voorbeeld.nl/oefening)", "https://voorbeeld.nl/oefening"),
        ("https://nl.wikipedia.org/wiki/Rust_(stilte), las ik", "https://nl.wikipedia.org/wiki/Rust_(stilte)"),
        ("**https://voorbeeld.nl/a_b_c**", "https://voorbeeld.nl/a_b_c"),
        ("_https://voorbeeld.nl/_", "https://voorbeeld.nl/"),
        ("“https://voorbeeld.nl”", "https://voorbeeld.nl"),
        ("HTTPS://VOORBEELD.NL/A", "HTTPS://VOORBEELD.NL/A"),
        ("https://voorbeeld.nl/?a=1&b=2#c?", "https://voorbeeld.nl/?a=1&b=2#c"),
        ("http://voorbeeld.nl:8080/x!", "http://voorbeeld.nl:8080/x"),
        ("https://voorbeeld.nl/a~b/~c;", "https://voorbeeld.nl/a~b/~c"),
        ("Eerst\nhttps://voorbeeld.nl/x\ndan", "https://voorbeeld.nl/x"),
        ("https://vóórbeeld.nl/é…", "https://vóórbeeld.nl/é"),
        ("Lees https://voorbeeld.nl/x\u200b nu", "https://voorbeeld.nl/x"),
        ("Lees https://voorbeeld.nl/x—en dan", "https://voorbeeld.nl/x"),
        ("（https://voorbeeld.nl/x）。", "https://voorbeeld.nl/x"),
        ("https://voorbeeld.nl/?a=1&amp;b=2", "https://voorbeeld.nl/?a=1&b=2"),
        ("- https://voorbeeld.nl", "https://voorbeeld.nl"),
        ("💡 Wat zegt https://voorbeeld.nl?", "https://voorbeeld.nl"),
        ("P.S. Zie https://voorbeeld.nl.", "https://voorbeeld.nl"),
    ],
)  # fmt: skip
def test_a_bare_address_is_a_link(text: str, address: str) -> None:
    (block,) = (block for block, _ in markdown_in.read(text).blocks)
    spans = getattr(block, "text", None) or getattr(block, "answer", None)
    spans = spans or [span for item in getattr(block, "items", ()) for span in item.text]
    assert [(span.text, span.url) for span in spans if span.url] == [(address, address)]


@pytest.mark.parametrize(
    ("text", "words", "url"),
    [
        ("Lees www.voorbeeld.nl/oefening.", "www.voorbeeld.nl/oefening", "https://www.voorbeeld.nl/oefening"),
        ("Zie www.voorbeeld.nl/?a=1&amp;b=2.", "www.voorbeeld.nl/?a=1&b=2", "https://www.voorbeeld.nl/?a=1&b=2"),
        ("(WWW.voorbeeld.nl)", "WWW.voorbeeld.nl", "https://WWW.voorbeeld.nl"),
        ("Zie www.voorbeeld.nl/a_b?c=1&d=2!", "www.voorbeeld.nl/a_b?c=1&d=2", "https://www.voorbeeld.nl/a_b?c=1&d=2"),
        ("www.voorbeeld.nl/?naar=https://a.nl", "www.voorbeeld.nl/?naar=https://a.nl", "https://www.voorbeeld.nl/?naar=https://a.nl"),
        ("**www.voorbeeld.nl**", "www.voorbeeld.nl", "https://www.voorbeeld.nl"),
        ("Schrijf naar anna@voorbeeld.nl.", "anna@voorbeeld.nl", "mailto:anna@voorbeeld.nl"),
        ("<anna@voorbeeld.nl>", "anna@voorbeeld.nl", "mailto:anna@voorbeeld.nl"),
        ("Anna_de.Wit+nl@Mail.voorbeeld.co.uk, of bel", "Anna_de.Wit+nl@Mail.voorbeeld.co.uk", "mailto:Anna_de.Wit+nl@Mail.voorbeeld.co.uk"),
        ("_anna@voorbeeld.nl_", "anna@voorbeeld.nl", "mailto:anna@voorbeeld.nl"),
        ("Mail:anna@voorbeeld.nl", "anna@voorbeeld.nl", "mailto:anna@voorbeeld.nl"),
        ("mailto:anna@voorbeeld.nl", "mailto:anna@voorbeeld.nl", "mailto:anna@voorbeeld.nl"),
    ],
)  # fmt: skip
def test_an_address_without_its_scheme_is_a_link(text: str, words: str, url: str) -> None:
    (block,) = (block for block, _ in markdown_in.read(text).blocks)
    assert isinstance(block, Paragraph)
    assert [(span.text, span.url) for span in block.text if span.url] == [(words, url)]


@pytest.mark.parametrize(
    "text",
    [
        "www. en WWW",
        "www.voorbeeld",
        "dewww.voorbeeld.nl",
        "www\\.voorbeeld.nl",
        "anna\\@voorbeeld.nl",
        "anna@voorbeeld",
        "@anna, a@b en anna @ voorbeeld.nl",
        "o'brien@voorbeeld.nl, d’arc@voorbeeld.nl",
        "ssh://anna@voorbeeld.nl",
        "anna@voorbeeld.nl@ergens",
        "https:// en http://",
        "xhttps://a.nl",
        "https\\://voorbeeld.nl",
        "ftp://voorbeeld.nl",
        "a://b",
    ],
)
def test_what_only_looks_like_an_address_stays_text(text: str) -> None:
    (block,) = (block for block, _ in markdown_in.read(text).blocks)
    assert isinstance(block, Paragraph)
    assert not any(span.url for span in block.text)


def test_the_bold_question_of_a_post_script_may_hold_an_address() -> None:
    (block,) = (
        b for b, _ in markdown_in.read("P.S. **Vragen? Mail a@b.nl of bel.** Graag.").blocks
    )
    assert block == PostScript("Vragen? Mail a@b.nl of bel.", rich("Graag."))


def test_the_words_of_a_link_may_be_an_address() -> None:
    (block,) = (b for b, _ in markdown_in.read("[https://a.nl](https://b.nl)").blocks)
    assert isinstance(block, Paragraph)
    assert [(span.text, span.url) for span in block.text] == [("https://a.nl", "https://b.nl")]


# --- the checks


def with_blocks(body: str) -> Issue:
    read = markdown_in.read(body, 10)
    return issue_with(
        blocks=tuple(block for block, _ in read.blocks),
        lines=tuple(line for _, line in read.blocks),
        unrendered=read.unrendered,
    )


def test_each_is_an_error_with_its_line() -> None:
    found = check_markup(a_letter(issue=with_blocks("Een ~~rode~~ kop\n\nen [meer](b c)")))
    assert [(one.code, one.severity.value, one.line) for one in found] == [
        ("markup-struck", "error", 10),
        ("markup-broken-link", "error", 12),
    ]
    assert found[0].message.data["text"] == "rode"


@pytest.mark.parametrize(
    "line", ["💡", "💡 ", "💡\ufe0f", "💡 &nbsp;", "💡 <!-- volgt -->", "💡 ** **"]
)
def test_a_prompt_without_a_question_is_an_error(line: str) -> None:
    found = check_prompts(a_letter(issue=with_blocks(f"Eerst.\n\n{line}")))
    assert [(one.code, one.line) for one in found] == [("prompt-empty", 12)]


def test_a_prompt_with_a_question_is_none() -> None:
    assert check_prompts(a_letter(issue=with_blocks("💡 Wat nu?"))) == ()


@pytest.mark.parametrize(
    "text",
    [
        'Kijk eens naar [gallery ids="1,2"] van de week.',
        "Kijk eens naar [gallery ids='1'].",
        "Kijk naar [gallery ids=1 columns=2 /] hier.",
        'Vul [contact-form-7 id="123" title="Contact"] in.',
        "Het einde[/caption] van de zin.",
        "Kijk naar [gallery] hier.",
        "Vul [wpforms_form] in.",
        'Luister [audio src="https://voorbeeld.nl/a.mp3"] even.',
        "Zie [embed]https://voorbeeld.nl[/embed] hier.",
        "Zie [vc_row el_class=“x”] hier.",
        "- punt [gallery ids=\"1\"]",
        "💡 Wat zie je in [gallery ids=\"1\"]?",
    ],
)  # fmt: skip
def test_a_shortcode_in_a_sentence_is_an_error(text: str) -> None:
    found = check_shortcodes(a_letter(issue=with_blocks(f"Eerst.\n\n{text}")))
    assert [(one.code, one.severity.value, one.line) for one in found] == [
        ("shortcode-in-text", "error", 12)
    ]


@pytest.mark.parametrize(
    "text",
    ["Hij zei [sic] niets […].", "[lacht]", "[red.: niet zo]", "Zie [1] en [a].", "[een terzijde]"],
)
def test_an_aside_in_brackets_is_no_shortcode(text: str) -> None:
    assert check_shortcodes(a_letter(issue=with_blocks(text))) == ()


def test_a_subject_may_hold_none_either() -> None:
    found = run(a_letter(issue=issue_with(subject="Rust [gallery ids=2]")))
    assert [one.code for one in found] == ["shortcode-in-text"]


def test_a_button_and_a_cross_link_may_wait_for_their_address() -> None:
    read = markdown_in.read("[Begin →]()\n\nLees meer: [Slapen]()")
    assert [type(block) for block, _ in read.blocks] == [Button, CrossLink]
    assert read.unrendered == ()
    assert isinstance(markdown_in.read("💡 Wat?").blocks[0].block, Prompt)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Stil valt het licht\nop de plank\nen ik adem", 5),
        ("Groet,\nLonneke", 5),
        ("Drie dingen:\n• vijf\n• zes", 5),
        ("Een heel gewone, lange regel die tot ver in de kantlijn loopt:\n✓ c\n✓ d", 5),
        ("Een heel gewone, lange regel die tot ver in de kantlijn loopt.\n\na) x\nb) y", 7),
        ("– Hoe gaat het?\n– Goed.", 5),
        ("Eerste regel\\\ntweede regel\nderde regel", 6),
        ("Ik wens je een week vol zachte dagen,\nLonneke", 5),
        ("Een heel gewone, lange regel die tot ver in de kantlijn loopt.\n– a\n– b", 5),
    ],
)
def test_lines_that_seem_meant_to_end_and_are_joined_are_a_hint(body: str, line: int) -> None:
    assert kinds(body) == [(Markup.RUN_TOGETHER, line)]
    (finding,) = check_markup(a_letter(issue=with_blocks(body)))
    assert (finding.severity, finding.line) == (Severity.HINT, line + 5)


@pytest.mark.parametrize(
    "body",
    [
        "Een zin die met de hand is afgebroken op de plaats waar\nmen dat al vijftig jaar doet, en dan nog een.",
        "Groet,\\\nLonneke",
        "Groet,  \nLonneke",
        "- vijf\n- zes",
        "1. vijf\n2. zes",
        "> Citaat\n> — Anna",
        "## Kop\ntekst daaronder",
        "Een regel",
        "Een zin die met de hand is afgebroken op de plaats waar\n2026 begint, en daarna nog een heel stuk tekst.",
        # narrow, above a word that had no room
        "Je kent het vast: de dag is nog niet\nbegonnen en je hoofd loopt al achter op\nde lijst van gisteren.",
        "Wie vergeet te rusten, zaait volgens mij\nop steen en oogst dus niets.",
        "Het hele stuk lees je op\nhttps://voorbeeld.nl/artikelen/2026/de-kunst-van-het-loslaten",
        # within a sentence
        "Het was, en dat weet ik nog heel goed, een dinsdag in maart en\n– zei ze zachtjes – dat was genoeg.",
        "Neem de oefening van vorige week er dus nog eens bij (vooral stap\n3) en schrijf tien minuten lang.",
        "Van denken ga je naar voelen, en van voelen ga je dan pas naar doen\n→ en daarna weer terug.",
    ],
)
def test_lines_of_running_text_and_lists_are_no_hint(body: str) -> None:
    assert kinds(body) == []
