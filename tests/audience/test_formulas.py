"""Formulas in the cells of an export, whichever separator a spreadsheet expects."""

import csv
import io
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from newsletter.audience.exporting import COLUMNS, Separator, pieces
from newsletter.audience.formulas import as_meant, defused
from newsletter.audience.importing.file import open_people
from newsletter.audience.importing.rows import ImportRow
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Consent, Rhythm, Standing, Subscriber
from tests.store.builders import NOW

SIGNS = ("=", "+", "-", "@", "＝", "＠", ";", ",", "\t", "\r", "\n", "'", '"', " ", "\u200b", "|")
WORDS = ("cmd|'/C calc'!A0", "1+1", "Jan", "Anna Maria", "é", "")
CELLS = st.one_of(
    st.lists(st.sampled_from(SIGNS + WORDS), max_size=8).map("".join),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)
FORMULA = re.compile(r"[=+\-@＝＋－＠]")


class Nobody:
    """Who gave no consent."""

    def newest_of(self, people: object) -> dict[int, Consent]:
        del people
        return {}


def a_reader(name: str, tags: frozenset[str]) -> Subscriber:
    return Subscriber(
        id=1,
        address=EmailAddress("lezer1", "example.org"),
        standing=Standing.CONFIRMED,
        joined_at=NOW,
        first_name=name,
        tags=tags,
        rhythm=Rhythm.WEEKLY,
    )


def written(reader: Subscriber, separator: Separator) -> str:
    page = {0: (reader,)}
    found = pieces(lambda after, limit: page.get(after, ()), Nobody(), separator)
    return "".join(text for text, _ in found)


def as_it_is(row: list[str]) -> str:
    """A file that says the same, of a program that thinks of no formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows((COLUMNS, map(as_meant, row)))
    return out.getvalue()


def who_comes_in(text: str) -> list[object]:
    """What an import makes of a file."""
    rows = open_people(io.BytesIO(text.encode()), "readers.csv").rows
    return [
        (row.address, row.first_name, row.tags, row.language, row.status)
        if isinstance(row, ImportRow)
        else row.reason
        for row in rows
    ]


def split_at(separator: str, text: str) -> list[str]:
    """The cells of a program that starts anew at each separator, whatever stands in quotes."""
    return [cell.strip(' "\u200b') for cell in re.split(rf"[{separator}\t\r\n]", text)]


@given(CELLS)
@example("\t=1")
@example("'=1")
@example(";'=1")
def test_what_was_defused_is_read_as_it_was(cell: str) -> None:
    assert as_meant(defused(cell)) == cell


@given(CELLS)
def test_no_part_of_a_cell_begins_as_a_formula(cell: str) -> None:
    for separator in ",;":
        assert not [part for part in split_at(separator, defused(cell)) if FORMULA.match(part)]


@pytest.mark.parametrize("separator", list(Separator))
@given(name=CELLS, tag=CELLS)
@example(name="Jan;=cmd|'/C calc'!A0;", tag="")
@example(name="Jan,=1+1,x", tag="rust,=1+1")
@example(name='Jan;"=1+1"', tag="\t=1+1")
def test_an_export_holds_no_formula_and_comes_back_in_as_it_was(
    separator: Separator, name: str, tag: str
) -> None:
    # what looks as if an export had changed it means something else in any other file
    assume(all(as_meant(cell) == cell for cell in (name, tag)))
    tags = frozenset({tag} if tag else ())
    text = written(a_reader(name, tags), separator)
    for expected in ",;":
        assert not [part for part in split_at(expected, text) if FORMULA.match(part)]
    heading, row = csv.reader(io.StringIO(text, newline=""), delimiter=separator.value)
    assert tuple(heading) == COLUMNS
    assert [as_meant(cell) for cell in row][:4] == [
        "lezer1@example.org",
        name,
        "nl",
        ", ".join(sorted(tags)),
    ]
    assert who_comes_in(text) == who_comes_in(as_it_is(row))


@pytest.mark.parametrize("blank", ["\n", "\t", ",", "'", "\u200b", ",'"])
def test_a_cell_of_nothing_but_blanks_takes_no_hours(blank: str) -> None:
    cell = f"x{blank * 100_000}x"  # as long as a cell of a file may be
    assert as_meant(defused(cell)) == cell


def test_a_cell_that_another_program_would_part_stands_in_quotes() -> None:
    reader = a_reader("Jan;=cmd|'/C calc'!A0;", frozenset({"rust", "werk"}))
    assert ""","Jan;'=cmd|'/C calc'!A0;",""" in written(reader, Separator.COMMA)
    assert ';"rust, werk";' in written(reader, Separator.SEMICOLON)
