import re

import pytest

from newsletter.locale.catalogue import Translations, choose
from tests.locale.po_files import FILES, SUBJECTS, as_it_should_be, catalogue, path_of

every_file = pytest.mark.parametrize(("language", "subject"), FILES)


@every_file
def test_a_file_has_every_sentence_of_its_subject_and_none_is_left_over_golden(
    language: str, subject: str, request: pytest.FixtureRequest
) -> None:
    path = path_of(language, subject)
    expected = as_it_should_be(language, subject)
    if request.config.getoption("--accept"):
        path.write_text(expected, "utf-8")
    assert path.is_file(), f"{path} is not there yet; make accept, then translate"
    assert path.read_text("utf-8") == expected, f"{path} is not what the code says; make accept"


@every_file
def test_every_sentence_is_translated(language: str, subject: str) -> None:
    missing = [
        message.id
        for message in catalogue(language, subject)
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]
    assert missing == []


@every_file
def test_a_page_s_translation_has_the_places_of_its_sentence(language: str, subject: str) -> None:
    wrong = [
        (message.id, error)
        for message, errors in catalogue(language, subject).check()
        for error in errors
    ]
    assert wrong == []


_LEAVING_OTHERWISE = re.compile(r"uitschrij|uitgeschre|schreef .* uit\b", re.IGNORECASE)
_ENGLISH_MARKS = re.compile(r"[“”]|\w'\w")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_dutch_says_afmelden_and_has_dutch_quotation_marks(subject: str) -> None:
    dutch = [form for message in catalogue("nl", subject) for form in _forms(message.string)]
    for other in (_LEAVING_OTHERWISE, _ENGLISH_MARKS):
        assert [form for form in dutch if other.search(form)] == []


@every_file
def test_our_reader_reads_a_file_as_babel_does(language: str, subject: str) -> None:
    ours = Translations(path_of(language, subject).read_text("utf-8"))
    assert ours.forms == {
        message.id[0] if isinstance(message.id, tuple) else message.id: _forms(message.string)
        for message in catalogue(language, subject)
        if message.id
    }


def test_a_file_may_wrap_its_lines_and_hold_plurals_comments_and_old_entries() -> None:
    ours = Translations(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        '#. readers\n#, python-brace-format\nmsgid "{count} \\"reader\\""\nmsgid_plural ""\n'
        '"{count} "\n"readers"\nmsgstr[0] "{count} lezer\\n"\nmsgstr[1] "{count} "\n"lezers"\n\n'
        '#~ msgid "gone"\n#~ msgstr "weg"\n'
    )
    assert ours.forms == {'{count} "reader"': ("{count} lezer\n", "{count} lezers")}
    assert ours.ngettext('{count} "reader"', "{count} readers", 1) == "{count} lezer\n"
    assert ours.ngettext('{count} "reader"', "{count} readers", 0) == "{count} lezers"
    assert ours.ngettext("a duck", "{count} ducks", 2) == "{count} ducks"
    assert ours.gettext("a duck") == "a duck"


def test_the_first_wish_that_is_spoken_wins() -> None:
    assert choose("nl", "en") == "en"
    assert choose("nl", None, "en-GB") == "en"
    assert choose("nl", "fr", "") == "nl"
    assert choose("fr") == "en"


def _forms(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)
