"""Splitting lines into records, one reader for all of them or a new one for each."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.importing import records as splitting
from newsletter.audience.importing.records import Broken, Record, records

PIECES = st.sampled_from(
    ["a", "b", ",", " ", '"', '"', "\n", "\n", "\r\n", "\r", "é", "\0", '"a","b"\n', "a,b\n"]
)


@pytest.fixture(autouse=True, scope="module")
def short_limits():
    """Let a line of 13 characters be too long, and a record of 5 lines, so that few signs do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "_LONGEST_LINE", 12)
        patch.setattr(splitting, "_MOST_LINES", 4)
        yield


def split(text: str) -> list[Record | Broken]:
    return list(records(io.StringIO(text, newline=""), ",", after=2))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_stands_before_a_record_does_not_change_it(text: str) -> None:
    before = "x,y\n"
    first, *rest = split(before + text)
    assert first == Record(3, ("x", "y"))
    assert [one._replace(line=one.line - 1) for one in rest] == split(text)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_lines_without_a_quotation_mark_are_records(text: str) -> None:
    lines = io.StringIO(text.replace('"', ""), newline="").readlines()
    expected = [
        tuple(next(csv.reader([line], skipinitialspace=True)))
        for line in lines
        if len(line) <= 12 and line.replace(",", "").strip()
    ]
    found = split("".join(line for line in lines if len(line) <= 12))
    assert [one.fields for one in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        'a,"b\nc,d\ne,f\ng,h\ni,j\nk,l\n',
        '"a\nb\n' + "x" * 20 + "\nk,l\n",
        "x" * 20 + "\nk,l\n",
    ],
)
def test_after_a_row_that_has_no_end_the_rows_below_it_are_read(text: str) -> None:
    first, *rest = split(text)
    assert isinstance(first, Broken)
    assert first.line == 3
    assert rest[-1] == Record(2 + text.count("\n"), ("k", "l"))


def test_a_row_that_the_csv_reader_cannot_read_costs_only_itself() -> None:
    limit = csv.field_size_limit(6)
    try:
        found = split("a,b\naaaaaaaa,b\nc,d\n")
    finally:
        csv.field_size_limit(limit)
    assert [type(one) for one in found] == [Record, Broken, Record]
    assert [one.line for one in found] == [3, 4, 5]


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_quotation_mark_that_is_never_closed_costs_one_row_at_the_end_of_a_file_too(
    rows: int,
) -> None:
    text = 'a,"b\n' + "c,d\n" * (rows - 1)
    first, *rest = split(text)
    assert isinstance(first, Broken)
    assert (first.line, first.reason.code) == (3, "row-quote-not-closed")
    assert rest == [Record(3 + number, ("c", "d")) for number in range(1, rows)]
