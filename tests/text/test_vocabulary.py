"""Words of four languages, in one file for each, read when they are needed."""

import dataclasses
import subprocess
import sys
from typing import get_args

import pytest

from newsletter.text.vocabulary import (
    LANGUAGES,
    Kind,
    Vocabulary,
    in_any_language,
    language_of,
    phrases,
    vocabulary,
)

PRINTED = {"read_more", "questions_title", "pause", "untitled"}
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@EVERY_LANGUAGE
def test_a_language_has_words_for_everything_and_none_twice(language: str) -> None:
    for field in dataclasses.fields(Vocabulary):
        words = getattr(vocabulary(language), field.name)
        assert words
        assert isinstance(words, str) or len(set(words)) == len(words)


@EVERY_LANGUAGE
def test_words_are_in_lower_case_with_straight_apostrophes_unless_they_are_printed(
    language: str,
) -> None:
    for field in dataclasses.fields(Vocabulary):
        if field.name not in PRINTED:
            words = getattr(vocabulary(language), field.name)
            assert [word for word in words if word != word.lower() or "’" in word] == []


@pytest.mark.parametrize(
    ("tag", "language"), [("nl-BE", "nl"), ("EN", "en"), ("de-AT", "de"), ("pl", "nl"), ("", "nl")]
)
def test_a_tag_has_its_languages_words_and_an_unknown_one_the_dutch(
    tag: str, language: str
) -> None:
    assert vocabulary(tag) is vocabulary(language)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_phrase_is_found_in_any_case_with_any_space_and_apostrophe(kind: Kind) -> None:
    for phrase in in_any_language(kind):
        assert phrases.is_whole(kind, phrase)
        assert phrases.is_whole(kind, phrase.title().replace("'", "’").replace(" ", "\u00a0"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ik heb het voor jou gedaan, maar niet als een gunst.", "nl"),
        ("You have what you need, and it is not that far.", "en"),
        ("Du bist nicht allein, und das ist auch für dich wie ein Anfang.", "de"),
        ("Vous avez tout ce que vous voulez dans les mains, mais pas une minute.", "fr"),
        ("", "nl"),
    ],
)
def test_a_language_is_recognised_by_its_function_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_no_file_of_words_is_read_before_they_are_needed() -> None:
    code = (
        "import newsletter.sources.markdown, newsletter.editorial.issue_files, newsletter.text.vocabulary as v;"
        "print(v._read.cache_info().currsize); v.vocabulary('de'); print(v._read.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


@pytest.mark.parametrize(
    ("title", "number"),
    [("Twee vragen", 2), ("*Fünf* Fragen", 5), ("3 questions", 3), ("12 vragen", None), ("Vragen", None)],
)  # fmt: skip
def test_a_title_names_a_number(title: str, number: int | None) -> None:
    assert phrases.number_named(title) == number
