"""Articles from note-taking programs and site generators: their marks, and what is left out."""

import pytest

from newsletter.model.article import Article, LeftOutKind
from newsletter.sources.discovery import MOST_BRACKETS
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
        ("Een zin in een kader.\n{: .lead}", "Een zin in een kader."),
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


def test_marks_in_code_stay() -> None:
    article = markdown_article(*TITLED, "```", "[[Grenzen]] ==x== %% y %%", "```")
    assert paragraphs(article)[-1] == "[[Grenzen]] ==x== %% y %%"


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
