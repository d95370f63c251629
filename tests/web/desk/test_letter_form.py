"""What a page hides in its form, and gets back from whoever sends it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from newsletter.web.desk.letter_form import packed, packed_values, unpacked, unpacked_values

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
ODD = ["", "[]", "1", "null", "{", '{"a": 1}', '{"a": null}', "[" * 100_000, '{"a":' * 100_000]


@given(st.dictionaries(TEXTS, TEXTS, max_size=4))
def test_values_come_back_as_they_were_hidden(values: dict[str, str]) -> None:
    assert unpacked_values(FormData({"kept": packed_values(values)}), "kept") == values


@pytest.mark.parametrize("text", [*ODD, "1" * 5000, json.dumps({"a": ["b"]})], ids=range(11))
def test_anything_else_in_the_field_is_none(text: str) -> None:
    assert unpacked_values(FormData({"kept": packed(text)}), "kept") is None


@given(st.one_of(TEXTS, st.binary(max_size=40).map(lambda data: data.decode("latin-1"))))
def test_a_field_that_was_not_packed_is_none(text: str) -> None:
    form = FormData({"kept": text})
    assert unpacked_values(form, "kept") is None
    assert unpacked(form, "other") is None
