"""Lists that were pasted from Word or Google Docs as plain text, and lines that only look like them."""

import pytest

from newsletter.model.blocks import BulletList, Paragraph, plain
from tests.sources.builders import LONG, text_article


def blocks_below_a_heading(pasted: str) -> list[object]:
    """The paragraphs' words, and the items of lists with their depths."""
    read = text_article("Rust vinden", "", LONG, "", "Een kop", "", LONG, "", *pasted.split("\n"))
    told: list[object] = []
    for block in read.sections[-1].blocks[1:]:
        if isinstance(block, BulletList):
            told.append([(item.level, plain(item.text)) for item in block.items])
        elif isinstance(block, Paragraph):
            told.append(plain(block.text))
    return told


NESTED = [(0, "een"), (1, "een a"), (2, "nog dieper"), (0, "twee")]


@pytest.mark.parametrize(
    "pasted",
    [
        "·\teen\no\teen a\n§\tnog dieper\n·\ttwee",
        "·       een\no   een a\n§  nog dieper\n·       twee",
        "·~~ een\no~~ een a\n§~ nog dieper\n·~ twee".replace("~", "\N{NO-BREAK SPACE}"),
        "· een\no een a\n§ nog dieper\n· twee",  # a form collapsed the tabs
        "•\teen\n\no\teen a\n\n§\tnog dieper\n\n•\ttwee",
        "·\teen\n  o\teen a\n    §\tnog dieper\n·\ttwee",
        "●\teen\n○\teen a\n■\tnog dieper\n●\ttwee",
        "\uf0b7\teen\no\teen a\n\uf0a7\tnog dieper\n\uf0b7\ttwee",
    ],
    ids=["tabs", "blanks", "no-break spaces", "single blanks", "apart", "indented", "Docs", "symbol fonts"],
)  # fmt: skip
def test_a_pasted_list_keeps_its_items_and_their_depths(pasted: str) -> None:
    assert blocks_below_a_heading(pasted) == [NESTED]


@pytest.mark.parametrize("mark", ["§", "o", "Ø", "ü", "v", "\uf0d8"])
def test_a_list_of_one_depth_may_have_any_of_their_marks(mark: str) -> None:
    assert blocks_below_a_heading(f"{mark}\teen\n{mark}\ttwee") == [[(0, "een"), (0, "twee")]]


@pytest.mark.parametrize(
    "line",
    [
        "o wat een dag was dat toch, zei ze zachtjes.",
        "o, wat een dag was dat toch, zei ze zachtjes.",
        "§ 3 van de wet zegt iets anders dan je denkt.",
        "§  3 van de wet zegt iets anders dan je denkt.",
        "§3 van de wet zegt iets anders dan je denkt.",
        "v is de letter van vandaag, zei ze zachtjes.",
        "Ø staat in de wiskunde voor niets, en dat is veel.",
    ],
)
def test_a_sentence_that_begins_with_such_a_sign_is_none(line: str) -> None:
    assert blocks_below_a_heading(line) == [line.replace("  ", " ")]
    below_a_list = blocks_below_a_heading(f"• een\n• twee\n\n{line}")
    assert below_a_list == [[(0, "een"), (0, "twee")], line.replace("  ", " ")]


def test_the_lines_of_the_article_stay_as_they_were_pasted() -> None:
    pasted = "·\teen\no\teen a"
    read = text_article("Rust vinden", "", LONG, "", "Een kop", "", LONG, "", *pasted.split("\n"))
    assert pasted in read.source


@pytest.mark.parametrize(
    "words", ["“Het moet goed.”", "‘Te laat’", "(soms) rust", "🕐 Vaste tijden", "€ 5 apart"]
)
def test_an_item_may_begin_with_any_sign(words: str) -> None:
    assert blocks_below_a_heading(f"• {words}\n• twee") == [[(0, words), (0, "twee")]]


def test_dots_that_part_two_paragraphs_are_no_item() -> None:
    assert blocks_below_a_heading(f"{LONG}\n\n• • •\n\n{LONG}") == [LONG, LONG]
