"""What single cells, and the cells of a row together, tell about a status."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from newsletter.audience.importing.columns import Column, Form, plain_name, word_set
from newsletter.audience.importing.values import is_date, is_no_date
from newsletter.audience.importing.words import (
    NO,
    NOTHING,
    YES,
    ImportedStatus,
    is_negation,
    status_phrase,
    status_word,
    words_of,
)

_ANSWERED: Final = re.compile(r"([^\W\d]+)\W+(\d.*?)\W*$")
_CROSS: Final = "x"  # among other states it may mark those who stay, or strike out those who left
_EMPTY_SIGNS: Final = "-\u2013\u2014.,[]{}()'\"/\\ #"
HAPPENED: Final[Mapping[Column, ImportedStatus]] = {
    Column.UNCONFIRMED: ImportedStatus.PENDING,
    Column.LEFT: ImportedStatus.LEFT,
    Column.BOUNCED: ImportedStatus.BOUNCED,
    Column.COMPLAINED: ImportedStatus.COMPLAINED,
}
SPEAKING: Final = frozenset(
    {Column.STATUS, Column.WANTS_MAIL, Column.CONFIRMED, Column.BOUNCES, *HAPPENED}
)
GIVES_A_YES: Final = frozenset({Column.STATUS, Column.WANTS_MAIL})


class NotUnderstood(ValueError):
    """A cell is about a person's status, but its meaning is unknown."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the cells of one column are read.

    Attributes:
        column: One of ``SPEAKING``.
        form: How it is written, if it is about leaving, bouncing or blocking.
        meant: What words mean to the editor and in the tool, as ``plain_name`` gives them.
    """

    column: Column
    form: Form = Form.FLAG
    meant: Mapping[str, ImportedStatus] | None = None

    def sign_of(self, cell: str) -> ImportedStatus | None:
        """Return what a cell says about its person, or ``None`` if nothing.

        Raises:
            NotUnderstood: The meaning is unknown. Sending no mail is better than a guess.
        """
        answered = _ANSWERED.match(cell)  # "No (12-03-2024)"
        if answered is not None and is_date(answered[2]) and plain_name(answered[1]) in YES | NO:
            cell = answered[1]
        word = "-1" if cell == "-1" else plain_name(cell) or cell.strip(_EMPTY_SIGNS)
        if self.meant and (word in self.meant or cell.casefold() in self.meant):
            return self.meant.get(word) or self.meant[cell.casefold()]
        if not word or word in NOTHING or is_no_date(cell):
            return None
        if "?" in cell:
            raise NotUnderstood(cell)
        return self._read(cell, word)

    def understands(self, cell: str) -> bool:
        """Return whether the meaning of a cell is known."""
        try:
            self.sign_of(cell)
        except NotUnderstood:
            return False
        return True

    def _read(self, cell: str, word: str) -> ImportedStatus | None:
        match self.column:
            case Column.STATUS:
                return _status(cell, word)
            case Column.WANTS_MAIL:
                return _yes_or_no(cell, word, ImportedStatus.LEFT)
            case Column.CONFIRMED:
                return _yes_or_no(cell, word, ImportedStatus.PENDING)
            case Column.BOUNCES:
                _refuse_bounces(cell, word)
                return None
            case Column.UNCONFIRMED | Column.LEFT | Column.BOUNCED | Column.COMPLAINED:
                return _happened(cell, word, HAPPENED[self.column], self.form)
            case (
                Column.ADDRESS
                | Column.FIRST_NAME
                | Column.FULL_NAME
                | Column.LANGUAGE
                | Column.TAGS
                | Column.JOINED
                | Column.NETWORK
                | Column.IGNORED
            ):
                raise AssertionError(f"{self.column} is not one of SPEAKING")
            case _:
                assert_never(self.column)


@dataclass(frozen=True, slots=True)
class SignColumn:
    """A column about subscription status: its place, and how it is read."""

    place: int
    heading: str
    reading: ColumnReading


def _status(cell: str, word: str) -> ImportedStatus:
    if word == "-1":
        return ImportedStatus.LEFT
    found = status_word(word)
    if found is not None:
        return found
    if not word.isdigit():
        if word in YES and word != _CROSS:
            return ImportedStatus.SUBSCRIBED
        if word in NO:
            return ImportedStatus.LEFT
        found = status_phrase(cell)
    if found is None:
        raise NotUnderstood(cell)
    return found


def _yes_or_no(cell: str, word: str, no: ImportedStatus) -> ImportedStatus:
    if word in YES or is_date(cell):
        return ImportedStatus.SUBSCRIBED
    if word in NO or word == "-1":
        return no
    if word in _DOUBTS:
        raise NotUnderstood(cell)
    words = words_of(cell)
    first, *rest = words or [""]
    if rest and _POLITE.issuperset(rest) and first in YES | NO:  # "Ja, graag", "No thanks"
        return ImportedStatus.SUBSCRIBED if first in YES else no
    if words and _POLITE.issuperset(words):  # "Liever niet", "Heel graag!"
        if any(map(is_negation, words)):
            return no
        if not _GLADLY.isdisjoint(words):
            return ImportedStatus.SUBSCRIBED
    return ImportedStatus.SUBSCRIBED if _is_wish(words) else _status(cell, word)


def _is_wish(words: Sequence[str]) -> bool:
    """Return whether words are a wish to get the newsletter: the text of a box that was ticked.

    "Ja, ik wil de nieuwsbrief ontvangen" has no other words; one more may turn it: "op papier".
    """
    rest = words[1:] if words and words[0] in _SAID_YES else words
    return not _WISHES.isdisjoint(rest) and (_WISHES | _IN_A_WISH).issuperset(rest)


def _is_zero(word: str) -> bool:
    """Return whether a word is the number 0, without reading a number of any length."""
    return bool(word) and not word.strip("0")


def _refuse_bounces(cell: str, word: str) -> None:
    """Refuse any number of bounces except 0, because it is unknown whether one was hard."""
    if not _is_zero(word) and word not in NO:
        raise NotUnderstood(cell)


def _happened(cell: str, word: str, status: ImportedStatus, form: Form) -> ImportedStatus | None:
    if word in NO or word in _NEVER or _is_zero(word):
        return None
    if word in _NOT_GIVEN and form is not Form.TEXT:
        raise NotUnderstood(cell)  # no opt-out, or no consent
    if word in YES or is_date(cell) or (status is ImportedStatus.BOUNCED and word in _HARD):
        return status
    found = status_word(word) or status_phrase(cell)
    if found is not None and found is not ImportedStatus.SUBSCRIBED:
        return (
            found
            if found is not ImportedStatus.PENDING or status is ImportedStatus.PENDING
            else status
        )
    match form:
        case Form.TEXT:
            return status
        case Form.COUNT if word.isdigit():
            return status
        case Form.FLAG | Form.COUNT:
            if word in _STILL_THERE:
                return ImportedStatus.SUBSCRIBED
            raise NotUnderstood(cell)
        case _:
            assert_never(form)


_NOT_GIVEN: Final = word_set("notgiven nietgegeven")
_DOUBTS: Final = word_set("nietzeker")
_NEVER: Final = word_set("never nooit nie niemals jamais")
_POLITE: Final = word_set(
    "graag gerne please bitte svp thanks thank you bedankt dank je danke merci liever niet hoor heel erg"
    " zeker natuurlijk leuk absoluut sure definitely certainly of course gladly unbedingt naturlich sehr"
    " volontiers nu even op dit moment right now at the"
)
_GLADLY: Final = word_set("graag gerne gladly volontiers zeker natuurlijk absoluut sure definitely")
_SAID_YES: Final = word_set("ja yes oui")
_WISHES: Final = word_set(
    "wil wens ontvang ontvangen krijg krijgen aanmelden inschrijven schrijf houd hou blijf akkoord toestemming"
    " want like receive get subscribe sign join agree consent keep"
    " mochte erhalten bekommen abonnieren souhaite veux recevoir"
)
_IN_A_WISH: Final = word_set(
    "ik me mij je jullie jouw uw graag de het een voor in aan per via met van op hoogte blijven gehouden worden"
    " ga geef om te nieuwsbrief nieuwsbrieven maandelijkse wekelijkse gratis nieuws e mail mails email emails"
    " emailnieuwsbrief mailing updates i would to your our the a by up for please newsletter newsletters"
    " monthly weekly free informed updated posted list ich gerne den euren ihren je la votre"
)
_HARD: Final = word_set("hard permanent")
# Under "Unsubscribed" or "Opt-out" only these say that nothing happened. "Confirmed" and
# "active" may be about the unsubscription itself.
_STILL_THERE: Final = word_set(
    "subscribed optedin optin ingeschreven aangemeld angemeldet abonniert abonne inscrit"
)
