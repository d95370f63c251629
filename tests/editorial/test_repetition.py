"""What an issue says again that an earlier one said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editorial.repetition import RepeatedPart, Repetition, repetitions
from newsletter.model.blocks import Block, Paragraph, PullQuote, Subheading, rich
from newsletter.model.issue import Issue

MORNING = (
    "De ochtend begint stil, met een kop thee bij het raam en nog niemand die iets van je wil"
    " of iets aan je vraagt."
)
WALK = "Loop een rondje zonder doel, en kijk wat er gebeurt als je nergens hoeft te zijn vandaag."
OTHER = "Wie de deur achter zich dichttrekt, hoort pas na drie straten hoe hard het huis klonk."


def issue(number: int, *blocks: Block) -> Issue:
    return Issue(number=number, slug="s", title="T", subject="S", preheader="P", blocks=blocks)


def said(*texts: str) -> tuple[Block, ...]:
    return tuple(Paragraph(rich(text)) for text in texts)


def found(new: Issue, *earlier: Issue) -> list[Repetition]:
    return list(repetitions(new, earlier))


def test_a_quote_is_named_with_the_latest_issue_that_has_it() -> None:
    quote = PullQuote("Rust is geen beloning.")
    again = replace(quote, text="rust is geen  beloning")
    new = issue(9, Subheading("Kop"), again)
    assert found(new, issue(7, quote), issue(3, quote)) == [Repetition(RepeatedPart.QUOTE, 1, 7)]
    assert found(new, issue(7, PullQuote("Rust is een beloning."))) == []


def test_an_opening_is_called_that_only_where_both_letters_begin_with_it() -> None:
    opened = issue(1, *said(MORNING, WALK))
    assert found(issue(2, *said(MORNING, OTHER)), opened) == [
        Repetition(RepeatedPart.OPENING, 0, 1)
    ]
    assert found(issue(2, *said(WALK, OTHER)), opened) == [Repetition(RepeatedPart.PARAGRAPH, 0, 1)]
    assert found(issue(2, *said(OTHER, MORNING)), opened) == [
        Repetition(RepeatedPart.PARAGRAPH, 1, 1)
    ]


def test_nearly_the_same_words_are_found_and_some_of_the_same_are_not() -> None:
    nearly = MORNING.replace("een kop thee", "een mok thee")
    assert [one.issue for one in found(issue(2, *said(nearly)), issue(1, *said(MORNING)))] == [1]
    half = (
        MORNING.partition(",")[0] + ", en daarna gaat alles zoals het elke dag gaat, naar buiten."
    )
    assert found(issue(2, *said(half)), issue(1, *said(MORNING))) == []


@pytest.mark.parametrize("text", ["Tot zondag.", "Schrijf gerust terug, ik lees alles."])
def test_a_short_paragraph_may_come_back_every_week(text: str) -> None:
    assert found(issue(2, *said(text)), issue(1, *said(text))) == []


@given(st.permutations([MORNING, WALK, OTHER]), st.integers(0, 3))
def test_every_paragraph_of_an_issue_that_is_sent_again_is_found_in_its_order(
    texts: list[str], before: int
) -> None:
    earlier = [issue(number, *said(f"{number} {OTHER[::-1]}")) for number in range(before)]
    copies = found(issue(9, *said(*texts)), issue(8, *said(*texts)), *earlier)
    assert [(one.block, one.issue) for one in copies] == [(0, 8), (1, 8), (2, 8)]
    assert copies[0].part is RepeatedPart.OPENING
    assert found(issue(9, *said(*texts))) == []
