"""Headings that ask who wants mail, and are known by their answers: a date may be meant as well."""

import re
from collections.abc import Sequence
from typing import Final

from newsletter.audience.importing.columns import Column, Meaning, Table, plain_name, word_set
from newsletter.audience.importing.headings import (
    may_ask_about_mail,
    may_ask_who_wants_mail,
    without_dates,
)
from newsletter.audience.importing.known_headings import known_column
from newsletter.audience.importing.signs import ColumnReading
from newsletter.audience.importing.words import OF_NEWSLETTERS, words_of

_ANSWERS: Final = word_set("ja yes oui nee neen no nein non")
_BEGIN_ANSWERS: Final = _ANSWERS - word_set("no non")  # "No date known" is no answer
_MYSELF: Final = word_set("me mij mich moi")  # "Subscribe me to updates on new courses"
_FOR_WHAT: Final = word_set("voor for de the van of mail email e nieuwsbrief newsletter")
_NOT_A_DATE: Final = ({"op", "tijd"}, {"on", "time"}, {"papier"}, {"paper"})
_INFORMED: Final = re.compile(
    r"\b(?:op de hoogte (?:te )?(?:blijven|houden|gehouden)|houd? (?:me|mij) op de hoogte"
    r"|(?:stay|be|be kept) (?:informed|updated|posted)"
    r"|auf dem laufenden|(?:rester|etre) informee?s?"
    r"|(?:may|can) we contact you|mogen (?:we|wij) contact met (?:je|jou|u) opnemen)\b"
)
# With any other word it may be about the results of a survey, a workshop, or somebody else.
_AROUND: Final = word_set(
    "wil wilt wens wenst je jij u ik we wij ons mag mogen kunnen graag ook voortaan worden gehouden houden blijven"
    " via per van over de het onze mijn jouw uw e mail email nieuwsbrief nieuws nieuwe nieuwste laatste artikelen blogs"
    " would you like do want may can i us to by about of on the our my your please newsletter news updates latest new"
    " articles mochten mochtest sie du ich wir uns bleiben halten per souhaitez souhaites vous tu nous"
)
_READING: Final = ColumnReading(Column.WANTS_MAIL)


def is_answered_wish(heading: str, column: Column | None, cells: Sequence[str]) -> bool:
    """Return whether a heading without a use, or one of a date, asks who wants mail.

    "Op de hoogte blijven?" and "Aangemeld op" are answered by yes or no, or by nothing of use.
    """
    asks = column is Column.JOINED and _is_of_a_date_alone(heading)
    return (asks or _asks_to_be_informed(heading)) and any(map(_is_answer, cells))


def without_lesser_wishes(meanings: Sequence[Meaning], table: Table) -> list[Meaning]:
    """Return the meanings without a question who wants to be informed, next to one about the newsletter.

    A no to the one is none to the other.
    """
    wanting = {place for place, one in enumerate(meanings) if one.column is Column.WANTS_MAIL}
    named = {place for place in wanting if OF_NEWSLETTERS.search(table.plain[place])}
    lesser = {
        place
        for place in wanting - named
        if named and not meanings[place].is_certain and _is_lesser(table.headings[place])
    }
    return [Meaning() if place in lesser else one for place, one in enumerate(meanings)]


def _is_lesser(heading: str) -> bool:
    return _asks_to_be_informed(heading) and not may_ask_about_mail(heading)


def _is_of_a_date_alone(heading: str) -> bool:
    """Return whether a heading with a word for a date has nothing besides that mail is not for."""
    words = words_of(heading)
    if any(one <= set(words) for one in _NOT_A_DATE):
        return False
    if known_column("".join(words)) is Column.JOINED:
        return may_ask_who_wants_mail("".join(words))
    rest = without_dates(words)
    if not _MYSELF.isdisjoint(rest):
        return may_ask_who_wants_mail("".join(rest))
    known = known_column("".join(rest)) is Column.WANTS_MAIL
    asking = [word for word in rest if word not in _FOR_WHAT or OF_NEWSLETTERS.search(word)]
    return known or (bool(asking) and all(map(may_ask_who_wants_mail, asking)))


def _asks_to_be_informed(heading: str) -> bool:
    words = " ".join(words_of(heading))
    rest = _INFORMED.sub(" ", words)
    return rest != words and _AROUND.issuperset(rest.split())


def _is_answer(cell: str) -> bool:
    """Return whether a cell is a plain yes or no, or begins as one and is understood."""
    if plain_name(cell) in _ANSWERS:
        return True
    return not _BEGIN_ANSWERS.isdisjoint(words_of(cell)[:1]) and _READING.understands(cell)
