from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import newsletter.web
from newsletter.web.languages import choose, spoken

WEB = Path(newsletter.web.__file__).parent
WORDS = {
    found[2] if isinstance(found[2], str) else found[2][0]
    for found in extract_from_dir(
        str(WEB),
        [("pages/**.html", "jinja2")],
        {"pages/**.html": {"trimmed": "true"}},
        keywords={"_": None, "gettext": None},
    )
}


@pytest.mark.parametrize("language", [language for language in spoken() if language != "en"])
def test_every_sentence_of_the_pages_is_translated_and_none_is_left_over(language: str) -> None:
    with (WEB / "locale" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    assert {message.id for message in catalogue if message.id and message.string} == WORDS


@pytest.mark.parametrize("language", [language for language in spoken() if language != "en"])
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    with (WEB / "locale" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        wrong = [
            (message.id, error)
            for message, errors in read_po(file, locale=language).check()
            for error in errors
        ]
    assert wrong == []


def test_the_first_wish_that_is_spoken_wins() -> None:
    assert choose("nl", "en") == "en"
    assert choose("nl", None, "en-GB") == "en"
    assert choose("nl", "fr", "") == "nl"
    assert choose("fr") == "en"
