"""JSON by column is the JSON of the rows, to the byte."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from newsletter.text.json_columns import in_quotes, members, write_rows

TEXTS = st.text(st.characters(codec="utf-8"))
ROWS = st.lists(st.tuples(TEXTS, TEXTS), max_size=4)


@given(rows=ROWS, name=TEXTS, shared=TEXTS)
def test_rows_from_columns_are_written_as_each_would_be(
    rows: list[tuple[str, str]], name: str, shared: str
) -> None:
    columns = {
        f"1{name}": [first for first, _ in rows],
        "2": shared,
        "3": [second for _, second in rows],
    }
    written = write_rows(members(columns), len(rows))
    objects = [{f"1{name}": first, "2": shared, "3": second} for first, second in rows]
    assert b"[" + written + b"]" == orjson.dumps(objects)


def test_an_object_without_members_is_empty() -> None:
    assert write_rows(members({}), 2) == b"{},{}"


def test_only_a_column_with_something_to_escape_is_written_anew() -> None:
    plain, quoted = ["Anna", "Chloé"], ['Bo "de beer",', "Anna"]
    assert in_quotes(plain) is plain
    assert in_quotes(quoted) == ['Bo \\"de beer\\",', "Anna"]
    assert in_quotes('"') == '\\"'
