"""Three rules of folding, each for its own purpose."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.text.folding import (
    are_alike,
    clean,
    fold_sentence,
    fold_spaces,
    fold_title,
    is_half_of,
    share_a_word,
)

EVERY_RULE = pytest.mark.parametrize(
    "fold", [clean, fold_spaces, fold_sentence], ids=lambda rule: rule.__name__
)


@pytest.mark.parametrize(
    ("text", "spaces", "sentence", "title"),
    [
        (" Rust \n\u00a0in  huis. ", "Rust in huis.", "rust in huis", "rustinhuis"),
        ("Rust — een begin!", "Rust — een begin!", "rust — een begin!", "rusteenbegin"),
        ("Rust . .", "Rust . .", "rust", "rust"),
        ("WEISS", "WEISS", "weiss", "weiss"),
        ("weiß", "weiß", "weiss", "weiss"),
        ("…", "…", "…", ""),
    ],
)
def test_each_rule_keeps_what_it_compares_by(
    text: str, spaces: str, sentence: str, title: str
) -> None:
    assert (fold_spaces(text), fold_sentence(text), fold_title(text)) == (spaces, sentence, title)


@EVERY_RULE
@given(text=st.text())
def test_what_is_folded_once_is_folded(fold: Callable[[str], str], text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("Nee zeggen", "NEE, ZEGGEN!", True), ("Nee", "Nee zeggen", False), ("—", "…", False)],
)
def test_titles_are_alike_but_for_case_spaces_and_marks(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is alike


@pytest.mark.parametrize("part", ["leren stilstaan", "Een begin", "Mijn blog"])
def test_a_part_of_a_title_is_recognised(part: str) -> None:
    assert is_half_of(part, "Leren stilstaan — een begin | Mijn blog")
    assert not is_half_of("Leren", "Leren stilstaan — een begin | Mijn blog")


def test_titles_share_a_word_of_five_letters_or_more() -> None:
    assert share_a_word("Over STILTE", "De stilte van nu")
    assert not share_a_word("Over rust", "De rust van nu")
