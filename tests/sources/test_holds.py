"""When words count as standing in an article verbatim."""

import pytest

from tests.sources.builders import html_article, markdown_article, text_article

ARTICLE = text_article(
    "Titel", "", "Kop", "", "Niet je agenda, maar", "jouw “ja” telt: ’s avonds, in  rust.", "", "💡 Wat nu?"
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Niet je agenda, maar jouw “ja” telt",
        " Niet je\nagenda,  maar ",
        "’s avonds, in rust.",
        "Wat nu?",
        "“ja”",
        "Titel",
    ],
)
def test_white_space_is_folded(words: str) -> None:
    assert ARTICLE.holds(words)


@pytest.mark.parametrize(
    "words",
    ["niet je agenda", "jouw nee telt", "iet je agenda", "in rus", "Niet je agenda maar", "", "  "],
)  # fmt: skip
def test_case_and_whole_words_count(words: str) -> None:
    assert not ARTICLE.holds(words)


@pytest.mark.parametrize(
    "words",
    ['jouw "ja" telt', "jouw «\u202fja\u202f» telt", "jouw „ja“ telt", "'s avonds", "‘s avonds"],
)
def test_quotation_marks_of_every_shape_are_the_same(words: str) -> None:
    assert ARTICLE.holds(words)


def test_marks_and_tags_do_not_stand_between_words() -> None:
    assert markdown_article("# T", "", "Een *zacht* [woord](https://example.org).").holds(
        "Een zacht woord."
    )
    assert html_article("<h2>K</h2><p>Een <b>zacht</b> &amp; goed woord.</p>").holds(
        "zacht & goed woord."
    )


def test_a_word_that_stands_alone_later_is_found_after_one_that_it_is_part_of() -> None:
    assert text_article("Titel", "", "Onrust en rust.").holds("rust")
