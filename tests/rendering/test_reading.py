"""Reading time, and the titles over opening questions."""

from typing import Any

import pytest

from newsletter.locale.speech import spelled
from newsletter.model.blocks import Block, Image, Paragraph, Question, Questions, rich
from newsletter.rendering.reading import minutes_aloud, reading_minutes, with_question_titles
from tests.rendering.builders import a_full_issue, a_template

TEXT = Paragraph(rich("Er ligt een stapel op je bureau."))


def asked(count: int, title: str = "") -> Questions:
    return Questions(title, tuple(Question(f"Vraag {n}?") for n in range(count)))


@pytest.mark.parametrize("template", ["helder-moment", "brief"])
@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ((asked(2), TEXT), "Twee vragen vooraf"),
        ((Image("stapel.jpg", "Een stapel"), asked(3), TEXT), "Drie vragen vooraf"),
        ((TEXT, asked(2)), "Twee vragen"),
        ((TEXT, asked(13)), "13 vragen"),
        ((TEXT, asked(1)), "Eén vraag"),
        ((asked(2, "Om bij stil te staan"), TEXT), "Om bij stil te staan"),
    ],
)
def test_a_title_over_questions_counts_them_and_is_beforehand_only_at_the_top(
    template: str, blocks: tuple[Block, ...], title: str
) -> None:
    issue = a_full_issue(blocks=blocks)
    titled = with_question_titles(issue, a_template(template).theme.words, "nl")
    (found,) = (block.title for block in titled.blocks if isinstance(block, Questions))
    assert found == title


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (329, 1), (331, 2), (660, 3)])
def test_the_reading_time_is_in_whole_minutes_and_at_least_one(words: int, minutes: int) -> None:
    issue: Any = a_full_issue(blocks=(Paragraph(rich("woord " * words)),))
    assert reading_minutes(issue.blocks) == minutes


@pytest.mark.parametrize(
    ("number", "language", "word"),
    [
        (1, "nl", "één"),
        (12, "nl", "twaalf"),
        (3, "en-GB", "three"),
        (13, "nl", "13"),
        (2, "de", "2"),
    ],
)
def test_a_number_is_spelled_where_its_word_is_known(number: int, language: str, word: str) -> None:
    assert spelled(number, language) == word


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (217, 1), (218, 2), (435, 3), (1450, 10)])
def test_reading_a_letter_out_takes_longer_than_reading_it(words: int, minutes: int) -> None:
    text = (Paragraph(rich(" ".join(["woord"] * words))),)
    assert minutes_aloud(text) == minutes
    assert minutes_aloud(text) >= reading_minutes(text)
