"""A reader's first name in an editor's text, and how the text reads without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.blocks import (
    BulletList,
    Image,
    ListItem,
    Paragraph,
    PostScript,
    PullQuote,
    Span,
    Subheading,
    rich,
)
from newsletter.text.first_names import filled, filled_issue, may_break, pieces, rich_pieces
from tests.builders.issues import an_issue


@pytest.mark.parametrize(
    ("text", "named", "nameless"),
    [
        ("Dag {first_name|lezer}, hoi", "Dag Anna, hoi", "Dag lezer, hoi"),
        ("{ first_name | Lieve lezer }!", "Anna!", "Lieve lezer!"),
        ("{first_name|}, heb je even?", "Anna, heb je even?", "Heb je even?"),
        ("{first_name}, heb je even?", "Anna, heb je even?", "Heb je even?"),
        ("{first_name| }! Heb je even?", "Anna! Heb je even?", "Heb je even?"),
        ("Klaar. {first_name|}, en nu?", "Klaar. Anna, en nu?", "Klaar. En nu?"),
        ("Klaar.\n{first_name|}, en nu?", "Klaar.\nAnna, en nu?", "Klaar.\nEn nu?"),
        ("“{first_name|}, kom je?”", "“Anna, kom je?”", "“Kom je?”"),
        ("{first_name|}, ijs is koud", "Anna, ijs is koud", "IJs is koud"),
        ("{first_name|}, 's avonds", "Anna, 's avonds", "'s Avonds"),
        ("{first_name|}, “kom” is kort", "Anna, “kom” is kort", "“Kom” is kort"),
        ("{first_name|}, 10 minuten", "Anna, 10 minuten", "10 minuten"),
        ("{first_name|}, élan", "Anna, élan", "Élan"),
        ("Dank je, {first_name|}.", "Dank je, Anna.", "Dank je."),
        ("Weet je, {first_name|}, het kan.", "Weet je, Anna, het kan.", "Weet je, het kan."),
        ("Dag {first_name|}, hoe gaat het?", "Dag Anna, hoe gaat het?", "Dag, hoe gaat het?"),
        ("Lieve {first_name|} lezer", "Lieve Anna lezer", "Lieve lezer"),
        ("Dag {first_name|}!", "Dag Anna!", "Dag!"),
        ("{first_name|}", "Anna", ""),
        ("{first_name|} {first_name|a}", "Anna Anna", "a"),
        ("Geen naam: {voornaam} en {first_names}", *["Geen naam: {voornaam} en {first_names}"] * 2),
    ],
)
def test_a_text_reads_well_with_and_without_a_name(text: str, named: str, nameless: str) -> None:
    assert filled(text, "Anna") == named
    assert filled(text) == nameless


def test_a_name_is_put_in_once_whatever_is_in_it() -> None:
    assert filled("Dag {first_name|lezer}", "{first_name}") == "Dag {first_name}"


def test_a_sentence_goes_on_from_one_span_into_the_next() -> None:
    text = (
        Span("{first_name|}", strong=True),
        Span(", "),
        Span("heb", emphasis=True),
        Span(" je even?"),
    )
    each = rich_pieces(text)
    for name, words in (
        ("Anna", ["Anna", ", ", "heb", " je even?"]),
        ("", ["", "", "Heb", " je even?"]),
    ):
        said = ["".join(p if isinstance(p, str) else p.filled(name) for p in one) for one in each]
        assert said == words


@given(
    st.lists(
        st.sampled_from(
            ["{first_name}", "{first_name|}", "{first_name|x}", "{first_", "name|}", "|", "}", ", ", ". ", " ", "a", "ij", "“", "\n"]
        ),
        max_size=8,
    ).map("".join),
    st.data(),
)  # fmt: skip
def test_wherever_it_is_cut_into_spans_the_words_are_the_same(
    text: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=3)))
    spans = tuple(
        Span(text[start:end]) for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
    )
    for name in ("Anna", ""):
        said = "".join(
            piece if isinstance(piece, str) else piece.filled(name)
            for one in rich_pieces(spans)
            for piece in one
        )
        assert said == filled(text, name)
    assert all(pieces(text))


def test_every_text_of_an_issue_is_filled() -> None:
    ask = "{first_name|jij}"
    issue = an_issue(
        Paragraph(rich(ask)), Subheading(ask), PullQuote(ask, ask), PostScript(ask, rich(ask)),
        BulletList((ListItem(rich(ask)),)), Image("a.jpg", ask),
        title=ask, subject=ask, preheader=ask, sign_off=ask,
    )  # fmt: skip
    shown = filled_issue(issue)
    assert "first_name" not in repr(shown)
    assert (shown.title, shown.subject, shown.preheader, shown.sign_off) == ("jij",) * 4
    assert filled_issue(issue, "Anna").blocks[0] == Paragraph(rich("Anna"))
    assert filled_issue(an_issue()) == an_issue()


@pytest.mark.parametrize("text", ["Dit is voor {first_name}.", "De { first_name } van nu"])
def test_a_sentence_that_needs_the_name_is_known(text: str) -> None:
    assert may_break(text)


@pytest.mark.parametrize(
    "text",
    [
        "{first_name}, even rust",
        "Dag {first_name}, hoi",
        "Dag {first_name}!",
        "Dank je, {first_name}.",
        "Dit is voor {first_name|}.",
        "Dit is voor {first_name|jou}.",
    ],
)
def test_one_that_only_addresses_the_reader_is_fine(text: str) -> None:
    assert not may_break(text)
