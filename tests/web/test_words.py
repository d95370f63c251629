"""The words of the pages: who speaks, and one word for leaving."""

import re

import pytest

from tests.locale.po_files import catalogue

# Where a sentence cannot do without: what a reader says themselves, on a button or by consenting,
# and the publication's promise about what it uses and who sends for it.
_SPEAKS_ITSELF = (
    "Your address and name disappear at once",
    "Yes, ",
    "Not for me",
    "I do not know",
    "Send me the link",
    "Open my data",
    "Erase my data",
)
_FIRST_PERSON = {
    "en": re.compile(r"\b([Ww]e|[Uu]s|[Oo]urs?|I|[Mm]e|[Mm]y)\b"),  # US is a country
    "nl": re.compile(r"\b(wij|we|ons|onze|ik|mij|me|mijn)\b", re.IGNORECASE),
}
_TRANSLATED = [
    (str(message.id), str(message.string)) for message in catalogue("nl", "pages") if message.id
]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_page_speaks_neither_as_we_nor_as_i_where_it_can_do_without(language: str) -> None:
    spoken = [
        said
        for english, dutch in _TRANSLATED
        if not english.startswith(_SPEAKS_ITSELF)
        and _FIRST_PERSON[language].search(said := english if language == "en" else dutch)
    ]
    assert spoken == []
