"""Words about health are found as parts of words, and not within words that only look like them."""

import pytest

from newsletter.text.vocabulary.phrases import health_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Herstellen van je burn-out", "burn-out"),
        ("Burnoutklachten, en dan?", "Burnoutklachten"),
        ("Slecht slapen, of slaapproblemen", "slaapproblemen"),
        ("Faalangst voor een toets", "Faalangst"),
        ("Over verlatingsangst", "verlatingsangst"),
        ("Angstig wakker worden", "Angstig"),
        ("Ziek thuis", "Ziek"),
        ("Chronisch zieken", "zieken"),
        ("Wat rouw met je doet", "rouw"),
        ("Living with grief", "grief"),
        ("A painful week", "painful"),
        ("Leven met ADD", "ADD"),
    ],
)
def test_a_word_about_health_is_found_whole(text: str, word: str) -> None:
    assert health_word(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "Muziek maken",
        "Vertrouwen en vrouwen",
        "Belangstelling in de ontvangsthal",
        "Een gangster in de langste rij",
        "Stillness in the morning",
        "Painting without a plan",
        "An addendum",
        "Even niets moeten",
    ],
)
def test_a_word_that_only_looks_like_one_is_not(text: str) -> None:
    assert health_word(text) == ""
