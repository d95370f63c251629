"""Articles from note-taking programs and site generators: their marks, and what is left out."""

from itertools import chain
from time import process_time

import pytest

from newsletter.model.article import Article, LeftOutKind
from newsletter.sources.discovery import MOST_BRACKETS
from newsletter.sources.parsing.note_apps import without_app_marks
from tests.sources.builders import (
    LONG,
    headings,
    lists,
    markdown_article,
    paragraphs,
    prompts,
    quotes,
)

TITLED = ("# Rust vinden", "", LONG, "", "## Adem", "", LONG, "")


def told(article: Article) -> list[tuple[LeftOutKind, str]]:
    return [(one.kind, one.words) for one in article.left_out]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Zie [[Moe zijn|waarom je moe bent]] hierover.", "Zie waarom je moe bent hierover."),
        ("Zie [[Grenzen]] en [[Slaap#Diep|diepe slaap]].", "Zie Grenzen en diepe slaap."),
        ("Zie [[Slaap#Diep]] hierover.", "Zie Slaap hierover."),
        ("Een ==gemarkeerd woord== erin.", "Een gemarkeerd woord erin."),
        ("Een zin met een naam. ^abc123", "Een zin met een naam."),
        ("Zie [[#Kop]] en [[2026-01-02]].", "Zie Kop en 2026-01-02."),
        ("Een zin in een kader.\n{: .lead}", "Een zin in een kader."),
        (
            'Een [stuk](https://voorbeeld.nl){:target="_blank"} en *rust*{: .a #b}.',
            "Een stuk en rust.",
        ),
        ("Een zin %% met `code` erin %% en meer.", "Een zin en meer."),
        (
            "Lees [dit stuk]({% post_url 2026-01-01-moe %}) eens.",
            "Lees dit stuk eens.",
        ),
        ("Lees [dat]({{ site.baseurl }}/a) eens.", "Lees dat eens."),
    ],
)
def test_marks_of_other_programs_are_not_in_the_text(written: str, shown: str) -> None:
    assert paragraphs(markdown_article(*TITLED, written))[-1] == shown


@pytest.mark.parametrize(
    "written",
    [
        "Als a == b en b == c, dan is a gelijk aan c.",
        "Een prijs van 20%% of meer, en 30 erbij.",
        "De kans is 50%% en de rest 30%% van de tijd.",
        "Een regel met %% die open blijft.",
        "De verzameling {: x > 3} bevat veel.",
        "Dat was :-{: en nog een }. Grappig.",
        "{: This is a joke } he wrote.",
        "Een heel lange alinea {: toc} en verder.",
        "De macht is 2 ^10",
        "De macht is x ^n",
        "Vul in: [[ ]] en [[...]], zie [[2]].",
        "Wij zijn nummer #1 van de [[ lege ] haken.",
        "Een stuk over #rust in de stad.",
        "De [bron](https://voorbeeld.nl/a) is van 2^10.",
    ],
)
def test_what_only_resembles_such_a_mark_is_text(written: str) -> None:
    shown = paragraphs(markdown_article(*TITLED, written))[-1]
    assert shown == written.replace("[bron](https://voorbeeld.nl/a)", "bron")


@pytest.mark.parametrize(
    ("written", "kind", "words"),
    [
        ("%% nog nakijken %%", LeftOutKind.PRIVATE, "nog nakijken"),
        ("%%\nover twee\n\nregels\n%%", LeftOutKind.PRIVATE, "over twee regels"),
        ("![[zee.jpg]]", LeftOutKind.PICTURE, "zee.jpg"),
        ("![[Andere notitie]]", LeftOutKind.EMBEDDED, "Andere notitie"),
        ("#rust #slaap/diep", LeftOutKind.TAGS, "#rust #slaap/diep"),
        ("* Inhoud\n{:toc}", LeftOutKind.CONTENTS, "* Inhoud"),
    ],
)
def test_what_is_no_text_of_the_article_is_left_out_and_told(
    written: str, kind: LeftOutKind, words: str
) -> None:
    article = markdown_article(*TITLED, written, "", "Slot.")
    assert told(article) == [(kind, words)]
    assert paragraphs(article)[1:] == [LONG, "Slot."] or paragraphs(article) == [LONG, "Slot."]
    assert article.unplaced == ()


def test_tags_behind_a_sentence_are_left_out_and_told() -> None:
    article = markdown_article(*TITLED, "Een zin. #rust #slaap")
    assert paragraphs(article)[-1] == "Een zin."
    assert told(article) == [(LeftOutKind.TAGS, "#rust #slaap")]


def test_percentages_of_two_paragraphs_hold_no_comment() -> None:
    said = ["Wie 100%% geeft, raakt leeg.", "Wie 80%% geeft, houdt over."]
    assert paragraphs(markdown_article(*TITLED, said[0], "", said[1]))[-2:] == said


@pytest.mark.parametrize(
    ("above", "shown"),
    [
        (["Een laatste zin."], ["Een laatste zin."]),
        (["- een punt", "- nog een punt"], ["een punt", "nog een punt"]),
        (["- een punt", "", "- rust"], ["een punt", "rust"]),
    ],
)
def test_only_an_item_that_stands_for_the_contents_goes_with_their_mark(
    above: list[str], shown: list[str]
) -> None:
    article = markdown_article(*TITLED, *above, "{:toc}", "", "Slot.")
    assert [*chain(*lists(article)), *paragraphs(article)[1:]] == [*shown, "Slot."]
    assert told(article) == []


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (["```", "[[Grenzen]] ==x== %% y %%", "```"], "[[Grenzen]] ==x== %% y %%"),
        (["    [[Grenzen]] ==x== %% y %%"], "[[Grenzen]] ==x== %% y %%"),
        (
            ["Schrijf `[[Grenzen]]`, ``==x` y==`` en [[Rust]]."],
            "Schrijf [[Grenzen]], ==x` y== en Rust.",
        ),
        (["Schrijf `%% y %%` en `{: .a}`"], "Schrijf %% y %% en {: .a}"),
        (["Schrijf `[[Een", "stuk]] ==x==` en [[Rust]]."], "Schrijf [[Een stuk]] ==x== en Rust."),
        (["Schrijf ``==a` b", "#rust`` en ==c==."], "Schrijf ==a` b #rust en c."),
        (["Een ` los teken.", "", "En ==nog `een==."], "En nog `een."),
        (["- Schrijf `==a", "  b==` zo", "", "Slot ==c==."], "Slot c."),
        (["# Kop `", "Tekst ==b== ` c."], "Tekst b ` c."),
    ],
)
def test_marks_in_code_stay(code: list[str], shown: str) -> None:
    assert paragraphs(markdown_article(*TITLED, *code))[-1] == shown


def test_marks_in_what_is_indented_below_an_item_are_made_plain() -> None:
    article = markdown_article(*TITLED, "- Een punt", "", "    Zie [[Grenzen]].")
    assert lists(article) == [["Een punt", "Zie Grenzen."]]


def test_a_callout_is_a_quote_only_if_it_says_so() -> None:
    article = markdown_article(
        *TITLED,
        "> [!quote] Etty Hillesum",
        "> Rust is geen beloning maar een begin.",
        "",
        "> [!note]- Let op",
        "> Een opmerking van de schrijver.",
    )
    assert quotes(article) == [("Rust is geen beloning maar een begin.", "Etty Hillesum")]
    assert paragraphs(article)[-1] == "Let op\nEen opmerking van de schrijver."


def test_a_quote_keeps_the_speaker_of_its_last_line() -> None:
    said = ("> Rust is een begin.", "> — Etty Hillesum")
    article = markdown_article(*TITLED, "> [!quote]", *said)
    assert quotes(article) == [("Rust is een begin.", "Etty Hillesum")]
    article = markdown_article(*TITLED, "> [!quote] Over rust", *said)
    assert quotes(article) == [("Rust is een begin.", "Etty Hillesum")]
    assert paragraphs(article)[-1] == "Over rust"


def test_a_callout_that_only_asks_is_a_prompt() -> None:
    article = markdown_article(*TITLED, "> [!TIP]", "> Waar voel jij nu rust?", "", LONG)
    assert prompts(article) == ["Waar voel jij nu rust?"]
    article = markdown_article(*TITLED, "> [!question] Waar voel jij nu rust?", "", LONG)
    assert prompts(article) == ["Waar voel jij nu rust?"]
    assert quotes(article) == []


def test_a_callout_in_a_faq_is_an_entry() -> None:
    article = markdown_article(
        *TITLED,
        "## Veelgestelde vragen",
        "",
        "> [!question]- Hoe lang duurt het?",
        "> Ongeveer een week.",
        "",
        "> [!question]- Wat kost het?",
        "> Niets.",
    )
    assert [(one.question, one.answer) for one in article.faq] == [
        ("Hoe lang duurt het?", "Ongeveer een week."),
        ("Wat kost het?", "Niets."),
    ]


def test_a_task_is_an_item_without_its_box() -> None:
    article = markdown_article(*TITLED, "- [ ]  Ga vroeg naar bed", "- [x] Lees een boek")
    assert lists(article) == [["Ga vroeg naar bed", "Lees een boek"]]


def test_properties_below_the_title_are_left_out_and_told() -> None:
    article = markdown_article(
        "# Rust vinden", "", "Status: Klaar", "Datum: 2 januari 2026", "", *TITLED[2:]
    )
    assert article.intro == LONG
    assert told(article) == [(LeftOutKind.PROPERTIES, "Status: Klaar Datum: 2 januari 2026")]
    verse = ("# Rust vinden", "", "Adem: langzaam in", "Adem: langzaam uit", "", *TITLED[2:])
    assert "Adem: langzaam in" in str(markdown_article(*verse).intro)


@pytest.mark.parametrize(
    "said",
    [
        ("Status: moe, maar tevreden.", "Datum: vandaag."),
        ("Status: moe", "Link: met alles wat ik eerder schreef"),
        ("Type: hoofdgerecht", "Tijd: 30 minuten", "Personen: 4"),
        ("Datum: 3 mei", "Plaats: Utrecht"),
        ("Datum: 3 mei", "Auteur: Etty", "Plaats: Utrecht", "Duur: kort", "Weer: mild"),
    ],
)
def test_lines_below_the_title_that_only_resemble_properties_are_text(said: tuple[str]) -> None:
    article = markdown_article("# Rust vinden", "", *said, "", *TITLED[2:])
    assert all(line in str(article.intro) for line in said)
    assert told(article) == []


def test_callouts_directly_below_one_another_do_not_take_long() -> None:
    began = process_time()
    without_app_marks(["> [!quote] a", "> [!note] b"] * 5_000, 0)
    assert process_time() - began < 5  # seconds; it takes a fraction of one


def test_the_lines_keep_their_numbers() -> None:
    article = markdown_article(
        *TITLED,
        "%%",
        "een",
        "%%",
        "",
        "> [!quote] Etty",
        "> Rust is een begin.",
        "",
        "## Slaap",
        "",
        LONG,
    )
    assert headings(article) == ["Adem", "Slaap"]
    (line,) = [one for one in article.lines if one.text.startswith("## Slaap")]
    assert line.place.value == "heading"


@pytest.mark.parametrize(
    "sign", ["[[", "%%", "==", "> [!a] ", "#a ", "{: ", "![[", "[a]({{", ". #a"]
)
def test_no_mark_repeated_without_end_takes_long(sign: str) -> None:
    most = MOST_BRACKETS - 100 if "[" in sign else 60_000
    text = sign * (most // len(sign))
    lines = [text[at : at + 2_000] for at in range(0, len(text), 2_000)]
    assert markdown_article("# Rust", "", *lines, "", LONG).title == "Rust"


def test_code_over_the_lines_of_a_quote_stays() -> None:
    article = markdown_article(*TITLED, "> Schrijf `==een", "> twee==` zo.", "", "Slot.")
    assert quotes(article) == [("Schrijf ==een twee== zo.", None)]


@pytest.mark.parametrize("text", ["` `` ", "`==a== ", "` "])
def test_no_run_of_signs_of_code_takes_long(text: str) -> None:
    for lines in ([text * 4_000], [text] * 4_000):
        begun = process_time()
        without_app_marks(lines, 0)
        assert process_time() - begun < 1
