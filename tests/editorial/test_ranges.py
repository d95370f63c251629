"""Several issues are named at once, and each is meant once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editorial.heads import chosen, written
from newsletter.errors import DeskError

KNOWN = (1, 2, 3, 5, 7, 11, 12)


@pytest.mark.parametrize(
    ("refs", "meant"),
    [
        (["1-3"], ["1", "2", "3"]),
        (["1-11"], ["1", "2", "3", "5", "7", "11"]),
        (["1", "3", "5-7"], ["1", "3", "5", "7"]),
        (["5-7", "1"], ["5", "7", "1"]),
        (["3-3", "3", "003", "2-3"], ["3", "2"]),
        (["001-een-stoel.md", "9"], ["001-een-stoel.md", "9"]),
        (["issues/1-2.md"], ["issues/1-2.md"]),
        (["007-012"], ["7", "11", "12"]),
        ([], []),
    ],
)
def test_numbers_ranges_and_files_name_issues(refs: list[str], meant: list[str]) -> None:
    assert list(chosen(refs, KNOWN)) == meant


@pytest.mark.parametrize("ref", ["8-10", "3-1", "20-30"])
def test_a_range_without_an_issue_is_refused(ref: str) -> None:
    with pytest.raises(DeskError, match=f"range-empty .range='{ref}'"):
        chosen(["1", ref], KNOWN)


@given(st.sets(st.integers(1, 400)))
def test_numbers_are_written_as_they_can_be_typed(numbers: set[int]) -> None:
    assert chosen(written(numbers).split(), numbers) == tuple(map(str, sorted(numbers)))
