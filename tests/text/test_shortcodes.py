"""Shortcodes are told from other words in brackets, and quickly whatever stands in them."""

import time

import pytest

from newsletter.text.shortcodes import shortcode_in


@pytest.mark.parametrize(
    "text",
    [
        '[a b="c d" e=f]',
        "[a b='c' d=\"e\"/]",
        "[a b=“c d” e=„f g”]",
        "[a b=‘c d’]",
        '[a b="c]',
        '[a b="c d=e]',
        '[a b="c"d]',
        "[a b=c]",
        '[a "b c"]',
        '[a b="x]y"]',
    ],
)
def test_a_shortcode_is_found_whole_also_with_a_mark_too_few(text: str) -> None:
    assert shortcode_in(f"Kijk {text} hier") == text


@pytest.mark.parametrize("text", ["[a b", "[a b=]", "[een terzijde]", '[a "b" c]', "[a b =]"])
def test_what_is_no_attribute_makes_no_shortcode(text: str) -> None:
    assert shortcode_in(f"Kijk {text} hier") == ""


@pytest.mark.parametrize(
    "text",
    ["[a" + f" b={mark}" * 2_000 for mark in "\"'“‘„"] + ['[a b="]' * 2_000],
)
def test_no_attributes_take_long_to_look_through(text: str) -> None:
    started = time.process_time()
    shortcode_in(text)
    assert time.process_time() - started < 5  # seconds; each takes milliseconds
