"""Corrections: a person says what a line is, and that is what it is."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import sources
from newsletter.errors import ArticleError, AuthorError
from newsletter.model.article import Article, LeftOutKind, LinePlace
from newsletter.model.blocks import Paragraph, Subheading, plain
from newsletter.model.corrections import CorrectedPlace, Correction, Corrections, Misfit

FOLDER = Path(__file__).parents[2] / "issues" / "articles"
PAGE = Path(__file__).parent / "builders" / "gutenberg.html"
SAMPLES = [FOLDER / "nee-zeggen.txt", FOLDER / "piekeren.txt", FOLDER / "rust.md", PAGE]
HASH = "a" * 64


def said(text: str, *places: tuple[int, CorrectedPlace]) -> Corrections:
    """Corrections of lines of the text, made for it."""
    lines = text.splitlines()
    return Corrections(
        sources.digest(text.encode()),
        tuple(Correction(at, " ".join(lines[at - 1].split()), place) for at, place in places),
    )


def read(text: str, *places: tuple[int, CorrectedPlace], name: str = "stuk.txt") -> Article:
    return sources.read(name, text.encode(), corrections=said(text, *places))


def is_place(asked: CorrectedPlace, place: LinePlace) -> bool:
    """Whether the line's place is the one that was asked for."""
    match asked:
        case CorrectedPlace.FAQ_QUESTION | CorrectedPlace.FAQ_ANSWER:
            return place in (LinePlace.FAQ, LinePlace.SITE_FAQ)
        case CorrectedPlace.SUBHEADING:
            return place is LinePlace.TEXT
        case _:
            return place.value == asked.value


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_correction_of_a_sample_is_followed_or_refused_and_no_line_is_lost(
    data: st.DataObject,
) -> None:
    path = data.draw(st.sampled_from(SAMPLES))
    raw = path.read_bytes()
    before = sources.read(path.name, raw)
    drawn = data.draw(
        st.dictionaries(
            st.integers(1, len(before.lines)), st.sampled_from(CorrectedPlace), max_size=4
        )
    )
    corrections = tuple(
        Correction(number, " ".join(before.lines[number - 1].text.split()), place)
        for number, place in drawn.items()
    )
    after = sources.read(path.name, raw, corrections=Corrections(HASH, corrections))
    assert after.source == before.source
    assert [line.number for line in after.lines] == [line.number for line in before.lines]
    refused = {one.correction for one in after.ignored_corrections}
    for one in corrections:
        assert one in refused or is_place(one.place, after.lines[one.number - 1].place), one


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_a_line_was_read_as_may_be_said_of_every_line(path: Path) -> None:
    raw = path.read_bytes()
    before = sources.read(path.name, raw)
    names = {place.value: place for place in CorrectedPlace}
    for line in before.lines:
        if (place := names.get(line.place.value)) and place is not CorrectedPlace.LEFT_OUT:
            one = Correction(line.number, " ".join(line.text.split()), place)
            after = sources.read(path.name, raw, corrections=Corrections(HASH, (one,)))
            assert not after.ignored_corrections or after.ignored_corrections[0].why in (
                Misfit.SEVERAL_PARTS,
                Misfit.NO_MINUTES,
            )


TEXT = """\
De lange weg

Een stuk over lopen dat wat langer is dan een titel ooit zou zijn, met een punt erachter.

Wat lopen doet

Lopen maakt het hoofd leeg en de benen moe, en dat is op de meeste dagen precies genoeg.

Neem morgen een andere straat.

Wie langzaam gaat, ziet meer

Waarom zou je?

Omdat het niets kost.

Lopen in de regen

Ook in de regen is een straat een straat, en de meeste mensen zijn dan toch niet buiten.

Tot de volgende keer
"""


def at(words: str) -> int:
    """The line of the text that begins with these words."""
    return next(n for n, line in enumerate(TEXT.splitlines(), 1) if line.startswith(words))


def test_text_becomes_a_prompt_a_quote_and_a_link_to_another_article() -> None:
    article = read(
        TEXT,
        (at("Neem morgen"), CorrectedPlace.PROMPT),
        (at("Wie langzaam"), CorrectedPlace.QUOTE),
        (at("Lopen in"), CorrectedPlace.SEE_ALSO),
    )
    section = next(one for one in article.sections if one.prompts)
    assert section.heading == "Wat lopen doet"
    assert section.prompts == ("Neem morgen een andere straat.",)
    assert [quote.text for quote in section.quotes] == ["Wie langzaam gaat, ziet meer"]
    links = [link.text for one in article.sections for link in one.see_also]
    assert links == ["Lopen in de regen"]


def test_a_heading_becomes_text_and_text_becomes_a_heading_or_a_subheading() -> None:
    article = read(
        TEXT,
        (at("Wat lopen"), CorrectedPlace.TEXT),
        (at("Neem morgen"), CorrectedPlace.HEADING),
        (at("Lopen in"), CorrectedPlace.SUBHEADING),
    )
    headings = [section.heading for section in article.sections]
    assert "Wat lopen doet" not in headings
    section = article.sections[headings.index("Neem morgen een andere straat.")]
    assert Subheading("Lopen in de regen") in article.sections[-1].blocks
    assert section.line == at("Neem morgen")
    words = [
        plain(block.text)
        for one in article.sections
        for block in one.blocks
        if isinstance(block, Paragraph)
    ]
    assert "Wat lopen doet" in words


def test_a_question_and_its_answer_become_a_faq_and_a_line_the_sign_off() -> None:
    article = read(
        TEXT,
        (at("Waarom zou"), CorrectedPlace.FAQ_QUESTION),
        (at("Omdat het"), CorrectedPlace.FAQ_ANSWER),
        (at("Tot de"), CorrectedPlace.SIGN_OFF),
    )
    assert [(one.question, one.answer) for one in article.faq] == [
        ("Waarom zou je?", "Omdat het niets kost.")
    ]
    assert article.sign_off == "Tot de volgende keer"


def test_the_head_and_the_opening_are_as_a_person_says() -> None:
    article = read(
        TEXT,
        (at("De lange"), CorrectedPlace.SHORT_TITLE),
        (at("Wat lopen"), CorrectedPlace.TITLE),
        (at("Een stuk"), CorrectedPlace.INTRO),
        (at("Waarom zou"), CorrectedPlace.QUESTION),
        (at("Omdat het"), CorrectedPlace.CATEGORY),
    )
    assert (article.short_title, article.title) == ("De lange weg", "Wat lopen doet")
    assert article.category == "Omdat het niets kost."
    assert article.intro is not None
    assert article.intro.startswith("Een stuk over lopen")
    assert [question.text for question in article.questions] == ["Waarom zou je?"]


def test_what_a_person_leaves_out_is_told_and_stands_in_no_part() -> None:
    article = read(TEXT, (at("Neem morgen"), CorrectedPlace.LEFT_OUT))
    assert [(one.kind, one.words) for one in article.left_out] == [
        (LeftOutKind.BY_HAND, "Neem morgen een andere straat.")
    ]
    assert article.lines[at("Neem morgen") - 1].place is LinePlace.LEFT_OUT


def test_words_of_a_page_that_were_left_out_can_be_taken_in() -> None:
    text = (
        "<article>\n<h1>De lange weg</h1>\n<p>Lopen maakt het hoofd leeg en de benen moe.</p>\n"
        "</article>\n<footer>\n<p>Wie loopt, denkt.</p>\n</footer>\n"
    )
    line = 6
    before = sources.read("stuk.html", text.encode())
    assert before.lines[line - 1].place is LinePlace.LEFT_OUT
    after = read(text, (line, CorrectedPlace.QUOTE), name="stuk.html")
    assert after.left_out == ()
    assert [quote.text for quote in after.sections[-1].quotes] == ["Wie loopt, denkt."]


def test_the_corrected_button_is_the_article_s_own() -> None:
    article = read(TEXT, (at("Neem morgen"), CorrectedPlace.CALL_TO_ACTION))
    assert article.call_to_action is not None
    assert article.call_to_action.text == "Neem morgen een andere straat."


def test_the_lines_of_one_paragraph_are_corrected_together() -> None:
    text = "# De lange weg\n\n## Begin\n\nLopen maakt het hoofd leeg\nen de benen moe.\n"
    article = read(text, (6, CorrectedPlace.PROMPT), name="stuk.md")
    assert article.sections[-1].prompts == ("Lopen maakt het hoofd leeg en de benen moe.",)
    assert {line.place for line in article.lines[4:6]} == {LinePlace.PROMPT}


def test_a_line_left_out_between_a_label_and_its_question_is_no_prompt() -> None:
    text = "De lange weg\n\nHet begin\n\n💡 Reflectie\n\nLopen.\n\nWat zag je onderweg?\n"
    article = read(text, (7, CorrectedPlace.LEFT_OUT))
    assert article.sections[-1].prompts == ("Wat zag je onderweg?",)
    assert [article.lines[at].place for at in (4, 6, 8)] == [
        LinePlace.LEFT_OUT,
        LinePlace.LEFT_OUT,
        LinePlace.PROMPT,
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Wat zag je onderweg[^1]?", "stuk.md"),
        ("Wat zag je [b]onderweg[/b]?", "stuk.txt"),
        ("<p>Wat zag je <s>daar</s>onderweg?</p>", "stuk.html"),
    ],
    ids=["footnote", "shortcode", "struck"],
)
def test_a_line_from_which_words_were_left_out_can_be_corrected(line: str, name: str) -> None:
    text = f"# De lange weg\n\n{line}\n\n[^1]: Een noot.\n"
    article = read(text, (3, CorrectedPlace.PROMPT), name=name)
    assert article.sections[-1].prompts == ("Wat zag je onderweg?",)
    assert len(article.left_out) >= 1


@pytest.mark.parametrize(
    ("text", "name", "places", "why"),
    [
        (TEXT, "a.txt", [(2, CorrectedPlace.TEXT)], Misfit.NO_WORDS),
        (TEXT, "a.txt", [(at("Neem"), CorrectedPlace.MINUTES)], Misfit.NO_MINUTES),
        (TEXT, "a.txt", [(at("Omdat"), CorrectedPlace.FAQ_ANSWER)], Misfit.NO_QUESTION),
        ("<h1>Weg</h1><p>Ver.</p>", "a.html", [(1, CorrectedPlace.TEXT)], Misfit.SEVERAL_PARTS),
        (
            "# Weg\n\nLopen maakt het hoofd leeg\nen de benen moe.\n",
            "a.md",
            [(3, CorrectedPlace.TEXT), (4, CorrectedPlace.QUOTE)],
            Misfit.SAME_PART,
        ),
        ("---\ntitle: Weg\n---\nLopen.\n", "a.md", [(2, CorrectedPlace.TITLE)], Misfit.NO_WORDS),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    text: str, name: str, places: list[tuple[int, CorrectedPlace]], why: Misfit
) -> None:
    with pytest.raises(ArticleError) as error:
        read(text, *places, name=name)
    assert error.value.code == "correction-unfit"
    assert error.value.problem.data["number"] == places[-1][0]
    assert why.name.lower().replace("_", "-") in str(error.value)


def test_after_a_change_of_the_article_the_lines_that_still_fit_are_corrected() -> None:
    corrections = said(
        TEXT,
        (at("Neem morgen"), CorrectedPlace.PROMPT),
        (at("Waarom zou"), CorrectedPlace.HEADING),
        (at("Tot de"), CorrectedPlace.SIGN_OFF),
    )
    changed = TEXT.replace("Waarom zou je?", "Waarom zou je dat doen?").rpartition("Tot de")[0]
    article = sources.read("stuk.txt", changed.encode(), corrections=corrections)
    assert article.lines[at("Neem morgen") - 1].place is LinePlace.PROMPT
    assert [(one.correction.number, one.why) for one in article.ignored_corrections] == [
        (at("Waarom zou"), Misfit.TEXT_CHANGED),
        (at("Tot de"), Misfit.BEYOND_END),
    ]


HEAD = f'article = "{HASH}"\n'
ENTRY = '[[line]]\nnumber = 3\ntext = "Een  regel"\nplace = "heading"\n'


def test_a_file_of_corrections_is_read() -> None:
    assert sources.read_corrections(HEAD + ENTRY, "a.places.toml") == Corrections(
        HASH, (Correction(3, "Een regel", CorrectedPlace.HEADING),)
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("article = \n", "corrections-no-toml", 1),
        (HEAD + "[[line]\n", "corrections-no-toml", 2),
        (ENTRY, "corrections-without-hash", None),
        ('article = "abc"\n' + ENTRY, "corrections-without-hash", None),
        ("article = 3\n" + ENTRY, "corrections-without-hash", None),
        (HEAD + "line = 3\n", "corrections-no-entries", None),
        (HEAD + "[line]\nnumber = 3\n", "corrections-no-entries", None),
        (HEAD + 'lines = "x"\n', "corrections-key-unknown", None),
        (HEAD + "line = [3]\n", "correction-entry", None),
        (HEAD + ENTRY.replace("number = 3", 'number = "3"'), "correction-entry", None),
        (HEAD + ENTRY.replace("number = 3", "number = 0"), "correction-number", None),
        (HEAD + ENTRY.replace("number = 3", "number = true"), "correction-number", None),
        (HEAD + ENTRY.replace("heading", "kop"), "correction-place-unknown", None),
        (HEAD + ENTRY.replace("heading", "blank"), "correction-place-unknown", None),
        (HEAD + ENTRY + 'why = "x"\n', "correction-entry", None),
        (HEAD + ENTRY + ENTRY, "correction-twice", None),
    ],
)
def test_a_file_that_is_not_in_order_is_refused(text: str, code: str, line: int | None) -> None:
    with pytest.raises(AuthorError) as error:
        sources.read_corrections(text, "a.places.toml")
    assert (error.value.code, error.value.path, error.value.line) == (code, "a.places.toml", line)


@given(st.text() | st.builds(lambda text: HEAD + text, st.text()))
def test_any_text_is_corrections_or_refused(text: str) -> None:
    with contextlib.suppress(AuthorError):
        sources.read_corrections(text, "a.places.toml")


def test_a_corrected_heading_leads_back_into_the_text_below_the_sign_off() -> None:
    text = TEXT + "\nWarme groet,\nEva\n\nNog een ding\n\nDe straat is er morgen ook nog.\n"
    heading = len(text.splitlines()) - 2
    assert sources.read("stuk.txt", text.encode()).lines[-1].place is LinePlace.UNPLACED
    article = read(text, (heading, CorrectedPlace.HEADING))
    assert article.sections[-1].heading == "Nog een ding"
    assert article.lines[-1].place is LinePlace.TEXT
    assert article.sign_off == "Warme groet,\nEva"


def test_an_answer_without_a_question_is_read_as_if_nobody_had_spoken() -> None:
    answer = Correction(at("Neem"), "Neem morgen een andere straat.", CorrectedPlace.FAQ_ANSWER)
    article = sources.read("stuk.txt", TEXT.encode(), corrections=Corrections(HASH, (answer,)))
    assert article.sections == sources.read("stuk.txt", TEXT.encode()).sections
    assert [one.why for one in article.ignored_corrections] == [Misfit.NO_QUESTION]
