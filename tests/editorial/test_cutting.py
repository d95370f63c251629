"""Dividing an article by hand: no word is lost, doubled or put where it may not be."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import sources
from newsletter.editorial.cutting import CuttingRules
from newsletter.editorial.draw import draw
from newsletter.editorial.portions import LONG, portions, texts_in, words_of
from newsletter.editorial.quotes import cut_key, overlap, used_by
from newsletter.errors import DeskError
from newsletter.model.article import Article
from newsletter.model.cutting import Cutting, SectionPiece


def paragraph(name: str, number: int, words: int) -> str:
    return f"{name} {number} " + " ".join(["woord"] * (words - 3)) + "."


def section(name: str, paragraphs: int, *, words: int = 100, prompt: bool = True) -> str:
    body = "\n\n".join(paragraph(name, number, words) for number in range(paragraphs))
    ends = f"\n\n> “Wat {name} zegt, blijft.”\n" + (
        f"\n💡 Waar merk je {name}?\n" if prompt else ""
    )
    return f"## {name}\n\n{body}\n{ends}\n"


def article(*sections: str) -> Article:
    text = "# Een middag in de tuin\n\n" + "\n".join(sections)
    return sources.read("tuin.md", text.encode())


GARDEN = article(
    section("Harken", 2),
    section("Zaaien", 8),  # long: two parts by itself
    section("Gieten", 2, words=20, prompt=False),
    section("Wieden", 3),
)
WEEDS = article(section("Wieden", 3))


def begun(of: Article = GARDEN) -> tuple[CuttingRules, Cutting]:
    rules = CuttingRules(of)
    return rules, rules.begun_with([part.key for part in portion] for portion in portions(of))


def named(cutting: Cutting) -> list[list[str]]:
    return [[piece.to_text() for piece in week] for week in cutting.weeks]


def words_in_weeks(rules: CuttingRules, cutting: Cutting) -> Counter[str]:
    parts = rules.parts(cutting)
    return Counter(
        text for part in parts.values() for block in part.blocks for text in texts_in(block)
    )


HARKEN, GIETEN, WIEDEN = (SectionPiece(name) for name in ("harken", "gieten", "wieden"))


def test_it_begins_as_it_would_be_divided_automatically() -> None:
    rules, cutting = begun()
    assert rules.portions(cutting) == portions(GARDEN)
    assert cutting.out == ()


def test_a_piece_goes_to_another_week_and_its_own_empty_one_disappears() -> None:
    rules, cutting = begun(article(section("Harken", 1), section("Gieten", 1, prompt=False)))
    together = rules.put(cutting, GIETEN, 1)
    assert named(together) == [["harken.0", "gieten.0"]]
    assert named(rules.put(together, GIETEN, 2)) == [["harken.0"], ["gieten.0"]]


def test_what_is_left_out_waits_until_it_is_put_somewhere() -> None:
    rules, cutting = begun()
    without = rules.leave_out(cutting, HARKEN)
    assert without.out == (HARKEN,)
    assert HARKEN in rules.put(without, HARKEN, len(without.weeks) + 1).weeks[-1]


def test_a_week_moves_to_another_place() -> None:
    rules, cutting = begun()
    moved = rules.move(cutting, 1, len(cutting.weeks))
    assert moved.weeks[-1] == cutting.weeks[0]
    assert sorted(moved.weeks) == sorted(cutting.weeks)


def test_two_questions_or_too_many_words_stay_apart_and_it_says_why() -> None:
    rules, cutting = begun()
    with pytest.raises(DeskError, match="weeks-both-ask"):
        rules.put(cutting, WIEDEN, 1)
    quiet = article(section("Harken", 4, prompt=False), section("Wieden", 4, prompt=False))
    rules, cutting = begun(quiet)
    with pytest.raises(DeskError, match="weeks-too-long"):
        rules.join(cutting, 1)


def test_a_cut_makes_two_weeks_and_joining_them_mends_it() -> None:
    rules, cutting = begun(WEEDS)
    assert list(rules.cuts(cutting, WIEDEN)) == [1, 2]
    halved = rules.split(cutting, WIEDEN, 2)
    assert named(halved) == [["wieden.0"], ["wieden.2"]]
    first, second = rules.portions(halved)
    assert (first[0].prompts, bool(second[0].prompts)) == ((), True)
    assert (first[0].key, second[0].key) == ("wieden/1-2", "wieden/3-3")
    assert rules.join(halved, 1) == cutting


def test_no_cut_parts_a_lead_in_from_what_it_leads_in() -> None:
    text = (
        "# Lijstje\n\n## Wieden\n\nEerst dit.\n\nDit heb je nodig:\n\n- een schoffel\n- geduld\n\n"
        "Dan begin je.\n"
    )
    rules, cutting = begun(sources.read("lijst.md", text.encode()))
    assert list(rules.cuts(cutting, WIEDEN)) == [1, 3]
    with pytest.raises(DeskError, match="no-cut-there"):
        rules.split(cutting, WIEDEN, 2)


def test_what_an_issue_uses_by_now_stands_in_no_week() -> None:
    rules, cutting = begun()
    issues = draw(GARDEN, file="tuin.md", first_number=1)[:1]
    used = used_by(issues)
    left = rules.without(cutting, lambda key: used.has_section("tuin.md", key))
    assert HARKEN in left.out
    assert draw(GARDEN, file="tuin.md", first_number=2, used=used, chosen=rules.portions(left)) == (
        draw(GARDEN, file="tuin.md", first_number=2, used=used)
    )


def test_the_rest_of_a_section_can_still_be_sent_and_its_first_part_not_again() -> None:
    rules, cutting = begun(WEEDS)
    chosen = rules.portions(rules.split(cutting, WIEDEN, 2))
    first, rest = draw(WEEDS, file="tuin.md", first_number=1, chosen=chosen)
    used = used_by([first])
    (again,) = draw(WEEDS, file="tuin.md", first_number=2, used=used, chosen=chosen)
    assert (again.sections, again.blocks) == (rest.sections, rest.blocks)
    assert draw(WEEDS, file="tuin.md", first_number=2, used=used) == ()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("wieden", "wieden", True),
        ("wieden", "zaaien", False),
        ("wieden", "wieden/2", True),
        ("wieden/1", "wieden/2", False),
        ("wieden/2", cut_key("wieden", 0, 3), True),
        (cut_key("wieden", 0, 3), cut_key("wieden", 3, 5), False),
        (cut_key("wieden", 0, 3), cut_key("wieden", 2, 5), True),
        ("wieden", cut_key("wieden", 3, 5), True),
    ],
)
def test_keys_overlap_where_they_may_name_the_same_words(
    one: str, other: str, is_same: bool
) -> None:
    assert overlap(one, other) is overlap(other, one) is is_same


@pytest.mark.parametrize(
    "text", ["", "wieden", ".3", "wieden.", "wieden.x", "wieden.³", "a.1234567"]
)
def test_no_other_word_is_a_piece(text: str) -> None:
    assert SectionPiece.from_text(text) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda rules, now: rules.put(now, SectionPiece("niets"), 1),
        lambda rules, now: rules.put(now, SectionPiece("wieden", 1), 1),
        lambda rules, now: rules.put(now, WIEDEN, 0),
        lambda rules, now: rules.put(now, WIEDEN, 99),
        lambda rules, now: rules.leave_out(now, SectionPiece("niets")),
        lambda rules, now: rules.move(now, 0, 1),
        lambda rules, now: rules.move(now, 1, 99),
        lambda rules, now: rules.join(now, len(now.weeks)),
        lambda rules, now: rules.split(now, WIEDEN, 0),
        lambda rules, now: rules.split(now, WIEDEN, 99),
    ],
)
def test_what_is_not_there_is_refused(
    change: Callable[[CuttingRules, Cutting], Cutting],
) -> None:
    with pytest.raises(DeskError):
        change(*begun())


ACTS = st.tuples(
    st.sampled_from(["put", "out", "move", "join", "split"]), st.integers(0, 9), st.integers(0, 9)
)


@settings(deadline=None, max_examples=40)
@given(st.lists(ACTS, max_size=12))
def test_whatever_is_done_every_word_stands_in_one_place_and_no_letter_is_too_long(
    acts: list[tuple[str, int, int]],
) -> None:
    rules, cutting = begun()
    whole = words_in_weeks(rules, cutting)
    longest = max(map(words_of, rules.portions(cutting)))
    for act, one, two in acts:
        pieces = list(cutting.pieces())
        piece = pieces[one % len(pieces)]
        try:
            match act:
                case "put":
                    cutting = rules.put(cutting, piece, two)
                case "out":
                    cutting = rules.leave_out(cutting, piece)
                case "move":
                    cutting = rules.move(cutting, one, two)
                case "join":
                    cutting = rules.join(cutting, one)
                case "split":
                    cutting = rules.split(cutting, piece, two)
        except DeskError:
            pass
        assert Cutting.from_text(cutting.to_text()) == cutting
        assert len(set(cutting.pieces())) == len(list(cutting.pieces()))
        assert all(cutting.weeks)
        assert words_in_weeks(rules, cutting) == whole
        assert all(words_of(one) <= max(LONG, longest) for one in rules.portions(cutting))
        assert all(sum(bool(part.prompts) for part in one) <= 1 for one in rules.portions(cutting))
    made = draw(GARDEN, file="tuin.md", first_number=1, chosen=rules.portions(cutting))
    assert len(made) == len(cutting.weeks)
