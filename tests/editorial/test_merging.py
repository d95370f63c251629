"""Two texts of one issue become one, and no line of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from newsletter.editorial.merging import differences, merged
from newsletter.model.writing import Marks

MARKS = Marks("[[jouw tekst:]]", "[[de andere:]]", "[[tot hier]]")
BASE = "een\ntwee\ndrie\nvier\nvijf"


def test_what_each_changed_elsewhere_is_taken_over() -> None:
    found = merged(BASE, "een\nTWEE\ndrie\nvier\nvijf", "een\ntwee\ndrie\nvier\nVIJF", MARKS)
    assert (found.text, found.conflicts) == ("een\nTWEE\ndrie\nvier\nVIJF", 0)


def test_what_both_changed_differently_stands_there_twice_between_marks() -> None:
    found = merged(BASE, "een\n2\ndrie\nvier\nvijf", "een\nII\ndrie\nvier\nvijf", MARKS)
    assert found.conflicts == 1
    assert found.text == (
        "een\n[[jouw tekst:]]\n2\n[[de andere:]]\nII\n[[tot hier]]\ndrie\nvier\nvijf"
    )


def test_the_same_change_is_one_change() -> None:
    both = "een\nTWEE\ndrie\nvier\nvijf"
    assert merged(BASE, both, both, MARKS).text == both


def test_what_one_took_away_and_the_other_changed_is_shown() -> None:
    found = merged(BASE, "een\ndrie\nvier\nvijf", "een\ntwee!\ndrie\nvier\nvijf", MARKS)
    assert found.conflicts == 1
    assert "twee!" in found.text


def test_without_what_they_were_made_of_a_line_of_one_alone_is_kept() -> None:
    found = merged(None, "een\ntwee\ndrie", "een\ndrie\nvier", MARKS)
    assert (found.text, found.conflicts) == ("een\ntwee\ndrie\nvier", 0)
    assert merged(None, "een\ntwee", "een\nII", MARKS).conflicts == 1


def test_differences_name_the_lines_of_each() -> None:
    [one] = differences("een\ntwee\ndrie", "een\nII\nIIa\ndrie")
    assert (one.mine, one.theirs, one.my_line, one.their_line) == (("twee",), ("II", "IIa"), 2, 2)
    assert differences(BASE, BASE) == ()


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "", "f g"]), max_size=8).map("\n".join)


@given(base=LINES, mine=LINES)
def test_against_what_nobody_changed_the_change_stays_as_it_is(base: str, mine: str) -> None:
    assert merged(base, mine, base, MARKS).text == mine
    assert merged(base, base, mine, MARKS).text == mine
    assert merged(base, mine, mine, MARKS).text == mine


@given(base=st.none() | LINES, mine=LINES, theirs=LINES)
def test_every_line_that_either_wrote_is_there(base: str | None, mine: str, theirs: str) -> None:
    there = merged(base, mine, theirs, MARKS).text.split("\n")
    old = set() if base is None else set(base.split("\n"))
    for line in (set(mine.split("\n")) | set(theirs.split("\n"))) - old:
        assert line in there


@given(base=st.none() | LINES, mine=LINES, theirs=LINES)
def test_the_order_of_the_two_changes_only_the_marked_places(
    base: str | None, mine: str, theirs: str
) -> None:
    one, other = merged(base, mine, theirs, MARKS), merged(base, theirs, mine, MARKS)
    assert one.conflicts == other.conflicts or base is None
    if not one.conflicts and base is not None:
        assert one.text == other.text
