"""Two texts of one issue become one, and no line of either is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editorial.merging import differences, merged
from newsletter.model.writing import Clash, Side

BASE = "een\ntwee\ndrie\nvier\nvijf"


def test_what_each_changed_elsewhere_is_taken_over() -> None:
    found = merged(BASE, "een\nTWEE\ndrie\nvier\nvijf", "een\ntwee\ndrie\nvier\nVIJF")
    assert (found.text, found.clashes) == ("een\nTWEE\ndrie\nvier\nVIJF", ())


@pytest.mark.parametrize(
    ("kept", "middle"),
    [({}, "2\nII"), ({0: Side.BOTH}, "2\nII"), ({0: Side.MINE}, "2"), ({0: Side.THEIRS}, "II")],
    ids=["unchosen", "both", "mine", "theirs"],
)
def test_of_what_both_changed_differently_it_is_chosen_what_stays(
    kept: dict[int, Side], middle: str
) -> None:
    found = merged(BASE, "een\n2\ndrie\nvier\nvijf", "een\nII\ndrie\nvier\nvijf", kept)
    assert found.text == f"een\n{middle}\ndrie\nvier\nvijf"
    assert found.clashes == (Clash(("2",), ("II",), False, kept.get(0, Side.BOTH)),)


def test_each_place_has_a_choice_of_its_own() -> None:
    mine, theirs = "1\ntwee\ndrie\nvier\n5", "I\ntwee\ndrie\nvier\nV"
    found = merged(BASE, mine, theirs, {0: Side.THEIRS, 1: Side.MINE})
    assert found.text == "I\ntwee\ndrie\nvier\n5"


def test_above_the_text_of_a_letter_only_one_line_stays() -> None:
    base = "---\ntitle: Thee\n---\n\nEen zin."
    mine, theirs = base.replace("Thee", "Koffie"), base.replace("Thee", "Water")
    found = merged(base, mine, theirs)
    assert found.text == mine
    assert [(one.is_in_head, one.kept) for one in found.clashes] == [(True, Side.MINE)]
    below = merged(base, f"{base}\nA", f"{base}\nB")
    assert [one.is_in_head for one in below.clashes] == [False]


def test_the_same_change_is_one_change() -> None:
    both = "een\nTWEE\ndrie\nvier\nvijf"
    assert merged(BASE, both, both).text == both


def test_what_one_took_away_and_the_other_changed_is_shown() -> None:
    found = merged(BASE, "een\ndrie\nvier\nvijf", "een\ntwee!\ndrie\nvier\nvijf")
    assert len(found.clashes) == 1
    assert "twee!" in found.text


def test_without_what_they_were_made_of_a_line_of_one_alone_is_kept() -> None:
    found = merged(None, "een\ntwee\ndrie", "een\ndrie\nvier")
    assert (found.text, found.clashes) == ("een\ntwee\ndrie\nvier", ())
    assert len(merged(None, "een\ntwee", "een\nII").clashes) == 1


def test_differences_name_the_lines_of_each() -> None:
    [one] = differences("een\ntwee\ndrie", "een\nII\nIIa\ndrie")
    assert (one.mine, one.theirs, one.my_line, one.their_line) == (("twee",), ("II", "IIa"), 2, 2)
    assert differences(BASE, BASE) == ()


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "", "f g"]), max_size=8).map("\n".join)


@given(base=LINES, mine=LINES)
def test_against_what_nobody_changed_the_change_stays_as_it_is(base: str, mine: str) -> None:
    assert merged(base, mine, base).text == mine
    assert merged(base, base, mine).text == mine
    assert merged(base, mine, mine).text == mine


@given(base=st.none() | LINES, mine=LINES, theirs=LINES)
def test_every_line_that_either_wrote_is_there(base: str | None, mine: str, theirs: str) -> None:
    there = merged(base, mine, theirs).text.split("\n")
    old = set() if base is None else set(base.split("\n"))
    for line in (set(mine.split("\n")) | set(theirs.split("\n"))) - old:
        assert line in there


@given(base=st.none() | LINES, mine=LINES, theirs=LINES)
def test_the_order_of_the_two_changes_only_the_places_that_both_changed(
    base: str | None, mine: str, theirs: str
) -> None:
    one, other = merged(base, mine, theirs), merged(base, theirs, mine)
    assert len(one.clashes) == len(other.clashes) or base is None
    if not one.clashes and base is not None:
        assert one.text == other.text
