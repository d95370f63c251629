"""The companies that get readers' data, as the text of a form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.app import own_recipients
from newsletter.app.own_recipients import MOST
from newsletter.model.privacy import DataRecipient

POST = DataRecipient(name="Post", task="verstuurt", country="NL")
ROWS = st.lists(st.lists(st.text(max_size=9), min_size=4, max_size=4), max_size=4)


def test_what_is_shown_is_written_as_it_was() -> None:
    text = own_recipients.shown([POST])
    assert own_recipients.mistake(text) is None
    assert own_recipients.written(text).entries == (
        {"name": "Post", "task": "verstuurt", "country": "NL"},
    )


@given(ROWS)
def test_a_text_of_rows_is_read_as_these_rows_and_tidied_once(rows: list[list[str]]) -> None:
    text = own_recipients.text_of(rows)
    again = own_recipients.rows_of(text)
    assert own_recipients.text_of(again) == text
    assert all(any(row) for row in again)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "{}",
        "[[1, 2, 3, 4]]",
        '[["a"]]',
        "null",
        "[" * 100_000,
        "1" * 5000,
        '[["\\ud800x", "t", "NL", ""]]',
    ],
    ids=lambda text: text[:20],
)
def test_a_text_that_is_none_of_ours_has_no_rows(text: str) -> None:
    assert own_recipients.rows_of(text) == []


def test_there_is_room_for_a_dozen() -> None:
    rows = [["Post", "verstuurt", "NL", ""]] * MOST
    assert own_recipients.mistake(own_recipients.text_of(rows)) is None
    found = own_recipients.mistake(own_recipients.text_of([*rows, rows[0]]))
    assert found is not None
    assert found.code == "own-recipients-many"


def test_of_more_than_a_dozen_in_the_file_as_many_may_stay() -> None:
    rows = [["Post", "verstuurt", "NL", ""]] * (MOST + 2)
    now, fewer, more = map(own_recipients.text_of, (rows, rows[1:], [*rows, rows[0]]))
    assert own_recipients.mistake(now, now) is None
    assert own_recipients.mistake(fewer, now) is None
    found = own_recipients.mistake(more, now)
    assert found is not None
    assert found.code == "own-recipients-many"


def test_a_row_that_is_wrong_has_its_place() -> None:
    rows = [["Post", "verstuurt", "NL", ""], ["Host", "", "NL", ""]]
    found = own_recipients.mistake(own_recipients.text_of(rows))
    assert found is not None
    assert found.data["place"] == 1
