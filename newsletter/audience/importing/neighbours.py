"""What the other columns of a file, and the cells, say about a heading that may be about people."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from newsletter.audience.importing.columns import Table, plain_name, word_set
from newsletter.audience.importing.headings import is_an_end
from newsletter.audience.importing.words import (
    NO,
    YES,
    signs_in,
    status_phrase,
    status_word,
    words_of,
)

# Of people, or of the United States.
_COUNTRIES: Final = frozenset({"estado", "stato"})  # also without a town, unless a state is known
_STATES: Final = frozenset({"state", "staat", "etat"}) | _COUNTRIES
_BESIDE_A_STATE: Final = word_set(
    "city plaats woonplaats stad ort stadt ville zip zipcode postcode plz postalcode codepostal"
    " country land pays street straat strasse rue province provincie region regio"
    " comune localita nazione paese municipio colonia delegacion bairro provincia"
    " ciudad poblacion codigopostal pais calle direccion citta cap indirizzo via cidade cep rua endereco"
)
_CALLED_OFF: Final = ("cancel", "geannuleerd", "annuler", "annule", "storno", "storniert")
_BESIDE_A_MEETING: Final = word_set(
    "invitee attendee appointment booking afspraak boeking termin buchung"
)
_AT_A_MEETING: Final = word_set("jointime duration webinar registrant registrationtime")
# "Left at" next to "Joined at" may be the end of a membership.
_OF_MEETINGS: Final = word_set("leavetime registrationstatus")
_STARTS: Final = ("start", "begin", "aanvang", "anfang", "debut")
# How many somebody has or gave; "Newsletter subscriptions" may be which.
_SUBSCRIPTIONS: Final = word_set(
    "subscriptions abonnementen inschrijvingen aanmeldingen abonnements inscriptions anmeldungen"
)
_OF_TODAY: Final = word_set(
    "active actieve current huidige lopende my mijn aktive aktuelle actifs actives"
)
_OVER: Final = word_set("ended expired verlopen lapsed former oude abgelaufene")
_OF_MAIL: Final = re.compile("mail|nieuwsbrie|newsletter|infolettre|optin")
_OF_WORDPRESS: Final = word_set("userlogin userregistered usernicename")
_FROM: Final = word_set("van vanaf from von ab du")
_TIME_OF_DAY: Final = re.compile(
    r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?(?:[ap]m|uur|uhr))?", re.IGNORECASE
)


def is_of_a_meeting(table: Table, place: int) -> bool:
    """Return whether a column says when somebody left a meeting, or whether they registered for it."""
    if table.plain[place] not in _OF_MEETINGS:
        return False
    return not (_BESIDE_A_MEETING | _AT_A_MEETING).isdisjoint(_named(table.headings))


def is_of_something_else(table: Table, place: int) -> bool:
    """Return whether a state is part of an address, an end that of a meeting, or a number a count."""
    if table.plain[place] in _STATES:
        is_country = table.plain[place] in _COUNTRIES and not any(map(_says, table.cells(place)))
        return is_country or not _BESIDE_A_STATE.isdisjoint(table.plain)
    if table.plain[place] == "userstatus":  # of no meaning there while it is 0; 1 may be spam
        return {"0"}.issuperset(table.cells(place)) and not _OF_WORDPRESS.isdisjoint(table.plain)
    words = words_of(table.headings[place])
    if _is_of_subscriptions(words):
        return _are_counts(table.cells(place), words)
    if words and words[0].startswith(_CALLED_OFF):
        return not _BESIDE_A_MEETING.isdisjoint(_named(table.headings))
    if not is_an_end(words):
        return False
    cells = table.cells(place)
    are_times = bool(cells) and all(map(_TIME_OF_DAY.fullmatch, cells))
    return are_times or any(map(_is_a_start, table.headings))


def _are_counts(cells: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether cells are numbers; 0 and 1 may be no and yes to ``Active subscriptions``."""
    may_answer = {"0", "1"}.issuperset(cells) and (_SUBSCRIPTIONS | _OF_TODAY).issuperset(words)
    return bool(cells) and all(map(str.isdigit, cells)) and not may_answer


def _is_of_subscriptions(words: Sequence[str]) -> bool:
    """Return whether a heading is of subscriptions that may be to anything, and did not end."""
    is_over = bool(signs_in(words)[0]) or not _OVER.isdisjoint(words)
    return not (_SUBSCRIPTIONS.isdisjoint(words) or _OF_MAIL.search("".join(words)) or is_over)


@lru_cache(maxsize=4)
def _named(headings: tuple[str, ...]) -> frozenset[str]:
    """Return the words of all headings, and the first two of each as one."""
    named = [words_of(heading) for heading in headings]
    return frozenset(word for words in named for word in (*words, "".join(words[:2])))


def _says(cell: str) -> bool:
    """Return whether a cell says how somebody is subscribed."""
    words = words_of(cell)
    return (
        any(status_word(word) is not None for word in words)
        or status_phrase(cell) is not None
        or plain_name(cell) in YES | NO
    )


def _is_a_start(heading: str) -> bool:
    words = words_of(heading)
    return bool(words) and (words[0].startswith(_STARTS) or _FROM.issuperset(words))
