"""Shapes of builders as other programs write them; each neighbour must be read as before."""

import pytest

from newsletter.model.article import LeftOutKind, LinePlace
from newsletter.model.blocks import BulletList, plain
from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    lists,
    paragraphs,
    place_of,
    prompts,
    quotes,
    read,
    text_article,
)

QUOTE = "<blockquote><p>Rust is geen beloning maar een begin.</p></blockquote>"
TWIN = "Een alinea met meer dan acht woorden, zo'n zin die één keer genoeg is."


def below_a_heading(*lines: str) -> tuple[str, ...]:
    return ("<h1>Rust vinden</h1>", f"<p>{LONG}</p>", "<h2>Adem</h2>", f"<p>{LONG}</p>", *lines)


@pytest.mark.parametrize(
    "sign",
    [
        '<a href="#rust">＃</a>',
        '<a href="#rust">##</a>',
        '<a href="#top">↑</a>',
        '<a href="https://voorbeeld.nl/stuk#rust">⚓</a>',
        "<button>#</button>",
    ],
)
def test_a_sign_that_leads_to_its_own_heading_is_no_part_of_it(sign: str) -> None:
    article = html_article(*below_a_heading(f"<h2>Rust {sign}</h2>", f"<p>{LONG}</p>"))
    assert headings(article) == ["Adem", "Rust"]


@pytest.mark.parametrize(
    ("markup", "heading"),
    [
        ('<a href="https://voorbeeld.nl/label">#rust</a>', "#rust"),
        ("Op 1 staat #", "Op 1 staat #"),
    ],
)
def test_a_word_or_a_sign_of_the_writer_stays_in_a_heading(markup: str, heading: str) -> None:
    article = html_article(*below_a_heading(f"<h2>{markup}</h2>", f"<p>{LONG}</p>"))
    assert headings(article) == ["Adem", heading]


def test_a_heading_of_markdown_loses_its_anchor_and_its_attributes() -> None:
    lines = ("# Rust vinden", LONG, "## Adem [#](#adem)", LONG, "## Rust {#rust .kop}", LONG)
    assert headings(read("\n\n".join(lines), "stuk.md")) == ["Adem", "Rust"]


@pytest.mark.parametrize(
    "picture",
    [
        "<figure><div style='background-image:url(zee.jpg)'></div><figcaption>De zee</figcaption></figure>",
        "<figure><span class='lazy'></span><figcaption>De zee</figcaption></figure>",
        "<figure><amp-img src='zee.jpg'></amp-img><figcaption>De zee</figcaption></figure>",
        "<p><img src='zee.jpg'></p><p class='caption'>De zee</p>",
    ],
)
def test_the_caption_of_a_picture_that_is_not_there_speaks_no_quote(picture: str) -> None:
    article = html_article(*below_a_heading(QUOTE, picture))
    assert quotes(article) == [("Rust is geen beloning maar een begin.", None)]
    assert [(one.kind, one.words) for one in article.left_out] == [(LeftOutKind.CAPTION, "De zee")]


def test_a_portrait_beside_the_name_of_a_speaker_makes_it_no_caption() -> None:
    figure = f"<figure>{QUOTE}<figcaption><img src='anna.jpg'> Anna</figcaption></figure>"
    assert quotes(html_article(*below_a_heading(figure))) == [
        ("Rust is geen beloning maar een begin.", "Anna")
    ]


@pytest.mark.parametrize(
    ("markup", "strong"),
    [
        ("<b><span style='font-weight:400'>Heel gewoon.</span></b>", []),
        ("<b style='font:400 11pt Arial'>Heel gewoon.</b>", []),
        ("<style>.c1{font-weight:400}</style><b class='c1'>Heel gewoon.</b>", []),
        ("<span style='font:bold 11pt Arial'>Heel vet.</span>", ["Heel vet."]),
        ("<b>Vet <span style='font-weight:400'>gewoon</span></b>", ["Vet "]),
        ("<b><span style='font-style:italic'>Heel vet.</span></b>", ["Heel vet."]),
        ("<b>Vet <a href='https://voorbeeld.nl/' style='font-weight:400'>gewoon</a></b>", ["Vet "]),
        ("<b>Vet <em style='font-weight:400'>schuin</em></b>", ["Vet "]),
    ],
)
def test_a_style_within_bold_words_takes_their_weight_back(markup: str, strong: list[str]) -> None:
    article = html_article(*below_a_heading(f"<p>Een zin. {markup} Nog een zin.</p>"))
    (*_, last) = article.sections[0].blocks
    assert [span.text for span in getattr(last, "text", ()) if span.strong] == strong


@pytest.mark.parametrize("last", [0, 1], ids=["plain last", "bold last"])
@pytest.mark.parametrize("names", ["c1 c2", "c7 c3", "zin kop", "kop zin", "a b", "vet c12"])
def test_the_last_rule_of_a_style_counts_whichever_class_is_named_first(
    names: str, last: int
) -> None:
    rules = [
        f".{name}{{font-weight:{700 if at == last else 400}}}"
        for at, name in enumerate(names.split())
    ]
    markup = (
        f"<style>{''.join(rules)}</style><p>Een <span class='{names}'>woord</span> in de zin.</p>"
    )
    (*_, last_block) = html_article(*below_a_heading(markup)).sections[0].blocks
    strong = [span.text for span in getattr(last_block, "text", ()) if span.strong]
    assert strong == (["woord"] if last else [])


@pytest.mark.parametrize(
    "other",
    [
        TWIN.replace("'", "’"),
        TWIN.replace("é", "e\u0301"),
        TWIN.replace("alinea", "ali\u00adnea"),
    ],
    ids=["other marks", "other accents", "soft hyphen"],
)
def test_twins_may_be_typed_in_other_signs(other: str) -> None:
    article = html_article(*below_a_heading(f"<div><p>{TWIN}</p></div><div><p>{other}</p></div>"))
    assert paragraphs(article).count(TWIN) == 1
    assert [one.kind for one in article.left_out] == [LeftOutKind.REPEATED]


@pytest.mark.parametrize(
    "fold",
    [
        "<h4>Hoe lang?</h4><div aria-hidden='true'><p>Een week.</p></div>",
        "<h4>Hoe lang?</h4><div style='DISPLAY: NONE'><p>Een week.</p></div>",
        "<h4>Hoe lang? <span>+</span></h4><div hidden><p>Een week.</p></div>",
        "<h4><i>▶</i> Hoe lang?</h4><div hidden><p>Een week.</p></div>",
        (
            "<div><div aria-controls='p'><a href='#' aria-controls='p'>Hoe lang?</a>"
            "<a href='#' aria-controls='p'><span class='sr-only'>Open</span></a></div>"
            "<div id='p' aria-hidden='true'><p>Een week.</p></div></div>"
        ),
    ],
    ids=["aria-hidden", "capitals", "sign behind", "sign before", "control within a control"],
)
def test_an_answer_is_read_however_it_is_put_away(fold: str) -> None:
    article = html_article(*below_a_heading("<h2>Veelgestelde vragen</h2>", fold))
    assert [(entry.question, entry.answer) for entry in article.faq] == [("Hoe lang?", "Een week.")]


def test_entries_that_ask_nothing_follow_each_other_in_a_faq() -> None:
    entries = "".join(
        f"<h4>{name}</h4><div hidden><p>{text}</p></div>"
        for name, text in (("De duur", "Een week."), ("De kosten", "Niets."))
    )
    article = html_article(*below_a_heading("<h2>Veelgestelde vragen</h2>", entries))
    assert [(entry.question, entry.answer) for entry in article.faq] == [
        ("De duur", "Een week."),
        ("De kosten", "Niets."),
    ]


@pytest.mark.parametrize(
    "box",
    [
        "<p><img src='/emoji/1f4a1.svg' alt=''> Wat nu?</p>",
        "<p><img src='lamp.png' alt=':bulb:'> Wat nu?</p>",
        "<p><svg role='img' aria-label='💡'><path/></svg> Wat nu?</p>",
        "<p>💡\N{VARIATION SELECTOR-15} Wat nu?</p>",
        "<p>💡: Wat nu?</p>",
        "<p>💡<br>Wat nu?</p>",
        "<aside>💡 Wat nu?</aside>",
        "<aside>💡<p>Wat nu?</p></aside>",
    ],
)
def test_a_bulb_makes_a_prompt_however_it_is_drawn(box: str) -> None:
    article = html_article("<article>", *below_a_heading(box, f"<p>{LONG}</p>"), "</article>")
    assert prompts(article) == ["Wat nu?"]
    assert article.unplaced == ()


def test_a_bulb_above_a_blank_line_in_a_box_of_markdown_makes_a_prompt() -> None:
    lines = ("# Rust vinden", LONG, "## Adem", LONG, "<aside>\n💡", "Wat nu?", "</aside>", LONG)
    assert prompts(read("\n\n".join(lines), "stuk.md")) == ["Wat nu?"]


@pytest.mark.parametrize(
    ("inside", "prompt"), [("", []), ("<p>Wat nu?</p>", ["Wat nu?"])], ids=["empty", "HTML"]
)
def test_a_bulb_in_a_box_of_markdown_marks_only_what_is_in_it(
    inside: str, prompt: list[str]
) -> None:
    lines = (
        "# Rust vinden",
        LONG,
        "## Adem",
        LONG,
        "<aside>\n💡",
        inside,
        "</aside>",
        "En nu?",
        LONG,
    )
    article = read("\n\n".join(lines), "stuk.md")
    assert prompts(article) == prompt
    assert paragraphs(article) == [LONG, "En nu?", LONG]


def test_a_picture_of_a_lamp_is_no_bulb() -> None:
    article = html_article(*below_a_heading("<p><img src='lamp.jpg' alt='Een lamp'> Wat nu?</p>"))
    assert prompts(article) == []


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("<sup><a href='#n1'>1</a></sup>", "<ol><li id='n1'>Zie het boek.</li></ol>"),
        ("<a href='#n1'><sup>1</sup></a>", "<p><span id='n1'></span>Zie het boek.</p>"),
        (
            "<sup id='m-é'><a href='#n%C3%A9'>1</a></sup>",
            "<ol><li id='né'>Zie het boek. <a href='#m-%C3%A9'>↩</a></li></ol>",
        ),
    ],
    ids=["no way back", "name in an empty element", "percent-encoded"],
)
def test_a_raised_mark_goes_with_its_note(mark: str, note: str) -> None:
    article = html_article(*below_a_heading(f"<p>Dat las ik ooit{mark}.</p>", note))
    assert paragraphs(article)[-1] == "Dat las ik ooit."
    assert [one.kind for one in article.left_out] == [LeftOutKind.FOOTNOTE]


def test_each_mark_of_the_same_note_goes() -> None:
    mark = "<sup><a href='#n'>1</a></sup>"
    words = (f"<p>Dat las ik{mark} ooit.</p>", f"<p>En dit{mark} ook.</p>")
    article = html_article(*below_a_heading(*words, "<ol><li id='n'>Een noot.</li></ol>"))
    assert paragraphs(article) == [LONG, "Dat las ik ooit.", "En dit ook."]
    assert [one.words for one in article.left_out] == ["1 Een noot.", "1"]


def test_a_raised_link_to_a_section_of_the_text_is_no_footnote() -> None:
    article = html_article(
        *below_a_heading("<p>Lees verder bij<sup><a href='#d2'>2</a></sup>.</p>"),
        f"<h2 id='d2'>Deel twee</h2><p>{LONG}</p>",
    )
    assert headings(article) == ["Adem", "Deel twee"]


def test_a_footnote_of_markdown_goes_with_its_note_and_the_heading_above() -> None:
    text = (
        f"# Rust vinden\n\n{LONG}\n\n## Adem\n\nDat las ik[^1] ooit[^los].\n\n## Noten\n\n"
        "[^1]: Zie het boek,\n    en de rest.\n\n    Ook dit.\n\n## Verder\n\nHet slot.\n"
    )
    article = read(text, "stuk.md")
    assert paragraphs(article) == ["Dat las ik ooit[^los].", "Het slot."]
    assert headings(article) == ["Adem", "Verder"]
    assert [one.words for one in article.left_out] == [
        "[^1] Zie het boek, en de rest. Ook dit.",
        "Noten",
    ]
    assert article.unplaced == ()


def test_a_title_keeps_its_place_though_only_its_note_is_below_it() -> None:
    text = f"# Rust vinden[^1]\n\n[^1]: Eerder in een blad.\n\n## Adem\n\n{LONG}\n"
    article = read(text, "stuk.md")
    assert article.title == "Rust vinden"
    assert [one.words for one in article.left_out] == ["[^1] Eerder in een blad."]


def test_a_colon_behind_a_mark_of_markdown_does_not_make_it_a_note() -> None:
    text = f"# Rust vinden\n\n{LONG}\n\n## Adem\n\nDrie redenen[^1]: rust.\n\n[^1]: Een noot.\n"
    article = read(text, "stuk.md")
    assert paragraphs(article) == ["Drie redenen: rust."]
    assert [one.words for one in article.left_out] == ["[^1] Een noot."]


@pytest.mark.parametrize("block", ["- Het slot.", "> Het slot.", "1. Het slot.", "---\nHet slot."])
def test_a_block_directly_below_a_note_of_markdown_is_no_part_of_it(block: str) -> None:
    text = (
        f"# Rust vinden\n\n{LONG}\n\n## Adem\n\nDat las ik[^1] ooit.\n\n[^1]: Een noot.\n{block}\n"
    )
    article = read(text, "stuk.md")
    assert [one.words for one in article.left_out] == ["[^1] Een noot."]
    assert place_of(article, "Het slot.") is LinePlace.TEXT


def test_a_footnote_within_code_of_markdown_stays() -> None:
    article = read(f"# Rust\n\n{LONG}\n\n## Adem\n\nEen[^1].\n\n```\n[^1]: noot\n```\n", "stuk.md")
    assert paragraphs(article)[0] == "Een[^1]."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>[vc_row][vc_column]De zin blijft.[/vc_column][/vc_row]</p>", "De zin blijft."),
        ("<p>[box title='Let op']De zin <b>blijft</b>.[/box]</p>", "De zin blijft."),
        ("<p><span>[gallery ids='1']</span></p><p>De zin blijft.</p>", "De zin blijft."),
        ("<!-- wp -->\n[form id='2']\n<!-- /wp --><p>De zin blijft.</p>", "De zin blijft."),
        ("<p>[caption id='a']De zee[/caption]</p><p>De zin blijft.</p>", "De zin blijft."),
        (
            (
                "[caption id='a']<picture><source><img src='x'></picture> De zee[/caption]"
                "<p>De zin blijft.</p>"
            ),
            "De zin blijft.",
        ),
    ],
)
def test_a_shortcode_goes_and_what_it_encloses_stays(markup: str, text: str) -> None:
    article = html_article(*below_a_heading(markup))
    assert paragraphs(article) == [LONG, text]
    assert {one.kind for one in article.left_out} <= {LeftOutKind.SHORTCODE, LeftOutKind.CAPTION}
    assert article.left_out


def test_a_shortcode_in_a_script_is_no_part_of_the_page() -> None:
    data = (
        '<script type="application/ld+json">{"articleBody": "[box]De zin blijft.[/box]"}</script>'
    )
    article = html_article(*below_a_heading("<p>[box]De zin blijft.[/box]</p>", data))
    assert [one.words for one in article.left_out] == ["[box]", "[/box]"]


@pytest.mark.parametrize("name", ["stuk.md", "stuk.txt"])
@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('[gallery ids="1,2"]', ""),
        (
            "[vc_row][vc_column]De zin blijft hier staan.[/vc_column][/vc_row]",
            "De zin blijft hier staan.",
        ),
        ('[caption id="a"]De zee[/caption] De zin blijft hier staan.', "De zin blijft hier staan."),
    ],
)
def test_a_shortcode_in_a_line_goes_and_what_it_encloses_stays(
    name: str, line: str, text: str
) -> None:
    article = read(f"# Rust vinden\n\n{LONG}\n\n## Adem\n\n{LONG}\n\n{line}\n\n{LONG}\n", name)
    assert [one for one in (LONG, text, LONG) if one] == paragraphs(article)[-3 + (not text) :]
    assert {one.kind for one in article.left_out} == {LeftOutKind.SHORTCODE}
    assert article.unplaced == ()


@pytest.mark.parametrize("name", ["stuk.md", "stuk.txt"])
def test_a_word_in_brackets_on_a_line_of_its_own_stays(name: str) -> None:
    article = read(
        f"# Rust vinden\n\n{LONG}\n\n## Adem\n\n{LONG}\n\n[Pauze].\n\n[sic]\n\n{LONG}\n", name
    )
    assert article.left_out == ()


def test_a_link_of_markdown_whose_words_look_like_a_shortcode_stays() -> None:
    line = "Zie [box](https://voorbeeld.nl/a), [/over](https://voorbeeld.nl/b) en [box]een kader[/box]."
    article = read(f"# Rust vinden\n\n{LONG}\n\n## Adem\n\n{line}\n", "stuk.md")
    assert paragraphs(article) == ["Zie box, /over en een kader."]
    assert [one.words for one in article.left_out] == ["[box]", "[/box]"]


def test_an_address_of_markdown_may_have_a_blank() -> None:
    text = f"# Rust\n\n{LONG}\n\n## Adem\n\nLees [het boek](https://voorbeeld.nl/mijn boek.pdf) maar.\n"
    (block,) = read(text, "stuk.md").sections[0].blocks
    assert [span.url for span in getattr(block, "text", ()) if span.url] == [
        "https://voorbeeld.nl/mijn%20boek.pdf"
    ]


def test_lists_are_known_by_their_role_and_by_the_marks_of_other_fonts() -> None:
    by_role = "<div role='list'><!-- punt --><div role='listitem'>Een</div><div role='listitem'>Twee</div></div>"
    by_mark = "".join(f"<p class='MsoListParagraph'>\uf0b7 {word}</p>" for word in ("Een", "Twee"))
    for markup in (by_role, by_mark):
        assert lists(html_article(*below_a_heading(markup))) == [["Een", "Twee"]]


def test_a_number_of_word_may_stand_in_parentheses() -> None:
    items = "".join(
        "<p class='MsoListParagraph' style='mso-list:l0 level1 lfo1'>"
        f"<span style='mso-list:Ignore'>({number})</span>{word}</p>"
        for number, word in ((1, "Een"), (2, "Twee"))
    )
    (*_, found) = html_article(*below_a_heading(items)).sections[0].blocks
    assert isinstance(found, BulletList)
    assert found.ordered
    assert [plain(item.text) for item in found.items] == ["Een", "Twee"]


def test_a_heading_in_a_compact_text_may_be_longer_than_two_short_sentences_below() -> None:
    heading = "De stoel als leraar — wat zitten je vertelt"
    article = text_article(
        "Stil zitten", "Waarom stil?", LONG, heading, "Eerst wordt het druk. Daarna niet.", LONG
    )
    assert heading in headings(article)


def test_numbered_headings_may_end_in_a_full_stop() -> None:
    article = text_article("Rust vinden", "", "1. De plank.", "", LONG, "", "2. De zaag.", "", LONG)
    assert headings(article) == ["1. De plank.", "2. De zaag."]


@pytest.mark.parametrize(
    "heading",
    [f"# a{' ' * 49_000}b", f"# {'[#](#a) ' * 4_900}b"],
    ids=["spaces", "links"],
)
def test_a_long_heading_of_markdown_is_read_before_anybody_tires(heading: str) -> None:
    # a length that reading it anew from each of its parts does not survive; there is no clock in it
    assert read(f"{heading}\n\n{LONG}\n", "stuk.md").title.endswith("b")


def test_boxes_in_boxes_that_can_be_pressed_are_read_before_anybody_tires() -> None:
    # a depth that reading each box anew for each of its own does not survive; there is no clock in it
    boxes = "<div role=button>" * 600 + "x" + "</div>" * 600
    article = read(f"<h1>Titel</h1><p>{LONG}</p>{boxes}<p>{LONG}</p>", "stuk.html")
    assert article.title == "Titel"


@pytest.mark.parametrize(
    "played",
    [
        "[youtube https://youtu.be/a?b=c]",
        "[embed]https://youtu.be/a[/embed]",
        "[vimeo=https://vimeo.com/1]",
    ],
)
def test_a_player_is_left_out_with_its_address(played: str) -> None:
    for article in (
        html_article(*below_a_heading(f"<p>{played}</p>")),
        text_article("Rust", "", "Adem", "", LONG, "", played),
    ):
        assert paragraphs(article)[-1] == LONG
        assert LeftOutKind.SHORTCODE in [one.kind for one in article.left_out]


@pytest.mark.parametrize("aside", ["[Met dank aan Anna]", "(Wordt vervolgd)", "[Zie https://a.nl]"])
def test_a_line_between_brackets_is_neither_shortcode_nor_heading(aside: str) -> None:
    article = text_article("Rust", "", "Adem", "", LONG, "", aside, "", f"{LONG} Nog iets.")
    assert headings(article) == ["Adem"]
    assert aside in paragraphs(article)


def test_a_heading_that_begins_and_ends_between_brackets_is_one() -> None:
    heading = "(On)rust en slaap (deel twee)"
    article = text_article("Rust", "", heading, "", LONG, "", "Adem", "", f"{LONG} Nog iets.")
    assert headings(article) == [heading, "Adem"]
