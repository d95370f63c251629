"""What the other columns of a file, and the cells, say about a heading that may be about people."""

import re
from typing import Final

from newsletter.audience.importing.columns import Table, word_set
from newsletter.audience.importing.headings import is_an_end
from newsletter.audience.importing.words import words_of

# Of people, or of the United States.
_STATES: Final = frozenset({"state", "staat", "etat", "estado", "stato"})
_BESIDE_A_STATE: Final = word_set(
    "city plaats woonplaats stad ort stadt ville zip zipcode postcode plz postalcode codepostal"
    " country land pays street straat strasse rue province provincie region regio"
    " ciudad poblacion codigopostal pais calle direccion citta cap indirizzo via cidade cep rua endereco"
)
_CALLED_OFF: Final = ("cancel", "geannuleerd", "annuler", "annule", "storno", "storniert")
_BESIDE_A_MEETING: Final = word_set(
    "invitee attendee appointment booking afspraak boeking termin buchung"
)
_JOINED_A_MEETING: Final = word_set("join joined attended duration session webinar registrant")
_REGISTERED: Final = ("registration", "time")
_OF_MEETINGS: Final = frozenset(
    {("leave", "time"), ("left", "at"), ("left", "time"), ("registration", "status")}
)
_STARTS: Final = ("start", "begin", "aanvang", "anfang", "debut")
_FROM: Final = word_set("van vanaf from von ab du")
_TIME_OF_DAY: Final = re.compile(
    r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?(?:[ap]m|uur|uhr))?", re.IGNORECASE
)


def is_of_a_meeting(table: Table, place: int) -> bool:
    """Return whether a column says when somebody left a meeting, or whether they registered for it."""
    words = words_of(table.headings[place])
    if tuple(words) not in _OF_MEETINGS:
        return False
    return _has_beside(table, _BESIDE_A_MEETING | _JOINED_A_MEETING, but=place)


def is_of_something_else(table: Table, place: int) -> bool:
    """Return whether a state is part of an address, an end or a cancellation that of a meeting."""
    if table.plain[place] in _STATES:
        return not _BESIDE_A_STATE.isdisjoint(table.plain)
    words = words_of(table.headings[place])
    if words and words[0].startswith(_CALLED_OFF):
        return _has_beside(table, _BESIDE_A_MEETING)
    if not is_an_end(words):
        return False
    cells = table.cells(place)
    are_times = bool(cells) and all(map(_TIME_OF_DAY.fullmatch, cells))
    return are_times or any(map(_is_a_start, table.headings))


def _has_beside(table: Table, words: frozenset[str], but: int | None = None) -> bool:
    return any(
        not words.isdisjoint(named := words_of(heading)) or tuple(named[:2]) == _REGISTERED
        for place, heading in enumerate(table.headings)
        if place != but
    )


def _is_a_start(heading: str) -> bool:
    words = words_of(heading)
    return bool(words) and (words[0].startswith(_STARTS) or _FROM.issuperset(words))
