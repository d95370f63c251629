import string
from collections import Counter
from enum import Enum

import pytest

from newsletter.app.dispatch_list import DispatchStatus
from newsletter.app.doctor import Examined
from newsletter.app.liveness import RoundStep
from newsletter.app.log import LogKind
from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.words import ImportedStatus
from newsletter.editorial.checks.appearance import Hiding
from newsletter.editorial.checks.finding import Severity
from newsletter.editorial.checks.modes import Mode
from newsletter.editorial.checks.views import View
from newsletter.editorial.schedule import Why
from newsletter.editors.sign_in import SignInRefusal
from newsletter.locale.catalogue import SOURCE, languages, translations
from newsletter.locale.sentences import Found, Plural, Sentence, by_code, subjects
from newsletter.locale.speech import say, translated
from newsletter.message import Message
from newsletter.model.article import LeftOutKind, LinePlace
from newsletter.model.audience import Arrival, Exclusion, Rhythm, Standing, SuppressionReason
from newsletter.model.corrections import CorrectedPlace, Misfit
from newsletter.model.dispatch import DeliveryState
from newsletter.model.drawing import PostScriptReason, PreheaderReason, SubjectReason
from newsletter.model.editor import Act, Actor, Role
from newsletter.model.feed import ProposalState
from newsletter.model.issue import Markup
from newsletter.model.preferences import Reason
from newsletter.model.start import NotSent
from newsletter.model.writing import KeptBecause
from tests.locale.code_uses import literals, uses

ENUMS: tuple[type[Enum], ...] = (
    ProposalState,
    Why,
    SubjectReason,
    PreheaderReason,
    PostScriptReason,
    Standing,
    Rhythm,
    KeptBecause,
    NotSent,
    Role,
    Act,
    Actor,
    LogKind,
    SignInRefusal,
    SuppressionReason,
    Exclusion,
    Reason,
    Arrival,
    Column,
    ImportedStatus,
    DispatchStatus,
    DeliveryState,
    Severity,
    View,
    Mode,
    Hiding,
    Examined,
    RoundStep,
    LeftOutKind,
    LinePlace,
    CorrectedPlace,
    Misfit,
    Markup,
)  # those whose members people read
OF_MEMBERS = {Message.of(member).code for enum in ENUMS for member in enum}
CODES = sorted(by_code())


def _english(sentence: Sentence) -> tuple[str, ...]:
    return sentence[:2] if isinstance(sentence, Plural) else (sentence,)


def _forms(code: str, language: str) -> tuple[str, ...]:
    subject, sentence = by_code()[code]
    if language == SOURCE:
        return _english(sentence)
    catalogue = translations(language, subject)
    if isinstance(sentence, Plural):
        return tuple(catalogue.ngettext(*sentence[:2], n) for n in (1, 2))
    return (catalogue.gettext(sentence),)


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _all_places(code: str) -> set[str]:
    sentence = by_code()[code].sentence
    counted = {sentence.number} if isinstance(sentence, Plural) else set()
    return counted.union(*(_places(form) for form in _english(sentence)))


def test_a_code_is_of_one_subject() -> None:
    counted = Counter(code for sentences in subjects().values() for code in sentences)
    assert [code for code, many in counted.items() if many > 1] == []


def test_every_code_that_the_code_names_has_a_sentence() -> None:
    assert [use for use in uses() if use.code not in by_code()] == []


def test_every_sentence_is_used() -> None:
    assert [code for code in CODES if code not in literals() | OF_MEMBERS] == []


@pytest.mark.parametrize("member", [member for enum in ENUMS for member in enum], ids=str)
def test_every_member_that_people_read_has_a_sentence(member: Enum) -> None:
    assert Message.of(member).code in by_code()


def test_what_is_said_with_a_code_is_what_its_sentence_names() -> None:
    wrong = [
        (use.place, use.code, sorted(missing))
        for use in uses()
        if use.names is not None and (missing := _all_places(use.code) - use.names)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", languages())
def test_a_translation_names_the_same_values(language: str) -> None:
    wrong = [
        (code, form)
        for code in CODES
        for form, english in zip(
            _forms(code, language), _english(by_code()[code].sentence), strict=True
        )
        if _places(form) != _places(english)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", languages())
def test_own_words_are_shown_as_they_are(language: str) -> None:
    assert say(Message.in_own_words("421 {busy}"), language) == "421 {busy}"


def test_a_language_without_sentences_is_spoken_to_in_english() -> None:
    message = Message("at-place", place="a.md:3", problem=Message.in_own_words("?"))
    assert say(message, "fr") == "a.md:3: ?"


def test_what_another_version_stored_is_shown_by_its_code_and_data() -> None:
    assert say(Message("moon-full", day=3), "nl") == "moon-full (day=3)"
    assert say(Message("issue-not-queued", number=3), "nl") == "issue-not-queued (number=3)"


def test_a_plural_follows_its_number_in_english_where_there_is_no_translation() -> None:
    found = Found("queue", Plural("{count} reader", "{count} readers"))
    told = [translated(found, {"count": count}, "nl") for count in (0, 1, 2)]
    assert told == ["{count} readers", "{count} reader", "{count} readers"]
